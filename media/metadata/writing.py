"""A picture that goes out says what we say of it, and nothing of what its original said."""

import pyvips

from media.metadata import iim, xmp
from media.metadata.description import Description

# What a saver is told to write: our XMP, in a JPEG our IIM as well. The pixels are sRGB, which needs no profile.
KEEP = {
    "jpeg": pyvips.enums.ForeignKeep.XMP | pyvips.enums.ForeignKeep.IPTC,
    "webp": pyvips.enums.ForeignKeep.XMP,
    "avif": pyvips.enums.ForeignKeep.XMP,
}


def embed(pixels: pyvips.Image, description: Description, format: str) -> pyvips.Image:
    """The same pixels, upright already, with the description and without any other field.

    `format` is a key of KEEP, whose value the saver is to get as `keep`: without it libvips adds fields of its own.
    """
    described = pixels.copy()
    for field in described.get_fields():
        described.remove(field)  # width, height and their like are no fields in this sense, and stay
    described.set_type(pyvips.GValue.blob_type, "xmp-data", xmp.write(description))
    if format == "jpeg":
        described.set_type(pyvips.GValue.blob_type, "iptc-data", iim.write(description))
    return described
