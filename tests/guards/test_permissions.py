"""The permission guard: every verb, tried by everybody at every door, changes what it should, or nothing at all.

What each may do is written here once more, by hand, and compared with the table of `articles/permissions.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, Change, FailedSchedule, Record
from articles.moves import Verb
from articles.permissions import VERBS, Role, may
from newsportal.models import User
from syndication.models import ApiKey, Partner
from tests.editors.conftest import fields_of, verb_address
from tests.guards.database import changed, rows

EDITORS = {Role.EDITOR, Role.ADMINISTRATOR}
ALLOWED: dict[Verb, set[Role]] = {
    Verb.SUBMIT: EDITORS | {Role.REPORTER},
    Verb.RETURN: EDITORS,
    Verb.ASSIGN: EDITORS,
    Verb.PUBLISH: EDITORS,
    Verb.SCHEDULE: EDITORS,
    Verb.UNSCHEDULE: EDITORS,
    Verb.RETRY: EDITORS,
    Verb.UPDATE: EDITORS,
    Verb.IMPROVE: EDITORS,
    Verb.CLARIFY: EDITORS,
    Verb.CORRECT: EDITORS,
    Verb.RETRACT: EDITORS,
    Verb.WITHDRAW: EDITORS,
    Verb.RESTORE: EDITORS,
    Verb.SPIKE: EDITORS,
    Verb.ERASE: {Role.ADMINISTRATOR},
}

# For each verb a state it is allowed from, the state it leads to, and the change in the log that the public sees.
MOVED: dict[Verb, tuple[str, str, str]] = {
    Verb.SUBMIT: ("draft", "submitted", ""),
    Verb.RETURN: ("submitted", "draft", ""),
    Verb.ASSIGN: ("draft", "draft", ""),
    Verb.PUBLISH: ("submitted", "public", "published"),
    Verb.SCHEDULE: ("submitted", "scheduled", ""),
    Verb.UNSCHEDULE: ("scheduled", "submitted", ""),
    Verb.RETRY: ("failed", "scheduled", ""),
    Verb.UPDATE: ("public", "public", "updated"),
    Verb.IMPROVE: ("public", "public", "improved"),
    Verb.CLARIFY: ("public", "public", "clarified"),
    Verb.CORRECT: ("public", "public", "corrected"),
    Verb.RETRACT: ("public", "retracted", "retracted"),
    Verb.WITHDRAW: ("public", "withdrawn", "withdrawn"),
    Verb.RESTORE: ("retracted", "public", "restored"),
    Verb.SPIKE: ("draft", "spiked", ""),
    Verb.ERASE: ("public", "erased", "erased"),
}
WORDS = "The harbour said so."

# Besides the five roles: staff in no role, an editor who left, somebody with no account of the newsroom.
OTHERS = ("staff without a role", "an editor who left", "a stranger")
CALLERS = [*Role, *OTHERS]


@pytest.fixture
def people(reporter, editor, picture_editor, syndication_manager, administrator) -> dict[str, User | None]:
    left = User.objects.create_user("lena", password="a long enough phrase", is_staff=True)
    left.groups.set(editor.groups.all())
    roles = dict(zip(Role, [reporter, editor, picture_editor, syndication_manager, administrator], strict=True))
    return {**roles, OTHERS[0]: User.objects.create_user("nora", is_staff=True), OTHERS[1]: left, OTHERS[2]: None}


@pytest.fixture
def sign_in(signed_in, people) -> Callable[[str], Client]:
    """The browser of a caller. The editor who left was signed in before."""

    def client_of(caller: str) -> Client:
        user = people[caller]
        client = signed_in(user) if user else Client()
        if caller == "an editor who left":
            User.objects.filter(pk=user.pk).update(is_active=False)
        return client

    return client_of


@pytest.fixture
def stories(make_story) -> Callable[[], Iterator[tuple[Verb, Article]]]:
    """For each verb a story that it could be performed on, with words on the desk that the public has not yet."""

    def make() -> Iterator[tuple[Verb, Article]]:
        for verb in Verb:
            article = make_story(f"Barrier closed: {verb}")
            _bring(article.pk, MOVED[verb][0])
            Article.objects.filter(pk=article.pk).update(standfirst="The gates held.")
            article.refresh_from_db()
            yield verb, article

    return make


def _bring(pk: int, state: str) -> None:
    if state == "submitted":
        publishing.submit(pk, actor=None)
    elif state in ("scheduled", "failed"):
        publishing.schedule(pk, actor=None, at=timezone.now() + timedelta(hours=1))
    elif state != "draft":
        publishing.publish(pk, actor=None)
    if state == "retracted":
        publishing.retract(pk, actor=None, reason="Wrong.")
    elif state == "failed":
        FailedSchedule.objects.create(article_id=pk, due=timezone.now(), problems=[{"field": "", "reason": "No."}])


def _outcome(verb: Verb, article: Article, user: User | None, before: Counter, records: int, changes: int) -> str:
    """ "" where nothing changed at all, "done" where exactly the verb happened, otherwise what is wrong."""
    tables = changed(before)
    if not tables:
        return ""
    article.refresh_from_db()
    _state, to, kind = MOVED[verb]
    record, change = Record.objects.first(), Change.objects.first()
    made = Record.objects.count() - records, Change.objects.count() - changes
    recorded = record is not None and (record.article, record.verb, record.actor) == (article, verb, user)
    logged = not kind or (change is not None and (change.article, change.kind, change.actor) == (article, kind, user))
    public = article.releases.public().exists()
    if (article.state, public, made, recorded, logged) == (to, to == "public", (1, 1 if kind else 0), True, True):
        return "done"
    return f"the story is {article.state}, and changed are {sorted(tables)}"


def _expected(caller: str) -> dict[Verb, str]:
    return {verb: "done" if caller in ALLOWED[verb] else "" for verb in Verb}


def _differences(outcomes: dict[Verb, str], caller: str) -> list[str]:
    """A sentence for each verb that did not end as the table says."""
    return [
        f"{caller}, {verb}: {outcome or 'nothing happened'}; expected: {_expected(caller)[verb] or 'nothing changes'}"
        for verb, outcome in outcomes.items()
        if outcome != _expected(caller)[verb]
    ]


def test_every_verb_and_role_is_in_the_table_of_this_guard(people):
    assert set(ALLOWED) == set(MOVED) == set(Verb)
    for caller, user in people.items():
        expected = {verb for verb in Verb if caller in ALLOWED[verb]}
        if user:
            user.is_active = caller != "an editor who left"
            assert {verb for verb in Verb if may(user, verb)} == expected
        if caller in set(Role):
            assert VERBS[Role(caller)] == expected


def _typed(verb: Verb, people: dict[str, User | None]) -> dict[str, str]:
    """What the page of a verb may ask for. What one does not ask for is not read."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    return {"words": WORDS, "at": f"{tomorrow:%Y-%m-%dT%H:%M}", "person": str(people[Role.REPORTER].pk)}


