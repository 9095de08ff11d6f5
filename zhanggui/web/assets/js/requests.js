// htmx under a strict content policy: no eval, no injected style, CSRF header, 422 shown in place.
import htmx from "htmx.org";
import { meta, word } from "./words.js";
import { showToast } from "./toast.js";

export { htmx };

export function startRequests() {
  window.htmx = htmx;
  Object.assign(htmx.config, {
    allowEval: false,
    includeIndicatorStyles: false,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = meta("zg-csrf");
  });
  // The server sends refusals as a toast with its own target; they are shown whatever their status.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) return;
    showToast({ text: word("refused"), isFailure: true });
  });
  document.addEventListener("htmx:sendError", () => showToast({ text: word("offline"), isFailure: true }));
}
