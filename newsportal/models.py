"""The people who sign in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of the newsroom. What one may do follows from the groups: see `articles/permissions.py`."""
