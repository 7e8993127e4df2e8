"""Erasure by law: an administrator destroys a story's words wherever they are kept, and what is left says so."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import publishing
from articles.models import Article, Change, Record, Release, Revision
from articles.publishing import Refused
from tests.editors.conftest import form_address, verb_address

WORD = "Quillfeather"
PAGE = f"Harbour master {WORD} resigns\n\nThe harbour master {WORD} has resigned, the port said on Monday.\n"


def _columns_with(word: str) -> set[str]:
    """Every column of every table of the database in which the word stands, in any letters."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type NOT IN ('bytea')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{word}%"])
            if cursor.fetchone():
                found.add(f"{table}.{column}")
    return found


@pytest.fixture
def named(make_story, write, editor, signed_in):
    """A story whose every place for words names somebody: published, corrected, returned and proposed anew."""
    article = make_story(f"{WORD} resigns", body=f"<p>{WORD} has resigned.</p>", standfirst=WORD, place=WORD)
    publishing.submit(article.pk, actor=editor)
    publishing.return_to_reporter(article.pk, actor=editor, reason=f"Ask {WORD}.")
    publishing.publish(article.pk, actor=editor)
    write(signed_in(editor), article, short_headline=f"{WORD} goes", slug=f"{WORD}-goes")
    publishing.correct(article.pk, actor=editor, note=f"It is {WORD}, with two l.")
    return article


@pytest.mark.parametrize("taken_down", [False, True])
def test_no_word_of_an_erased_story_is_left_in_the_database(taken_down, named, administrator):
    assert len(_columns_with(WORD)) > 10
    if taken_down:
        publishing.retract(named.pk, actor=None, reason=f"{WORD} stays.")
    publishing.erase(named.pk, actor=administrator, reason="Judgment of the district court, 4 O 12/26.")
    assert _columns_with(WORD) == set()
    named.refresh_from_db()
    record = named.records.first()
    assert (record.verb, record.actor) == ("erase", administrator)
    assert record.note == "Judgment of the district court, 4 O 12/26."
    assert Release.objects.filter(article=named).count() == 2
    assert all(release.content == {"erased": record.pk} for release in Release.objects.filter(article=named))
    assert all(revision.erased_by == record for revision in Revision.objects.filter(article=named))
    change = Change.objects.first()
    assert (change.kind, change.article, change.note, change.reason) == ("erased", named, "", "")


def test_readers_of_an_erased_story_get_a_notice_that_says_nothing_of_it(client, named, administrator):
    address = Release.objects.public().get().get_absolute_url()
    publishing.erase(named.pk, actor=administrator, reason="A court said so.")
    answer = client.get(address)
    assert answer.status_code == 410
    assert WORD.lower() not in answer.content.decode().replace(address, "").lower()
    assert "court" not in answer.content.decode()


def test_the_newsroom_still_reads_that_there_was_a_story(named, administrator, signed_in):
    publishing.erase(named.pk, actor=administrator, reason="A court said so.")
    client = signed_in(administrator)
    for address in (
        form_address(named),
        form_address(named).replace("change", "history"),
        "/admin/articles/article/",
        "/admin/articles/change/",
        "/admin/",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert WORD not in page.content.decode()
    assert "A court said so." in client.get(form_address(named).replace("change", "history")).content.decode()


def test_an_erased_story_is_nobodys_to_write_or_to_move(named, administrator, signed_in):
    publishing.erase(named.pk, actor=administrator, reason="A court said so.")
    client = signed_in(administrator)
    page = client.get(form_address(named)).content.decode()
    assert 'name="_verb"' not in page
    assert client.post(form_address(named), {"headline": WORD}).status_code == 403
    with pytest.raises(Refused, match="the story is erased"):
        publishing.restore(named.pk, actor=administrator, note="It was right.")


def test_an_editor_may_not_erase(named, editor, signed_in):
    assert signed_in(editor).get(verb_address(named, "erase")).status_code == 403
    with pytest.raises(Refused, match="Your role"):
        publishing.erase(named.pk, actor=editor, reason="I want it gone.")
    named.refresh_from_db()
    assert named.state == "public"


def test_an_erased_draft_leaves_the_log_of_public_changes_alone(make_story, administrator):
    article = make_story(f"{WORD} resigns")
    publishing.erase(article.pk, actor=administrator, reason="A court said so.")
    assert _columns_with(WORD) == set()
    assert not Change.objects.exists()
    assert Record.objects.get().verb == "erase"


def test_the_same_page_imported_again_does_not_bring_an_erased_story_back(section, administrator, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    call_command("import_articles", str(page), "--publish", verbosity=0)
    article = Article.objects.get()
    publishing.erase(article.pk, actor=administrator, reason="A court said so.")
    for text in (PAGE, PAGE.replace("Monday", "Tuesday")):
        page.write_text(text)
        with pytest.raises(CommandError):
            call_command("import_articles", str(page), "--publish", verbosity=0)
    assert _columns_with(WORD) == set()
    assert Article.objects.get() == article
