"""What the public has to do with a picture. The stories know that, and say it: articles/publicity.py."""

from enum import Enum, auto


class Visibility(Enum):
    """Whether readers may see a picture."""

    NEVER = auto()  # no story that was ever public showed it
    NOW = auto()  # a public story shows it
    ONCE = auto()  # public stories showed it, and none does any more
