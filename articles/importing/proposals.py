"""A changed capture of a story edited by hand since: it waits beside the desk's copy until an editor decides."""

from dataclasses import asdict, replace

from django.db import transaction

from articles.desk import content_of, save_revision, write
from articles.importing.recognition import Text
from articles.models import Article, Capture, Revision
from newsportal.models import User


def remember(article: Article, text: Text, base: Revision) -> None:
    """Note that the desk's copy says what this capture says, so that the story is known again."""
    known = {
        "key": text.key,
        "headline_key": text.headline_key,
        "digest": text.digest,
        "base": base,
        "proposal": None,
    }
    Capture.objects.update_or_create(article=article, defaults=known)


def propose(capture: Capture, text: Text) -> bool:
    """Lay a changed text beside the desk's copy; False where the same text waits there already."""
    proposal = asdict(text)
    if capture.proposal == proposal:
        return False
    capture.proposal = proposal
    capture.save(update_fields=["proposal", "captured_at"])
    return True


def waiting_text(capture: Capture) -> Text:
    """The text that waits beside the desk's copy. Raises LookupError where none does: somebody decided already."""
    if capture.proposal is None:
        raise LookupError("no newer text waits beside this story")
    return Text(**capture.proposal)


@transaction.atomic
def take_over(capture: Capture, *, actor: User | None) -> None:
    """Write the waiting text into the desk's copy. What was there stays in its history."""
    article = Article.objects.select_for_update().get(pk=capture.article_id)
    capture.refresh_from_db()
    text = waiting_text(capture)
    save_revision(article, actor=actor)
    write(article, replace(content_of(article), headline=text.headline, body=text.body))
    remember(article, text, save_revision(article, actor=actor))


@transaction.atomic
def dismiss(capture: Capture, *, actor: User | None) -> None:
    """Let the desk's copy stand. The same capture will not be proposed again."""
    Article.objects.select_for_update().get(pk=capture.article_id)
    capture.refresh_from_db()
    capture.digest = waiting_text(capture).digest
    capture.proposal = None
    capture.save(update_fields=["digest", "proposal", "captured_at"])
