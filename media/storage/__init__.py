"""Where the bytes of the originals lie: in the database (postgres.py), or in a bucket (s3.py) by MEDIA_STORAGE=s3."""

from typing import cast

from django.core.files.storage import default_storage

from media.storage.originals import Kept, OriginalsStorage, StorageUnavailable

__all__ = ["Kept", "OriginalsStorage", "StorageUnavailable", "originals"]

# The one that MEDIA_STORAGE chose. It is imported when it is first used, so boto3 only where it is needed.
originals = cast(OriginalsStorage, default_storage)
