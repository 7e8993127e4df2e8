"""How a partner is known: by a key in the header `Authorization: Bearer np_…` (RFC 6750)."""

import re
from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from syndication.models import ApiKey, Partner, digest
from syndication.problems import CHALLENGE, Problem

if TYPE_CHECKING:
    # The settings name this module's classes, and rest_framework.views imports them while it is being imported.
    from rest_framework.views import APIView

_KEY = re.compile(rb"[A-Za-z0-9._~+/-]{1,200}=*")  # RFC 6750, section 2.1; no key of ours is longer


class KeyAuthentication(BaseAuthentication):
    """Makes the partner `request.user` and its key `request.auth`.

    Why a key is refused is said only to who holds it: of an unknown one nothing is told but that it is unknown.
    """

    def authenticate(self, request: Request) -> tuple[Partner, ApiKey] | None:
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, secret = header.partition(b" ")
        if scheme.lower() != b"bearer" or not _KEY.fullmatch(secret.strip()):
            raise Problem("key-malformed", "Send the key as “Authorization: Bearer np_…”, and nothing else there.")
        return _holder(secret.strip().decode())

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class IsPartner(BasePermission):
    """Whoever came with a good key. A request without one is refused as unauthenticated: 401."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.user, Partner)


def _holder(secret: str) -> tuple[Partner, ApiKey]:
    key = ApiKey.objects.select_related("partner").filter(digest=digest(secret)).first()
    if key is None:
        raise Problem("key-unknown", "This key is not known.")
    if key.revoked_at is not None:
        raise Problem("key-revoked", "This key was revoked. Ask for another one.")
    if key.has_expired:
        raise Problem("key-expired", "This key has expired. Ask for another one.")
    if not key.partner.active:
        raise Problem("partner-inactive", "The account this key belongs to is switched off.")
    key.seen()
    return key.partner, key
