// Shortcuts: an element with data-key is clicked (or focused, if it is a field) by that key.
// "G H" is a chord. Single letters rest while somebody types, composes, or has switched them off.
import { isTyping, word } from "./words.js";

const CHORD_WAIT = 900;
let chord = "";
let chordTimer = 0;

export function areLettersOn() {
  return document.body.dataset.keys !== "off";
}

function keyName(event) {
  if (event.key === " ") return "Space";
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

function isShown(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

function scope() {
  const modal = document.querySelector("dialog[open]:modal");
  if (modal) return [modal];
  const drawer = document.querySelector("dialog.zg-drawer[open]");
  return drawer ? [drawer, document] : [document];
}

export function findByKey(name) {
  for (const root of scope()) {
    // A key that every row has means the row under the cursor.
    const here = root.querySelector(`[data-row].is-current [data-key="${CSS.escape(name)}"]`);
    if (here) return here;
    const found = [...root.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find(isShown);
    if (found) return found;
    // A chord to a place works even where the side navigation is folded away.
    const place = root.querySelector(`.zg-side [data-key="${CSS.escape(name)}"]`);
    if (place) return place;
  }
  return null;
}

function press(element) {
  if (isTyping(element)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function handle(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = keyName(event);
  const isFunction = /^F\d+$/.test(name);
  if (isTyping(event.target) && !isFunction) return;
  if (!isFunction && name.length === 1 && !areLettersOn()) return;
  // Enter and Space belong to the focused button or link.
  if (["Enter", "Space"].includes(name) && event.target.closest?.("a, button, summary, input")) return;
  if (name === "?" || name === "F1") return run(event, openHelp);
  const full = chord ? `${chord} ${name}` : name;
  chord = "";
  const element = findByKey(full) ?? (name === "Z" ? lastUndo() : null);
  if (element) return run(event, () => press(element));
  if (document.querySelector(`[data-key^="${CSS.escape(name)} "]`)) {
    chord = name;
    window.clearTimeout(chordTimer);
    chordTimer = window.setTimeout(() => { chord = ""; }, CHORD_WAIT);
  }
}

function run(event, action) {
  event.preventDefault();
  action();
}

function lastUndo() {
  return [...document.querySelectorAll("#zg-toasts [data-undo]")].at(-1) ?? document.querySelector("[data-undo]");
}

function label(element) {
  return element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.replace(element.dataset.key, "").trim();
}

function line(name, text) {
  const row = document.createElement("div");
  const words = document.createElement("span");
  words.textContent = text;
  const keys = document.createElement("span");
  for (const part of name.split(" ")) {
    const key = document.createElement("kbd");
    key.textContent = part;
    keys.append(key, " ");
  }
  row.append(words, keys);
  return row;
}

function heading(text) {
  const head = document.createElement("h3");
  head.textContent = text;
  return head;
}

export function openHelp() {
  const dialog = document.getElementById("zg-help");
  const list = dialog?.querySelector("[data-keys-list]");
  if (!list) return;
  list.replaceChildren();
  const seen = new Set();
  const add = (title, pairs) => {
    const fresh = pairs.filter(([name]) => !seen.has(name) && seen.add(name));
    if (fresh.length) list.append(heading(title), ...fresh.map(([name, text]) => line(name, text)));
  };
  const told = (name) => word(name).split("|").filter(Boolean).map((pair) => pair.split("="));
  const keyed = (elements) => [...elements].map((element) => [element.dataset.key, label(element)]);
  add(word("verbs"), keyed(document.querySelectorAll(".zg-main [data-key], dialog.zg-drawer[open] [data-key]")));
  if (document.querySelector("[data-list]")) add(word("inList"), told("listKeys"));
  add(word("everywhere"), [...keyed(document.querySelectorAll(".zg-top [data-key]")), ...told("generalKeys")]);
  add(word("places"), keyed(document.querySelectorAll(".zg-side [data-key]")));
  dialog.showModal();
}

export function startKeyboard() {
  document.addEventListener("keydown", handle);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-help]")) openHelp();
  });
}
