"""The admin as a browser uses it: pages are read, and their forms sent as they stand with what was typed."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.models import Article


class _Fields(HTMLParser):
    """What a browser would send of a page: the values of its named inputs, text areas and selects."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._textarea = self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name = given.get("name", "")
        if tag == "option":
            if self._select and "selected" in given:
                self.values.setdefault(self._select, []).append(given["value"])
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = ""
        elif tag == "input" and name and (given["type"] not in ("checkbox", "radio") or "checked" in given):
            self.values[name] = given.get("value", "on" if given["type"] == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # A text area drops the line break it begins with, and its lines end as those of forms do.
            self.values[self._textarea] += data.removeprefix("\n").replace("\n", "\r\n")


def fields_of(page: HttpResponse) -> dict[str, Any]:
    fields = _Fields()
    fields.feed(page.content.decode())
    # Rows not added yet, and the sign-out and search forms of the page's frame, are not sent.
    return {
        name: value
        for name, value in fields.values.items()
        if "__prefix__" not in name and name not in ("csrfmiddlewaretoken", "q")
    }


def form_address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def verb_address(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, verb])


@pytest.fixture
def write() -> Callable[..., HttpResponse]:
    """Opens a story's form (or that of a new one), types into it, and saves it or presses a verb's button."""

    def save(client: Client, article: Article | None = None, *, verb: str = "", **typed: Any) -> HttpResponse:
        address = form_address(article) if article else reverse("admin:articles_article_add")
        fields = {**fields_of(client.get(address)), **typed}
        return client.post(address, {**fields, **({"_verb": verb} if verb else {"_save": ""})})

    return save


@pytest.fixture
def press() -> Callable[..., HttpResponse]:
    """Opens the page of a verb, fills in what it asks for, and presses its button."""

    def press_button(client: Client, article: Article, verb: str, **typed: str) -> HttpResponse:
        address = verb_address(article, verb)
        return client.post(address, {**fields_of(client.get(address)), **typed})

    return press_button
