"""What an operator is told when the embedded PostgreSQL cannot run."""

from django.db import OperationalError


class ClusterError(OperationalError):
    """One sentence that says what is wrong and what to do.

    An OperationalError, so that whoever copes with a database that is down copes with this one too.
    """
