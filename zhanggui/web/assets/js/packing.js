// The packing table sends its scans one after the other: a fast scanner must not lose a code while
// an answer is on its way. The page's hidden fields (open parcel, last scan) are read when it is sent.
import { htmx } from "./requests.js";

const waiting = [];
let isSending = false;

function hidden(form, name) {
  return form.elements.namedItem(name)?.value ?? "";
}

async function sendNext(form) {
  const scan = waiting.shift();
  if (isSending || !scan) {
    if (scan) waiting.unshift(scan);
    return;
  }
  isSending = true;
  const values = { ...scan, parcel: hidden(form, "parcel"), last: hidden(form, "last") };
  try {
    await htmx.ajax("POST", form.action, { target: "#zg-table", swap: "outerHTML", values });
  } finally {
    isSending = false;
    sendNext(form);
  }
}

export function startPacking() {
  const form = document.getElementById("zg-scan-form");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("[data-scan]");
    waiting.push({ code: field.value, verb: event.submitter?.value ?? "" });
    field.value = "";
    sendNext(form);
  });
}
