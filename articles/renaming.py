"""Giving a section, tag or author another name or address: stories keep theirs, old addresses lead to the new."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction

from articles import addresses, purging
from articles.models import Author, Change, ChangeCounter, Redirect, Section, Tag
from newsportal.models import User

_RENAMING = 0x52454E414D45  # any number of our own: "RENAME"

Named = Section | Tag | Author


@transaction.atomic
def rename(named: Named, *, actor: User | None, **changes: Any) -> None:
    """Set the given fields (name, slug, and others of the row), with a redirect and an entry in the log.

    No story gets a new release: names and addresses of these are looked up when a page is made.
    """
    _one_after_another()
    model = type(named)
    before = model.objects.select_for_update().get(pk=named.pk)
    old_paths, old_name = _paths(before), before.name
    for field, value in changes.items():
        setattr(named, field, value)
    named.save(update_fields=list(changes))
    new_paths = _paths(named)
    if (old_name, old_paths) == (named.name, new_paths):
        return
    if old_paths != new_paths:
        for old, new in zip(old_paths, new_paths, strict=True):
            _redirect(old, new)
    sequence, at = ChangeCounter.next()
    change = Change.objects.create(
        sequence=sequence,
        at=at,
        kind=Change.Kind.RENAMED,
        actor=actor,
        note=f"{old_name} → {named.name}" if old_name != named.name else f"{old_paths[0]} → {new_paths[0]}",
        **{model.__name__.lower(): named},
    )
    purging.defer(change)


def _one_after_another() -> None:
    """Wait for whoever is renaming: two who swap addresses would wait in a circle at each other's redirects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RENAMING])


def _paths(named: Named) -> list[str]:
    """The addresses of its page: one, or one in each edition for an author."""
    if isinstance(named, Author):
        return [addresses.author(named, language) for language in settings.EDITIONS]
    return [named.get_absolute_url()]


def _redirect(old: str, new: str) -> None:
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})
    # What led to the old address leads on to the new one at once; the new one is live and redirects nowhere.
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.filter(old_path=new).delete()
