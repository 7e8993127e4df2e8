"""Dates as an English newspaper writes them: Nov 22, 2026, 09:14."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "M j, Y, H:i"
SHORT_DATE_FORMAT = "M j, Y"
SHORT_DATETIME_FORMAT = "M j, H:i"
TIME_FORMAT = "H:i"
