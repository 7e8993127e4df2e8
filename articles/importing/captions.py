"""The caption of a picture: its credit, and the day and place it states."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from articles.importing.dates import StatedDate, dates_in
from articles.importing.lines import key_of, trim
from articles.importing.places import place_at_end

_MOST_CREDIT_WORDS = 15
_SHORT_CREDIT_WORDS = 6
_LONGEST_CREDIT = 150
_NO_CREDIT = {
    "left", "right", "center", "centre", "middle", "front", "back", "top", "bottom", "above", "below", "pictured",
    "not pictured", "not seen", "unseen", "background", "foreground", "second left", "second right",
}  # fmt: skip
_NO_CREDIT_START = re.compile(r"(?:see|read|from|additional|reporting|writing|editing|compiled)\b", re.IGNORECASE)
# "(C)", "(D-NY)": where somebody stands in the picture, or whom a politician stands for.
_INITIAL = re.compile(r"[A-Z](?:-[A-Z]\w*\.?)?")
_SMALL_START = re.compile(
    r"(?:dpa|epa|afp|ap|photo|picture|image|courtesy|handout|file|via|supplied|screen|illustration|iStock|\d+th |@)"
)

# Without brackets only what nothing else could be: ". REUTERS/Jane Doe", ". Photo: AFP", ". Reuters".
_NAME = r"[A-Z][\w’'.&-]*"
_UNBRACKETED = re.compile(
    r"(?<=\w{4})[.!?][”\"’]?\s+"
    r"(?P<credit>(?:Photo|Picture|Image)(?::| by) [^.!?]{2,80}"
    rf"|{_NAME}(?: {_NAME}){{0,2}}(?:/[^.!?/]{{2,60}}){{0,4}})$"
)
_TITLES = {"prof", "capt", "supt", "corp", "dept", "assn", "univ", "messrs", "sens", "reps", "govt"}

_HANDED_ON = re.compile(
    r"\b(?:released|published|issued|provided|obtained|unveiled)(?: on)?(?: \w+day,?)? $", re.IGNORECASE
)
_TAKEN = re.compile(r"\b(?:taken|shot|photographed)(?: late| early)?(?: on)?(?: \w+day,?)? $", re.IGNORECASE)
_THIS_PHOTO = re.compile(r"^,?\s(?:[\w-]+\s){0,2}(?:photo|photograph|picture|image|handout|frame|still)\b")
_THE = re.compile(r"\b(?:the|of) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credited:
    """A caption and its credit; "" where it has none. `stopped`: a full stop came after the brackets."""

    caption: str
    credit: str
    stopped: bool = False


def split_credit(text: str) -> Credited:
    """The credit in brackets at the end of `text`, and `text` without it; both word for word."""
    return _split(text, _names_a_credit)


def split_caption_credit(text: str) -> Credited:
    """As `split_credit`, for a line known to be a caption: there more is a credit, "(social media)" and ". Reuters"."""
    parts = _split(text, _names_a_credit)
    if not parts.credit:
        parts = _split(text, _may_be_a_credit)
        if not parts.caption.endswith((".", "!", "?", "”", '"', "۔", "؟")):
            parts = Credited(text, "")
    if parts.credit:
        return parts
    found = _UNBRACKETED.search(text)
    if not found or text[: found.start()].split()[-1].casefold() in _TITLES:
        return parts
    return Credited(trim(text[: found.start("credit")]), found["credit"])


@lru_cache(maxsize=1000)  # the same few lines are compared with each other again and again
def caption_key(text: str) -> str:
    """The same for two showings of a caption, one of which may lack the credit in brackets."""
    return key_of(split_credit(text).caption)


def reads_as_caption(text: str) -> bool:
    """Whether the wording alone tells a caption from a paragraph: it closes with a short credit in brackets.

    A paragraph may end in brackets as well, but then its full stop comes after them: "… Health Organization (WHO)."
    """
    parts = split_credit(text)
    if not parts.credit:
        return False
    is_short = len(parts.credit.split()) <= _SHORT_CREDIT_WORDS
    return (is_short and not parts.stopped) or closes_with_date(parts.caption)


def closes_with_date(caption: str) -> bool:
    """Whether a full date ends the caption, as agencies write it: "… Toledo, Ohio, January 13, 2020."."""
    dates = dates_in(caption)
    return bool(dates) and not caption[dates[-1].end :].strip(" .۔")


def taken_on(caption: str) -> date | None:
    """The day the picture was taken, where the caption states one plainly; None where it might be another day."""
    dates = dates_in(caption)
    for stated in dates:
        if _TAKEN.search(caption[: stated.start]) or _THIS_PHOTO.search(caption[stated.end :]):
            return stated.day
    plain = [stated for stated in dates if not _describes(caption, stated)]
    if len({stated.day for stated in plain}) == 1:
        return plain[0].day
    return plain[-1].day if plain and closes_with_date(caption) else None


def place(caption: str) -> str:
    """The place the caption states before its date or at its end, "Toledo, Ohio, U.S."; "" where it is not plain.

    Told by capital letters, so a caption in Arabic has none.
    """
    dates = dates_in(caption)
    for stated in dates:
        if found := place_at_end(caption[: stated.start], before_date=True):
            return found
    return place_at_end(caption, before_date=False, least_parts=1 if dates else 2)


def _split(text: str, is_credit: Callable[[str], bool]) -> Credited:
    before, inside, stop = _closing_brackets(text)
    if not before or not is_credit(inside):
        return Credited(text, "")
    # "A dog runs (Reuters)." closes its sentence after the brackets; "A dog runs. (Reuters)." has closed it before.
    return Credited(before if before.endswith((".", "۔")) else before + stop, inside, bool(stop))


def _closing_brackets(text: str) -> tuple[str, str, str]:
    """What stands before the brackets that end the text, in them, and the full stop after them; "" without any."""
    core = trim(text)
    stop = core[-1:] if core.endswith((".", "۔")) else ""
    core = trim(core.removesuffix(stop))
    opening = max(core.rfind("("), core.rfind("["))
    inside = core[opening + 1 : -1]
    if opening < 0 or core[-1] not in ")]" or ")" in inside or "]" in inside or len(inside) > _LONGEST_CREDIT:
        return text, "", ""
    return trim(core[:opening]), trim(inside), stop


def _names_a_credit(text: str) -> bool:
    if not _may_be_a_credit(text) or re.search(r"\w{3}[.!?] ", text):
        return False
    # Arabic letters have no case: neither lower nor upper.
    return (text[0].isalpha() and not text[0].islower()) or bool(_SMALL_START.match(text))


def _may_be_a_credit(text: str) -> bool:
    """Not so "(left)", "(C)", "(2019)" and "(see below)", which are words of the caption."""
    return (
        any(map(str.isalpha, text))
        and len(text.split()) <= _MOST_CREDIT_WORDS
        and text.casefold() not in _NO_CREDIT
        and not _INITIAL.fullmatch(text)
        and not _NO_CREDIT_START.match(text)
    )


def _describes(caption: str, stated: StatedDate) -> bool:
    """A date that describes something else: "the September 11, 2001 attacks", "released on March 3, 2020"."""
    if _HANDED_ON.search(caption[: stated.start]):
        return True
    after = caption[stated.end :].lstrip(" ,")
    return bool(_THE.search(caption[: stated.start])) and after[:1].isalpha()
