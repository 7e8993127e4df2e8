"""Sections, tags and authors as partners get them. Their `id` stays when name and address change."""

from typing import Any

from rest_framework import serializers

from articles.addresses import absolute
from articles.models import Author, Section, Tag


class NamedSerializer(serializers.Serializer):
    """A tag or an author."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()


class SectionSerializer(NamedSerializer):
    url = serializers.URLField(help_text="Its page for readers.")


class StorySectionSerializer(SectionSerializer):
    parent = SectionSerializer(allow_null=True, help_text="The section it is part of, or null.")


class SectionTreeSerializer(SectionSerializer):
    language = serializers.CharField()
    subsections = SectionSerializer(many=True)


class SectionsSerializer(serializers.Serializer):
    sections = SectionTreeSerializer(many=True, help_text="In the order of the section bar, edition by edition.")


def named(row: Tag | Author) -> dict[str, Any]:
    return {"id": row.pk, "slug": row.slug, "name": row.name}


def section(row: Section) -> dict[str, Any]:
    return {"id": row.pk, "slug": row.slug, "name": row.name, "url": absolute(row.get_absolute_url())}


def story_section(row: Section) -> dict[str, Any]:
    return {**section(row), "parent": section(row.parent) if row.parent else None}


def section_tree(sections: list[Section]) -> list[dict[str, Any]]:
    """The sections in two levels; `sections` are those of both, in their order."""
    return [
        {
            **section(top),
            "language": top.language,
            "subsections": [section(row) for row in sections if row.parent_id == top.pk],
        }
        for top in sections
        if top.parent_id is None
    ]
