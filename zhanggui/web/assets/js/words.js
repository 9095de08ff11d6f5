// Sentences for script come from the page (see base.html), so that they are translated in one place.
export function word(name, values = {}) {
  const source = document.getElementById("zg-words");
  const text = source?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

export function isTyping(target) {
  // A field in a dialog that has just closed keeps the focus for a moment; nobody types there.
  if (!(target instanceof HTMLElement) || target.checkVisibility?.() === false) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input") && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

export function grouped(number) {
  return Number(number).toLocaleString("en-US");
}
