"""The desk's history: the versions of each story, and that they can be read."""

from collections.abc import Iterator

from articles.content import StoryContent
from articles.models import Release, Revision
from newsportal.verification import Check, Part, rows

READ_AT_ONCE = 500  # rows fetched together

_are_numbered = rows("""
    SELECT format('version %s of story %s is missing', coalesce(previous, 0) + 1, article_id)
    FROM (SELECT article_id, number, lag(number) OVER (PARTITION BY article_id ORDER BY number) AS previous
          FROM articles_revision) AS revision
    WHERE number <> coalesce(previous, 0) + 1
    ORDER BY article_id, number
""")


def readable(model: type[Release] | type[Revision], noun: str) -> Check:
    """The check that the content of each row which was not erased is a `StoryContent`."""

    def check() -> Iterator[str]:
        contents = model.objects.filter(erased_by=None).order_by("pk").values_list("article_id", "number", "content")
        for article, number, content in contents.iterator(chunk_size=READ_AT_ONCE):
            try:
                StoryContent.from_json(content, body="")
            except (KeyError, TypeError) as error:
                yield f"{noun} {number} of story {article} cannot be read: {error!r}"

    return check


PART = Part(
    name="versions",
    counted={"version,versions": Revision.objects.count},
    checks=(_are_numbered, readable(Revision, "version")),
)
