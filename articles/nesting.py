"""What strangers write as HTML, made fit for a parser: the tags of a story alone, each closed within the one around it.

A parser mends what is nested wrongly by going through all that is open, and by repeating it: lists within lists of
50 kB take it seconds, emphasis that is never closed becomes a hundred megabytes. What leaves here needs no mending and
is not deep, and is made in one pass.
"""

import re
from collections import Counter
from itertools import islice

DEEPEST = 50  # elements within each other; those beyond lose their tags and keep their words

BLOCKS = {"p", "h2", "blockquote", "ul", "ol", "li", "figure"}
INLINE = {"a", "strong", "em"}
_ELEMENTS = BLOCKS | INLINE
# What other editors and word processors write for the same thing.
_SAME = {"h1": "h2", "h3": "h2", "h4": "h2", "h5": "h2", "h6": "h2", "b": "strong", "i": "em", "div": "p"}
_WITH_ATTRIBUTES = {"a", "figure"}
_MOST_ATTRIBUTES = 50  # of one tag: a parser compares each with all before it
_WORDLESS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")}

# Characters that are written as references take nh3 the longer, the longer the text they stand in. This parts it, shows
# as nothing, and is taken out of what nh3 returns.
PARTING = "<wbr>"
_MOST_ESCAPED = 500

# As https://html.spec.whatwg.org/multipage/parsing.html#tokenization takes a text apart. All repetitions are
# possessive, and what has no end reaches to the end of the text, so that nothing is looked at twice.
_SPACE = r" \t\n\r\f"
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>"'][^{_SPACE}>]*+)"""
_ATTRIBUTE = rf"[{_SPACE}/]*+[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE}?+)?+"
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_MARKUP = re.compile(
    rf"""
      <!--(?:-?>|.*?--!?>|.*)
    | <[!?][^>]*+>?
    | </(?=[^a-zA-Z])[^>]*+>?
    | <(?P<slash>/?)(?P<name>[a-zA-Z][^{_SPACE}/>]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)[{_SPACE}/]*+(?P<whole>>?)
    | (?P<escaped>[<&\xa0])
    """,
    re.VERBOSE | re.DOTALL,
)


def well_nested(html: str) -> str:
    """The text with its words, and of its tags those that a story may have, at most DEEPEST within each other.

    Comments, scripts and styles lose their words, too. It is still to be cleaned: attributes and addresses may be any.
    """
    nest, escaped = _Nest(), 0
    written, at = [], 0
    while markup := _MARKUP.search(html, at):
        written.append(html[at : markup.start()])
        at = markup.end()
        if character := markup["escaped"]:
            escaped += 1
            written.append(PARTING if escaped % _MOST_ESCAPED == 0 else "")
            written.append("&lt;" if character == "<" else character)
        elif markup["whole"]:
            name = markup["name"].lower()
            if name in _WORDLESS and not markup["slash"]:
                end = _WORDLESS[name].search(html, at)
                at = end.start() if end else len(html)
            else:
                written.append(nest.tag(_SAME.get(name, name), markup["slash"], markup["attributes"]))
    written.append(html[at:])
    return "".join(written)


class _Nest:
    """The elements that are open, the innermost last."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._left_out = Counter[str]()

    def tag(self, name: str, slash: str, attributes: str) -> str:
        """What is to be written for a tag: itself, nothing, or the ends of others besides."""
        if name == "br":
            return "<br>"
        if name not in _ELEMENTS:
            return ""
        return self._end(name) if slash else self._start(name, attributes)

    def _start(self, name: str, attributes: str) -> str:
        ended = ""
        if name in BLOCKS:
            ended = self._end_innermost("p", not_beyond=BLOCKS)
        if name == "li":
            ended += self._end_innermost("li", not_beyond=BLOCKS)
        if len(self._open) == DEEPEST:
            self._left_out[name] += 1
            return ended
        self._open.append(name)
        kept = _ONE_ATTRIBUTE.finditer(attributes) if name in _WITH_ATTRIBUTES else ()
        return f"{ended}<{name}{''.join(one[0] for one in islice(kept, _MOST_ATTRIBUTES))}>"

    def _end(self, name: str) -> str:
        if self._left_out[name]:
            self._left_out[name] -= 1
            return ""
        # The end of an emphasis or a link is heard only in the block where it began.
        return self._end_innermost(name, not_beyond=BLOCKS if name in INLINE else set())

    def _end_innermost(self, name: str, not_beyond: set[str]) -> str:
        """End the innermost element of that name and all within it, unless one of the others is among that."""
        for begin in reversed(range(len(self._open))):
            if self._open[begin] == name:
                ended = self._open[begin:]
                del self._open[begin:]
                return "".join(f"</{each}>" for each in reversed(ended))
            if self._open[begin] in not_beyond:
                break
        return ""
