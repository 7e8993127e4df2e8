"""Editions: the same site in each language of EDITIONS, the first without a prefix in its addresses."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def prefix(language: str) -> str:
    """The part of an address that names the edition: "" for the first, "ar/" for another."""
    return "" if language == settings.EDITIONS[0] else f"{language}/"


def language_of_path(path: str) -> str:
    """The edition an address belongs to, also where no view answers it: "/ar/anything" is Arabic."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in settings.EDITIONS else settings.EDITIONS[0]


class EditionMiddleware:
    """Speak the language of the edition for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of_path(request.path_info)):
            return self.get_response(request)
