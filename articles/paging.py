"""Lists by pages, newest first: each page begins after a place, so a new story moves nothing and nothing is counted."""

import datetime
from dataclasses import dataclass

from articles.models import Release
from articles.querysets import Place, ReleaseQuerySet


@dataclass(frozen=True, slots=True)
class Page:
    """Some releases of a list, and the place after which the older ones follow ("" where there are none)."""

    releases: list[Release]
    older: str


def page_of(releases: ReleaseQuerySet, before: str, size: int) -> Page:
    """The page of a list that begins after the place `before`, as a former page named it ("" for the first).

    Raises ValueError for a place that no page could have named.
    """
    if before:
        releases = releases.after(parse_place(before))
    found = list(releases.newest_first()[: size + 1])
    shown = found[:size]
    return Page(shown, place_of(shown[-1]) if len(found) > size else "")


def place_of(release: Release) -> str:
    """The place of a release in every list, as it stands in addresses: microseconds of its time, and its story's id."""
    return f"{_microseconds(release.first_published_at)}-{release.article_id}"


def parse_place(text: str) -> Place:
    """The place that `place_of` wrote. Raises ValueError for any other text."""
    moment, dash, article_id = text.rpartition("-")
    if not dash or not (moment.isascii() and moment.isdigit() and article_id.isascii() and article_id.isdigit()):
        raise ValueError(f"“{text[:40]}” is no place in a list")
    if len(moment) > 17 or len(article_id) > 18:  # past the year 5000, or the largest id of the database
        raise ValueError(f"“{text[:40]}” is no place in a list")
    return _EPOCH + datetime.timedelta(microseconds=int(moment)), int(article_id)


# No story is dated before this year. Places are counted from the one before, so that none is negative in any zone.
EARLIEST = 1800
_EPOCH = datetime.datetime(EARLIEST - 1, 1, 1, tzinfo=datetime.UTC)


def _microseconds(moment: datetime.datetime) -> int:
    return (moment - _EPOCH) // datetime.timedelta(microseconds=1)
