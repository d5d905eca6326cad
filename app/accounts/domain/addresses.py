"""Addresses that a request names itself (`next`, the page of a kept form): ours, or nothing."""

from __future__ import annotations

import re
from urllib.parse import unquote

LONGEST = 2000
_PLAIN = re.compile(r"/[!-\[\]-~]*")
_STEPS_UP = frozenset({".", ".."})


def safe_path(text: str | None) -> str | None:
    """`text` if it is a path (with query) that every browser takes for one on this host.

    >>> safe_path("/teams/delta/measures?from=2026-01")
    '/teams/delta/measures?from=2026-01'
    >>> safe_path("//evil.example"), safe_path("https://evil.example")
    (None, None)
    """
    if not text or len(text) > LONGEST or not _PLAIN.fullmatch(text):
        return None
    path = re.split("[?#]", text, maxsplit=1)[0]
    readings = {path, unquote(path), unquote(unquote(path))}
    return text if all(_stays(reading) for reading in readings) else None


def _stays(path: str) -> bool:
    """Whether a path has no empty part, no way up and no backslash that could name a host."""
    parts = path.split("/")[1:]
    empty_inside = "" in parts[:-1]
    return (
        path.startswith("/")
        and not empty_inside
        and _STEPS_UP.isdisjoint(parts)
        and "\\" not in path
        and path.isprintable()
    )
