"""Measures of the library in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import month
from app.measures.domain.kinds import Direction, Frequency, MeasureKind

if TYPE_CHECKING:
    from app.measures.models import MeasureVersion
    from app.measures.queries.library import Defined

DIRECTIONS = {
    Direction.HIGHER: "Higher is better",
    Direction.LOWER: "Lower is better",
    Direction.NEITHER: "Neither way is better",
}
FREQUENCIES = {Frequency.MONTHLY: "Every month", Frequency.QUARTERLY: "Every quarter"}


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One measure in a list."""

    key: str
    code: str
    name: str
    role: str
    unit: str
    frequency: str
    goal: str


def library_row(one: Defined, today: dt.date) -> LibraryRow:
    """A measure as lists show it, by the definition that counts today."""
    version = one.at(today)
    return LibraryRow(
        key=one.measure.key,
        code=one.measure.code or "own",
        name=version.name,
        role=version.role.value.capitalize(),
        unit=version.unit,
        frequency=FREQUENCIES[version.frequency],
        goal=goal_words(version),
    )


def goal_words(version: MeasureVersion) -> str:
    """The goal with its direction and unit; nothing when there is none."""
    if version.goal is None:
        return ""
    sign = {Direction.HIGHER: "at least ", Direction.LOWER: "at most "}.get(version.direction, "")
    unit = "%" if version.kind is MeasureKind.PERCENT else f" {version.unit}"
    return f"{sign}{version.goal:g}{unit}"


def definition_facts(version: MeasureVersion) -> list[tuple[str, str]]:
    """The parts of a definition, in reading order; empty ones are left out by the page."""
    least = version.min_denominator
    return [
        ("Population", version.population),
        ("Top number", version.numerator),
        ("Bottom number", version.denominator),
        ("Left out", version.exclusions),
        ("Where counts come from", version.source),
        ("How to sample", version.sampling),
        ("Unit", version.unit),
        ("Goal", goal_words(version)),
        ("Which way is better", DIRECTIONS[version.direction]),
        ("How often", FREQUENCIES[version.frequency]),
        ("Says little below", f"a bottom number of {least}" if least else ""),
        ("Driver", version.driver),
        ("Notes", version.notes),
    ]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the history of a definition."""

    number: int
    since: str
    state: str
    change: str


def version_rows(one: Defined, today: dt.date) -> tuple[VersionRow, ...]:
    """Every version, latest first, with the month from which it counts."""
    now = one.at(today)
    return tuple(
        VersionRow(
            version.number,
            month(version.effective_from),
            "In force" if version is now else "Later" if version.number > now.number else "Before",
            version.change_note,
        )
        for version in reversed(one.versions)
    )
