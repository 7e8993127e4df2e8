"""Where the API is found: every address of it that an answer carries is made here, absolute."""

from django.conf import settings

API = "/api/v1/"


def article(article_id: int) -> str:
    return f"{settings.SITE_URL}{API}articles/{article_id}/"


def image(image_id: int) -> str:
    return f"{settings.SITE_URL}{API}images/{image_id}/"


def problem(name: str) -> str:
    return f"{settings.SITE_URL}{API}problems/{name}/"
