// Ctrl K: what was opened last, verbs of this page, what can be begun anywhere, places, and records from the server;
// found by their text, their name in the other language, pinyin or its initials.
import { fit, learnWords } from "./matching.js";
import { recentPages } from "./recent.js";
import { meta, word } from "./words.js";

const WAIT = 120;
const SVG = "http://www.w3.org/2000/svg";
let timer = 0;
let serial = 0;

const dialog = () => document.getElementById("zg-palette");
const field = () => dialog().querySelector("input");
const place = () => dialog().querySelector("[data-palette-list]");
const options = () => [...place().querySelectorAll("[role=option]")];

// What can be begun anywhere comes with the first opening; so do the words that labels are found by.
let begun = null;
async function learn() {
  if (begun || !meta("zg-palette")) return;
  begun = [];
  const answer = await fetch(meta("zg-palette")).catch(() => null);
  if (!answer?.ok || answer.redirected) { begun = null; return; }
  const found = await answer.json();
  begun = found.actions;
  const words = await fetch(found.words).catch(() => null);
  if (words?.ok) learnWords((await words.json()).words);
  if (dialog().open) search();
}

function fitting(items, query) {
  return items
    .map((item) => ({ ...item, fit: fit(item.label, query) }))
    .filter((item) => item.label && item.fit >= 0)
    .sort((a, b) => a.fit - b.fit);
}

function textOf(element) {
  const bare = element.cloneNode(true);
  bare.querySelectorAll("kbd, .zg-sr, .zg-n").forEach((each) => each.remove());
  return bare.textContent.trim();
}

function localGroups(query) {
  const seen = new Set();
  const keyed = [...document.querySelectorAll(".zg-main [data-key]")].filter((element) => element.checkVisibility() && !seen.has(element.dataset.key) && seen.add(element.dataset.key));
  const verbs = keyed.map((element) => ({ label: element.dataset.keyLabel || element.getAttribute("aria-label") || textOf(element), key: element.dataset.key, element }));
  const places = [...document.querySelectorAll(".zg-side a")]
    .map((element) => ({ label: element.title, url: element.href, key: element.dataset.key ?? "", icon: element.querySelector("svg") }));
  const mine = [...document.querySelectorAll(".zg-top .zg-menu-body :is(a, button)")].map((element) => ({ label: textOf(element), element }));
  return [
    { label: word("recent"), items: fitting(recentPages(), query) },
    { label: word("verbs"), items: fitting(verbs, query) },
    { label: word("begin"), items: fitting((begun ?? []).map((item) => ({ ...item, icon: drawing(item.icon) })), query) },
    { label: word("places"), items: fitting(places, query) },
    { label: word("settings"), items: query ? fitting(mine, query) : [] },
  ];
}

function drawing(path) {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("class", "zg-i");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
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
  // Digits mean an order, a phone or a waybill. Letters and words mean a verb or a place first, where one fits.
  const isNumber = /\d/.test(query);
  draw(isNumber ? [...found.groups, ...local] : [...local, ...found.groups]);
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
  learn();
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
