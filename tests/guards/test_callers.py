"""The caller guard: every route, asked by everybody, answers as the tables say. No answer is a failure of ours.

What the roles see of the admin follows from `articles/permissions.py`, by the table and the kind of the page.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Author, Section, Tag
from articles.permissions import TABLES, VERBS, Role
from tests.guards import doors
from tests.guards.callers import CALLERS, PARTNER, REFUSED_KEYS, STAFF, There
from tests.guards.database import changed, rows
from tests.guards.doors import Door
from tests.guards.routes import EDITION, routes

STORY_PAGE = f"{EDITION}<section>/<year>/<month>/<day>/<slug>-<article_id>/"
# Whatever the table of roles says, nobody writes these by hand, and nothing is deleted.
WRITTEN_BY_THE_PORTAL = {
    "articles.change",
    "articles.failedschedule",
    "articles.redirect",
    "auth.group",
    "newsportal.job",
}


# --- What is answered -----------------------------------------------------------------------------


def _expected(door: Door, caller: str, there: There) -> int:
    if door.route.text.startswith("admin/"):
        return _in_the_admin(door, caller) if caller in STAFF else _at_the_admins_door(door)
    if door.route.text in doors.API:
        return _in_the_api(door, caller, there)
    return _on_the_site(door, caller, there)


def _on_the_site(door: Door, caller: str, there: There) -> int:
    """The same for everybody; the desk alone sees a picture that is in no public story."""
    if door.address.startswith("/media/"):
        of_shown = door.address.startswith(f"/media/{there.shown}-")
        width = int(door.address.rpartition("/")[2].partition(".")[0])
        if width > 800 or not (of_shown or caller in set(Role)):
            return 404
        return 301 if "0123456789abcdef" in door.address else 200
    draft = door.route.page == STORY_PAGE and door.address.endswith((f"-{there.draft}/", f"/{there.draft}/"))
    if "no-such-name" in door.address or draft:
        return 404
    return 301 if door.route.page == STORY_PAGE and door.address != there.page else 200


FOR_ANYBODY = {"api/v1/schema/": 200, "api/v1/docs/": 200, "api/v1/problems/<slug:name>/": 200, "api/v1/<rest>": 404}


def _in_the_api(door: Door, caller: str, there: There) -> int:
    """Who signed in at the admin needs a key like anybody else."""
    if door.route.text in FOR_ANYBODY:
        return FOR_ANYBODY[door.route.text]
    if caller != PARTNER:
        return 401
    hidden = (f"/api/v1/images/{there.hidden}/", f"/api/v1/articles/{there.draft}/")
    return 404 if door.address in hidden else 200


def _at_the_admins_door(door: Door) -> int:
    return 200 if door.route.text == "admin/login/" else 302


def _letters(caller: str, model: str) -> str:
    return TABLES[Role(caller)].get(model, "") if caller in set(Role) else ""


def _may(caller: str, model: str, *letters: str) -> int:
    return 200 if set(letters) & set(_letters(caller, model)) else 403


def _in_the_admin(door: Door, caller: str) -> int:
    if known := doors.admin_kind(door.route):
        return _of_a_table(*known, caller)
    return ADMIN_PAGES[door.route.text](door, caller)


def _of_a_table(model: str, kind: str, caller: str) -> int:
    match kind:
        case "list" | "change" | "history":
            return _may(caller, model, "v", "c")
        case "add":
            return 403 if model in WRITTEN_BY_THE_PORTAL else _may(caller, model, "a")
        case "delete":
            return 403
    return 302  # the row's short address leads to its form, which asks again


def _verb(door: Door, caller: str) -> int:
    verb = door.address.split("/")[-2]
    return 200 if caller in set(Role) and verb in VERBS[Role(caller)] and _may(caller, "articles.article", "v") else 403


def _app(door: Door, caller: str) -> int:
    app = door.address.split("/")[-2]
    listed = any(_letters(caller, model) for model in doors.MODELS if model.startswith(f"{app}."))
    return 200 if listed else 404


ADMIN_PAGES: dict[str, Callable[[Door, str], int]] = {
    "admin/": lambda door, caller: 200,
    "admin/search/": lambda door, caller: 200,
    "admin/login/": lambda door, caller: 302,
    "admin/logout/": lambda door, caller: 405,  # by its button alone, which is a POST
    "admin/password_change/": lambda door, caller: 200,
    "admin/password_change/done/": lambda door, caller: 200,
    "admin/autocomplete/": lambda door, caller: _may(caller, "media.image", "v", "c"),
    "admin/jsi18n/": lambda door, caller: 200,
    "admin/r/<path:content_type_id>/<path:object_id>/": lambda door, caller: 302,
    "admin/<app_label>/": _app,
    "admin/<url>": lambda door, caller: 404,
    "admin/newsportal/user/<id>/password/": lambda door, caller: _may(caller, "newsportal.user", "c"),
    "admin/articles/article/<int:article_id>/verb/<str:verb>/": _verb,
    # The story is public: who may not publish does not write in it either.
    "admin/articles/article/<int:article_id>/proposal/": lambda door, caller: (
        200 if caller in (Role.EDITOR, Role.ADMINISTRATOR) else 403
    ),
    "admin/media/image/upload/": lambda door, caller: 405,
    "admin/media/image/choices/": lambda door, caller: _may(caller, "media.image", "v", "c"),
    "admin/newsportal/job/<int:job_id>/run-again/": lambda door, caller: 405,
    "admin/syndication/partner/<int:partner_id>/issue-key/": lambda door, caller: _may(
        caller, "syndication.apikey", "a"
    ),
    "admin/syndication/partner/<int:partner_id>/keys/<int:key_id>/revoke/": lambda door, caller: _may(
        caller, "syndication.apikey", "c"
    ),
}


def test_every_page_of_the_admin_is_in_the_table_of_this_guard():
    assert set(ADMIN_PAGES) == set(doors.ADMIN_PAGES)
    assert set(FOR_ANYBODY) <= set(doors.API)


@pytest.mark.parametrize("caller", CALLERS)
def test_every_route_answers_a_caller_as_the_tables_say(caller, browser, there, caplog):
    caplog.set_level("CRITICAL", logger="django.request")
    client = browser(caller)
    wrong = {}
    for door in doors.doors(there.world):
        answer = client.get(door.address)
        if answer.streaming:
            assert b"".join(answer.streaming_content)  # a picture's file is closed at its end
        expected = _expected(door, caller, there)
        if answer.status_code != expected:
            wrong[door.address] = f"{answer.status_code}, not {expected}"
        elif answer.status_code == 302 and caller not in STAFF and door.route.text != "admin/logout/":
            assert answer["Location"].startswith("/admin/login/?next="), door.address
        elif answer.status_code == 401:
            assert answer.json()["type"].endswith(f"/{REFUSED_KEYS.get(caller, 'key-missing')}/"), door.address
    assert not wrong, "\n".join(f"{address} answers {status}" for address, status in wrong.items())


@pytest.mark.parametrize("caller", [Role.EDITOR, "staff without a role", "an editor who left", PARTNER])
def test_a_page_for_readers_is_the_same_for_everybody_and_sets_no_cookie(caller, browser, there, make_public, caplog):
    """So that a shared cache may keep it, and nobody's name or draft gets into it."""
    caplog.set_level("CRITICAL", logger="django.request")
    names = {"section": Section.objects.get(language="ar"), "tags": tuple(Tag.objects.filter(language="ar"))}
    make_public("أغلق الحاجز", language="ar", authors=tuple(Author.objects.all()), **names)
    reader, client = Client(), browser(caller)
    for_readers = [
        route
        for route in routes()
        if route.page.startswith(EDITION) or route.text in ("robots.txt", "sitemap.xml", "sitemap-news.xml")
    ]
    for door in doors.doors(there.world, for_readers):
        theirs, answer = reader.get(door.address), client.get(door.address)
        assert answer.content == theirs.content, door.address
        assert dict(answer.headers) == dict(theirs.headers), door.address
        assert not answer.cookies, door.address


