"""An operator sets something wrong and is told what to set, in one sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("TIME_ZONE", "Mars", "TIME_ZONE is “Mars”: set it to a time zone such as Europe/Lisbon."),
        ("DATABASE_URL", "mysql://x:secret@y/z", "DATABASE_URL names no PostgreSQL: set it to postgres://"),
        ("DATABASE_URL", "postgres://x:secret@y:port/z", "DATABASE_URL cannot be read: set it to postgres://"),
        ("DATABASE_URL", "postgres://x:secret/1@y/z", "of a password as %2F %3F %23."),
        ("PURGE_URLS", "http://a/, cache:secret", "Number 2 of PURGE_URLS is no address, or has a name or"),
        ("PURGE_URLS", "http://key:secret@cache/", "Number 1 of PURGE_URLS is no address, or has a name or"),
        ("DEBUG", "perhaps", "DEBUG is “perhaps”: set it to on or off."),
        ("EDITIONS", "xx", "EDITIONS is “xx”: set it to some of en, ar."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is “loud”: set it to one of DEBUG, INFO, WARNING, ERROR."),
        ("PICTURE_MAX_BYTES", "-1", "PICTURE_MAX_BYTES is “-1”: set it to a whole number above 0."),
        ("MEDIA_STORAGE", "disk", "MEDIA_STORAGE is “disk”: set it to one of postgres, s3."),
        ("MEDIA_STORAGE", "s3", "MEDIA_STORAGE is s3, and no bucket is named: set S3_BUCKET to its name."),
        ("S3_BUCKET", "s3://originals/", "S3_BUCKET is no bucket's name: set it to that alone, without address."),
        ("S3_BUCKET", "http://key:secret@minio/originals", "S3_BUCKET is no bucket's name"),
        (
            "S3_ENDPOINT_URL",
            "minio:9000",
            "S3_ENDPOINT_URL is no address, or has a name or password in it: set it to an",
        ),
        (
            "S3_ENDPOINT_URL",
            "https://key:secret@minio",
            "S3_ENDPOINT_URL is no address, or has a name or password in it",
        ),
        (
            "S3_REGION",
            "Frankfurt am Main",
            "S3_REGION is “Frankfurt am Main”: set it to a region such as eu-central-1.",
        ),
        ("S3_ACCESS_KEY_ID", "secret", "Of S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY one alone is set: set both, or"),
        ("NEWSPORTAL_HOME", "/proc/nowhere", "set NEWSPORTAL_HOME to a folder that you may write."),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(variable, value, sentence):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsportal.settings", variable: value}
    command = [sys.executable, str(settings.ROOT / "manage.py"), "check"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "secret" not in done.stderr


def test_a_bucket_is_chosen_by_its_name_alone_and_boto3_is_loaded_for_it_alone():
    started = (
        "import sys, django; django.setup(); import newsportal.urls; from django.core.files.storage import default_storage;"
        "print('boto3' in sys.modules, default_storage.__class__.__name__, 'boto3' in sys.modules)"
    )
    said = []
    for chosen in ({}, {"MEDIA_STORAGE": "s3", "S3_BUCKET": "originals"}):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsportal.settings", **chosen}
        command = [sys.executable, "-c", started]
        done = subprocess.run(command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=True)
        said.append(done.stdout.strip())
    assert said == ["False PostgresStorage False", "False S3Storage True"]
