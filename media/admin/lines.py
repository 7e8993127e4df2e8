"""Text areas of the desk."""

from typing import Any

from unfold.widgets import UnfoldAdminTextareaWidget


class Lines(UnfoldAdminTextareaWidget):
    """Lines that end as they are kept: browsers send "\r\n", and an untouched caption would count as edited."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        typed = super().value_from_datadict(data, files, name)
        return typed.replace("\r\n", "\n") if typed else typed


class OnePerLine(Lines):
    """Spellings under each other: in a line with commas, Arabic and Latin ones would change places."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        typed = super().value_from_datadict(data, files, name) or ""
        return "\n".join(line for line in typed.splitlines() if line.strip())
