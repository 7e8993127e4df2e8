"""An editor has captured pages brought in."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles import publishing
from articles.desk import save_revision
from articles.importing import proposals
from articles.models import Article, Capture, Change, Record, Release, Revision
from articles.rendering import blocks
from media.models import Image, Source

CAPTURE = """Storm barrier closes for the first time

Gates of the barrier seen from the air near Delta, Coastland, January 13, 2020. (Reuters)
Gates of the barrier seen from the air near Delta, Coastland, January 13, 2020. (Reuters)
TT
20

Storm barrier closes for the first time

Gates of the barrier seen from the air near Delta, Coastland, January 13, 2020. (Reuters)
Gates of the barrier seen from the air near Delta, Coastland, January 13, 2020. (Reuters)

The barrier at the mouth of the river was closed on Monday – the first time since it was built.

“It held,” an engineer told Reuters.

A long wait
Thirty years passed between the flood and the barrier.

WHAT COMES NEXT

The gates open again when the water falls.
"""

EXPECTED = [
    ("paragraph", "The barrier at the mouth of the river was closed on Monday – the first time since it was built."),
    ("paragraph", "“It held,” an engineer told Reuters."),
    ("crosshead", "A long wait"),
    ("paragraph", "Thirty years passed between the flood and the barrier."),
    ("crosshead", "WHAT COMES NEXT"),
    ("paragraph", "The gates open again when the water falls."),
]

OTHER = """Ferries stay in port

The ferries across the strait did not sail.
"""


@pytest.fixture
def page(tmp_path: Path):
    def write(text: str = CAPTURE, name: str = "page.txt") -> str:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(file)

    return write


def everything() -> list:
    """All that an import could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Article, Capture, Change, Image, Record, Release, Revision)
    ]


def test_a_captured_page_is_published_word_for_word_at_every_door(client, page, section):
    call_command(
        "import_articles", page(), "--section", "science", "--publish", "--published-at", "2020-01-13T18:30+00:00"
    )
    release = Release.objects.public().get()
    assert blocks(release.body) == EXPECTED
    assert release.lead.caption == "Gates of the barrier seen from the air near Delta, Coastland, January 13, 2020."
    assert release.lead.credit == "Reuters"
    image = Image.objects.get()
    assert (image.source.name, image.taken_on.isoformat(), image.awaits_file) == ("Reuters", "2020-01-13", True)
    path = f"/science/2020/01/13/storm-barrier-closes-for-the-first-time-{release.article_id}/"
    assert release.get_absolute_url() == path
    assert release.source.name == "Reuters"
    assert not release.card.source_confirmed
    html = client.get(release.get_absolute_url()).content.decode()
    for _, text in EXPECTED:
        assert text in html


def test_the_same_page_again_changes_nothing_wherever_it_stands(page, section):
    call_command("import_articles", page(), "--publish")
    before = everything()
    call_command("import_articles", page(name="renamed.txt"), "--publish")
    assert everything() == before
    call_command("import_articles", page(OTHER + "\n\n\n" + CAPTURE, name="longer.txt"), "--publish")
    assert Article.objects.count() == 2
    barrier = Article.objects.get(headline__startswith="Storm")
    assert barrier.revisions.count() == barrier.changes.count() == 1


def test_a_changed_page_updates_the_desk_and_the_public_only_when_told(page, section):
    call_command("import_articles", page(), "--publish")
    changed = CAPTURE.replace("Thirty years", "Thirty-one years")
    call_command("import_articles", page(changed))
    assert "Thirty-one" in Article.objects.get().body
    assert "Thirty-one" not in Release.objects.public().get().body
    changed = changed.replace("Thirty-one", "Thirty-two")
    call_command("import_articles", page(changed), "--publish")
    assert "Thirty-two" in Release.objects.public().get().body
    assert list(Change.objects.values_list("kind", flat=True)) == ["updated", "published"]
    assert Image.objects.count() == 1


def test_what_the_library_says_of_a_pictures_rights_is_no_work_on_the_story(page, section, tmp_path, jpeg):
    (tmp_path / "gates.jpg").write_bytes(jpeg())
    lines = CAPTURE.replace("TT\n20", "Photo: gates.jpg\nTT\n20")
    call_command("import_articles", page(lines), "--photos", str(tmp_path), "--publish")
    Image.objects.update(usage_terms="Until the summer.", focal_x=0.2)
    changed = lines.replace("Thirty years", "Thirty-one years")
    call_command("import_articles", page(changed), "--photos", str(tmp_path), "--publish")
    assert "Thirty-one" in Release.objects.public().get().body
    before = everything()
    Image.objects.update(usage_terms="Until the autumn.")
    call_command("import_articles", page(changed), "--photos", str(tmp_path), "--publish")
    assert everything()[2] == before[2]


