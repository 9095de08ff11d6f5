// Lists: a cursor that walks the rows (roving tabindex), selection, and the bulk bar's numbers.
// A list is [data-list]; its rows are [data-row] with data-open, data-peek, data-amount and one [data-act].
import { areLettersOn } from "./keyboard.js";
import { drawerIsOpen, openDrawer } from "./drawer.js";
import { grouped, isTyping } from "./words.js";

let anchor = null;

function list() {
  return document.querySelector("[data-list]");
}

function rows() {
  return [...(list()?.querySelectorAll("[data-row]") ?? [])];
}

function current() {
  return list()?.querySelector("[data-row].is-current") ?? null;
}

function box(row) {
  return row?.querySelector("input.zg-check[name]") ?? null;
}

export function setCurrent(row, { isFocused = true } = {}) {
  if (!row) return;
  for (const other of rows()) {
    const isThis = other === row;
    other.classList.toggle("is-current", isThis);
    other.tabIndex = isThis ? 0 : -1;
  }
  if (isFocused) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  if (drawerIsOpen() && row.dataset.peek) openDrawer(row.dataset.peek, { isFocused: false });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  setCurrent(all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

function select(row, isOn) {
  const check = box(row);
  if (!check) return;
  check.checked = isOn;
  row.setAttribute("aria-selected", String(isOn));
}

function selectRange(row) {
  const all = rows();
  const [from, to] = [all.indexOf(anchor ?? row), all.indexOf(row)].sort((a, b) => a - b);
  all.slice(from, to + 1).forEach((each) => select(each, true));
}

function toggle(row, isRange) {
  if (isRange) selectRange(row);
  else select(row, !box(row)?.checked);
  anchor = row;
  count();
}

function selectAll(isOn) {
  rows().forEach((row) => select(row, isOn));
  count();
}

// The bulk bar shows by CSS; here only its numbers and the head's tick change.
function count() {
  const chosen = rows().filter((row) => box(row)?.checked);
  const bar = document.querySelector("[data-bulk]");
  const head = document.querySelector("[data-select-all]");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === rows().length;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }
  if (!bar) return;
  const whole = bar.querySelector("[data-bulk-everything]");
  if (whole && chosen.length < rows().length) whole.value = "";
  const put = (name, text) => bar.querySelectorAll(`[data-bulk-${name}]`).forEach((place) => { place.textContent = text; });
  put("count", grouped(chosen.length));
  const cents = chosen.reduce((sum, row) => sum + Math.round(Number(row.dataset.amount || 0) * 100), 0);
  put("sum", (cents / 100).toLocaleString("en-US", { minimumFractionDigits: 2 }));
  put("held", grouped(chosen.filter((row) => row.dataset.held === "1").length));
}

function chooseEverything(button) {
  selectAll(true);
  const bar = button.closest("[data-bulk]");
  bar.querySelector("[data-bulk-everything]").value = "1";
  bar.querySelectorAll("[data-bulk-count]").forEach((place) => { place.textContent = button.dataset.bulkWhole; });
}

const MOVES = {
  J: () => step(1),
  ArrowDown: () => step(1),
  K: () => step(-1),
  ArrowUp: () => step(-1),
  Home: () => setCurrent(rows()[0]),
  End: () => setCurrent(rows().at(-1)),
  O: () => { if (current()?.dataset.open) window.location.assign(current().dataset.open); },
  " ": () => { if (current()?.dataset.peek) openDrawer(current().dataset.peek); },
  Enter: () => (current()?.querySelector("[data-act]") ?? current()?.querySelector("a[href]"))?.click(),
};

function handle(event) {
  if (!list() || event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog:modal")) return;
  if (isTyping(event.target)) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "a" && box(rows()[0])) { event.preventDefault(); selectAll(true); }
    return;
  }
  const name = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (/^[A-Z]$/.test(name) && !areLettersOn()) return;
  if (name === "Escape") { if (!drawerIsOpen()) selectAll(false); return; }
  if (name === "X" && current()) { event.preventDefault(); toggle(current(), event.shiftKey); return; }
  // Enter and Space belong to a focused button, link or tick.
  if ((name === "Enter" || name === " ") && event.target.closest("a, button, summary, input")) return;
  if (!MOVES[name]) return;
  event.preventDefault();
  MOVES[name]();
}

function ready() {
  const all = rows();
  if (all.length && !current()) setCurrent(all[0], { isFocused: false });
  all.forEach((row) => { row.tabIndex = row === current() ? 0 : -1; });
  count();
}

export function startLists() {
  document.addEventListener("keydown", handle);
  document.addEventListener("click", (event) => {
    const everything = event.target.closest("[data-bulk-whole]");
    if (everything) return chooseEverything(everything);
    if (event.target.closest("[data-bulk-clear]")) return selectAll(false);
    const row = event.target.closest("[data-list] [data-row]");
    if (!row) return undefined;
    if (event.target === box(row) && event.shiftKey) selectRange(row);
    if (event.target === box(row)) anchor = row;
    return setCurrent(row, { isFocused: false });
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) selectAll(event.target.checked);
    const row = event.target.closest("[data-list] [data-row]");
    if (row && event.target === box(row)) { select(row, event.target.checked); count(); }
  });
  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest("[data-list] [data-row][data-open]");
    if (row && !event.target.closest("a, button, input")) window.location.assign(row.dataset.open);
  });
  document.addEventListener("htmx:afterSettle", ready);
  document.addEventListener("zg:fresh", ready);
  ready();
}
