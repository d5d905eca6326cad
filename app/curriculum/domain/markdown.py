"""Markdown into tokens, and tokens into HTML that cannot do anything.

Three walls, each enough alone: the parser knows no raw HTML, only addresses that are known to be
harmless become links, and nh3 lets only a short list of elements and attributes through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

FILE_PATH = "/curriculum-files/"
_FILE = re.compile(r"file:(\d{1,9})")
_SCHEME = re.compile(r"(?:https?://[^\s/?#@\\:]|mailto:[^\s/?#@\\]|tel:\+?\d)", re.IGNORECASE)
_OWN = re.compile(r"(?:/(?![/\\]|%5C)[^\s\\]*|#[^\s\\]+)", re.IGNORECASE)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_CELLS = ("td", "th")
_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "figcaption", "figure", "hr"}
    | {"img", "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "thead", "tr", "ul"}
    | {*_HEADINGS, *_CELLS}
)
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"role", "tabindex", "aria-label"},
} | {heading: {"id"} for heading in _HEADINGS}
_CLASSES = {
    "a": {"away", "file"},
    "div": {"tbl-scroll"},
    "figure": {"picture"},
    "span": {"cc-sr-only"},
    "table": {"tbl"},
    "td": {"num"},
    "th": {"num"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


class Leads(StrEnum):
    """Where an address leads."""

    HERE = "here"
    AWAY = "away"
    FILE = "file"
    NOWHERE = "nowhere"


def leads(address: str) -> Leads:
    """Where an address leads; what is not known to be harmless leads nowhere.

    >>> leads("/learn").value, leads("https://medlineplus.gov").value, leads("file:12").value
    ('here', 'away', 'file')
    >>> leads("javascript:alert(1)").value, leads("//evil.example").value
    ('nowhere', 'nowhere')
    """
    if _OWN.fullmatch(address):
        return Leads.HERE
    if file_id(address) is not None:
        return Leads.FILE
    return Leads.AWAY if _SCHEME.match(address) else Leads.NOWHERE


def file_id(address: str) -> int | None:
    """The number of the file that an address names.

    >>> file_id("file:12"), file_id("file:///etc/passwd")
    (12, None)
    """
    found = _FILE.fullmatch(address)
    return int(found[1]) if found else None


def tokens(body: str) -> list[Token]:
    """The text as tokens. Half characters, which no page can show, become question marks."""
    return _MARKDOWN.parse(body.encode("utf-8", "replace").decode())


def html(parts: Sequence[Token]) -> str:
    """Tokens of whole blocks as HTML that holds nothing but text, lists, links and pictures."""
    return _CLEANER.clean(_RENDERER.render(parts, _MARKDOWN.options, {})).strip()


def inline_html(children: Sequence[Token]) -> str:
    """Tokens within a line as HTML."""
    rendered = _RENDERER.renderInline(children, _MARKDOWN.options, {})
    return _CLEANER.clean(rendered)


def words(children: Sequence[Token] | None) -> str:
    """The bare words of tokens within a line; a picture says its alternative text."""
    return " ".join("".join(_word(child) for child in children or ()).split())


def _word(token: Token) -> str:
    if token.type == "image":
        return words(token.children)
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


class _Drawing(RendererHTML):
    """Tables that are too wide scroll by themselves, also for those who use the keyboard."""

    def table_open(self, parts: Sequence[Token], place: int, *_: Any) -> str:
        name = escape(str(parts[place].attrs.get("aria-label", "")))
        box = f'<div class="tbl-scroll" role="group" tabindex="0" aria-label="{name}">'
        return f'{box}<table class="tbl">'

    def table_close(self, *_: Any) -> str:
        return "</table></div>"


class _Markdown(MarkdownIt):
    """Every address is kept while reading, so that the check can name the refused ones."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the name is the library's
        del url
        return True


def _markdown() -> MarkdownIt:
    quiet = {"html": False, "linkify": False, "typographer": False}
    made = _Markdown("commonmark", quiet)
    made.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    return made.use(deflist_plugin)


_MARKDOWN = _markdown()
_RENDERER = _Drawing()
