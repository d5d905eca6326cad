"""What a team has sent, measure by measure: what charts and reports are made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select

from app.core.clock import today
from app.core.days import add_months
from app.core.db import db
from app.core.errors import Missing
from app.measures.domain.kinds import Answer, Source
from app.measures.domain.values import value_of
from app.measures.models import CohortMeasure, DataPoint, Measure, MeasureVersion, TeamMeasure


@dataclass(frozen=True, slots=True)
class SentPoint:
    """One period as it was last sent. `value` is in display units; None means a gap."""

    period: dt.date
    answer: Answer
    numerator: int | None
    denominator: int | None
    source: Source | None
    sample_size: int | None
    note: str
    version_id: int
    first_sent_at: dt.datetime
    sent_at: dt.datetime
    value: float | None

    @property
    def is_revised(self) -> bool:
        """Whether it was corrected after it was first sent."""
        return self.sent_at > self.first_sent_at


@dataclass(frozen=True, slots=True)
class MeasureSeries:
    """A measure that a team reports, with everything that the team has sent for it."""

    measure_id: int
    key: str
    code: str | None
    is_required: bool
    is_own: bool
    baseline_points: int | None
    version: MeasureVersion
    version_numbers: dict[int, int]
    points: tuple[SentPoint, ...]

    @property
    def months(self) -> int:
        """How many months a period has: 1, or 3 for a quarterly measure."""
        return self.version.frequency.months

    @property
    def periods(self) -> tuple[dt.date, ...]:
        """Every period from the first sent to the last, gaps included."""
        if not self.points:
            return ()
        found = [self.points[0].period]
        while found[-1] < self.points[-1].period:
            found.append(add_months(found[-1], self.months))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reported:
    """That a team reports a measure, and how it came to."""

    practice_id: int
    measure: Measure
    is_required: bool
    baseline_points: int | None
    versions: tuple[MeasureVersion, ...]


def reported(practice_id: int, cohort_id: int | None) -> tuple[MeasureSeries, ...]:
    """All that a team reports, in the order of its cohort, own measures last. Two statements."""
    return reported_by({practice_id: cohort_id})[practice_id]


def series(practice_id: int, cohort_id: int | None, measure_key: str) -> MeasureSeries:
    """One measure that the team reports; raises `Missing`. Two statements."""
    found = reported_by({practice_id: cohort_id}, measure_key)[practice_id]
    if not found:
        raise Missing(measure_key)
    return found[0]


def reported_by(
    cohort_of: Mapping[int, int | None], measure_key: str | None = None
) -> dict[int, tuple[MeasureSeries, ...]]:
    """The same for several teams, by practice; `cohort_of` maps practice to cohort."""
    chosen = chosen_by(cohort_of, measure_key)
    points = _points(chosen)
    return {
        practice_id: tuple(series_of(one, points[practice_id, one.measure.id]) for one in ones)
        for practice_id, ones in chosen.items()
    }


def chosen_by(
    cohort_of: Mapping[int, int | None], measure_key: str | None = None
) -> dict[int, list[Reported]]:
    """Which measures each team reports: its cohort's required, those it chose, its own.

    In the order of the cohort, own measures last; each with its definitions. One statement.
    """
    wanted = {
        "cohorts": [cohort_id for cohort_id in cohort_of.values() if cohort_id is not None],
        "practices": list(cohort_of),
        "key": measure_key,
    }
    rows = db.session.execute(_chosen(measure_key is not None), wanted).all()
    versions: defaultdict[int, dict[int, MeasureVersion]] = defaultdict(dict)
    for measure, version, _, _ in rows:
        versions[measure.id][version.id] = version
    return {
        practice_id: _choices(practice_id, cohort_id, rows, versions)
        for practice_id, cohort_id in cohort_of.items()
    }


_ChosenRow = Row[Measure, MeasureVersion, CohortMeasure | None, TeamMeasure | None]


@cache
def _chosen(
    of_one_measure: bool,
) -> Select[Measure, MeasureVersion, CohortMeasure | None, TeamMeasure | None]:
    """The statement behind `chosen_by`; put together once: that takes longer than running it."""
    of_cohort = and_(
        CohortMeasure.measure_id == Measure.id,
        CohortMeasure.cohort_id.in_(bindparam("cohorts", expanding=True)),
    )
    of_team = and_(
        TeamMeasure.measure_id == Measure.id,
        TeamMeasure.practice_id.in_(bindparam("practices", expanding=True)),
        TeamMeasure.dropped_at.is_(None),
    )
    statement = (
        select(Measure, MeasureVersion, CohortMeasure, TeamMeasure)
        .join(MeasureVersion, MeasureVersion.measure_id == Measure.id)
        .outerjoin(CohortMeasure, of_cohort)
        .outerjoin(TeamMeasure, of_team)
        .where(or_(CohortMeasure.is_required, TeamMeasure.id.is_not(None)))
        .order_by(Measure.id, MeasureVersion.effective_from)
    )
    if of_one_measure:
        statement = statement.where(Measure.key == bindparam("key"))
    return statement


def _choices(
    practice_id: int,
    cohort_id: int | None,
    rows: Iterable[_ChosenRow],
    versions: Mapping[int, Mapping[int, MeasureVersion]],
) -> list[Reported]:
    """What one team reports, out of the rows of all teams, in order."""
    found: dict[int, tuple[tuple[bool, int, int], Reported]] = {}
    for measure, _, of_cohort, of_team in rows:
        ours = of_cohort is not None and of_cohort.cohort_id == cohort_id
        setting = of_cohort if ours else None
        required = setting is not None and setting.is_required
        chosen = of_team is not None and of_team.practice_id == practice_id
        if measure.practice_id not in {None, practice_id} or not (required or chosen):
            continue
        position = setting.position if setting else 999
        place = (measure.practice_id is not None, position, measure.id)
        if measure.id not in found or place < found[measure.id][0]:
            baseline = setting.baseline_points if setting else None
            definitions = tuple(versions[measure.id].values())
            one = Reported(practice_id, measure, required, baseline, definitions)
            found[measure.id] = (place, one)
    return [one for _, one in sorted(found.values(), key=lambda pair: pair[0])]


def versions_of(measure_ids: Collection[int]) -> dict[int, tuple[MeasureVersion, ...]]:
    """The versions of each measure, oldest first. One statement, none without measures."""
    if not measure_ids:
        return {}
    found: defaultdict[int, list[MeasureVersion]] = defaultdict(list)
    rows = db.session.scalars(
        select(MeasureVersion)
        .where(MeasureVersion.measure_id.in_(measure_ids))
        .order_by(MeasureVersion.measure_id, MeasureVersion.effective_from)
    )
    for version in rows:
        found[version.measure_id].append(version)
    return {measure_id: tuple(versions) for measure_id, versions in found.items()}


def version_for(versions: Iterable[MeasureVersion], period: dt.date) -> MeasureVersion:
    """The definition that `period` is counted under: the last that is in force by then.

    Periods before the first version are counted under the first.
    """
    first, *later = versions
    for version in later:
        if version.effective_from <= period:
            first = version
    return first


SENT_COLUMNS = (
    DataPoint.practice_id,
    DataPoint.measure_id,
    DataPoint.period,
    DataPoint.sent_answer,
    DataPoint.sent_numerator,
    DataPoint.sent_denominator,
    DataPoint.sent_source,
    DataPoint.sent_sample_size,
    DataPoint.sent_note,
    DataPoint.sent_version_id,
    DataPoint.first_sent_at,
    DataPoint.sent_at,
)


Points = defaultdict[tuple[int, int], list[SentPoint]]


def _points(chosen: Mapping[int, Sequence[Reported]]) -> Points:
    """What was sent, by practice and measure. One statement, none when nothing is reported."""
    found: Points = defaultdict(list)
    every = [one for ones in chosen.values() for one in ones]
    if not every:
        return found
    by_id = {version.id: version for one in every for version in one.versions}
    rows = db.session.execute(
        select(*SENT_COLUMNS)
        .where(
            DataPoint.practice_id.in_(chosen),
            DataPoint.measure_id.in_({one.measure.id for one in every}),
            DataPoint.sent_at.is_not(None),
        )
        .order_by(DataPoint.period)
    )
    for practice_id, measure_id, *sent in rows:
        found[practice_id, measure_id].append(sent_point(by_id, *sent))
    return found


def sent_point(
    versions: Mapping[int, MeasureVersion],
    period: dt.date,
    answer: Answer | None,
    *rest: Any,
) -> SentPoint:
    """A sent period out of the values of `SENT_COLUMNS` from the period on."""
    top, bottom, source, sample_size, note, version_id, first_sent_at, sent_at = rest
    said = answer or Answer.BLANK
    version = versions[version_id]
    return SentPoint(
        period=period,
        answer=said,
        numerator=top,
        denominator=bottom,
        source=source,
        sample_size=sample_size,
        note=note or "",
        version_id=version_id,
        first_sent_at=first_sent_at,
        sent_at=sent_at,
        value=value_of(version.kind, version.per, said, top, bottom),
    )


def series_of(one: Reported, points: Iterable[SentPoint]) -> MeasureSeries:
    """A measure that a team reports, with these points."""
    return MeasureSeries(
        measure_id=one.measure.id,
        key=one.measure.key,
        code=one.measure.code,
        is_required=one.is_required,
        is_own=one.measure.practice_id is not None,
        baseline_points=one.baseline_points,
        version=version_for(one.versions, today().replace(day=1)),
        version_numbers={version.id: version.number for version in one.versions},
        points=tuple(points),
    )
