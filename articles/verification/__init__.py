"""What must hold of the log, of releases, of versions and of stories, for `manage.py verify`.

Constraints and triggers keep nearly all of it from being broken. The checks trust none of them: they find what a hand
in the database, a disk or half a backup has done. Each is one statement over whole tables, so that PostgreSQL joins
and sorts within its own limits and nothing piles up here.
"""

from articles.verification import log, releases, stories, versions

PARTS = (log.PART, releases.PART, versions.PART, stories.PART)
