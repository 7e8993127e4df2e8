// The focal point is set on the picture itself, and what each crop keeps of it is seen beside it. The numbers stay in
// the form's own fields: they are what is saved.

const tool = document.querySelector(".desk-focal");
const frame = tool.querySelector(".desk-focal-frame");
const marker = tool.querySelector(".desk-focal-marker");
const width = Number(tool.dataset.width);
const height = Number(tool.dataset.height);
const shapes = JSON.parse(tool.dataset.shapes);
const across = document.getElementById("id_focal_x");
const down = document.getElementById("id_focal_y");
const STEP = 0.01;
const LEAP = 0.1;

// The server rounds halves to the even number: a crop must begin at the same pixel here.
function rounded(value) {
  const below = Math.floor(value);
  if (value - below === 0.5) return below % 2 ? below + 1 : below;
  return Math.round(value);
}

// media/crops.py: the largest part of that shape, the focal point as near to its middle as the edges let.
function region([wide, high], x, y) {
  const flat = width * high > height * wide;
  const part = flat
    ? { width: Math.max(1, rounded((height * wide) / high)), height }
    : { width, height: Math.max(1, rounded((width * high) / wide)) };
  part.left = Math.min(Math.max(0, rounded(x * width - part.width / 2)), width - part.width);
  part.top = Math.min(Math.max(0, rounded(y * height - part.height / 2)), height - part.height);
  return part;
}

function within(value) {
  return Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0.5));
}

function point() {
  const given = across && down ? [across.value, down.value] : [tool.dataset.x, tool.dataset.y];
  return given.map((number) => within(Number.parseFloat(number)));
}

function show() {
  const [x, y] = point();
  const percent = [x, y].map((fraction) => Math.round(fraction * 100));
  marker.style.left = `${x * 100}%`;
  marker.style.top = `${y * 100}%`;
  marker.setAttribute("aria-valuenow", percent[0]);
  marker.setAttribute("aria-valuetext", tool.dataset.said.replace("{x}", percent[0]).replace("{y}", percent[1]));
  for (const figure of tool.querySelectorAll("[data-crop]")) {
    const shape = shapes[figure.dataset.crop];
    const part = region(shape, x, y);
    Object.assign(figure.dataset, part);
    const box = figure.querySelector(".desk-focal-crop");
    box.style.aspectRatio = shape.join(" / ");
    Object.assign(box.firstElementChild.style, {
      width: `${(width / part.width) * 100}%`,
      height: `${(height / part.height) * 100}%`,
      left: `${(-part.left / part.width) * 100}%`,
      top: `${(-part.top / part.height) * 100}%`,
    });
  }
}

function set(x, y) {
  // Four decimals, as many as the address of a rendition tells apart.
  across.value = Number(within(x).toFixed(4));
  down.value = Number(within(y).toFixed(4));
  // unfold asks who leaves the page with something unsaved by this event.
  for (const field of [across, down]) field.dispatchEvent(new Event("change", { bubbles: true }));
  show();
}

function setFrom(event) {
  const box = frame.getBoundingClientRect();
  set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
}

// Left is left of the picture, whichever way the page is read.
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

tool.querySelector(".desk-focal-crops").hidden = false;
marker.hidden = false;
if (across && down) {
  tool.classList.add("desk-focal-set");
  tool.querySelector(".desk-focal-hint").hidden = false;
  for (const field of [across, down]) field.addEventListener("input", show);
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no dragging of the image itself
    frame.setPointerCapture(event.pointerId);
    marker.focus({ preventScroll: true });
    setFrom(event);
  });
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) setFrom(event);
  });
  marker.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const far = event.shiftKey ? LEAP : STEP;
    const [x, y] = point();
    set(x + move[0] * far, y + move[1] * far);
  });
  tool.querySelector(".desk-focal-middle").addEventListener("click", () => set(0.5, 0.5));
} else {
  marker.removeAttribute("tabindex");
  marker.setAttribute("aria-readonly", "true");
}
show();
