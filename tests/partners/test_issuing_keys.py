"""A syndication manager makes a partner, issues its keys and revokes them, in the admin."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from syndication.models import ApiKey, Partner


@pytest.fixture
def desk(signed_in, syndication_manager):
    return signed_in(syndication_manager)


def _issue(partner):
    return reverse("admin:syndication_partner_issue_key", args=[partner.pk])


def _revoke(key):
    return reverse("admin:syndication_partner_revoke_key", args=[key.partner_id, key.pk])


def _change(partner):
    return reverse("admin:syndication_partner_change", args=[partner.pk])


NO_KEYS = {"keys-TOTAL_FORMS": "0", "keys-INITIAL_FORMS": "0"}


def test_a_manager_makes_a_partner_and_hands_it_a_key_that_works(desk, client, db):
    made = desk.post(
        reverse("admin:syndication_partner_add"),
        {"name": "Courier", "email": "desk@courier.example", "active": "on", **NO_KEYS},
    )
    assert made.status_code == 302, made.context["errors"]
    partner = Partner.objects.get()
    assert _issue(partner) in desk.get(_change(partner)).content.decode()
    assert desk.get(_issue(partner)).status_code == 200
    assert not ApiKey.objects.exists()
    page = desk.post(_issue(partner), {"name": "online desk", "expires_at": ""})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    secret = page.context["secret"]
    assert f'<code class="desk-headline" id="key">{secret}</code>' in unescape(page.content.decode())
    assert client.get("/api/v1/articles/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    entry = LogEntry.objects.latest("pk")
    assert "Issued the key online desk" in entry.change_message
    assert secret not in entry.change_message


def test_the_key_is_shown_on_that_one_page_alone(desk, partner):
    secret = desk.post(_issue(partner), {"name": "online desk"}).context["secret"]
    key = partner.keys.get()
    for address in (_change(partner), _issue(partner), _revoke(key), reverse("admin:syndication_partner_changelist")):
        assert secret[8:] not in desk.get(address).content.decode()
    page = desk.get(_change(partner)).content.decode()
    assert f"{secret[:8]}…" in page
    assert "online desk" in page


def test_a_second_press_makes_no_second_key(desk, partner):
    desk.post(_issue(partner), {"name": "online desk"})
    again = desk.post(_issue(partner), {"name": "online desk"})
    assert "This partner has a key of this name" in again.content.decode()
    assert partner.keys.count() == 1


def test_a_name_is_free_again_once_its_key_is_revoked(desk, partner):
    desk.post(_issue(partner), {"name": "online desk"})
    partner.keys.get().revoke()
    desk.post(_issue(partner), {"name": "online desk"})
    assert partner.keys.count() == 2


def test_a_key_may_have_an_end_that_lies_ahead(desk, partner):
    tomorrow = timezone.localtime() + timedelta(days=1)
    desk.post(_issue(partner), {"name": "trial", "expires_at": f"{tomorrow:%Y-%m-%dT%H:%M}"})
    assert abs(partner.keys.get().expires_at - tomorrow) < timedelta(minutes=1)
    late = desk.post(_issue(partner), {"name": "late", "expires_at": "2020-01-01T00:00"})
    assert "This time has passed" in late.content.decode()
    assert partner.keys.count() == 1


def test_a_manager_revokes_a_key_and_it_is_refused_at_once(desk, partner, key, ask):
    row = partner.keys.get()
    assert _revoke(row) in desk.get(_change(partner)).content.decode()
    assert desk.get(_revoke(row)).status_code == 200
    assert ask("articles/").status_code == 200
    assert desk.post(_revoke(row)).status_code == 302
    assert ask("articles/").status_code == 401
    first = partner.keys.get().revoked_at
    desk.post(_revoke(row))
    assert partner.keys.get().revoked_at == first
    assert _revoke(row) not in desk.get(_change(partner)).content.decode()
    assert LogEntry.objects.filter(change_message__contains="Revoked").count() == 1


def test_a_key_is_not_revoked_under_another_partners_address(desk, partner, key):
    other = Partner.objects.create(name="Other", email="desk@other.example")
    address = reverse("admin:syndication_partner_revoke_key", args=[other.pk, partner.keys.get().pk])
    assert desk.post(address).status_code == 404
    assert partner.keys.get().revoked_at is None


@pytest.mark.parametrize("person", ["reporter", "editor", "picture_editor"])
def test_others_of_the_newsroom_neither_see_partners_nor_touch_keys(person, request, signed_in, partner, key):
    browser = signed_in(request.getfixturevalue(person))
    row = partner.keys.get()
    assert browser.get(_change(partner)).status_code == 403
    for address in (_issue(partner), _revoke(row)):
        assert browser.get(address).status_code == 403
        assert browser.post(address, {"name": "mine"}).status_code == 403
    assert partner.keys.count() == 1
    assert partner.keys.get().revoked_at is None


def test_a_stranger_is_sent_to_sign_in(client, partner):
    assert client.post(_issue(partner), {"name": "mine"}).status_code == 302
    assert not partner.keys.exists()


def test_a_partner_is_never_deleted_and_its_keys_are_not_edited_on_the_form(desk, partner, key):
    assert desk.post(reverse("admin:syndication_partner_delete", args=[partner.pk]), {"post": "yes"}).status_code == 403
    row = partner.keys.get()
    page = desk.get(_change(partner)).content.decode()
    assert "keys-0-expires_at" not in page
    forged = {"keys-TOTAL_FORMS": "1", "keys-INITIAL_FORMS": "1", "keys-0-id": row.pk, "keys-0-partner": partner.pk}
    data = {"name": partner.name, "email": partner.email, **forged, "keys-0-name": "forged", "keys-0-DELETE": "on"}
    desk.post(_change(partner), data)
    assert partner.keys.get().name == "online desk"
