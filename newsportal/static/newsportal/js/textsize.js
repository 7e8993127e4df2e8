// The size of a story's text, chosen by the reader and kept in this browser. Loaded in the head and before the first
// paint, so that no text is seen to change its size.

const SMALLEST = 16;
const LARGEST = 28;
const USUAL = 20;
const STEP = 2;
const KEPT_AS = "text-size";

let size = kept();
apply();

function kept() {
  let found = USUAL;
  try {
    found = Number(localStorage.getItem(KEPT_AS)) || USUAL;
  } catch {
    // A browser that keeps nothing shows the usual size.
  }
  return between(found);
}

function between(wanted) {
  return Math.min(LARGEST, Math.max(SMALLEST, wanted));
}

function apply() {
  document.documentElement.style.setProperty("--text", `${size}px`);
}

document.addEventListener("DOMContentLoaded", () => {
  const control = document.querySelector("[data-text-size]");
  if (!control) return;
  const buttons = control.querySelectorAll("[data-size]");
  const said = control.querySelector("[aria-live]");

  function change(by) {
    size = between(size + by);
    try {
      localStorage.setItem(KEPT_AS, String(size));
    } catch {
      // It holds for this page alone.
    }
    show();
    said.textContent = said.dataset.sentence.replace("{}", size);
  }

  function show() {
    apply();
    // Not the attribute `disabled`: the button would lose the keyboard's focus in the middle of its use.
    for (const button of buttons) {
      button.setAttribute("aria-disabled", String(size === (button.dataset.size === "larger" ? LARGEST : SMALLEST)));
    }
  }

  for (const button of buttons) {
    button.addEventListener("click", () => change(button.dataset.size === "larger" ? STEP : -STEP));
  }
  // Chosen in another tab, or on the page before this one was brought back from the browser's history.
  for (const event of ["storage", "pageshow"]) {
    addEventListener(event, () => {
      size = kept();
      show();
    });
  }
  show();
  control.hidden = false;
});
