"""Null bytes in a query: PostgreSQL's text cannot hold them, and no person types them."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request


class RefuseNullBytes:
    """Answers 400 to the admin's lists and look-ups; the public pages and the API see to theirs themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, SuspiciousOperation("a null byte in the query"))
        return self.get_response(request)
