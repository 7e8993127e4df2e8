"""The sections of every edition."""

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from articles.models import Section
from newsportal.snapshot import one_snapshot
from syndication import documentation, parameters
from syndication.serializers import section
from syndication.views.partner_view import PartnerView, answer


class Sections(PartnerView):
    @extend_schema(
        operation_id="list_sections",
        summary="Sections",
        tags=["Sections"],
        parameters=[documentation.LANGUAGE],
        responses={
            200: OpenApiResponse(section.SectionsSerializer, "All sections."),
            **documentation.problems(400, 401, 405, 406),
        },
    )
    @one_snapshot
    def get(self, request: Request) -> HttpResponseBase:
        """The sections of each edition and their sub-sections. All of them: they stand in one bar of the site."""
        values = parameters.read(request, "language")
        sections = Section.objects.order_by("language", "position", "name")
        if language := parameters.language(values):
            sections = sections.filter(language=language)
        return answer(request, {"sections": section.section_tree(list(sections))})
