"""XMP: a packet of RDF in XML (ISO 16684-1), with the properties that IPTC, Adobe, PLUS and Creative Commons define."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from itertools import islice
from xml.sax.saxutils import escape

from media.metadata.description import DATA_MINING, DIGITAL_SOURCE_TYPE, Description, day, decoded, tidy

LARGEST = 1_000_000  # bytes of a packet we read; what editors' programs write runs to a few thousand

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
}
_MOST_VALUES = 200
_EXTENSION = re.compile("[0-9A-Fa-f]{32}")
_LONG_NAMESPACE = re.compile(r"""\s*(?:"[^"]{200}|'[^']{200})""")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile("&#(x[0-9a-fA-F]{1,8}|[0-9]{1,8});")

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# The properties of a picture by their names: each as elements, in the order of the packet.
Properties = dict[str, list[ET.Element]]


def read(packet: bytes) -> Description:
    """What a packet says; one that is broken, or larger than LARGEST, says nothing."""
    root = _parse(packet)
    if root is None:
        return Description()
    properties = _properties(root)
    city, country = next(filter(any, _places(properties)), ("", ""))
    return Description(
        caption=_one(properties, "dc:description"),
        headline=_one(properties, "photoshop:Headline"),
        alt=_one(properties, "Iptc4xmpCore:AltTextAccessibility"),
        photographer=", ".join(_all(properties, "dc:creator")),
        credit=_one(properties, "photoshop:Credit"),
        source=_one(properties, "photoshop:Source"),
        copyright_notice=_one(properties, "dc:rights"),
        usage_terms=_one(properties, "xmpRights:UsageTerms"),
        # Where the terms stand, as IPTC and as Creative Commons say it. plus:LicensorURL is where a licence is sold.
        license_url=_one(properties, "xmpRights:WebStatement") or _one(properties, "cc:license"),
        taken_on=day(_one(properties, "photoshop:DateCreated")) or day(_one(properties, "exif:DateTimeOriginal")),
        city=city,
        country=country,
        keywords=tuple(_all(properties, "dc:subject")),
        data_mining=_one(properties, "plus:DataMining"),
        digital_source_type=_one(properties, "Iptc4xmpExt:DigitalSourceType"),
    )


def extension(packet: bytes) -> str:
    """The name of the packet that goes on where this one ends (media/metadata/jpeg_xmp.py); "" without one."""
    root = _parse(packet)
    name = "" if root is None else _one(_properties(root), "xmpNote:HasExtendedXMP")
    return name if _EXTENSION.fullmatch(name) else ""


def write(description: Description) -> bytes:
    """One packet, in UTF-8, that says all of it; short enough for one segment of a JPEG."""
    said = tidy(description)
    properties = (
        _in_any_language("dc:description", said.caption)
        + _list("dc:creator", "Seq", [said.photographer])
        + _in_any_language("dc:rights", said.copyright_notice)
        + _list("dc:subject", "Bag", said.keywords)
        + _plain("photoshop:Headline", said.headline)
        + _plain("photoshop:Credit", said.credit)
        + _plain("photoshop:Source", said.source)
        + _plain("photoshop:DateCreated", said.taken_on.isoformat() if said.taken_on else "")
        + _plain("photoshop:City", said.city)
        + _plain("photoshop:Country", said.country)
        + _in_any_language("xmpRights:UsageTerms", said.usage_terms)
        + _plain("xmpRights:WebStatement", said.license_url)
        + _in_any_language("Iptc4xmpCore:AltTextAccessibility", said.alt)
        + _code("Iptc4xmpExt:DigitalSourceType", DIGITAL_SOURCE_TYPE, said.digital_source_type)
        + _code("plus:DataMining", DATA_MINING, said.data_mining)
    )
    used = ("rdf", *(prefix for prefix in NAMESPACES if prefix != "rdf" and f"<{prefix}:" in properties))
    names = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in used)
    # The id is the standard's, the same in every packet.
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF{names}><rdf:Description rdf:about="">{properties}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="r"?>'
    ).encode()


# --- Reading -------------------------------------------------------------------------------------


def _parse(packet: bytes) -> ET.Element | None:
    if len(packet) > LARGEST:
        return None
    text = _characters(packet)
    text = text[text.find("<") : text.rfind(">") + 1]
    # Without a document type there are no entities, which is where XML is dangerous.
    if "<!DOCTYPE" in text or _has_long_namespace(text):
        return None
    text = _REFERENCE.sub(_possible_reference, _NOT_XML.sub(" ", text))
    try:
        return ET.fromstring(text)  # noqa: S314
    except ET.ParseError:
        return None


def _characters(packet: bytes) -> str:
    if packet[:2] in (b"\xff\xfe", b"<\x00"):
        return packet.decode("utf-16-le", "replace")
    if packet[:2] in (b"\xfe\xff", b"\x00<"):
        return packet.decode("utf-16-be", "replace")
    return decoded(packet)


def _has_long_namespace(text: str) -> bool:
    """Whether a namespace is longer than any that is meant.

    The parser goes through it again for each name that is in it: a long one with many names would keep it for minutes.
    """
    place = 0
    while (place := text.find("xmlns", place)) >= 0 and (place := text.find("=", place) + 1):
        if _LONG_NAMESPACE.match(text, place):
            return True
    return False


def _possible_reference(match: re.Match[str]) -> str:
    number = match[1]
    code = int(number[1:], 16) if number[0] == "x" else int(number)
    return match[0] if code <= 0x10FFFF and not _NOT_XML.match(chr(code)) else " "


def _name(short: str) -> str:
    """The name as the parser gives it: `dc:rights` is `{http://purl.org/dc/elements/1.1/}rights`."""
    prefix, _, local = short.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _properties(root: ET.Element) -> Properties:
    found: Properties = {}
    for description in next(root.iter(_name("rdf:RDF")), ()):
        for element in _fields(description):
            found.setdefault(element.tag, []).append(element)
    return found


def _fields(description: ET.Element) -> Iterator[ET.Element]:
    """The properties that a description or a structure has, as elements also where they are written as attributes."""
    for name, value in description.items():
        element = ET.Element(name)
        element.text = value
        yield element
    yield from description


def _all(properties: Properties, name: str) -> list[str]:
    """The values of a property: of a list its items, of a text in many languages one."""
    values = (value for element in properties.get(_name(name), ()) for value in _values(element))
    return list(islice(values, _MOST_VALUES))


def _one(properties: Properties, name: str) -> str:
    return next(iter(_all(properties, name)), "")


def _values(element: ET.Element) -> Iterator[str]:
    languages = element.find(_name("rdf:Alt"))
    if languages is not None:
        # The one meant for everybody, or the first. sorted() leaves the others in their order.
        ranked = sorted(languages, key=lambda item: item.get(_LANGUAGE, "").lower() != "x-default")
        yield from islice(filter(None, map(_text, ranked)), 1)
        return
    for item in _items(element):
        if text := _text(item):
            yield text


def _items(element: ET.Element) -> Iterator[ET.Element]:
    for kind in ("rdf:Bag", "rdf:Seq", "rdf:Alt"):
        container = element.find(_name(kind))
        if container is not None:
            yield from container
            return
    yield element


def _text(element: ET.Element) -> str:
    """The text of a simple value: its own, that of the address it names, or the one that remarks are made about."""
    if resource := element.get(_name("rdf:resource")):
        return resource.strip()
    remarked = element.find(_name("rdf:value"))
    if remarked is None:
        remarked = element.find(f"{_name('rdf:Description')}/{_name('rdf:value')}")
    return ((remarked if remarked is not None else element).text or "").strip()


def _places(properties: Properties) -> Iterator[tuple[str, str]]:
    """City and country as the packet gives them: of the picture, of what it shows, of where it was taken.

    They are taken together from one of them, or a city could come to lie in another's country.
    """
    yield _one(properties, "photoshop:City"), _one(properties, "photoshop:Country")
    for name in ("Iptc4xmpExt:LocationShown", "Iptc4xmpExt:LocationCreated"):
        for element in properties.get(_name(name), ())[:1]:
            for item in islice(_items(element), 1):
                place: Properties = {}
                for field in _fields(_structure(item)):
                    place.setdefault(field.tag, []).append(field)
                yield _one(place, "Iptc4xmpExt:City"), _one(place, "Iptc4xmpExt:CountryName")


def _structure(item: ET.Element) -> ET.Element:
    inner = item.find(_name("rdf:Description"))
    return item if inner is None else inner


# --- Writing -------------------------------------------------------------------------------------


def _plain(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _code(name: str, vocabulary: str, key: str) -> str:
    return _plain(name, f"{vocabulary}{key}" if key else "")


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _in_any_language(name: str, value: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if value else ""
