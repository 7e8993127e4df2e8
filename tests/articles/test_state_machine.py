"""Whatever people do with a few stories, in whatever order: the newsroom comes out as it does on paper.

After every step the table of moves, the constraints, the log, the releases and every public door are compared with
`expected.py`. `make test` goes some 200 steps, `make soak` 10,000.
"""

import logging
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from random import Random
from typing import Any

import pytest
import pyvips
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from articles import publishing
from articles.desk import FigureWords, place_figures, save_revision
from articles.models import Article, ArticlePicture, Change, Record, Release, Revision, Section
from articles.moves import DRAFT, SUBMITTED, Verb
from articles.permissions import Role
from articles.publishing import pictures as library
from articles.renaming import rename
from articles.rendering import figure
from media.intake import take_in
from media.models import Source
from newsportal.models import User
from syndication.models import ApiKey, Partner
from tests.articles.expected import Copy, Newsroom, Picture, Shown, Story

PEOPLE: dict[str, Role | None] = {
    "emil": Role.EDITOR,
    "ada": Role.ADMINISTRATOR,
    "edda": Role.EDITOR,
    "rosa": Role.REPORTER,
    "pina": Role.PICTURE_EDITOR,
    "samir": Role.SYNDICATION_MANAGER,
    "gone": None,
}
LONG_AGO = date(2020, 1, 1)
MOST = 6  # stories in one newsroom

verbs = st.sampled_from(list(Verb))
anyone = st.sampled_from([*PEOPLE, None])
words = st.sampled_from(["The year was wrong.", "A court forbade it.", "", "  "])
minutes = st.sampled_from([60, 5, 1, -5])
headlines = st.sampled_from(["Barrier closed", "Barrier open", "Ferries stay in port", "Ferries sail again"])
headlines_or_none = st.one_of(headlines, headlines, st.just(""))
chances = st.integers(0, 2**32)
seldom_not = st.sampled_from([True, True, True, False])
captions = st.sampled_from(["", "The barrier.", "A grey barrier at noon."])
numbers = st.integers(0, MOST - 1)
uses = st.sampled_from([(), (0,), (1,), (1, 0)])
WITHIN_TEXT = 0  # this picture always stands in the text, the other above it


