"""The jobs of this application, where the worker looks for them. Each is safe to run twice: a job is handed out again
after a worker died."""

from articles.picture_jobs import make_ahead
from articles.purging import purge

__all__ = ["make_ahead", "purge"]
