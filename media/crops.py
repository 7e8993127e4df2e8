"""The shapes a picture is cut to, and what each keeps of it: the part around the focal point."""

from dataclasses import dataclass

# Width to height. The original's own shape is the crop "".
SHAPES: dict[str, tuple[int, int]] = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), "4x5": (4, 5)}


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in pixels of the upright original."""

    left: int
    top: int
    width: int
    height: int


def size(width: int, height: int, crop: str) -> tuple[int, int]:
    """Width and height of the largest part of that shape that a picture of `width` × `height` pixels has."""
    if not crop:
        return width, height
    across, down = SHAPES[crop]
    if width * down > height * across:
        return max(1, round(height * across / down)), height
    return width, max(1, round(width * down / across))


def region(width: int, height: int, crop: str, focal: tuple[float, float]) -> Region:
    """That part, with the focal point (fractions across and down) as near to its middle as the picture's edges let."""
    part_width, part_height = size(width, height, crop)
    left = round(focal[0] * width - part_width / 2)
    top = round(focal[1] * height - part_height / 2)
    return Region(
        left=min(max(0, left), width - part_width),
        top=min(max(0, top), height - part_height),
        width=part_width,
        height=part_height,
    )
