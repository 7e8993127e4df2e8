"""The pages readers see. Each begins with `Release.objects.public()` and says how it may be cached."""

from articles.views.lists import archive_day, author, front, search, section, tag
from articles.views.story import story

__all__ = ["archive_day", "author", "front", "search", "section", "story", "tag"]
