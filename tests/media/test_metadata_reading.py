"""What an editor finds filled in: what agencies and photographers wrote into a file, in each of its three ways."""

import datetime
import struct
from io import BytesIO
from pathlib import Path

import pytest
import pyvips

from media.decoding import NotAPicture
from media.metadata import exif, iim, xmp
from media.metadata.description import Description, tidy
from media.metadata.reading import read
from tests.media.conftest import red_left_blue_right
from tests.media.originals import (
    ASCII,
    LONG,
    UNDEFINED,
    ascii_fields,
    dataset,
    grey_pixels,
    jpeg,
    packet,
    photoshop,
    saved,
    tiff,
    utf8,
)
from tests.media.originals import exif as exif_block

CAPTION, CREDIT, BY_LINE, KEYWORD = 120, 110, 80, 25


def alt(name: str, *texts: tuple[str, str]) -> str:
    items = "".join(f'<rdf:li xml:lang="{language}">{text}</rdf:li>' for language, text in texts)
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def in_xmp(properties: str = "", attributes: str = "") -> Description:
    return tidy(xmp.read(packet(properties, attributes)))


def in_iim(*datasets: bytes) -> Description:
    return tidy(iim.read(photoshop(b"".join(datasets))))


# --- Which of three sayings stands ---------------------------------------------------------------


def test_what_xmp_says_stands_before_iim_and_iim_before_exif(tmp_path: Path) -> None:
    data = jpeg(
        xmp=packet(alt("dc:description", ("x-default", "in XMP"))),
        iim=photoshop(utf8(CAPTION, "in IIM") + dataset(2, BY_LINE, b"by IIM")),
        exif=exif_block({0x010E: b"in EXIF", 0x013B: b"by EXIF", 0x8298: b"(c) EXIF"}, taken=b"2024:05:01 10:00:00"),
    )
    said = read(saved(tmp_path, data))
    assert said == Description(
        caption="in XMP",
        photographer="by IIM",
        copyright_notice="(c) EXIF",
        taken_on=datetime.date(2024, 5, 1),
    )


def test_a_field_left_empty_does_not_hide_what_another_one_says(tmp_path: Path) -> None:
    data = jpeg(
        xmp=packet(alt("dc:description", ("x-default", " \n ")), 'photoshop:Credit="" photoshop:DateCreated="2024"'),
        iim=photoshop(dataset(2, CAPTION, b"\x00 \x00") + dataset(2, CREDIT, b"Reuters") + dataset(2, 55, b"20240501")),
        exif=exif_block({0x010E: b"In the harbour"}),
    )
    said = read(saved(tmp_path, data))
    assert (said.caption, said.credit) == ("In the harbour", "Reuters")
    assert said.taken_on == datetime.date(2024, 5, 1)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
def test_every_kind_of_file_is_asked(tmp_path: Path, kind: str) -> None:
    picture = red_left_blue_right(80, 60).copy()
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", packet(attributes='photoshop:Credit="Reuters/Jörg"'))
    save = {
        "jpeg": picture.jpegsave_buffer,
        "png": picture.pngsave_buffer,
        "webp": picture.webpsave_buffer,
        "avif": lambda: picture.heifsave_buffer(compression="av1", effort=0),
        "tiff": picture.tiffsave_buffer,
    }
    assert read(saved(tmp_path, save[kind]())) == Description(credit="Reuters/Jörg")


def test_a_picture_without_metadata_says_nothing(tmp_path: Path) -> None:
    assert read(saved(tmp_path, jpeg())) == Description()


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAPicture):
        read(saved(tmp_path, packet()))


# --- XMP -----------------------------------------------------------------------------------------


def test_properties_are_read_as_attributes_and_as_elements() -> None:
    as_attributes = in_xmp(attributes='photoshop:Headline="H" photoshop:Credit="AP" photoshop:Source="S"')
    as_elements = in_xmp(
        "<photoshop:Headline>H</photoshop:Headline><photoshop:Credit> AP\n</photoshop:Credit>"
        '<photoshop:Source rdf:parseType="Resource"><rdf:value>S</rdf:value></photoshop:Source>'
    )
    assert as_attributes == as_elements == Description(headline="H", credit="AP", source="S")


def test_properties_may_be_spread_over_several_descriptions() -> None:
    spread = packet('</rdf:Description><rdf:Description rdf:about="" photoshop:Credit="AP">', 'photoshop:Credit=""')
    assert xmp.read(spread).credit == "AP"


def test_of_many_languages_the_one_for_everybody_is_taken_and_else_the_first() -> None:
    both = alt("dc:description", ("de", "Hafen"), ("x-default", "Harbour"))
    neither = alt("dc:description", ("de", "Hafen"), ("fr", "Port"))
    empty = alt("dc:description", ("x-default", " "), ("fr", "Port"))
    assert [in_xmp(written).caption for written in (both, neither, empty)] == ["Harbour", "Hafen", "Port"]


def test_a_text_in_no_language_is_read_as_well() -> None:
    assert in_xmp("<dc:rights>© Jörg</dc:rights>").copyright_notice == "© Jörg"


