// Pictures within the text: in the editor a figure shows its picture and words, in a dialogue it gets them.
// What the form sends, and how it is parted, says articles/admin/figures.py.
import { Node } from "django-prose-editor/editor";

const template = document.getElementById("desk-figure-dialogue");
const says = template.dataset;

// The attributes of a figure's element, by their names here. What is empty has none.
const ATTRIBUTES = {
  picture: "data-picture",
  caption: "data-caption",
  alt: "data-alt",
  thumbnail: "data-thumbnail",
  libraryCaption: "data-library-caption",
  credit: "data-credit",
  refusal: "data-refusal",
};

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function shown({ thumbnail, caption, libraryCaption, credit, refusal, picture }) {
  const words = element("figcaption", "", caption || libraryCaption || `${says.figure} ${picture}`);
  words.dir = "auto";
  if (credit) words.append(" ", element("bdi", "desk-hint", `(${credit})`));
  const image = element("img", "desk-choice-picture");
  image.alt = "";
  // What is pasted into the text may name any address.
  if (thumbnail?.startsWith("/media/")) image.src = thumbnail;
  else image.hidden = true;
  const said = element("div", "desk-choice-said", words);
  if (refusal) said.append(element("span", "desk-badge desk-badge-bad", refusal));
  else if (!thumbnail) said.append(element("span", "desk-badge desk-badge-soon", says.awaits));
  return [image, said];
}

// Asks for picture, caption and alternative text; resolves to a figure's attributes, or to null.
function ask(figure) {
  const dialogue = template.content.firstElementChild.cloneNode(true);
  const [select, caption, alt] = ["select", "[id$=caption]", "[id$=alt]"].map((found) => dialogue.querySelector(found));
  let chosen = figure;
  caption.value = figure?.caption ?? "";
  alt.value = figure?.alt ?? "";
  if (figure) select.append(new Option(figure.libraryCaption || figure.picture, figure.picture, true, true));
  document.body.append(dialogue);
  // Registered here rather than once for all: the picker's own events are jQuery's.
  const $ = django.jQuery;
  document.dispatchEvent(new CustomEvent("desk:pictures", { detail: dialogue }));
  $(select).on("select2:select", ({ params: { data } }) => {
    const { id, text, thumbnail, credit, refusal } = data;
    chosen = { picture: String(id), libraryCaption: text, thumbnail, credit, refusal };
  });
  dialogue.showModal();
  return new Promise((resolve) => {
    let answer = null;
    dialogue.addEventListener("click", ({ target }) => {
      if (target.value === "cancel") dialogue.close();
      if (target.value !== "done") return;
      if (chosen) {
        answer = { ...chosen, caption: caption.value.trim(), alt: alt.value.trim() };
        dialogue.close();
      } else {
        $(select).select2("open");
      }
    });
    dialogue.addEventListener("close", () => {
      $(select).select2("destroy");
      dialogue.remove();
      resolve(answer);
    });
  });
}

export const StoryFigure = Node.create({
  name: "storyFigure",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes() {
    return Object.fromEntries(
      Object.entries(ATTRIBUTES).map(([name, attribute]) => [
        name,
        {
          default: "",
          parseHTML: (figure) => figure.getAttribute(attribute) ?? "",
          renderHTML: (attributes) => (attributes[name] ? { [attribute]: attributes[name] } : {}),
        },
      ]),
    );
  },

  parseHTML: () => [{ tag: "figure[data-picture]" }],

  // The line break is nobody's: of a text that is one empty element the editor would send nothing.
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["br"]],

  addNodeView() {
    return ({ node, editor, getPos }) => {
      const dom = element("figure", "desk-figure");
      const button = element("button", "desk-figure-edit", says.edit);
      button.type = "button";
      let figure = node;
      const edit = async () => {
        const attributes = await ask(figure.attrs);
        if (attributes) editor.commands.command(({ tr }) => tr.setNodeMarkup(getPos(), undefined, attributes));
        editor.commands.focus();
      };
      const show = () => dom.replaceChildren(...shown(figure.attrs), ...(editor.isEditable ? [button] : []));
      button.addEventListener("click", edit);
      dom.addEventListener("dblclick", () => editor.isEditable && edit());
      show();
      return {
        dom,
        update(other) {
          if (other.type !== figure.type) return false;
          figure = other;
          show();
          return true;
        },
        stopEvent: ({ target }) => target === button,
        ignoreMutation: () => true,
      };
    };
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyFigure",
      groups: "figures",
      button: buttons.material("image", template.content.querySelector("h2").textContent),
      command: async (editor) => {
        const selected = editor.isActive(this.name) ? editor.getAttributes(this.name) : null;
        const attributes = await ask(selected);
        if (attributes) editor.chain().focus().insertContent({ type: this.name, attrs: attributes }).run();
      },
      active: (editor) => editor.isActive(this.name),
      enabled: (editor) => editor.isEditable,
    });
  },
});
