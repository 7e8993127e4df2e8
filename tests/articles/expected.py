"""A newsroom on paper: what every verb, save and minute should lead to, told without a database.

`MOVES` says from where a verb leads where, `VERBS` whose it is; the rest is said here again in the fewest words.
"""

import datetime
from dataclasses import dataclass, field, replace

from articles.moves import MOVES, Note, Verb
from articles.permissions import VERBS, Role
from articles.publishing import WORDS

KINDS = {
    Verb.PUBLISH: "published",
    Verb.UPDATE: "updated",
    Verb.IMPROVE: "improved",
    Verb.CLARIFY: "clarified",
    Verb.CORRECT: "corrected",
    Verb.RETRACT: "retracted",
    Verb.WITHDRAW: "withdrawn",
    Verb.RESTORE: "restored",
    Verb.ERASE: "erased",
}


@dataclass(frozen=True)
class Picture:
    """A picture of the library, an agency's."""

    caption: str
    credit: str
    has_right: bool = True

    @property
    def may_be_shown(self) -> bool:
        return bool(self.credit and self.has_right)


@dataclass(frozen=True)
class Copy:
    """The desk's copy: `pictures` are places in the library, `caption` stands over their own where it is not empty."""

    headline: str
    body: str = "<p>The barrier closed at noon.</p>"
    has_section: bool = True
    pictures: tuple[int, ...] = ()
    caption: str = ""


# A picture as a story shows it: the caption in force, and the picture as the library has it, words in the file included.
Shown = tuple[str, Picture]
# A story as it would be published.
Content = tuple[Copy, tuple[Shown, ...]]


@dataclass(frozen=True)
class Entry:
    """A change in the log. `story` is the story's place in the newsroom, None where a section was renamed."""

    kind: str
    story: int | None
    version: int | None = None
    note: str = ""
    reason: str = ""
    who: str | None = None


@dataclass
class Story:
    place: int
    copy: Copy
    state: str = "draft"
    due: datetime.datetime | None = None
    failed: bool = False
    versions: int = 0
    public: Content | None = None
    revisions: list[Content] = field(default_factory=list)
    records: list[tuple[str, str | None, str]] = field(default_factory=list)  # verb, who, note


