"""Lists of the desk: paged, and never counted in full, however long they grow."""

from django.contrib.admin import ShowFacets
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
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
    actions = None
    list_per_page = 50
