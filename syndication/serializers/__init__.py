"""The outward shape of each resource: declared for the document above, written field by field below.

What is sent is built by plain functions, several times quicker than a serializer at work; the tests hold every answer
against the declarations.
"""

import datetime


def utc(moment: datetime.datetime) -> str:
    """A time as all of the API writes it: ISO 8601, in UTC, with Z."""
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
