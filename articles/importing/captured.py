"""What is read out of a captured story page: plain data, the same whichever way it came to us."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


class CaptureError(ValueError):
    """The text is not the capture of a story page. `line` counts from 1; `message` says what to do about it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body, word for word."""

    kind: Literal["paragraph", "crosshead"]
    text: str


@dataclass(frozen=True, slots=True)
class CapturedPicture:
    """A picture as its caption describes it: `caption` without the credit, "" and None for what it does not state.

    `file` is the name in a `Photo:` line below the caption, or "".
    """

    caption: str
    credit: str
    place: str
    taken_on: date | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CapturedStory:
    """One story of the page. `line` is that of its headline.

    `published` has an offset only where the `Published:` line states one; without an offset it is the newsroom's
    local time, which the caller knows.
    """

    headline: str
    pictures: tuple[CapturedPicture, ...]
    blocks: tuple[Block, ...]
    published: datetime | None
    line: int
