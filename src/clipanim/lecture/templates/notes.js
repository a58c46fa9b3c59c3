// The notes: beside the film, or in a window of their own for the screen that only the speaker sees.

let desk = null; // that window
let onDesk = ""; // what it shows

function notes() {
  const shut = id("notes").toggleAttribute("hidden");
  id("read").setAttribute("aria-pressed", !shut);
  player.classList.toggle("noted", !shut);
}

function openDesk() {
  desk = window.open("", "notes", "popup,width=560,height=640");
  if (!desk) return say("This browser opens no window");
  const there = desk.document;
  there.title = `Notes: ${document.title}`;
  there.documentElement.className = `desk ${film.theme}`;
  there.head.replaceChildren(document.querySelector("style").cloneNode(true));
  there.addEventListener("keydown", pressed);
  onDesk = "";
  return refresh();
}

/** Keep the window up to date: the notes of the chapter, and whether the film waits. */
function showDesk() {
  if (!desk || desk.closed) return;
  const note = document.querySelector(".note.current").cloneNode(true);
  const state = document.createElement("p");
  state.className = "state";
  state.textContent = `${id("time").textContent}  ${held ? "waits for →" : video.paused ? "stands" : "plays"}`;
  note.prepend(state);
  if (note.outerHTML === onDesk) return;
  onDesk = note.outerHTML;
  note.querySelectorAll("button").forEach((line) => (line.disabled = true));
  desk.document.body.replaceChildren(note);
}
