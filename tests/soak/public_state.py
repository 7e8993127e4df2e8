"""What the public has, read from the database."""

from typing import Any

from articles import figures, notes
from articles.models import Change, Release
from articles.rendering import body_html


def run() -> dict[str, Any]:
    """The log as [number, kind, story, version], and each public story by its id."""
    log = Change.objects.order_by("sequence").values_list("sequence", "kind", "article_id", "release__number")
    public = list(Release.objects.public().whole())
    told = notes.of_stories(release.article_id for release in public)
    return {
        "log": [list(row) for row in log],
        "copy": {
            release.article_id: {
                "version": release.number,
                "headline": release.headline,
                "body": body_html(release.body, figures.elsewhere(release.pictures, named=True)),
                "section": release.section_id,
                "tags": sorted(tag.pk for tag in release.tags.all()),
                "captions": [[picture.caption, picture.credit] for picture in release.pictures],
                "notes": [change.note for change in told[release.article_id]],
            }
            for release in public
        },
    }
