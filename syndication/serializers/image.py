"""A picture by itself, with the stories that show it."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from articles.addresses import absolute
from articles.models import Release
from syndication import addresses
from syndication.serializers.picture import PictureSerializer, picture_alone


class ShowingStorySerializer(serializers.Serializer):
    id = serializers.IntegerField()
    headline = serializers.CharField()
    api_url = serializers.URLField(help_text="Its address in this API.")
    url = serializers.URLField(help_text="Its page for readers.")


class ImageSerializer(PictureSerializer):
    """A picture with the caption it was last published with."""

    stories = ShowingStorySerializer(many=True, help_text="The stories that show it, the latest published first.")


def image(image_id: int, releases: Sequence[Release]) -> dict[str, Any]:
    """A picture and the public stories that show it; the first of them has its words. Whether it may be passed on, the
    caller has asked."""
    picture = next(picture for picture in releases[0].card.pictures if picture.image == image_id)
    return {
        **picture_alone(picture),
        "stories": [
            {
                "id": release.article_id,
                "headline": release.headline,
                "api_url": addresses.article(release.article_id),
                "url": absolute(release.get_absolute_url()),
            }
            for release in releases
        ],
    }
