"""What every public page has in common."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from newsportal.snapshot import one_snapshot

# Kept anywhere, asked for again each time: an unchanged page costs a 304, a retracted one is gone at once.
revalidated = cache_control(public=True, no_cache=True)


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view a public page: it is only read, all of it from one moment, and asked for again each time."""
    return require_safe(revalidated(one_snapshot(view)))
