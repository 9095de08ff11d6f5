// Live things: the server only says what changed ({kind, id, shop}); the page fetches the rest.
// Without a live address, or while it is away, running jobs are polled.
import { hearOfChange, setHearing } from "./live.js";
import { htmx } from "./requests.js";
import { meta } from "./words.js";

const POLL = 2000;
const QUIET = 700;
const waiting = new Map();

// Many messages about one thing within a moment become one request.
function soon(key, action) {
  if (waiting.has(key)) return;
  waiting.set(key, window.setTimeout(() => {
    waiting.delete(key);
    action();
  }, QUIET));
}

function refresh(element, url) {
  if (url && element.isConnected) htmx.ajax("GET", url, { target: element, swap: "outerHTML", headers: { "X-Follows": "1" } });
}

function poll() {
  for (const card of document.querySelectorAll("[data-job][data-running]")) refresh(card, card.dataset.pollUrl);
}

function hear({ kind, id }) {
  hearOfChange(kind);
  if (kind === "job") {
    const find = () => document.querySelector(`[data-job="${CSS.escape(String(id))}"]`);
    if (find()) soon(`job ${id}`, () => { const card = find(); if (card) refresh(card, card.dataset.pollUrl); });
  }
  // Numbers change in place; new rows wait behind a bar, so that nothing moves under the cursor.
  for (const part of document.querySelectorAll(`[data-refresh-on~="${CSS.escape(kind)}"]`)) {
    soon(part.id || part.dataset.refreshUrl, () => refresh(part, part.dataset.refreshUrl));
  }
  const bar = document.querySelector(`[data-new-rows~="${CSS.escape(kind)}"]`);
  if (bar) bar.hidden = false;
}

function listen(url) {
  const source = new EventSource(url, { withCredentials: true });
  let fallback = 0;
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onopen = () => {
    window.clearInterval(fallback);
    fallback = 0;
    setHearing(true);
  };
  source.onerror = () => {
    setHearing(false);
    fallback ||= window.setInterval(poll, POLL);
  };
}

// A page without messages of its own is fetched again by the clock, unless somebody types in it.
function refreshByTheClock() {
  for (const part of document.querySelectorAll("[data-refresh-every]")) {
    const { id } = part;
    const { refreshUrl, refreshEvery } = part.dataset;
    window.setInterval(() => {
      const shown = document.getElementById(id);
      if (shown && !document.hidden && !shown.contains(document.activeElement)) refresh(shown, refreshUrl);
    }, Number(refreshEvery) * 1000);
  }
}

export function startProgress() {
  refreshByTheClock();
  const url = meta("zg-live");
  const wants = document.querySelector("[data-job][data-running], [data-refresh-on], [data-new-rows], [data-live]");
  if (wants && url) listen(url);
  else if (wants) window.setInterval(poll, POLL);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-new-rows]")) window.location.reload();
  });
}
