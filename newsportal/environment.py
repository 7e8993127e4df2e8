"""Reading settings from the environment: a wrong one ends the start with a sentence that says what to set."""

import re
import zoneinfo
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
# Without a name and a password. What is refused is not repeated: it may hold them, and the sentence goes into logs.
ADDRESS = r"https?://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[^\s@?#]*)?"


class Environment(environ.Env):
    """The environment's variables. Every method raises ImproperlyConfigured with a sentence."""

    def switch(self, name: str) -> bool:
        """A switch that is off unless it is on: anything but a plain word for either is refused."""
        word = self.str(name, default="off").lower()
        if word not in TRUE + FALSE:
            raise ImproperlyConfigured(f"{name} is “{word}”: set it to on or off.")
        return word in TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number above zero."""
        word = self.str(name, default=str(default))
        if not (word.isdecimal() and int(word) > 0):
            raise ImproperlyConfigured(f"{name} is “{word}”: set it to a whole number above 0.")
        return int(word)

    def some_of(self, name: str, known: list[str], default: list[str]) -> list[str]:
        """One or several words of those known, separated by commas."""
        words = self.list(name, default=default)
        if not words or not set(words) <= set(known):
            raise ImproperlyConfigured(f"{name} is “{','.join(words)}”: set it to some of {', '.join(known)}.")
        return words

    def one_of(self, name: str, known: list[str], default: str) -> str:
        """One of the words known."""
        word = self.str(name, default=default)
        if word not in known:
            raise ImproperlyConfigured(f"{name} is “{word}”: set it to one of {', '.join(known)}.")
        return word

    def zone(self, name: str) -> str:
        """The name of a time zone."""
        word = self.str(name, default="UTC")
        if word not in zoneinfo.available_timezones():
            raise ImproperlyConfigured(f"{name} is “{word}”: set it to a time zone such as Europe/Lisbon.")
        return word

    def postgres(self, name: str) -> dict[str, Any]:
        """A database as an entry of DATABASES."""
        # The value itself is not repeated: it holds a password.
        if not self.str(name).startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured(f"{name} names no PostgreSQL: set it to postgres://user:password@host/name.")
        try:
            return self.db(name)
        except ValueError:  # its words are a piece of the password
            raise ImproperlyConfigured(
                f"{name} cannot be read: set it to postgres://user:password@host/name, a port as a number, and / ? #"
                " of a password as %2F %3F %23."
            ) from None

    def addresses(self, name: str) -> list[str]:
        """Web addresses, separated by commas; none where it is not set."""
        words = self.list(name, default=[])
        for place, word in enumerate(words, start=1):
            if not re.fullmatch(ADDRESS + r"(\?[^\s#]*)?", word):
                raise ImproperlyConfigured(
                    f"Number {place} of {name} is no address, or has a name or password in it: set it to addresses"
                    " such as http://cache:6081/, separated by commas."
                )
        return words

    def bucket(self, needed: bool) -> dict[str, str]:
        """The bucket that S3_BUCKET names and how to reach it, as options of S3Storage; empty where none is named."""
        bucket = self.str("S3_BUCKET", default="")
        endpoint, region = self.str("S3_ENDPOINT_URL", default=""), self.str("S3_REGION", default="")
        key, secret = self.str("S3_ACCESS_KEY_ID", default=""), self.str("S3_SECRET_ACCESS_KEY", default="")
        if needed and not bucket:
            raise ImproperlyConfigured("MEDIA_STORAGE is s3, and no bucket is named: set S3_BUCKET to its name.")
        if bucket and not re.fullmatch(r"[A-Za-z0-9._-]{3,63}", bucket):
            raise ImproperlyConfigured("S3_BUCKET is no bucket's name: set it to that alone, without address.")
        if endpoint and not re.fullmatch(ADDRESS, endpoint):
            raise ImproperlyConfigured(
                "S3_ENDPOINT_URL is no address, or has a name or password in it: set it to an address such as"
                " https://s3.example.org, or to nothing for Amazon's own."
            )
        if region and not re.fullmatch(r"[A-Za-z0-9-]{1,63}", region):
            raise ImproperlyConfigured(f"S3_REGION is “{region}”: set it to a region such as eu-central-1.")
        if bool(key) != bool(secret):
            raise ImproperlyConfigured(
                "Of S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY one alone is set: set both, or neither where the machine"
                " has a role."
            )
        if not bucket:
            return {}
        return {
            "bucket": bucket,
            "endpoint_url": endpoint,
            "region": region,
            "access_key_id": key,
            "secret_access_key": secret,
        }

    def folder(self, name: str, default: Path) -> Path:
        """A folder we may write in, made if it is not there."""
        folder = Path(self.str(name, default=str(default))).resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{folder} cannot be used ({error.strerror}): set {name} to a folder that you may write."
            ) from error
        return folder
