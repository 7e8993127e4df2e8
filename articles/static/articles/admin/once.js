// A button of a verb pressed twice sends its form once. The server refuses the second press too; this spares its sentence.
for (const form of document.querySelectorAll("form.desk-once")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// Back in the history, the page comes as it was left: it may send again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.desk-once")) delete form.dataset.sent;
});
