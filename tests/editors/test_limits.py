"""What a reporter's browser may not do, however the request is made."""

import pytest

from articles import publishing


def test_words_do_not_change_under_an_editors_approval(signed_in, reporter, editor, make_story):
    article = make_story()
    publishing.submit(article.pk, actor=reporter)
    response = signed_in(reporter).post(f"/admin/articles/article/{article.pk}/change/", {"headline": "Never approved"})
    assert response.status_code == 403
    article.refresh_from_db()
    assert article.headline == "Tidal barrier closed for the first time"


def test_a_reporter_cannot_end_the_right_to_a_public_picture(client, signed_in, reporter, make_public, make_picture):
    image = make_picture()
    make_public(pictures=(image,))
    response = signed_in(reporter).post(f"/admin/media/image/{image.pk}/change/", {"rights_until": "2001-01-01"})
    assert response.status_code == 403
    image.refresh_from_db()
    assert image.rights_until is None


@pytest.mark.parametrize(
    "address",
    [
        "/admin/articles/article/?state__exact=%00",
        "/admin/articles/article/?q=%00",
        "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=author&term=%00",
    ],
)
def test_null_bytes_are_refused(signed_in, editor, address):
    assert signed_in(editor).get(address).status_code == 400


@pytest.mark.parametrize("moment", ["0001-01-01T00:00%2B23:59", "9999-12-31T23:59:59-23:59", "x", "2026-01-01T00:00"])
def test_a_moment_that_is_none_is_not_found(signed_in, editor, make_story, moment):
    page = f"/admin/articles/article/{make_story().pk}/history/?before={moment}"
    assert signed_in(editor).get(page).status_code == 404
