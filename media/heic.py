"""The pictures of telephones, decoded apart: `python -m media.heic MEMORY ORIGINAL [TIFF]` is a process of its own.

The packaged libvips reads what a HEIC says of itself, and leaves out its codec, which is under patents. libde265 has
it, and decodes a picture only as a whole. In a process of its own it gets so much memory and no more, and a file that
brings it down brings down nothing else.
"""

import resource
import struct
import subprocess
import sys
from pathlib import Path

import pyvips

# Decoding takes 5 bytes a pixel, and 8 where the picture has 10 bits a colour and is turned.
MEMORY = 600_000_000  # bytes
_SECONDS = 60  # of computing, of all threads together

# In the words of ITU-T H.273: the primaries of Display P3, and the two brightness curves of HDR.
_DISPLAY_P3 = 12
_HDR = (16, 18)


class Undecodable(Exception):
    """The file is damaged, in HDR, or takes more memory or time than it may."""


def decode(original: str, tiff: str = "") -> None:
    """Decode the primary picture of a HEIC to its end, and write it as an uncompressed TIFF if one is named.

    In the TIFF it stands upright, has 8 bits a colour, and its colour profile. Raises Undecodable.
    """
    command = [sys.executable, "-m", "media.heic", str(MEMORY), original, *filter(None, [tiff])]
    root = Path(__file__).resolve().parent.parent
    try:
        # What it prints are libraries' words on a stranger's file; ours are in media/intake.py.
        subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=2 * _SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Undecodable from error


def _breaks_off(original: str) -> bool:
    """Whether the box that holds the pixels (ISO/IEC 14496-12) ends beyond the file.

    libheif leaves the tiles grey that it cannot find, and says nothing of it.
    """
    length = Path(original).stat().st_size
    at = 0
    with open(original, "rb") as file:
        while at + 16 <= length:
            file.seek(at)
            size, kind, long_size = struct.unpack(">I4sQ", file.read(16))
            size = long_size if size == 1 else size or length - at
            if kind == b"mdat" and at + size > length:
                return True
            at += max(size, 8)
    return False


def _pixels(original: str) -> pyvips.Image:
    import pillow_heif  # here, because the processes that serve the portal never need it

    if _breaks_off(original):
        sys.exit("The picture breaks off.")
    for extra in ("THUMBNAILS", "DEPTH_IMAGES", "AUX_IMAGES"):
        setattr(pillow_heif.options, extra, False)
    # The turns and mirrors of the file are followed in decoding. EXIF repeats them for who cannot: it is not asked.
    picture = pillow_heif.open_heif(original)
    profile = picture.info.get("icc_profile")
    curve = picture.info.get("nclx_profile", {})
    if profile is None and curve.get("transfer_characteristics") in _HDR:
        sys.exit("The picture is in HDR, which has no place in sRGB without a choice of what to lose.")
    said = picture.size
    bands, _, bits = picture.mode.partition(";")
    pixels = pyvips.Image.new_from_memory(picture.data, *picture.size, len(bands), "ushort" if bits else "uchar")
    if picture.size != said:
        sys.exit(f"The picture says it has {said} pixels, and has {picture.size}.")
    if bits:  # pillow-heif leaves grey pictures in the depth they came in, spread over 16 bits
        pixels = (pixels >> 8).cast("uchar")
    if bands.endswith("a"):
        pixels = pixels.unpremultiply().rint().cast("uchar")
    pixels = pixels.copy(interpretation="b-w" if bands.startswith("L") else "srgb")
    if profile is None and curve.get("color_primaries") == _DISPLAY_P3:
        profile = pyvips.Image.profile_load("p3")
    if profile:
        pixels.set_type(pyvips.GValue.blob_type, "icc-profile-data", bytes(profile))
    return pixels


if __name__ == "__main__":
    for limit, most in (("DATA", int(sys.argv[1])), ("CPU", _SECONDS), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (most, most))
    decoded = _pixels(sys.argv[2])
    if sys.argv[3:]:
        decoded.tiffsave(sys.argv[3])
