"""Where one story of a captured page ends and the next begins.

Two or more blank lines beyond the usual one separate stories. Careless captures have such gaps inside a story too, and
may have lost them between two: so a gap is no border where what follows it belongs to the story above, and a border is
also where a line and the text-size control are followed by the same line again.
"""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

from articles.importing.captions import caption_key, reads_as_caption
from articles.importing.furniture import MOST_LINES_ABOVE_BODY, read_top
from articles.importing.lines import Line, ends_with
from articles.importing.notes import headline_index, is_control, is_photo, is_published, is_size

_LINES_TO_NEXT_STORY = 4  # three blank lines stand between
_REACH = 40  # how far from its headline a story's control can stand
_WORDS_OF_A_HEADLINE = 15


def separate(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines of each story, from its headline (or a `Published:` line above it) on."""
    announced = set(_headlines_above_controls(lines))
    starts = [0]
    for index in range(1, len(lines)):
        is_gap = _is_gap(lines, index)
        if not is_gap and index not in announced:
            continue
        above = lines[starts[-1] : index]
        has_body = _has_body(above)
        is_announced = index in announced and has_body and lines[index].key != above[0].key
        if is_announced or (is_gap and not _goes_on(above, has_body, lines, index)):
            starts.append(index)
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _goes_on(above: Sequence[Line], has_body: bool, lines: Sequence[Line], index: int) -> bool:
    """Whether the lines after the gap at `index` belong to the story `above` it."""
    line = lines[index]
    ahead = list(_up_to_gap(lines, index + 1))
    returns = any(other.key == line.key for other in dropwhile(lambda other: other.key == line.key, ahead))
    if is_control(line) or is_photo(line) or all(map(is_published, above)):
        return True
    if not has_body:
        shown = {caption_key(known.text) for known in above if not (is_control(known) or is_size(known))}
        return (
            is_published(line)
            or any(caption_key(other.text) in shown for other in (line, *ahead))
            or reads_as_caption(line.text)
            or (ends_with(line.plain, ".۔!?؟…:") and not returns)
        )
    starts_a_page = returns or any(map(is_control, ahead)) or (ahead and reads_as_caption(ahead[0].text))
    if starts_a_page or not ends_with(line.plain, ".۔"):
        return False
    # A gap amid the body, as an advertisement leaves it. A short sentence could still be somebody's headline, unless
    # the story above shows that this page puts its furniture around each headline.
    return len(line.plain.split()) > _WORDS_OF_A_HEADLINE or any(map(is_control, above[:_REACH]))


def _headlines_above_controls(lines: Sequence[Line]) -> Iterator[int]:
    """Each line that stands above a control and again below it."""
    previous = 0
    for index, line in enumerate(lines):
        if not is_control(line):
            continue
        below = next((other for other in lines[index + 1 : index + 4] if not is_size(other)), None)
        for candidate in range(index - 1, max(previous, index - _REACH) - 1, -1):
            if below is not None and lines[candidate].key == below.key:
                while candidate > previous and lines[candidate - 1].key == below.key:
                    candidate -= 1
                yield candidate
                break
        previous = index + 1


def _has_body(lines: Sequence[Line]) -> bool:
    if len(lines) > MOST_LINES_ABOVE_BODY:
        return True  # nor is it looked for again and again in a long story with many gaps
    start = headline_index(lines)
    return bool(read_top(lines[start], [*lines[:start], *lines[start + 1 :]]).body)


def _is_gap(lines: Sequence[Line], index: int) -> bool:
    return lines[index].number - lines[index - 1].number >= _LINES_TO_NEXT_STORY


def _up_to_gap(lines: Sequence[Line], start: int) -> Iterator[Line]:
    for index in range(start, min(len(lines), start + _REACH)):
        if _is_gap(lines, index):
            return
        yield lines[index]
