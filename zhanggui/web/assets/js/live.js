// Pages that keep themselves fresh ([data-live] with the kinds of news that matter): the whole part is fetched
// again, at most every few seconds, and put in only where it differs, so that cursor, focus and scroll stay.
const QUIET = 1200;
const APART = 5000;
const SLOW = 60000;
const HEARING = 300000;

let timer = 0;
let last = 0;
let isHearing = false;
let isUnderWay = false;
let isWanted = false;
let shown = "";

function part() {
  return document.querySelector("[data-live]");
}

// Whoever has a menu or a dialog open, types, or marks text is not disturbed.
function isBusy(element) {
  if (document.hidden || document.querySelector("dialog[open], details.zg-menu[open]")) return true;
  if (element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return true;
  const marked = document.getSelection();
  return Boolean(marked && !marked.isCollapsed && element.contains(marked.anchorNode));
}

function keyOf(element) {
  const row = element?.closest("[data-open]");
  const inside = element?.getAttribute("href") ?? element?.dataset.key ?? "";
  return { open: row?.dataset.open ?? "", inside };
}

function find(root, { open, inside }) {
  const row = open ? root.querySelector(`[data-open="${CSS.escape(open)}"]`) : null;
  const within = row ?? root;
  return (inside && within.querySelector(`[href="${CSS.escape(inside)}"]`)) || row;
}

function putIn(element, html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const counts = fresh.querySelector("[data-live-counts]");
  counts?.remove();
  for (const each of counts?.content.querySelectorAll("[data-url]") ?? []) {
    const place = document.querySelector(`.zg-side a[href="${CSS.escape(each.dataset.url)}"] .zg-n`);
    if (place && place.textContent !== each.textContent) place.textContent = each.textContent;
  }
  if (fresh.innerHTML === shown) return;
  shown = fresh.innerHTML;
  const hadFocus = element.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const current = keyOf(element.querySelector("[data-row].is-current"));
  element.replaceChildren(...fresh.childNodes);
  const row = current.open ? find(element, { open: current.open, inside: "" }) : null;
  row?.classList.add("is-current");
  if (hadFocus) find(element, hadFocus)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("zg:fresh"));
}

async function refresh() {
  const element = part();
  if (!element) return;
  if (isUnderWay || isBusy(element)) { isWanted = true; return; }
  isUnderWay = true;
  isWanted = false;
  last = Date.now();
  try {
    const answer = await fetch(element.dataset.liveUrl, { headers: { "HX-Request": "true", "X-Follows": "1" } });
    // Signed out meanwhile: the answer is the sign-in page, which belongs to the whole window.
    if (answer.redirected) window.location.reload();
    else if (answer.ok) putIn(element, await answer.text());
  } catch { /* no connection: the slow round asks again */ }
  isUnderWay = false;
}

function soon() {
  if (timer) return;
  timer = window.setTimeout(() => {
    timer = 0;
    refresh();
  }, Math.max(QUIET, last + APART - Date.now()));
}

export function hearOfChange(kind) {
  if (part()?.dataset.live.split(" ").includes(kind)) soon();
}

// What went unheard while the live process was away is fetched when it is back.
export function setHearing(isOn) {
  if (isOn && !isHearing && last) soon();
  isHearing = isOn;
}

export function startLive() {
  const element = part();
  if (!element) return;
  last = Date.now();
  window.setInterval(() => {
    if (Date.now() - last >= (isHearing ? HEARING : SLOW)) soon();
  }, SLOW / 4);
  const whenFree = () => { if (isWanted) soon(); };
  document.addEventListener("visibilitychange", whenFree);
  document.addEventListener("focusout", whenFree);
  document.addEventListener("close", whenFree, true);
  document.addEventListener("toggle", whenFree, true);
}
