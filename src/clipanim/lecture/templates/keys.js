// Keys and clicks, and the start.

const keys = {
  " ": toggle,
  k: toggle,
  ArrowRight: () => goTo(here() + 5 * film.fps),
  ArrowLeft: () => goTo(here() - 5 * film.fps),
  PageDown: () => goToChapter(chapterOf(here()) + 1),
  PageUp: () => goToChapter(Math.max(chapterOf(here()) - 1, 0)),
  Home: () => goTo(0),
  End: () => goTo(last),
  c: caption,
  f: fullscreen,
  l: () => lecture(),
  m: mute,
  n: notes,
  w: openDesk,
  s: () => hurry(1, true),
  "+": () => hurry(1),
  "=": () => hurry(1), // + without shift
  "-": () => hurry(-1),
  "?": () => id("help").showModal(),
};
const lectureKeys = {
  ArrowRight: onward,
  ArrowDown: onward,
  PageDown: onward,
  ArrowLeft: backward,
  ArrowUp: backward,
  PageUp: backward,
  Escape: () => lecture(false),
};
for (let n = 1; n <= 9; n += 1) keys[n] = () => goToChapter(n - 1);

function pressed(event) {
  const { key, target } = event;
  const name = key.length === 1 ? key.toLowerCase() : key;
  const does = (lecturing && lectureKeys[name]) || keys[name];
  const isButton = target.closest("button, summary") && (key === " " || key === "Enter");
  const isTheirs = target.closest("select, dialog[open]") || event.defaultPrevented;
  if (!does || isButton || isTheirs || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  does();
}

const clicks = {
  start: play,
  play: toggle,
  mute,
  cc: caption,
  read: notes,
  lecture: () => lecture(),
  full: fullscreen,
  ask: () => id("help").showModal(),
};
for (const [name, does] of Object.entries(clicks)) id(name)?.addEventListener("click", () => does());
chapters.forEach((button, n) => button.addEventListener("click", () => goToChapter(n)));
lines.forEach((button) =>
  button.addEventListener("click", () => goTo(frameAt(Number(button.dataset.start) + 0.5 / film.fps))),
);
for (const picture of [video, canvas]) {
  picture.addEventListener("click", () => (lecturing ? onward() : toggle()));
}
// What was clicked with a mouse must not take the space bar from the film.
document.addEventListener("click", ({ detail, target }) => detail && target.closest("button")?.blur());
document.addEventListener("keydown", pressed);
document.addEventListener("fullscreenchange", theatre);
for (const what of ["pointermove", "pointerdown", "focusin"]) player.addEventListener(what, wake);

id("seek").addEventListener("input", () => goTo(Number(id("seek").value)));
id("seek").addEventListener("pointermove", showTip);
for (const what of ["pointerleave", "pointerup"]) {
  id("seek").addEventListener(what, () => (id("tip").hidden = true));
}
id("speed").addEventListener("change", () => {
  setSpeed();
  id("speed").blur();
});
for (const what of ["play", "pause", "ended"]) video.addEventListener(what, showPlaying);
for (const what of ["seeked", "timeupdate", "pause", "ended"]) video.addEventListener(what, settled);

/** What the address asks for: #chapter=3, #lecture, or both. */
function follow() {
  const chapter = /chapter=(\d+)/.exec(location.hash);
  if (chapter) goToChapter(within(Number(chapter[1]), 1, film.chapters.length) - 1);
  if (/lecture/.test(location.hash) && !lecturing) lecture(true);
}

canvas.width = film.width;
canvas.height = film.height;
parts.forEach((part, n) => {
  const { first, stop } = film.chapters[n];
  part.parentElement.style.width = `${(100 * (stop - first)) / film.frames}%`;
});
if (window.parent !== window) document.documentElement.classList.add("framed");
id("cc").setAttribute("aria-pressed", captioned);
if (film.captions === "burned") id("cc").setAttribute("aria-disabled", "true");
video.addEventListener("loadedmetadata", follow, { once: true });
window.addEventListener("hashchange", follow);
if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(presented);
else watched();
load();
if (video.readyState > 0) follow();
refresh();
