"""The pixels of a HEIC.

The packaged libvips reads what a HEIC says of itself, and leaves out its codec, which is under patents. libde265 has
it, and decodes a picture only as a whole: so this is used apart (media/apart.py).
"""

import struct
from pathlib import Path

import pyvips


class Undecodable(Exception):
    """The file breaks off, or has another size than it says."""


def pixels(path: str) -> pyvips.Image:
    """The primary picture of a HEIC: upright, with 8 bits a colour, and its colour profile. Raises Undecodable."""
    import pillow_heif  # here, because the processes that serve the portal never need it

    if _breaks_off(path):
        raise Undecodable("The picture breaks off.")
    for extra in ("THUMBNAILS", "DEPTH_IMAGES", "AUX_IMAGES"):
        setattr(pillow_heif.options, extra, False)
    # The turns and mirrors of the file are followed in decoding. EXIF repeats them for who cannot: it is not asked.
    picture = pillow_heif.open_heif(path)
    said = picture.size
    bands, _, bits = picture.mode.partition(";")
    decoded = pyvips.Image.new_from_memory(picture.data, *picture.size, len(bands), "ushort" if bits else "uchar")
    if picture.size != said:
        raise Undecodable(f"The picture says it has {said} pixels, and has {picture.size}.")
    if bits:  # pillow-heif leaves grey pictures in the depth they came in, spread over 16 bits
        decoded = (decoded >> 8).cast("uchar")
    if bands.endswith("a"):
        decoded = decoded.unpremultiply().rint().cast("uchar")
    decoded = decoded.copy(interpretation="b-w" if bands.startswith("L") else "srgb")
    if profile := picture.info.get("icc_profile"):
        decoded.set_type(pyvips.GValue.blob_type, "icc-profile-data", bytes(profile))
    return decoded


def _breaks_off(path: str) -> bool:
    """Whether the box that holds the pixels (ISO/IEC 14496-12) ends beyond the file.

    libheif leaves the tiles grey that it cannot find, and says nothing of it.
    """
    length = Path(path).stat().st_size
    at = 0
    with open(path, "rb") as file:
        while at + 16 <= length:
            file.seek(at)
            size, kind, long_size = struct.unpack(">I4sQ", file.read(16))
            size = long_size if size == 1 else size or length - at
            if kind == b"mdat" and at + size > length:
                return True
            at += max(size, 8)
    return False
