"""Editors at many desks: each takes any story, writes in it and performs a verb; now and then all of it is undone."""

import itertools
import random
import threading
from typing import Any

from django.db import transaction

from articles.models import Article
from articles.moves import PUBLIC, Verb, allowed_from
from newsportal.models import User
from tests.soak.crowd import Crowd
from tests.soak.newsroom import do, save_form

# All that change what the public has, and that another verb can follow.
VERBS = [verb for verb in Verb if verb in allowed_from(PUBLIC) or verb in (Verb.PUBLISH, Verb.RESTORE)]
VERBS = [verb for verb in VERBS if verb not in (Verb.ASSIGN, Verb.ERASE)]
UNDONE = 0.1  # of all attempts
NEVER = "Never happened"  # in the words and headlines of what was undone


class Undone(Exception):
    """Raised before the commit."""


def run(*, scene: dict[str, Any], seed: str, threads: int, verbs: int) -> dict[str, Any]:
    """Perform `verbs` verbs. Returns how many were performed, refused and undone, and what failed."""
    crowd, tickets, told = Crowd(), itertools.count(1), {"performed": 0, "refused": 0, "undone": 0}
    lock = threading.Lock()

    def write(chance: random.Random, editor: User) -> None:
        while not crowd.over.is_set() and told["performed"] < verbs:
            outcome = _one(scene, chance, editor, f"{seed} {next(tickets)}")
            with lock:
                told[outcome] += 1

    editors = list(User.objects.filter(username__in=[scene["people"]["Editor"], scene["people"]["Administrator"]]))
    for number in range(threads):
        chance = random.Random(f"{seed} writer {number}")
        crowd.work(lambda chance=chance, editor=editors[number % 2]: write(chance, editor))
    crowd.finish()
    return {**told, "failures": crowd.failures}


def _one(scene: dict[str, Any], chance: random.Random, editor: User, words: str) -> str:
    """Write in a story and perform a verb on it. Somebody else may come between, as in a newsroom."""
    article_id = chance.choice(scene["stories"])
    state = Article.objects.values_list("state", flat=True).get(pk=article_id)
    verb = chance.choice([verb for verb in VERBS if verb in allowed_from(state)])
    if chance.random() >= UNDONE:
        save_form(article_id, scene, editor, chance, headline=f"Story {words}")
        return "performed" if do(verb, article_id, editor, words=f"Because of {words}.") else "refused"
    try:
        with transaction.atomic():
            save_form(article_id, scene, editor, chance, headline=f"{NEVER}: {words}")
            do(verb, article_id, editor, words=f"{NEVER}: {words}")
            raise Undone
    except Undone:
        return "undone"