@dataclass
class Newsroom:
    """`people` are names with their roles, and None who has left."""

    people: dict[str, Role | None]
    library: list[Picture]
    agency_text: bool = True  # whether our contract with the agency of every story lets us use its text
    stories: list[Story] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)

    # --- What happens -----------------------------------------------------------------------------

    def write(self, copy: Copy) -> Story:
        self.stories.append(Story(len(self.stories), copy))
        self._keep(self.stories[-1])
        return self.stories[-1]

    def save(self, story: Story, copy: Copy) -> None:
        story.copy = copy
        self._keep(story)

    def press(self, verb: Verb, story: Story, who: str | None, words: str, at: datetime.datetime, person: str) -> bool:
        """Perform a verb, unless it is refused; whether it was performed."""
        note = words.strip() if verb in WORDS else ""
        if not self._may(verb, story, who, note):
            return False
        content = self.content(story)
        if verb is Verb.ASSIGN and self.people[person] is None:
            return False
        if verb is Verb.SCHEDULE and at <= datetime.datetime.now(datetime.UTC):
            return False
        if verb is Verb.RETRY and not story.failed:
            return False
        if (MOVES[verb].to_state == "public" or verb is Verb.SCHEDULE) and not self.is_ready(story):
            return False
        if verb in (Verb.UPDATE, Verb.IMPROVE, Verb.CLARIFY, Verb.CORRECT) and content == story.public:
            last = [entry for entry in self.log if entry.story == story.place][-1]
            if (last.kind, last.who, last.note) == (KINDS[verb], who, note):
                return True  # pressed twice: done already
            if not note:
                return False
        story.records.append((verb.value, who, note))
        self._move(verb, story, at)
        self._change(verb, story, who, note, content)
        return True

    def come_due(self, now: datetime.datetime) -> None:
        """Bring out what is due, in the order of the minutes."""
        waiting = [story for story in self.stories if story.due and not story.failed and story.due <= now]
        for story in sorted(waiting, key=lambda story: (story.due, story.place)):
            if not self.press(Verb.PUBLISH, story, None, "", now, ""):
                story.failed = True

    def edit_picture(self, number: int, picture: Picture, who: str) -> None:
        """Public stories that show it follow, each in a version of its own; one without a right or credit leaves them."""
        self.library[number] = picture
        for story in self.stories:
            if not story.public or number not in story.public[0].pictures:
                continue
            copy, shown = story.public
            pairs = [
                (one, self._shown(one, copy.caption) if one == number else was)
                for one, was in zip(copy.pictures, shown, strict=True)
                if one != number or picture.may_be_shown
            ]
            content = (replace(copy, pictures=tuple(one for one, _ in pairs)), tuple(now for _, now in pairs))
            if content != story.public:
                story.public = content
                story.versions += 1
                kind = "picture-changed" if picture.may_be_shown else "picture-ended"
                self.log.append(Entry(kind, story.place, story.versions, who=who))

    def rename_section(self, who: str | None) -> None:
        self.log.append(Entry("renamed", None, who=who))

    # --- What is asked ----------------------------------------------------------------------------

    def content(self, story: Story) -> Content:
        shown = tuple(self._shown(number, story.copy.caption) for number in story.copy.pictures)
        return story.copy if shown else replace(story.copy, caption=""), shown

    def is_ready(self, story: Story) -> bool:
        copy = story.copy
        pictures = [self.library[number] for number in copy.pictures]
        return (
            bool(copy.headline and copy.body and copy.has_section)
            and self.agency_text
            and all(picture.may_be_shown for picture in pictures)
        )

    def possible(self, story: Story) -> list[Verb]:
        return [verb for verb, move in MOVES.items() if story.state in move.from_states]

    def _shown(self, number: int, caption: str) -> Shown:
        picture = self.library[number]
        return caption or picture.caption, picture

    # --- How --------------------------------------------------------------------------------------

    def _may(self, verb: Verb, story: Story, who: str | None, note: str) -> bool:
        role = self.people[who] if who else None
        allowed = who is None or (role is not None and verb in VERBS[role])
        return allowed and verb in self.possible(story) and bool(note or MOVES[verb].note is not Note.REQUIRED)

    def _move(self, verb: Verb, story: Story, at: datetime.datetime) -> None:
        story.state = MOVES[verb].to_state or story.state
        if verb is not Verb.ASSIGN:
            story.failed = False
        if story.state != "scheduled":
            story.due = None
        elif verb is Verb.SCHEDULE:
            story.due = at

    def _change(self, verb: Verb, story: Story, who: str | None, note: str, content: Content) -> None:
        if verb is Verb.ERASE:
            self._erase(story)
        if verb not in KINDS or (verb is Verb.ERASE and not story.versions):
            return
        if story.state == "public":
            self._keep(story)
            story.versions += 1
            story.public = content
            version, told, reason = story.versions, note, ""
        else:
            story.public = None
            version, told, reason = None, "", note if verb is not Verb.ERASE else ""
        self.log.append(Entry(KINDS[verb], story.place, version, told, reason, who))

    def _erase(self, story: Story) -> None:
        *earlier, erasure = story.records
        story.records = [(verb, who, "") for verb, who, _ in earlier] + [erasure]
        story.copy = Copy("", "", story.copy.has_section)
        self.log = [replace(entry, note="", reason="") if entry.story == story.place else entry for entry in self.log]

    def _keep(self, story: Story) -> None:
        content = self.content(story)
        if not story.revisions or story.revisions[-1] != content:
            story.revisions.append(content)
