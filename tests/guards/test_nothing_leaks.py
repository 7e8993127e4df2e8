"""The leak guard: a word in every field of stories in every state, and every door of the portal opened to look for it.

What is not public is seen at no door, in no body and no header. The same words published are seen at exactly the
doors where they belong: so the guard is known to see.
"""

import re

import pytest
from django.http import HttpResponseBase
from django.test import Client

from articles import addresses
from articles.models import Article
from syndication.models import ApiKey, Partner
from tests.guards import doors
from tests.guards.doors import Door
from tests.guards.planting import Planter, corrected, planted, published, words_written
from tests.guards.routes import EDITION
from tests.guards.world import world

STORY_PAGE = f"{EDITION}<section>/<year>/<month>/<day>/<slug>-<article_id>/"
API_LIST, API_STORY, API_LOG = "api/v1/articles/", "api/v1/articles/<int:article_id>/", "api/v1/changes/"


@pytest.fixture
def key(db):
    partner = Partner.objects.create(name="Westhaven Courier", email="desk@courier.example")
    return ApiKey.issue(partner, "online desk")[1]


def _answer(response: HttpResponseBase) -> bytes:
    """All that was sent: the head, its cookies, and the body."""
    assert not response.has_header("Content-Encoding"), "a compressed body hides its words from this guard"
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{sorted(response.headers.items())} {response.cookies}".encode() + body


def _ask(client: Client, door: Door, method: str = "get", **headers: str) -> HttpResponseBase:
    response = getattr(client, method)(door.address, headers=headers)
    assert response.status_code < 500, door.address
    return response


def _planted_in(planter: Planter, door: Door, response: HttpResponseBase) -> set[tuple[str, str]]:
    """Which planted words the door shows. A word that stands in the address that was typed is no leak."""
    return planter.words.seen(_answer(response)) - planter.words.seen(door.address.encode())


def _is_of(door: Door, stories: list[int]) -> bool:
    """Whether the address is that of one of these stories, on the site or in the API."""
    number = re.search(r"(\d+)/$", door.address)
    return door.route.page in (STORY_PAGE, API_STORY) and int(number[1]) in stories


# What may be told of a story that is not public any more, and where: at its own address, or in the partners' log.
TOLD = {
    ("retracted", "headline"): {STORY_PAGE},
    ("retracted", "reason"): {STORY_PAGE, API_STORY, API_LOG},
    ("mended after it was retracted", "reason"): {STORY_PAGE, API_STORY, API_LOG},
    ("withdrawn", "reason"): {API_STORY, API_LOG},
    ("mended after it was withdrawn", "reason"): {API_STORY, API_LOG},
    ("restored without them", "reason"): {API_LOG},
}


EVERYWHERE = {STORY_PAGE, API_STORY, API_LOG}


def _may_be_told(door: Door, name: str, field: str, stories: dict[str, Article]) -> bool:
    life, _, _language = name.rpartition(" ")
    if door.route.page not in TOLD.get((life, field), ()):
        return False
    return door.route.page == API_LOG or _is_of(door, [stories[name].pk])


def _is_one_of_very_many(door: Door) -> bool:
    """Pictures, searches and the closed door of the admin: opened by GET alone, which shows all that HEAD does."""
    return door.address.startswith(("/media/", "/admin/")) or "search/" in door.address


# Who asks and how, and the doors at which they are told of TOLD.
ASKED = {
    "a stranger": ("get", {}, {STORY_PAGE}),
    "a partner": ("get", {"authorization": "Bearer {}"}, EVERYWHERE),
    "a partner who asks for the head alone": ("head", {"authorization": "Bearer {}"}, set()),
    "a partner who wants data": ("get", {"authorization": "Bearer {}", "accept": "application/json"}, EVERYWHERE),
    "a partner who wants a page": ("get", {"authorization": "Bearer {}", "accept": "text/html"}, {STORY_PAGE}),
}


@pytest.mark.parametrize(("method", "headers", "told_at"), ASKED.values(), ids=ASKED)
def test_what_is_not_public_is_seen_at_no_door(method, headers, told_at, client, key, planter, languages):
    stories = planted(planter, languages)
    gone = [story.pk for story in stories.values() if not story.releases.public().exists()]
    headers = {name: value.format(key) for name, value in headers.items()}
    leaks: dict[object, list[str]] = {}
    told: dict[tuple[str, str], set[str]] = {}
    for door in doors.doors(world(searches=planter.words.searches(), most=20)):
        if (method == "head" or "accept" in headers) and _is_one_of_very_many(door):
            continue
        answer = _ask(client, door, method, **headers)
        if answer.status_code < 400 and (door.address.startswith("/media/") or _is_of(door, gone)):
            leaks.setdefault("opened", []).append(door.address)
        for name, field in _planted_in(planter, door, answer):
            if _may_be_told(door, name, field, stories):
                told.setdefault((name.rpartition(" ")[0], field), set()).add(door.route.page)
            else:
                leaks.setdefault((name, field), []).append(door.address)
    assert not leaks, "\n".join(f"{what} at {', '.join(where[:5])}" for what, where in leaks.items())
    assert told == {what: pages & told_at for what, pages in TOLD.items() if pages & told_at}


