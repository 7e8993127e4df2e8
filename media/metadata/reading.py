"""What the file of a picture says of it, wherever it says it."""

from collections.abc import Iterator
from io import BytesIO

import pyvips

from media.decoding import NotAPicture
from media.metadata import exif, iim, jpeg_xmp, xmp
from media.metadata.description import Description, merged, tidy


def read(path: str) -> Description:
    """What a file says, field by field: in XMP before IIM before EXIF, as the IPTC maps them on each other.

    Whatever is broken, hostile or beyond all measure in it says nothing. Where the picture was taken to the metre,
    with which camera, whose the camera is, and instructions and contact data are not looked at.
    Raises NotAPicture for a file that cannot be opened.
    """
    try:
        image = pyvips.Image.new_from_file(path, access="sequential")
    except pyvips.Error as error:
        raise NotAPicture from error
    return merged(tidy(said) for said in _said(image, path))


def _said(image: pyvips.Image, path: str) -> Iterator[Description]:
    if image.get("vips-loader").startswith("jpeg"):
        with open(path, "rb") as file:
            yield from map(xmp.read, jpeg_xmp.packets(file))
    elif block := _block(image, "xmp-data"):
        yield xmp.read(block)
    for name in ("iptc-data", "photoshop-data"):
        if block := _block(image, name):
            yield iim.read(block)
    if block := _block(image, "exif-data"):
        yield exif.read(BytesIO(block.removeprefix(b"Exif\x00\x00")))
    elif image.get("vips-loader").startswith("tiff"):
        with open(path, "rb") as file:
            yield exif.read(file)


def _block(image: pyvips.Image, name: str) -> bytes:
    return image.get(name) if image.get_typeof(name) else b""
