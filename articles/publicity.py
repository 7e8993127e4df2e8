"""Whether the public may see a picture: it may while a public story shows it."""

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Exists, OuterRef

from articles.models import Release, ReleasePicture
from media.visibility import Visibility


def of_image(image_id: int) -> Visibility:
    """What the public has to do with the picture, in one query over the releases that show it."""
    public = Release.objects.public().filter(pk=OuterRef("release_id"))
    shown = ReleasePicture.objects.filter(image=image_id).aggregate(now=BoolOr(Exists(public)))["now"]
    return {None: Visibility.NEVER, True: Visibility.NOW, False: Visibility.ONCE}[shown]
