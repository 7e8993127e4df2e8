"""Who takes our stories: partners, and the keys they call with."""

import datetime
import hashlib
import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PREFIX = "np_"  # so that a key that got out is recognised for what it is, by people and by scanners
SHOWN = 8  # characters of a key that are kept readable, enough to tell one from another
SEEN_EVERY = datetime.timedelta(minutes=1)


class Partner(models.Model):
    """A paper, agency or site that takes our stories. Stands as `request.user` in the API."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    email = models.EmailField(_("contact"), help_text=_("Who is told when something is wrong with a story."))
    active = models.BooleanField(_("active"), default=True, help_text=_("Switched off, none of its keys is answered."))
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    is_authenticated = True  # what Django REST framework asks of a user

    class Meta:
        ordering = ["name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key of a partner. The key itself is never stored: only its hash, and its first characters to know it by."""

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(_("name"), max_length=80, help_text=_("What uses it: “import of the online desk”."))
    prefix = models.CharField(_("begins with"), max_length=SHOWN, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("issued"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True, help_text=_("Empty: without an end."))
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "name"],
                condition=Q(revoked_at__isnull=True),
                name="a_partner_names_each_living_key_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(cls, partner: Partner, name: str, expires_at: datetime.datetime | None = None) -> tuple[Self, str]:
        """Make a key for a partner. Returns its row and the key itself, which nobody can read again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        key = cls.objects.create(
            partner=partner, name=name, prefix=secret[:SHOWN], digest=digest(secret), expires_at=expires_at
        )
        return key, secret

    def revoke(self) -> bool:
        """End the key at once. False where it was revoked before: the first time stands."""
        return bool(ApiKey.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()))

    def seen(self) -> None:
        """Note that the key was used, with one write a minute however often it calls."""
        now = timezone.now()
        if self.last_used_at and now - self.last_used_at < SEEN_EVERY:
            return
        # The condition again in the statement: of many requests in this instant one writes, the others find no row.
        ApiKey.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - SEEN_EVERY), pk=self.pk).update(
            last_used_at=now
        )

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


def digest(secret: str) -> str:
    """The hash a key is stored and found under: SHA-256, in hex.

    Passwords need a slow hash because people choose them; a key has 256 random bits, which nobody can try out, and
    must be checked with every request. For the same reason it may be found by an index: how long the comparison
    takes tells an attacker about the hash of a guess, and nothing of which guess would come nearer.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
