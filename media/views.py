"""The public door of the pictures."""

import logging
import math
from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from media import crops, renditions
from media.models import Image, Use
from media.visibility import Visibility

KEPT = 24 * 60 * 60  # seconds for which browsers and shared caches keep a public picture, at most
STAFF = "private, no-store"
# What is refused or moved now may be public, or back, a minute later: nobody keeps these answers unasked.
CHANGING = "no-cache"
AGAIN = 10  # seconds after which a browser may ask again for what cannot be made now

log = logging.getLogger(__name__)


@require_safe
def rendition(
    request: HttpRequest,
    image_id: int,
    key: str,
    width: int,
    format: str,
    crop: str = "",
    *,
    visibility: Callable[[int], Visibility],
) -> HttpResponseBase:
    """A picture in one of its sizes: for readers while a public story shows it, for staff always.

    404 for what was never public, 410 for what was and is no more, 301 where an edit gave it another address, 503 where
    it must be made and its original cannot be had, now or any more.
    """
    image = Image.objects.select_related("source").filter(pk=image_id).exclude(sha256="").first()
    if image is None or width not in renditions.widths(*crops.size(image.width, image.height, crop)):
        return _refusal(404, _("There is no such picture."))
    seen = visibility(image_id)
    public = seen is Visibility.NOW and image.allows(Use.PUBLISH)
    if not public and not _is_staff(request):
        if seen is Visibility.NEVER:
            return _refusal(404, _("There is no such picture."))
        return _refusal(410, _("This picture is not public any more."))
    address = renditions.path(image_id, renditions.key(image), width, format, crop)
    if request.path != address:
        return HttpResponsePermanentRedirect(address, headers={"Cache-Control": CHANGING})
    try:
        response = _answer(request, image, width, format, crop)
    except renditions.CannotBeMade as failure:
        log.error("Picture %d cannot be made %d pixels wide: %s", image_id, width, failure)
        response = _refusal(503, _("The picture cannot be had at the moment."))
        response["Cache-Control"] = "no-store"
        response["Retry-After"] = str(AGAIN)
        return response
    response["Cache-Control"] = f"public, max-age={_seconds_to_keep(image)}" if public else STAFF
    # By this tag shared caches let go of it when its last story is taken down.
    response["xkey"] = response["Cache-Tag"] = f"image-{image_id}"
    return response


def _answer(request: HttpRequest, image: Image, width: int, format: str, crop: str) -> HttpResponseBase:
    # The address names the content: what is stored under it never changes.
    etag = f'"{request.path}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        file = renditions.opened(image, width, format, crop)
        response = FileResponse(file, content_type=renditions.CONTENT_TYPES[format])
    response["ETag"] = etag
    return response


def _seconds_to_keep(image: Image) -> int:
    """Nobody keeps a picture beyond the last day of its right."""
    if image.last_day is None:
        return KEPT
    midnight = datetime.combine(image.last_day + timedelta(days=1), time.min)
    return min(KEPT, math.ceil((timezone.make_aware(midnight) - timezone.now()).total_seconds()))


def _is_staff(request: HttpRequest) -> bool:
    return request.user.is_staff and request.user.has_perm("media.view_image")


def _refusal(status: int, sentence: str) -> HttpResponse:
    """Plain text: a page would cost queries, and nobody reads it in place of a picture."""
    return HttpResponse(
        sentence, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": CHANGING}
    )
