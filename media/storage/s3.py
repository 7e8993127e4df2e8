"""Files in a bucket of S3, or of any server that speaks its protocol, under the hash of their bytes.

Why it is so: docs/decisions/008-pictures-on-s3.md.
"""

import base64
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.db import connection, transaction

from media.storage.originals import Kept, OriginalsStorage, Reader, StorageUnavailable

# No process waits longer than about twice these sums for a server that does not answer. In seconds.
CONNECT, READ, TRIES = 3, 10, 2
# After that it takes the server for silent so long, or every request of a reader would wait in its turn.
SILENT = 5  # seconds

# What else lies in the bucket is not ours: it is neither listed nor ever removed.
OURS = re.compile(r"[0-9a-f]{64}\.\w{1,8}")
MISSING = {"NoSuchKey", "404"}  # what GET and HEAD say of a file that is not there


class S3Storage(OriginalsStorage):
    """Keeps files in a bucket, which stays as private as it was made. Without a key, boto3 finds the machine's own.

    Saving takes no part in the caller's transaction: where that is rolled back, a file stays that no picture names.
    But until it ends, nobody discards the file.
    """

    def __init__(
        self,
        bucket: str,
        endpoint_url: str = "",
        region: str = "",
        access_key_id: str = "",
        secret_access_key: str = "",
    ) -> None:
        self._bucket = bucket
        self._where = {
            "endpoint_url": endpoint_url or None,
            "region_name": region or None,
            "aws_access_key_id": access_key_id or None,
            "aws_secret_access_key": secret_access_key or None,
        }
        self._silent_until = 0.0

    def exists(self, name: str) -> bool:
        try:
            self._ask("head_object", name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """In bytes. Raises FileNotFoundError."""
        return self._ask("head_object", name)["ContentLength"]

    def delete(self, name: str) -> None:
        self._ask("delete_object", name)

    def files(self) -> Iterator[Kept]:
        with self.answering():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
                for found in page.get("Contents", ()):
                    if OURS.fullmatch(found["Key"]):
                        yield Kept(found["Key"], found["Size"], found["LastModified"])

    def discard(self, names: list[str], *, saved_before: datetime, unless: Callable[[list[str]], set[str]]) -> int:
        # One by one: who holds one lock at a time can deadlock with nobody.
        return sum(self._discard(name, saved_before, unless) for name in names)

    def _discard(self, name: str, saved_before: datetime, unless: Callable[[list[str]], set[str]]) -> bool:
        with transaction.atomic():
            _lock(name)
            try:
                saved_at = self._ask("head_object", name)["LastModified"]
            except FileNotFoundError:
                return False
            if saved_at >= saved_before or unless([name]):
                return False
            self.delete(name)
        return True

    def _keep(self, name: str, content: File, size: int) -> None:
        with transaction.atomic():
            _lock(name)
            content.seek(0)
            # The server compares the bytes with their hash, and has all of them or none: one request, not an upload in
            # parts.
            self._ask("put_object", name, Body=content, ContentLength=size, ChecksumSHA256=_in_base64(name))

    def _reader(self, name: str) -> Reader:
        return _Stream(self, name, self.beginning_at(name, 0))

    def beginning_at(self, name: str, position: int) -> dict[str, Any]:
        """The answer with the bytes of a file from there on: `Body`, to be read, and `ContentLength` of them."""
        return self._ask("get_object", name, **({"Range": f"bytes={position}-"} if position else {}))

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Raises StorageUnavailable for whatever the block fails with."""
        try:
            yield
        except ClientError as refusal:
            raise StorageUnavailable(f"The bucket “{self._bucket}” cannot be used: {refusal}") from refusal
        except BotoCoreError as failure:
            self._silent_until = time.monotonic() + SILENT
            raise StorageUnavailable(f"The bucket “{self._bucket}” cannot be reached: {failure}") from failure

    def _ask(self, what: str, name: str, **said: Any) -> dict[str, Any]:
        if time.monotonic() < self._silent_until:
            raise StorageUnavailable(f"The bucket “{self._bucket}” could not be reached a moment ago.")
        with self.answering():
            try:
                return getattr(self._client, what)(Bucket=self._bucket, Key=name, **said)
            except ClientError as refusal:
                if refusal.response["Error"]["Code"] in MISSING:
                    raise FileNotFoundError(name) from None
                raise

    @cached_property
    def _client(self) -> Any:
        config = Config(
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            # We say the hash ourselves; what boto3 would add by itself, other servers than Amazon's may not know.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return boto3.session.Session().client("s3", config=config, **self._where)


class _Stream(Reader):
    """Reads on in one answer for as long as nobody seeks elsewhere."""

    def __init__(self, storage: S3Storage, name: str, answer: dict[str, Any]) -> None:
        super().__init__(name, answer["ContentLength"])
        self._storage = storage
        self._body, self._stands_at = answer["Body"], 0

    def _read(self, most: int) -> bytes:
        if self._stands_at != self._position:
            self._body.close()
            self._body = self._storage.beginning_at(self._name, self._position)["Body"]
            self._stands_at = self._position
        with self._storage.answering():
            part = self._body.read(most)
        self._stands_at += len(part)
        return part

    def close(self) -> None:
        self._body.close()
        super().close()


def _in_base64(name: str) -> str:
    return base64.b64encode(bytes.fromhex(name.partition(".")[0])).decode()


def _lock(name: str) -> None:
    """Wait until nobody else saves or discards this file, and let nobody until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(name[:15], 16)])
