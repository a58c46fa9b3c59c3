// Buttons, the bar, and what fills the window.

let captioned = film.captions === "track";
let awake = 0;

function toggle() {
  if (lecturing && held) onward();
  else if (video.paused) play();
  else video.pause();
}

function showPlaying() {
  const running = !video.paused;
  player.classList.toggle("playing", running);
  if (running) player.classList.add("begun");
  dress(id("play"), running ? "Pause" : "Play", running ? "#to-pause" : "#to-play");
}

function dress(button, name, picture) {
  button.setAttribute("aria-label", name);
  button.querySelector("use").setAttribute("href", picture);
}

function caption() {
  if (film.captions === "burned") return say("The captions are in the picture");
  captioned = !captioned;
  id("cc").setAttribute("aria-pressed", captioned);
  refresh();
  return say(captioned ? "Captions on" : "Captions off");
}

function mute() {
  const button = id("mute");
  if (!button) return say("The film has no sound");
  video.muted = !video.muted;
  button.setAttribute("aria-pressed", video.muted);
  button.querySelector("use").setAttribute("href", video.muted ? "#to-unmute" : "#to-mute");
  return say(video.muted ? "Sound off" : "Sound on");
}

/** Change the speed by a step; past the last one it starts again if it may go round. */
function hurry(step, round = false) {
  const menu = id("speed");
  const count = menu.options.length;
  const next = menu.selectedIndex + step;
  menu.selectedIndex = round ? next % count : within(next, 0, count - 1);
  setSpeed();
}

function setSpeed() {
  video.playbackRate = Number(id("speed").value);
  say(`Speed ${id("speed").value}×`);
}

function fullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (player.requestFullscreen) player.requestFullscreen().catch(() => say("No full screen here"));
  else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen();
}

/** Lecture mode and full screen leave nothing on the page but the film. */
function theatre() {
  const full = document.fullscreenElement === player;
  id("full").setAttribute("aria-pressed", full);
  player.classList.toggle(film.theme, full || lecturing); // in place of the reader's
  document.documentElement.classList.toggle("theatre", full || lecturing);
  document.documentElement.classList.toggle("lecturing", lecturing);
  wake();
}

/** Show the bar over the picture for a while. */
function wake() {
  player.classList.add("awake");
  clearTimeout(awake);
  awake = setTimeout(() => player.classList.remove("awake"), 2500);
}

/** The time and chapter under the pointer, above the bar. */
function showTip({ clientX }) {
  const { left, width } = document.querySelector(".parts").getBoundingClientRect();
  const frame = Math.round(within((clientX - left) / width, 0, 1) * last);
  id("tip").hidden = false;
  id("tip").textContent = `${clock(frame / film.fps)}  ${film.chapters[chapterOf(frame)].name}`;
  const half = id("tip").offsetWidth / 2;
  id("tip").style.left = `${within(clientX - left, half, Math.max(half, width - half))}px`;
}
