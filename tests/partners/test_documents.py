"""What a developer at the partner's reads first, and what the API answers to a call that is none."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Section
from syndication import addresses
from syndication.problems import KINDS
from syndication.views import articles as story_views


def test_the_document_is_valid_and_says_all_it_should_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))


def test_the_document_tells_of_the_key_the_problems_and_the_examples(document):
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["partnerKey"]["scheme"] == "bearer"
    assert set(document["paths"]) == {
        "/api/v1/articles/",
        "/api/v1/articles/{article_id}/",
        "/api/v1/changes/",
        "/api/v1/images/{image_id}/",
        "/api/v1/sections/",
    }
    for path in document["paths"].values():
        assert set(path) == {"get"}
        operation = path["get"]
        assert operation["security"] == [{"partnerKey": []}]
        assert {"200", "400", "401", "405", "406"} <= set(operation["responses"])
        for status, answer in operation["responses"].items():
            assert set(answer["content"]) == {"application/json" if status == "200" else "application/problem+json"}


@pytest.mark.parametrize("path", ["/api/v1/articles/", "/api/v1/articles/{article_id}/", "/api/v1/changes/"])
def test_the_examples_are_what_the_document_says(path, document, conforms):
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    component = content["schema"]["$ref"].rpartition("/")[2]
    (example,) = content["examples"].values()
    conforms(example["value"], component)


def test_the_document_comes_as_yaml_and_as_json(client):
    assert client.get("/api/v1/schema/").content.startswith(b"openapi: 3.1")
    asked = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert json.loads(asked.content)["openapi"].startswith("3.1")


def test_the_page_of_the_document_asks_nothing_of_other_houses(client, db):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    addresses_of_page = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert len(addresses_of_page) == 5
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses_of_page)
    # Nothing in the page itself that a policy without 'unsafe-inline' would refuse.
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    script = client.get(addresses_of_page[4])
    assert script["Content-Type"].startswith("application/javascript")
    assert "http" not in re.sub(r"\bhttp\"|localhost", "", script.content.decode())
    for address in addresses_of_page[:4]:
        answer = client.get(address)
        assert answer.status_code == 200
        answer.close()


def test_what_is_not_there_is_said_without_a_page(client, db):
    answer = client.get("/api/v1/articlez/", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["instance"] == "/api/v1/articlez/"


@pytest.mark.parametrize(
    "path", ["", "articles", "articles/x/", "articles/-1/", "articles/1/versions/", "%00/", "problems/x/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_address_below_the_api_is_a_problem_too(path, method, client, db):
    answer = getattr(client, method)(f"/api/v1/{path}")
    assert answer.status_code in ({404, 405} if path == "problems/x/" else {404})
    assert answer["Content-Type"] == "application/problem+json"


def test_an_address_is_repeated_as_an_address(client, db):
    assert client.get("/api/v1/قلم/").json()["instance"] == "/api/v1/%D9%82%D9%84%D9%85/"


@pytest.mark.parametrize("query", ["lang=ar", "version=%0D%0Ax", "format=xml"])
def test_the_document_is_one_and_takes_no_other_parameter(query, client, db):
    answer = client.get(f"/api/v1/schema/?{query}")
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"


def test_who_forgets_the_slash_is_told(client, db):
    assert client.get("/api/v1/articles").json()["detail"].endswith("end with a slash.")


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/xml;q=1", "nonsense", "a/b;c=<script>", ","])
def test_a_form_we_cannot_send_is_refused_in_json(accept, ask, client):
    for answer in (
        ask("articles/", headers={"Accept": accept}),
        client.get("/api/v1/sections/", headers={"Accept": accept}),
    ):
        assert answer.status_code in (401, 406)
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"]


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json; charset=utf-8", "text/html,*/*;q=0.1"])
def test_a_client_that_takes_anything_gets_json(accept, ask):
    assert ask("articles/", headers={"Accept": accept})["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_problem_is_explained_at_its_address(name, client):
    answer = client.get(addresses.problem(name).removeprefix("http://testserver"))
    assert answer.json()["status"] == KINDS[name].status
    assert answer.json()["meaning"]


def test_our_own_mistake_is_a_problem_and_no_page(ask, client, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("the cellar is flooded")

    monkeypatch.setattr(story_views.article, "articles", fail)
    monkeypatch.setattr("django.test.client.Client.store_exc_info", lambda *args, **kwargs: None)
    answer = ask("articles/")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "cellar" not in answer.content.decode()
    assert "the cellar is flooded" in caplog.text


def test_sections_come_as_a_tree_for_each_language(ask, section, arabic_section, conforms):
    space = Section.objects.create(name="Space", slug="space", language="en", parent=section)
    answer = ask("sections/").json()
    conforms(answer, "Sections")
    assert [(top["language"], top["slug"]) for top in answer["sections"]] == [("ar", "science"), ("en", "science")]
    assert answer["sections"][1]["subsections"] == [
        {"id": space.pk, "slug": "space", "name": "Space", "url": "http://testserver/space/"}
    ]
    assert [top["language"] for top in ask("sections/", language="en").json()["sections"]] == ["en"]


def test_the_guide_names_only_addresses_that_are_there(document, settings):
    guide = (Path(settings.ROOT) / "docs" / "partners.md").read_text()
    named = set(re.findall(r"/api/v1/([a-z]+)/", guide))
    assert {"articles", "changes", "images", "sections", "schema", "docs"} <= named
    assert named <= {"articles", "changes", "images", "sections", "schema", "docs", "problems"}
