"""Search in the words of public stories: PostgreSQL's full text, each story by the rules of its own language."""

from html import unescape

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Func
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.querysets import ReleaseQuerySet

# PostgreSQL's configuration for each language that has one; the others are searched word for word.
CONFIGURATIONS = {"en": "english", "ar": "arabic"}
FALLBACK = "simple"

MAX_QUERY = 200  # characters
# Characters no text holds: they survive escaping, and become <mark> only after it.
_START, _STOP = "\ue000", "\ue001"


def configuration(language: str) -> str:
    return CONFIGURATIONS.get(language, FALLBACK)


def query_of(words: str, language: str) -> SearchQuery:
    """What a reader typed, as a query: words, "exact phrases", or, and -words to leave out."""
    return SearchQuery(words, config=configuration(language), search_type="websearch")


def ranked(releases: ReleaseQuerySet, query: SearchQuery) -> ReleaseQuerySet:
    """The releases that match, best first; among equals the newest."""
    return (
        releases.filter(search=query)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-first_published_at", "-article_id")
    )


def with_passages(releases: ReleaseQuerySet, query: SearchQuery, language: str) -> ReleaseQuerySet:
    """Adds to each release the passage of its body around the words found, as `passage`: for `marked()`."""
    return releases.annotate(
        passage=SearchHeadline(
            # Tags and entities become white space and characters before the passage is cut, never after.
            Func(
                F("body"),
                function="regexp_replace",
                template="%(function)s(%(expressions)s, '<[^>]+>', ' ', 'g')",
            ),
            query,
            config=configuration(language),
            start_sel=_START,
            stop_sel=_STOP,
            max_words=32,
            min_words=16,
        )
    )


def marked(passage: str) -> SafeString:
    """A passage as HTML, the words found in <mark>."""
    text = escape(unescape(passage)).replace(_START, "<mark>").replace(_STOP, "</mark>")
    return mark_safe(text)
