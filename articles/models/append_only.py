"""What is written once and never again: the triggers by which the database itself refuses anything else.

The one exception is erasure by law. It replaces the words of a row by a mark and leaves the row; the mark names the
record of the verb, which must be there, so nobody erases without a trace, and nothing can be rewritten by erasing.
"""

import pgtrigger

# Keeps a row that says, in place of its content, by which record it was erased.
MARK = "jsonb_build_object('erased', NEW.erased_by_id)"


def never_deleted(what: str) -> list[pgtrigger.Trigger]:
    """The triggers that refuse DELETE and TRUNCATE; `what` is the rows' name in the plural."""
    return [
        pgtrigger.Protect(name=f"{what}_are_never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{what}_are_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'Cannot truncate table %', TG_TABLE_NAME;",
        ),
    ]


def append_only(what: str) -> list[pgtrigger.Trigger]:
    """The triggers of a table without words of its own: no change, no end."""
    return [pgtrigger.Protect(name=f"{what}_are_append_only", operation=pgtrigger.Update), *never_deleted(what)]


def append_only_but_for_erasure(what: str, marked: dict[str, str], *, besides: str = "") -> list[pgtrigger.Trigger]:
    """The triggers of a table with words in it.

    `marked` gives for each column with words what an erasure writes there, as SQL. `besides` is SQL that may set
    further columns of OLD to those of NEW, and so lets them change.
    """
    marks = " ".join(f"OLD.{column} := {mark};" for column, mark in marked.items())
    return [
        pgtrigger.Trigger(
            name=f"{what}_are_append_only",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.erased_by_id IS NULL AND EXISTS (
                    SELECT 1 FROM articles_record
                    WHERE id = NEW.erased_by_id AND article_id = NEW.article_id AND verb = 'erase'
                ) THEN
                    OLD.erased_by_id := NEW.erased_by_id;
                    {marks}
                END IF;
                {besides}
                IF NEW IS DISTINCT FROM OLD THEN
                    RAISE EXCEPTION 'Cannot update rows from % table', TG_TABLE_NAME;
                END IF;
                RETURN NEW;
            """,  # noqa: S608  # only names and SQL written here
        ),
        *never_deleted(what),
    ]
