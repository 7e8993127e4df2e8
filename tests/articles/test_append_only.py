"""What the database itself refuses, whoever speaks SQL to it: to rewrite history, and to leave a gap in the log."""

import pytest
from django.db import DatabaseError, connection, transaction

from articles import publishing
from articles.models import Change, ChangeCounter, Record, Release

HISTORY = [
    "articles_change",
    "articles_record",
    "articles_release",
    "articles_releaseauthor",
    "articles_releasepicture",
    "articles_release_tags",
    "articles_revision",
]


@pytest.fixture
def corrected(make_story, make_picture, author, tag):
    """A story with a history in every table: published, corrected, retracted."""
    article = make_story(pictures=(make_picture(),), authors=(author,), tags=(tag,))
    publishing.publish(article.pk, actor=None)
    publishing.correct(article.pk, actor=None, note="A gate, not a door.")
    publishing.retract(article.pk, actor=None, reason="There is no gate.")
    return article


def _refused(sql: str, match: str = "Cannot") -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", HISTORY)
def test_no_row_of_history_is_deleted(table, corrected):
    _refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", [*HISTORY, "articles_changecounter"])
def test_no_table_of_history_is_emptied(table, corrected):
    connection.check_constraints()
    _refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", HISTORY)
def test_no_column_of_history_is_written_again(table, corrected):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type, is_generated FROM information_schema.columns WHERE table_name = %s", [table]
        )
        columns = cursor.fetchall()
    other = {
        "bigint": "{0} + 1000",
        "integer": "{0} + 1000",
        "smallint": "{0} + 1000",
        "text": "'never said'",
        "character varying": "'none'",
        "jsonb": '\'{{"never": "said"}}\'',
        "timestamp with time zone": "now() - interval '1 year'",
    }
    assert len(columns) > 2
    for name, kind, generated in columns:
        if generated == "NEVER":
            # Of a column that is empty, another value; of one that is not, another one.
            changed = other[kind].format(f"COALESCE({name}, 0)" if "int" in kind else name)
            _refused(f"UPDATE {table} SET {name} = {changed}")


@pytest.mark.parametrize(
    "column", ["content = '{\"erased\": 1}', body = ''", "erased_by_id = 1", "superseded_at = NULL"]
)
def test_no_release_is_erased_without_the_record_of_an_erasure(column, corrected):
    _refused(f"UPDATE articles_release SET {column}", match="Cannot|violates foreign key")


def test_an_erasure_writes_the_mark_and_nothing_else(corrected, administrator):
    publishing.erase(corrected.pk, actor=administrator, reason="A court said so.")
    record = Record.objects.get(verb="erase")
    for column in ("content = '{}'", "body = 'x'", "erased_by_id = NULL", "number = 7"):
        _refused(f"UPDATE articles_release SET {column}")
    _refused(f"UPDATE articles_revision SET content = '{{\"erased\": {record.pk}}}', body = 'kept'")


def test_the_mark_of_one_story_erases_no_other(corrected, make_public, administrator):
    publishing.erase(corrected.pk, actor=administrator, reason="A court said so.")
    record, other = Record.objects.get(verb="erase"), make_public("Another story")
    _refused(
        f"UPDATE articles_release SET content = '{{\"erased\": {record.pk}}}', body = '', erased_by_id = {record.pk}"
        f" WHERE id = {other.pk}"
    )


def test_a_number_that_was_taken_and_not_used_is_no_commit(corrected):
    with pytest.raises(DatabaseError, match="the log would have a gap"), transaction.atomic():
        ChangeCounter.next()
        connection.check_constraints()


def test_a_change_without_a_number_of_the_counter_is_refused(corrected):
    last = Change.objects.first()
    _refused(
        "INSERT INTO articles_change (sequence, at, kind, article_id, note, reason)"
        f" VALUES ({last.sequence + 1}, now(), 'retracted', {corrected.pk}, '', '')",
        match="has no number of the counter",
    )


@pytest.mark.parametrize(
    "change", ["sequence = sequence - 1", "sequence = sequence + 3", "at = at - interval '1 hour'"]
)
def test_the_counter_is_not_turned_back_or_forward(change, corrected):
    with pytest.raises(DatabaseError, match="the log would have a gap"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE articles_changecounter SET {change}")
        connection.check_constraints()


def test_a_release_ends_once(corrected):
    assert Release.objects.filter(superseded_at=None).count() == 0
    _refused("UPDATE articles_release SET superseded_at = now()")
