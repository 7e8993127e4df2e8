"""Several people at the same story in the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from django.core.files import File
from django.core.management import call_command
from django.db import connection, transaction

from articles import publishing
from articles.models import Article, Capture, Change, ChangeCounter, Record, Section
from articles.moves import Verb
from articles.publishing import Refused
from media.intake import attach
from media.models import Image


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
        try:
            publishing.perform(verb, release.article_id, actor=administrator, words="As agreed.")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as colleague:
        # As in articles/renaming.py: the name first, the number last.
        with transaction.atomic():
            Section.objects.select_for_update().get(pk=section.pk)
            performed = colleague.submit(perform)
            while not (performed.done() or _somebody_waits()):
                pass
            ChangeCounter.objects.select_for_update().get()
        performed.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]
