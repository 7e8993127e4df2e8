"""What robots are asked to leave alone (RFC 9309)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import addresses


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /*/search/",
        f"Sitemap: {addresses.absolute('/sitemap.xml')}",
        f"Sitemap: {addresses.absolute('/sitemap-news.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
