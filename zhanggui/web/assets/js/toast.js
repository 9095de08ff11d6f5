// Toasts: one at a time, eight seconds, failures stay until closed, Z undoes the last.
import { word } from "./words.js";

const LIFE = 8000;
let timer = 0;

function region() {
  return document.getElementById("zg-toasts");
}

function settle() {
  const toasts = [...region().querySelectorAll(".zg-toast")];
  toasts.slice(0, -1).forEach((toast) => toast.remove());
  window.clearTimeout(timer);
  const last = toasts.at(-1);
  if (last && !last.classList.contains("is-late")) timer = window.setTimeout(() => hide(last), LIFE);
}

function hide(toast) {
  // Whoever reads or reaches for it keeps it.
  if (toast.matches(":hover, :focus-within")) timer = window.setTimeout(() => hide(toast), 2000);
  else toast.remove();
}

export function showToast({ text, isFailure = false }) {
  const toast = document.createElement("div");
  toast.className = `zg-toast zg-fade${isFailure ? " is-late" : ""}`;
  const line = document.createElement("span");
  line.className = "zg-grow";
  line.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.toastClose = "";
  close.textContent = word("close");
  toast.append(line, close);
  region().append(toast);
}

export function startToasts() {
  const place = region();
  if (!place) return;
  new MutationObserver(settle).observe(place, { childList: true });
  settle();
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toast-close]");
    if (button) button.closest(".zg-toast").remove();
  });
}
