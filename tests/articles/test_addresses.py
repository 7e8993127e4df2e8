"""Addresses: the newsroom's own day, letters of every script, and no section in the way of the site."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, get_resolver

from articles import addresses
from articles.models import Section

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def science():
    return Section(language="en", slug="science", name="Science")


def test_a_story_stands_under_section_day_slug_and_id(science):
    assert addresses.story(science, NOON, "tides-turn", 7) == "/science/2026/03/01/tides-turn-7/"


def test_the_day_is_the_newsrooms_and_not_that_of_greenwich(science, settings):
    settings.TIME_ZONE = "America/Chicago"
    evening = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # half past ten in the evening of the first
    assert addresses.story(science, evening, "tides", 7) == "/science/2026/03/01/tides-7/"


def test_an_edition_in_another_language_has_its_prefix():
    section = Section(language="ar", slug="science")
    assert addresses.story(section, NOON, "المد", 7).startswith("/ar/science/2026/03/01/%D8%A7")


@pytest.mark.parametrize(
    ("headline", "language", "slug"),
    [
        ("Tidal barrier: closed at last", "en", "tidal-barrier-closed-at-last"),
        ("Škoda’s café", "en", "skodas-cafe"),
        ("المد والجزر", "ar", "المد-والجزر"),
        ("Женщина", "en", "женщина"),
        ("???", "en", "story"),
    ],
)
def test_a_headline_makes_a_slug(headline, language, slug):
    assert addresses.slug_for(headline, language) == slug


def test_a_long_headline_is_cut_at_a_word():
    slug = addresses.slug_for("seventeen " * 20, "en")
    assert len(slug) <= 80
    assert set(slug.split("-")) == {"seventeen"}


@pytest.mark.parametrize("slug", ["admin", "api", "ar", "en", "feeds", "media", "search", "tag"])
def test_a_section_cannot_take_an_address_of_the_site(slug):
    with pytest.raises(ValidationError, match="address of the site"):
        Section(language="en", slug=slug, name="X").full_clean(validate_unique=False, validate_constraints=False)


def test_every_first_part_of_our_own_addresses_is_reserved():
    own = set()
    for pattern in get_resolver().url_patterns:
        nested = [pattern] if isinstance(pattern, URLPattern) else [pattern, *pattern.url_patterns]
        for one in nested:
            first = str(one.pattern).lstrip("^").split("/")[0].split(".")[0]
            if first.isalpha():
                own.add(first)
        if not isinstance(pattern, URLPattern) and str(pattern.pattern):
            own -= {str(one.pattern).lstrip("^").split("/")[0].split(".")[0] for one in pattern.url_patterns}
    assert {"admin", "api", "media", "search", "archive"} <= own
    assert own - {"ar"} <= addresses.RESERVED
