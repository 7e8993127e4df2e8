"""That a picture of the library was edited, and public stories may not say so yet."""

from django.conf import settings
from django.db import models

from media.models.image import Image


class EditedPicture(models.Model):
    """Written with the edit, in its transaction; taken away when every public story has followed."""

    image = models.OneToOneField(Image, on_delete=models.CASCADE, related_name="edit")
    at = models.DateTimeField(auto_now=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"edit of {self.image}"
