"""The measure library with its versions, and which measures cohorts and teams use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.measures.models import CohortMeasure, Measure, MeasureVersion, TeamMeasure
from app.measures.queries.series import version_for, versions_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Defined:
    """A measure with every version of its definition, oldest first."""

    measure: Measure
    versions: tuple[MeasureVersion, ...]

    @property
    def latest(self) -> MeasureVersion:
        """The last version that was written; it may only count from a later month."""
        return self.versions[-1]

    def at(self, month: dt.date) -> MeasureVersion:
        """The version that `month` is counted under."""
        return version_for(self.versions, month)


def library() -> tuple[Defined, ...]:
    """Every measure of the library, by code, with its versions. Two statements."""
    rows = db.session.scalars(
        select(Measure)
        .where(Measure.practice_id.is_(None), Measure.retired_at.is_(None))
        .order_by(Measure.code)
    )
    return _with_versions(rows)


def library_and_own(practice_id: int) -> tuple[tuple[Defined, ...], tuple[Defined, ...]]:
    """The library by code, and a team's own measures in use as they came. Two statements."""
    rows = db.session.scalars(
        select(Measure)
        .where(
            Measure.practice_id.is_(None) | (Measure.practice_id == practice_id),
            Measure.retired_at.is_(None),
        )
        .order_by(Measure.code, Measure.id)
    )
    found = _with_versions(rows)
    return (
        tuple(one for one in found if one.measure.practice_id is None),
        tuple(one for one in found if one.measure.practice_id is not None),
    )


def library_measure(key: str) -> Defined:
    """The measure of the library with that key; raises `Missing`. Two statements."""
    row = _of_library(key)
    if row is None:
        raise Missing(key)
    return _with_versions([row])[0]


def in_use(key: str) -> Defined | None:
    """The measure of the library with that key, unless it is retired. At most two statements."""
    row = _of_library(key)
    return None if row is None or row.retired_at is not None else _with_versions([row])[0]


def _of_library(key: str) -> Measure | None:
    return db.session.scalar(
        select(Measure).where(Measure.key == key, Measure.practice_id.is_(None))
    )


def any_measure(key: str) -> Defined:
    """The measure with that key, of the library or of any team; raises `Missing`.

    Keys of teams' own measures differ from all others. Two statements.
    """
    row = db.session.scalars(
        select(Measure).where(Measure.key == key).order_by(Measure.practice_id.is_not(None))
    ).first()
    if row is None:
        raise Missing(key)
    return _with_versions([row])[0]


def own_measures(practice_id: int) -> tuple[Defined, ...]:
    """A team's own measures, the retired ones too, in the order they were added. Two statements."""
    rows = db.session.scalars(
        select(Measure).where(Measure.practice_id == practice_id).order_by(Measure.id)
    )
    return _with_versions(rows)


def own_measure(practice_id: int, key: str) -> Defined:
    """One of a team's own measures; raises `Missing` for everybody else's. Two statements."""
    row = db.session.scalar(
        select(Measure).where(Measure.practice_id == practice_id, Measure.key == key)
    )
    if row is None:
        raise Missing(key)
    return _with_versions([row])[0]


def keys_in_use(practice_id: int) -> frozenset[str]:
    """The keys of the library and of that team's own measures: a new one must differ."""
    return frozenset(
        db.session.scalars(
            select(Measure.key).where(
                Measure.practice_id.is_(None) | (Measure.practice_id == practice_id)
            )
        )
    )


def cohort_measures(cohort_id: int) -> dict[int, CohortMeasure]:
    """Which library measures a cohort uses, by measure id, in its order. One statement."""
    rows = db.session.scalars(
        select(CohortMeasure)
        .where(CohortMeasure.cohort_id == cohort_id)
        .order_by(CohortMeasure.position, CohortMeasure.id)
    )
    return {row.measure_id: row for row in rows}


def team_measures(practice_id: int) -> dict[int, TeamMeasure]:
    """What a team has chosen or added, by measure id, dropped choices too. One statement."""
    rows = db.session.scalars(
        select(TeamMeasure).where(TeamMeasure.practice_id == practice_id).order_by(TeamMeasure.id)
    )
    return {row.measure_id: row for row in rows}


def _with_versions(rows: Iterable[Measure]) -> tuple[Defined, ...]:
    measures = list(rows)
    versions = versions_of([measure.id for measure in measures])
    return tuple(Defined(measure, versions[measure.id]) for measure in measures)
