// Menus are <details>; script only closes them, submits auto-submit controls, shows the current tab, confirms drops.
export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.zg-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    copyNumber(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.zg-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopImmediatePropagation();
  }, true);
  // toggle does not bubble, so it is caught on its way down.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.zg-menu[open]")) event.target.querySelector(".zg-menu-body input:not([type=hidden])")?.focus();
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });
  for (const zone of document.querySelectorAll("[data-drop]")) watchDrop(zone);
  for (const tab of document.querySelectorAll(".zg-tabs > [aria-current]")) bringIntoSight(tab);
}

// On a phone the tabs scroll sideways; the current one must not lie out of sight. The page itself stays where it is.
function bringIntoSight(tab) {
  const bar = tab.parentElement;
  const beyond = tab.getBoundingClientRect().right - bar.getBoundingClientRect().right;
  if (beyond > 0) bar.scrollLeft += beyond;
}

// Copying a shortened number gives the whole one.
function copyNumber(event) {
  const source = event.target.closest("[data-copy-button]");
  if (source) navigator.clipboard?.writeText(source.dataset.copyButton);
}

function watchDrop(zone) {
  const input = zone.querySelector("input[type=file]");
  const mark = (isOver) => (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", isOver);
  };
  zone.addEventListener("dragover", mark(true));
  zone.addEventListener("dragleave", mark(false));
  zone.addEventListener("drop", (event) => {
    mark(false)(event);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
