"""What can go wrong, and how it is told: `application/problem+json` (RFC 9457), whatever the client asked for."""

import json
import logging
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions

from syndication import addresses

logger = logging.getLogger(__name__)

# What a client is told to do about a 401 (RFC 9110, 11.6.1).
CHALLENGE = 'Bearer realm="partners"'


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can go wrong: its status, its title, and what a partner should make of it."""

    status: int
    title: str
    meaning: str


# Partners' programs tell problems apart by these names, which therefore never change.
KINDS = {
    "key-missing": Kind(401, "No key", "Every call needs a key: “Authorization: Bearer np_…”."),
    "key-malformed": Kind(401, "Malformed key", "The header Authorization is not of the form “Bearer np_…”."),
    "key-unknown": Kind(401, "Unknown key", "No such key was issued, or it was copied incompletely."),
    "key-revoked": Kind(401, "Revoked key", "The key was ended by us or at your wish. Ask for another one."),
    "key-expired": Kind(401, "Expired key", "The key was issued until a date that has passed. Ask for another one."),
    "partner-inactive": Kind(401, "Account switched off", "The keys are good, the account is not. Write to us."),
    "parameter": Kind(400, "Bad parameter", "A query parameter is unknown, repeated, or has a value we cannot read."),
    "withheld": Kind(403, "Withheld", "It is public with us, but its source does not let us pass it on."),
    "not-found": Kind(404, "Not found", "There is nothing at this address, and was not before."),
    "taken-down": Kind(410, "Taken down", "It was public and is no longer. Take it down too."),
    "method": Kind(405, "Method not allowed", "This API is read: GET and HEAD."),
    "not-acceptable": Kind(406, "Not acceptable", "The header Accept excludes what we can send, which is JSON."),
    "internal": Kind(500, "Our mistake", "Something failed with us and was recorded. Try again later."),
}


class Problem(exceptions.APIException):
    """Something of `KINDS`; `detail` is a sentence on this one case, `members` are further facts for programs."""

    def __init__(self, name: str, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.name = name
        self.sentence = detail
        self.members = members
        self.status_code = KINDS[name].status


def problem_response(failure: Exception, context: dict[str, Any]) -> HttpResponse:
    """The answer for whatever a view of the API raised: Django REST framework's EXCEPTION_HANDLER."""
    return answer(_problem(failure, context["request"]), context["request"].path)


def answer(problem: Problem, path: str) -> HttpResponse:
    """A problem as an answer, ready to send. `path` is the address that was called."""
    kind = KINDS[problem.name]
    body = {
        "type": addresses.problem(problem.name),
        "title": kind.title,
        "status": kind.status,
        "detail": problem.sentence,
        "instance": escape_uri_path(path),
        **problem.members,
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=kind.status,
        content_type="application/problem+json",
        headers={"Cache-Control": "private, no-cache", "Vary": "Authorization"},
    )
    if kind.status == 401:
        refused = "" if problem.name == "key-missing" else ', error="invalid_token"'
        response["WWW-Authenticate"] = CHALLENGE + refused
    return response


def _problem(failure: Exception, request: HttpRequest) -> Problem:
    match failure:
        case Problem():
            return failure
        case exceptions.NotAuthenticated():
            return Problem("key-missing", "Send your key as “Authorization: Bearer np_…”.")
        case exceptions.MethodNotAllowed():
            return Problem("method", f"{request.method} is not possible here: this API is read, with GET and HEAD.")
        case exceptions.NotAcceptable():
            return Problem("not-acceptable", "This address cannot answer in a form the header Accept asks for.")
        case SuspiciousOperation():
            return Problem("parameter", "The request is too large or malformed to be read.")
        case exceptions.NotFound() | Http404():
            return Problem("not-found", f"There is nothing at {request.path}.")
    # As Django does it for a view that fails, but that the answer is no page: the traceback goes to the log and
    # to whoever watches for failures.
    logger.error("%s %s failed", request.method, request.path, exc_info=failure)
    got_request_exception.send(sender=None, request=request)
    return Problem("internal", "Something failed with us. It was recorded; try again later.")
