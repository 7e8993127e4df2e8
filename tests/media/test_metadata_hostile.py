"""Metadata made to break its reader: nothing raises, nothing takes long, nothing is beyond measure."""

import string
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from media.metadata import exif, iim, xmp
from media.metadata.description import LONGEST, LONGEST_ADDRESS, LONGEST_KEYWORD, MOST_KEYWORDS, Description, tidy
from media.metadata.reading import read
from tests.media.originals import dataset, jpeg, packet, photoshop, saved, tiff
from tests.media.originals import exif as exif_block

SECONDS = 10  # of the processor, for one block: half a one is usual, and what grows with the square takes minutes


def within_measure(said: Description) -> bool:
    return (
        all(len(getattr(said, name)) <= longest for name, longest in LONGEST.items())
        and len(said.license_url) <= LONGEST_ADDRESS
        and len(said.keywords) <= MOST_KEYWORDS
        and all(0 < len(keyword) <= LONGEST_KEYWORD for keyword in said.keywords)
        and "\x00" not in repr(said)
    )


@given(some.binary(max_size=400))
def test_random_bytes_say_nothing_that_breaks(block: bytes) -> None:
    for said in (xmp.read(block), iim.read(block), iim.read(photoshop(block)), exif.read(BytesIO(block))):
        assert within_measure(tidy(said))


@given(some.data())
@pytest.mark.parametrize(
    ("reader", "block"),
    [
        pytest.param(xmp.read, packet('<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">c</rdf:li></rdf:Alt></dc:rights>', 'photoshop:Credit="AP"'), id="XMP"),
        pytest.param(iim.read, photoshop(dataset(1, 90, b"\x1b%G") + dataset(2, 120, b"A harbour") + dataset(2, 25, b"sea")), id="IIM"),
        pytest.param(lambda block: exif.read(BytesIO(block)), exif_block({0x010E: b"A harbour"}, taken=b"2024:05:01 10:00:00"), id="EXIF"),
    ],
)  # fmt: skip
def test_a_block_damaged_in_places_says_nothing_that_breaks(
    reader: Callable[[bytes], Description], block: bytes, data: some.DataObject
) -> None:
    damaged = bytearray(block)
    for _ in range(data.draw(some.integers(1, 4))):
        damaged[data.draw(some.integers(0, len(block) - 1))] = data.draw(some.integers(0, 255))
    end = data.draw(some.integers(0, len(block)))
    assert within_measure(tidy(reader(bytes(damaged[:end]))))


_texts = some.text(max_size=60)


@given(some.builds(Description, **dict.fromkeys(LONGEST, _texts), license_url=_texts, keywords=some.lists(_texts).map(tuple), data_mining=_texts, digital_source_type=_texts))  # fmt: skip
@example(Description(caption=" \ud800\r\n\x85", keywords=("\x00", " a", "a "), license_url="https://\u2028"))
def test_what_is_tidy_stays_as_it_is(said: Description) -> None:
    assert within_measure(tidy(said))
    assert tidy(tidy(said)) == tidy(said)


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(10))
    return f'<!DOCTYPE x [<!ENTITY l0 "laugh">{entities}]>'.encode() + packet(
        "<photoshop:Credit>&l9;</photoshop:Credit>"
    )


def a_file_of_ours(secret: Path) -> bytes:
    return f'<!DOCTYPE x [<!ENTITY it SYSTEM "file://{secret}">]>'.encode() + packet(
        "<photoshop:Credit>&it;</photoshop:Credit>"
    )


