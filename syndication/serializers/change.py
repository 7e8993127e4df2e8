"""An entry of the log as partners get it: enough to know what to fetch again and what to take down."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from articles.models import Change
from syndication import addresses, entitlements
from syndication.serializers import utc
from syndication.serializers.section import NamedSerializer


class ChangedArticleSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    api_url = serializers.URLField(help_text="Its address in this API.")


class SubjectSerializer(NamedSerializer):
    type = serializers.ChoiceField(["section", "tag", "author"])


class ChangeSerializer(serializers.Serializer):
    sequence = serializers.IntegerField(help_text="Follows the one before without a gap.")
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(
        [kind.value for kind in Change.Kind], help_text="retracted, withdrawn and erased: take the story down."
    )
    article = ChangedArticleSerializer(allow_null=True, help_text="Null where a name changed.")
    version = serializers.IntegerField(allow_null=True, help_text="The version it made; null where it made none.")
    headline = serializers.CharField(
        allow_null=True, help_text="The present headline, while the story is public and may be passed on."
    )
    note = serializers.CharField(help_text="What readers are told; empty when headline is null for a story.")
    reason = serializers.CharField(help_text="Why a story was taken down.")
    subject = SubjectSerializer(allow_null=True, help_text="The section, tag or author that was renamed, as it is now.")


class ChangesSerializer(serializers.Serializer):
    changes = ChangeSerializer(many=True, help_text="In the order in which they happened.")
    last = serializers.IntegerField(help_text="Ask for what comes after this next time.")
    more = serializers.BooleanField(help_text="Whether there are further changes already.")


def changes(rows: Sequence[Change]) -> list[dict[str, Any]]:
    """Entries of the log, with one query for all of them beside the one that fetched the rows.

    Of a story that is not public any more, or that we may not pass on, nothing is told that was once in it.
    """
    articles = {row.article_id for row in rows if row.article_id}
    headlines = dict(entitlements.stories().filter(article__in=articles).values_list("article_id", "content__headline"))
    return [_change(row, headlines) for row in rows]


def _change(row: Change, headlines: dict[int, str]) -> dict[str, Any]:
    headline = headlines.get(row.article_id) if row.article_id else None
    return {
        "sequence": row.sequence,
        "at": utc(row.at),
        "kind": row.kind,
        "article": {"id": row.article_id, "api_url": addresses.article(row.article_id)} if row.article_id else None,
        "version": row.release.number if row.release else None,
        "headline": headline,
        "note": row.note if row.article_id is None or headline is not None else "",
        "reason": row.reason,
        "subject": _subject(row),
    }


def _subject(row: Change) -> dict[str, Any] | None:
    for type_, named in (("section", row.section), ("tag", row.tag), ("author", row.author)):
        if named is not None:
            return {"type": type_, "id": named.pk, "slug": named.slug, "name": named.name}
    return None
