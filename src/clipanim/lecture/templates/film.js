// The film and where we are in it. All places are frames: a frame n is on screen from n / fps on.

const id = (name) => document.getElementById(name);
const all = (selector) => [...document.querySelectorAll(selector)];
const film = JSON.parse(id("film").textContent);
const video = id("video");
const player = id("player");
const last = film.frames - 1;

/** Let the video play what the page itself holds, if it holds it. */
function load() {
  const held = id("bytes");
  if (!held) return;
  const text = atob(held.textContent);
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n += 1) bytes[n] = text.charCodeAt(n);
  held.remove();
  video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
}

const within = (number, low, high) => Math.min(Math.max(number, low), high);
const frameAt = (seconds) => within(Math.floor(seconds * film.fps + 0.01), 0, last);
const here = () => frameAt(video.currentTime);
const timeOf = (frame) => (frame + 0.5) / film.fps; // amid the frame: rounding cannot miss it

function chapterWhere(holds) {
  const found = film.chapters.findIndex(holds);
  return found < 0 ? film.chapters.length - 1 : found;
}

const chapterOf = (frame) => chapterWhere(({ stop }) => frame < stop);

function clock(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

function play() {
  video.play().catch((error) => {
    if (error.name !== "AbortError") say("The film does not play here"); // else it was stopped
  });
}
