"""What the commands take from the shell: people and times, each refused in a sentence that names its option."""

from datetime import datetime

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from newsportal.models import User


def active_user(option: str, name: str | None) -> User | None:
    """The user with that sign-in name; None where the option was not given.

    An empty name is one that a script left empty, and no reason to act as the portal itself.
    """
    if name is None:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"{option}: there is no active user “{name}”.")
    return user


def moment(option: str, text: str) -> datetime | None:
    """The time that was given, or None. One without a zone is the newsroom's."""
    if not text:
        return None
    try:
        given = parse_datetime(text)
    except ValueError:
        given = None
    if given is None:
        raise CommandError(f"{option}: “{text}” is no time; write it as 2026-10-03T09:30+00:00.")
    return timezone.make_aware(given) if timezone.is_naive(given) else given
