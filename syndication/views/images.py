"""A picture by itself."""

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from articles.publicity import of_image
from media.models import Image as Picture
from media.visibility import Visibility
from newsportal.snapshot import one_snapshot
from syndication import documentation, entitlements, parameters
from syndication.problems import Problem
from syndication.serializers import image
from syndication.views.partner_view import PartnerView, answer

STORIES = 20  # that show the picture are named at most


class Image(PartnerView):
    @extend_schema(
        operation_id="read_image",
        summary="One picture",
        tags=["Pictures"],
        responses={
            200: OpenApiResponse(image.ImageSerializer, "The picture and the stories that show it."),
            **documentation.problems(400, 401, 403, 404, 405, 406, 410),
        },
    )
    @one_snapshot
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """A picture that a public story shows, with the caption and credit it was last published with."""
        parameters.read(request)
        seen = of_image(image_id)
        if seen is Visibility.NEVER:
            raise Problem("not-found", "There is no picture with this id.")
        if seen is Visibility.ONCE:
            raise Problem("taken-down", "No public story shows this picture any more. Take it down too.")
        picture = Picture.objects.select_related("source").get(pk=image_id)
        if reason := entitlements.picture_withheld(picture):
            raise Problem("withheld", reason)
        showing = entitlements.stories().filter(picture_uses__image=picture).defer("body", "search")
        stories = list(showing.select_related("section").order_by("-published_at")[:STORIES])
        if not stories:
            raise Problem("withheld", "The sources of the stories that show this picture do not allow syndication.")
        return answer(request, image.image(image_id, stories))
