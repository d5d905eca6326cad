"""Writing the measure library: its measures, their versions, and what cohorts use of it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import Refused
from app.measures.domain.definitions import (
    PARTS,
    Definition,
    Standard,
    next_month_free,
    read_standard,
)
from app.measures.models import CohortMeasure, Measure, MeasureVersion
from app.measures.queries import library as queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.measures.queries.library import Defined
    from app.policy import Actor


LIBRARY = Path(__file__).parents[1] / "library.json"
LEAST_BASELINE, MOST_BASELINE = 3, 36
LOADED = "Loaded from the standard library."


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many measures a load added, and how many got a new version."""

    added: int
    revised: int


@cache
def standard() -> tuple[Standard, ...]:
    """The 24 measures of the collaborative, as they are shipped, by code."""
    entries = json.loads(LIBRARY.read_text(encoding="utf-8"))["measures"]
    return tuple(read_standard(entry) for entry in entries)


def load_standard(*, by: Actor, at: dt.datetime) -> Loaded:
    """Load the shipped library; doing it again changes nothing."""
    return load(standard(), by=by, at=at)


def load(definitions: Iterable[Standard], *, by: Actor, at: dt.datetime) -> Loaded:
    """Add the measures that are missing, and a version to those whose text has changed.

    Measures are known by their code. A definition that staff wrote in the portal is never
    replaced by the file.
    """
    known = {one.measure.code: one for one in queries.library()}
    added = revised = 0
    for one in definitions:
        there = known.get(one.code)
        if there is None:
            _add(one, by=by, at=at)
            added += 1
        elif _was_loaded(there) and _text(there.latest) != one.definition:
            revise(there, one.definition, change_note=LOADED, by=by, at=at)
            revised += 1
    return Loaded(added, revised)


def _add(one: Standard, *, by: Actor, at: dt.datetime) -> None:
    measure = Measure(key=one.key, code=one.code, created_at=at)
    db.session.add(measure)
    db.session.flush()
    first_version(measure, one.definition, change_note=LOADED, by=by, at=at)


def first_version(
    measure: Measure,
    definition: Definition,
    *,
    change_note: str = "",
    practice_id: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> MeasureVersion:
    """Define a measure that was just added; earlier months are counted under it too."""
    version = _version(measure, 1, definition, change_note=change_note, by=by, at=at)
    version.effective_from = central(at).date().replace(day=1)
    db.session.add(version)
    db.session.flush()
    audit.record(
        "added a measure",
        measure,
        by=by,
        at=at,
        name=definition.name,
        practice_id=practice_id,
        after=definition.as_dict(),
    )
    return version


def revise(
    defined: Defined,
    definition: Definition,
    *,
    change_note: str,
    by: Actor,
    at: dt.datetime,
) -> MeasureVersion:
    """Write a new version of a definition, from this month on (or the first free one).

    Numbers that were counted under an older version keep it. Raises `Refused` when nothing
    differs, or when the kind of number changes: then old and new would not be one line.
    """
    before, after = _differences(defined.latest, definition)
    if not after:
        raise Refused("Nothing has changed yet. Change the definition, then save.")
    if {"kind", "frequency"} & set(after):
        raise Refused(
            "The kind of number and how often it is counted stay as they are."
            " Add a new measure instead."
        )
    number = defined.latest.number + 1
    version = _version(defined.measure, number, definition, change_note=change_note, by=by, at=at)
    version.effective_from = next_month_free(defined.latest.effective_from, central(at).date())
    db.session.add(version)
    db.session.flush()
    audit.record(
        "changed a definition",
        defined.measure,
        by=by,
        at=at,
        name=definition.name,
        practice_id=defined.measure.practice_id,
        before=before,
        after=after | {"effective_from": version.effective_from},
        reason=change_note or None,
    )
    return version


def _version(
    measure: Measure,
    number: int,
    definition: Definition,
    *,
    change_note: str,
    by: Actor,
    at: dt.datetime,
) -> MeasureVersion:
    return MeasureVersion(
        measure_id=measure.id,
        number=number,
        change_note=change_note,
        created_at=at,
        created_by_id=by.person_id,
        **definition.as_dict(),
    )


def _text(version: MeasureVersion) -> Definition:
    return Definition(**{name: getattr(version, name) for name in PARTS})


def _was_loaded(there: Defined) -> bool:
    """Whether the latest version came from a file; what staff wrote is never replaced."""
    return there.latest.change_note == LOADED


def _differences(
    version: MeasureVersion, definition: Definition
) -> tuple[dict[str, object], dict[str, object]]:
    wanted = definition.as_dict()
    changed = [name for name in PARTS if getattr(version, name) != wanted[name]]
    return {name: getattr(version, name) for name in changed}, {n: wanted[n] for n in changed}


# ------------------------------------------------------------------ what cohorts use


def require_in_cohort(
    cohort_id: int,
    measure_id: int,
    *,
    is_required: bool,
    position: int = 0,
    baseline_points: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> CohortMeasure:
    """Let a cohort use a measure: required of every team, or optional.

    `baseline_points` overrides how many points the cohort's baselines have; None keeps the
    cohort's own. Raises `Refused` outside 3 to 36.
    """
    if baseline_points is not None and not LEAST_BASELINE <= baseline_points <= MOST_BASELINE:
        text = f"A baseline has {LEAST_BASELINE} to {MOST_BASELINE} points. Enter one of those."
        raise Refused(text, field="baseline_points")
    wanted = {
        "is_required": is_required,
        "position": position,
        "baseline_points": baseline_points,
    }
    row = queries.cohort_measures(cohort_id).get(measure_id)
    if row is None:
        row = CohortMeasure(cohort_id=cohort_id, measure_id=measure_id, **wanted)
        db.session.add(row)
        db.session.flush()
        audit.record("gave a measure to a cohort", row, by=by, at=at, after=wanted)
        return row
    before, after = audit.changes(row, wanted)
    if after:
        for name, value in wanted.items():
            setattr(row, name, value)
        audit.record("changed a measure of a cohort", row, by=by, at=at, before=before, after=after)
    return row


def drop_from_cohort(cohort_id: int, measure_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Take a measure away from a cohort. Numbers that were sent stay; nobody owes more."""
    row = queries.cohort_measures(cohort_id).get(measure_id)
    if row is None:
        return
    before = {"is_required": row.is_required, "position": row.position}
    audit.record("took a measure from a cohort", row, by=by, at=at, before=before)
    db.session.delete(row)
