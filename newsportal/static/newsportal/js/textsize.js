// The size of a story's text, chosen by the reader and kept in this browser. Loaded in the head and before the first
// paint, so that no text is seen to change its size.

const SMALLEST = 16;
const LARGEST = 28;
const USUAL = 20;
const STEP = 2;
const KEPT_AS = "text-size";

function kept() {
  let size = USUAL;
  try {
    size = Number(localStorage.getItem(KEPT_AS)) || USUAL;
  } catch {
    // A browser that keeps nothing shows the usual size.
  }
  return Math.min(LARGEST, Math.max(SMALLEST, size));
}

function apply(size) {
  document.documentElement.style.setProperty("--text", `${size}px`);
}

apply(kept());

document.addEventListener("DOMContentLoaded", () => {
  const control = document.querySelector("[data-text-size]");
  if (!control) return;
  const buttons = control.querySelectorAll("[data-size]");
  const said = control.querySelector("[aria-live]");
  control.hidden = false;

  function show(size) {
    apply(size);
    buttons.forEach((button) => {
      button.disabled = size === (button.dataset.size === "larger" ? LARGEST : SMALLEST);
    });
  }

  buttons.forEach((button) =>
    button.addEventListener("click", () => {
      const by = button.dataset.size === "larger" ? STEP : -STEP;
      const size = Math.min(LARGEST, Math.max(SMALLEST, kept() + by));
      try {
        localStorage.setItem(KEPT_AS, String(size));
      } catch {
        // It holds for this page alone.
      }
      show(size);
      said.textContent = said.dataset.sentence.replace("{}", size);
    }),
  );
  show(kept());
});
