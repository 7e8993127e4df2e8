"""Pictures within the text: put there on the form, and followed to whoever gets the story."""

from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from articles import publishing
from articles.desk import content_of
from articles.models import Article, Release
from articles.publishing import pictures
from tests.editors.conftest import form_address

TEXT = "<p>The barrier closed at noon.</p>{}<p>It opened at dusk.</p>"


def figure(image, **words: str) -> str:
    """A figure as the form's editor sends it."""
    said = "".join(f' data-{name}="{value}"' for name, value in words.items())
    return f'<figure data-picture="{image.pk}"{said} data-thumbnail="/media/x.jpg"><br></figure>'


@pytest.fixture
def gates(make_picture):
    return make_picture(caption="The gates.", alt_text="Steel gates.", credit="Jo Brandt")


@pytest.fixture
def article(make_story):
    return make_story(body=TEXT.format(""))


@pytest.fixture
def desk(editor, signed_in):
    return signed_in(editor)


@pytest.fixture
def illustrated(article, desk, write, gates):
    """A story with one picture within its text."""
    write(desk, article, body=TEXT.format(figure(gates)))
    article.refresh_from_db()
    return article


def test_the_body_keeps_the_id_alone_and_the_story_has_the_picture(illustrated, gates):
    assert illustrated.body == TEXT.format(f'<figure data-picture="{gates.pk}"></figure>')
    [shown] = content_of(illustrated).pictures
    assert (shown.image, shown.in_text, shown.caption, shown.own_caption) == (gates.pk, True, "The gates.", False)
    assert illustrated.revisions.first().story == content_of(illustrated)


def test_words_written_at_a_figure_are_this_storys_alone(article, desk, write, gates):
    write(
        desk, article, body=TEXT.format(figure(gates, caption="Seen &lt;at&gt; &quot;noon&quot;.", alt="Gates, shut."))
    )
    article.refresh_from_db()
    [shown] = content_of(article).pictures
    assert (shown.caption, shown.alt) == ('Seen <at> "noon".', "Gates, shut.")
    gates.refresh_from_db()
    assert gates.caption == "The gates."
    form = desk.get(form_address(article)).content.decode()
    assert "data-caption=&quot;Seen &amp;lt;at&amp;gt; &amp;quot;noon&amp;quot;.&quot;" in form


def test_a_form_saved_untouched_changes_nothing(article, desk, write, gates):
    write(desk, article, body=TEXT.format(figure(gates, caption="Seen at noon.")))
    before = article.revisions.count()
    write(desk, article)
    assert article.revisions.count() == before


def test_blank_words_at_a_figure_leave_those_of_the_library(article, desk, write, gates):
    write(desk, article, body=TEXT.format(figure(gates, caption=" ", alt="\n ")))
    [shown] = content_of(article).pictures
    assert (shown.caption, shown.alt) == ("The gates.", "Steel gates.")


