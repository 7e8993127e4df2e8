"""The list of doors is whole: no route of the portal is missing, none is only remembered, each address fits its own."""

import pytest
from django.urls import include, path, re_path, resolve

from articles.editions import prefix
from newsportal import urls
from tests.guards import doors
from tests.guards.routes import EDITION, plainly, routes, walk
from tests.guards.world import world


def _somewhere(request):
    raise AssertionError("nobody opens this")


def test_every_route_of_the_portal_is_known_to_the_guards():
    assert doors.unknown(routes()) == []


def test_every_page_and_table_the_guards_know_is_there():
    there = routes()
    known = {
        *(f"{EDITION}{page}" for page in doors.EDITION_PAGES),
        *doors.SITE,
        *doors.API,
        *doors.ADMIN_PAGES,
    }
    assert known - {route.page for route in there} == set()
    assert set(doors.MODELS) == {known[0] for route in there if (known := doors.admin_kind(route))}


@pytest.mark.parametrize(
    ("pattern", "table"),
    [
        (path("ar/most-read/", _somewhere, {"language": "ar"}), "EDITION_PAGES"),
        (path("api/v1/", include([path("drafts/", _somewhere)])), "API"),
        (path("fragments/<int:article_id>/", _somewhere), "SITE"),
        (path("admin/articles/draft/<path:object_id>/change/", _somewhere), "ADMIN_PAGES"),
        (re_path(r"^admin/articles/article/(?P<pk>\d+)/preview/$", _somewhere), "ADMIN_PAGES"),
    ],
)
def test_a_new_route_is_missed_until_the_guards_are_told_of_it(pattern, table):
    [sentence] = doors.unknown(walk([pattern, *urls.urlpatterns], "", {}))
    assert f"tests/guards/doors.py ({table}" in sentence


def test_every_address_leads_through_the_route_it_was_made_for(make_public, make_picture, author, tag, arabic_section):
    make_public(authors=(author,), tags=(tag,), pictures=(make_picture(),))
    strayed = {
        door.address: door.route.text
        for door in doors.doors(world(searches=["barrier"]))
        if plainly(resolve(door.address.partition("?")[0]).route) != door.route.text
    }
    assert strayed == {}


def test_every_edition_has_every_page(settings):
    pages = {route.text for route in routes()}
    for language in settings.EDITIONS:
        assert {prefix(language) + page for page in doors.EDITION_PAGES} <= pages
