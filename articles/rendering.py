"""Where text becomes HTML: the allow-list of what a body may hold, and every form that is made from a body."""

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe

from articles.nesting import BLOCKS, INLINE, PARTING, well_nested

# A story is paragraphs, crossheads (h2), quotations, lists, links, emphasis and figures. Nothing else gets in.
ALLOWED_TAGS = BLOCKS | INLINE | {"br"}
ALLOWED_SCHEMES = {"http", "https", "mailto"}

# What XML 1.0 cannot carry (section 2.2), and so no feed: other programs paste such characters along with words.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


# A figure is the place of a picture, named by its id in the library: `<figure data-picture="12"></figure>`.
_PICTURE = "data-picture"
_FIGURE = re.compile(rf'<figure {_PICTURE}="(\d+)"></figure>')
_FIGURE_TAG = re.compile(r'<figure((?: [a-z-]+="[^"]*")*)>(?:\s|<br>)*|</figure>')
_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_BLOCK_TAG = re.compile(r"(</?(?:p|h2|ul|ol|li|blockquote)>)")
_MOST_ESCAPED = 5_000  # characters of an attribute, as in articles/nesting.py; no address has so many
_BLANK = re.compile(r"(?:\s|&nbsp;|<br>)*+")


def printable(text: str) -> str:
    """The text with a space in place of each control character that a feed could not carry."""
    return _UNPRINTABLE.sub(" ", text)


def clean(html: str, *, figure_words: tuple[str, ...] = ()) -> str:
    """The body reduced to the allow-list; what is outside it loses its tag and keeps its words.

    Scripts and styles lose their words too. Empty paragraphs, which editors leave behind, are dropped. A figure that
    names a picture is left empty, what stood in it follows it; `figure_words` are attributes that it keeps.
    """
    cleaned = _figures_apart(_allowed(printable(html), figure_words), figure_words)
    cleaned = _allowed(cleaned, figure_words)  # what stood in a figure may stand now where it cannot
    return _without_empty_blocks(cleaned).strip()


def _allowed(html: str, figure_words: tuple[str, ...]) -> str:
    allowed = nh3.clean(
        well_nested(html),
        tags=ALLOWED_TAGS | {"wbr"},
        attributes={"a": {"href"}, "figure": {_PICTURE, *figure_words}},
        attribute_filter=_attribute,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )
    return allowed.replace(PARTING, "")


def _attribute(_tag: str, _name: str, value: str) -> str | None:
    return value if value.count("&") + value.count("\xa0") <= _MOST_ESCAPED else None


def _figures_apart(cleaned: str, words: tuple[str, ...]) -> str:
    """Every figure in the one form that `_FIGURE` knows, none within another; one that names no picture is none."""

    def alone(tag: re.Match[str]) -> str:
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag[1] or ""))
        if not _ID.fullmatch(attributes.get(_PICTURE, "")):
            return ""
        said = "".join(f' {name}="{attributes[name]}"' for name in (_PICTURE, *words) if attributes.get(name))
        return f"<figure{said}></figure>"

    return _FIGURE_TAG.sub(alone, cleaned)


def _without_empty_blocks(cleaned: str) -> str:
    """A list whose only item is empty is empty, too."""
    kept: list[str] = []
    opened: list[int] = []  # where in `kept` each block begins that is open
    words = -1  # where in it the last words or pictures are
    for number, piece in enumerate(_BLOCK_TAG.split(cleaned)):
        is_tag = number % 2
        if is_tag and piece.startswith("</"):
            begin = opened.pop()
            if words < begin:
                del kept[begin:]
                continue
        elif is_tag:
            opened.append(len(kept))
        elif not _BLANK.fullmatch(piece):
            words = len(kept)
        kept.append(piece)
    return "".join(kept)


def figures(body: str) -> list[int]:
    """The ids of the pictures within the text, in their order; one that stands there twice, twice."""
    return [int(picture) for picture in _FIGURE.findall(body)]


def with_figures(body: str, shown: Mapping[int, str]) -> str:
    """The body with the HTML of each picture by its id. One that is not among `shown` leaves no trace."""
    return _FIGURE.sub(lambda figure: shown.get(int(figure[1]), ""), body)


def body_html(body: str, shown: Mapping[int, str]) -> SafeString:
    """A stored body as a page or feed shows it, `with_figures`. It was cleaned when it was saved."""
    return mark_safe(with_figures(body, shown))


def plain_text(body: str) -> str:
    """The words of a body, a line a block, for counting, summaries and comparison."""
    return "\n".join(text for _, text in blocks(body))


def blocks(body: str) -> list[tuple[str, str]]:
    """The body as (kind, text) in order: kind is paragraph, crosshead, quotation or item."""
    reader = _BlockReader()
    reader.feed(body)
    reader.close()
    return [(kind, text) for kind, pieces in reader.blocks if (text := "".join(pieces))]


def word_count(body: str) -> int:
    return len(plain_text(body).split())


def paragraph(text: str) -> str:
    """A paragraph of plain text as HTML."""
    return f"<p>{escape(text, quote=False)}</p>"


def crosshead(text: str) -> str:
    """A crosshead, the small headline that breaks up a body, as HTML."""
    return f"<h2>{escape(text, quote=False)}</h2>"


def figure(picture: int) -> str:
    """The place of a picture of the library, by its id, as HTML of a body."""
    return f'<figure {_PICTURE}="{picture}"></figure>'


class _BlockReader(HTMLParser):
    """Gathers the text of each innermost block of a cleaned body."""

    KINDS = {"p": "paragraph", "h2": "crosshead", "blockquote": "quotation", "li": "item"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, list[str]]] = []  # each its kind, and its text in pieces
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.KINDS:
            self._open.append(tag)
            # A paragraph in a quotation or an item is that quotation or item.
            kind = self.KINDS[self._open[0]]
            self.blocks.append((kind, []))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.KINDS and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            if not data.strip():
                return
            self.blocks.append(("paragraph", []))
        self.blocks[-1][1].append(data)
