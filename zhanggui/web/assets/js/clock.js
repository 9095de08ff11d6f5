// Deadlines tick once a minute, countdowns each second in their last five minutes.
import { word } from "./words.js";

const DAY = 86400;
const SPOKEN = [30, 10, 5];

function now() {
  return Date.now() / 1000;
}

function span(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  if (whole > 2 * DAY) return word("days", { count: Math.floor(whole / DAY) });
  return `${Math.floor(whole / 3600)}:${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}`;
}

function tickClock(clock) {
  const due = Number(clock.dataset.due);
  const since = Number(clock.dataset.since) || due - 2 * DAY;
  const left = due - now();
  clock.classList.toggle("is-late", left < 0);
  clock.classList.toggle("is-risk", left >= 0 && now() >= Number(clock.dataset.risk));
  clock.querySelector("span").textContent = word(left < 0 ? "over" : "left", { time: span(left) });
  const percent = Math.max(left < 0 ? 0 : 1, Math.min(100, (100 * left) / (due - since)));
  clock.querySelector(".zg-pie-part")?.setAttribute("stroke-dasharray", `${percent.toFixed(0)} 100`);
}

function tickCountdown(element) {
  const left = Math.max(0, Math.floor(Number(element.dataset.countdown) - now()));
  const minutes = Math.floor(left / 60);
  const text = left < 3600
    ? `${minutes}:${String(left % 60).padStart(2, "0")}`
    : `${Math.floor(left / 3600)}:${String(minutes % 60).padStart(2, "0")}`;
  element.textContent = text;
  announce(left);
  return left;
}

// Silent except at thirty, ten and five minutes, so that a screen reader is not read the seconds.
let spoken = Infinity;
function announce(left) {
  const mark = SPOKEN.find((minutes) => left <= minutes * 60 && left > minutes * 60 - 60 && spoken > minutes);
  if (!mark) return;
  spoken = mark;
  const place = document.getElementById("zg-said");
  if (place) place.textContent = word("toClose", { count: mark });
}

function tickTop() {
  const clock = document.querySelector("[data-now]");
  if (!clock) return;
  const zone = clock.dataset.zone || undefined;
  clock.textContent = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date());
}

export function startClocks() {
  let second = 0;
  let isClose = document.querySelector("[data-countdown-fine]") !== null;
  const tick = () => {
    for (const element of document.querySelectorAll("[data-countdown]")) isClose = tickCountdown(element) <= 3600 || isClose;
    if (second % 60 === 0) {
      document.querySelectorAll("[data-due]").forEach(tickClock);
      tickTop();
    }
  };
  tick();
  window.setInterval(() => {
    second += 1;
    const isNear = [...document.querySelectorAll("[data-countdown]")].some((each) => Number(each.dataset.countdown) - now() < 3600);
    if (second % 60 === 0 || isNear) tick();
  }, 1000);
}
