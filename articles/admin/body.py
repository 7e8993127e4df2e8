"""The body of a story on the form: an editor that offers what a body may hold, and the cleaning of what comes back."""

from typing import Any

from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

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
    "History": True,
    "NoSpellCheck": False,  # editors want the spelling checked
    "Menu": {
        "groups": [
            {"group": "headings"},
            {"group": "marks"},
            {"group": "link"},
            {"group": "lists"},
            {"group": "nodes -headings -lists"},
            {"group": "history"},
        ]
    },
}


class BodyField(ProseEditorFormField):
    """The body, reduced to the allow-list before anything is compared or stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(config={"extensions": EXTENSIONS}, **{**kwargs, "widget": AdminProseEditorWidget})

    def to_python(self, value: Any) -> str:
        # Browsers send "\r\n"; compared like that, an untouched body would count as changed.
        return clean(super().to_python(value).replace("\r\n", "\n"))