def filled(pattern: str) -> str:
    """The pattern, its # counted up, as often as a packet has room for it."""
    return "".join(
        pattern.replace("#", str(n)) for n in range((xmp.LARGEST - 2000) // (len(pattern) + 5 * ("#" in pattern)))
    )


LIST = "<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>"
HOSTILE_XMP: dict[str, Callable[[], bytes]] = {
    "nothing but space": lambda: b" " * xmp.LARGEST,
    "elements without an end": lambda: filled("<a>").encode(),
    "deeper than any stack": lambda: packet("<a>" * 140_000 + "</a>" * 140_000),
    "elements": lambda: packet(filled("<a/>")),
    "attributes": lambda: packet(attributes=filled('a#="" ')),
    "100,000 keywords": lambda: packet(f"<dc:subject><rdf:Bag>{'<rdf:li/>' * 100_000}</rdf:Bag></dc:subject>"),
    "lists": lambda: packet(filled(LIST)),
    "empty texts": lambda: packet(filled("<dc:description><rdf:Alt/></dc:description>")),
    "a long credit": lambda: packet(f"<photoshop:Credit>{filled('x')}</photoshop:Credit>"),
    "line ends": lambda: packet(attributes=f'photoshop:Credit="{filled("&#10;")}"'),
    "control characters": lambda: packet(filled("\x01")),
    "references": lambda: packet(filled("&#1;")),
    "references without an end": lambda: packet(filled("&")),
    "a long namespace with many names": lambda: packet(f'<x:a xmlns:x="{"u" * 450_000}">{"<x:b/>" * 80_000}</x:a>'),
    "a long namespace with many attributes": lambda: packet(f'<x:a xmlns:x="{"u" * 450_000}" ' + filled('x:b#="" ')[:450_000] + "/>"),
    "namespaces": lambda: packet(filled('<a xmlns:n#="u#"/>')),
    "the word xmlns": lambda: filled("xmlns").encode(),
    "xmlns without names": lambda: b"<" + filled("xmlns = ").encode() + b">",
    "comments": lambda: packet(filled("<!---->")),
    "billion laughs": billion_laughs,
    "more than is read": lambda: packet(filled("x") + "x" * 2000),
}  # fmt: skip

HOSTILE_IIM: dict[str, Callable[[], bytes]] = {
    "100,000 keywords": lambda: photoshop(dataset(2, 25, b"key") * 100_000),
    "empty datasets": lambda: photoshop(dataset(2, 120, b"") * 190_000),
    "datasets without meaning": lambda: photoshop(dataset(7, 7, b"") * 190_000),
    "empty resources": lambda: b"Photoshop 3.0\x00" + (b"8BIM\x04\x05" + b"\x00" * 6) * 80_000,
    "a length as long as a block": lambda: photoshop(b"\x1c\x02\x78\xff\xff" + b"\x7f" * 900_000),
    "a caption of a megabyte": lambda: photoshop(b"\x1c\x02\x78\x80\x04\x00\x0e\x00\x00" + b"x" * 0x0E0000),
    "a resource longer than all": lambda: b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\xff\xff\xff\xff" + dataset(2, 120, b"A"),
}  # fmt: skip

HOSTILE_EXIF: dict[str, Callable[[], bytes]] = {
    "a directory that is its own": lambda: tiff({0x010E: (2, b"A harbour\x00")}, pointers={0x8769: 0}),
    "a directory beyond the end": lambda: b"MM\x00*\xff\xff\xff\xff",
    "more fields than there are": lambda: b"MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01\x0e\x00\x02\xff\xff\xff\xff\x00\x00\x00\x08" * 100,
    "a text of four gigabytes": lambda: tiff({0x010E: (2, b"A harbour\x00")}).replace(b"\x00\x00\x00\x0a", b"\xff\xff\xff\xff"),
    "a megabyte of zeros": lambda: tiff({0x8298: (2, b"\x00" * 1_000_000)}),
    "a megabyte of words": lambda: tiff({0x010E: (2, b"DIGITAL " * 100_000)}),
}  # fmt: skip


def quickly(reader: Callable[[bytes], Description], block: bytes) -> Description:
    start = time.process_time()
    said = tidy(reader(block))
    assert time.process_time() - start < SECONDS
    return said


@pytest.mark.parametrize("what", HOSTILE_XMP)
def test_hostile_xmp_is_read_quickly_and_within_measure(what: str) -> None:
    assert within_measure(quickly(xmp.read, HOSTILE_XMP[what]()))


@pytest.mark.parametrize("what", HOSTILE_IIM)
def test_hostile_iim_is_read_quickly_and_within_measure(what: str) -> None:
    assert within_measure(quickly(iim.read, HOSTILE_IIM[what]()))


@pytest.mark.parametrize("what", HOSTILE_EXIF)
def test_hostile_exif_is_read_quickly_and_within_measure(what: str) -> None:
    assert within_measure(quickly(lambda block: exif.read(BytesIO(block)), HOSTILE_EXIF[what]()))


def test_nobody_reads_our_files_through_a_picture(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("word")
    assert xmp.read(a_file_of_ours(secret)) == Description()


def test_of_too_many_keywords_the_first_are_kept() -> None:
    words = [f"{first}{second}" for first in string.ascii_lowercase for second in string.ascii_lowercase]
    said = tidy(iim.read(photoshop(b"".join(dataset(2, 25, word.encode()) for word in words))))
    assert said.keywords == tuple(words[:MOST_KEYWORDS])


def test_a_file_hostile_in_all_its_parts_is_read(tmp_path: Path) -> None:
    data = jpeg(
        xmp=packet("<a>" * 20_000),
        iim=photoshop(b"\x1c\x02\x78\xff\xff" + b"\x7f" * 60_000),
        exif=HOSTILE_EXIF["a text of four gigabytes"](),
    )
    assert within_measure(read(saved(tmp_path, data)))
