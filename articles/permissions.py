"""Who may do what: the roles of a newsroom, and the one table that says what each may do."""

from enum import StrEnum

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from articles.moves import DRAFT, ERASED, Verb
from newsportal.models import User


class Role(StrEnum):
    """The groups of Django that the newsroom's people are in."""

    REPORTER = "Reporter"
    EDITOR = "Editor"
    PICTURE_EDITOR = "Picture editor"
    SYNDICATION_MANAGER = "Syndication manager"
    ADMINISTRATOR = "Administrator"


_EDITORS_VERBS = frozenset(Verb) - {Verb.ERASE}

VERBS: dict[Role, frozenset[Verb]] = {
    Role.REPORTER: frozenset({Verb.SUBMIT}),
    Role.EDITOR: _EDITORS_VERBS,
    Role.PICTURE_EDITOR: frozenset(),
    Role.SYNDICATION_MANAGER: frozenset(),
    Role.ADMINISTRATOR: frozenset(Verb),
}

# What each role may do with the tables of the admin: v(iew), a(dd), c(hange), d(elete).
_STORIES = ["articles.article", "articles.articlepicture", "articles.byline"]
_NAMES = ["articles.section", "articles.tag", "articles.author"]
_HISTORY = ["articles.change", "articles.record", "articles.release", "articles.revision"]
_PARTNERS = ["syndication.partner", "syndication.apikey"]
_PEOPLE = ["newsportal.user", "auth.group"]
_FAILED = "articles.failedschedule"
_JOBS = "newsportal.job"  # "c" runs a failed one again; nothing else can be done to them

TABLES: dict[Role, dict[str, str]] = {
    Role.REPORTER: {
        **dict.fromkeys(_STORIES, "vacd"),
        "articles.article": "vac",
        **dict.fromkeys([*_NAMES, *_HISTORY, _FAILED, "media.source"], "v"),
        "articles.tag": "va",
        # Adds pictures, and leaves their rights to others: a change reaches public stories at once.
        "media.image": "va",
    },
    Role.EDITOR: {
        **dict.fromkeys(_STORIES, "vacd"),
        "articles.article": "vac",
        **dict.fromkeys(_NAMES, "vac"),
        **dict.fromkeys([*_HISTORY, _FAILED], "v"),
        _JOBS: "vc",
        "articles.redirect": "v",
        "media.source": "vac",
        "media.image": "vac",
    },
    Role.PICTURE_EDITOR: {
        **dict.fromkeys([*_STORIES, *_NAMES, *_HISTORY, _FAILED], "v"),
        "media.source": "vac",
        "media.image": "vac",
    },
    Role.SYNDICATION_MANAGER: {
        **dict.fromkeys([*_STORIES, *_NAMES, *_HISTORY, "media.image"], "v"),
        "media.source": "vac",
        **dict.fromkeys(_PARTNERS, "vac"),
    },
    Role.ADMINISTRATOR: {
        **dict.fromkeys(_STORIES, "vacd"),
        "articles.article": "vac",
        **dict.fromkeys([*_NAMES, "articles.redirect"], "vac"),
        **dict.fromkeys([*_HISTORY, _FAILED], "v"),
        _JOBS: "vc",
        "media.source": "vac",
        "media.image": "vac",
        **dict.fromkeys([*_PARTNERS, *_PEOPLE], "vac"),
    },
}

_ACTIONS = {"v": "view", "a": "add", "c": "change", "d": "delete"}


def roles_of(user: User) -> list[Role]:
    """The roles a user has through the groups; groups that are no role give none."""
    if not hasattr(user, "_roles"):
        names = set(user.groups.values_list("name", flat=True))
        user._roles = [role for role in Role if role in names]  # type: ignore[attr-defined]
    return user._roles  # type: ignore[attr-defined]


def may(actor: User | None, verb: Verb) -> bool:
    """Whether somebody may perform a verb. `None` is the portal itself: a schedule that falls due, a command."""
    if actor is None:
        return True
    return actor.is_active and (actor.is_superuser or any(verb in VERBS[role] for role in roles_of(actor)))


def may_write(user: User, state: str) -> bool:
    """Whether somebody may change a desk copy in that state: who may not publish writes in drafts alone.

    What was handed in, scheduled or published is the editors': other words must not come out under their approval.
    What was erased by law stays so.
    """
    return state != ERASED and (state == DRAFT or may(user, Verb.PUBLISH))


class RoleBackend(ModelBackend):
    """Answers the admin's questions about permissions from the table above, instead of rows in the database."""

    def get_group_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        if isinstance(user_obj, AnonymousUser) or not user_obj.is_active or obj is not None:
            return set()
        return {
            f"{app}.{_ACTIONS[letter]}_{model}"
            for role in roles_of(user_obj)
            for table, letters in TABLES[role].items()
            for app, _, model in [table.partition(".")]
            for letter in letters
        }