def test_all_photographers_and_keywords_are_named() -> None:
    said = in_xmp(
        "<dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li><rdf:li/><rdf:li>John Roe</rdf:li></rdf:Seq></dc:creator>"
        "<dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>harbour</rdf:li><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>"
    )
    assert said == Description(photographer="Jane Doe, John Roe", keywords=("sea", "harbour"))


def test_the_address_of_the_licence_is_where_its_terms_stand_and_not_where_it_is_sold() -> None:
    terms = 'xmpRights:WebStatement="https://agency.example/terms"'
    commons = '<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>'
    shop = '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorURL>https://shop.example/</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>'
    assert in_xmp(commons + shop, terms).license_url == "https://agency.example/terms"
    assert in_xmp(commons + shop).license_url == "https://creativecommons.org/licenses/by/4.0/"
    assert in_xmp(shop).license_url == ""


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "see contract", "https://a.example/ b", "https://" + "a" * 300]
)
def test_what_is_no_address_does_not_become_the_licence(address: str) -> None:
    assert in_xmp(attributes=f'xmpRights:WebStatement="{address}"').license_url == ""


@pytest.mark.parametrize(
    "place",
    [
        '<rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Cairo</Iptc4xmpExt:City><Iptc4xmpExt:CountryName>Egypt</Iptc4xmpExt:CountryName></rdf:li>',
        '<rdf:li><rdf:Description Iptc4xmpExt:City="Cairo" Iptc4xmpExt:CountryName="Egypt"/></rdf:li>',
        '<rdf:li Iptc4xmpExt:City="Cairo" Iptc4xmpExt:CountryName="Egypt"/>',
        f'<rdf:li rdf:parseType="Resource">{alt("Iptc4xmpExt:City", ("x-default", "Cairo"))}<Iptc4xmpExt:CountryName>Egypt</Iptc4xmpExt:CountryName></rdf:li>',
    ],
)
def test_the_place_is_read_from_the_structures_of_the_extension(place: str) -> None:
    created = '<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li Iptc4xmpExt:City="London"/></rdf:Bag></Iptc4xmpExt:LocationCreated>'
    shown = f"<Iptc4xmpExt:LocationShown><rdf:Bag>{place}</rdf:Bag></Iptc4xmpExt:LocationShown>"
    assert in_xmp(created + shown) == Description(city="Cairo", country="Egypt")


def test_city_and_country_are_of_the_same_place() -> None:
    created = '<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li Iptc4xmpExt:City="London" Iptc4xmpExt:CountryName="UK"/></rdf:Bag></Iptc4xmpExt:LocationCreated>'
    assert in_xmp(created, 'photoshop:Country="Egypt"') == Description(country="Egypt")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING", "DMI-PROHIBITED-AIMLTRAINING"),
        ("DMI-ALLOWED", "DMI-ALLOWED"),
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SOMETHINGNEW", "DMI-PROHIBITED"),
        ("http://elsewhere.example/DMI-ALLOWED", ""),
        ("yes", ""),
    ],
)
def test_a_reservation_against_data_mining_is_never_lost(written: str, key: str) -> None:
    assert in_xmp(attributes=f'plus:DataMining="{written}"').data_mining == key
    assert in_xmp(f'<plus:DataMining rdf:resource="{written}"/>').data_mining == key


def test_a_picture_made_by_a_machine_says_so() -> None:
    address = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert (
        in_xmp(attributes=f'Iptc4xmpExt:DigitalSourceType="{address}"').digital_source_type == "trainedAlgorithmicMedia"
    )
    assert in_xmp(attributes='Iptc4xmpExt:DigitalSourceType="https://elsewhere.example/x"').digital_source_type == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-01T23:30:00-05:00", datetime.date(2024, 5, 1)),
        ("2024-05-01", datetime.date(2024, 5, 1)),
        ("2024-05", None),
        ("2024-02-30", None),
        ("0001-01-01", None),
    ],
)
def test_the_day_is_the_day_where_it_was_taken(written: str, day: datetime.date | None) -> None:
    assert in_xmp(attributes=f'photoshop:DateCreated="{written}"').taken_on == day


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_packet_in_any_encoding_of_unicode_is_read(encoding: str) -> None:
    written = packet(attributes='photoshop:Credit="عكاس/Jörg 😀"').decode().encode(encoding)
    assert xmp.read(written).credit == "عكاس/Jörg 😀"


def test_what_xml_cannot_carry_does_not_cost_the_credit() -> None:
    written = packet(attributes='photoshop:Credit="AP" photoshop:Headline="a\x01&#0;&#xD800;&#x1F600;b"') + b"\x00" * 9
    assert tidy(xmp.read(written)) == Description(credit="AP", headline="a   😀b")


# --- IIM -----------------------------------------------------------------------------------------


def test_iim_in_utf8_and_in_latin_reads_alike() -> None:
    quoted = "„Grüße“ – Jörg’s"
    in_utf8 = in_iim(utf8(CAPTION, quoted))
    undeclared = in_iim(dataset(2, CAPTION, quoted.encode()))
    in_latin = in_iim(dataset(2, CAPTION, quoted.encode("cp1252")))
    assert in_utf8 == undeclared == in_latin == Description(caption=quoted)


