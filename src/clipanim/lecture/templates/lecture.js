// Lecture mode: the film stands at the end of each chapter until it is told to go on: on the
// last frame that shows all of the picture, before it leaves to make room for the next.
//
// A video stops a moment after it is told to, so the next chapter would flash. In lecture mode
// a canvas lies over the video and only ever takes frames of the current chapter. While the
// video runs, the frame that is taken may be the one after the frame that was announced; the
// last ones of a chapter are therefore taken when the video stands.

const canvas = id("canvas");
const pen = canvas.getContext("2d", { alpha: false });
let lecturing = false;
let current = 0; // the chapter on screen, wherever the video itself may have got to
let held = false; // at its end

/** The part of the film that ends where the film stands, and begins after the part before. */
const partOf = (frame) => chapterWhere(({ stands }) => frame <= stands);
const beginOf = (part) => (part ? film.chapters[part - 1].stands + 1 : 0);
const endOf = (part) => film.chapters[part].stands;

/** How many frames the video may go on between two looks at it. */
const stride = () => Math.max(1, Math.ceil((video.playbackRate * film.fps) / 50));

function presented(_now, { mediaTime }) {
  const frame = frameAt(mediaTime + 0.25 / film.fps);
  if (lecturing) mirror(frame);
  if (!video.seeking) refresh(frame); // what comes of an older place must not show again
  video.requestVideoFrameCallback(presented);
}

/** For browsers that do not announce frames. */
function watched() {
  if (!video.paused && lecturing) mirror(here());
  requestAnimationFrame(watched);
}

function mirror(frame) {
  if (video.seeking || frame < beginOf(current)) return;
  if (!video.paused && frame + stride() > endOf(current)) hold();
  else if (frame <= endOf(current)) draw();
}

function draw() {
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  canvas.hidden = false;
}

/** Stand at the end of the chapter. */
function hold() {
  held = true;
  video.pause();
  video.currentTime = timeOf(endOf(current));
}

/** The next step of a lecture: to the end of this chapter, then into the next one. */
function onward() {
  if (!held) return video.paused ? play() : hold();
  if (current + 1 === film.chapters.length) return say("This is the end");
  current += 1;
  held = false;
  return play();
}

/** This chapter again; the one before if this one has hardly begun. */
function backward() {
  const begun = here() - film.chapters[current].first > film.fps;
  goToChapter(begun || held ? current : Math.max(current - 1, 0));
}

/** To the first frame of a chapter; a lecture goes on from there. */
function goToChapter(chapter) {
  if (chapter >= film.chapters.length) return;
  goTo(film.chapters[chapter].first);
  if (lecturing) play();
}

function goTo(frame) {
  frame = within(frame, 0, last);
  current = partOf(frame);
  held = lecturing && frame === endOf(current);
  if (held) video.pause();
  video.currentTime = timeOf(frame);
  player.classList.add("begun");
  refresh(frame);
}

function lecture(on = !lecturing) {
  lecturing = on;
  current = partOf(here());
  held = on && video.paused && here() === endOf(current);
  canvas.hidden = true;
  if (on && video.currentTime > 0) draw();
  id("lecture").setAttribute("aria-pressed", on);
  theatre();
  say(on ? "Lecture mode: → goes on" : "Lecture mode is off");
}

/** The last frames of a chapter, when the video stands; and a video that nobody looks at. */
function settled() {
  const ran = lecturing && !video.paused && here() > endOf(current);
  if (ran || (lecturing && video.ended)) hold();
  else if (lecturing && video.paused && !video.seeking) requestAnimationFrame(() => mirror(here()));
  refresh();
}
