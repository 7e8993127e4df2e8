"""What a file that goes out says: all that we say of the picture, in every format, as independent readers find it."""

import datetime
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as some

from media.metadata import iim, writing, xmp
from media.metadata.description import DATA_MINING_KEYS, LONGEST, MOST_KEYWORDS, Description, tidy
from media.metadata.reading import read
from tests.media.conftest import red_left_blue_right
from tests.media.originals import saved

FORMATS = sorted(writing.KEEP)

HARBOUR = Description(
    caption="“At <b>the</b> harbour” & beyond 🌊\nصيادون في الميناء",
    headline='Fishermen\'s "strike" & after',
    alt="Two men mend a net; الشبكة 🎣",
    photographer="Jörg Müller-Lüdenscheid",
    credit="Reuters/Jörg Müller-Lüdenscheid",
    source="وكالة الأنباء",
    copyright_notice="© 2024 Agence France-Presse",
    usage_terms="Editorial use only.\nNo resale & no archive.",
    license_url="https://agency.example/terms?a=1&b=2",
    taken_on=datetime.date(2024, 5, 1),
    city="القاهرة",
    country="Côte d’Ivoire",
    keywords=("harbour", "ميناء", "nets & <lines>"),
    data_mining="DMI-PROHIBITED-AIMLTRAINING",
    digital_source_type="digitalCapture",
)

# As long as they may be, in the characters that take most space.
FULL = Description(
    **{name: "&" * longest for name, longest in LONGEST.items()},
    license_url="https://agency.example/" + "&" * 177,
    taken_on=datetime.date(2024, 5, 1),
    keywords=tuple(f"{number:02}" + "&" * 62 for number in range(MOST_KEYWORDS)),
    data_mining=max(DATA_MINING_KEYS, key=len),
    digital_source_type="compositeWithTrainedAlgorithmicMedia",
)


def encoded(pixels: pyvips.Image, description: Description, format: str) -> bytes:
    described, keep = writing.embed(pixels, description, format), writing.KEEP[format]
    if format == "jpeg":
        return described.jpegsave_buffer(keep=keep)
    if format == "webp":
        return described.webpsave_buffer(keep=keep)
    return described.heifsave_buffer(compression="av1", effort=0, keep=keep)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("description", [HARBOUR, FULL, Description()], ids=["the harbour", "full", "nothing"])
def test_what_is_written_is_what_is_read(tmp_path: Path, description: Description, format: str) -> None:
    assert read(saved(tmp_path, encoded(red_left_blue_right(), description, format))) == description


@pytest.mark.parametrize("format", FORMATS)
def test_the_pixels_are_as_they_were(format: str) -> None:
    pixels = red_left_blue_right()
    described = writing.embed(pixels, HARBOUR, format)
    assert (described - pixels).abs().max() == 0
    assert (described.width, described.height, described.interpretation) == (800, 600, "srgb")
    assert "xmp-data" not in pixels.get_fields()


_text = some.text(max_size=80)


@given(
    some.builds(
        Description,
        **dict.fromkeys(LONGEST, _text),
        taken_on=some.none() | some.dates(min_value=datetime.date(1826, 1, 1)),
        keywords=some.lists(_text, max_size=5).map(tuple),
        data_mining=some.sampled_from(("", *DATA_MINING_KEYS)),
    )
)
def test_any_text_comes_back_from_xmp_as_it_went_in(description: Description) -> None:
    assert tidy(xmp.read(xmp.write(description))) == tidy(description)


@given(some.text(max_size=3000))
def test_iim_is_cut_between_characters(text: str) -> None:
    said = tidy(Description(caption=text, photographer=text, credit=text, copyright_notice=text, keywords=(text,)))
    read_back = tidy(iim.read(iim.write(said)))
    for name, longest in {"caption": 2000, "photographer": 32, "credit": 32, "copyright_notice": 128}.items():
        written, meant = getattr(read_back, name), getattr(said, name)
        assert meant.startswith(written)
        assert len(written.encode()) <= longest
        # Nothing but what did not fit is missing: one character more, or the space it ended with.
        assert written == meant or len(meant[: len(written) + 1].encode()) > longest or meant[len(written)].isspace()


