"""People and moments as the desk's pages name them."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from newsportal.models import User

# A moment of the newsroom's clock, in Django's letters: 5 Mar 2026, 17:05.
MOMENT = "j M Y, H:i"


class DeskRequest(HttpRequest):
    """A request that came through the admin's door, where somebody of the newsroom has signed in."""

    user: User
    csp_nonce: str  # django-csp's


def name_of(actor: User | None) -> str:
    """The full name, or else the sign-in name; None is the portal itself, when a schedule falls due."""
    if actor is None:
        return _("the portal")
    return actor.get_full_name() or actor.get_username()
