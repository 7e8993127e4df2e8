"""How a picture comes into the library: looked at, refused with a sentence or kept once."""

import hashlib
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from media import decoding
from media.credits import source_of
from media.fine_print import Bomb
from media.metadata import reading
from media.metadata.description import Description
from media.models import Image, Source
from media.models.image import DATA_MINING
from newsportal.models import User

ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "avif": "avif", "heif": "heic", "tiff": "tif"}

# At 2560 pixels wide a taller one could not be written as WebP, which ends at 16,383 pixels.
TALLEST = 6  # times its width


@dataclass(frozen=True, slots=True)
class Original:
    """A file found good. `format` is one of `ENDINGS`, `size` in bytes, `width` and `height` in pixels, upright;
    `colour` is what `decoding.colour` found.

    `said` is what it says of itself, by the names of Image's fields.
    """

    file: File
    sha256: str
    format: str
    size: int
    width: int
    height: int
    colour: str
    said: dict[str, Any]


def examine(file: File) -> Original:
    """Look at a file by its content; its name is never believed.

    Raises ValidationError, with a sentence for the editor, where it is no picture of the formats we take, larger
    than PICTURE_MAX_BYTES or PICTURE_MAX_PIXELS, an animation, damaged, more than our memory holds, or in colours that
    no screen shows.
    """
    with NamedTemporaryFile(suffix=".picture") as copy:
        sha256 = _copy(file, copy)
        try:
            header = decoding.read_header(copy.name)
        except decoding.NotAPicture:
            raise ValidationError(
                _("This is not a picture we can take in, or it breaks off: send a JPEG, PNG, WebP, AVIF, HEIC or TIFF.")
            ) from None
        except Bomb:
            raise ValidationError(
                _("The file carries far more beside its picture than a picture needs: save it anew, as a JPEG.")
            ) from None
        _check_shape(header)
        try:
            decoding.decode_whole(copy.name)
            colour = decoding.colour(copy.name, (header.width, header.height))
        except decoding.StrangeColours:
            raise ValidationError(
                _("Its colours are in HDR, of more than 16 bits or in no usable profile: save it in sRGB.")
            ) from None
        except decoding.Damaged:
            raise ValidationError(
                _("The file is damaged, breaks off, or takes too much memory to decode: send it anew, or as a JPEG.")
            ) from None
        said = said_of(reading.read(copy.name))
        return Original(file, sha256, header.format, copy.tell(), header.width, header.height, colour, said)


def said_of(description: Description) -> dict[str, Any]:
    """What a file says of itself, by the names of Image's fields and as long as they take; what it leaves out is not
    among them. A source is one we know, by any of its spellings."""
    by_spelling = Source.objects.by_spelling()
    said = {
        "headline": description.headline,
        "caption": description.caption,
        "alt_text": description.alt,
        "photographer": description.photographer,
        "credit": description.credit,
        "source": source_of(description.credit, by_spelling) or source_of(description.source, by_spelling),
        "copyright_notice": description.copyright_notice,
        "usage_terms": description.usage_terms,
        "license_url": description.license_url,
        "taken_on": description.taken_on,
        "place": ", ".join(filter(None, (description.city, description.country))),
        "keywords": ", ".join(description.keywords),
        "data_mining": description.data_mining if description.data_mining in dict(DATA_MINING) else "",
    }
    return {name: _fitting(name, value) for name, value in said.items() if value}


def _fitting(name: str, value: Any) -> Any:
    longest = Image._meta.get_field(name).max_length  # type: ignore[union-attr]
    return value[:longest] if isinstance(value, str) else value


def take_in(file: File | Original, *, actor: User | None, **fields: Any) -> Image:
    """Bring a picture into the library with what is known of it: `fields` are those of Image.

    What they leave open, the file may say of itself. Where the library has the same bytes already, that picture is
    returned as it is, whatever `fields` say.
    Raises ValidationError for a file that `examine` refuses and for fields that do not fit.
    """
    image = Image(created_by=actor, **fields)
    image.clean_fields(exclude=["created_by"])
    return attach(image, file)


def attach(image: Image, file: File | Original) -> Image:
    """Give a picture that awaits its file, saved or not yet, its file, and save it with what the file says of it.

    A saved one is read anew: a colleague may have written something while the file was examined.
    Returns the picture that the library has under these bytes. Mostly that is `image`; where it is another one,
    `image` is left as it was, and the caller puts the other in its place in the stories that use it.
    Raises ValidationError for a file that `examine` refuses and for a picture that has its file: that never changes.
    """
    original = file if isinstance(file, Original) else examine(file)
    try:
        with transaction.atomic():
            return _known(original) or _keep(image, original)
    except IntegrityError:
        # The same bytes came in at the same moment, and their picture was saved first.
        if known := _known(original):
            return known
        raise


def _keep(image: Image, original: Original) -> Image:
    if image.pk:
        # Locked only against another file for it: a publication that refers to the picture, with the log's counter in
        # hand, is not to wait until this file is stored.
        image.refresh_from_db(from_queryset=Image.objects.select_for_update(no_key=True))
    if image.sha256:
        raise ValidationError(_("This picture has its file already. Take in another file as a picture of its own."))
    for name, value in original.said.items():
        if not getattr(image, name):
            setattr(image, name, value)
    image.sha256 = original.sha256
    image.format = original.format
    image.size = original.size
    image.width = original.width
    image.height = original.height
    image.colour = original.colour
    image.file.save(f"{original.sha256}.{ENDINGS[original.format]}", original.file, save=False)
    image.save()
    return image


def _known(original: Original) -> Image | None:
    return Image.objects.filter(sha256=original.sha256).first()


def _copy(file: File, copy: IO[bytes]) -> str:
    """Copy an upload to where it can be decoded, no further than it may be long. Returns its SHA-256."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(File.DEFAULT_CHUNK_SIZE):
        digest.update(piece)
        copy.write(piece)
        if copy.tell() > settings.PICTURE_MAX_BYTES:
            limit = filesizeformat(settings.PICTURE_MAX_BYTES)
            raise ValidationError(_("The file is larger than %(limit)s: save it smaller.") % {"limit": limit})
    copy.flush()
    return digest.hexdigest()


def _check_shape(header: decoding.Header) -> None:
    if header.frames > 1:
        raise ValidationError(
            _("The file holds %(number)d frames or pages: send the one that is meant, as a single picture.")
            % {"number": header.frames}
        )
    if header.width * header.height > settings.PICTURE_MAX_PIXELS:
        raise ValidationError(
            _("The picture has %(width)d × %(height)d pixels, more than %(limit)d million: send it smaller.")
            % {"width": header.width, "height": header.height, "limit": settings.PICTURE_MAX_PIXELS // 1_000_000}
        )
    if header.height > TALLEST * header.width:
        raise ValidationError(
            _("The picture is more than %(times)d times as tall as it is wide: crop it.") % {"times": TALLEST}
        )
