"""Start-up checks: a wrong setting ends the start with a sentence that says what to set."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def uploads_stay_out_of_the_code(**kwargs: Any) -> list[CheckMessage]:
    package = settings.ROOT / "media"
    for name in ("MEDIA_ROOT", "RENDITIONS_ROOT", "STATIC_ROOT"):
        if getattr(settings, name).is_relative_to(package):
            return [
                Error(
                    f"{name} lies inside the Python package media: set NEWSPORTAL_HOME elsewhere.",
                    id="newsportal.E001",
                )
            ]
    return []
