"""The portal served for real, and a real Chromium in front of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from newsportal.models import User
from tests.conftest import PASSWORD

# Without --no-sandbox Chromium refuses to run as root; the others keep it from calling its maker.
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("BROWSER_REQUIRED") == "1":
            pytest.fail("There is no Chromium here, and BROWSER_REQUIRED is 1: install the package chromium.")
        pytest.skip("There is no Chromium here: install the package chromium.")
    # Playwright runs an event loop in this thread, where Django would refuse to ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def db(committed: None) -> None:
    """Everything is committed: the server in the other thread must see it."""


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The portal, served over HTTP: its address."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()
    connections.close_all()


@pytest.fixture
def browser_of(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A browser of somebody's, signed in to the admin. Nothing it loads may break the policy or throw an error."""
    complaints: list[str] = []
    opened = []

    def listen(page: Page) -> None:
        def hear(message: ConsoleMessage) -> None:
            # What the server refused is the test's own affair.
            if message.type == "error" and "Failed to load resource" not in message.text:
                complaints.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    def sign_in(user: User, **options: object) -> Page:
        context = chromium.new_context(base_url=site, **options)
        context.on("page", listen)
        opened.append(context)
        page = context.new_page()
        page.goto("/admin/")
        page.fill("[name=username]", user.get_username())
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("/admin/")
        return page

    yield sign_in
    for context in opened:
        context.close()
    assert complaints == []
