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
        ("DEBUG", "perhaps", "DEBUG is “perhaps”: set it to on or off."),
        ("EDITIONS", "xx", "EDITIONS is “xx”: set it to some of en, ar."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is “loud”: set it to some of DEBUG, INFO, WARNING, ERROR."),
        ("PICTURE_MAX_BYTES", "-1", "PICTURE_MAX_BYTES is “-1”: set it to a whole number above 0."),
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
