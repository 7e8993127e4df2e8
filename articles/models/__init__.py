"""Stories: the desk's copy (Article, Revision), what the public has (Release), and the log of it (Change)."""

from articles.models.article import Article, ArticlePicture, Byline
from articles.models.capture import Capture
from articles.models.change import Change, ChangeCounter
from articles.models.failed_schedule import FailedSchedule
from articles.models.record import Record
from articles.models.redirect import Redirect
from articles.models.release import Release, ReleaseAuthor, ReleasePicture, ReleaseTag
from articles.models.revision import Revision
from articles.models.taxonomy import Author, Section, Tag

__all__ = [
    "Article",
    "ArticlePicture",
    "Author",
    "Byline",
    "Capture",
    "Change",
    "ChangeCounter",
    "FailedSchedule",
    "Record",
    "Redirect",
    "Release",
    "ReleaseAuthor",
    "ReleasePicture",
    "ReleaseTag",
    "Revision",
    "Section",
    "Tag",
]