def test_iim_says_that_it_is_utf8_and_which_version_it_is() -> None:
    assert iim.write(Description(credit="Jörg")) == (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x19"
        b"\x1c\x01\x5a\x00\x03\x1b%G\x1c\x02\x00\x00\x02\x00\x04\x1c\x02\x6e\x00\x05J\xc3\xb6rg\x00"
    )


# --- ExifTool ------------------------------------------------------------------------------------

exiftool = shutil.which("exiftool")
VOCABULARIES = {
    "DataMining": f"http://ns.useplus.org/ldf/vocab/{HARBOUR.data_mining}",
    "DigitalSourceType": f"http://cv.iptc.org/newscodes/digitalsourcetype/{HARBOUR.digital_source_type}",
}


def asked(file: str, *options: str) -> dict[str, Any]:
    """What ExifTool reads, by group and name."""
    assert exiftool
    command = [exiftool, "-j", "-a", "-G1", "-n", "-struct", "-api", "RequestAll=0", *options, file]
    (answer,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return answer


@pytest.mark.skipif(not exiftool, reason="ExifTool is not installed")
@pytest.mark.parametrize("format", FORMATS)
def test_exiftool_reads_all_of_it(tmp_path: Path, format: str) -> None:
    file = saved(tmp_path, encoded(red_left_blue_right(), HARBOUR, format))
    answer = asked(file)
    in_xmp = {name: value for name, value in answer.items() if name.startswith("XMP")}
    assert in_xmp == {
        "XMP-dc:Description": HARBOUR.caption,
        "XMP-dc:Creator": [HARBOUR.photographer],
        "XMP-dc:Rights": HARBOUR.copyright_notice,
        "XMP-dc:Subject": list(HARBOUR.keywords),
        "XMP-photoshop:Headline": HARBOUR.headline,
        "XMP-photoshop:Credit": HARBOUR.credit,
        "XMP-photoshop:Source": HARBOUR.source,
        "XMP-photoshop:DateCreated": "2024:05:01",
        "XMP-photoshop:City": HARBOUR.city,
        "XMP-photoshop:Country": HARBOUR.country,
        "XMP-xmpRights:UsageTerms": HARBOUR.usage_terms,
        "XMP-xmpRights:WebStatement": HARBOUR.license_url,
        "XMP-iptcCore:AltTextAccessibility": HARBOUR.alt,
        "XMP-iptcExt:DigitalSourceType": VOCABULARIES["DigitalSourceType"],
        "XMP-plus:DataMining": in_xmp["XMP-plus:DataMining"],  # ExifTool shortens it: the packet itself is asked below
    }
    assert str(in_xmp["XMP-plus:DataMining"]) in VOCABULARIES["DataMining"]
    packet = subprocess.run([exiftool, "-b", "-XMP", file], capture_output=True, check=True).stdout.decode()
    assert f"<plus:DataMining>{VOCABULARIES['DataMining']}</plus:DataMining>" in packet
    groups = {name.partition(":")[0] for name in answer}
    assert not groups & {"IFD0", "IFD1", "ExifIFD", "GPS", "ICC_Profile", "ICC-header", "Photoshop"}
    assert asked(file, "-validate", "-warning", "-error")["ExifTool:Validate"] in ("OK", "0 0 0")


@pytest.mark.skipif(not exiftool, reason="ExifTool is not installed")
def test_exiftool_reads_iim_in_a_jpeg(tmp_path: Path) -> None:
    answer = asked(saved(tmp_path, encoded(red_left_blue_right(), HARBOUR, "jpeg")))
    assert {name: value for name, value in answer.items() if name.startswith("IPTC")} == {
        "IPTC:CodedCharacterSet": "\x1b%G",
        "IPTC:ApplicationRecordVersion": 4,
        "IPTC:Keywords": list(HARBOUR.keywords),
        "IPTC:DateCreated": "2024:05:01",
        "IPTC:By-line": HARBOUR.photographer,
        "IPTC:City": HARBOUR.city,
        "IPTC:Country-PrimaryLocationName": HARBOUR.country,
        "IPTC:Headline": HARBOUR.headline,
        "IPTC:Credit": "Reuters/Jörg Müller-Lüdensche",
        "IPTC:Source": HARBOUR.source,
        "IPTC:CopyrightNotice": HARBOUR.copyright_notice,
        "IPTC:Caption-Abstract": HARBOUR.caption,
    }
