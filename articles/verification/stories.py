"""Stories: that each is in the state its history led to, and that nothing is left of the words of an erased one."""

from articles.models import Article
from newsportal.verification import Part, rows

# A change with a release leaves its story public; one that takes it down is named as the state it leads to.
_are_in_the_state_of_their_last_change = rows("""
    SELECT CASE
        WHEN last.sequence IS NULL THEN format('story %s is %s, but the log knows nothing of it', id, article.state)
        ELSE format('story %s is %s, but its last change, %s, is: %s', id, article.state, last.sequence, kind)
    END
    FROM articles_article AS article
    LEFT JOIN (
        SELECT DISTINCT ON (article_id) article_id, sequence, kind,
               CASE WHEN release_id IS NULL THEN kind ELSE 'public' END AS state
        FROM articles_change WHERE release_id IS NOT NULL OR kind IN ('retracted', 'withdrawn', 'erased')
        ORDER BY article_id, sequence DESC) AS last ON last.article_id = article.id
    WHERE article.state IS DISTINCT FROM last.state
        AND (last.state IS NOT NULL OR article.state IN ('public', 'retracted', 'withdrawn'))
    ORDER BY id
""")

_have_a_current_release_while_public = rows("""
    SELECT format('story %s is %s and has %s', article.id, state,
        CASE count(release.id) WHEN 0 THEN 'no current release' WHEN 1 THEN 'a current release'
                               ELSE count(release.id) || ' current releases' END)
    FROM articles_article AS article
    LEFT JOIN articles_release AS release ON release.article_id = article.id AND superseded_at IS NULL
    GROUP BY article.id HAVING count(release.id) <> (state = 'public')::int
    ORDER BY article.id
""")

_are_erased_exactly_by_the_verb = rows("""
    SELECT CASE
        WHEN erasure.id IS NULL THEN format('story %s is erased, but nobody erased it', article.id)
        ELSE format('story %s is %s, but record %s is its erasure', article.id, state, erasure.id)
    END
    FROM articles_article AS article
    LEFT JOIN articles_record AS erasure ON erasure.article_id = article.id AND verb = 'erase'
    WHERE (state = 'erased') <> (erasure.id IS NOT NULL)
    ORDER BY article.id
""")

# `marked_by` is the erasure that a row names. An erased story has rows without a mark too, which never had words.
_have_no_words_left_once_erased = rows("""
    SELECT CASE
        WHEN NOT wordless THEN format('%s of story %s was erased, but has words', what, kept.article_id)
        ELSE format('%s of story %s was erased by record %s, which is no erasure of it',
                    what, kept.article_id, marked_by)
    END
    FROM (
        SELECT id AS article_id, 'the desk copy' AS what, NULL AS marked_by,
               concat(headline, short_headline, slug, standfirst, body, place) = '' AS wordless
        FROM articles_article
        UNION ALL
        SELECT article_id, 'version ' || number, erased_by_id,
               coalesce(content = jsonb_build_object('erased', erased_by_id), false) AND body = ''
        FROM articles_revision
        UNION ALL
        SELECT article_id, 'release ' || number, erased_by_id,
               coalesce(content = jsonb_build_object('erased', erased_by_id), false) AND body = ''
        FROM articles_release
        UNION ALL
        SELECT article_id, 'change ' || sequence, erased_by_id, note = '' AND reason = '' FROM articles_change
        UNION ALL
        SELECT article_id, 'record ' || id, erased_by_id, note = '' FROM articles_record WHERE verb <> 'erase'
    ) AS kept
    JOIN articles_article AS article ON article.id = kept.article_id
    LEFT JOIN articles_record AS erasure
        ON erasure.id = marked_by AND erasure.article_id = kept.article_id AND erasure.verb = 'erase'
    WHERE (article.state = 'erased' OR marked_by IS NOT NULL)
        AND (NOT wordless OR (marked_by IS NOT NULL AND erasure.id IS NULL))
    ORDER BY kept.article_id, what
""")

PART = Part(
    name="stories",
    counted={"story,stories": Article.objects.count},
    checks=(
        _are_in_the_state_of_their_last_change,
        _have_a_current_release_while_public,
        _are_erased_exactly_by_the_verb,
        _have_no_words_left_once_erased,
    ),
)
