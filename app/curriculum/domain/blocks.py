"""A lesson's text as blocks that can be shown: safe HTML, callouts, checklists, charts, videos."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from app.curriculum.domain import markdown, specs
from app.curriculum.domain.anatomy import (
    Anatomy,
    Fault,
    Heading,
    Image,
    Link,
    Passage,
    Table,
    Where,
    anatomy,
)
from app.curriculum.domain.kinds import Language

LONGEST = 100_000
"""Characters of a text that are read; what comes after is not shown, and the check says so."""

REMEMBERED = 128

_TICK = re.compile(r"\[( |x|X)\]\s+")
_BOX = re.compile(r"^\[[ xX]\]\s+")
_WORD = re.compile(r"\w+(?:[\u2019'-]\w+)*")
_NAMES = {specs.Block.CHART: "chart", specs.Block.VIDEO: "video"}


@dataclass(frozen=True, slots=True)
class Html:
    """Text, lists, tables and pictures, made safe."""

    html: str


@dataclass(frozen=True, slots=True)
class Callout:
    """What a reader should keep in mind; `is_warning` when its first words warn."""

    html: str
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points to tick. `place` is that of the first one, counted over the whole text from 0."""

    items: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Chart:
    spec: specs.Chart
    line: int


@dataclass(frozen=True, slots=True)
class Video:
    spec: specs.Video
    line: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A chart or video that cannot be read: shown as nothing but a sentence."""

    kind: specs.Block
    line: int


Block = Html | Callout | Checklist | Chart | Video | Broken

_WARNINGS = ("careful", "warning", "important", "stop", "cuidado", "atención", "importante", "alto")


@dataclass(frozen=True, slots=True)
class Document:
    """A text taken apart. `text` is what a search looks through, transcripts apart."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    faults: tuple[Fault, ...]

    @property
    def file_ids(self) -> frozenset[int]:
        """The files that the text names: pictures, links and captions."""
        named = {image.file_id for image in self.images} | {link.file_id for link in self.links}
        named |= {video.spec.captions_file for video in self.videos}
        return frozenset(number for number in named if number is not None)

    @property
    def videos(self) -> tuple[Video, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Video))

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Chart))

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Checklist))

    @property
    def lines(self) -> tuple[str, ...]:
        """The bare words of each paragraph, heading, item and cell, without boxes."""
        return tuple(_BOX.sub("", passage.words) for passage in self.passages)

    @property
    def text(self) -> str:
        """The bare words, a line for each paragraph, heading, item and cell."""
        return "\n".join(self.lines)

    @property
    def transcripts(self) -> str:
        """What is said in the videos."""
        return "\n".join(video.spec.transcript for video in self.videos).strip()

    @property
    def words(self) -> int:
        """How many words the text has, without charts and transcripts."""
        return len(_WORD.findall(self.text))

    @property
    def prose(self) -> tuple[str, ...]:
        """The paragraphs and list items, without headings and tables."""
        return tuple(p.words for p in self.passages if p.where is Where.PROSE)


def parse(body: str, language: Language = Language.ENGLISH) -> Document:
    """Take a text apart. Never raises; what is wrong stands in `faults`.

    The last few texts are remembered. The language is that of the words added to the text.
    """
    return _parse(body[: LONGEST + 1], language)


@lru_cache(maxsize=REMEMBERED)
def _parse(body: str, language: Language) -> Document:
    tokens = markdown.tokens(body[:LONGEST])
    found = anatomy(tokens, language)
    if len(body) > LONGEST:
        sentence = f"The text is longer than {LONGEST:,} characters. Make two lessons of it."
        found.faults.append(Fault(body.count("\n", 0, LONGEST) + 1, sentence))
    blocks = tuple(_blocks(tokens, found))
    return Document(
        blocks=blocks,
        headings=tuple(found.headings),
        images=tuple(found.images),
        links=tuple(found.links),
        tables=tuple(found.tables),
        passages=tuple(found.passages),
        faults=tuple(sorted(found.faults, key=lambda fault: fault.line)),
    )


def _blocks(tokens: Sequence[Token], found: Anatomy) -> Iterator[Block]:
    plain: list[Token] = []
    place = 0
    for group in _groups(tokens):
        _note_nested(group, found)
        block = _special(group, place, found)
        if block is None:
            plain += group
            continue
        yield from _html(plain)
        plain = []
        if isinstance(block, Checklist):
            place += len(block.items)
        yield block
    yield from _html(plain)


def _groups(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The blocks of the text: each from its opening token to its closing one."""
    start = depth = 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : place + 1]
            start = place + 1


def _html(tokens: list[Token]) -> Iterator[Html]:
    if tokens:
        yield Html(markdown.html(tokens))


def _special(group: Sequence[Token], place: int, found: Anatomy) -> Block | None:
    match group[0].type:
        case "fence":
            return _fenced(group[0], found)
        case "blockquote_open":
            return _callout(group)
        case "bullet_list_open":
            return _checklist(group, place)
    return None


def _kind(fence: Token) -> specs.Block | None:
    word = fence.info.strip()
    return specs.Block(word) if word in set(specs.Block) else None


def _fenced(fence: Token, found: Anatomy) -> Block | None:
    kind, line = _kind(fence), _line(fence)
    if kind is None:
        return None
    try:
        if kind is specs.Block.CHART:
            return Chart(specs.chart(fence.content), line)
        return Video(specs.video(fence.content), line)
    except specs.Unreadable as problem:
        found.faults.append(Fault(line, f"This {_NAMES[kind]} cannot be shown: {problem}"))
        return Broken(kind, line)


def _note_nested(group: Sequence[Token], found: Anatomy) -> None:
    for token in group[1:]:
        kind = _kind(token) if token.type == "fence" else None
        if kind is not None:
            sentence = f"A {_NAMES[kind]} stands on its own, not inside a list or a quotation."
            found.faults.append(Fault(_line(token), sentence))


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _callout(group: Sequence[Token]) -> Callout | None:
    """A quotation that begins with bold words is a callout."""
    inline = group[2] if len(group) > 2 else None
    children = [
        c for c in (inline.children if inline else None) or [] if c.type != "text" or c.content
    ]
    if not children or children[0].type != "strong_open":
        return None
    end = next(place for place, child in enumerate(children) if child.type == "strong_close")
    opening = markdown.words(children[:end]).lower()
    return Callout(markdown.html(group[1:-1]), opening.startswith(_WARNINGS))


def _checklist(group: Sequence[Token], place: int) -> Checklist | None:
    """A list is a checklist when each of its items is one paragraph that begins with a box."""
    inlines = [token for token in group if token.type == "inline"]
    items = sum(token.type == "list_item_open" for token in group)
    if len(group) != 2 + 5 * items or len(inlines) != items:
        return None
    texts = [_without_box(token.children or []) for token in inlines]
    if not all(texts):
        return None
    return Checklist(tuple(markdown.inline_html(text) for text in texts), place)


def _without_box(children: list[Token]) -> list[Token]:
    """The item after its box; nothing when it has none, or nothing stands behind it."""
    if not children or children[0].type != "text":
        return []
    box = _TICK.match(children[0].content + ("" if len(children) == 1 else " "))
    if not box:
        return []
    rest = children[0].content[box.end() :]
    first = [Token("text", "", 0, content=rest)] if rest else []
    return [*first, *children[1:]]
