"""Jobs of the worker. Each is safe to run twice: a job may be handed out again after a worker died."""

import datetime

from procrastinate.contrib.django import app


@app.task(queue="publishing", pass_context=False)
def publish_scheduled(article_id: int, due: str) -> None:
    """Publish a story at its minute (`due`, ISO 8601); nothing happens where the minute was changed meanwhile."""
    from articles import publishing  # publishing defers this very task

    publishing.publish_due(article_id, due=datetime.datetime.fromisoformat(due))


@app.periodic(cron="* * * * *")
@app.task(queue="publishing", queueing_lock="publish_overdue", pass_context=False)
def publish_overdue(timestamp: int) -> None:
    """Bring out what fell due while no worker ran, in the order it fell due; one that fails holds up no other."""
    from articles import publishing

    publishing.publish_all_due()
