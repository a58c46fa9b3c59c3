// What the page says about the film: position, chapter, captions, notes.

const parts = all(".parts i");
const chapters = all(".chapter");
const lines = all(".line");
let told = -1; // the chapter that was told last
let shownUntil = 0; // when a message goes, in milliseconds

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Show all that depends on the frame on screen. */
function refresh(frame = here()) {
  const chapter = lecturing ? current : chapterOf(frame);
  if (lecturing) frame = within(frame, beginOf(current), endOf(current));
  showPosition(frame, chapter);
  showCaptions(frame);
  showLine(frame);
  if (chapter !== told) showChapter(chapter);
  showDesk();
  if (performance.now() > shownUntil) write(id("now"), `${chapter + 1}  ${film.chapters[chapter].name}`);
}

function showPosition(frame, chapter) {
  const time = clock(frame / film.fps);
  const total = clock(film.frames / film.fps);
  id("seek").value = frame;
  id("seek").setAttribute("aria-valuetext", `${time} of ${total}, ${titleOf(chapter)}`);
  write(id("time"), `${time} / ${total}`);
  parts.forEach((part, n) => {
    const { first, stop } = film.chapters[n];
    const length = Math.max(n + 1 < film.chapters.length ? stop - first : last - first, 1);
    part.style.width = `${100 * within((frame - first) / length, 0, 1)}%`;
  });
}

const titleOf = (chapter) =>
  `chapter ${chapter + 1} of ${film.chapters.length}: ${film.chapters[chapter].name}`;

function showChapter(chapter) {
  const first = told < 0;
  told = chapter;
  mark(chapters, chapter);
  reveal(chapters[chapter]);
  all(".note").forEach((note, n) => note.classList.toggle("current", n === chapter));
  if (!first) write(id("live"), titleOf(chapter));
}

/** Scroll the list, and nothing but the list, until the entry is in sight. */
function reveal(entry) {
  const list = entry.closest("nav");
  list.scrollTop = entry.offsetTop - list.clientHeight / 3;
}

function showCaptions(frame) {
  const now = timeOf(frame) * 1000;
  const cue = captioned && film.cues.find(({ start, end }) => start <= now && now < end);
  id("captions").hidden = !cue;
  if (cue) write(id("captions"), cue.rows.join("\n"));
}

function showLine(frame) {
  const now = timeOf(frame);
  mark(lines, lines.findIndex(({ dataset }) => dataset.start <= now && now < dataset.end));
}

/** Let one of several be the current one, for eyes and for screen readers. */
function mark(elements, which) {
  elements.forEach((element, n) => {
    if (n === which) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  });
}

/** Say something for two seconds. */
function say(text) {
  shownUntil = performance.now() + 2000;
  write(id("now"), text);
  write(id("live"), text);
  wake();
  setTimeout(refresh, 2100);
}
