"""Every change to cohorts, their calendar and enrolments. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.collaborative import queries
from app.collaborative.domain.calendar import first_of_month
from app.collaborative.models import Cohort, CohortDate, Enrolment
from app.core.days import add_months
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.text import clean_line, key_from

if TYPE_CHECKING:
    from app.collaborative.domain.kinds import DateKind
    from app.policy import Actor
    from app.practices.models import Practice

SETTINGS = (
    "name",
    "starts_on",
    "ends_on",
    "due_day",
    "lock_days",
    "baseline_points",
    "rule_set",
    "small_count",
)


def add_cohort(*, settings: Mapping[str, Any], by: Actor, at: dt.datetime) -> Cohort:
    """Add a cohort with its settings; its key in addresses comes from its name.

    Raises `Refused` for a name that is taken and dates in the wrong order.
    """
    _check(settings)
    name = clean_line(settings["name"])
    wanted = key_from(name)[:50].rstrip("-") or "cohort"
    taken = queries.cohort_keys_like(wanted)
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    key = next(key for key in (wanted, *numbered) if key not in taken)
    chosen = {field: settings[field] for field in SETTINGS if field in settings}
    cohort = Cohort(key=key, created_at=at, **chosen | {"name": name})
    db.session.add(cohort)
    db.session.flush()
    audit.record("added a cohort", cohort, by=by, at=at, name=name, after=chosen)
    return cohort


def change_cohort(
    cohort: Cohort,
    *,
    settings: Mapping[str, Any],
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change settings of a cohort; nothing is overwritten unseen."""
    if cohort.version != seen_version:
        raise Conflict("Someone else changed this cohort. Nothing was overwritten.")
    _check(settings, but=cohort.id)
    wanted = {field: settings[field] for field in SETTINGS if field in settings}
    before, after = audit.changes(cohort, wanted)
    if not after:
        return
    for field, value in wanted.items():
        setattr(cohort, field, value)
    db.session.flush()
    audit.record(
        "changed a cohort", cohort, by=by, at=at, name=cohort.name, before=before, after=after
    )


def _check(settings: Mapping[str, Any], *, but: int | None = None) -> None:
    if queries.cohort_name_is_taken(clean_line(settings["name"]), but=but):
        raise Refused("A cohort with this name is already there.", field="name")
    if settings["ends_on"] <= settings["starts_on"]:
        raise Refused("The last day must come after the first day.", field="ends_on")


# ------------------------------------------------------------------ calendar


def add_date(
    cohort: Cohort,
    *,
    kind: DateKind,
    title: str,
    on: dt.date,
    time: dt.datetime | None = None,
    place: str = "",
    by: Actor,
    at: dt.datetime,
) -> CohortDate:
    """Put a date into the cohort's calendar; `time` is its instant when it has one."""
    date = CohortDate(
        cohort_id=cohort.id,
        kind=kind,
        title=clean_line(title),
        on=on,
        at=time,
        place=clean_line(place),
    )
    db.session.add(date)
    db.session.flush()
    after = {"title": date.title, "on": on, "at": time, "place": date.place}
    audit.record("added a date", date, by=by, at=at, name=cohort.name, after=after)
    return date


def remove_date(cohort: Cohort, date: CohortDate, *, by: Actor, at: dt.datetime) -> None:
    """Take a date out of the calendar; the trail keeps what it was."""
    before = {"title": date.title, "on": date.on, "at": date.at, "place": date.place}
    audit.record("removed a date", date, by=by, at=at, name=cohort.name, before=before)
    db.session.delete(date)
    db.session.flush()


# ------------------------------------------------------------------ enrolment


def enrol(
    practice: Practice, cohort: Cohort, *, joined_on: dt.date, by: Actor, at: dt.datetime
) -> Enrolment:
    """Put a practice into a cohort from a month on. A practice is in one cohort at a time.

    A practice that left this cohort earlier comes back into its old enrolment: without a
    gap it goes on as if it had never left, after a gap it owes from the new month on.
    """
    memberships = queries.enrolments_of(practice.id)
    if any(one.left_on is None for one in memberships):
        raise Refused("This practice is in a cohort already.", field="practice")
    month = first_of_month(joined_on)
    if not first_of_month(cohort.starts_on) <= month <= first_of_month(cohort.ends_on):
        raise Refused("Choose a month within the cohort's dates.", field="joined_on")
    enrolment = next((one for one in memberships if one.cohort_id == cohort.id), None)
    if enrolment is None:
        enrolment = Enrolment(practice_id=practice.id, cohort_id=cohort.id, joined_on=month)
        db.session.add(enrolment)
    else:
        _come_back(enrolment, month)
    db.session.flush()
    audit.record(
        "enrolled a practice",
        enrolment,
        by=by,
        at=at,
        name=cohort.name,
        practice_id=practice.id,
        after={"joined_on": enrolment.joined_on},
    )
    return enrolment


def _come_back(enrolment: Enrolment, month: dt.date) -> None:
    if enrolment.left_on is not None and month > add_months(enrolment.left_on, 1):
        enrolment.joined_on = month
    enrolment.left_on, enrolment.left_reason = None, None


def leave(
    enrolment: Enrolment, *, last_month: dt.date, reason: str, by: Actor, at: dt.datetime
) -> None:
    """End an enrolment after a last month; the team owes nothing for the months after it."""
    if enrolment.left_on is not None:
        raise NotPossibleNow("This practice has left the cohort already.")
    if not reason:
        raise Refused("Say why the practice leaves.", field="reason")
    month = first_of_month(last_month)
    if month < enrolment.joined_on:
        raise Refused("The last month cannot be before the first.", field="last_month")
    enrolment.left_on, enrolment.left_reason = month, reason
    db.session.flush()
    audit.record(
        "ended an enrolment",
        enrolment,
        by=by,
        at=at,
        name=enrolment.cohort.name,
        practice_id=enrolment.practice_id,
        after={"left_on": month},
        reason=reason,
    )
