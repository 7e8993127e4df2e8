"""A story as partners get it."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from articles import figures, notes
from articles.addresses import absolute
from articles.models import Change, Release
from articles.rendering import body_html
from media.models import Image, Source
from syndication import addresses
from syndication.entitlements import picture_withheld
from syndication.serializers import utc
from syndication.serializers.picture import PicturesField, story_picture
from syndication.serializers.section import NamedSerializer, StorySectionSerializer, named, story_section


class SourceSerializer(serializers.Serializer):
    name = serializers.CharField()
    kind = serializers.ChoiceField([Source.Kind.AGENCY.value, Source.Kind.OTHER.value])


class NoteSerializer(serializers.Serializer):
    """What readers are told of a change. Print it with the story."""

    kind = serializers.ChoiceField([kind.value for kind in Change.NOTED])
    at = serializers.DateTimeField()
    text = serializers.CharField()


class ArticleSerializer(serializers.Serializer):
    """A story in its current version, without its body."""

    id = serializers.IntegerField(help_text="The same in every version.")
    version = serializers.IntegerField(help_text="1, 2, 3 …: a higher one replaces a lower one.")
    sequence = serializers.IntegerField(help_text="Of the change in the log that made this version.")
    api_url = serializers.URLField(help_text="Its address in this API.")
    url = serializers.URLField(help_text="Its page for readers.")
    language = serializers.CharField(help_text="BCP 47: en, ar.")
    headline = serializers.CharField()
    short_headline = serializers.CharField(help_text="For fronts and lists; may be empty.")
    standfirst = serializers.CharField(help_text="May be empty.")
    words = serializers.IntegerField(help_text="Of the body.")
    place = serializers.CharField(help_text="The dateline; may be empty.")
    urgency = serializers.IntegerField(help_text="From 1, most urgent, to 8, least (IPTC).")
    section = StorySectionSerializer()
    tags = NamedSerializer(many=True)
    authors = NamedSerializer(many=True, help_text="In the order of the by-line.")
    source = SourceSerializer(  # type: ignore[assignment]  # a field of a serializer may be named like its attributes
        allow_null=True, help_text="To be credited; null where it is our own staff's."
    )
    first_published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(allow_null=True, help_text="The last change readers are told of.")
    version_published_at = serializers.DateTimeField()
    pictures = PicturesField(help_text="In their order, those within the text last.")
    notes = NoteSerializer(many=True, help_text="Corrections and the like, oldest first.")


class WholeArticleSerializer(ArticleSerializer):
    """A story in its current version, whole."""

    body_html = serializers.CharField(
        help_text="p, h2 (crosshead), blockquote, ul, ol, li, a, strong, em, br; and figure with img and figcaption: "
        "its `data-picture` is the id of one of `pictures`."
    )


class ListedArticleSerializer(ArticleSerializer):
    """A story of a list, its body only with `include=body`."""

    body_html = serializers.CharField(required=False, help_text="With include=body.")


class ArticlesSerializer(serializers.Serializer):
    articles = ListedArticleSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next older page, or null at the end.")


def articles(releases: Sequence[Release], *, with_body: bool) -> list[dict[str, Any]]:
    """Stories as partners get them, with two queries for all of them beside those that fetched the releases."""
    told = notes.of_stories(release.article_id for release in releases)
    shown = {picture.image for release in releases for picture in release.card.pictures}
    images = Image.objects.select_related("source").in_bulk(shown)
    return [
        {**_article(release, told[release.article_id], images), **(_body(release, images) if with_body else {})}
        for release in releases
    ]


def _article(release: Release, told: list[Change], images: dict[int, Image]) -> dict[str, Any]:
    card = release.card
    source = release.credited_source
    return {
        "id": release.article_id,
        "version": release.number,
        "sequence": release.change.sequence,
        "api_url": addresses.article(release.article_id),
        "url": absolute(release.get_absolute_url()),
        "language": release.language,
        "headline": card.headline,
        "short_headline": card.short_headline,
        "standfirst": card.standfirst,
        "words": release.words,
        "place": card.place,
        "urgency": card.urgency,
        "section": story_section(release.section),
        "tags": [named(tag) for tag in release.tags.all()],
        "authors": [named(author) for author in release.authors],
        "source": {"name": source.name, "kind": source.kind} if source else None,
        "first_published_at": utc(release.first_published_at),
        "updated_at": utc(release.updated_at) if release.updated_at else None,
        "version_published_at": utc(release.published_at),
        "pictures": [
            story_picture(picture, images[picture.image], is_lead=picture == release.lead) for picture in card.pictures
        ],
        "notes": [{"kind": change.kind, "at": utc(change.at), "text": change.note} for change in told],
    }


def _body(release: Release, images: dict[int, Image]) -> dict[str, Any]:
    pictures = [picture for picture in release.pictures if not picture_withheld(images[picture.image])]
    return {"body_html": body_html(release.body, figures.elsewhere(pictures, named=True))}