def test_work_done_by_hand_is_never_overwritten(page, section, editor):
    call_command("import_articles", page())
    article = Article.objects.get()
    article.body += "<p>Our own paragraph.</p>"
    article.save()
    changed = page(CAPTURE.replace("Thirty years", "Thirty-one years"))
    call_command("import_articles", changed, "--publish")
    article.refresh_from_db()
    assert "Our own paragraph." in article.body
    assert "Thirty-one" not in article.body
    before = everything()
    call_command("import_articles", changed)
    assert everything() == before

    proposals.take_over(article.capture, actor=editor)
    article.refresh_from_db()
    assert "Thirty-one" in article.body
    assert any("Our own paragraph." in revision.body for revision in article.revisions.all())
    assert Capture.objects.get().proposal is None


def test_a_dismissed_proposal_does_not_come_back(page, section, editor):
    call_command("import_articles", page())
    Article.objects.update(body="<p>By hand.</p>")
    changed = page(CAPTURE.replace("Thirty years", "Thirty-one years"))
    call_command("import_articles", changed)
    proposals.dismiss(Capture.objects.get(), actor=editor)
    before = everything()
    call_command("import_articles", changed)
    assert everything() == before


def test_an_editors_section_and_headline_survive_the_same_page(page, section, arabic_section):
    call_command("import_articles", page())
    Article.objects.update(headline="Our better headline", urgency=1)
    before = everything()
    call_command("import_articles", page(name="again.txt"))
    assert everything() == before


def test_two_stories_may_share_a_headline(page, section):
    first = "Briefing\n\nSnow fell on the northern ranges in the night and closed two roads.\n"
    second = "Briefing\n\nParliament adjourned after choosing its speaker by lot, as the old law asks.\n"
    call_command("import_articles", page(first, "a.txt"), page(second, "b.txt"))
    assert Article.objects.filter(headline="Briefing").count() == 2


def test_a_story_taken_down_is_not_brought_back_by_its_page(page, section):
    call_command("import_articles", page(), "--publish")
    publishing.retract(Article.objects.get().pk, actor=None, reason="Wrong.")
    before = everything()
    call_command("import_articles", page(), "--publish")
    assert everything() == before


def test_a_photo_comes_with_its_line_or_later(page, section, tmp_path, jpeg):
    photos = tmp_path / "photos"
    photos.mkdir()
    lines = CAPTURE.replace("TT\n20", "Photo: gates.jpg\nTT\n20")
    call_command("import_articles", page(lines), "--photos", str(photos))
    assert Image.objects.get().awaits_file
    (photos / "gates.jpg").write_bytes(jpeg())
    call_command("import_articles", page(lines), "--photos", str(photos))
    [use] = Article.objects.get().picture_uses.all()
    assert not use.image.awaits_file
    assert use.image.credit == "Reuters"


def test_a_photo_that_comes_with_a_changed_text_is_the_awaited_picture(page, section, tmp_path, jpeg):
    photos = tmp_path / "photos"
    photos.mkdir()
    lines = CAPTURE.replace("TT\n20", "Photo: gates.jpg\nTT\n20")
    call_command("import_articles", page(lines), "--photos", str(photos))
    (photos / "gates.jpg").write_bytes(jpeg())
    changed = lines.replace("Thirty years", "Forty years")
    assert changed != lines
    call_command("import_articles", page(changed), "--photos", str(photos))
    assert not Image.objects.get().awaits_file


@pytest.mark.parametrize("stands", ["within the text", "above it, with the photo beneath"])
def test_a_photo_that_cannot_take_the_awaited_pictures_place_changes_nothing_however_often_it_comes(
    stands, page, section, tmp_path, jpeg, make_picture, capsys
):
    photos = tmp_path / "photos"
    photos.mkdir()
    lines = CAPTURE.replace("TT\n20", "Photo: gates.jpg\nTT\n20")
    call_command("import_articles", page(lines), "--photos", str(photos))
    article, awaited = Article.objects.get(), Image.objects.get()
    in_the_library = make_picture()
    with in_the_library.file.open() as file:
        (photos / "gates.jpg").write_bytes(file.read())
    if stands == "within the text":
        article.picture_uses.update(in_text=True)
        article.body += f'<figure data-picture="{awaited.pk}"></figure>'
        article.save()
    else:
        article.picture_uses.create(image=in_the_library, position=1)
    save_revision(article, actor=None)
    before = everything()
    for _ in range(3):
        capsys.readouterr()
        call_command("import_articles", page(lines), "--photos", str(photos))
        assert capsys.readouterr().out.startswith(f"unchanged {article.pk} Storm barrier")
        assert everything() == before


@pytest.mark.parametrize(
    "bad",
    [b"", b"\x00\x01\x02binary", b"   \n\n", b"Headline\n\nOnly a caption. (Reuters)\nOnly a caption. (Reuters)\n", b"x" * 60_000_000],
    ids=["empty", "binary", "blank", "caption only", "60 MB"],
)  # fmt: skip
def test_what_is_no_story_gets_one_line_and_the_good_files_come_in(page, section, capsys, bad):
    with pytest.raises(CommandError):
        call_command("import_articles", page(bad, "bad.txt"), page())
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1
    assert "bad.txt" in errors[0]
    assert Article.objects.get().headline == "Storm barrier closes for the first time"


