// The drawer peeks beside the list without moving it; the dialog shows proposals and forms.
import { htmx } from "./requests.js";

let opener = null;

function drawer() {
  return document.getElementById("zg-drawer");
}

export function drawerIsOpen() {
  return Boolean(drawer()?.open);
}

export async function openDrawer(url, { isFocused = true } = {}) {
  const element = drawer();
  if (!element.open) opener = document.activeElement;
  await htmx.ajax("GET", url, { target: "#zg-drawer-body", swap: "innerHTML" });
  if (!element.open) element.show();
  if (!isFocused) opener?.focus({ preventScroll: true });
}

export function closeDrawer() {
  drawer()?.close();
  opener?.focus({ preventScroll: true });
}

async function openDialog(url) {
  await htmx.ajax("GET", url, { target: "#zg-dialog-body", swap: "innerHTML" });
  const dialog = document.getElementById("zg-dialog");
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus], .zg-btn-go")?.focus();
}

export function startDrawer() {
  document.addEventListener("click", (event) => {
    // With a modifier the link opens as a page of its own, as links do.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("[data-drawer], [data-dialog]");
    if (link) {
      event.preventDefault();
      const url = link.dataset.drawer || link.dataset.dialog || link.getAttribute("href");
      if (link.hasAttribute("data-drawer")) openDrawer(url);
      else openDialog(url);
      return;
    }
    const close = event.target.closest("[data-close]");
    if (!close) return;
    const dialog = close.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    if (dialog === drawer()) closeDrawer();
    else dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawerIsOpen() && !document.querySelector("dialog:modal")) {
      event.preventDefault();
      closeDrawer();
    }
  });
}