@pytest.mark.parametrize("caller", CALLERS)
def test_a_verb_pressed_in_the_admin_happens_for_those_it_is_given_to(caller, people, sign_in, signed_in, stories):
    client, administrator = sign_in(caller), signed_in(people[Role.ADMINISTRATOR])
    outcomes = {}
    for verb, article in stories():
        # The page as an administrator sees it, sent by the caller: a button that was hidden is no protection.
        form = {**fields_of(administrator.get(verb_address(article, verb))), **_typed(verb, people)}
        before, records, changes = rows(), Record.objects.count(), Change.objects.count()
        client.get(verb_address(article, verb))
        assert changed(before) == set(), f"looking at the page of {verb} changed something"
        client.post(verb_address(article, verb), form)
        outcomes[verb] = _outcome(verb, article, people[caller], before, records, changes)
    assert not (wrong := _differences(outcomes, caller)), "\n".join(wrong)


@pytest.mark.parametrize("caller", CALLERS)
def test_failed_schedules_are_tried_again_from_their_list_by_those_who_may_retry(caller, people, sign_in, make_story):
    article = make_story()
    _bring(article.pk, "failed")
    client = sign_in(caller)
    before, records, changes = rows(), Record.objects.count(), Change.objects.count()
    chosen = {"action": "try_again", "_selected_action": [str(article.failed_schedule.pk)]}
    client.post(reverse("admin:articles_failedschedule_changelist"), chosen)
    outcome = _outcome(Verb.RETRY, article, people[caller], before, records, changes)
    assert outcome == _expected(caller)[Verb.RETRY]


