// Job progress and live numbers: server-sent events where there is a live address, polling otherwise.
import { htmx } from "./requests.js";
import { grouped, meta } from "./words.js";

const POLL = 2000;

function show(card, job) {
  const put = (name, text) => card.querySelectorAll(`[data-progress="${name}"]`).forEach((place) => { place.textContent = text; });
  put("done", grouped(job.done));
  put("total", grouped(job.total));
  put("stage", job.stage ?? "");
  put("left", job.left ?? "");
  const bar = card.querySelector("progress");
  if (bar) {
    bar.max = job.total || 1;
    bar.value = job.done;
  }
  if (job.state && job.state !== "running") refresh(card);
}

function refresh(card) {
  const url = card.dataset.pollUrl;
  if (url) htmx.ajax("GET", url, { target: card, swap: "outerHTML" });
}

function poll() {
  for (const card of document.querySelectorAll("[data-job][data-running]")) refresh(card);
}

function listen(url) {
  const source = new EventSource(url, { withCredentials: true });
  let fallback = 0;
  source.addEventListener("job", (event) => {
    const job = JSON.parse(event.data);
    document.querySelectorAll(`[data-job="${CSS.escape(String(job.id))}"]`).forEach((card) => show(card, job));
  });
  source.addEventListener("count", (event) => {
    const { key, value } = JSON.parse(event.data);
    document.querySelectorAll(`[data-live="${CSS.escape(key)}"]`).forEach((place) => { place.textContent = grouped(value); });
  });
  source.addEventListener("rows", (event) => {
    const { view, words } = JSON.parse(event.data);
    const bar = document.querySelector(`[data-new-rows="${CSS.escape(view)}"]`);
    if (bar) {
      bar.textContent = words;
      bar.hidden = false;
    }
  });
  source.onopen = () => { window.clearInterval(fallback); fallback = 0; };
  source.onerror = () => { fallback ||= window.setInterval(poll, POLL); };
}

export function startProgress() {
  const url = meta("zg-live");
  if (url && document.querySelector("[data-job][data-running], [data-live], [data-new-rows]")) listen(url);
  else window.setInterval(poll, POLL);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-new-rows]")) window.location.reload();
  });
}
