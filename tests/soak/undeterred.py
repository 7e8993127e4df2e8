"""Editors who go on whatever falls over: some at the verbs themselves, some through the admin over HTTP."""

import http.cookiejar
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from articles.models import Article
from articles.moves import ALIVE, Verb, allowed_from
from newsportal.models import User
from tests.soak.newsroom import do
from tests.soak.stage import PASSWORD

VERBS = [Verb.PUBLISH, Verb.CORRECT, Verb.UPDATE, Verb.RETRACT, Verb.WITHDRAW, Verb.RESTORE, Verb.CLARIFY]
PAUSE = 0.05  # seconds, so that whatever is to be recovered from has its share of two cores


def run(*, scene: dict[str, Any], seed: str, port: int, until: str) -> dict[str, int]:
    """Work until the file `until` is there. Returns how many verbs came through and how many attempts fell over."""
    told = {"verbs": 0, "pressed": 0, "fell_over": 0}
    acts = [_at_the_verbs, _at_the_verbs, _in_the_admin, _in_the_admin]
    threads = [
        threading.Thread(target=act, args=(scene, random.Random(f"{seed} {n}"), port, Path(until), told))
        for n, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _choose(scene: dict[str, Any], chance: random.Random) -> tuple[int, Verb] | None:
    article_id = chance.choice(scene["stories"])
    state = Article.objects.values_list("state", flat=True).get(pk=article_id)
    verbs = [verb for verb in allowed_from(state) if verb in VERBS] if state in ALIVE else []
    return (article_id, chance.choice(verbs)) if verbs else None


def _at_the_verbs(scene: dict[str, Any], chance: random.Random, port: int, until: Path, told: dict[str, int]) -> None:
    while not until.exists():
        try:
            actor = User.objects.get(username=scene["people"]["Editor"])
            if choice := _choose(scene, chance):
                told["verbs"] += do(choice[1], choice[0], actor, words=f"As agreed, {chance.random()}.")
        except (DatabaseError, InterfaceError):
            told["fell_over"] += 1
            connection.close()
        time.sleep(PAUSE)
    connection.close()


def _in_the_admin(scene: dict[str, Any], chance: random.Random, port: int, until: Path, told: dict[str, int]) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    site = f"http://127.0.0.1:{port}"
    while not until.exists():
        try:
            choice = _choose(scene, chance)
            if choice:
                address = f"{site}/admin/articles/article/{choice[0]}/{choice[1]}/"
                fields = _fields(browser, address)
                if "username" in fields:
                    login = f"{site}/admin/login/"
                    _send(browser, login, {**_fields(browser, login), **_name(scene)})
                    continue
                _send(browser, address, {**fields, "words": f"As agreed, {chance.random()}."})
                told["pressed"] += 1
        except (DatabaseError, InterfaceError):
            connection.close()
        except (OSError, HTTPException):
            told["fell_over"] += 1
        time.sleep(PAUSE)
    connection.close()


def _name(scene: dict[str, Any]) -> dict[str, str]:
    return {"username": scene["people"]["Editor"], "password": PASSWORD}


def _fields(browser: urllib.request.OpenerDirector, address: str) -> dict[str, str]:
    with browser.open(address, timeout=20) as page:
        inputs = re.findall(r"<input[^>]*>", page.read().decode())
    found = {}
    for field in inputs:
        name, value = re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def _send(browser: urllib.request.OpenerDirector, address: str, fields: dict[str, str]) -> None:
    data = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(address, data=data, headers={"Referer": address})
    try:
        with browser.open(request, timeout=20) as answer:
            answer.read()
    except urllib.error.HTTPError as refusal:
        if refusal.code != 409:  # somebody else was first
            raise
