"""One answer, one moment: a page of several queries never mixes what was before a change with what was after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
Answer = TypeVar("Answer")


@contextmanager
def snapshot() -> Iterator[None]:
    """Let the queries of the block read the database as it was at the first of them, and write nothing."""
    if connection.in_atomic_block:  # a transaction of the caller's, as in tests: its first query is past
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def one_snapshot(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """Give a view a snapshot of the database for all its queries."""

    @wraps(view)
    def with_snapshot(*args: Any, **kwargs: Any) -> Answer:
        with snapshot():
            return view(*args, **kwargs)

    return with_snapshot