@pytest.mark.parametrize("caller", [*STAFF, "an editor who left", "a stranger", PARTNER])
def test_the_admin_takes_no_form_that_another_site_made_somebody_send(caller, browser, there, caplog):
    caplog.set_level("CRITICAL", logger="django")
    client = browser(caller, enforce_csrf_checks=True)
    before = rows()
    admin = [route for route in routes() if route.text.startswith("admin/")]
    answers = {
        door.address: client.post(door.address, {"_save": ""}).status_code for door in doors.doors(there.world, admin)
    }
    assert [f"{address} answers {status}" for address, status in answers.items() if status != 403] == []
    assert changed(before) == set()


@pytest.mark.parametrize("caller", [*STAFF, "an editor who left", "a stranger", PARTNER])
def test_a_form_of_the_admin_is_refused_to_who_may_not_write_it(caller, browser, there, caplog):
    caplog.set_level("CRITICAL", logger="django")
    client = browser(caller)
    before, taken = rows(), {}
    for door in doors.doors(there.world, [route for route in routes() if doors.admin_kind(route)]):
        model, kind = doors.admin_kind(door.route)
        if kind in ("add", "change", "delete") and _forbidden(model, kind, caller):
            status = client.post(door.address, {"name": "Changed", "caption": "Changed", "post": "yes"}).status_code
            if status != (403 if caller in STAFF else 302):
                taken[door.address] = status
    assert taken == {}
    assert changed(before) == set()


def _forbidden(model: str, kind: str, caller: str) -> bool:
    if kind == "delete" or model in WRITTEN_BY_THE_PORTAL or caller not in STAFF:
        return True
    if (model, kind, caller) == ("articles.article", "change", Role.REPORTER):
        return True  # it is public: what a reporter writes there would come out under an editor's name
    return _may(caller, model, kind[0]) == 403
