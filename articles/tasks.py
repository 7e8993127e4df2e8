"""The jobs of this application, where the worker looks for them. Each is safe to run twice: a job is handed out again
after a worker died."""

from articles.purging import purge

__all__ = ["purge"]
