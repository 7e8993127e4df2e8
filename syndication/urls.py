"""Addresses of the partners' API, below /api/v1/. `syndication/addresses.py` writes those that answers carry."""

from django.urls import path, re_path

from syndication.views.articles import Article, Articles
from syndication.views.changes import Changes
from syndication.views.documents import Docs, Problem, Schema, unknown
from syndication.views.images import Image
from syndication.views.sections import Sections

urlpatterns = [
    path("articles/", Articles.as_view(), name="api-articles"),
    path("articles/<int:article_id>/", Article.as_view(), name="api-article"),
    path("changes/", Changes.as_view(), name="api-changes"),
    path("images/<int:image_id>/", Image.as_view(), name="api-image"),
    path("sections/", Sections.as_view(), name="api-sections"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    path("problems/<slug:name>/", Problem.as_view(), name="api-problem"),
    re_path(r"^(?P<rest>.*)$", unknown, name="api-unknown"),
]
