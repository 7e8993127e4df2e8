"""The database whole, row by row as text: what changed, and whether a word still stands in it."""

from collections import Counter

from django.db import connection

# What a visit alone writes, and the bytes of pictures, which are long and have hashes in other tables.
LEFT_OUT = ("django_session", "media_storedchunk")


def rows() -> Counter[tuple[str, str]]:
    """Every row of every table, as (table, text)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", [list(LEFT_OUT)]
        )
        tables = [table for (table,) in cursor]
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', t::text FROM \"{table}\" t" for table in tables))
        return Counter(cursor.fetchall())


def changed(before: Counter[tuple[str, str]]) -> set[str]:
    """The tables that are not as they were."""
    after = rows()
    return {table for table, _row in (after - before) + (before - after)}
