"""Releases: their numbers, when each ended, and that columns, rows and version say what the content says."""

from articles.models import Release
from articles.verification.versions import readable
from newsportal.verification import Part, rows

_are_numbered = rows("""
    SELECT format('release %s of story %s is missing', coalesce(previous, 0) + 1, article_id)
    FROM (SELECT article_id, number, lag(number) OVER (PARTITION BY article_id ORDER BY number) AS previous
          FROM articles_release) AS release
    WHERE number <> coalesce(previous, 0) + 1
    ORDER BY article_id, number
""")

_follow_the_log = rows("""
    SELECT format('release %s of story %s comes after release %s in the log', number, article_id, previous)
    FROM (SELECT release.article_id, number,
                 lag(number) OVER (PARTITION BY release.article_id ORDER BY sequence) AS previous
          FROM articles_release AS release JOIN articles_change AS change ON change.release_id = release.id) AS release
    WHERE number < previous
    ORDER BY article_id, number
""")

# A release is current until the next change that gives its story another or takes the story down.
_end_with_the_next_change = rows("""
    SELECT CASE
        WHEN ended_by IS NULL THEN
            format('release %s of story %s ended at %s, but no change ended it',
                   number, release.article_id, superseded_at)
        WHEN superseded_at IS NULL THEN
            format('release %s of story %s has not ended, but change %s of %s ended it',
                   number, release.article_id, ended_by, ended_at)
        ELSE format('release %s of story %s ended at %s, but change %s that ended it is of %s',
                    number, release.article_id, superseded_at, ended_by, ended_at)
    END
    FROM (SELECT release_id, lead(sequence) OVER story AS ended_by, lead(at) OVER story AS ended_at
          FROM articles_change
          WHERE release_id IS NOT NULL OR kind IN ('retracted', 'withdrawn', 'erased')
          WINDOW story AS (PARTITION BY article_id ORDER BY sequence)) AS change
    JOIN articles_release AS release ON release.id = change.release_id
    WHERE superseded_at IS DISTINCT FROM ended_at
    ORDER BY release.article_id, number
""")

_say_what_their_version_says = rows("""
    SELECT CASE
        WHEN revision.id IS NULL THEN
            format('release %s of story %s has lost the version it was made of', release.number, release.article_id)
        WHEN revision.article_id <> release.article_id THEN
            format('release %s of story %s was made of version %s of story %s',
                   release.number, release.article_id, revision.number, revision.article_id)
        ELSE format('release %s of story %s does not say what version %s says, of which it was made',
                    release.number, release.article_id, revision.number)
    END
    FROM articles_release AS release LEFT JOIN articles_revision AS revision ON revision.id = release.revision_id
        LEFT JOIN articles_change AS change ON change.release_id = release.id
    WHERE revision.id IS NULL
        OR revision.article_id <> release.article_id
        OR revision.body <> release.body
        -- One that follows the library has the words of its version, and pictures of its own day.
        OR CASE WHEN change.kind LIKE 'picture-%' THEN revision.content - 'pictures' <> release.content - 'pictures'
                ELSE revision.content <> release.content END
    ORDER BY release.article_id, release.number
""")

_are_in_the_columns_of_their_content = rows("""
    SELECT format('release %s of story %s is listed under another %s than its content names', number, article_id,
        concat_ws(' and ',
            CASE WHEN content->>'language' IS DISTINCT FROM language THEN 'language' END,
            CASE WHEN content->>'section' IS DISTINCT FROM section_id::text THEN 'section' END,
            CASE WHEN content->>'source' IS DISTINCT FROM source_id::text THEN 'source' END))
    FROM articles_release
    WHERE erased_by_id IS NULL AND (
        content->>'language' IS DISTINCT FROM language
        OR content->>'section' IS DISTINCT FROM section_id::text
        OR content->>'source' IS DISTINCT FROM source_id::text)
    ORDER BY article_id, number
""")

# The order counts in the by-line alone: there arrays are compared. Elsewhere each holds (@>) all of the other.
_have_the_rows_of_their_content = rows("""
    SELECT format('release %s of story %s is listed with other %s than its content names', number, article_id,
        concat_ws(' and ',
            CASE WHEN same_authors IS NOT TRUE THEN 'authors' END,
            CASE WHEN same_tags IS NOT TRUE THEN 'tags' END,
            CASE WHEN same_pictures IS NOT TRUE THEN 'pictures' END))
    FROM (
        SELECT article_id, number,
            named.authors = coalesce(listed_authors.ids, '[]') AS same_authors,
            named.tags @> coalesce(listed_tags.ids, '[]') AND named.tags <@ coalesce(listed_tags.ids, '[]')
                AS same_tags,
            named.pictures @> coalesce(listed_pictures.ids, '[]')
                AND named.pictures <@ coalesce(listed_pictures.ids, '[]') AS same_pictures
        FROM articles_release AS release
        CROSS JOIN LATERAL (SELECT content->'authors', content->'tags',
                                   jsonb_path_query_array(content, '$.pictures[*].image')
                           ) AS named (authors, tags, pictures)
        LEFT JOIN (SELECT release_id, jsonb_agg(author_id ORDER BY position) FROM articles_releaseauthor
                   GROUP BY release_id) AS listed_authors (release_id, ids) ON listed_authors.release_id = release.id
        LEFT JOIN (SELECT release_id, jsonb_agg(tag_id) FROM articles_release_tags
                   GROUP BY release_id) AS listed_tags (release_id, ids) ON listed_tags.release_id = release.id
        LEFT JOIN (SELECT release_id, jsonb_agg(image_id) FROM articles_releasepicture
                   GROUP BY release_id) AS listed_pictures (release_id, ids) ON listed_pictures.release_id = release.id
        WHERE erased_by_id IS NULL
    ) AS release
    WHERE (same_authors AND same_tags AND same_pictures) IS NOT TRUE
    ORDER BY article_id, number
""")

PART = Part(
    name="releases",
    counted={"release,releases": Release.objects.count},
    checks=(
        _are_numbered,
        _follow_the_log,
        _end_with_the_next_change,
        _say_what_their_version_says,
        _are_in_the_columns_of_their_content,
        _have_the_rows_of_their_content,
        readable(Release, "release"),
    ),
)
