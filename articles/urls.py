"""Addresses of one edition. `articles/addresses.py` writes them; these patterns read them."""

from django.urls import URLPattern, path, re_path

from articles import feeds, views

SLUG = r"(?P<slug>[-\w]+)"
DAY = r"(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})"
FORM = r"feeds/(?P<form>rss\.xml|atom\.xml|feed\.json)"
STORY = rf"(?P<section>[-\w]+)/{DAY}/(?:{SLUG}-)?(?P<article_id>\d{{1,18}})"


def edition(language: str) -> list[URLPattern]:
    """The patterns of the edition in that language, each handing the language to its view."""
    known = {"language": language}
    return [
        path("", views.front, known),
        path("search/", views.search, known),
        re_path(rf"^archive/{DAY}/$", views.archive_day, known),
        re_path(rf"^author/{SLUG}/$", views.author, known),
        re_path(rf"^tag/{SLUG}/$", views.tag, known),
        re_path(rf"^{FORM}$", feeds.of_edition, known),
        re_path(rf"^author/{SLUG}/{FORM}$", feeds.of_author, known),
        re_path(rf"^tag/{SLUG}/{FORM}$", feeds.of_tag, known),
        re_path(rf"^{SLUG}/{FORM}$", feeds.of_section, known),
        re_path(rf"^{STORY}/$", views.story, known),
        re_path(rf"^{SLUG}/$", views.section, known),
    ]
