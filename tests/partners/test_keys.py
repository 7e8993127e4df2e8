"""Who gets an answer: whoever holds a key that was not taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from syndication.models import ApiKey, Partner

ADDRESSES = [
    "/api/v1/articles/",
    "/api/v1/articles/1/",
    "/api/v1/changes/",
    "/api/v1/images/1/",
    "/api/v1/sections/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_a_stranger_gets_nothing(address, method, client, db, conforms):
    answer = getattr(client, method)(address)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="partners"'
    assert answer["Content-Type"] == "application/problem+json"
    if method != "head":
        assert answer.json()["type"] == "http://testserver/api/v1/problems/key-missing/"
        conforms(answer.json(), "Problem")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer a b",
        "Bearer\tx",
        "Bearer a,b",
        "Bearer café",
        "Bearer " + "x" * 500,
        "np_secret",
    ],
)
def test_a_header_that_is_no_key_is_malformed(header, client, db):
    answer = client.get("/api/v1/articles/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/key-malformed/")


def test_a_key_that_was_never_issued_is_unknown(client, db):
    answer = client.get("/api/v1/articles/", headers={"Authorization": "Bearer np_" + "x" * 43})
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/key-unknown/")
    assert answer["WWW-Authenticate"] == 'Bearer realm="partners", error="invalid_token"'


def test_the_scheme_may_be_written_in_any_case(client, key):
    assert client.get("/api/v1/articles/", headers={"Authorization": f"bearer {key}"}).status_code == 200


def test_a_revoked_key_is_refused_from_the_next_call_on(ask, partner):
    assert ask("articles/").status_code == 200
    assert partner.keys.get().revoke()
    answer = ask("articles/")
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/key-revoked/")


def test_a_key_is_revoked_once_and_the_first_time_stands(partner):
    key, _secret = ApiKey.issue(partner, "print desk")
    assert key.revoke()
    first = partner.keys.get().revoked_at
    assert not key.revoke()
    assert partner.keys.get().revoked_at == first


def test_an_expired_key_is_refused(client, partner):
    _key, secret = ApiKey.issue(partner, "trial", expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.get("/api/v1/articles/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/key-expired/")


def test_a_key_is_good_until_it_expires(client, partner):
    _key, secret = ApiKey.issue(partner, "trial", expires_at=timezone.now() + timedelta(hours=1))
    assert client.get("/api/v1/articles/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_no_key_of_a_partner_who_is_switched_off_is_answered(ask, partner):
    Partner.objects.update(active=False)
    answer = ask("articles/")
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/partner-inactive/")


def test_a_partners_keys_are_independent(client, ask, partner):
    _other, secret = ApiKey.issue(partner, "print desk")
    partner.keys.get(name="online desk").revoke()
    assert ask("articles/").status_code == 401
    assert client.get("/api/v1/articles/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_the_key_is_long_random_and_stored_nowhere(partner):
    key, secret = ApiKey.issue(partner, "online desk")
    assert secret.startswith("np_")
    assert len(secret) == 46
    assert secret.startswith(key.prefix)
    assert len(key.prefix) == 8
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM syndication_apikey k")
        (row,) = cursor.fetchone()
    assert secret[8:] not in row


def test_the_last_use_is_written_once_a_minute(ask, partner, django_assert_num_queries):
    ask("changes/")
    first = partner.keys.get().last_used_at
    assert timezone.now() - first < timedelta(seconds=30)
    with django_assert_num_queries(2) as queries:  # the key, the log; nothing is written
        ask("changes/")
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    partner.keys.update(last_used_at=first - timedelta(minutes=2))
    ask("changes/")
    assert partner.keys.get().last_used_at >= first


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_partner_can_only_read(address, method, client, key, conforms):
    answer = getattr(client, method)(address, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    conforms(answer.json(), "Problem")


def test_a_partner_may_ask_what_is_possible(client, key):
    answer = client.options("/api/v1/articles/", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_an_editor_who_is_signed_in_needs_a_key_like_anybody_else(signed_in, editor):
    assert signed_in(editor).get("/api/v1/articles/").status_code == 401


def test_a_thousand_and_one_parameters_are_refused_as_a_problem(client):
    response = client.get("/api/v1/schema/?" + "a=b&" * 1100)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