def test_a_character_cut_in_two_does_not_cost_the_rest() -> None:
    assert (
        in_iim(dataset(1, 90, b"\x1b%G"), dataset(2, BY_LINE, "عبد الرحمن".encode()[:-1])).photographer == "عبد الرحم"
    )


def test_latin_that_is_declared_as_utf8_is_read_as_what_it_is() -> None:
    assert in_iim(dataset(1, 90, b"\x1b%G"), dataset(2, CREDIT, b"Agence Andr\xe9")).credit == "Agence André"


def test_iim_stands_behind_other_resources_of_photoshops() -> None:
    block = photoshop(utf8(CREDIT, "AP"), (0x03ED, b"", b"\x00" * 16), (0x0422, b"name", b"odd"), (0x0425, b"abc", b""))
    assert iim.read(block).credit == "AP"


def test_all_datasets_are_read() -> None:
    said = in_iim(
        dataset(2, KEYWORD, b"sea"),
        dataset(2, KEYWORD, b"harbour"),
        dataset(2, 40, b"call the desk first"),
        dataset(2, BY_LINE, b"Jane Doe"),
        dataset(2, BY_LINE, b"John Roe"),
        dataset(2, 55, b"20240501"),
        dataset(2, 90, b"Cairo"),
        dataset(2, 101, b"Egypt"),
        dataset(2, 105, b"A harbour"),
        dataset(2, CREDIT, b"AP/Doe"),
        dataset(2, 115, b"AP"),
        dataset(2, 116, b"(c) AP"),
        b"\x1c\x02\x78\x80\x04" + struct.pack(">I", 9) + b"Two\rlines",  # an extended dataset
    )
    assert said == Description(
        caption="Two\nlines",
        headline="A harbour",
        photographer="Jane Doe, John Roe",
        credit="AP/Doe",
        source="AP",
        copyright_notice="(c) AP",
        taken_on=datetime.date(2024, 5, 1),
        city="Cairo",
        country="Egypt",
        keywords=("sea", "harbour"),
    )


def test_a_length_that_lies_costs_no_more_than_what_follows() -> None:
    assert in_iim(dataset(2, CREDIT, b"AP"), b"\x1c\x02\x78\x7f\xffshort") == Description(credit="AP")
    assert in_iim(dataset(2, CREDIT, b"AP"), b"\x1c\x02\x78\xff\xff\x7f") == Description(credit="AP")


# --- EXIF and TIFF -------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_is_read_in_either_byte_order(order: str) -> None:
    block = exif_block(
        {0x010E: "Käse".encode(), 0x013B: b"Andr\xe9; J. Roe;"}, taken=b"2024:05:01 10:00:00", order=order
    )
    said = exif.read(BytesIO(block))
    assert said == Description(caption="Käse", photographer="André, J. Roe", taken_on=datetime.date(2024, 5, 1))


def test_the_copyright_of_photographer_and_editor() -> None:
    assert exif.read(BytesIO(exif_block({0x8298: b"Jane Doe\x00The Paper"}))).copyright_notice == "Jane Doe, The Paper"
    assert exif.read(BytesIO(exif_block({0x8298: b" \x00The Paper"}))).copyright_notice == "The Paper"


@pytest.mark.parametrize("written", [b"OLYMPUS DIGITAL CAMERA         ", b"SONY DSC", b"DCIM\\100MEDIA\\DJI_0042.JPG"])
def test_what_a_camera_writes_about_every_picture_is_no_caption(written: bytes) -> None:
    assert exif.read(BytesIO(exif_block({0x010E: written}))).caption == ""


@pytest.mark.parametrize("taken", [b"0000:00:00 00:00:00", b"    :  :     :  :  ", b"\xff" * 19, b""])
def test_a_clock_that_was_never_set_gives_no_day(taken: bytes) -> None:
    assert exif.read(BytesIO(exif_block({}, taken=taken))).taken_on is None


def test_a_text_that_calls_itself_undefined_or_fits_into_four_bytes_is_read() -> None:
    block = tiff({0x010E: (UNDEFINED, b"In the harbour"), 0x013B: (ASCII, b"Jo\x00")})
    assert exif.read(BytesIO(block)) == Description(caption="In the harbour", photographer="Jo")


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_is_read_whichever_processor_wrote_it(tmp_path: Path, order: str) -> None:
    written = utf8(CREDIT, "AP/Jörg") + b"\x00"
    written += b"\x00" * (-len(written) % 4)
    # Photoshop's way: datasets declared as numbers of four bytes, and not turned round in either order.
    texts = ascii_fields({0x010E: b"A harbour", 0x013B: b"Jane Doe"})
    said = read(saved(tmp_path, tiff({**grey_pixels(order), **texts, 33723: (LONG, written)}, order=order)))
    assert said == Description(caption="A harbour", photographer="Jane Doe", credit="AP/Jörg")
