"""What the browser may send about a month's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.text import clean, clean_line
from app.measures.domain.checks import Typed
from app.measures.domain.kinds import Source
from app.measures.domain.rows import Row

LARGEST_VERSION = 2**31 - 1


def row_from_form(sent: Mapping[str, str], key: str) -> Row:
    """The row of the measure `key` in a posted month; what does not fit is left empty."""
    return _row(
        {
            name: sent.get(f"{name}-{key}", "")
            for name in ("top", "bottom", "none", "note", "source", "sample", "version")
        }
    )


def row_from_json(sent: Any) -> Row:
    """The row in the body of an autosave; unknown members are ignored."""
    given = sent if isinstance(sent, dict) else {}
    return _row({name: _text(value) for name, value in given.items()})


def _text(value: Any) -> str:
    """A plain value as it would be typed; lists and objects as something that is no number."""
    if value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else "?"


def _row(given: Mapping[str, str]) -> Row:
    return Row(
        Typed(
            top=clean_line(given.get("top", "")),
            bottom=clean_line(given.get("bottom", "")),
            none_eligible=given.get("none", "").lower() in {"y", "yes", "true", "on", "1"},
            note=clean(given.get("note", "")),
        ),
        source=_source(given.get("source", "")),
        sample_size=_whole(given.get("sample", ""), 1_000_000) or None,
        seen_version=_whole(given.get("version", ""), LARGEST_VERSION),
    )


def _source(text: str) -> Source | None:
    return Source(text) if text in set(Source) else None


def _whole(text: str, largest: int) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 10:
        return 0
    return min(int(plain), largest)
