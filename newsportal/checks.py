"""Start-up checks: a wrong setting ends the start with a sentence that says what to set."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def editions_are_spoken(**kwargs: Any) -> list[CheckMessage]:
    known = [code for code, _ in settings.LANGUAGES]
    if unknown := [code for code in settings.EDITIONS if code not in known]:
        return [
            Error(
                f"EDITIONS names {', '.join(unknown)}: set it to some of {', '.join(known)}.",
                id="newsportal.E001",
            )
        ]
    return []


@register
def uploads_stay_out_of_the_code(**kwargs: Any) -> list[CheckMessage]:
    package = settings.ROOT / "media"
    for name in ("MEDIA_ROOT", "RENDITIONS_ROOT", "STATIC_ROOT"):
        if getattr(settings, name).is_relative_to(package):
            return [
                Error(
                    f"{name} lies inside the Python package media: set NEWSPORTAL_HOME elsewhere.",
                    id="newsportal.E002",
                )
            ]
    return []
