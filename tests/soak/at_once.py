"""Verbs that meet: two on one story in every order, and many on the same few stories, while names are changed."""

import itertools
import random
import threading
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from articles import publishing
from articles.models import Article, Author, Section, Tag
from articles.moves import MOVES, Verb
from articles.renaming import rename
from newsportal.models import User
from tests.soak.crowd import Crowd
from tests.soak.newsroom import do, edit_picture, lead_into, save_form, write_story

COUPLES = 3
WANDERERS = 4


class Meeting:
    """What the threads of this process share: the scene, and how much was done."""

    def __init__(self, scene: dict[str, Any], seed: str, verbs: int) -> None:
        self.scene, self.seed, self.verbs = scene, seed, verbs
        self.editor = User.objects.get(username=scene["people"]["Administrator"])
        self.crowd = Crowd()
        self.done = self.refused = self.pairs = 0
        self.open = list(scene["stories"])  # where those who save and those who wander meet
        self._count = threading.Lock()

    @property
    def goes_on(self) -> bool:
        return self.done < self.verbs and not self.crowd.over.is_set()

    def perform(self, verb: Verb, article_id: int) -> None:
        came_through = do(verb, article_id, self.editor)
        with self._count:
            self.done += came_through
            self.refused += not came_through

    def new_story(self, chance: random.Random) -> int:
        return write_story(self.scene, chance)


def run(*, scene: dict[str, Any], seed: str, verbs: int) -> dict[str, Any]:
    """Perform at least `verbs` verbs. Returns how many were performed and refused, and what failed."""
    meeting = Meeting(scene, seed, verbs)
    for number in range(COUPLES):
        _couple(meeting, random.Random(f"{seed} couple {number}"))
    for number in range(WANDERERS):
        _wanderer(meeting, random.Random(f"{seed} wanderer {number}"))
    for number, act in enumerate([_rename, _rename, _save, _save, _edit_picture, _look_at_the_clock]):
        chance = random.Random(f"{seed} meanwhile {number}")
        meeting.crowd.meanwhile(lambda act=act, chance=chance: act(meeting, chance))
    meeting.crowd.finish()
    return {
        "done": meeting.done,
        "refused": meeting.refused,
        "pairs": meeting.pairs,
        "failures": meeting.crowd.failures,
    }


def _couple(meeting: Meeting, chance: random.Random) -> None:
    """Two editors who press two buttons on one story in the same moment, for every ordered pair of buttons."""
    ready = meeting.crowd.meeting(2)
    pressed: dict[str, Any] = {}

    def first() -> None:
        pairs = list(itertools.product(Verb, repeat=2))
        chance.shuffle(pairs)
        for one, other in itertools.cycle(pairs):
            if not meeting.goes_on:
                break
            article_id = meeting.new_story(chance)
            lead_into(article_id, one, meeting.editor, chance)
            save_form(article_id, meeting.scene, meeting.editor, chance)
            pressed.update(verb=other, article_id=article_id)
            ready.wait()
            meeting.perform(one, article_id)
            ready.wait()
            meeting.pairs += 1
        pressed.clear()
        ready.wait()

    def second() -> None:
        while True:
            ready.wait()
            if not pressed:
                return
            meeting.perform(pressed["verb"], pressed["article_id"])
            ready.wait()

    meeting.crowd.work(first)
    meeting.crowd.work(second)


def _wanderer(meeting: Meeting, chance: random.Random) -> None:
    """Somebody who goes through the same few stories as all others, each time in another order."""

    def wander() -> None:
        orders = list(itertools.permutations(range(5)))
        chance.shuffle(orders)
        for order in itertools.cycle(orders):
            for place in order:
                if not meeting.goes_on:
                    return
                article_id = meeting.open[place]
                verb = chance.choice([verb for verb in Verb if verb not in _LAST])
                meeting.perform(verb, article_id)

    meeting.crowd.work(wander)


# After these no other verb leads on.
_LAST = [verb for verb, move in MOVES.items() if move.to_state in ("spiked", "erased")]


def _rename(meeting: Meeting, chance: random.Random) -> None:
    """A section, tag or author gets another name and address, sometimes one that another of them just had."""
    model, ids = chance.choice([(Section, "sections"), (Tag, "tags"), (Author, "authors")])
    named = model.objects.get(pk=chance.choice(meeting.scene[ids]))
    number = chance.randrange(8)
    try:
        with transaction.atomic():
            rename(named, actor=meeting.editor, name=f"Name {chance.random()}", slug=f"name-{number}")
    except IntegrityError:
        pass  # another one has that slug: its form says so


def _save(meeting: Meeting, chance: random.Random) -> None:
    save_form(chance.choice(meeting.open), meeting.scene, meeting.editor, chance)


def _edit_picture(meeting: Meeting, chance: random.Random) -> None:
    edit_picture(meeting.scene, meeting.editor, chance)


def _look_at_the_clock(meeting: Meeting, chance: random.Random) -> None:
    """The minute of a scheduled story comes, and every worker there is looks at once."""
    scheduled = Article.objects.filter(pk=chance.choice(meeting.open), state=Article.State.SCHEDULED)
    scheduled.update(scheduled_for=Now() - timedelta(seconds=1))
    publishing.publish_all_due()