@pytest.mark.parametrize("caller", CALLERS)
def test_a_verb_typed_in_the_shell_happens_for_those_it_is_given_to(caller, people, sign_in, stories):
    sign_in(caller)
    user = people[caller]
    tomorrow = timezone.now() + timedelta(days=1)
    outcomes = {}
    for verb, article in stories():
        options = ["--words", WORDS, "--at", tomorrow.isoformat(), "--person", people[Role.REPORTER].username]
        before, records, changes = rows(), Record.objects.count(), Change.objects.count()
        with suppress(CommandError):
            call_command("story", verb, article.pk, "--as", user.username if user else "", *options, verbosity=0)
        outcomes[verb] = _outcome(verb, article, user, before, records, changes)
    assert not (wrong := _differences(outcomes, caller)), "\n".join(wrong)


@pytest.mark.parametrize("caller", CALLERS)
def test_the_api_never_performs_a_verb_for_anybody(caller, sign_in, stories):
    partner = Partner.objects.create(name="Westhaven Courier", email="desk@courier.example")
    bearer = {"Authorization": f"Bearer {ApiKey.issue(partner, 'online desk')[1]}"}
    client = sign_in(caller)
    client.get("/api/v1/sections/", headers=bearer)  # the key's first use is noted
    answers = set()
    for verb, article in stories():
        before = rows()
        for address in (f"articles/{article.pk}/", "articles/", f"articles/{article.pk}/{verb}/"):
            for method in ("post", "put", "patch", "delete"):
                for headers in ({}, bearer):
                    body = {"verb": verb, "state": MOVED[verb][1], "words": WORDS}
                    answer = getattr(client, method)(f"/api/v1/{address}", body, "application/json", headers=headers)
                    answers.add(answer.status_code)
            overridden = {**bearer, "X-HTTP-Method-Override": "DELETE"}
            client.get(f"/api/v1/{address}", {"verb": verb, "_method": "DELETE"}, headers=overridden)
        assert changed(before) == set(), verb
    assert answers <= {401, 404, 405}


@pytest.mark.parametrize("caller", CALLERS)
def test_an_import_publishes_for_those_who_may_publish(caller, people, sign_in, section, tmp_path):
    sign_in(caller)
    user = people[caller]
    page = tmp_path / "page.txt"
    page.write_text("Storm barrier closes\n\nThe barrier at the mouth of the river was closed on Monday.\n\nIt held.\n")
    before = rows()
    arguments = [str(page), "--section", section.slug, "--publish", "--as", user.username if user else "nobody"]
    with suppress(CommandError):
        call_command("import_articles", *arguments, verbosity=0)
    if caller not in set(Role) | {"staff without a role"}:
        assert changed(before) == set()
        return
    # What is imported stands on the desk; only who may publish brings it to the public.
    article = Article.objects.get()
    published = caller in ALLOWED[Verb.PUBLISH]
    assert article.state == ("public" if published else "draft")
    assert article.releases.exists() == Change.objects.exists() == Record.objects.exists() == published


def test_the_callers_of_this_guard_are_all_the_roles_there_are():
    assert set(CALLERS) >= set(Role)
