"""The pictures of captured stories: found among the photos that came with them, or awaiting their file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files import File
from django.utils.text import slugify

from articles.content import StoryPicture
from articles.desk import picture_of
from articles.importing.captured import CapturedPicture, CapturedStory
from articles.models import Article, ArticlePicture
from media.credits import photographer_of, source_of
from media.intake import attach, take_in
from media.models import Image, Source
from newsportal.models import User

# A photo is found by its caption when its name holds at least so many letters of it.
ENOUGH = 16


@dataclass(frozen=True)
class PhotoFolder:
    """The photos of --photos, by their names. Empty where no folder was given."""

    files: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path) -> "PhotoFolder":
        return cls({file.name.lower(): file for file in sorted(folder.iterdir()) if file.is_file()})

    def find(self, picture: CapturedPicture) -> Path | None:
        """By the name of its `Photo:` line; without one, by a file named like the beginning of its caption."""
        if picture.file:
            return self.files.get(picture.file.lower())
        caption = slugify(picture.caption, allow_unicode=True)
        for file in self.files.values():
            stem = slugify(file.stem, allow_unicode=True)
            if stem and caption and (caption == stem or (len(stem) >= ENOUGH and caption.startswith(stem))):
                return file
        return None


@dataclass(frozen=True)
class PictureDesk:
    """Turns captured pictures into pictures of the library. Raises ValidationError for a photo that is none."""

    photos: PhotoFolder
    spellings: Mapping[str, Source]
    actor: User | None

    def picture(self, captured: CapturedPicture, known: tuple[StoryPicture, ...], remarks: list[str]) -> StoryPicture:
        """The picture as the story shows it: the one it shows already, the photo, or a record awaiting its file."""
        photo = self.photos.find(captured)
        already = next((one for one in known if (one.caption, one.credit) == (captured.caption, captured.credit)), None)
        if already and (already.has_file or photo is None):
            return already
        if photo is None:
            if captured.file:
                remarks.append(
                    f"line {captured.line}: photo {captured.file} was not found: the picture awaits its file"
                )
            return self._shown(Image.objects.create(created_by=self.actor, **self._fields(captured)), captured)
        with photo.open("rb") as file:
            image = take_in(File(file, name=photo.name), actor=self.actor, **self._fields(captured))
        if captured.credit and image.credit != captured.credit:
            remarks.append(
                f"line {captured.line}: {photo.name} is in the library with the credit “{image.credit}”, which stands"
            )
        return self._shown(image, captured)

    def bring_awaited(self, article: Article, story: CapturedStory) -> bool:
        """Give the pictures of a story that await their files those that have come; nothing else is touched.

        Returns whether there was one.
        """
        brought = False
        for use in article.picture_uses.filter(image__sha256="").select_related("image"):
            named = (use.image.caption, use.image.credit)
            captured = next((one for one in story.pictures if (one.caption, one.credit) == named), None)
            photo = self.photos.find(captured) if captured else None
            if photo is None:
                continue
            with photo.open("rb") as file:
                image = attach(use.image, File(file, name=photo.name))
            if image == use.image:
                brought = True
            # The library has this photo already: it takes the place of the record that awaited it, but within the text,
            # where an editor put that very picture.
            elif not use.in_text and not article.picture_uses.filter(image=image).exists():
                use.caption = use.caption or named[0]
                use.image = image
                use.save(update_fields=["image", "caption"])
                brought = True
        return brought

    def _fields(self, captured: CapturedPicture) -> dict[str, object]:
        return {
            "caption": captured.caption,
            "credit": captured.credit,
            "place": captured.place,
            "taken_on": captured.taken_on,
            "source": source_of(captured.credit, self.spellings),
            "photographer": photographer_of(captured.credit, self.spellings),
        }

    @staticmethod
    def _shown(image: Image, captured: CapturedPicture) -> StoryPicture:
        return picture_of(ArticlePicture(image=image, caption=captured.caption))
