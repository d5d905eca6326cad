"""Figures for tests: a test names only what matters to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.charts.domain.decisions import Decision, DecisionKind
from app.charts.domain.figure import Definition, Figure, Gap, Point
from app.charts.domain.reading import Settings, read
from app.charts.domain.scale import Scale
from app.core.days import add_months
from app.measures.domain.kinds import MeasureKind

if TYPE_CHECKING:
    from collections.abc import Sequence

JUNE = dt.date(2026, 6, 1)
NOON = dt.datetime(2027, 1, 4, 18, tzinfo=dt.UTC)
OPEN_14 = [
    (12, 60), (13, 62), (12, 58), (11, 61), (14, 60), (12, 59),
    (18, 60), (20, 61), (21, 60), (22, 62), (24, 60), (26, 61),
]  # fmt: skip


def month(count: int) -> dt.date:
    """The month `count` months after June 2026."""
    return add_months(JUNE, count)


def definition(**given: Any) -> Definition:
    defaults: dict[str, Any] = {
        "key": "shared-plan-of-care",
        "name": "Shared plan of care",
        "short_name": "Shared plan",
        "place": "Delta Pines",
        "asks": "Children with a plan of care. Higher is better.",
        "goal": 60.0,
    }
    return Definition(**defaults | given)


def points(values: Sequence[float | None], **given: Any) -> list[Point]:
    return [
        Point(
            place=place,
            period=month(place),
            value=value,
            gap=Gap.MISSING if value is None else None,
            numerator=None if value is None else round(value),
            denominator=None if value is None else 100,
            **given,
        )
        for place, value in enumerate(values)
    ]


def counted(pairs: Sequence[tuple[int, int]]) -> list[Point]:
    return [
        Point(
            place=place,
            period=month(place),
            value=top / bottom * 100,
            numerator=top,
            denominator=bottom,
        )
        for place, (top, bottom) in enumerate(pairs)
    ]


def figure(
    values: Sequence[float | None] | Sequence[Point],
    *,
    settings: Settings | None = None,
    kind: MeasureKind = MeasureKind.PERCENT,
    unit: str = "percent",
    months: int = 1,
    decisions: Sequence[Decision] = (),
    **more: Any,
) -> Figure:
    own = {key: more.pop(key) for key in ("cycles", "notes") if key in more}
    given = list(values)
    ready = given if given and isinstance(given[0], Point) else points(given)
    return read(
        definition(**more),
        Scale(kind, unit, months),
        ready,
        settings or Settings(baseline_points=None),
        decisions=decisions,
        **own,
    )


def decision(kind: str, at: int, **given: Any) -> Decision:
    defaults: dict[str, Any] = {
        "id": at + 1,
        "kind": DecisionKind(kind),
        "period": month(at),
        "reason": "Because.",
        "by": "Dev Patel",
        "at": NOON,
    }
    return Decision(**defaults | given)
