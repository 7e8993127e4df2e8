"""Everybody who may knock at the portal's doors, and what is there for them to find."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from articles.permissions import Role
from syndication.models import ApiKey, Partner
from tests.guards.world import World

PARTNER = "a partner"
REFUSED_KEYS = {
    "a partner whose key was revoked": "key-revoked",
    "a partner whose key has expired": "key-expired",
    "a partner who was switched off": "partner-inactive",
    "somebody with an invented key": "key-unknown",
    "somebody who sends a password": "key-malformed",
}
SIGNED_IN = {"staff without a role": True, "an editor who left": False, "a reader with an account": False}
STAFF = [*Role, *(caller for caller, is_staff in SIGNED_IN.items() if is_staff)]
CALLERS = ["a stranger", *Role, *SIGNED_IN, PARTNER, *REFUSED_KEYS]


@dataclass(frozen=True, slots=True)
class There:
    """A world with a row for every route: a public story at `page`, a draft, the picture of each."""

    world: World
    page: str
    draft: int
    shown: int
    hidden: int


def authorization(caller: str) -> str:
    """What a caller's programs send in the header Authorization; "" for who has no key."""
    if caller != PARTNER and caller not in REFUSED_KEYS:
        return ""
    partner = Partner.objects.create(name=caller, email="desk@courier.example")
    key, secret = ApiKey.issue(partner, "online desk")
    match REFUSED_KEYS.get(caller):
        case "key-revoked":
            key.revoke()
        case "key-expired":
            ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
        case "partner-inactive":
            Partner.objects.filter(pk=partner.pk).update(active=False)
        case "key-unknown":
            secret = "np_" + "x" * 43
        case "key-malformed":
            return "Basic ZW1pbDphIGxvbmcgZW5vdWdoIHBocmFzZQ=="
    return f"Bearer {secret}"
