// Pages opened last, on this device and for this person only; signing out forgets them.
import { meta } from "./words.js";

const MOST = 12;
const SHOWN = 6;

function key() {
  return `zg-recent-${meta("zg-person")}`;
}

function read() {
  try {
    return JSON.parse(window.localStorage.getItem(key()) ?? "[]");
  } catch {
    return [];
  }
}

export function recentPages() {
  return read().filter((page) => page.url !== window.location.pathname).slice(0, SHOWN);
}

export function startRecent() {
  if (!meta("zg-person") || !meta("zg-palette")) return;
  const url = window.location.pathname;
  const isThing = document.querySelector(".zg-object") !== null;
  const isHome = url === document.querySelector(".zg-brand")?.getAttribute("href");
  if (!isHome && document.querySelector(".zg-side")) {
    const label = document.title.split(" · ").slice(0, -1).join(" · ");
    const others = read().filter((page) => page.url !== url);
    // Orders and other things come before plain pages.
    const pages = [{ label, url, isThing }, ...others].slice(0, MOST);
    pages.sort((a, b) => Number(b.isThing) - Number(a.isThing));
    window.localStorage.setItem(key(), JSON.stringify(pages));
  }
  document.addEventListener("submit", (event) => {
    if (event.target.action?.endsWith("/sign-out")) window.localStorage.removeItem(key());
  });
}
