"""The text of a lesson, ready for `templates/curriculum/body.html`. Runs no SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from app.core.uploads.names import in_words
from app.curriculum.domain import blocks
from app.curriculum.domain.anatomy import Heading
from app.curriculum.domain.content import Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse, Language
from app.curriculum.domain.markdown import FILE_PATH
from app.curriculum.presenters.lesson_chart import LessonChart, lesson_chart
from app.curriculum.presenters.lesson_words import WORDS, Words

_IMAGE = re.compile(rf'<img src="{FILE_PATH}(\d+)" alt="([^"]*)">')
_OWN_LINK = re.compile(r'(?<=<a href=")(?=/)')
_FILE_LINK = re.compile(rf'<a href="{FILE_PATH}(\d+)" class="file">(.*?)</a>', re.DOTALL)

Address = Callable[[File], str]


@dataclass(frozen=True, slots=True)
class HtmlPart:
    kind: ClassVar[str] = "html"
    html: Markup


@dataclass(frozen=True, slots=True)
class CalloutPart:
    kind: ClassVar[str] = "callout"
    html: Markup
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """One point of a checklist; `place` is what a form sends."""

    place: int
    html: Markup
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class ChecklistPart:
    kind: ClassVar[str] = "checklist"
    items: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class ChartPart:
    kind: ClassVar[str] = "chart"
    chart: LessonChart
    ident: str


@dataclass(frozen=True, slots=True)
class VideoPart:
    kind: ClassVar[str] = "video"
    title: str
    url: str
    about: str
    captions: str
    captions_href: str
    transcript: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenPart:
    kind: ClassVar[str] = "broken"


Part = HtmlPart | CalloutPart | ChecklistPart | ChartPart | VideoPart | BrokenPart


@dataclass(frozen=True, slots=True)
class LessonBody:
    """What a page needs: `has_charts` asks for charts.css, `may_tick` for a form around."""

    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    language: Language
    words: Words
    may_tick: bool

    @property
    def has_charts(self) -> bool:
        return any(isinstance(part, ChartPart) for part in self.parts)

    @property
    def has_checklist(self) -> bool:
        return any(isinstance(part, ChecklistPart) for part in self.parts)


def address_of(file: File) -> str:
    """Where the portal hands out a file of a module."""
    return f"{FILE_PATH}{file.id}/{quote(file.name, safe='')}"


def shown(
    text: Text,
    *,
    files: Mapping[int, File] | None = None,
    language: Language = Language.ENGLISH,
    ticked: Collection[int] = frozenset(),
    may_tick: bool = False,
    address: Address = address_of,
    site: str = "",
) -> LessonBody:
    """The text as it is shown to somebody who ticked these places.

    `files` are those of the module; without them pictures are their alternative texts.
    `address` says where a file is to be found, such as inside the page itself; `site` goes before
    links to pages of the portal, for a text that is read elsewhere.
    """
    document = blocks.parse(text.body, language)
    maker = _Maker(files or {}, language, frozenset(ticked), address, site)
    return LessonBody(
        parts=tuple(maker.parts(document)),
        headings=document.headings,
        language=language,
        words=WORDS[language],
        may_tick=may_tick,
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """Turns blocks into parts, for one reader."""

    files: Mapping[int, File]
    language: Language
    ticked: frozenset[int]
    address: Address
    site: str

    def parts(self, document: blocks.Document) -> Iterator[Part]:
        charts = 0
        for block in document.blocks:
            match block:
                case blocks.Html(html):
                    yield HtmlPart(self._html(html))
                case blocks.Callout(html, is_warning):
                    yield CalloutPart(self._html(html), is_warning)
                case blocks.Checklist(items, place):
                    yield ChecklistPart(tuple(self._ticks(items, place)))
                case blocks.Chart(spec):
                    charts += 1
                    ident = f"chart-{charts}"
                    yield ChartPart(lesson_chart(spec, ident), ident)
                case blocks.Video():
                    yield self._video(block)
                case blocks.Broken():
                    yield BrokenPart()

    def _html(self, html: str) -> Markup:
        """The text with its files; it was made safe when it was taken apart."""
        html = _FILE_LINK.sub(self._file_link, _IMAGE.sub(self._image, html))
        html = _OWN_LINK.sub(str(escape(self.site)), html)
        return Markup(html)  # noqa: S704  # nh3 cleaned it, and names of files are escaped below

    def _image(self, found: re.Match[str]) -> str:
        file, alt = self.files.get(int(found[1])), found[2]
        if file is None or file.use is not FileUse.IMAGE:
            return f"<em>{alt}</em>"
        sides = f' width="{file.width}" height="{file.height}"' if file.width else ""
        source = escape(self.address(file))
        return f'<img src="{source}" alt="{alt}"{sides} loading="lazy" decoding="async">'

    def _file_link(self, found: re.Match[str]) -> str:
        file, words = self.files.get(int(found[1])), found[2]
        if file is None:
            return words
        size = escape(f"{_kind(file)}, {in_words(file.size)}")
        href = escape(self.address(file))
        return f'<a href="{href}" class="file">{words} <span class="small">({size})</span></a>'

    def _ticks(self, items: tuple[str, ...], place: int) -> Iterator[Tick]:
        for number, item in enumerate(items, place):
            yield Tick(number, self._html(item), number in self.ticked)

    def _video(self, block: blocks.Video) -> VideoPart:
        spec, words = block.spec, WORDS[self.language]
        file = self.files.get(spec.captions_file or 0)
        captions = words.captions_at_host if spec.host_has_captions else words.no_captions
        host = (urlsplit(spec.url).hostname or "").removeprefix("www.")
        return VideoPart(
            title=spec.title,
            url=spec.url,
            about=words.minutes.format(count=spec.minutes, host=host),
            captions="" if file else captions,
            captions_href=self.address(file) if file else "",
            transcript=tuple(p.strip() for p in spec.transcript.split("\n\n") if p.strip()),
        )


def _kind(file: File) -> str:
    """
    >>> _kind(File(1, FileUse.DOCUMENT, "Ride form.pdf", "application/pdf", 900))
    'PDF'
    """
    return PurePosixPath(file.name).suffix.removeprefix(".").upper() or "File"
