"""An operator asks whether everything holds, and is told exactly what does not and where."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fnmatch import fnmatchcase
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import publishing
from articles.models import Article, Author, Record, Release, Revision, Section, Tag
from articles.renaming import rename
from media.intake import take_in
from media.models import Image
from media.storage import postgres
from newsportal.verification import MOST
from tests.operators.breakages import BREAKAGES


def verify() -> tuple[list[str], list[str]]:
    """Run the command; the lines it wrote, its error last, and the faults it named. It fails exactly if there are any."""
    out, err = StringIO(), StringIO()
    error = ""
    try:
        call_command("verify", stdout=out, stderr=err, no_color=True)
    except CommandError as failure:
        error = str(failure)
    assert bool(error) == bool(err.getvalue())
    assert out.getvalue().endswith("Everything holds.\n") != bool(error)
    return [*out.getvalue().splitlines(), error], err.getvalue().splitlines()


@pytest.fixture
def newsroom(
    make_story: Callable[..., Article],
    jpeg: Callable[..., bytes],
    section: Section,
    tag: Tag,
    author: Author,
    editor: Any,
    administrator: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    """A newsroom in which everything happened: by their names, what tests break.

    The log: 1 barrier published, 2 corrected, 3 section renamed, 4 barrier retracted, 5 restored,
    6 letter published, 7 letter erased, 8 ferry published.
    """
    monkeypatch.setattr(postgres, "PIECE", 1000)  # a small picture in several pieces
    picture = take_in(
        File(BytesIO(jpeg()), name="barrier.jpg"), actor=editor, caption="A barrier closes.", alt_text="-"
    )
    second = Author.objects.create(name="Piet Aerts", slug="piet-aerts")
    barrier = make_story("A barrier closed", pictures=(picture,), authors=(author, second), tags=(tag,))
    publishing.publish(barrier.pk, actor=editor)
    Article.objects.filter(pk=barrier.pk).update(body="<p>The barrier closed at one.</p>")
    publishing.correct(barrier.pk, actor=editor, note="It closed at one.")
    rename(section, actor=editor, name="Sciences")
    publishing.retract(barrier.pk, actor=editor, reason="It never closed.")
    publishing.restore(barrier.pk, actor=editor, note="It did close.")
    letter = make_story("A letter")
    publishing.publish(letter.pk, actor=editor)
    publishing.erase(letter.pk, actor=administrator, reason="A court said so.")
    draft = make_story("A draft")
    scheduled = make_story("Tomorrow")
    publishing.schedule(scheduled.pk, actor=editor, at=timezone.now() + timedelta(days=1))
    spiked = make_story("Never")
    publishing.spike(spiked.pk, actor=editor, reason="")
    ferry = make_story("The ferries sail", pictures=(picture,), authors=(author,), tags=(tag,))
    release = publishing.publish(ferry.pk, actor=editor)
    return {
        "barrier": barrier.pk,
        "letter": letter.pk,
        "draft": draft.pk,
        "ferry": ferry.pk,
        "ferry_release": release.pk,
        "ferry_record": Record.objects.get(article=ferry).pk,
        "ferry_version": Revision.objects.get(article=ferry).pk,
        "erasure": Record.objects.get(article=letter, verb="erase").pk,
        "other_section": Section.objects.create(name="Sport", slug="sport", language="en").pk,
        "picture": picture.pk,
        "file": picture.file.name,
        "size": picture.size,
    }


# Takes every guard off the tables, for the test's transaction alone.
DISARM = """
    DO $$ DECLARE guard record; BEGIN
        FOR guard IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint
                     WHERE contype = 'f' AND connamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guard.owner, guard.conname);
        END LOOP;
        FOR guard IN SELECT DISTINCT tgrelid::regclass AS owner FROM pg_trigger
                     WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger_%' LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guard.owner);
        END LOOP;
    END $$
"""


def tamper(sql: str) -> None:
    """A hand in the database, past every trigger and foreign key."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the newsroom did is checked before, not after
        cursor.execute(DISARM)
        cursor.execute(sql)


def test_a_healthy_newsroom_holds_and_every_part_says_what_was_looked_at(newsroom):
    written, _ = verify()
    assert written == [
        "log: 8 changes hold",
        "releases: 5 releases hold",
        "versions: 7 versions hold",
        "stories: 6 stories hold",
        "pictures: 1 picture and 1 file hold",
        "Everything holds.",
        "",
    ]


def test_a_newsroom_that_has_not_begun_holds(db):
    written, _ = verify()
    assert written[0] == "log: 0 changes hold"


@pytest.mark.parametrize("what", BREAKAGES)
def test_the_operator_is_told_when(what, newsroom):
    breakage, *expected = BREAKAGES[what]
    tamper(breakage.format(**newsroom))
    written, faults = verify()
    patterns = [pattern.format(**newsroom) for pattern in expected]
    assert len(faults) == len(patterns), faults
    for fault, pattern in zip(faults, patterns, strict=True):
        assert fnmatchcase(fault, pattern.replace("[", "[[]"))
    number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    assert written[-1].startswith(f"{number}: see above")


def test_the_first_of_many_faults_are_named_and_the_others_are_not_counted(db):
    Article.objects.bulk_create(Article(headline=f"Story {n}", state="retracted") for n in range(MOST + 5))
    written, faults = verify()
    assert len(faults) == MOST + 1
    assert faults[-1] == "stories: and more of the same"
    assert f"stories: {MOST} faults and more in {MOST + 5} stories" in written
    assert written[-1] == f"{MOST} faults and more: see above, stories."


def test_exactly_as_many_faults_as_are_named_have_no_more(db):
    Article.objects.bulk_create(Article(headline=f"Story {n}", state="retracted") for n in range(MOST))
    written, faults = verify()
    assert len(faults) == MOST
    assert written[-1] == f"{MOST} faults: see above, stories."


def test_files_that_no_picture_names_are_no_fault(newsroom):
    default_storage.save("left.jpg", ContentFile(b"left over"))
    written, _ = verify()
    assert written[-4:] == [
        "pictures: 1 picture and 2 files hold",
        "    a file that no picture names",
        "Everything holds.",
        "",
    ]


def test_a_caption_that_awaits_its_picture_is_no_fault(db):
    Image.objects.create(caption="To come.")
    assert "pictures: 1 picture and 0 files hold" in verify()[0]


class TestWhileTheNewsroomWorks:
    @pytest.fixture
    def db(self, committed: None) -> None:
        """Another connection sees only what is committed."""

    def test_what_is_published_meanwhile_is_not_looked_at(self, make_public, make_story):
        make_public()
        waiting = make_story("Another")

        class Meanwhile(StringIO):
            """Where the operator reads the first line, and an editor publishes."""

            def write(self, text: str) -> int:
                if text.startswith("log:"):
                    with ThreadPoolExecutor(1) as threads:
                        threads.submit(_publish_elsewhere, waiting.pk).result()
                return super().write(text)

        out = Meanwhile()
        call_command("verify", stdout=out)
        assert Release.objects.count() == 2
        assert "releases: 1 release holds\n" in out.getvalue()
        assert out.getvalue().endswith("Everything holds.\n")


def _publish_elsewhere(article_id: int) -> None:
    try:
        publishing.publish(article_id, actor=None)
    finally:
        connection.close()
