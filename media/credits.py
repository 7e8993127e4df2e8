"""Reading the credit of a picture: which source it names, and whose eye it was."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

# What stands between the names in a credit: "Jane Doe/AFP via Getty Images", "Jane Doe for Reuters, file".
_BETWEEN = re.compile(r"[/,;|()\[\]–—]|\s-\s|-(?=pool\b)|\b(?:via|for|courtesy of)\b|\bعبر\b", re.IGNORECASE)

# What stands before a photographer's name.
_BEFORE_A_NAME = re.compile(r"^(?:(?:photo(?:graph)?|picture|image)s?\s*(?:by|:)|by\b|تصوير\s*:?)\s*", re.IGNORECASE)

# Parts of a credit that read like a name and say what kind of picture it is.
_NO_NAME = frozenset({"file photo", "file picture", "pool photo", "stock photo", "صورة أرشيفية"})
_HANDED_OUT = re.compile(r"\bhand-?out\b", re.IGNORECASE)


def source_of(credit: str, spellings: Mapping[str, T]) -> T | None:
    """The source that a credit names, of all those in `spellings`; None where it names none of them.

    Where it names several, the first counts: in "AFP via Getty Images" the picture is AFP's, whoever delivered it.
    A spelling is found as whole words; one in capitals (AP, MAP) in capitals alone, any other however it is written.
    """
    if not spellings:
        return None
    found = _any_of(tuple(spellings)).search(credit)
    return {_plain(spelling): source for spelling, source in spellings.items()}[_plain(found[0])] if found else None


def photographer_of(credit: str, spellings: Mapping[str, object]) -> str:
    """The person a credit names beside a known source: "Jane Doe" in "(Reuters/Jane Doe)"; "" where that is unsure.

    A credit without a known source is not taken apart: whether "U.S. Navy" is a person, no rule can tell.
    """
    if source_of(credit, spellings) is None or _HANDED_OUT.search(credit):
        return ""
    named = _any_of(tuple(spellings))
    for part in _BETWEEN.split(credit):
        name = _BEFORE_A_NAME.sub("", part.strip()).strip(" .:")
        if " " in name and name.casefold() not in _NO_NAME and not named.search(name):
            return name
    return ""


@lru_cache(maxsize=4)
def _any_of(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """Finds whichever spelling begins first; of those that begin at the same place the longest."""
    choices = "|".join(_pattern(spelling) for spelling in sorted(spellings, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)")


def _pattern(spelling: str) -> str:
    words = r"\s+".join(re.escape(word) for word in spelling.split())
    # Short names in capitals are words too: a map, a tap, Ana and Petra are in many credits.
    return words if spelling.isupper() else f"(?i:{words})"


def _plain(spelling: str) -> str:
    return " ".join(spelling.split()).casefold()
