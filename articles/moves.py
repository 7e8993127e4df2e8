"""The verbs of the newsroom and the one table of moves that are allowed."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DRAFT, SUBMITTED, SCHEDULED, PUBLIC = "draft", "submitted", "scheduled", "public"
RETRACTED, WITHDRAWN, SPIKED, ERASED = "retracted", "withdrawn", "spiked", "erased"


class Verb(StrEnum):
    """What can be done with a story, beyond writing in it."""

    SUBMIT = "submit"
    RETURN = "return"
    ASSIGN = "assign"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    RETRY = "retry"
    UPDATE = "update"
    IMPROVE = "improve"
    CLARIFY = "clarify"
    CORRECT = "correct"
    RETRACT = "retract"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    SPIKE = "spike"
    ERASE = "erase"

    @property
    def label(self) -> Promise:
        return LABELS[self]


LABELS: dict[Verb, Promise] = {
    Verb.SUBMIT: _("Submit"),
    Verb.RETURN: _("Return"),
    Verb.ASSIGN: _("Assign"),
    Verb.PUBLISH: _("Publish"),
    Verb.SCHEDULE: _("Schedule"),
    Verb.UNSCHEDULE: _("Unschedule"),
    Verb.RETRY: _("Try again"),
    Verb.UPDATE: _("Update"),
    Verb.IMPROVE: _("Improve"),
    Verb.CLARIFY: _("Clarify"),
    Verb.CORRECT: _("Correct"),
    Verb.RETRACT: _("Retract"),
    Verb.WITHDRAW: _("Withdraw"),
    Verb.RESTORE: _("Restore"),
    Verb.SPIKE: _("Spike"),
    Verb.ERASE: _("Erase"),
}


class Note(StrEnum):
    """Whether a verb comes with words of the editor's, and who reads them."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states a verb leads to which (None: it stays); `explanation` tells the editor what it will do."""

    from_states: tuple[str, ...]
    to_state: str | None
    note: Note
    explanation: Promise


UNPUBLISHED = (DRAFT, SUBMITTED, SCHEDULED)
ALIVE = (*UNPUBLISHED, PUBLIC, RETRACTED, WITHDRAWN)

MOVES: dict[Verb, Move] = {
    Verb.SUBMIT: Move((DRAFT,), SUBMITTED, Note.NONE, _("Hands the story to the editors.")),
    Verb.RETURN: Move((SUBMITTED,), DRAFT, Note.REQUIRED, _("Hands the story back to the reporter, with your reason.")),
    Verb.ASSIGN: Move(ALIVE, None, Note.OPTIONAL, _("Gives the story to somebody of the newsroom to work on.")),
    Verb.PUBLISH: Move(UNPUBLISHED, PUBLIC, Note.NONE, _("Readers and partners get the story now.")),
    Verb.SCHEDULE: Move(UNPUBLISHED, SCHEDULED, Note.NONE, _("Readers and partners get the story at its minute.")),
    Verb.UNSCHEDULE: Move((SCHEDULED,), SUBMITTED, Note.NONE, _("The story waits again and comes out at no set time.")),
    Verb.RETRY: Move(
        (SCHEDULED,), SCHEDULED, Note.NONE, _("The story could not come out at its minute: the worker tries again now.")
    ),
    Verb.UPDATE: Move((PUBLIC,), PUBLIC, Note.OPTIONAL, _("Readers get the new version, marked as updated.")),
    Verb.IMPROVE: Move(
        (PUBLIC,), PUBLIC, Note.NONE, _("Readers get the new version without a mark: for style and spelling.")
    ),
    Verb.CLARIFY: Move((PUBLIC,), PUBLIC, Note.REQUIRED, _("Readers get the new version and your note on the story.")),
    Verb.CORRECT: Move(
        (PUBLIC,), PUBLIC, Note.REQUIRED, _("Readers get the new version and your correction on the story.")
    ),
    Verb.RETRACT: Move(
        (PUBLIC,), RETRACTED, Note.REQUIRED, _("The story was wrong: its address shows a notice with your reason.")
    ),
    Verb.WITHDRAW: Move(
        (PUBLIC,), WITHDRAWN, Note.REQUIRED, _("Rights or law end the story: its address shows a neutral notice.")
    ),
    Verb.RESTORE: Move(
        (RETRACTED, WITHDRAWN),
        PUBLIC,
        Note.REQUIRED,
        _("The story as the desk has it now is public again, with your note."),
    ),
    Verb.SPIKE: Move(UNPUBLISHED, SPIKED, Note.OPTIONAL, _("Drops the story. It stays in the archive of the desk.")),
    Verb.ERASE: Move(
        (*ALIVE, SPIKED),
        ERASED,
        Note.REQUIRED,
        _("By law: every word of the story and of its history is destroyed, for ever. The log keeps that it was."),
    ),
}


def allowed_from(state: str) -> list[Verb]:
    """The verbs that lead on from a state, in the order an editor would look for them."""
    return [verb for verb, move in MOVES.items() if state in move.from_states]
