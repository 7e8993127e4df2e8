"""The front of an edition: which stories stand on it, and which of them with their pictures."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from articles.models import Release, Section
from articles.querysets import ReleaseQuerySet

NEWEST = 16
SECONDS = 3
LATEST = 8
IN_BLOCK = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A section with its newest stories."""

    section: Section
    releases: list[Release]


@dataclass(frozen=True, slots=True)
class Front:
    """The story that leads, those beside it, the newest others, and each section's. No lead: nothing is public."""

    lead: Release | None
    seconds: list[Release]
    latest: list[Release]
    blocks: list[Block]

    @property
    def pictures(self) -> set[int]:
        """The ids of the pictures it shows: of the lead, the first beside it, and the sections' stories."""
        pictured = [self.lead, *self.seconds[:1], *(release for block in self.blocks for release in block.releases)]
        return {release.card_picture.image for release in pictured if release and release.card_picture}


def front_of(language: str) -> Front:
    """The most urgent of the newest stories leads, three stand beside it, the newest follow, then each section's."""
    public = Release.objects.public().in_edition(language)
    newest = list(public.newest_first().as_cards()[:NEWEST])
    by_urgency = sorted(newest, key=lambda release: release.card.urgency)  # stable: newest first among equals
    lead = next((release for release in by_urgency if release.card_picture), None)
    lead = lead or (by_urgency[0] if by_urgency else None)
    seconds = [release for release in by_urgency if release is not lead][:SECONDS]
    shown = {release.pk for release in [lead, *seconds] if release}
    latest = [release for release in newest if release.pk not in shown][:LATEST]
    return Front(lead, seconds, latest, _blocks(public, language, leave_out=shown))


def _blocks(public: ReleaseQuerySet, language: str, leave_out: set[int]) -> list[Block]:
    """For each section of the section bar its newest stories, those of its sub-sections included."""
    newest = public.exclude(pk__in=leave_out).filter(section=OuterRef("pk")).newest_first()
    sections = Section.objects.filter(language=language).annotate(newest=ArraySubquery(newest.values("pk")[:IN_BLOCK]))
    ids: dict[int, list[int]] = {}
    for section in sections:
        ids.setdefault(section.parent_id or section.pk, []).extend(section.newest)
    wanted = [pk for newest_of in ids.values() for pk in newest_of]
    cards = {release.pk: release for release in public.filter(pk__in=wanted).newest_first().as_cards()}
    blocks = []
    for section in sections:
        own = set(ids.get(section.pk, [])) if section.parent_id is None else set()
        if releases := [release for pk, release in cards.items() if pk in own][:IN_BLOCK]:
            blocks.append(Block(section, releases))
    return blocks
