"""What a picture's file says of itself: read when it comes in, written into every file that goes out.

    reading.read(path)      the caption, credit and rights in a file, whichever of three ways they are written in
    writing.embed(...)      a picture that carries ours, and nothing else

`xmp`, `iim` and `exif` each know one of the three ways; the names of their fields are in the IPTC Photo Metadata
Standard (https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata).
"""
