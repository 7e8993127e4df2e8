"""The desk's working copy as data: read from its rows, written to them, and kept version by version."""

from collections.abc import Mapping
from typing import NamedTuple

from articles import addresses
from articles.content import StoryContent, StoryPicture
from articles.models import Article, ArticlePicture, Byline, Revision
from articles.rendering import clean, figures, printable
from media import renditions
from media.models import Image
from newsportal.models import User


class FigureWords(NamedTuple):
    """What was written for a picture within the text of one story; "" where the library's words stand."""

    caption: str = ""
    alt: str = ""


def content_of(article: Article) -> StoryContent:
    """The desk's copy whole, each picture with the caption and credit it would be published with."""
    return StoryContent(
        language=article.language,
        headline=printable(article.headline),
        slug=article.slug or addresses.slug_for(article.headline, article.language),
        short_headline=printable(article.short_headline),
        standfirst=printable(article.standfirst),
        body=printable(article.body),
        place=printable(article.place),
        section=article.section_id,
        tags=tuple(article.tags.order_by("pk").values_list("pk", flat=True)),
        authors=tuple(article.bylines.values_list("author_id", flat=True)),
        source=article.source_id,
        source_confirmed=article.source_confirmed,
        urgency=article.urgency,
        pictures=tuple(picture_of(use) for use in article.picture_uses.select_related("image__source")),
    )


def picture_of(use: ArticlePicture) -> StoryPicture:
    """A picture as this story shows it: the caption written for the story over the picture's own."""
    image = use.image
    return StoryPicture(
        image=image.pk,
        caption=printable(use.caption or image.caption),
        credit=printable(image.credit),
        alt=printable(use.alt_text or image.alt_text),
        photographer=printable(image.photographer),
        place=printable(image.place),
        taken_on=image.taken_on.isoformat() if image.taken_on else "",
        source=image.source_id,
        copyright_notice=image.notice,
        usage_terms=image.usage_terms,
        license_url=image.license_url,
        own_caption=bool(use.caption),
        own_alt=bool(use.alt_text),
        in_text=use.in_text,
        may_syndicate=image.may_syndicate and (image.source is None or image.source.picture_syndicate),
        last_day=image.last_day.isoformat() if image.last_day else "",
        key=renditions.key(image),
        width=image.width,
        height=image.height,
        colour=image.colour,
    )


def write(article: Article, content: StoryContent) -> None:
    """Make the desk's copy say what `content` says. The caller holds the transaction and saves the revision."""
    article.language = content.language
    article.headline = content.headline
    article.slug = "" if content.slug == addresses.slug_for(content.headline, content.language) else content.slug
    article.short_headline = content.short_headline
    article.standfirst = content.standfirst
    article.body = clean(content.body)
    article.place = content.place
    article.section_id = content.section
    article.source_id = content.source
    article.source_confirmed = content.source_confirmed
    article.urgency = content.urgency
    article.save()
    article.tags.set(content.tags)
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, author_id=author, position=position) for position, author in enumerate(content.authors)
    )
    _write_pictures(article, content)


def _write_pictures(article: Article, content: StoryContent) -> None:
    images = Image.objects.in_bulk([picture.image for picture in content.pictures])
    placed = set(figures(article.body))
    article.picture_uses.all().delete()
    ArticlePicture.objects.bulk_create(
        ArticlePicture(
            article=article,
            image_id=picture.image,
            position=position,
            in_text=picture.in_text,
            # Only what differs is kept here, so that a caption mended in the library reaches the story.
            caption="" if picture.caption == images[picture.image].caption else picture.caption,
            alt_text="" if picture.alt == images[picture.image].alt_text else picture.alt,
        )
        for position, picture in enumerate(content.pictures)
        if not picture.in_text or picture.image in placed
    )


def figure_words(article: Article) -> dict[int, FigureWords]:
    """What was written here for the pictures within the text, by their ids."""
    uses = article.picture_uses.filter(in_text=True)
    return {use.image_id: FigureWords(use.caption, use.alt_text) for use in uses}


def place_figures(article: Article, words: Mapping[int, FigureWords]) -> None:
    """Make the pictures within the text those that its body has figures of, with these words.

    One that is listed above or beneath the text stays there alone. The caller holds the transaction.
    """
    listed = set(article.picture_uses.filter(in_text=False).values_list("image", flat=True))
    article.picture_uses.filter(in_text=True).delete()
    ArticlePicture.objects.bulk_create(
        ArticlePicture(
            article=article,
            image_id=image,
            position=position,
            in_text=True,
            caption=words.get(image, FigureWords()).caption,
            alt_text=words.get(image, FigureWords()).alt,
        )
        for position, image in enumerate(dict.fromkeys(figures(article.body)))
        if image not in listed
    )


def save_revision(article: Article, *, actor: User | None) -> Revision:
    """Keep the desk's copy as a version, unless the last version says the same. Returns that version."""
    content = content_of(article)
    last = article.revisions.first()
    if last is not None and last.story == content:
        return last
    return Revision.objects.create(
        article=article,
        number=last.number + 1 if last else 1,
        actor=actor,
        content=content.to_json(),
        body=content.body,
    )
