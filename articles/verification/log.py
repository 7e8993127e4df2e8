"""The log of public changes: its numbers, its time, its counter, and the releases it tells of."""

from articles.models import Change
from newsportal.verification import Part, rows

_has_no_gaps = rows("""
    SELECT CASE
        WHEN previous IS NULL AND sequence < 1 THEN
            format('change %s stands before the first: the log begins with 1', sequence)
        WHEN previous IS NULL THEN
            format('change 1 is missing: the log begins with %s', sequence)
        WHEN sequence = previous + 2 THEN
            format('change %s is missing: the log has a gap between %s and %s', previous + 1, previous, sequence)
        ELSE format('changes %s to %s are missing: the log has a gap between %s and %s',
                    previous + 1, sequence - 1, previous, sequence)
    END
    FROM (SELECT sequence, lag(sequence) OVER (ORDER BY sequence) AS previous FROM articles_change) AS log
    WHERE sequence <> coalesce(previous, 0) + 1
    ORDER BY sequence
""")

_is_in_order_of_time = rows("""
    SELECT format('change %s is of %s, before change %s of %s: the time of the log runs back',
                  sequence, at, previous, time_before)
    FROM (SELECT sequence, at, lag(sequence) OVER log AS previous, lag(at) OVER log AS time_before
          FROM articles_change WINDOW log AS (ORDER BY sequence)) AS log
    WHERE at < time_before
    ORDER BY sequence
""")

_is_counted = rows("""
    SELECT CASE
        WHEN counter IS NULL THEN format('the counter of changes is missing: the log ends with %s', last.sequence)
        WHEN counter.sequence IS DISTINCT FROM coalesce(last.sequence, 0) THEN
            format('the counter of changes says %s, the log ends with %s', counter.sequence, coalesce(last.sequence, 0))
        ELSE format('the counter of changes is of %s, before change %s of %s', counter.at, last.sequence, last.at)
    END
    FROM (SELECT sequence, at FROM articles_change ORDER BY sequence DESC LIMIT 1) AS last
    FULL JOIN articles_changecounter AS counter ON true
    WHERE counter.sequence IS DISTINCT FROM coalesce(last.sequence, 0) OR counter.at < last.at
""")

_agrees_with_releases = rows("""
    SELECT CASE
        WHEN release.id IS NULL THEN
            format('change %s names the release with the id %s, which is not there', sequence, release_id)
        ELSE format('change %s and release %s of story %s differ in: %s',
                    sequence, release.number, release.article_id, concat_ws(', ',
            CASE WHEN change.article_id IS DISTINCT FROM release.article_id THEN 'story' END,
            CASE WHEN change.at <> release.published_at THEN 'time' END,
            CASE WHEN change.actor_id IS DISTINCT FROM release.actor_id THEN 'actor' END))
    END
    FROM articles_change AS change LEFT JOIN articles_release AS release ON release.id = change.release_id
    WHERE change.release_id IS NOT NULL AND (
        release.id IS NULL
        OR change.article_id IS DISTINCT FROM release.article_id
        OR change.at <> release.published_at
        OR change.actor_id IS DISTINCT FROM release.actor_id)
    ORDER BY sequence
""")

_tells_of_each_release_once = rows("""
    SELECT format('release %s of story %s has %s in the log', number, release.article_id,
                  CASE count(sequence) WHEN 0 THEN 'no change' ELSE count(sequence) || ' changes' END)
    FROM articles_release AS release LEFT JOIN articles_change AS change ON change.release_id = release.id
    GROUP BY release.id HAVING count(sequence) <> 1
    ORDER BY release.article_id, number
""")

PART = Part(
    name="log",
    counted={"change,changes": Change.objects.count},
    checks=(
        _has_no_gaps,
        _is_in_order_of_time,
        _is_counted,
        _agrees_with_releases,
        _tells_of_each_release_once,
    ),
)
