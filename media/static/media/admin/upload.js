// Pictures dropped on the library go to the server one by one, three at a time, each with a progress bar of its own.

const area = document.querySelector(".desk-upload");
const list = area.querySelector(".desk-uploads");
const token = area.querySelector("[name=csrfmiddlewaretoken]").value;
const AT_ONCE = 3;
const waiting = [];
let running = 0;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function add(files) {
  for (const file of files) {
    const bar = element("progress", { max: 1, value: 0, ariaLabel: file.name });
    const row = element("li", {}, element("span", { className: "desk-upload-name", dir: "auto" }, file.name), bar);
    list.prepend(row);
    waiting.push({ file, row, bar });
  }
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift());
  }
}

function send({ file, row, bar }) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", file);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener("loadend", () => {
    running -= 1;
    bar.remove();
    row.append(outcome(request));
    next();
  });
  request.open("POST", area.dataset.address);
  request.setRequestHeader("X-CSRFToken", token);
  request.responseType = "json";
  request.send(body);
}

function outcome(request) {
  const answer = request.response;
  if (!answer || answer.error) {
    return element("span", { className: "desk-upload-refused", role: "alert" }, answer?.error ?? area.dataset.failed);
  }
  const said = [];
  if (answer.known) said.push(area.dataset.known);
  if (answer.missing.length) said.push(`${area.dataset.missing} ${answer.missing.join(", ")}`);
  return element(
    "span",
    { className: "desk-upload-done" },
    element("img", { src: answer.thumbnail, alt: "" }),
    element("a", { href: answer.page, className: "text-link", dir: "auto" }, answer.words),
    element("span", { className: "desk-hint" }, said.join("; ")),
  );
}

area.querySelector("input[type=file]").addEventListener("change", (event) => {
  add(event.target.files);
  event.target.value = "";
});
for (const name of ["dragenter", "dragover"]) {
  area.addEventListener(name, (event) => {
    event.preventDefault();
    area.classList.add("desk-upload-over");
  });
}
for (const name of ["dragleave", "drop"]) {
  area.addEventListener(name, () => area.classList.remove("desk-upload-over"));
}
area.addEventListener("drop", (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
