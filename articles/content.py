"""The story as data: one shape for the desk's history, for what the public has, and for all that is made of it."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPicture:
    """A picture as one story shows it: the caption and alternative text in force here, and whose it is."""

    image: int
    caption: str = ""
    credit: str = ""
    alt: str = ""
    photographer: str = ""
    place: str = ""
    taken_on: str = ""  # ISO 8601 date
    source: int | None = None
    copyright_notice: str = ""
    usage_terms: str = ""
    license_url: str = ""
    own_caption: bool = False  # written for this story; otherwise it follows the library's
    own_alt: bool = False
    in_text: bool = False  # it stands where the body has its figure, not above or beneath the text
    # The rights it was released with. What may be done today, the library is asked (Release.pictures).
    may_syndicate: bool = True
    last_day: str = ""  # ISO 8601 date; "" where the right to show it does not end
    key: str = ""  # names its renditions (media/renditions.py); "" while the picture awaits its file
    width: int = 0
    height: int = 0
    colour: str = ""  # stands in its place until it has come (media/decoding.py)

    @property
    def has_file(self) -> bool:
        return bool(self.key)

    def as_written(self) -> Self:
        """What somebody wrote of it, without what the library adds: its file, its address, its rights."""
        return type(self)(
            image=self.image, caption=self.caption, credit=self.credit, alt=self.alt, in_text=self.in_text
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContent:
    """A story whole: its words as data, the rows it refers to by their ids, its pictures in order.

    Those within the text come last; of the others the first is the lead. `body` is HTML within the allow-list of
    `articles/rendering.py`.
    """

    language: str
    headline: str
    slug: str = ""
    short_headline: str = ""
    standfirst: str = ""
    body: str = ""
    place: str = ""
    section: int | None = None
    tags: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    source: int | None = None
    source_confirmed: bool = True
    urgency: int = 4
    pictures: tuple[StoryPicture, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """All of it but the body, which is stored beside: lists of stories never need to load it."""
        data = asdict(self)
        del data["body"]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any], body: str) -> Self:
        return cls(
            **{
                **data,
                "tags": tuple(data["tags"]),
                "authors": tuple(data["authors"]),
                "pictures": tuple(StoryPicture(**picture) for picture in data["pictures"]),
            },
            body=body,
        )

    def as_written(self) -> Self:
        """The story's words and which pictures it shows, to be compared with what was written another time."""
        return replace(self, pictures=tuple(picture.as_written() for picture in self.pictures))

    def with_body(self, body: str) -> Self:
        return replace(self, body=body)
