"""What stands in a text and on which line; on the way every token is made fit to be shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

from markdown_it.token import Token

from app.core.text import key_from
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.markdown import FILE_PATH, Leads, file_id, leads, words

IDENT = "s-"
"""Ids of headings begin so: none is that of a part of the page around them."""

AWAY = {
    Language.ENGLISH: " (leads to another site)",
    Language.SPANISH: " (lleva a otro sitio)",
}
TABLE = {Language.ENGLISH: "Table", Language.SPANISH: "Tabla"}
_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BREAKS = frozenset({"softbreak", "hardbreak"})


class Where(StrEnum):
    """What kind of place a passage stands in."""

    HEADING = "heading"
    PROSE = "prose"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Passage:
    """The bare words of a paragraph, list item, heading or cell."""

    words: str
    where: Where
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it was written: `level` 1 is shown as 2."""

    words: str
    level: int
    ident: str
    line: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `file_id` is None when its address is not that of a file of the module."""

    alt: str
    file_id: int | None
    address: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    words: str
    address: str
    leads: Leads
    line: int

    @property
    def file_id(self) -> int | None:
        return file_id(self.address)


@dataclass(frozen=True, slots=True)
class Table:
    line: int
    has_header: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be shown as it was meant."""

    line: int
    sentence: str


@dataclass(slots=True)
class Anatomy:
    """Everything that the check, the search and the reading grade ask about a text."""

    headings: list[Heading] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def anatomy(tokens: Sequence[Token], language: Language) -> Anatomy:
    """Read `tokens`, and change them into what may be shown."""
    walk = _Walk(language)
    for place, token in enumerate(tokens):
        walk.meet(token, tokens, place)
    return walk.found


class _Walk:
    """One way through the tokens, which knows the line and the place it is at."""

    def __init__(self, language: Language) -> None:
        self.found = Anatomy()
        self._language = language
        self._line = 1
        self._where = Where.PROSE
        self._idents: Counter[str] = Counter()
        self._head: list[str] = []

    def meet(self, token: Token, tokens: Sequence[Token], place: int) -> None:
        if token.map:
            self._line = token.map[0] + 1
        match token.type:
            case "heading_open":
                self._heading(token, tokens, place)
            case "th_open" | "td_open":
                self._cell(token)
            case "heading_close" | "th_close" | "td_close":
                token.tag = _shown_tag(token.tag)
                self._where = Where.PROSE
            case "table_open":
                token.attrSet("aria-label", TABLE[self._language])
            case "thead_close":
                self.found.tables.append(Table(self._line, any(self._head)))
                self._head = []
            case "inline":
                self._inline(token, tokens, place)

    def _heading(self, token: Token, tokens: Sequence[Token], place: int) -> None:
        said = words(tokens[place + 1].children)
        level = int(token.tag[1])
        ident = self._ident(said)
        self.found.headings.append(Heading(said, level, ident, self._line))
        token.tag = _shown_tag(token.tag)
        token.attrSet("id", ident)
        self._where = Where.HEADING

    def _ident(self, said: str) -> str:
        """A name for the heading that no other one has: numbered ones never meet written ones."""
        wanted = IDENT + (key_from(said) or "part")
        self._idents[wanted] += 1
        count = self._idents[wanted]
        return wanted if count == 1 else f"{wanted}--{count}"

    def _cell(self, token: Token) -> None:
        is_number = "right" in str(token.attrs.get("style", ""))
        token.attrs = {"scope": "col"} if token.type == "th_open" else {}
        if is_number:
            token.attrSet("class", "num")
        self._where = Where.CELL

    def _inline(self, token: Token, tokens: Sequence[Token], place: int) -> None:
        said = words(token.children)
        if tokens[place - 1].type == "th_open":
            self._head.append(said)
        if self._where is Where.PROSE and said.startswith("|"):
            self.found.tables.append(Table(self._line, has_header=False))
        if typed := _HTML.search(said):
            self.found.faults.append(Fault(self._line, _about_html(typed[0])))
        if said:
            self.found.passages.append(Passage(said, self._where, self._line))
        children = token.children or []
        if _is_picture(children) and tokens[place - 1].type == "paragraph_open":
            _make_figure(tokens[place - 1], children, tokens[place + 1])
        token.children = self._shown(children)

    def _shown(self, children: Sequence[Token]) -> list[Token]:
        """The tokens of a line without addresses that may not be followed."""
        shown: list[Token] = []
        line, opened, dropped = self._line, 0, False
        for place, child in enumerate(children):
            line += child.type in _BREAKS
            match child.type:
                case "image":
                    shown.append(self._image(child, line))
                case "link_open":
                    link = self._link(child, children[place + 1 :], line)
                    dropped = link.leads is Leads.NOWHERE or not link.words
                    opened = len(shown)
                    shown += [] if dropped else [_tamed(child, link)]
                case "link_close" if dropped:
                    dropped = False
                case "link_close":
                    shown += [*self._mark(shown[opened]), child]
                case _:
                    shown.append(child)
        return shown

    def _image(self, token: Token, line: int) -> Token:
        address = str(token.attrs.get("src", ""))
        alt, number = words(token.children), file_id(address)
        self.found.images.append(Image(alt, number, address, line))
        if number is None:
            return Token("text", "", 0, content=alt)
        token.attrs = {"src": f"{FILE_PATH}{number}", "alt": alt}
        return token

    def _link(self, token: Token, after: Sequence[Token], line: int) -> Link:
        end = next(place for place, one in enumerate(after) if one.type == "link_close")
        address = str(token.attrs.get("href", ""))
        link = Link(words(after[:end]), address, leads(address), line)
        self.found.links.append(link)
        return link

    def _mark(self, opened: Token) -> list[Token]:
        """The words, for those who do not see the sign, that a link leaves the portal."""
        if opened.attrs.get("class") != Leads.AWAY.value:
            return []
        said = AWAY[self._language]
        return [_ready(f'<span class="cc-sr-only">{said}</span>')]


def _tamed(token: Token, link: Link) -> Token:
    number = link.file_id
    if number is not None:
        token.attrs = {"href": f"{FILE_PATH}{number}", "class": Leads.FILE.value}
    elif link.leads is Leads.AWAY and not link.address.lower().startswith(("mailto:", "tel:")):
        token.attrs = {
            "href": link.address,
            "class": Leads.AWAY.value,
            "rel": "external noopener noreferrer",
        }
    else:
        token.attrs = {"href": link.address}
    return token


def _shown_tag(tag: str) -> str:
    """A heading of the first level is that of the page."""
    return "h2" if tag == "h1" else tag


def _is_picture(children: Sequence[Token]) -> bool:
    """Whether a paragraph is one picture of the module and nothing else."""
    if len(children) != 1 or children[0].type != "image":
        return False
    return file_id(str(children[0].attrs.get("src", ""))) is not None


def _make_figure(before: Token, children: list[Token], after: Token) -> None:
    """Show a picture that stands alone as a figure; its title is the caption below."""
    before.tag = after.tag = "figure"
    before.hidden = after.hidden = False
    before.attrSet("class", "picture")
    caption = str(children[0].attrs.get("title", ""))
    if caption:
        children.append(_ready(f"<figcaption>{escape(caption)}</figcaption>"))


def _ready(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _about_html(typed: str) -> str:
    return (
        f"“{typed[:40]}” is HTML, which is shown as it is typed."
        " Write it with the signs of the editor."
    )