class NewsroomMachine(RuleBasedStateMachine):
    """Steps of people and clock. Each example is one transaction, rolled back at its end."""

    steps = 0  # of all examples
    performed: Counter[Verb] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.people = {name: _person(name, role) for name, role in PEOPLE.items()}
        self.agency = Source.objects.create(name="Harbour Press")
        self.section = Section.objects.create(name="Science", slug="science")
        pictures = [Picture("A barrier closes.", "Jo Brandt"), Picture("A ferry.", "Kim Lund")]
        self.images = [
            take_in(_jpeg(number), actor=None, caption=picture.caption, credit=picture.credit, source=self.agency)
            for number, picture in enumerate(pictures)
        ]
        self.paper = Newsroom(PEOPLE, pictures)
        self.articles: list[int] = []
        self.turns = 0
        self.reader = Client()
        _, key = ApiKey.issue(Partner.objects.create(name="Westhaven Courier"), "online desk")
        self.partner = Client(headers={"Authorization": f"Bearer {key}"})
        self.write("Barrier closed", (0,))
        self.write("Ferries stay in port", ())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- Steps --------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.articles) < MOST and len(self._alive()) < 3)
    @rule(headline=headlines, pictures=uses)
    def write(self, headline: str, pictures: tuple[int, ...]) -> None:
        """Somebody writes a story."""
        copy = Copy(headline, pictures=pictures)
        article = Article.objects.create(headline=headline, body=copy.body, section=self.section, source=self.agency)
        self._show(article, copy)
        save_revision(article, actor=None)
        self.articles.append(article.pk)
        self.paper.write(copy)

    @rule(number=numbers, verb=verbs, who=anyone, note=words, ahead=minutes, person=st.sampled_from([*PEOPLE]))
    def press_any_button(self, number: int, verb: Verb, who: str | None, note: str, ahead: int, person: str) -> None:
        """Somebody tries a verb, whether it is theirs and possible or not."""
        self._press(self._story(number), verb, who, note, ahead, person)

    @rule(turn=chances)
    def go_on(self, turn: int) -> None:
        """Somebody who may performs a verb that leads on from where a story is; the end of it is seldom one."""
        chance = self._chance(turn)
        self._go_on(chance.choice(self._alive() or self.paper.stories), chance)

    @precondition(lambda self: self._alive())
    @rule(turn=chances)
    def write_and_go_on(self, turn: int) -> None:
        """Somebody gives a story all it needs, other words too, and then performs a verb."""
        chance = self._chance(turn)
        story = chance.choice(self._alive())
        self._save(story, replace(story.copy, headline=f"Barrier closed {chance.random()}", has_section=True))
        self._go_on(story, chance)

    @rule(number=numbers, colleague=st.sampled_from([None, "emil", "ada"]))
    def press_the_last_button_again(self, number: int, colleague: str | None) -> None:
        """An impatient editor presses twice, or a colleague presses the same button."""
        story = self._story(number)
        if story.records:
            verb, who, note = story.records[-1]
            self._press(story, Verb(verb), colleague or who, note)

    @precondition(lambda self: any(story.state in (DRAFT, SUBMITTED) for story in self.paper.stories))
    @rule()
    def plan_the_night(self) -> None:
        """An editor sets the minutes of all stories that have none and are not out."""
        for story in self.paper.stories:
            if story.state in (DRAFT, SUBMITTED):
                self._press(story, Verb.SCHEDULE, "edda")

    @rule(
        number=numbers,
        headline=headlines_or_none,
        has_section=seldom_not,
        pictures=uses,
        caption=captions,
    )
    def save(self, number: int, headline: str, has_section: bool, pictures: tuple[int, ...], caption: str) -> None:
        """Somebody saves the form of a story."""
        self._save(self._story(number), Copy(headline, has_section=has_section, pictures=pictures, caption=caption))

    @rule(number=st.integers(0, 1), caption=captions, credit=st.sampled_from(["Jo Brandt", "Kim Lund", ""]))
    def edit_picture(self, number: int, caption: str, credit: str) -> None:
        """A picture editor writes another caption and credit in the library."""
        self._edit_picture(number, replace(self.paper.library[number], caption=caption, credit=credit))

    @rule(number=st.sampled_from([None, 0, 1]), may=seldom_not)
    def end_or_renew_a_right(self, number: int | None, may: bool) -> None:
        """The right to a picture, or to the agency's text, ends or is given again."""
        if number is not None:
            self._edit_picture(number, replace(self.paper.library[number], has_right=may))
            return
        self.agency.text_until = None if may else LONG_AGO
        self.agency.save(update_fields=["text_until"])
        library.source_edited(self.agency, actor=self.people["samir"])
        library.bring_out_edits()
        self.paper.agency_text = may

    @precondition(lambda self: any(story.due for story in self.paper.stories))
    @rule(turn=chances)
    def minutes_come(self, turn: int) -> None:
        """The minutes of some scheduled stories are past, and the worker looks."""
        chance, now = self._chance(turn), datetime.now(UTC)
        for story in self.paper.stories:
            if story.due and chance.random() < 0.8:
                story.due = now - timedelta(seconds=chance.randrange(1, 1800))
                Article.objects.filter(pk=self.articles[story.place]).update(scheduled_for=story.due)
        publishing.publish_all_due()
        self.paper.come_due(now)

    @rule(slug=st.sampled_from(["science", "sciences", "research"]))
    def rename_the_section(self, slug: str) -> None:
        if slug != self.section.slug:
            rename(self.section, actor=self.people["ada"], slug=slug)
            self.paper.rename_section("ada")

    # --- After every step ---------------------------------------------------------------------------

    @invariant()
    def desk_log_and_releases_are_as_on_paper(self) -> None:
        type(self).steps += 1
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        articles = Article.objects.select_related("failed_schedule").in_bulk(self.articles)
        for story, pk in zip(self.paper.stories, self.articles, strict=True):
            article = articles[pk]
            assert (article.state, article.scheduled_for) == (story.state, story.due)
            assert hasattr(article, "failed_schedule") == story.failed
        self._compare_history()
        self._compare_log()

    def _compare_history(self) -> None:
        records = Record.objects.order_by("pk").values_list("article_id", "verb", "actor__username", "note")
        revisions = Revision.objects.order_by("number")
        releases = Release.objects.order_by("number").defer("search")
        for story, pk in zip(self.paper.stories, self.articles, strict=True):
            assert [tuple(row[1:]) for row in records if row[0] == pk] == story.records
            assert [row.number for row in revisions if row.article_id == pk] == [
                number + 1 for number in range(len(story.revisions))
            ]
            own = [release for release in releases if release.article_id == pk]
            assert [release.number for release in own] == [number + 1 for number in range(story.versions)]
            current = [release for release in own if release.superseded_at is None]
            assert [_told(release) for release in current] == ([_wanted(story)] if story.public else [])
            if story.state == "erased":
                assert {row.body for row in [*own, *revisions] if row.article_id == pk} <= {""}

    def _compare_log(self) -> None:
        log = list(Change.objects.order_by("sequence").select_related("release", "actor"))
        assert [change.sequence for change in log] == [number + 1 for number in range(len(log))]
        assert [change.at for change in log] == sorted(change.at for change in log)
        place = {pk: number for number, pk in enumerate(self.articles)}
        assert [
            (
                change.kind,
                place.get(change.article_id),
                change.release.number if change.release else None,
                change.note if change.article_id else "",
                change.reason,
                change.actor.username if change.actor else None,
            )
            for change in log
        ] == [(e.kind, e.story, e.version, e.note, e.reason, e.who) for e in self.paper.log]
        for change in log:
            assert change.release is None or change.release.published_at == change.at

    @invariant()
    def every_public_door_agrees(self) -> None:
        public = {self.articles[story.place] for story in self.paper.stories if story.public}
        for door in ("/", self.section.get_absolute_url(), "/sitemap.xml"):
            page = self.reader.get(door).content.decode()
            assert {int(found) for found in re.findall(r"/\d{4}/\d\d/\d\d/[-\w]*?(\d+)/[\"<]", page)} == public, door
        passed_on = public if self.paper.agency_text else set()
        listed = self.partner.get("/api/v1/articles/").json()["articles"]
        assert {story["id"] for story in listed} == passed_on
        self._ask_for_each(passed_on)
        self._follow(passed_on)

    def _ask_for_each(self, passed_on: set[int]) -> None:
        last = {entry.story: entry for entry in self.paper.log}
        for story, pk in zip(self.paper.stories, self.articles, strict=True):
            page = self.reader.get(self._address(pk))
            api = self.partner.get(f"/api/v1/articles/{pk}/")
            if story.public:
                assert (page.status_code, api.status_code) == (200, 200 if pk in passed_on else 403)
                assert story.public[0].headline in page.content.decode()
                if pk in passed_on:
                    self._compare_copy(story, api.json())
            elif story.versions:
                assert (page.status_code, api.status_code) == (410, 410)
                end = last[story.place]
                assert (api.json()["kind"], api.json()["reason"]) == (end.kind, end.reason)
                assert (end.kind == "retracted") == (end.reason != "" and end.reason in page.content.decode())
            else:
                assert (page.status_code, api.status_code) == (404, 404)

    def _compare_copy(self, story: Story, told: dict[str, Any]) -> None:
        copy, shown = story.public
        notes = [entry for entry in self.paper.log if entry.story == story.place and entry.note]
        assert (told["version"], told["headline"]) == (story.versions, copy.headline)
        assert [note["text"] for note in told["notes"]] == [entry.note for entry in notes]
        assert [(picture["caption"], picture["credit"]) for picture in told["pictures"]] == _words(shown)
        figures = [words for number, words in zip(copy.pictures, _words(shown), strict=True) if number == WITHIN_TEXT]
        captions = [unescape(caption) for caption in re.findall("<figcaption>(.*?)</figcaption>", told["body_html"])]
        assert captions == [f"{caption} ({credit})".strip() for caption, credit in figures]

    def _follow(self, passed_on: set[int]) -> None:
        answer = self.partner.get("/api/v1/changes/?after=0&limit=500").json()
        assert (answer["last"], answer["more"]) == (len(self.paper.log), False)
        told = []
        for entry in self.paper.log:
            pk = None if entry.story is None else self.articles[entry.story]
            headline = self.paper.stories[entry.story].public[0].headline if pk in passed_on else None
            told.append((entry.kind, pk, entry.version, headline, entry.note if headline else "", entry.reason))
        assert told == [
            (
                change["kind"],
                change["article"] and change["article"]["id"],
                change["version"],
                change["headline"],
                change["note"] if change["article"] else "",
                change["reason"],
            )
            for change in answer["changes"]
        ]

    # --- How ----------------------------------------------------------------------------------------

    def _alive(self) -> list[Story]:
        return [story for story in self.paper.stories if story.state not in ("spiked", "erased")]

    def _chance(self, turn: int) -> Random:
        """Choices that are evenly spread and other ones in each step; Hypothesis likes to repeat its own."""
        self.turns += 1
        return Random(f"{turn} {self.turns}")

    def _story(self, number: int) -> Story:
        """One that goes on, so that most steps find something to do."""
        stories = self._alive() or self.paper.stories
        return stories[number % len(stories)]

    def _go_on(self, story: Story, chance: Random) -> None:
        ends = (Verb.SPIKE, Verb.ERASE) if chance.random() < 0.9 else ()
        if possible := [verb for verb in self.paper.possible(story) if verb not in ends]:
            who, note = chance.choice(["emil", "edda", "ada"]), chance.choice(["As agreed.", "The year was wrong."])
            self._press(story, chance.choice(possible), who, note)

    def _press(
        self, story: Story, verb: Verb, who: str | None, note: str = "As agreed.", ahead: int = 60, person: str = "rosa"
    ) -> None:
        at = datetime.now(UTC) + timedelta(minutes=ahead)
        expected = self.paper.press(verb, story, who, note, at, person)
        try:
            publishing.perform(
                verb,
                self.articles[story.place],
                actor=self.people[who] if who else None,
                words=note,
                at=at,
                person=self.people[person],
            )
            performed = True
            self.performed[verb] += 1
        except publishing.Refused:
            performed = False
        assert performed == expected, f"{verb} by {who} on a story that is {story.state}"

    def _save(self, story: Story, copy: Copy) -> None:
        """As the form of the story does it. Nobody may write where a story was erased."""
        if story.state == "erased":
            return
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=self.articles[story.place])
            article.headline, article.section = copy.headline, self.section if copy.has_section else None
            article.save(update_fields=["headline", "section", "updated_at"])
            self._show(article, copy)
            save_revision(Article.objects.get(pk=article.pk), actor=self.people["emil"])
        self.paper.save(story, copy)

    def _edit_picture(self, number: int, picture: Picture) -> None:
        """As the form of the picture does it."""
        image = self.images[number]
        image.caption, image.credit = picture.caption, picture.credit
        image.rights_until = None if picture.has_right else LONG_AGO
        with transaction.atomic():
            image.save(update_fields=["caption", "credit", "rights_until"])
            library.edited(image, actor=self.people["pina"])
        library.bring_out_edits()
        self.paper.edit_picture(number, picture, "pina")

    def _show(self, article: Article, copy: Copy) -> None:
        within = self.images[WITHIN_TEXT].pk
        article.body = copy.body + (figure(within) if WITHIN_TEXT in copy.pictures else "")
        article.save(update_fields=["body"])
        article.picture_uses.all().delete()
        for number in copy.pictures:
            if number != WITHIN_TEXT:
                ArticlePicture.objects.create(article=article, image=self.images[number], caption=copy.caption)
        place_figures(article, {within: FigureWords(copy.caption)})

    def _address(self, pk: int) -> str:
        release = Release.objects.filter(article=pk).select_related("section").order_by("-number").first()
        if release is None or "erased" in release.content:
            return f"/{self.section.slug}/2026/01/01/any-{pk}/"
        return release.get_absolute_url()


