"""Lists of the desk: paged, and never counted in full, however long they grow."""

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin


class BoundedPaginator(Paginator):
    """Pages the newest rows and counts no further than `LIMIT`. Older ones are reached by search and filter."""

    LIMIT = 5_000
    template_name = "admin/articles/pagination.html"  # where unfold looks for the page numbers

    @cached_property
    def count(self) -> int:
        newest: QuerySet = self.object_list  # type: ignore[assignment]
        return newest[: self.LIMIT].count()

    @property
    def goes_on(self) -> bool:
        """Whether there may be more rows than are paged."""
        return self.count == self.LIMIT


class DeskAdmin(ModelAdmin):
    """A table of the desk that may grow long: nothing counts it whole, and nothing is done to its rows wholesale."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    actions: tuple[str, ...] | None = None
    list_per_page = 50


def tell_refusals(request: HttpRequest, refusals: list[str]) -> None:
    """Say why rows that were chosen in a list were refused: the first by a sentence each, the rest by their number."""
    shown = 20
    for sentence in refusals[:shown]:
        messages.error(request, sentence)
    if more := len(refusals[shown:]):
        sentence = ngettext("%(number)s more was refused.", "%(number)s more were refused.", more)
        messages.error(request, sentence % {"number": more})
