// A file that the library has already was uploaded from a story's form: the picture that is there is taken, and the
// words typed for it become the caption and alternative text of this story, where those are still empty.

const script = document.currentScript;
const typed = JSON.parse(script.dataset.typed);
// Django names the window after the field it fills: "id_picture_uses-0-image__1".
const row = window.name.replace(/-image(__\d+)*$/, "");

for (const [name, text] of Object.entries(typed)) {
  const field = window.opener.document.getElementById(`${row}-${name}`);
  if (field && !field.value) field.value = text;
}
