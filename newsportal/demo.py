"""The demo: what fixtures/ describes, brought in by the importer and moved by the verbs, as a newsroom would do it."""

import csv
import json
import secrets
import tomllib
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from articles import publishing
from articles.content import StoryContent
from articles.desk import content_of, picture_of, save_revision, write
from articles.importing.capture import decode, parse
from articles.importing.captured import CapturedStory
from articles.importing.importer import Importer, Outcome
from articles.importing.pictures import PhotoFolder
from articles.models import Article, ArticlePicture, Author, Section, Tag
from articles.permissions import Role
from articles.rendering import figure
from media.intake import take_in
from media.models import Image, Source
from newsportal.models import User
from newsportal.secrets import write_private
from syndication.models import ApiKey, Partner

PEOPLE = {
    "editor": [Role.EDITOR, Role.PICTURE_EDITOR, Role.ADMINISTRATOR],
    "reporter": [Role.REPORTER],
}


class Demo:
    """The demo described in a folder of fixtures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plan: dict[str, Any] = tomllib.loads((folder / "demo.toml").read_text("utf-8"))
        self.pictures: dict[str, Image] = {}  # by the names of their files

    @transaction.atomic
    def load(self) -> int:
        """Bring in what is missing, all of it or nothing; returns the number of new stories."""
        self._make_access()
        self._make_names()
        self._take_in_photos()
        return sum(self._tell(story) for story in self.plan["story"])

    # --- People and partners ------------------------------------------------------------------------

    def _make_access(self) -> None:
        """The demo's accounts and a partner's key, with secrets of this installation's own."""
        file = settings.STATE / "demo-access.json"
        if User.objects.filter(username__in=PEOPLE).count() == len(PEOPLE) and file.exists():
            return
        access: dict[str, str] = {}
        for name, roles in PEOPLE.items():
            user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
            password = secrets.token_urlsafe(12)
            user.set_password(password)
            user.save()
            user.groups.set(Group.objects.filter(name__in=roles))
            access |= {"editor": name, "password": password} if name == "editor" else {f"{name}_password": password}
        partner, _ = Partner.objects.get_or_create(name="Demo partner", defaults={"email": "partner@example.org"})
        for old in partner.keys.filter(name="demo", revoked_at=None):
            old.revoke()
        _, access["partner_key"] = ApiKey.issue(partner, "demo")
        write_private(file, json.dumps(access, indent=2) + "\n")

    # --- Sections, authors, sources, tags, photos ----------------------------------------------------

    def _make_names(self) -> None:
        for row in self.plan["sections"]:
            language = row.get("language", "en")
            parent = Section.objects.get(language=language, slug=row["parent"]) if row.get("parent") else None
            defaults = {"name": row["name"], "position": row.get("position", 0), "parent": parent}
            Section.objects.get_or_create(language=language, slug=row["slug"], defaults=defaults)
        for row in self.plan["authors"]:
            defaults = {"name": row["name"], "biography": row["bio"]}
            Author.objects.get_or_create(slug=row["slug"], defaults=defaults)
        for row in self.plan["tags"]:
            tag = {"language": row.get("language", "en"), "slug": row["slug"]}
            Tag.objects.get_or_create(**tag, defaults={"name": row["name"]})
        for row in self.plan["sources"]:
            Source.objects.get_or_create(name=row["name"], defaults=row)

    def _take_in_photos(self) -> None:
        with (self.folder / "photos" / "CREDITS.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                self._take_in_photo(row, self.plan["photos"][row["file"]])

    def _take_in_photo(self, credit: dict[str, str], described: dict[str, Any]) -> None:
        with (self.folder / "photos" / credit["file"]).open("rb") as file:
            self.pictures[credit["file"]] = take_in(
                File(file, name=credit["file"]),
                actor=self.editor,
                caption=credit["caption"],
                credit=credit["photographer"],
                photographer=credit["photographer"],
                usage_terms=credit["licence"],
                license_url=credit["licence_url"],
                alt_text=described["alt"],
                focal_x=described["focal"][0],
                focal_y=described["focal"][1],
            )

    # --- Stories -----------------------------------------------------------------------------------

    def _tell(self, plan: dict[str, Any]) -> bool:
        """Import one story, fill in what a captured page does not say, and take its steps. False if it is known."""
        importer = Importer(
            actor=self.editor,
            section=plan["section"],
            source=Source.objects.get(name=plan["source"]) if plan.get("source") else None,
            photos=self.photos,
        )
        imported = importer.bring_in(self._captured(plan))
        if imported.outcome is not Outcome.NEW:
            return False
        article = imported.article
        content = content_of(article)
        write(article, self._filled_in(content, plan))
        article.capture.base = save_revision(article, actor=self.editor)
        article.capture.save(update_fields=["base"])
        published_at = timezone.now() - timedelta(days=plan.get("published_days_ago", 0))
        for step in plan["steps"]:
            self._take(article, step, published_at)
        return True

    def _captured(self, plan: dict[str, Any]) -> CapturedStory:
        stories = parse(decode((self.folder / plan["file"]).read_bytes()))
        return next(story for story in stories if story.headline == plan["headline"])

    def _filled_in(self, content: StoryContent, plan: dict[str, Any]) -> StoryContent:
        language = content.language
        if "figure" in plan:
            content = self._with_figure(content, **plan["figure"])
        tags = Tag.objects.filter(language=language, slug__in=plan.get("tags", []))
        return replace(
            content,
            standfirst=plan.get("standfirst", ""),
            short_headline=plan.get("short_headline", ""),
            urgency=plan.get("urgency", 4),
            authors=tuple(Author.objects.get(slug=slug).pk for slug in plan.get("authors", [])),
            tags=tuple(tag.pk for tag in tags.order_by("pk")),
            # A story in another language than the library's says what its lead picture shows in its own.
            pictures=tuple(
                replace(picture, alt=plan["alt"]) if "alt" in plan and number == 0 else picture
                for number, picture in enumerate(content.pictures)
            ),
        )

    def _with_figure(self, content: StoryContent, photo: str, caption: str, after: str) -> StoryContent:
        """The story with a photo below the paragraph that ends with the words `after`."""
        image = self.pictures[photo]
        end = f"{after}</p>"
        if end not in content.body:
            raise ValueError(f"fixtures/demo.toml: no paragraph of “{content.headline}” ends with “{after}”")
        return replace(
            content,
            body=content.body.replace(end, end + figure(image.pk)),
            pictures=(*content.pictures, picture_of(ArticlePicture(image=image, caption=caption, in_text=True))),
        )

    def _write(self, article: Article, content: StoryContent) -> None:
        write(article, content)
        save_revision(article, actor=self.editor)

    def _take(self, article: Article, step: str | dict[str, Any], published_at: Any) -> None:
        """One step of a story's life: the name of a verb, or a table with the verb's words."""
        words = {step: ""} if isinstance(step, str) else dict(step)
        if "replace" in words:
            old, new = list(words.pop("replace"))
            article.refresh_from_db()
            content = content_of(article)
            self._write(article, content.with_body(content.body.replace(old, new)))
        [(verb, text)] = words.items()
        editor = self.editor
        match verb:
            case "publish":
                publishing.publish(article.pk, actor=editor, first_published_at=published_at)
            case "submit":
                publishing.submit(article.pk, actor=self.reporter)
            case "return":
                publishing.return_to_reporter(article.pk, actor=editor, reason=text)
            case "schedule_days_ahead":
                publishing.schedule(article.pk, actor=editor, at=timezone.now() + timedelta(days=float(text)))
            case "update":
                publishing.update(article.pk, actor=editor, note=text)
            case "correct":
                publishing.correct(article.pk, actor=editor, note=text)
            case "retract":
                publishing.retract(article.pk, actor=editor, reason=text)
            case "withdraw":
                publishing.withdraw(article.pk, actor=editor, reason=text)
            case "restore":
                publishing.restore(article.pk, actor=editor, note=text)
            case "spike":
                publishing.spike(article.pk, actor=editor, reason=text)
            case _:
                raise ValueError(f"fixtures/demo.toml: a story has the step “{verb}”, which is no verb")

    @cached_property
    def photos(self) -> PhotoFolder:
        return PhotoFolder.at(self.folder / "photos")

    @cached_property
    def editor(self) -> User:
        return User.objects.get(username="editor")

    @cached_property
    def reporter(self) -> User:
        return User.objects.get(username="reporter")
