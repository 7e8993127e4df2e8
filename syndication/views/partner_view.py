"""What all addresses of the API have in common: a key, GET and HEAD alone, and how an answer is sent."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.addresses import absolute


class PartnerView(APIView):
    """A view for whoever holds a key (REST_FRAMEWORK in the settings asks for it)."""

    http_method_names = ["get", "head", "options"]

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Only the header Allow, which every answer has."""
        return Response(status=204)


def answer(request: Request, data: dict[str, Any], *, following: str = "") -> HttpResponseBase:
    """The data as JSON, or 304 where the client has it already. `following` is the address of the next page.

    The ETag is of the bytes, not of a version: names of sections, contracts with sources and sizes of pictures are
    looked up live, so the same version of a story may not read the same tomorrow.
    """
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(
        body,
        content_type="application/json",
        headers={"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"},
    )
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return get_conditional_response(plain(request), etag=etag, response=response) or response


def page_address(request: Request, **changed: str | int) -> str:
    """This call's own address, absolute, with some parameters changed: the next page."""
    query = plain(request).GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return absolute(f"{request.path}?{query.urlencode()}")


def plain(request: Request) -> HttpRequest:
    """Django's own request within that of Django REST framework."""
    return request._request