def _jpeg(number: int) -> File:
    grey = pyvips.Image.black(40, 30).linear(0, 100 + number).cast("uchar")
    return File(BytesIO(grey.jpegsave_buffer()), name=f"{number}.jpg")


def _person(name: str, role: Role | None) -> User:
    person = User.objects.create_user(name, is_staff=True, is_active=role is not None)
    person.groups.set(Group.objects.filter(name=role))
    return person


def _told(release: Release) -> tuple[Any, ...]:
    return release.headline, [(picture.caption, picture.credit) for picture in release.pictures]


def _wanted(story: Story) -> tuple[Any, ...]:
    copy, shown = story.public
    return copy.headline, _words(shown)


def _words(shown: tuple[Shown, ...]) -> list[tuple[str, str]]:
    return [(caption, picture.credit) for caption, picture in shown]


ALWAYS = settings(
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def run(chosen: settings) -> Counter[Verb]:
    """Let it go as far as `chosen` says. Returns how often each verb was performed."""
    NewsroomMachine.steps = 0
    NewsroomMachine.performed.clear()
    logging.disable(logging.ERROR)  # a line for each 404 and each failed schedule, all of them right
    try:
        run_state_machine_as_test(NewsroomMachine, settings=chosen)
    finally:
        logging.disable(logging.NOTSET)
    return NewsroomMachine.performed


@pytest.mark.django_db
def test_the_newsroom_comes_out_as_on_paper_whatever_people_do():
    performed = run(settings(ALWAYS, max_examples=5, stateful_step_count=40, derandomize=True, database=None))
    assert NewsroomMachine.steps >= 200
    assert performed.total() > 40, performed  # most of what people try is refused
