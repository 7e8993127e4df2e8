"""Headers made to keep their reader busy: what is read of them does not multiply with what they say."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from media import fine_print
from media.fine_print import Bomb, FinePrint
from tests.media.originals import saved

DISPLAY_P3 = FinePrint(primaries=12, transfer=13)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def heic(*properties: bytes, primary: int = 1, beside: bytes = b"") -> bytes:
    meta = bytes(4) + box(b"pitm", bytes(4) + struct.pack(">H", primary)) + box(b"iprp", b"".join(properties))
    return box(b"ftyp", b"heic" + bytes(4)) + box(b"meta", meta) + beside


def colours(*numbers: int) -> bytes:
    return box(b"colr", b"nclx" + struct.pack(">HHHB", *numbers, 6, 0))


SRGB_AND_P3 = box(b"ipco", colours(1, 13) + colours(12, 13))


class Counted:
    """A file of which one knows how often it was read, and how far in all."""

    reads = 0
    bytes = 0

    def __init__(self, file: Any) -> None:
        self.file = file

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def seek(self, at: int) -> None:
        self.file.seek(at)

    def read(self, length: int) -> bytes:
        Counted.reads += 1
        content = self.file.read(length)
        Counted.bytes += len(content)
        return content


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    monkeypatch.setattr(Counted, "reads", 0)
    monkeypatch.setattr(Counted, "bytes", 0)
    monkeypatch.setattr(fine_print, "open", lambda path, how: Counted(open(path, how)), raising=False)  # noqa: SIM115
    return Counted


@pytest.mark.parametrize("boxes", [1, 8])
def test_entries_beyond_the_end_of_their_box_are_not_read(tmp_path: Path, work: type[Counted], boxes: int) -> None:
    without_end = box(b"ipma", bytes(4) + b"\xff" * 4)
    data = heic(*[without_end] * boxes, primary=0xFFFF, beside=b"\xff" * 2_600_000)
    assert fine_print.read(saved(tmp_path, data)) == FinePrint()
    assert work.reads < 20 * (boxes + 1)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            heic(*[box(b"ipma", bytes(4) + struct.pack(">I", 250) + b"\x00\x09\x00" * 250)] * 500), id="entries"
        ),
        pytest.param(heic(*[box(b"ipco", box(b"free", b"") * 1_000)] * 500), id="properties"),
        pytest.param(heic(beside=b"")[:16] + box(b"free", b"") * 500_000, id="boxes"),
    ],
)
def test_what_no_picture_needs_is_not_read_to_its_end(tmp_path: Path, work: type[Counted], data: bytes) -> None:
    with pytest.raises(Bomb):
        fine_print.read(saved(tmp_path, data))
    assert work.reads < 110_000


@pytest.mark.parametrize("wide", [0, 1])
@pytest.mark.parametrize("version", [0, 1])
def test_a_picture_of_many_tiles_has_the_colours_of_its_primary_one(tmp_path: Path, version: int, wide: int) -> None:
    def entry(item: int, *numbers: int) -> bytes:
        owner = struct.pack(">I" if version else ">H", item)
        return owner + bytes([len(numbers)]) + b"".join(struct.pack(">H" if wide else ">B", n) for n in numbers)

    essential = 0x8000 if wide else 0x80
    entries = [entry(tile, 1, 1) for tile in range(2, 1002)] + [entry(1, essential | 2)]
    owned = box(b"ipma", bytes([version, 0, 0, wide]) + struct.pack(">I", len(entries)) + b"".join(entries))
    assert fine_print.read(saved(tmp_path, heic(SRGB_AND_P3, owned))) == DISPLAY_P3


def test_texts_of_a_png_that_break_at_their_end_count_as_far_as_they_were_unpacked(
    tmp_path: Path, work: type[Counted]
) -> None:
    packing = zlib.compressobj(9)
    broken = packing.compress(bytes(2_400_000)) + packing.flush(zlib.Z_FULL_FLUSH) + b"\x07" * 8
    text = b"broken\x00\x00" + broken
    chunk = struct.pack(">I4s", len(text), b"zTXt") + text + bytes(4)
    with pytest.raises(Bomb):
        fine_print.read(saved(tmp_path, b"\x89PNG\r\n\x1a\n" + chunk * 400))
    assert work.bytes < 4 * len(chunk)
