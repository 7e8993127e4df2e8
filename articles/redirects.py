"""Old addresses of what was renamed, asked only where nothing answers: a live page always wins."""

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path

from articles.models import Redirect


class RedirectMiddleware:
    """Turns a 404 below an old address into a redirect to the same place below the new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Sections, tags and authors have pages and feeds; the API answers for itself.
        if response.status_code != 404 or request.method not in ("GET", "HEAD") or request.path.startswith("/api/"):
            return response
        # A story may be published here the next minute, and a name be changed back: nobody keeps these answers unasked.
        response.headers.setdefault("Cache-Control", "no-cache")
        target = target_of(request.path)
        if target is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        location = escape_uri_path(target) + (f"?{query}" if query else "")
        return HttpResponsePermanentRedirect(location, headers={"Cache-Control": "no-cache"})


def target_of(path: str) -> str | None:
    """The present address of an old one: `/old/feeds/rss.xml` follows the section `/old/` to its new address."""
    if "\x00" in path or len(path) > 500:
        return None
    parts = path.split("/")
    folders = ["/".join(parts[:length]) + "/" for length in range(2, len(parts))]
    found = Redirect.objects.filter(old_path__in=folders).values_list("old_path", "new_path")
    if not found:
        return None
    old, new = max(found, key=lambda pair: len(pair[0]))
    return unquote(new) + path[len(old) :]
