"""Stories that come out by the clock: each at its minute, in the order of minutes; one that fails holds up no other.

The worker's clock (newsportal/clock.py) calls `publish_all_due` each second. What fell due while no worker ran is
simply due when one starts.
"""

import datetime
import logging

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles.models import Article, FailedSchedule, Release
from articles.publishing.public import publish_held
from articles.publishing.steps import Refused
from articles.readiness import Obstacle

logger = logging.getLogger(__name__)

AT_ONCE = 1000  # stories that one look takes on; the next look follows at once where there are more


def publish_all_due() -> int:
    """Publish every story whose minute has passed by the database's clock; returns how many came out.

    Whatever else may run at the same time, each story comes out once.
    """
    due = list(
        Article.objects.waiting_for_their_minute().filter(scheduled_for__lte=Now()).only("scheduled_for")[:AT_ONCE]
    )
    return sum(_try(article.pk, article.scheduled_for) for article in due if article.scheduled_for)


def publish_due(article_id: int, *, due: datetime.datetime) -> Release | None:
    """Publish a story scheduled for that minute. Raises Refused.

    None where it is not scheduled for that minute any more, or where somebody holds it right now: an editor who saves
    it, or another worker. The next look finds it again if it is still due.
    """
    with transaction.atomic():
        article = _still_due(article_id, due).select_for_update(skip_locked=True, of=("self",)).first()
        return publish_held(article, actor=None) if article else None


def _still_due(article_id: int, due: datetime.datetime) -> QuerySet[Article]:
    return Article.objects.waiting_for_their_minute().filter(pk=article_id, scheduled_for=due)


def _try(article_id: int, due: datetime.datetime) -> bool:
    try:
        return publish_due(article_id, due=due) is not None
    except Refused as refusal:
        _mark_failed(article_id, due, refusal.obstacles)
    except OperationalError:
        # A deadlock, a time-out: this story's next look is soon. A database that is gone is not: the caller waits.
        if not connection.is_usable():
            raise
        logger.exception("story %s, due at %s, could not be published yet", article_id, due)
    except Exception:
        logger.exception("story %s, due at %s, was not published", article_id, due)
        _mark_failed(article_id, due, [Obstacle("", _("The portal itself failed: its log says how."))])
    return False


@transaction.atomic
def _mark_failed(article_id: int, due: datetime.datetime, obstacles: list[Obstacle]) -> None:
    # Locked first and asked then: an editor may have moved it on, or another worker marked it, while we waited.
    article = Article.objects.select_for_update().get(pk=article_id)
    if not _still_due(article_id, due).exists():
        return
    problems = [{"field": obstacle.field, "reason": obstacle.reason} for obstacle in obstacles]
    failed = FailedSchedule.objects.create(article=article, due=due, problems=problems)
    logger.error("story %s, due at %s, was not published: %s", article_id, due, failed)
