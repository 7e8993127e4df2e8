"""Where a picture was taken, read from the capitals and commas of its caption."""

import re

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s*)?"
_THIS_PHOTO = (
    r"(?:(?:in|from) (?:this|an?) (?:[\w-]+ ){0,5}?"
    r"(?:photo|photograph|picture|image|handout|still|grab|screengrab|video)\b[^,.]{0,60}?)?"
)
# What may stand between the place and its date: ", in this file photo taken on Monday, ".
_BEFORE_DATE = re.compile(rf",?\s*{_THIS_PHOTO}(?:(?:taken|released|shot)\s*)?(?:(?:on|late|early)\s+)*{_WEEKDAY}$")

_PREPOSITIONS = {"in", "near", "outside", "at"}
_SETTLEMENT = re.compile(r"village|town|city|port|province|suburb|district|island|region|state")
_WITHIN_NAMES = re.compile(r"de|del|da|do|dos|la|le|of|and|am|an|der|den|sur|upon|di|du")
_ARTICLE = re.compile(r"^(?:al|el|as|ash|an|ad|ar|at|az|d|l)[-’'](?=\w)")
_SHORT_FORM = re.compile(r"(?:\w{1,3}|.*\..+)\.")  # St. Louis, U.S., D.C.
_NOT_A_PLACE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b"
)
_MOST_PARTS = 4
_MOST_WORDS = 12


def place_at_end(text: str, *, before_date: bool, least_parts: int = 1) -> str:
    """The place that ends `text`: a run of names with commas after "in", "near", "outside" or "at".

    Before a date a run without such a word counts as well, "… past a mural, Tehran, Iran, January 13": of at least two
    parts, since one could be a person. "near" stays in the answer, for the picture was not taken in that town.
    """
    if before_date:
        text = text[: match.start()] if (match := _BEFORE_DATE.search(text)) else text
    text = text.rstrip(" ,")
    words = text.split()
    if words and words[-1].endswith(".") and not _SHORT_FORM.fullmatch(words[-1]):
        if before_date:
            return ""  # the date begins a sentence of its own
        words[-1] = words[-1][:-1]
    start = _start_of_names(words)
    names = words[start:]
    parts = " ".join(names).count(",") + 1
    fits = least_parts <= parts <= _MOST_PARTS and 0 < len(names) <= _MOST_WORDS
    if not fits or _NOT_A_PLACE.match(names[0]):
        return ""
    found = " ".join(names)
    before = [word.casefold() for word in words[max(0, start - 3) : start]]
    if before[-1:] == ["the"]:
        before.pop()
    if before[-1:] == ["of"] and len(before) > 1 and _SETTLEMENT.fullmatch(before[-2]):
        return found
    if before and before[-1] in _PREPOSITIONS:
        if before[-1] == "at" and parts < 2:
            return ""  # "looks at Jane Doe"
        return f"near {found}" if before[-1] == "near" else found
    apart = bool(before) and (words[start - 1].endswith((",", ".")))
    return found if before_date and apart and parts >= 2 else ""


def _start_of_names(words: list[str]) -> int:
    """Where the run of names at the end of `words` begins."""
    start = len(words)
    for index in range(len(words) - 1, -1, -1):
        word = words[index].rstrip(",")
        ends_sentence = word.endswith(".") and not _SHORT_FORM.fullmatch(word)
        if (ends_sentence and index < len(words) - 1) or word.casefold() in _PREPOSITIONS:
            break
        if _ARTICLE.sub("", word)[:1].isupper():
            start = index
        elif not _WITHIN_NAMES.fullmatch(words[index]):
            break
    return start
