// Loaded in the head, before the first paint: turns "auto" into light or dark.
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const wanted = root.dataset.zgTheme || "auto";
  root.dataset.bsTheme = wanted === "auto" ? (dark.matches ? "dark" : "light") : wanted;
}

apply();
dark.addEventListener("change", apply);
// Choosing in the person menu shows at once; the form then stores it on the server.
document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-theme-choice]");
  if (!choice) return;
  root.dataset.zgTheme = choice.dataset.themeChoice;
  apply();
});
