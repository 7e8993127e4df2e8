"""Full dates as captions write them, in English and Arabic."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = [
    ["january", "jan", "يناير", "كانون الثاني"],
    ["february", "feb", "فبراير", "شباط"],
    ["march", "mar", "مارس", "آذار"],
    ["april", "apr", "أبريل", "ابريل", "إبريل", "نيسان"],
    ["may", "مايو", "أيار"],
    ["june", "jun", "يونيو", "يونيه", "حزيران"],
    ["july", "jul", "يوليو", "يوليه", "تموز"],
    ["august", "aug", "أغسطس", "اغسطس", "آب"],
    ["september", "sept", "sep", "سبتمبر", "أيلول"],
    ["october", "oct", "أكتوبر", "اكتوبر", "تشرين الأول"],
    ["november", "nov", "نوفمبر", "تشرين الثاني"],
    ["december", "dec", "ديسمبر", "كانون الأول"],
]
_NUMBER_OF_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "(?P<month>" + "|".join(sorted(_NUMBER_OF_MONTH, key=len, reverse=True)) + ")"
# Arabic captions may name the month twice: "13 يناير/كانون الثاني 2020", "13 كانون الثاني (يناير) 2020".
_SECOND_NAME = r"(?:\s?[/(]\s?[^\W\d_]+(?: [^\W\d_]+)?\)?)?"
_YEAR = r"(?P<year>\d{4})"  # \d and int() know every script's digits
_FORMS = [
    re.compile(rf"\b{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}{_SECOND_NAME}\.?[,،]?\s+{_YEAR}\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})\b"),
]
_NUMERIC = re.compile(rf"\b(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}\b")


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A day and where in the text it is written."""

    day: date
    start: int
    end: int


def dates_in(text: str) -> list[StatedDate]:
    """Every full date in the text, in order; a day that does not exist or could be two different days is left out."""
    found = []
    for form in _FORMS:
        for match in form.finditer(text):
            month = match["month"].casefold()
            number = _NUMBER_OF_MONTH.get(month) or int(month)
            found.append(_stated(match, number, int(match["day"])))
    for match in _NUMERIC.finditer(text):
        first, second = int(match["first"]), int(match["second"])
        # 13/01/2020 can be one day only; 05/06/2020 is in May here and in June there.
        if first > 12 or first == second:
            found.append(_stated(match, second, first))
        elif second > 12:
            found.append(_stated(match, first, second))
    return sorted((stated for stated in found if stated), key=lambda stated: stated.start)


def _stated(match: re.Match[str], month: int, day: int) -> StatedDate | None:
    try:
        return StatedDate(date(int(match["year"]), month, day), match.start(), match.end())
    except ValueError:
        return None
