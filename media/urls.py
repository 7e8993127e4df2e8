"""Addresses of pictures. Included by newsportal/urls.py, which passes in who knows what readers may see."""

from django.urls import path, register_converter

from media import crops, renditions, views


class Key:
    """The part of an address that names one state of a picture (renditions.in_addresses)."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Format:
    """The ending of an address, as the format it stands for."""

    regex = "|".join(renditions.EXTENSIONS.values())

    def to_python(self, value: str) -> str:
        return {extension: format for format, extension in renditions.EXTENSIONS.items()}[value]

    def to_url(self, value: str) -> str:
        return renditions.EXTENSIONS[value]


class Crop:
    """A shape of `media/crops.py`; whatever else is asked for has no address."""

    regex = "|".join(crops.SHAPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Key, "key")
register_converter(Crop, "crop")
register_converter(Format, "format")

urlpatterns = [
    path("<int:image_id>-<key:key>/<int:width>.<format:format>", views.rendition, name="rendition"),
    path("<int:image_id>-<key:key>/<crop:crop>/<int:width>.<format:format>", views.rendition, name="cropped"),
]