# --- Where each word belongs once it is public ---------------------------------------------------

TEXT = {"body", "emphasis", "crosshead", "quotation", "list", "link"}
CARD = {"short headline", "slug", "standfirst", "lead alt", "source"}
FIGURE = {"figure caption", "figure credit", "figure alt"}
FEED = {"headline", "slug", "standfirst", "note", "lead caption", "lead credit", *TEXT, *FIGURE}
PICTURES = {
    *("lead caption", "lead credit", "lead alt", "second caption here", "second credit", "second alt here"),
    *FIGURE,
}
PICTURE_DATA = PICTURES | {
    f"{which} {field}"
    for which in ("lead", "second", "figure")
    for field in ("photographer", "place", "copyright", "terms", "licence")
}
# What a rendition says of itself, in the library's words.
FILE = {
    f"{which} {field}"
    for which in ("lead", "second", "figure")
    for field in ("alt", "caption", "copyright", "credit", "licence", "photographer", "source", "terms")
}
PARTNERS_CARD = {"headline", "short headline", "slug", "standfirst", "place", "source", "note", *PICTURE_DATA}

# The fields seen at each kind of door; at all other doors none. Never seen at all: what stood in a picture's file as
# it came in.
BELONGS: dict[str, set[str]] = {
    STORY_PAGE: {"headline", "slug", "standfirst", "source", "note", *TEXT, *PICTURES},
    "a neighbour's page": CARD,
    "~": CARD - {"short headline"} | {"headline"},  # it leads the front, where there is room
    **dict.fromkeys(["~<slug>/", "~tag/<slug>/", "~author/<slug>/", "~archive/<year>/<month>/<day>/"], CARD),
    "~search/?q": CARD - {"standfirst"} | TEXT - {"link"},  # the passage found stands in place of the standfirst
    **{
        f"~{of}feeds/{form}": FEED if form == "feed.json" else FEED | {"second caption here", "second credit"}
        for of in ("", "<slug>/", "tag/<slug>/", "author/<slug>/")
        for form in ("rss.xml", "atom.xml", "feed.json")
    },
    "media/<int:image_id>-<key:key>/<int:width>.<format:format>": FILE,
    "media/<int:image_id>-<key:key>/<crop:crop>/<int:width>.<format:format>": FILE,
    "sitemap.xml": {"slug"},
    "sitemap-news.xml": {"headline", "slug"},
    API_STORY: PARTNERS_CARD | TEXT,
    **{f"{API_LIST}?{by}": PARTNERS_CARD for by in ("limit", "language", "section&language", "tag&language")},
    f"{API_LIST}?limit&include": PARTNERS_CARD | TEXT,
    API_LOG: {"headline", "note"},
    f"{API_LOG}?limit": {"headline", "note"},
    "api/v1/images/<int:image_id>/": {"headline", "slug", *PICTURE_DATA},
}


def _kind(door: Door, own: int) -> str:
    """The kind of a door; the page of another story is another kind than the story's own."""
    if door.route.page == STORY_PAGE and not door.address.endswith((f"-{own}/", f"/{own}/")):
        return "a neighbour's page"
    return door.kind


def _differences(seen: dict[str, set[str]]) -> list[str]:
    """A sentence for each kind of door that shows more or less than belongs there."""
    return [
        f"{kind}: shown though it should not be {sorted(more)}, missing {sorted(less)}"
        for kind in sorted({*seen, *BELONGS})
        for more, less in [
            (seen.get(kind, set()) - BELONGS.get(kind, set()), BELONGS.get(kind, set()) - seen.get(kind, set()))
        ]
        if more or less
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_published_is_seen_at_exactly_the_doors_where_it_belongs(language, client, key, planter, languages):
    fields = {"language": language, **languages[language]}
    story = planter.plant("public", [words_written, published, corrected], **fields)
    for name in ("the next", "another"):
        planter.plant(name, [published], **fields)
    seen, pictures = {}, set()
    for door in doors.doors(world(searches=planter.words.searches(), most=20)):
        answer = _ask(client, door, authorization=f"Bearer {key}")
        if words := _planted_in(planter, door, answer):
            seen.setdefault(_kind(door, story.pk), set()).update(field for name, field in words if name == "public")
        if door.address.startswith("/media/") and answer.status_code == 200:
            pictures.add(door.address.rpartition("/")[2])
    assert not (wrong := _differences(seen)), "\n".join(wrong)
    assert pictures == {f"{width}.{form}" for width in (320, 480, 640) for form in ("avif", "webp", "jpg")}


def test_searching_finds_a_public_story_by_each_word_that_is_read_as_its_text(client, planter, languages):
    for language, fields in languages.items():
        planter.plant(language, [words_written, published], language=language, **fields)
        found = set()
        for field in planter.words.fields(language):
            bait = planter.words.of(language, field).split()[0]
            page = client.get(addresses.search(language), {"q": bait}).content
            if (language, "slug") in planter.words.seen(page):
                found.add(field)
        assert found == {"headline", "standfirst", *TEXT} - {"link"}
