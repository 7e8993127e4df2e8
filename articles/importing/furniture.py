"""What stands above the body on a story page: captions, the text-size control, and all of it shown twice.

The page repeats its headline and captions around the control, but not every capture has the control or the
repetition. So a line is taken for a caption only on evidence: it is shown twice, it closes with a credit, a `Photo:`
line follows it, or it is the only line above the control. In doubt it is left to the body: no word is lost.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.importing import captions
from articles.importing.captured import CapturedPicture, CaptureError
from articles.importing.lines import Line, key_of, plain_text
from articles.importing.notes import (
    file_in,
    is_control,
    is_photo,
    is_published,
    is_size,
    is_size_alone,
    published_in,
)

MOST_LINES_ABOVE_BODY = 200  # a gallery of twenty pictures, each caption shown four times, with its file

_MOST_PICTURES = 20
_MOST_REPETITIONS = 4
_MOST_LOOSE_LINES = 2


@dataclass(frozen=True, slots=True)
class Top:
    """What was read above the body, and the lines of the body itself."""

    pictures: tuple[CapturedPicture, ...]
    published: datetime | None
    body: list[Line]


@dataclass(slots=True)
class _Caption:
    line: Line
    parts: captions.Credited
    key: str
    file: str = ""

    def picture(self) -> CapturedPicture:
        caption = plain_text(self.parts.caption)
        return CapturedPicture(
            caption=self.parts.caption,
            credit=self.parts.credit,
            place=captions.place(caption),
            taken_on=captions.taken_on(caption),
            file=self.file,
            line=self.line.number,
        )


def read_top(headline: Line, lines: Sequence[Line]) -> Top:
    """Parts the lines around and below a headline into what the page shows around the story, and the story.

    Raises CaptureError for a `Photo:` or `Published:` line that does not say what it must.
    """
    reader = _Reader(headline)
    end, loose = _known_furniture(headline, lines)
    for line in lines[:end]:
        if line not in loose and not is_size(line) and not reader.takes(line):
            reader.add(line)
    # A page that shows its captions twice shows all of them twice: after such a one, or after the captions above the
    # control, a line that stands once and closes with a credit is text.
    trusts_wording = not reader.captions
    keys = [captions.caption_key(line.text) for line in lines[: MOST_LINES_ABOVE_BODY + 2 * _MOST_PICTURES]]
    run_end = 0
    for index in range(end, min(len(lines), MOST_LINES_ABOVE_BODY)):
        run_end = max(run_end, index + _repeated_run(keys, index))
        if not reader.takes(lines[index]):
            if index >= run_end and not _is_caption(lines, index, trusts_wording and not reader.repeats):
                break
            reader.add(lines[index])
        end = index + 1
    body = [*loose, *lines[end:]]
    return Top(reader.pictures(), reader.published, _without_controls(body))


class _Reader:
    """Collects captions, each once, with what belongs to them."""

    def __init__(self, headline: Line) -> None:
        self.headline = headline
        self.published: datetime | None = None
        self.captions: list[_Caption] = []
        self.repeats = False
        self._latest: _Caption | None = None

    def takes(self, line: Line) -> bool:
        """Takes a line that can only be furniture, whatever stands around it."""
        if line.key == self.headline.key or is_control(line) or is_size_alone(line):
            return True
        if is_photo(line):
            self._take_file(line)
        elif is_published(line):
            self._take_time(line)
        else:
            return self._is_known(line)
        return True

    def add(self, line: Line) -> None:
        parts = captions.split_caption_credit(line.text)
        self._latest = _Caption(line, parts, key_of(parts.caption))
        self.captions.append(self._latest)

    def pictures(self) -> tuple[CapturedPicture, ...]:
        return tuple(known.picture() for known in self.captions)

    def _is_known(self, line: Line) -> bool:
        parts = captions.split_caption_credit(line.text)
        key = key_of(parts.caption)
        for known in self.captions:
            # One of the two may be the picture's alternative text, which has no credit.
            same_credit = parts.credit == known.parts.credit or not (parts.credit and known.parts.credit)
            if same_credit and key == known.key:
                if not known.parts.credit:
                    known.parts = parts
                self._latest, self.repeats = known, True
                return True
        return False

    def _take_file(self, line: Line) -> None:
        if not self._latest:
            raise CaptureError(
                line.number, f"“{line.plain}” stands above every caption; put it below the caption it belongs to."
            )
        name = file_in(line)
        if self._latest.file not in ("", name):
            raise CaptureError(
                line.number, f"The caption above “{line.plain}” has a file already: {self._latest.file}."
            )
        self._latest.file = name

    def _take_time(self, line: Line) -> None:
        stated = published_in(line)
        if self.published not in (None, stated):
            raise CaptureError(
                line.number, f"“{line.plain}” contradicts the time stated above it; keep one of the two."
            )
        self.published = stated


def _known_furniture(headline: Line, lines: Sequence[Line]) -> tuple[int, list[Line]]:
    """How many lines surely belong to the top of the page, and those among them that are text all the same.

    Sure are the lines down to the control, or without it down to the repeated headline.
    """
    window = lines[:MOST_LINES_ABOVE_BODY]
    control = next((index for index, line in enumerate(window) if is_control(line)), None)
    if control is not None:
        end = control + 1
        while end < len(window) and is_size(window[end]):
            end += 1
        loose = _loose_lines(headline, window, end)
        if len(loose) <= _MOST_LOOSE_LINES:
            return end, loose
    repeated = [index for index, line in enumerate(window) if line.key == headline.key]
    sure = [index for index in repeated[:_MOST_REPETITIONS] if not _loose_lines(headline, window, index)]
    return (max(sure) + 1 if sure else 0), []


def _loose_lines(headline: Line, window: Sequence[Line], end: int) -> list[Line]:
    """The lines above `end` with nothing to show that they are captions, such as a by-line."""
    times = Counter(captions.caption_key(line.text) for line in window)
    texts = [(index, line) for index, line in enumerate(window[:end]) if not _is_marked(headline, line)]
    if len({captions.caption_key(line.text) for _, line in texts}) == 1:
        return []
    return [
        line
        for index, line in texts
        if times[captions.caption_key(line.text)] == 1
        and not captions.split_credit(line.text).credit
        and not captions.closes_with_date(line.plain)
        and not _is_announced(window, index)
    ]


def _is_marked(headline: Line, line: Line) -> bool:
    return line.key == headline.key or is_control(line) or is_size(line) or is_photo(line) or is_published(line)


def _is_caption(lines: Sequence[Line], index: int, trusts_wording: bool) -> bool:
    line = lines[index]
    if _is_announced(lines, index):
        return True
    if captions.reads_as_caption(line.text):
        return trusts_wording or captions.closes_with_date(captions.split_credit(line.text).caption)
    return False


def _is_announced(lines: Sequence[Line], index: int) -> bool:
    """Whether the line below names the file of this one's picture."""
    return index + 1 < len(lines) and is_photo(lines[index + 1])


def _repeated_run(keys: Sequence[str], index: int) -> int:
    """How many lines from this one on are shown again at once: 1 in A A, 3 in the gallery A B C A B C."""
    sizes = range(1, _MOST_PICTURES + 1)
    return next((size for size in sizes if keys[index : index + size] == keys[index + size : index + 2 * size]), 0)


def _without_controls(body: list[Line]) -> list[Line]:
    """The body without a control the page shows in it: the button together with its size."""
    kept: list[Line] = []
    after_button = False
    for index, line in enumerate(body):
        below = body[index + 1] if index + 1 < len(body) else None
        is_button = is_control(line) and (line.key != "tt" or (below is not None and is_size(below)))
        if not is_button and not (after_button and is_size(line)):
            kept.append(line)
        after_button = is_button
    return kept
