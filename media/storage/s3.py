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
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.db import connection, transaction

from media.storage.originals import Kept, OriginalsStorage, Reader, StorageUnavailable

# In seconds, for each of two tries. An answer begins within a tenth of a second, or a few seconds under load: who is
# longer silent is away.
TRIES = 2
CONNECT, READ = 2, 4
PAUSE = 1  # between the tries, at most
# But bytes may stop on their way, and before the answer to an upload stands all that it takes to arrive and be kept.
STALLED, KEEPING = 10, 60
# A server that was found silent is not asked for so long; then by one, for the others, who do not wait meanwhile.
SILENT = 5

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
        self._silent_until = 0.0  # by time.monotonic(); 0 for a server that answered when it was last asked
        self._one_decides = Lock()

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
            for page in self._patient.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
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
        self.exists(name)  # a server that is away is found out now, in seconds; an upload to it may hang for minutes
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
        answer = self._ask("get_object", name, **({"Range": f"bytes={position}-"} if position else {}))
        if answer["ContentLength"]:
            answer["Body"].set_socket_timeout(STALLED)
        return answer

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
        self._refuse_while_silent()
        client = self._patient if what == "put_object" else self._client
        with self.answering():
            try:
                answer = getattr(client, what)(Bucket=self._bucket, Key=name, **said)
            except ClientError as refusal:
                self._silent_until = 0.0
                if refusal.response["Error"]["Code"] in MISSING:
                    raise FileNotFoundError(name) from None
                raise
        self._silent_until = 0.0
        return answer

    def _refuse_while_silent(self) -> None:
        """Let one ask a server that was found silent, and nobody else until that one knows."""
        with self._one_decides:
            now = time.monotonic()
            if now < self._silent_until:
                raise StorageUnavailable(f"The bucket “{self._bucket}” could not be reached a moment ago.")
            if self._silent_until:
                self._silent_until = now + TRIES * (CONNECT + READ) + PAUSE

    @cached_property
    def _client(self) -> Any:
        """For what somebody may be waiting for."""
        return self._of(connect_timeout=CONNECT, read_timeout=READ)

    @cached_property
    def _patient(self) -> Any:
        """For uploads, and for lists, which only commands ask for."""
        return self._of(connect_timeout=STALLED, read_timeout=KEEPING)  # the first holds for each piece that is sent

    def _of(self, **timeouts: int) -> Any:
        config = Config(
            **timeouts,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            # We say the hash ourselves; what boto3 would add by itself, other servers than Amazon's may not know.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        with self._one_decides:  # a session serves one at a time
            return self._session.client("s3", config=config, **self._where)

    @cached_property
    def _session(self) -> Any:
        return boto3.session.Session()


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
