"""What the numbers of teams did before and since an event, in words and without a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import month

if TYPE_CHECKING:
    from app.charts.queries import SeenSignal
    from app.events.queries.effects import Effect

MEANING = {
    "better": "in the good direction",
    "worse": "in the other direction",
    "same": "a pattern to look at",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One team with its latest signals; `key` leads to its measures."""

    key: str
    name: str
    people: str
    before: str
    since: str


def rows(found: Iterable[Effect]) -> tuple[Row, ...]:
    """The teams as they came, by name: nobody is ranked."""
    return tuple(
        Row(
            one.team.key,
            one.team.name,
            "1 person" if one.people == 1 else f"{one.people} people",
            _words(one.before, "No signal before"),
            _words(one.since, "No signal since"),
        )
        for one in found
    )


def _words(signal: SeenSignal | None, nothing: str) -> str:
    if signal is None:
        return nothing
    meaning = MEANING[signal.kind]
    return f"{signal.measure_name}: {signal.words}, {meaning} (seen in {month(signal.period)})"
