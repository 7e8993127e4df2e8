"""What people of the newsroom do in the long runs, each through the same door as in the admin."""

import random
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import publishing
from articles.desk import save_revision
from articles.models import Article, ArticlePicture, Byline
from articles.moves import DRAFT, MOVES, Verb
from articles.publishing import pictures
from media.models import Image
from newsportal.models import User

# How a new story comes into each state.
WAY: dict[str, list[Verb]] = {
    "draft": [],
    "submitted": [Verb.SUBMIT],
    "scheduled": [Verb.SCHEDULE],
    "public": [Verb.PUBLISH],
    "retracted": [Verb.PUBLISH, Verb.RETRACT],
    "withdrawn": [Verb.PUBLISH, Verb.WITHDRAW],
}


def do(verb: Verb, article_id: int, actor: User | None, words: str = "As it was agreed.") -> bool:
    """Perform a verb with all it asks for; False where it was refused."""
    at = timezone.now() + timedelta(hours=1) if verb is Verb.SCHEDULE else None
    person = actor if verb is Verb.ASSIGN else None
    try:
        publishing.perform(verb, article_id, actor=actor, words=words, at=at, person=person)
    except publishing.Refused:
        return False
    return True


def write_story(scene: dict[str, Any], chance: random.Random) -> int:
    """A new story on the desk, with names, agency and picture of the scene. Returns its id."""
    with transaction.atomic():
        article = Article.objects.create(
            headline=f"Story {uuid.UUID(int=chance.getrandbits(128))}",
            body="<p>The barrier closed at noon.</p>",
            section_id=chance.choice(scene["sections"]),
            source_id=scene["agency"],
        )
        article.tags.add(*chance.sample(scene["tags"], 2))
        Byline.objects.create(article=article, author_id=chance.choice(scene["authors"]))
        ArticlePicture.objects.create(article=article, image_id=chance.choice(scene["pictures"]))
        save_revision(article, actor=None)
    return article.pk


def save_form(article_id: int, scene: dict[str, Any], actor: User, chance: random.Random, headline: str = "") -> None:
    """Save a story as its form does: locked, only what was typed, tags and pictures with it, then the version."""
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_id)
        article.headline = headline or f"Story {uuid.UUID(int=chance.getrandbits(128))}"
        article.section_id = chance.choice(scene["sections"])
        article.save(update_fields=["headline", "section", "updated_at"])
        article.tags.set(chance.sample(scene["tags"], 2))
        article.picture_uses.update(caption=f"Caption {chance.random()}")
        save_revision(Article.objects.get(pk=article_id), actor=actor)


def edit_picture(scene: dict[str, Any], actor: User, chance: random.Random) -> None:
    """Write another caption and credit for a picture of the library, as its form does; some public stories follow."""
    with transaction.atomic():
        image = Image.objects.get(pk=chance.choice(scene["pictures"]))
        image.caption, image.credit = f"Caption {chance.random()}", f"Credit {chance.random()}"
        image.save(update_fields=["caption", "credit"])
        pictures.edited(image, actor=actor)
    pictures.bring_out_edits(most=2)


def lead_into(article_id: int, verb: Verb, actor: User | None, chance: random.Random) -> None:
    """Bring a new story into one of the states from which `verb` leads on."""
    state = chance.choice([state for state in MOVES[verb].from_states if state in WAY] or [DRAFT])
    for step in WAY[state]:
        do(step, article_id, actor)
