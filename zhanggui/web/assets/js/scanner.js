// The packing page's field: always focused; characters less than 50 ms apart come from a scanner,
// a lone digit (nothing within 120 ms) ticks the item of that number.
import { play } from "./sound.js";

const SCANNER_GAP = 50;
const LONE_DIGIT = 120;
let last = 0;
let isBurst = false;
let digitTimer = 0;

function field() {
  return document.querySelector("[data-scan]");
}

function focusField() {
  const input = field();
  if (!input || document.querySelector("dialog:modal, details.zg-menu[open]")) return;
  // Someone writing in another field keeps it.
  if (document.activeElement?.matches("input:not([type=checkbox]), textarea, select")) return;
  input.focus({ preventScroll: true });
}

function tick(digit) {
  const input = field();
  const item = document.querySelector(`[data-tick="${CSS.escape(digit)}"]`);
  if (!item || input.value !== digit) return;
  input.value = "";
  item.click();
}

function handle(event) {
  if (event.isComposing || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  const gap = event.timeStamp - last;
  last = event.timeStamp;
  isBurst = gap < SCANNER_GAP;
  field().dataset.source = isBurst ? "scanner" : "hand";
  window.clearTimeout(digitTimer);
  if (/^[1-9]$/.test(event.key) && !isBurst && field().value === "") {
    digitTimer = window.setTimeout(() => tick(event.key), LONE_DIGIT);
  }
}

function hear(root) {
  const sign = root.querySelector?.("[data-sound-name]") ?? (root.matches?.("[data-sound-name]") ? root : null);
  if (sign) play(sign.dataset.soundName);
}

export function startScanner() {
  if (!field()) return;
  focusField();
  document.addEventListener("keydown", (event) => {
    if (event.target === field()) handle(event);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) focusField();
  }, true);
  document.addEventListener("focusout", () => window.setTimeout(focusField, 0));
  document.addEventListener("click", () => window.setTimeout(focusField, 0));
  document.addEventListener("htmx:afterSwap", (event) => {
    hear(event.detail.target);
    focusField();
  });
  hear(document);
}
