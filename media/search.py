"""Search in the words of the picture library: every word typed must be there, the last one may be unfinished."""

from string import punctuation

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Expression, F, Func, Value
from django.db.models.functions import Left

# No rules of a language: captions are in many, and names are searched as they are written.
CONFIGURATION = "simple"
MAX_QUERY = 200  # characters
LONGEST = 20_000  # characters of one field that are searched: a tsvector takes a megabyte, all fields together

# PostgreSQL's parser takes "Reuters/Jane" for the path of a file and "tide-3" for a number: what joins words is taken
# out of both what is searched and what is searched for.
_JOINS = punctuation + "“”‘’„«»–—…·•،؛؟©®™"
_BLANKS = " " * len(_JOINS)
_APART = str.maketrans(_JOINS, _BLANKS)


def _words(field: str) -> Expression:
    return Func(Left(F(field), LONGEST), Value(_JOINS), Value(_BLANKS), function="translate")


def vector() -> Expression:
    """The column in which the database keeps a picture's words."""
    fields = ("headline", "caption", "credit", "photographer", "keywords")
    return SearchVector(*(_words(field) for field in fields), config=CONFIGURATION)


def query_of(typed: str) -> SearchQuery | None:
    """What was typed, as a query; None where it holds no word. Nothing in it is an operator."""
    words = typed[:MAX_QUERY].replace("\0", " ").translate(_APART).split()
    if not words:
        return None
    return SearchQuery(" & ".join(f"'{word}'" for word in words) + ":*", config=CONFIGURATION, search_type="raw")
