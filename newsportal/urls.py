"""Every address of the portal. The editions come last: their first part is a section's slug."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from articles import publicity, sitemaps
from articles.editions import prefix
from articles.urls import edition
from newsportal.health import healthz, readyz
from newsportal.metrics import metrics
from newsportal.robots import robots

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("syndication.urls")),
    path("media/", include("media.urls"), {"visibility": publicity.of_image}),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("robots.txt", robots),
    path("sitemap.xml", sitemaps.sitemap),
    path("sitemap-news.xml", sitemaps.news_sitemap),
    # The longer prefixes first, or the first edition would read /ar/ as a section.
    *(path(prefix(language), include(edition(language))) for language in reversed(settings.EDITIONS)),
]
