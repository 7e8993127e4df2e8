"""Where the bytes of the originals lie: in the database (postgres.py)."""

from typing import cast

from django.core.files.storage import default_storage

from media.storage.originals import Kept, OriginalsStorage, StorageUnavailable

__all__ = ["Kept", "OriginalsStorage", "StorageUnavailable", "originals"]

# The one of the settings, imported when it is first used.
originals = cast(OriginalsStorage, default_storage)
