"""Every door of the portal: for each of its routes the addresses that lead through it.

The guards beside this module open all of them. A route that no table here names makes `test_doors.py` fail: it gets
its line here, saying how its parameters are filled, and is guarded from then on.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings

from articles.feeds import FORMS
from articles.moves import Verb
from media import crops, renditions
from tests.guards.routes import EDITION, Route, routes
from tests.guards.world import World


@dataclass(frozen=True, slots=True)
class Door:
    """An address that leads through a route."""

    route: Route
    address: str

    @property
    def kind(self) -> str:
        """What the answer is a kind of, whichever story or edition: `tag/<slug>/feeds/rss.xml`, `search/?q`."""
        path, _, query = self.address.partition("?")
        page = self.route.page.replace("<form>", path.rpartition("/")[2])
        names = [pair.partition("=")[0] for pair in query.split("&") if pair]
        return page + ("?" + "&".join(names) if names else "")


Fill = Callable[[World], Iterable[dict[str, object]]]


# --- How the parameters of each route are filled -------------------------------------------------
# An empty dictionary is an address without parameters; the name "?" gives the query.


def _once(world: World) -> Iterable[dict[str, object]]:
    return [{}]


def _slugs(of: str) -> Fill:
    return lambda world: [{"slug": slug} for slug in (*getattr(world, of), "no-such-name")]


def _feeds(of: str = "") -> Fill:
    def fill(world: World) -> Iterable[dict[str, object]]:
        return [
            {"form": form, **({"slug": slug} if of else {})}
            for slug in (getattr(world, of) if of else [""])
            for form in FORMS
        ]

    return fill


def _searches(world: World) -> Iterable[dict[str, object]]:
    return [{}, *({"?": {"q": words}} for words in world.searches)]


def _days(world: World) -> Iterable[dict[str, object]]:
    return [{"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"} for day in world.days]


def _stories(world: World) -> Iterable[dict[str, object]]:
    """Each story under its right address, with everything wrong but its number, with each old slug, and with none."""
    for story in world.stories:
        right = {"section": story.section, "article_id": story.pk, "slug": story.slugs[0], **_day(story.day)}
        yield right
        yield {**right, "section": "no-such-section", "slug": "another-slug", **_day(story.day.replace(year=2001))}
        yield {**right, "slug": ""}
        yield from ({**right, "slug": slug} for slug in story.slugs[1:])


def _day(day: datetime.date) -> dict[str, object]:
    return {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}


def _pictures(world: World) -> Iterable[dict[str, object]]:
    """Each picture in every width and format there is, under every key it ever had; and under a wrong one."""
    for picture in world.pictures:
        for key in picture.keys:
            for width in renditions.WIDTHS:
                for ending in renditions.EXTENSIONS.values():
                    yield {"image_id": picture.pk, "key": key, "width": width, "format": ending}
        yield {"image_id": picture.pk, "key": "0123456789abcdef", "width": renditions.WIDTHS[0], "format": "jpg"}


def _crops(world: World) -> Iterable[dict[str, object]]:
    """Each picture in every crop and format, in the smallest width."""
    for picture in world.pictures:
        for crop in crops.SHAPES:
            for ending in renditions.EXTENSIONS.values():
                width = renditions.WIDTHS[0]
                yield {"image_id": picture.pk, "key": picture.keys[0], "crop": crop, "width": width, "format": ending}


def _rows(model: str, name: str = "object_id") -> Fill:
    return lambda world: [{name: pk} for pk in world.rows(model)]


def _verbs(world: World) -> Iterable[dict[str, object]]:
    return [{"article_id": pk, "verb": verb} for pk in world.rows("articles.article") for verb in Verb]


def _keys(world: World) -> Iterable[dict[str, object]]:
    return [{"partner_id": partner, "key_id": key} for partner, key in world.partner_keys()]


def _listed(world: World) -> Iterable[dict[str, object]]:
    """The list of stories whole, with bodies, and narrowed in every way it can be."""
    narrowed = [{"section": slug} for slug in world.sections] + [{"tag": slug} for slug in world.tags]
    languages = [{"language": language} for language in settings.EDITIONS]
    queries = [{"limit": 100}, *languages, *({**one, **two} for one in narrowed for two in languages)]
    return [{"?": query} for query in (*queries, {"limit": 100, "include": "body"})]


# By page: the same for every edition of the site.
EDITION_PAGES: dict[str, Fill] = {
    "": _once,
    "search/": _searches,
    "archive/<year>/<month>/<day>/": _days,
    "author/<slug>/": _slugs("authors"),
    "tag/<slug>/": _slugs("tags"),
    "feeds/<form>": _feeds(),
    "author/<slug>/feeds/<form>": _feeds("authors"),
    "tag/<slug>/feeds/<form>": _feeds("tags"),
    "<slug>/feeds/<form>": _feeds("sections"),
    "<section>/<year>/<month>/<day>/<slug>-<article_id>/": _stories,
    "<slug>/": _slugs("sections"),
}

SITE: dict[str, Fill] = {
    "healthz": _once,
    "readyz": _once,
    "metrics": _once,
    "robots.txt": _once,
    "sitemap.xml": _once,
    "sitemap-news.xml": _once,
    "media/<int:image_id>-<key:key>/<int:width>.<format:format>": _pictures,
    "media/<int:image_id>-<key:key>/<crop:crop>/<int:width>.<format:format>": _crops,
}

API: dict[str, Fill] = {
    "api/v1/articles/": _listed,
    "api/v1/articles/<int:article_id>/": lambda world: [{"article_id": story.pk} for story in world.stories],
    "api/v1/changes/": lambda world: [{}, {"?": {"limit": 500}}],
    "api/v1/images/<int:image_id>/": lambda world: [{"image_id": picture.pk} for picture in world.pictures],
    "api/v1/sections/": _once,
    "api/v1/schema/": _once,
    "api/v1/docs/": _once,
    "api/v1/problems/<slug:name>/": lambda world: [{"name": "taken-down"}],
    "api/v1/<rest>": lambda world: [{"rest": "stories/"}],
}

# Pages of the admin that are not one of the kinds every table has.
ADMIN_PAGES: dict[str, Fill] = {
    "admin/": _once,
    "admin/search/": lambda world: [{"?": {"s": words}} for words in world.searches[:3]] or [{}],
    "admin/login/": _once,
    "admin/logout/": _once,
    "admin/password_change/": _once,
    "admin/password_change/done/": _once,
    "admin/autocomplete/": lambda world: [
        {"?": {"app_label": "articles", "model_name": "articlepicture", "field_name": "image", "term": ""}}
    ],
    "admin/jsi18n/": _once,
    "admin/r/<path:content_type_id>/<path:object_id>/": lambda world: [
        {"content_type_id": kind, "object_id": pk} for kind, pk in world.pages_on_site()
    ],
    "admin/<app_label>/": lambda world: [
        {"app_label": app} for app in sorted({model.partition(".")[0] for model in MODELS})
    ],
    "admin/<url>": lambda world: [{"url": "no-such-app/"}],
    "admin/newsportal/user/<id>/password/": _rows("newsportal.user", "id"),
    "admin/articles/article/<int:article_id>/verb/<str:verb>/": _verbs,
    "admin/articles/article/<int:article_id>/proposal/": _rows("articles.article", "article_id"),
    "admin/media/image/upload/": _once,
    "admin/media/image/choices/": lambda world: [
        {"?": {"app_label": "articles", "model_name": "articlepicture", "field_name": "image", "term": ""}}
    ],
    "admin/newsportal/job/<int:job_id>/run-again/": _rows("newsportal.job", "job_id"),
    "admin/syndication/partner/<int:partner_id>/issue-key/": _rows("syndication.partner", "partner_id"),
    "admin/syndication/partner/<int:partner_id>/keys/<int:key_id>/revoke/": _keys,
}

# The tables of the admin, and the pages that each of them has.
MODELS = (
    "articles.article",
    "articles.author",
    "articles.change",
    "articles.failedschedule",
    "articles.redirect",
    "articles.section",
    "articles.tag",
    "auth.group",
    "media.image",
    "media.source",
    "newsportal.job",
    "newsportal.user",
    "syndication.partner",
)
ADMIN_KINDS = {
    "": "list",
    "add/": "add",
    "<path:object_id>/change/": "change",
    "<path:object_id>/delete/": "delete",
    "<path:object_id>/history/": "history",
    "<path:object_id>/": "row",
}


# --- The addresses -------------------------------------------------------------------------------


def admin_kind(route: Route) -> tuple[str, str] | None:
    """Of a page that every table of the admin has, the table and the kind of page; None of any other route."""
    found = re.fullmatch(r"admin/(\w+)/(\w+)/(.*)", route.text)
    if not found or route.text in ADMIN_PAGES:
        return None
    model, rest = f"{found[1]}.{found[2]}", found[3]
    return (model, ADMIN_KINDS[rest]) if model in MODELS and rest in ADMIN_KINDS else None


def fill_of(route: Route) -> Fill | None:
    """How the parameters of a route are filled; None where no table names it."""
    if route.page.startswith(EDITION):
        return EDITION_PAGES.get(route.page.removeprefix(EDITION))
    if known := admin_kind(route):
        model, kind = known
        return _once if kind in ("list", "add") else _rows(model)
    return {**SITE, **API, **ADMIN_PAGES}.get(route.text)


def unknown(all_routes: Iterable[Route]) -> list[str]:
    """A sentence for each route that no table names."""
    return [
        f"The guards do not know the route “{route.text}”: say in tests/guards/doors.py ({_table(route)}) how its"
        " parameters are filled, and in test_callers.py who may open it."
        for route in all_routes
        if fill_of(route) is None
    ]


def _table(route: Route) -> str:
    if route.page.startswith(EDITION):
        return "EDITION_PAGES"
    if route.text.startswith("api/"):
        return "API"
    return "ADMIN_PAGES, or MODELS for a table" if route.text.startswith("admin/") else "SITE"


def doors(world: World, among: Iterable[Route] | None = None) -> Iterator[Door]:
    """Every door into this world. An address that several rows make is opened once."""
    for route in routes() if among is None else among:
        fill = fill_of(route)
        assert fill is not None, unknown([route])[0]
        for address in dict.fromkeys(_address(route.text, values) for values in fill(world)):
            yield Door(route, address)


def _address(text: str, values: dict[str, object]) -> str:
    if values.get("slug") == "":
        text = text.replace("<slug>-", "")
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda parameter: quote(str(values[parameter[1]])), text)
    query = values.get("?")
    return f"/{path}" + (f"?{urlencode(query)}" if query else "")
