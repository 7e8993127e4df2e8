"""Where originals lie, for tests that are told of every storage: in the database, and in a bucket of moto's server."""

from datetime import datetime
from typing import Any, Protocol

import boto3

from media.models import StoredFile

KEY = {"aws_access_key_id": "the-newsroom", "aws_secret_access_key": "its-secret", "region_name": "eu-central-1"}


class Shelf(Protocol):
    """One of them, from behind."""

    def age(self, name: str, saved_at: datetime) -> None:
        """Let a file have been saved then."""

    def damage(self, name: str) -> None:
        """Let a file have another first byte."""

    def put(self, name: str, data: bytes) -> None:
        """Let there be these bytes under that name, whatever it says of them."""


class Table:
    """The one in the database."""

    def age(self, name: str, saved_at: datetime) -> None:
        StoredFile.objects.filter(name=name).update(created_at=saved_at)

    def damage(self, name: str) -> None:
        piece = StoredFile.objects.get(name=name).chunks.get(position=0)
        piece.data = _damaged(bytes(piece.data))
        piece.save()

    def put(self, name: str, data: bytes) -> None:
        file, _ = StoredFile.objects.update_or_create(name=name, defaults={"size": len(data)})
        file.chunks.all().delete()
        file.chunks.create(position=0, data=data)


class Bucket:
    """One of moto's server, at the address `server`."""

    def __init__(self, server: str, name: str) -> None:
        self.name = name
        self.options = {
            "bucket": name,
            "endpoint_url": server,
            "region": KEY["region_name"],
            "access_key_id": KEY["aws_access_key_id"],
            "secret_access_key": KEY["aws_secret_access_key"],
        }
        self.client: Any = boto3.client("s3", endpoint_url=server, **KEY)
        self.client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": KEY["region_name"]})

    def names(self) -> list[str]:
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=self.name).get("Contents", ())]

    def put(self, name: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=name, Body=data)

    def age(self, name: str, saved_at: datetime) -> None:
        # The protocol has no word for that: it is moto's own memory, which is in this process.
        from moto.s3.models import s3_backends

        [account] = s3_backends.values()
        account["aws"].buckets[self.name].keys[name].last_modified = saved_at.replace(tzinfo=None)

    def damage(self, name: str) -> None:
        self.put(name, _damaged(self.client.get_object(Bucket=self.name, Key=name)["Body"].read()))

    def remove(self) -> None:
        for name in self.names():
            self.client.delete_object(Bucket=self.name, Key=name)
        self.client.delete_bucket(Bucket=self.name)


def _damaged(data: bytes) -> bytes:
    return bytes([data[0] ^ 255]) + data[1:]
