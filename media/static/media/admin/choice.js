// The picker of a story's pictures: every choice with its thumbnail, caption and credit. One that may not be used is
// grey, says why, and cannot be chosen (the server marks it "disabled").
"use strict";
{
  const $ = django.jQuery;

  function element(name, className, ...children) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
  }

  function picture(address) {
    const image = element("img", "desk-choice-picture");
    image.src = address;
    image.alt = "";
    return image;
  }

  function words(choice) {
    const text = element("span", "desk-choice-words", choice.text);
    text.dir = "auto";
    return text;
  }

  function offered(choice) {
    if (!choice.id) return choice.text; // "Searching…"
    const said = element("span", "desk-choice-said", words(choice));
    if (choice.credit) said.append(element("bdi", "desk-hint", choice.credit));
    if (choice.awaits) said.append(element("span", "desk-badge desk-badge-soon", choice.awaits));
    if (choice.refusal) said.append(element("span", "desk-badge desk-badge-bad", choice.refusal));
    const shown = choice.thumbnail ? picture(choice.thumbnail) : element("span", "desk-choice-picture");
    return $(element("span", choice.disabled ? "desk-choice desk-choice-refused" : "desk-choice", shown, said));
  }

  function ofWhat(select) {
    const { appLabel: app_label, modelName: model_name, fieldName: field_name } = select.dataset;
    return { app_label, model_name, field_name };
  }

  // The preview of the row is that of the picture chosen before. Which one was chosen is asked of the server: from the
  // window of an upload comes its number alone.
  async function preview(select) {
    const shown = select.closest(".form-group").querySelector(".readonly");
    if (!shown) return;
    shown.replaceChildren();
    if (!select.value) return;
    const chosen = new URLSearchParams({ ...ofWhat(select), id: select.value });
    const answer = await fetch(`${select.dataset["ajax-Url"]}?${chosen}`);
    const [choice] = answer.ok ? (await answer.json()).results : [];
    if (choice?.thumbnail && String(choice.id) === select.value) shown.replaceChildren(picture(choice.thumbnail));
  }

  function begin(select) {
    if (select.name.includes("__prefix__") || select.classList.contains("select2-hidden-accessible")) return;
    $(select).select2({
      width: "100%",
      ajax: { data: ({ term, page }) => ({ term, page, ...ofWhat(select) }) },
      templateResult: offered,
      // Nothing of the page is seen or reached above a dialogue but what is within it.
      dropdownParent: $(select.closest("dialog") ?? document.body),
    });
    $(select).on("change", () => preview(select));
  }

  function beginAll(where) {
    for (const select of where.querySelectorAll(".desk-picture-select")) begin(select);
  }

  $(() => beginAll(document));
  document.addEventListener("formset:added", (event) => beginAll(event.target));
  document.addEventListener("desk:pictures", (event) => beginAll(event.detail));
}
