"""The newsroom's desk: stories, the names they are ordered by, and the log, in Django's admin with unfold."""

from articles.admin.failed_schedules import FailedScheduleAdmin
from articles.admin.log import ChangeAdmin
from articles.admin.pictures import DeskPictureAdmin, DeskSourceAdmin
from articles.admin.stories import StoryAdmin
from articles.admin.taxonomy import AuthorAdmin, RedirectAdmin, SectionAdmin, TagAdmin

__all__ = [
    "AuthorAdmin",
    "ChangeAdmin",
    "DeskPictureAdmin",
    "DeskSourceAdmin",
    "FailedScheduleAdmin",
    "RedirectAdmin",
    "SectionAdmin",
    "StoryAdmin",
    "TagAdmin",
]
