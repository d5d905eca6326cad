"""What a cell or a sent month was before an import, kept as JSON so that it can come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from app.measures.domain.kinds import Answer, Source

HEAD = ("answer", "numerator", "denominator", "source", "sample_size", "note", "measure_version_id")
SENT = (
    "sent_answer",
    "sent_numerator",
    "sent_denominator",
    "sent_source",
    "sent_sample_size",
    "sent_note",
    "sent_version_id",
    "sent_at",
    "sent_by_id",
    "first_sent_at",
)
MONTH = ("note", "first_complete_at", "last_sent_at", "last_sent_by_id")
INSTANTS = frozenset({"sent_at", "first_sent_at", "first_complete_at", "last_sent_at"})


def empty_cell(version_id: int) -> dict[str, Any]:
    """A cell that nothing was ever put into."""
    nothing: dict[str, Any] = dict.fromkeys((*HEAD, *SENT))
    return nothing | {"answer": Answer.BLANK, "note": "", "measure_version_id": version_id}


def to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values in forms that JSON knows.

    >>> to_json({"answer": Answer.BLANK, "sent_at": dt.datetime(2026, 11, 2, tzinfo=dt.UTC)})
    {'answer': 'blank', 'sent_at': '2026-11-02T00:00:00+00:00'}
    """
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that `to_json` wrote.

    >>> from_json({"source": "log", "sent_source": None, "note": "x"})
    {'source': <Source.LOG: 'log'>, 'sent_source': None, 'note': 'x'}
    """
    return {name: _rich(name, value) for name, value in values.items()}


def _rich(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in INSTANTS:
        return dt.datetime.fromisoformat(value)
    kind = name.removeprefix("sent_")
    if kind == "answer":
        return Answer(value)
    return Source(value) if kind == "source" else value
