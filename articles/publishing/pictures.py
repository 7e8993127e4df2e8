"""Public stories follow the library: an edited caption, credit or right reaches them, and a picture leaves at its end.

Each story gets a release made of its current one, never of the desk's copy: what an editor is still writing there
concerns nobody. Readers are not told of an update.
"""

from dataclasses import asdict, replace
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.content import StoryPicture
from articles.desk import picture_of
from articles.models import Article, ArticlePicture, Change, Release, ReleasePicture
from articles.publishing.steps import hold_names, log, release, supersede, take_number
from media.models import EditedPicture, Image, Source, Use
from newsportal.models import User

AT_ONCE = 20  # stories that the request of an edit brings up to date itself; the worker's clock does the others
ENDED_AT_ONCE = 500  # pictures in stories whose right ended that one look takes on


def bring_out_edits(most: int = AT_ONCE) -> int:
    """Let public stories follow the pictures that were edited, `most` of both at once; returns how many stories did."""
    followed = 0
    for edit in EditedPicture.objects.select_related("actor").order_by("at")[:most]:
        left = most - followed
        behind = list(_stories_behind(edit.image_id)[: left + 1])
        for article_id in behind[:left]:
            follow(article_id, edit.image_id, actor=edit.actor)
        followed += len(behind[:left])
        if len(behind) > left:
            break
        # One that was edited again meanwhile has another time, and stays.
        EditedPicture.objects.filter(pk=edit.pk, at=edit.at).delete()
    return followed


def take_out_ended() -> int:
    """Take every picture whose right has ended out of the public stories that show it; returns how many left."""
    ended = ReleasePicture.objects.public().forbidden_today()
    found = list(ended.order_by("release__article").values_list("release__article", "image")[:ENDED_AT_ONCE])
    return sum(follow(article_id, image_id, actor=None) is not None for article_id, image_id in found)


@transaction.atomic
def follow(article_id: int, image_id: int, *, actor: User | None) -> Release | None:
    """Give the public of one story a picture as the library has it now, or take it out where it may not be shown.

    None where the story is not public any more, does not show the picture, or says all of it already.
    """
    article = Article.objects.select_for_update().get(pk=article_id)
    current = article.releases.public().select_related("revision").first()
    if current is None:
        return None
    image = Image.objects.select_related("source").get(pk=image_id)
    allowed = image.allows(Use.PUBLISH)
    shown = current.card.pictures
    pictures = tuple(
        _as_in_the_library(picture, image) if picture.image == image_id else picture
        for picture in shown
        if allowed or picture.image != image_id
    )
    if pictures == shown:
        return None
    content = replace(current.story, pictures=pictures)
    hold_names(content)
    number, at = take_number()
    supersede(current, at)
    made = release(
        article,
        content,
        current.revision,
        at,
        previous=current,
        first_published_at=current.first_published_at,
        updated_at=current.updated_at,
        actor=actor,
    )
    kind = Change.Kind.PICTURE_CHANGED if allowed else Change.Kind.PICTURE_ENDED
    log(number, at, kind, article, actor, release=made)
    return made


def _as_in_the_library(picture: StoryPicture, image: Image) -> StoryPicture:
    """The picture with what the library says of it now; words that were written for the story stay."""
    now = picture_of(ArticlePicture(image=image))
    return replace(
        now,
        caption=picture.caption if picture.own_caption else now.caption,
        alt=picture.alt if picture.own_alt else now.alt,
        own_caption=picture.own_caption,
        own_alt=picture.own_alt,
        in_text=picture.in_text,
    )


def _stories_behind(image_id: int) -> QuerySet[ReleasePicture, int]:
    """The ids of the public stories that do not say what the library says of the picture now."""
    image = Image.objects.select_related("source").get(pk=image_id)
    behind = ReleasePicture.objects.public().filter(image=image_id)
    if image.allows(Use.PUBLISH):
        behind = behind.exclude(_says(picture_of(ArticlePicture(image=image))))
    return behind.order_by("release__article").values_list("release__article", flat=True)


def _says(picture: StoryPicture) -> Q:
    """That a release shows the picture as the library has it, but for the words that were written for the story."""
    said = asdict(picture)
    of_the_use = {name: said.pop(name) for name in ("caption", "alt", "own_caption", "own_alt", "in_text")}
    captions = ({"own_caption": True}, {"own_caption": False, "caption": of_the_use["caption"]})
    alts = ({"own_alt": True}, {"own_alt": False, "alt": of_the_use["alt"]})
    shown = [[{**said, **caption, **alt}] for caption in captions for alt in alts]
    return reduce(or_, (Q(release__content__pictures__contains=pictures) for pictures in shown))


def edited(image: Image, *, actor: User | None) -> None:
    """Note, in the transaction of the edit, that public stories are to follow this picture."""
    EditedPicture.objects.update_or_create(image=image, defaults={"actor": actor})


def source_edited(source: Source, *, actor: User | None) -> None:
    """The same of every picture of a source that a public story shows: their rights are the source's too."""
    public = ReleasePicture.objects.public().filter(image__source=source)
    edits = [
        EditedPicture(image_id=image, actor=actor)
        for image in public.order_by("image").distinct().values_list("image", flat=True)
    ]
    EditedPicture.objects.bulk_create(
        edits, update_conflicts=True, unique_fields=["image"], update_fields=["actor", "at"], batch_size=1000
    )