def test_a_figure_taken_out_of_the_text_is_in_the_story_no_more(illustrated, desk, write):
    write(desk, illustrated, body=TEXT.format(""))
    assert not illustrated.picture_uses.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>A text.</p>" + '<figure data-picture="404040"></figure>', "picture 404040, which is not in the library"),
        (
            "<p>A text.</p>" + '<figure data-picture="{0}"></figure>' * 2,
            "Picture {0} stands in the text more than once",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_a_sentence(article, desk, write, gates, body, said):
    answer = write(desk, article, body=body.format(gates.pk))
    assert said.format(gates.pk) in answer.content.decode()
    article.refresh_from_db()
    assert article.body == TEXT.format("")


def test_a_picture_stands_in_the_text_or_in_the_list(illustrated, desk, write, gates):
    row = {
        "picture_uses-TOTAL_FORMS": 1,
        "picture_uses-0-image": gates.pk,
        "picture_uses-0-article": illustrated.pk,
        "picture_uses-0-position": 0,
    }
    answer = write(desk, illustrated, **row)
    assert "This picture stands within the text" in answer.content.decode()
    # From the text into the list, in one go; and back.
    assert write(desk, illustrated, body=TEXT.format(""), **row).status_code == 302
    [use] = illustrated.picture_uses.all()
    assert (use.image, use.in_text) == (gates, False)
    back = {"picture_uses-0-DELETE": "on", "body": TEXT.format(figure(gates))}
    assert write(desk, illustrated, **back).status_code == 302
    [use] = illustrated.picture_uses.all()
    assert (use.image, use.in_text) == (gates, True)


def rows(article, *pictures, known=()):
    """The list of pictures on the form: the first rows are those of `known`, the others new."""
    sent = {"picture_uses-TOTAL_FORMS": len(pictures), "picture_uses-INITIAL_FORMS": len(known)}
    for number, picture in enumerate(pictures):
        row = f"picture_uses-{number}-"
        sent |= {f"{row}image": picture.pk, f"{row}article": article.pk, f"{row}position": number}
        sent[f"{row}id"] = known[number].pk if number < len(known) else ""
    return sent


def test_two_pictures_may_change_places_in_the_list(article, desk, write, gates, make_picture):
    other = make_picture()
    known = [article.picture_uses.create(image=image, position=place) for place, image in enumerate((gates, other))]
    assert write(desk, article, **rows(article, other, gates, known=known)).status_code == 302
    assert [use.image for use in article.picture_uses.all()] == [other, gates]


def test_two_editors_who_add_the_same_picture_have_it_once_and_the_second_is_told(article, desk, write, gates):
    typed = rows(article, gates)
    assert write(desk, article, **typed).status_code == 302
    answer = write(desk, article, **typed)  # from a form that was opened before
    assert "A colleague has added this picture meanwhile" in answer.content.decode()
    assert article.picture_uses.count() == 1


def test_a_figure_does_not_vanish_because_a_colleague_listed_its_picture(article, desk, write, gates):
    write(desk, article, **rows(article, gates))
    before = article.revisions.first()
    body = TEXT.format(figure(gates, caption="Seen at noon."))
    answer = write(desk, article, body=body, **rows(article))
    said = "A colleague has added “The gates.” to this list meanwhile: take it out of the text."
    assert said in answer.content.decode()
    assert "Seen at noon." in answer.content.decode()
    assert article.revisions.first() == before


def test_the_lead_stands_above_and_the_figure_in_its_place(illustrated, client, make_picture, write, desk, editor):
    lead = make_picture(width=900, caption="From the air.", credit="Ana Lima")
    illustrated.picture_uses.create(image=lead, position=0)
    release = publishing.publish(illustrated.pk, actor=editor)
    assert (release.lead.caption, [picture.caption for picture in release.pictures]) == (
        "From the air.",
        ["From the air.", "The gates."],
    )
    page = client.get(release.get_absolute_url()).content.decode()
    order = [page.index(words) for words in ("From the air.", "closed at noon.", "The gates.", "It opened at dusk.")]
    assert order == sorted(order)
    assert page.count("<figure") == 2
    assert "data-picture" not in page


def test_feeds_carry_the_figure_where_it_stands(illustrated, client, editor):
    publishing.publish(illustrated.pk, actor=editor)
    [entry] = feedparser.parse(client.get("/feeds/rss.xml").content).entries
    before, _image, after = entry.content[0].value.partition("<img")
    assert "closed at noon" in before
    assert "The gates. (Jo Brandt)</figcaption></figure><p>It opened" in after


def test_a_figure_that_may_not_be_passed_on_is_in_no_feed(illustrated, client, editor, gates):
    gates.may_syndicate = False
    gates.save()
    release = publishing.publish(illustrated.pk, actor=editor)
    assert "The gates." in client.get(release.get_absolute_url()).content.decode()
    assert "The gates." not in client.get("/feeds/atom.xml").content.decode()


def test_a_figure_whose_right_ends_leaves_the_text_and_the_text_stays(illustrated, client, editor, gates):
    release = publishing.publish(illustrated.pk, actor=editor)
    gates.rights_until = timezone.localdate() - timedelta(days=1)
    gates.save()
    assert pictures.take_out_ended() == 1
    page = client.get(release.get_absolute_url()).content.decode()
    assert "<figure" not in page
    assert "It opened at dusk." in page


def test_an_edited_caption_reaches_the_figure(illustrated, desk, client, editor, gates):
    publishing.publish(illustrated.pk, actor=editor)
    gates.caption = "The eastern gates."
    gates.save()
    now = pictures.follow(illustrated.pk, gates.pk, actor=editor)
    assert [(picture.caption, picture.in_text) for picture in now.pictures] == [("The eastern gates.", True)]
    assert "The eastern gates." in client.get(now.get_absolute_url()).content.decode()


def test_what_stands_in_the_way_names_the_figure(illustrated, editor, gates):
    gates.may_publish = False
    gates.save()
    with pytest.raises(publishing.Refused, match="Figure 1 of the text may not be published"):
        publishing.publish(illustrated.pk, actor=editor)
    assert not Release.objects.exists()


def test_who_may_only_read_sees_the_figure_in_its_place(illustrated, signed_in, syndication_manager):
    page = signed_in(syndication_manager).get(form_address(illustrated)).content.decode()
    assert 'noon.</p><figure><img class="desk-thumb"' in page


def test_a_story_begins_with_a_figure(desk, write, section, gates):
    body = TEXT.format(figure(gates, caption="Seen at noon."))
    write(desk, headline="The barrier", language="en", section=section.pk, urgency=4, body=body)
    [shown] = content_of(Article.objects.get()).pictures
    assert (shown.caption, shown.in_text) == ("Seen at noon.", True)
