"""The body of a story on the form: an editor that offers what a body may hold, and the cleaning of what comes back."""

from typing import Any

from django.urls import reverse
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles.admin.figures import WORDS
from articles.rendering import clean

# The allow-list of articles/rendering.py, as the editor knows it.
EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2]},
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"], "openOnClick": False},
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "StoryFigure": True,  # static/articles/admin/figure.js
    "History": True,
    "NoSpellCheck": False,  # editors want the spelling checked
    "Menu": {
        "groups": [
            {"group": "headings"},
            {"group": "marks"},
            {"group": "link"},
            {"group": "lists"},
            {"group": "figures"},
            {"group": "nodes -headings -lists"},
            {"group": "history"},
        ]
    },
}


class BodyEditor(AdminProseEditorWidget):
    """The text area that becomes an editor, and the dialogue in which a figure gets its picture and its words."""

    template_name = "admin/articles/body.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        addresses = {
            "choices": reverse("admin:media_image_choices"),
            "upload": reverse("admin:media_image_add"),
        }
        return {**super().get_context(name, value, attrs), **addresses}


class BodyField(ProseEditorFormField):
    """The body, reduced to the allow-list before anything is compared; its figures with their words (`figures.py`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(config={"extensions": EXTENSIONS}, **{**kwargs, "widget": BodyEditor})

    def to_python(self, value: Any) -> str:
        # Browsers send "\r\n"; compared like that, an untouched body would count as changed.
        return clean(super().to_python(value).replace("\r\n", "\n"), figure_words=WORDS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), self.to_python(data))
