"""What a team reports beyond what its cohort requires: optional measures and its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.text import key_from
from app.measures.models import Measure, TeamMeasure
from app.measures.queries import library as queries
from app.measures.services import library

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.measures.domain.definitions import Definition
    from app.measures.models import MeasureVersion
    from app.measures.queries.library import Defined
    from app.policy import Actor

MOST_OWN = 20
LONGEST_KEY = 60


def choose(team: Team, measure_ids: Collection[int], *, by: Actor, at: dt.datetime) -> None:
    """Report exactly these of the cohort's optional measures from now on.

    Ids that are not optional in the team's cohort are ignored. Numbers that were sent for
    a measure stay when it is dropped.
    """
    optional = {
        measure_id
        for measure_id, row in (
            queries.cohort_measures(team.cohort.id) if team.cohort else {}
        ).items()
        if not row.is_required
    }
    chosen = queries.team_measures(team.id)
    now_chosen = {
        measure_id
        for measure_id, row in chosen.items()
        if measure_id in optional and row.dropped_at is None
    }
    wanted = optional & set(measure_ids)
    for measure_id in sorted(wanted - now_chosen):
        _adopt(team, measure_id, chosen.get(measure_id), by=by, at=at)
    for measure_id in sorted(now_chosen - wanted):
        _drop(team, chosen[measure_id], by=by, at=at)


def _adopt(
    team: Team, measure_id: int, row: TeamMeasure | None, *, by: Actor, at: dt.datetime
) -> None:
    if row is None:
        row = TeamMeasure(practice_id=team.id, measure_id=measure_id)
        db.session.add(row)
    row.adopted_at, row.adopted_by_id, row.dropped_at = at, by.person_id, None
    db.session.flush()
    audit.record("chose a measure", row, by=by, at=at, practice_id=team.id)


def _drop(team: Team, row: TeamMeasure, *, by: Actor, at: dt.datetime) -> None:
    row.dropped_at = at
    audit.record("dropped a measure", row, by=by, at=at, practice_id=team.id)


def add_own(team: Team, definition: Definition, *, by: Actor, at: dt.datetime) -> Measure:
    """Add a measure that only this team (with its coach and the program) sees and reports.

    Raises `Refused` when the team has one of that name, or 20 of them.
    """
    own = [one for one in queries.own_measures(team.id) if one.measure.retired_at is None]
    if len(own) >= MOST_OWN:
        raise Refused(f"You have {MOST_OWN} measures of your own. Retire one first.")
    _refuse_same_name(own, definition)
    measure = Measure(key=_own_key(team, definition), practice_id=team.id, created_at=at)
    db.session.add(measure)
    db.session.flush()
    library.first_version(measure, definition, practice_id=team.id, by=by, at=at)
    _adopt(team, measure.id, None, by=by, at=at)
    return measure


def _refuse_same_name(own: Collection[Defined], definition: Definition) -> None:
    for field in ("name", "short_name"):
        name = getattr(definition, field).casefold()
        if name in {getattr(one.latest, field).casefold() for one in own}:
            raise Refused("You have a measure of this name. Choose another.", field=field)


def _own_key(team: Team, definition: Definition) -> str:
    """A key that no other measure has, also none of another team."""
    ending = f"-t{team.id}"
    start = key_from(definition.short_name) or "measure"
    taken = queries.keys_in_use(team.id)
    number = 1
    while True:
        more = ending if number == 1 else f"{ending}-{number}"
        key = start[: LONGEST_KEY - len(more)].rstrip("-") + more
        if key not in taken:
            return key
        number += 1


def change_own(
    team: Team, defined: Defined, definition: Definition, *, by: Actor, at: dt.datetime
) -> MeasureVersion:
    """Write a new version of a team's own measure; older numbers keep their definition."""
    _refuse_retired(defined)
    others = [
        one
        for one in queries.own_measures(team.id)
        if one.measure.retired_at is None and one.measure.id != defined.measure.id
    ]
    _refuse_same_name(others, definition)
    return library.revise(defined, definition, change_note="", by=by, at=at)


def retire_own(team: Team, defined: Defined, *, by: Actor, at: dt.datetime) -> None:
    """Stop reporting an own measure for good. Its numbers and versions are kept."""
    _refuse_retired(defined)
    defined.measure.retired_at = at
    queries.team_measures(team.id)[defined.measure.id].dropped_at = at
    audit.record(
        "retired a measure",
        defined.measure,
        by=by,
        at=at,
        name=defined.latest.name,
        practice_id=team.id,
    )


def _refuse_retired(defined: Defined) -> None:
    if defined.measure.retired_at is not None:
        raise NotPossibleNow("This measure is retired. Add a new one if you need it again.")
