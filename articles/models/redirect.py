"""Old addresses of what was renamed. Asked only where nothing answers any more."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An address that was, and the one that took its place. Both are paths from the root of the site."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    new_path = models.CharField(_("new address"), max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"
