"""Several people at the same story in the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from django.core.files import File
from django.core.management import call_command
from django.db import connection, transaction

from articles import publishing
from articles.models import Article, Capture, Change, Record, Section
from articles.moves import Verb
from articles.publishing import Refused
from articles.renaming import rename
from media.intake import attach
from media.models import Image
from tests.operators.conftest import wait_until


@pytest.fixture
def db(committed: None) -> None:
    """Threads see only what is committed."""


def _at_once(times: int, act: Callable[[], object]) -> list[object]:
    """Do it in that many threads, all starting together; what each came to, an exception included."""
    start = Barrier(times)

    def one(_: int) -> object:
        try:
            start.wait()
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def test_the_same_page_imported_at_once_comes_in_once(section, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Ferries stay in port\n\nThe ferries across the strait did not sail on Monday.\n")
    outcomes = _at_once(4, lambda: call_command("import_articles", str(page), "--publish", verbosity=0))
    assert outcomes == [None] * 4
    assert (Article.objects.count(), Capture.objects.count(), Change.objects.count()) == (1, 1, 1)


def test_a_publication_does_not_wait_until_the_file_of_its_picture_is_stored(make_story, jpeg):
    awaited = Image.objects.create(caption="A barrier closes.", credit="Jo Brandt", alt_text="A barrier.")
    article = make_story(pictures=(awaited,))

    def publish() -> None:
        try:
            publishing.publish(article.pk, actor=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as colleague, transaction.atomic():
        attach(awaited, File(BytesIO(jpeg())))
        colleague.submit(publish).result(timeout=10)


def test_a_story_published_by_two_editors_at_once_is_published_once(make_story):
    article = make_story()
    outcomes = _at_once(4, lambda: publishing.publish(article.pk, actor=None))
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3
    assert Change.objects.get().kind == "published"
    assert Record.objects.count() == 1


def test_verbs_on_many_stories_at_once_leave_a_log_without_gaps_in_the_order_of_time(make_story):
    waiting = [make_story(f"Story {number}").pk for number in range(24)]

    def publish_some() -> None:
        while True:
            try:
                pk = waiting.pop()
            except IndexError:
                return
            publishing.publish(pk, actor=None)
            publishing.retract(pk, actor=None, reason="Wrong.")

    assert _at_once(6, publish_some) == [None] * 6
    log = list(Change.objects.order_by("sequence"))
    assert [change.sequence for change in log] == list(range(log[0].sequence, log[0].sequence + 48))
    assert [change.at for change in log] == sorted(change.at for change in log)


@pytest.mark.parametrize("verb", [Verb.UPDATE, Verb.RETRACT, Verb.ERASE])
def test_a_verb_and_a_renaming_never_wait_for_each_other(verb, make_public, section, administrator):
    release = make_public()
    Article.objects.update(headline="Barrier closed again")

    def perform() -> None:
        publishing.perform(verb, release.article_id, actor=administrator, words="As agreed.")

    with _a_colleague(
        perform, before="FROM articles_changecounter"
    ):  # which a renaming comes to last, holding the name
        rename(section, actor=administrator, name="Sciences")
    kinds = list(Change.objects.order_by("sequence").values_list("kind", flat=True))
    assert sorted(kinds) == sorted(["published", "renamed", {"erase": "erased"}.get(verb, f"{verb.rstrip('e')}ed")])


def test_two_who_take_each_others_former_addresses_never_wait_for_each_other(section, editor, client):
    other = Section.objects.create(name="World", slug="world", language="en")
    rename(section, actor=editor, slug="nature")
    rename(other, actor=editor, slug="abroad")

    def take_the_first_ones() -> None:
        rename(other, actor=editor, slug="science")

    # Each has led its own former address on when it comes to the other's, to delete it.
    with _a_colleague(take_the_first_ones, before='DELETE FROM "articles_redirect"'):
        rename(section, actor=editor, slug="world")
    assert client.get("/nature/").headers["Location"] == "/world/"
    assert client.get("/abroad/").headers["Location"] == "/science/"
    assert client.get("/world/").status_code == client.get("/science/").status_code == 200


@contextmanager
def _a_colleague(act: Callable[[], object], *, before: str) -> Iterator[None]:
    """Let a colleague act at the moment when this connection comes to a statement with those words.

    It goes on when the colleague has done, or waits for what this connection holds. Raises what the colleague came to.
    """
    acting: list[Future[None]] = []
    colleague: list[int] = []  # the process that serves the colleague's connection

    def acts() -> None:
        try:
            connection.ensure_connection()
            colleague.append(connection.connection.info.backend_pid)
            act()
        finally:
            connection.close()

    def waits_for_us() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid() = ANY(pg_blocking_pids(%s))", colleague)
            return cursor.fetchone()[0]

    def hold(execute: Callable[..., object], sql: str, *given: Any) -> object:
        if before in sql and not acting:
            acting.append(threads.submit(acts))
            wait_until(lambda: acting[0].done() or (colleague and waits_for_us()), "the colleague")
        return execute(sql, *given)

    with ThreadPoolExecutor(1) as threads:
        with connection.execute_wrapper(hold):
            yield
        [acted] = acting
        acted.result()
