"""Pages of lists: every story once, whatever is published between two pages."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Release
from articles.paging import page_of, parse_place

START = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def test_pages_follow_each_other_without_repeating_or_missing_a_story(make_public):
    for number in range(5):
        make_public(f"Story {number}", at=START + timedelta(minutes=number // 2))  # two of each minute
    seen, place = [], ""
    while True:
        page = page_of(Release.objects.public(), place, size=2)
        seen += [release.headline for release in page.releases]
        make_public(f"Breaking {len(seen)}", at=START + timedelta(days=1))
        place = page.older
        if not place:
            break
    assert seen == ["Story 4", "Story 3", "Story 2", "Story 1", "Story 0"]


@pytest.mark.parametrize(
    "text", ["x", "-1", "1", "1-", "-", "1-2-3x", "9" * 30 + "-1", "1-" + "9" * 30, "١-٢", "1e5-3"]
)
def test_a_place_that_no_page_named_is_refused(text):
    with pytest.raises(ValueError, match="no place in a list"):
        parse_place(text)
