// A list of ticks that is put in order by keyboard: arrows walk, Space ticks, Alt with an arrow moves, Enter keeps.
function lines(list) {
  return [...list.querySelectorAll("li")];
}

function focusIn(line) {
  (line?.querySelector("input[type=checkbox]:not(:disabled)") ?? line?.querySelector("[data-move]"))?.focus();
}

function move(line, way, { isKept }) {
  const other = way === "up" ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (way === "up") other.before(line);
  else other.after(line);
  if (isKept) focusIn(line);
  line.scrollIntoView({ block: "nearest" });
}

function handle(event) {
  const list = event.target.closest?.("[data-order-list]");
  if (!list || event.isComposing) return;
  const line = event.target.closest("li");
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    list.closest("form").querySelector("[data-default]")?.click();
    return;
  }
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const way = event.key === "ArrowUp" ? "up" : "down";
  if (event.altKey) move(line, way, { isKept: true });
  else focusIn(lines(list)[lines(list).indexOf(line) + (way === "up" ? -1 : 1)]);
}

export function startOrdering() {
  document.addEventListener("keydown", handle);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order-list] [data-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("li"), button.dataset.move, { isKept: false });
    button.focus();
  });
}
