"""Texts that staff write in a small part of Markdown, as HTML that cannot harm anyone.

Paragraphs, headings, lists, bold, italic, quotes and links; no pictures, tables or HTML.
"""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

RULES = (
    *("paragraph", "heading", "list", "blockquote", "hr"),
    *("text", "newline", "emphasis", "link", "autolink", "escape", "entity", "balance_pairs"),
)
TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "hr", "br", "a"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
_HIGHEST, _LOWEST = 2, 4

_reader = MarkdownIt("zero").enable([*RULES, "fragments_join"])


@lru_cache(maxsize=256)
def rendered(body: str) -> Markup:
    """The text as HTML. A page has its own h1, so headings start at h2.

    >>> rendered("# Call **us**")
    Markup('<h2>Call <strong>us</strong></h2>\\n')
    >>> rendered("<b>x</b> [y](javascript:alert)")
    Markup('<p>&lt;b&gt;x&lt;/b&gt; [y](javascript:alert)</p>\\n')
    """
    tokens = _reader.parse(body)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1:]), _HIGHEST), _LOWEST)}"
    html = _reader.renderer.render(tokens, _reader.options, {})
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return Markup(safe)  # noqa: S704  # sanitised the line before
