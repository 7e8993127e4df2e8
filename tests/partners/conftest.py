"""A partner with a key, and what its programs do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from syndication.models import ApiKey, Partner

API = "/api/v1/"

Ask = Callable[..., Any]


@pytest.fixture
def partner(db: None) -> Partner:
    return Partner.objects.create(name="Westhaven Courier", email="desk@courier.example")


@pytest.fixture
def key(partner: Partner) -> str:
    """The key itself, as the partner wrote it down."""
    return ApiKey.issue(partner, "online desk")[1]


@pytest.fixture
def ask(key: str) -> Ask:
    """The partner's call: `ask("articles/", limit=2)`, or with an absolute address from an answer."""
    client = Client()

    def call(address: str, *, headers: dict[str, str] | None = None, **parameters: Any) -> Any:
        path = address.removeprefix("http://testserver") if address.startswith("http") else API + address
        return client.get(path, parameters or None, headers={"Authorization": f"Bearer {key}", **(headers or {})})

    return call


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    """The OpenAPI document, as a partner's tools read it."""
    return client.get(f"{API}schema/", {"format": "json"}).json()


@pytest.fixture
def conforms(document: dict[str, Any]) -> Callable[[Any, str], None]:
    """Fails unless the data are what the document says of that component: no field more, none less."""
    components = document["components"]
    for schema in components["schemas"].values():
        if schema.get("type") == "object":
            schema["additionalProperties"] = False

    def check(data: Any, component: str) -> None:
        schema = {"$ref": f"#/components/schemas/{component}", "components": components}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)

    return check
