"""A picture as partners get it: never without caption and credit, or not at all and with the reason why."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from articles.addresses import absolute
from articles.content import StoryPicture
from media import renditions
from media.models import Image
from syndication import addresses
from syndication.entitlements import picture_withheld

ROLES = ["lead", "further", "text"]


class RenditionSerializer(serializers.Serializer):
    width = serializers.IntegerField(help_text="In pixels.")
    height = serializers.IntegerField(help_text="In pixels.")
    type = serializers.CharField(help_text="Media type: image/webp or image/jpeg.")
    url = serializers.URLField()


class PictureSerializer(serializers.Serializer):
    """A picture with the caption it has in this story. Print its credit wherever you show it."""

    id = serializers.IntegerField()
    api_url = serializers.URLField(help_text="Its address in this API.")
    caption = serializers.CharField(help_text="Without the credit.")
    credit = serializers.CharField(help_text="To be printed with the picture, usually in brackets after the caption.")
    alt = serializers.CharField(help_text="What it shows, for who cannot see it.")
    photographer = serializers.CharField()
    place = serializers.CharField()
    taken_on = serializers.DateField(allow_null=True)
    copyright_notice = serializers.CharField()
    usage_terms = serializers.CharField()
    license_url = serializers.CharField(help_text="Address of the licence, or empty.")
    awaiting_file = serializers.BooleanField(help_text="True while we have caption and credit, but no file yet.")
    width = serializers.IntegerField(help_text="Of the original, in pixels; 0 while awaiting the file.")
    height = serializers.IntegerField(help_text="Of the original, in pixels; 0 while awaiting the file.")
    renditions = RenditionSerializer(many=True, help_text="Smallest first; empty while awaiting the file.")


class StoryPictureSerializer(PictureSerializer):
    role = serializers.ChoiceField(
        ROLES, help_text="The lead picture stands first; one of the text has its figure in `body_html`."
    )


class WithheldPictureSerializer(serializers.Serializer):
    """A picture of the story that we may not pass on."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(ROLES)
    withheld = serializers.CharField(help_text="Why, as a sentence.")


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="PictureOrWithheld",
        serializers=[StoryPictureSerializer, WithheldPictureSerializer],
        resource_type_field_name=None,
        many=True,
    )
)
class PicturesField(serializers.Field):
    """The pictures of a story: each whole, or withheld."""


def story_picture(picture: StoryPicture, image: Image, *, is_lead: bool) -> dict[str, Any]:
    """A picture within its story; `image` is its row in the library, for the rights as they are today."""
    role = "text" if picture.in_text else "lead" if is_lead else "further"
    if reason := picture_withheld(image):
        return {"id": picture.image, "role": role, "withheld": reason}
    return {"role": role, **picture_alone(picture)}


def picture_alone(picture: StoryPicture) -> dict[str, Any]:
    """A picture with the words it was published with. Whether it may be passed on, the caller has asked."""
    return {
        "id": picture.image,
        "api_url": addresses.image(picture.image),
        "caption": picture.caption,
        "credit": picture.credit,
        "alt": picture.alt,
        "photographer": picture.photographer,
        "place": picture.place,
        "taken_on": picture.taken_on or None,
        "copyright_notice": picture.copyright_notice,
        "usage_terms": picture.usage_terms,
        "license_url": picture.license_url,
        "awaiting_file": not picture.has_file,
        "width": picture.width,
        "height": picture.height,
        "renditions": _renditions(picture),
    }


def _renditions(picture: StoryPicture) -> list[dict[str, Any]]:
    if not picture.has_file:
        return []
    return [
        {
            **dict(zip(("width", "height"), renditions.size_at(picture, width), strict=True)),
            "type": renditions.CONTENT_TYPES[format],
            "url": absolute(renditions.path(picture.image, picture.key, width, format)),
        }
        for width in renditions.widths(picture.width, picture.height)
        for format in renditions.FORMATS
    ]