@pytest.mark.parametrize(
    "arguments",
    [["--section", "nowhere"], ["--source", "Nobody"], ["--photos", "/nowhere"], ["--published-at", "soon"], ["--as", "nobody"]],
)  # fmt: skip
def test_a_wrong_argument_is_named(page, section, arguments, capsys):
    with pytest.raises(CommandError) as error:
        call_command("import_articles", page(), *arguments)
    assert arguments[1] in f"{error.value} {capsys.readouterr().err}"
    assert not Article.objects.exists()


def test_a_reporter_cannot_publish_by_command(page, section, reporter, capsys):
    with pytest.raises(CommandError):
        call_command("import_articles", page(), "--publish", "--as", reporter.username)
    assert "Your role" in capsys.readouterr().err
    assert Article.objects.get().state == "draft"


def test_a_dry_run_changes_nothing(page, section):
    before = everything()
    call_command("import_articles", page(), "--publish", "--dry-run")
    assert everything() == before


def test_a_source_that_was_given_is_certain(page, section):
    Source.objects.create(name="Harbour Wire", spellings=["HW"])
    call_command("import_articles", page(), "--source", "hw")
    article = Article.objects.get()
    assert (article.source.name, article.source_confirmed) == ("Harbour Wire", True)


def test_a_caption_mended_by_hand_survives_the_same_page_with_its_photos(page, section, tmp_path, jpeg):
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "gates.jpg").write_bytes(jpeg())
    lines = page(CAPTURE.replace("TT\n20", "Photo: gates.jpg\nTT\n20"))
    call_command("import_articles", lines, "--photos", str(photos), "--publish")
    Article.objects.get().picture_uses.update(caption="The gates, mended.", alt_text="Grey gates")
    publishing.correct(Article.objects.get().pk, actor=None, note="These are other gates.")
    before = everything()
    call_command("import_articles", lines, "--photos", str(photos), "--publish")
    assert everything() == before


def test_a_picture_an_editor_took_out_does_not_come_back(page, section, tmp_path):
    call_command("import_articles", page())
    Article.objects.get().picture_uses.all().delete()
    before = everything()
    for _ in range(2):
        call_command("import_articles", page(), "--photos", str(tmp_path), "--publish")
    assert everything() == before


@pytest.mark.parametrize("by_hand", ["caption", "standfirst", "picture"])
def test_a_changed_page_waits_beside_whatever_was_done_by_hand(page, section, make_picture, by_hand):
    call_command("import_articles", page(), "--publish")
    article = Article.objects.get()
    if by_hand == "caption":
        article.picture_uses.update(caption="Ours.")
    elif by_hand == "standfirst":
        Article.objects.update(standfirst="HALF-DONE")
    else:
        article.picture_uses.create(image=make_picture(), position=1)
    call_command("import_articles", page(CAPTURE.replace("Thirty years", "Thirty-one years")), "--publish")
    assert "Thirty-one" in Capture.objects.get().proposal["body"]
    assert Change.objects.count() == 1
    assert article.picture_uses.count() == (2 if by_hand == "picture" else 1)


def test_a_draft_that_is_held_back_is_not_published_by_its_page(page, section, editor):
    call_command("import_articles", page())
    article = Article.objects.get()
    publishing.submit(article.pk, actor=editor)
    publishing.return_to_reporter(article.pk, actor=editor, reason="Do not run this.")
    call_command("import_articles", page(), "--publish")
    Article.objects.update(body="<p>TO CHECK</p>")
    call_command("import_articles", page(CAPTURE.replace("Thirty years", "Thirty-one years")), "--publish")
    assert not Release.objects.exists()


def test_a_draft_edited_by_hand_is_not_published_by_its_page(page, section):
    call_command("import_articles", page())
    Article.objects.update(standfirst="TO CHECK")
    call_command("import_articles", page(), "--publish")
    assert not Release.objects.exists()


def test_tomorrows_briefing_is_not_todays_with_another_text(page, section):
    end = "Write to us with what we missed."
    monday = f"Morning briefing\n\nThe ferries stay in port after the storm.\n\nSchools are open.\n\n{end}\n"
    tuesday = f"Morning briefing\n\nVoters in two districts go to the polls.\n\nRain is likely.\n\n{end}\n"
    call_command("import_articles", page(monday, "monday.txt"), page(tuesday, "tuesday.txt"), "--publish")
    assert Release.objects.public().count() == 2


def test_an_update_that_was_cut_short_is_made_good_by_the_next_call(page, section):
    call_command("import_articles", page(), "--publish")
    changed = page(CAPTURE.replace("Thirty years", "Thirty-one years"))
    call_command("import_articles", changed)  # as far as a call came that was killed before it published
    call_command("import_articles", changed, "--publish")
    assert "Thirty-one" in Release.objects.public().get().body


def test_an_arabic_page_goes_to_its_own_edition_whatever_the_section(page, section, arabic_section, capsys):
    arabic_section.slug = "culture"
    arabic_section.save()
    call_command(
        "import_articles", page("المد والجزر\n\nارتفع الماء عند البوابات صباح الاثنين.\n"), "--section", "science"
    )
    assert Article.objects.get().section == arabic_section
    assert "has no “science”" in capsys.readouterr().out
