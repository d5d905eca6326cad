"""What a measure means: the text of its operational definition, apart from any database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.collaborative.domain.calendar import first_of_month
from app.core.days import add_months
from app.measures.domain.kinds import Direction, Frequency, MeasureKind, MeasureRole


@dataclass(frozen=True, slots=True)
class Definition:
    """An operational definition. `goal` is in display units, `per` leads from a ratio to them."""

    name: str
    short_name: str
    role: MeasureRole
    kind: MeasureKind
    unit: str
    per: int
    direction: Direction
    goal: float | None
    frequency: Frequency
    numerator: str
    denominator: str = ""
    driver: str = ""
    population: str = ""
    exclusions: str = ""
    source: str = ""
    sampling: str = ""
    min_denominator: int = 0
    notes: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Every part by its name, which is also the name of its column."""
        return {name: getattr(self, name) for name in PARTS}


PARTS = tuple(one.name for one in fields(Definition))


@dataclass(frozen=True, slots=True)
class Standard:
    """A measure of the standard library: its code and key, whether cohorts require it."""

    code: str
    key: str
    is_required: bool
    definition: Definition


def read_standard(entry: Mapping[str, Any]) -> Standard:
    """One entry of library.json."""
    words = {
        "role": MeasureRole(entry["role"]),
        "kind": MeasureKind(entry["kind"]),
        "direction": Direction(entry["direction"]),
        "frequency": Frequency(entry["frequency"]),
    }
    definition = Definition(**{name: entry[name] for name in PARTS} | words)
    return Standard(entry["code"], entry["key"], entry["required"], definition)


def usual_factor(kind: MeasureKind, per: int) -> int:
    """The factor from ratio to display units; only a rate leaves a choice.

    >>> usual_factor(MeasureKind.PERCENT, 1000), usual_factor(MeasureKind.RATE, 1000)
    (100, 1000)
    """
    if kind is MeasureKind.RATE:
        return per
    return 100 if kind is MeasureKind.PERCENT else 1


def next_month_free(latest: dt.date, today: dt.date) -> dt.date:
    """The month from which a new version can count: this one, or the first after the latest.

    A version that is in force is never rewritten, because points were counted under it.

    >>> next_month_free(dt.date(2026, 3, 1), dt.date(2026, 11, 18))
    datetime.date(2026, 11, 1)
    >>> next_month_free(dt.date(2026, 11, 1), dt.date(2026, 11, 18))
    datetime.date(2026, 12, 1)
    """
    return max(first_of_month(today), add_months(latest, 1))
