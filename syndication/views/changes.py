"""The log of public changes, in the order in which they happened."""

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from articles.models import Change
from newsportal.snapshot import one_snapshot
from syndication import documentation, parameters
from syndication.serializers import change
from syndication.views.partner_view import PartnerView, answer, page_address

LAST_NUMBER = 2**63 - 1


class Changes(PartnerView):
    @extend_schema(
        operation_id="list_changes",
        summary="What changed, in order",
        tags=["Log"],
        parameters=[documentation.AFTER, documentation.LIMIT_500],
        responses={
            200: OpenApiResponse(change.ChangesSerializer, "A page of the log.", examples=[documentation.CHANGES]),
            **documentation.problems(400, 401, 405, 406),
        },
    )
    @one_snapshot
    def get(self, request: Request) -> HttpResponseBase:
        """The log after a number, oldest first. Its numbers have no gaps and follow the order of commits.

        Keep `last` and ask for what comes after it: you never miss a change. Fetch a story again where a change
        made a version; take it down where the kind is `retracted`, `withdrawn` or `erased`, and destroy what you keep
        of it where it is `erased`: the law demands it.
        """
        values = parameters.read(request, "after", "limit")
        after = parameters.number(values, "after", default=0, lowest=0, highest=LAST_NUMBER)
        limit = parameters.number(values, "limit", default=50, lowest=1, highest=500)
        log = Change.objects.filter(sequence__gt=after).order_by("sequence")
        log = log.select_related("release", "section", "tag", "author")
        log = log.defer("release__content", "release__body", "release__search")
        found = list(log[: limit + 1])
        rows, more = found[:limit], len(found) > limit
        last = rows[-1].sequence if rows else after
        following = page_address(request, after=last) if more else ""
        return answer(request, {"changes": change.changes(rows), "last": last, "more": more}, following=following)
