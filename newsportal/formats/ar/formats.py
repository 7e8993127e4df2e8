"""Dates as an Arabic newspaper writes them: 22 نوفمبر 2026، 09:14."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATE_FORMAT = "j F Y"
SHORT_DATETIME_FORMAT = "j F، H:i"
TIME_FORMAT = "H:i"
