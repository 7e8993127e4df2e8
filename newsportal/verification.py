"""What `manage.py verify` is made of: parts of what is kept, each with the checks that say what does not hold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

MOST = 20  # faults of one check that are named

# Yields a sentence for the operator for each thing that does not hold. Nobody asks it for more than MOST + 1.
Check = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that is looked at as a whole.

    `counted` says what is looked at, in words for one and for several ("story,stories"), and how many there are.
    `remarks` are checks too, but what they say is no fault.
    """

    name: str
    counted: dict[str, Callable[[], int]]
    checks: Sequence[Check]
    remarks: Sequence[Check] = ()


def rows(sql: str) -> Check:
    """The check that `sql` makes in the database: a SELECT of one column, a sentence for each fault."""

    def check() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} LIMIT {MOST + 1}")
            for (sentence,) in cursor.fetchall():
                yield sentence

    return check
