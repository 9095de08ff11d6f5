// Ctrl K: records from the server, then verbs of this page, then places; filtered by letters or pinyin initials.
import { meta, word } from "./words.js";

const WAIT = 120;
let timer = 0;
let serial = 0;

const dialog = () => document.getElementById("zg-palette");
const field = () => dialog().querySelector("input");
const place = () => dialog().querySelector("[data-palette-list]");
const options = () => [...place().querySelectorAll("[role=option]")];

function matches(text, initials, query) {
  const wanted = query.toLowerCase();
  return text.toLowerCase().includes(wanted) || (initials ?? "").toLowerCase().startsWith(wanted);
}

function localGroups(query) {
  const keyed = [...document.querySelectorAll("[data-key]:not(.zg-side *):not(dialog *)")];
  const verbs = keyed
    .map((element) => ({ label: element.dataset.keyLabel || element.textContent.trim(), key: element.dataset.key, element }))
    .filter((item) => item.label && matches(item.label, item.element.dataset.initials, query));
  const places = [...document.querySelectorAll(".zg-side a")]
    .map((element) => ({ label: element.dataset.label, url: element.href, key: element.dataset.key ?? "", icon: element.querySelector("svg"), element }))
    .filter((item) => matches(item.label, item.element.dataset.initials, query));
  return [{ label: word("verbs"), items: verbs }, { label: word("places"), items: places }];
}

function drawItem(item) {
  const row = document.createElement("a");
  row.className = "zg-palette-item";
  row.setAttribute("role", "option");
  row.tabIndex = -1;
  if (item.url) row.href = item.url;
  if (item.icon) row.append(item.icon.cloneNode(true));
  const label = document.createElement("span");
  label.className = "zg-grow zg-cut";
  label.textContent = item.label;
  const hint = document.createElement("span");
  hint.className = "zg-dim zg-xs";
  hint.textContent = item.hint ?? "";
  row.append(label, hint);
  for (const part of (item.key ?? "").split(" ").filter(Boolean)) {
    const key = document.createElement("kbd");
    key.textContent = part;
    row.append(key);
  }
  row.addEventListener("click", () => {
    dialog().close();
    if (!item.url) item.element.click();
  });
  return row;
}

function draw(groups) {
  place().replaceChildren();
  for (const group of groups.filter((each) => each.items.length)) {
    const head = document.createElement("div");
    head.className = "zg-group";
    const words = document.createElement("b");
    words.textContent = group.label;
    head.append(words);
    const box = document.createElement("div");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", group.label);
    box.append(...group.items.map(drawItem));
    place().append(head, box);
  }
  mark(0);
}

function mark(index) {
  const all = options();
  all.forEach((option, at) => {
    option.setAttribute("aria-selected", String(at === index));
    option.id = `zg-option-${at}`;
  });
  if (all[index]) {
    field().setAttribute("aria-activedescendant", all[index].id);
    all[index].scrollIntoView({ block: "nearest" });
  }
}

async function search() {
  const query = field().value.trim();
  const mine = ++serial;
  const local = localGroups(query);
  draw(local);
  const url = meta("zg-search");
  if (!query || !url) return;
  const address = new URL(url, window.location.href);
  address.searchParams.set("q", query);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || mine !== serial) return;
  const found = await answer.json();
  draw([...found.groups, ...local]);
}

function move(event) {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") mark(Math.min(all.length - 1, at + 1));
  else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
  else if (event.key === "Escape") dialog().close();
  else if (event.key === "Enter" && !event.isComposing) all[at]?.click();
  else return;
  event.preventDefault();
}

function open() {
  if (!dialog()) return;
  dialog().showModal();
  field().value = "";
  search();
}

export function startPalette() {
  if (!dialog()) return;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-open-palette]")) open(); });
  field().addEventListener("keydown", move);
  field().addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(search, WAIT);
  });
}
