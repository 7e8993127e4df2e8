"""How long all renditions of one large photo take, beside the same set made with Pillow at the same quality.

All work on one core and in turn, and what counts is the processor's time, so that a busy machine tells the same. The
encoders are the same, with the same settings: four fifths of our time is theirs, and nobody's way around them is
shorter. So Pillow at its best, which decodes once as we do, takes about as long as we.
"""

import os

os.environ["VIPS_CONCURRENCY"] = "1"  # read by libvips when it is loaded

import statistics
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import django
import PIL.Image
import pyvips

django.setup()

from media import renditions  # noqa: E402
from media.crops import Region  # noqa: E402
from media.metadata.description import Description  # noqa: E402

WIDTH, HEIGHT = 6000, 4000  # 24 megapixels
WIDTHS = (320, 640, 960, 1280, 1920, 2560)
ROUNDS = 5
PHOTO = Path(__file__).parent.parent / "fixtures" / "photos" / "dandelions.jpg"
SAID = Description(caption="A meadow in May.", credit="Jo Brandt", copyright_notice="© 2026 Jo Brandt")


def photo(file: Path) -> None:
    """A photo as a camera makes it: a real one enlarged, with the grain that an enlargement has not."""
    image = pyvips.Image.new_from_file(str(PHOTO))
    image = image.resize(max(WIDTH / image.width, HEIGHT / image.height)).crop(0, 0, WIDTH, HEIGHT)
    grain = pyvips.Image.gaussnoise(WIDTH, HEIGHT, sigma=6)
    (image + grain).cast("uchar").copy(interpretation="srgb").jpegsave(str(file), Q=92)


def ours(file: Path) -> int:
    whole = Region(0, 0, WIDTH, HEIGHT)
    return sum(len(made) for _, _, made in renditions.of_file(str(file), (WIDTH, HEIGHT), whole, WIDTHS, SAID))


def with_pillow(file: Path) -> int:
    """As Pillow's manual makes thumbnails: each width from the file, which `thumbnail` decodes as small as it may."""
    size = 0
    for width in WIDTHS:
        with PIL.Image.open(file) as pixels:
            pixels.thumbnail((width, HEIGHT), PIL.Image.Resampling.LANCZOS)
            size += encoded(pixels)
    return size


def with_pillow_at_its_best(file: Path) -> int:
    """Decoded once, as small as the widest allows; each narrower width from the one before."""
    size = 0
    with PIL.Image.open(file) as pixels:
        pixels.draft("RGB", (WIDTHS[-1], 1))
        for width in reversed(WIDTHS):
            pixels.thumbnail((width, HEIGHT), PIL.Image.Resampling.LANCZOS, reducing_gap=2)
            size += encoded(pixels)
    return size


def encoded(pixels: PIL.Image.Image) -> int:
    size = 0
    for form, options in (
        ("AVIF", {"quality": 55, "speed": 8, "max_threads": 1}),
        ("WEBP", {"quality": 80, "method": 4}),
        ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
    ):
        made = BytesIO()
        pixels.save(made, form, **options)
        size += made.tell()
    return size


def timed(make: Callable[[Path], int], file: Path) -> tuple[float, int]:
    begin = time.process_time()  # of the processor: what else runs on the machine does not count
    size = make(file)
    return time.process_time() - begin, size


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photo.jpg"
        photo(file)
        rounds = [[timed(way, file) for way in WAYS.values()] for _ in range(ROUNDS)]
    seconds = [statistics.median(one[n][0] for one in rounds) for n in range(len(WAYS))]
    print(f"All renditions of a 24-megapixel JPEG: {len(WIDTHS)} widths, 3 formats, on one core.")
    print(f"Seconds of the processor, median of {ROUNDS}, and how many times as long as ours:\n")
    print("| | seconds | times | kB |\n| --- | --- | --- | --- |")
    for n, name in enumerate(WAYS):
        print(f"| {name} | {seconds[n]:.2f} | {seconds[n] / seconds[0]:.2f} | {rounds[0][n][1] // 1000} |")


WAYS = {"ours": ours, "Pillow, as its manual says": with_pillow, "Pillow at its best": with_pillow_at_its_best}

if __name__ == "__main__":
    main()
