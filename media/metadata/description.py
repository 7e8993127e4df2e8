"""What a picture's file can say of it, in the newsroom's terms, and how long each saying may be."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

# In characters; longer sayings are cut. With all of them full, and every character escaped, the XMP has less than
# 60,000 bytes: libvips leaves a longer one out of a JPEG, and the credit with it.
LONGEST = {
    "caption": 3500,
    "headline": 500,
    "alt": 1000,
    "photographer": 200,
    "credit": 200,
    "source": 200,
    "copyright_notice": 300,
    "usage_terms": 2000,
    "city": 100,
    "country": 100,
}
LONGEST_ADDRESS = 200
LONGEST_KEYWORD = 64
MOST_KEYWORDS = 50

DATA_MINING = "http://ns.useplus.org/ldf/vocab/"
DIGITAL_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"

# https://ns.useplus.org/LDF/ldf-XMPSpecification#DataMining
DATA_MINING_KEYS = (
    "DMI-UNSPECIFIED",
    "DMI-ALLOWED",
    "DMI-PROHIBITED-AIMLTRAINING",
    "DMI-PROHIBITED-GENAIMLTRAINING",
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
    "DMI-PROHIBITED",
    "DMI-PROHIBITED-SEECONSTRAINT",
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR",
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR",
)

_IN_LINES = ("caption", "alt", "usage_terms")

# What XML cannot carry, and the other control characters, which say nothing either. Line breaks stay.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DATA_MINING = re.compile(r"(?:https?://ns\.useplus\.org/ldf/vocab/)?(DMI-[A-Z-]{1,60})", re.IGNORECASE)
_DIGITAL_SOURCE_TYPE = re.compile(r"(?:https?://cv\.iptc\.org/newscodes/digitalsourcetype/)?([A-Za-z]{1,60})")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_DAY = re.compile(r"\s*(\d{4})[-:/.]?(\d\d)[-:/.]?(\d\d)(?!\d)", re.ASCII)
_FIRST_PHOTOGRAPH = 1826


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says. Everything is plain text, "" where it says nothing.

    `data_mining` is a key of the PLUS vocabulary, such as DMI-PROHIBITED; `digital_source_type` one of IPTC's
    NewsCodes, such as trainedAlgorithmicMedia.
    """

    caption: str = ""
    headline: str = ""
    alt: str = ""
    photographer: str = ""
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    license_url: str = ""
    taken_on: datetime.date | None = None
    city: str = ""
    country: str = ""
    keywords: tuple[str, ...] = ()
    data_mining: str = ""
    digital_source_type: str = ""


def tidy(description: Description) -> Description:
    """The same without surrounding space and control characters, cut to length, its codes and address good or ""."""
    texts: dict[str, Any] = {
        name: _text(getattr(description, name), longest, name in _IN_LINES) for name, longest in LONGEST.items()
    }
    keywords = (_text(keyword, LONGEST_KEYWORD) for keyword in description.keywords)
    return replace(
        description,
        **texts,
        license_url=_address(description.license_url),
        keywords=tuple(dict.fromkeys(filter(None, keywords)))[:MOST_KEYWORDS],
        data_mining=_data_mining(description.data_mining),
        digital_source_type=_key(_DIGITAL_SOURCE_TYPE, description.digital_source_type),
    )


def merged(descriptions: Iterable[Description]) -> Description:
    """Field by field what the first of them says that says anything."""
    said: dict[str, Any] = {}
    for description in descriptions:
        for field in fields(Description):
            if value := getattr(description, field.name):
                said.setdefault(field.name, value)
    return Description(**said)


def day(text: str) -> datetime.date | None:
    """The day at the start of a date and time as XMP, IIM and EXIF write it; None where it is not known to the day."""
    if not (match := _DAY.match(text)):
        return None
    year, month, day = (int(digits) for digits in match.groups())
    try:
        return datetime.date(year, month, day) if year >= _FIRST_PHOTOGRAPH else None
    except ValueError:
        return None


def decoded(data: bytes) -> str:
    """Text that does not say what it is written in: UTF-8 if it can be that, else Windows-1252."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _text(value: str, longest: int, in_lines: bool = False) -> str:
    value = _BREAK.sub("\n", value)
    value = _CONTROL.sub(" ", value if in_lines else value.replace("\n", " "))
    return value.strip()[:longest].strip()


def _address(value: str) -> str:
    address = _text(value, LONGEST_ADDRESS + 1)
    # One that was cut would lead elsewhere.
    return address if _ADDRESS.fullmatch(address) and len(address) <= LONGEST_ADDRESS else ""


def _data_mining(value: str) -> str:
    key = _key(_DATA_MINING, value).upper()
    if key in DATA_MINING_KEYS:
        return key
    # A reservation that the vocabulary may have got since: better one too wide than none.
    return "DMI-PROHIBITED" if key.startswith("DMI-PROHIBITED") else ""


def _key(pattern: re.Pattern[str], value: str) -> str:
    match = pattern.fullmatch(value.strip())
    return match[1] if match else ""
