"""The routes of the portal, as Django's URL resolver has them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from articles.editions import prefix

EDITION = "~"  # before a page that every edition has


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the resolver, joined: `ar/tag/<slug>/`; `page` is the same in every edition: `~tag/<slug>/`."""

    text: str
    page: str


def routes() -> list[Route]:
    """All routes of the portal, in the order of the resolver."""
    return list(walk(get_resolver().url_patterns, "", {}))


def walk(patterns: Iterable[URLPattern | URLResolver], before: str, given: dict[str, object]) -> Iterator[Route]:
    """The routes of these patterns; `before` is what stands before each, `given` the arguments they all have."""
    for pattern in patterns:
        text = before + str(pattern.pattern)
        known = {**given, **getattr(pattern, "default_kwargs", {}), **getattr(pattern, "default_args", {})}
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, text, known)
            continue
        plain = plainly(text)
        edition = prefix(str(known["language"])) if "language" in known else ""
        yield Route(plain, f"{EDITION}{plain.removeprefix(edition)}" if "language" in known else plain)


def plainly(pattern: str) -> str:
    """A joined pattern without its regular expressions: `tag/<slug>/`. Parts like `<int:article_id>` stay as they are."""
    named = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern)
    return re.sub(r"\(\?:([^()]*)\)\?", r"\1", named).replace("^", "").replace("$", "")
