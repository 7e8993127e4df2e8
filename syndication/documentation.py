"""What the OpenAPI document says beyond the shapes of answers: the key, the parameters, the problems, examples."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from articles.models import Change
from syndication.problems import KINDS

PROBLEM_JSON = "application/problem+json"


class KeyScheme(OpenApiAuthenticationExtension):
    """Tells the document of our way to authenticate."""

    target_class = "syndication.authentication.KeyAuthentication"
    name = "partnerKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "np_…",
            "description": "The key we issued to you. It is shown once, and can be revoked at any time.",
        }


# --- Parameters ----------------------------------------------------------------------------------


def _whole_number(name: str, lowest: int, highest: int | None, default: int, description: str) -> OpenApiParameter:
    schema = {"type": "integer", "minimum": lowest, "default": default}
    return OpenApiParameter(
        name, schema if highest is None else {**schema, "maximum": highest}, description=description
    )


LIMIT_100 = _whole_number("limit", 1, 100, 50, "Stories in a page.")
LIMIT_500 = _whole_number("limit", 1, 500, 50, "Changes in a page.")
AFTER = _whole_number("after", 0, None, 0, "The number you have read up to: `last` of the answer before.")
CURSOR = OpenApiParameter("cursor", str, description="Where a page begins. Take it from `next`, never make one.")
LANGUAGE = OpenApiParameter("language", str, description="Only this language: `en`, `ar`.")
SECTION = OpenApiParameter(
    "section",
    str,
    description="Slug of a section, with its sub-sections. Add `language` where several languages have the slug.",
)
TAG = OpenApiParameter("tag", str, description="Slug of a tag. Add `language` where several languages have the slug.")
INCLUDE = OpenApiParameter("include", {"type": "string", "enum": ["body"]}, description="Send `body_html` too.")


# --- Problems ------------------------------------------------------------------------------------


class ProblemSerializer(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.URLField(help_text="Names the kind of problem; the address says what it means.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence on this one case.")
    instance = serializers.CharField(help_text="The address that was called.")
    parameter = serializers.CharField(required=False, help_text="Of a bad parameter: its name.")


class TombstoneSerializer(ProblemSerializer):
    """A story that was taken down."""

    article = serializers.IntegerField()
    kind = serializers.ChoiceField([kind.value for kind in Change.TAKEN_DOWN])
    at = serializers.DateTimeField()
    reason = serializers.CharField(
        help_text="For you, not for readers, where the kind is withdrawn; empty where it is erased."
    )
    sequence = serializers.IntegerField(help_text="Of the change in the log that took it down.")


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The problems with these statuses, as `responses` of an operation."""
    return {(status, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, _meanings(status)) for status in statuses}


def _meanings(status: int) -> str:
    return "\n".join(f"- {kind.title}: {kind.meaning}" for kind in KINDS.values() if kind.status == status)


TOMBSTONE = {(410, PROBLEM_JSON): OpenApiResponse(TombstoneSerializer, _meanings(410))}


# --- Examples ------------------------------------------------------------------------------------

_SITE = "https://news.example"
_PICTURE = {
    "role": "lead",
    "id": 7,
    "api_url": f"{_SITE}/api/v1/images/7/",
    "caption": "The lighthouse at dusk, Westhaven.",
    "credit": "Harbour Photo/Ada Lind",
    "alt": "A white lighthouse before a red sky",
    "photographer": "Ada Lind",
    "place": "Westhaven",
    "taken_on": "2024-05-02",
    "copyright_notice": "© 2024 Harbour Photo",
    "usage_terms": "Editorial use only.",
    "license_url": "",
    "awaiting_file": False,
    "width": 4000,
    "height": 3000,
    "renditions": [
        {"width": 640, "height": 480, "type": "image/webp", "url": f"{_SITE}/media/3f9a/640.webp"},
    ],
}
_STORY = {
    "id": 12,
    "version": 2,
    "sequence": 31,
    "api_url": f"{_SITE}/api/v1/articles/12/",
    "url": f"{_SITE}/coast/2024/05/03/lighthouse-to-stay-lit-12/",
    "language": "en",
    "headline": "Lighthouse to stay lit",
    "short_headline": "",
    "standfirst": "The council found the money after all.",
    "words": 412,
    "place": "Westhaven",
    "urgency": 4,
    "section": {"id": 3, "slug": "coast", "name": "Coast", "url": f"{_SITE}/coast/", "parent": None},
    "tags": [{"id": 5, "slug": "lighthouses", "name": "Lighthouses"}],
    "authors": [{"id": 2, "slug": "ada-lind", "name": "Ada Lind"}],
    "source": {"name": "Harbour Press", "kind": "agency"},
    "first_published_at": "2024-05-03T08:00:00Z",
    "updated_at": "2024-05-03T11:20:00.250000Z",
    "version_published_at": "2024-05-03T11:20:00.250000Z",
    "pictures": [_PICTURE, {"id": 9, "role": "further", "withheld": "Our right to this picture has ended."}],
    "notes": [{"kind": "corrected", "at": "2024-05-03T11:20:00.250000Z", "text": "The lamp has 400 watts, not 4,000."}],
}
ARTICLE = OpenApiExample(
    "A corrected story", value={**_STORY, "body_html": "<p>The lamp stays.</p><h2>A long dispute</h2><p>…</p>"}
)
ARTICLES = OpenApiExample(
    "A page of one story",
    value={"articles": [_STORY], "next": f"{_SITE}/api/v1/articles/?limit=1&cursor=7080000000000000-12"},
)


def _change(sequence: int, kind: str, **more: Any) -> dict[str, Any]:
    article = {"id": 12, "api_url": f"{_SITE}/api/v1/articles/12/"}
    empty = {"article": article, "version": None, "headline": None, "note": "", "reason": "", "subject": None}
    return {"sequence": sequence, "at": f"2024-05-03T11:{sequence}:00Z", "kind": kind, **empty, **more}


CHANGES = OpenApiExample(
    "A story published and retracted, a section renamed",
    value={
        "changes": [
            _change(30, "published", version=1),
            _change(31, "retracted", reason="The council has not decided yet."),
            _change(
                32,
                "renamed",
                article=None,
                note="Coast → Coast and harbour",
                subject={"type": "section", "id": 3, "slug": "coast", "name": "Coast and harbour"},
            ),
        ],
        "last": 32,
        "more": False,
    },
)
