"""Reading query parameters: one that is unknown, repeated or unreadable is refused by its name."""

from django.conf import settings
from rest_framework.request import Request

from syndication.problems import Problem


def read(request: Request, *known: str) -> dict[str, str]:
    """The parameters of a call, each named in `known` and given once. Raises Problem for any other."""
    given = request.query_params
    for name in given:
        if name not in known:
            listed = f"those of this address are {', '.join(known)}" if known else "this address has none"
            raise refused(f"Unknown parameter “{name}”: {listed}.", name)
        if len(given.getlist(name)) > 1:
            raise refused(f"Parameter “{name}” is given {len(given.getlist(name))} times: give it once.", name)
        if not given[name] or "\0" in given[name]:
            raise refused(f"Parameter “{name}” is empty or no text: leave it out, or give a value.", name)
    return given.dict()


def number(values: dict[str, str], name: str, *, default: int, lowest: int, highest: int) -> int:
    """A whole number within its bounds, or its default where it was not given."""
    text = values.get(name, str(default))
    # isdigit alone takes other scripts' digits and superscripts; a number of 20 digits is beyond any of ours.
    if text.isascii() and text.isdigit() and len(text) < 20 and lowest <= int(text) <= highest:
        return int(text)
    raise refused(f"Parameter “{name}” must be a whole number from {lowest} to {highest}.", name)


def language(values: dict[str, str]) -> str | None:
    """The code of one of our languages, or None where none was given."""
    code = values.get("language")
    codes = [known for known, _ in settings.LANGUAGES]
    if code is not None and code not in codes:
        raise refused(f"Parameter “language” must be one of {', '.join(codes)}.", "language")
    return code


def refused(sentence: str, name: str) -> Problem:
    """The problem with the parameter of that name."""
    return Problem("parameter", sentence, parameter=name)
