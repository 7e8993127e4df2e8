"""`manage.py worker`: runs the jobs, and publishes scheduled stories at their minute. Any number may run, anywhere."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from newsportal.clock import DEAD, SIGN_OF_LIFE, TICK, Clock

PATIENCE = 10  # seconds for jobs to finish when the worker is told to stop


class Command(BaseCommand):
    help = "Runs jobs and publishes scheduled stories at their minute, until it is told to stop (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at the same time (default: 2)")

    def handle(self, *args: Any, **options: Any) -> None:
        clock = Clock()
        clock.start()
        try:
            asyncio.run(_run_jobs(options["concurrency"]))
        finally:
            clock.stop()


async def _run_jobs(concurrency: int) -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as with_own_connections:
        async with with_own_connections.open_async():
            # New jobs wake it; it looks by itself each second for those whose time has come.
            await with_own_connections.run_worker_async(
                concurrency=concurrency,
                shutdown_graceful_timeout=PATIENCE,
                fetch_job_polling_interval=TICK,
                delete_jobs="successful",
                update_heartbeat_interval=SIGN_OF_LIFE,
                stalled_worker_timeout=DEAD,
            )
