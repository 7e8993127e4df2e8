// A story's pictures are put in order by dragging, and by two buttons in each row for who does not drag.
"use strict";
{
  function rows(list) {
    return [...list.querySelectorAll(":scope > .form-group.original")];
  }

  function number(list) {
    const all = rows(list);
    all.forEach((row, place) => {
      const [up, down] = row.querySelectorAll(".desk-move");
      row.querySelector(`input[name$=-${list.dataset.orderingField}]`).value = place;
      // Not `disabled`: who has just moved a row to the end keeps the place in the page.
      up.setAttribute("aria-disabled", place === 0);
      down.setAttribute("aria-disabled", place === all.length - 1);
    });
  }

  function move(list, row, by) {
    const all = rows(list);
    const other = all[all.indexOf(row) + by];
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    number(list);
  }

  function button(list, row, by, said, icon) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "desk-move";
    made.ariaLabel = said;
    made.title = said;
    const sign = document.createElement("span");
    sign.className = "material-symbols-outlined";
    sign.ariaHidden = "true";
    sign.textContent = icon;
    made.append(sign);
    made.addEventListener("click", () => {
      move(list, row, by);
      made.focus(); // the row was taken out of the page for a moment
    });
    return made;
  }

  function begin() {
    const words = document.querySelector("[data-move-up]");
    const list = document.getElementById("picture_uses-data");
    if (!list || !words) return;
    for (const row of rows(list)) {
      const title = row.querySelector("h3");
      const buttons = document.createElement("span");
      buttons.className = "desk-moves";
      buttons.append(
        button(list, row, -1, words.dataset.moveUp, "arrow_upward"),
        button(list, row, 1, words.dataset.moveDown, "arrow_downward"),
      );
      title.lastElementChild.before(buttons);
    }
    number(list);
    // unfold numbers the rows after a drag; the buttons follow.
    list.addEventListener("drop", () => setTimeout(() => number(list)));
  }

  document.addEventListener("DOMContentLoaded", begin);
}
