"""Shared caches in front of the portal let go of what a change ended, as soon as the change is committed.

Each address of PURGE_URLS gets a request of its own with the method PURGE, the tags that ended (`xkey-purge`, as
Varnish's xkey module has it) and the number of the change, by which a repeated request is known.
"""

from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.models import Change, ReleasePicture

PATIENCE = 10  # seconds for a cache to answer

# Tried again after 2, 4, 8 … seconds, for some two hours; then it waits in the admin for somebody to run it again.
PATIENTLY = RetryStrategy(max_attempts=12, exponential_wait=2)

# These are caches of our own: no proxy of the environment stands between.
_opener = build_opener(ProxyHandler({}))


def defer(change: Change) -> None:
    """Have every shared cache told of the change, exactly if the transaction that makes it commits."""
    for url in settings.PURGE_URLS:
        purge.defer(sequence=change.sequence, url=url)


@app.task(queue="purges", retry=PATIENTLY, pass_context=False)
def purge(sequence: int, url: str) -> None:
    """Tell one cache of a change. Raises OSError where it does not answer, or not with success."""
    change = Change.objects.get(pk=sequence)
    headers = {"xkey-purge": " ".join(tags_of(change)), "Change": str(sequence)}
    request = Request(url, method="PURGE", headers=headers)  # noqa: S310  # the settings take only http addresses
    with _opener.open(request, timeout=PATIENCE):
        pass  # whatever is no success was raised


def tags_of(change: Change) -> list[str]:
    """The tags of what a change ended: the story's, and those of every picture it shows or ever showed."""
    named = {"section": change.section_id, "tag": change.tag_id, "author": change.author_id}
    if change.article_id is None:
        return [f"{what}-{pk}" for what, pk in named.items() if pk is not None]
    pictures = ReleasePicture.objects.filter(release__article=change.article_id)
    images = pictures.values_list("image_id", flat=True).distinct().order_by("image_id")
    return [f"article-{change.article_id}", *(f"image-{image}" for image in images)]
