"""Shared caches in front of the portal are told of every change, once it is committed and never otherwise."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import publishing, purging, renaming
from media import renditions


class Cache(HTTPServer):
    """A cache that keeps what it was told, and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[tuple[str, str, str]] = []
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Cache

    def do_PURGE(self) -> None:
        self.server.told.append((self.path, self.headers["xkey-purge"], self.headers["Change"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def cache(settings) -> Iterator[Cache]:
    cache = Cache()
    thread = Thread(target=cache.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.PURGE_URLS = [cache.url]
    yield cache
    cache.shutdown()
    thread.join()
    cache.server_close()


def _deferred() -> list[dict]:
    told = ProcrastinateJob.objects.filter(task_name="articles.purging.purge")
    return list(told.order_by("pk").values_list("args", flat=True))


def test_a_cache_is_told_which_story_and_pictures_changed(cache, make_public, make_picture):
    picture = make_picture()
    release = make_public(pictures=(picture,))
    [job] = _deferred()
    purging.purge(**job)
    assert cache.told == [("/", f"article-{release.article_id} image-{picture.pk}", "1")]


def test_a_cache_is_told_of_a_new_name(cache, section):
    renaming.rename(section, actor=None, name="Science and sea")
    [job] = _deferred()
    purging.purge(**job)
    assert cache.told == [("/", f"section-{section.pk}", "1")]


def test_a_cache_is_told_nothing_of_what_was_rolled_back(cache, make_story):
    article = make_story()
    with pytest.raises(RuntimeError), transaction.atomic():
        publishing.publish(article.pk, actor=None)
        raise RuntimeError("the machine failed before the commit")
    assert _deferred() == []


def test_a_cache_that_refuses_is_an_error_of_the_job(cache, make_public):
    make_public()
    cache.status = 503
    [job] = _deferred()
    with pytest.raises(OSError, match="503"):
        purging.purge(**job)


def test_without_shared_caches_no_job_is_made(make_public):
    make_public()
    assert _deferred() == []


def test_a_picture_carries_the_tag_by_which_a_cache_lets_go_of_it(client, make_public, make_picture):
    picture = make_picture()
    release = make_public(pictures=(picture,))
    answer = client.get(renditions.path(picture.pk, release.lead.key, 320, "jpeg"))
    assert b"".join(answer.streaming_content)
    assert answer["xkey"] == answer["Cache-Tag"] == f"image-{picture.pk}"
