"""Rules of the services, and what the queries find, that no page shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.collaborative import queries, services
from app.collaborative.domain.kinds import DateKind, RuleSet
from app.collaborative.models import Cohort, Enrolment
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import SYSTEM, Actor, Grant, Role
from tests.support import build
from tests.support.sql import statements

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
TODAY = dt.date(2026, 11, 2)
SETTINGS = {
    "name": "Cohort 2",
    "starts_on": dt.date(2026, 6, 1),
    "ends_on": dt.date(2027, 11, 30),
    "due_day": 10,
    "lock_days": 15,
    "baseline_points": None,
    "rule_set": RuleSet.ANHOEJ,
    "small_count": 11,
}


def month(number: int, year: int = 2026) -> dt.date:
    return dt.date(year, number, 1)


def add(**given: Any) -> Cohort:
    with transaction():
        return services.add_cohort(settings=SETTINGS | given, by=SYSTEM, at=AT)


def change(cohort: Cohort, *, seen: int | None = None, **given: Any) -> None:
    with transaction():
        services.change_cohort(
            cohort,
            settings=given,
            seen_version=cohort.version if seen is None else seen,
            by=SYSTEM,
            at=AT,
        )


def enrol(practice: Any, cohort: Cohort, joined_on: dt.date) -> Enrolment:
    with transaction():
        return services.enrol(practice, cohort, joined_on=joined_on, by=SYSTEM, at=AT)


def leave(enrolment: Enrolment, last_month: dt.date, reason: str = "Closed.") -> None:
    with transaction():
        services.leave(
            queries.enrolment(enrolment.id), last_month=last_month, reason=reason, by=SYSTEM, at=AT
        )


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


# cohorts


def test_a_cohort_gets_a_key_from_its_name_that_nobody_has() -> None:
    keys = [add(name=name).key for name in ("Cohort 2", "cohort, 2!", "\u6f22")]
    assert keys == ["cohort-2", "cohort-2-2", "cohort"]
    assert verbs() == ["added a cohort"] * 3


def test_a_cohort_keeps_what_was_chosen_and_the_rest_as_usual() -> None:
    chosen = {name: SETTINGS[name] for name in ("name", "starts_on", "ends_on")}
    with transaction():
        cohort = services.add_cohort(settings=chosen, by=SYSTEM, at=AT)

    assert (cohort.due_day, cohort.lock_days, cohort.baseline_points) == (10, 15, 12)
    assert add(name="Other").baseline_points is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " COHORT  2 "}, "name"),
        ({"name": "New", "ends_on": dt.date(2026, 6, 1)}, "ends_on"),
        ({"name": "New", "ends_on": dt.date(2026, 5, 1)}, "ends_on"),
    ],
)
def test_names_are_given_once_and_a_cohort_ends_after_it_starts(
    wrong: dict[str, Any], field: str
) -> None:
    add()
    with pytest.raises(Refused) as refusal:
        add(**wrong)
    assert refusal.value.field == field
    other = add(name="Other")
    with pytest.raises(Refused):
        change(other, **SETTINGS | wrong)


def test_settings_change_once_and_are_told() -> None:
    cohort = add()
    change(cohort, **SETTINGS)
    assert verbs() == ["added a cohort"]
    change(cohort, **SETTINGS | {"name": "COHORT 2", "lock_days": 20})

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.before == {"name": "Cohort 2", "lock_days": 15}
    assert event.after == {"name": "COHORT 2", "lock_days": 20}
    with pytest.raises(Conflict):
        change(cohort, seen=1, **SETTINGS)
    assert cohort.lock_days == 20


def test_a_cohort_that_is_not_there_is_missing() -> None:
    for look in (lambda: queries.cohort("nowhere"), lambda: queries.enrolment(1), lambda: queries.date(1, 1)):  # fmt: skip
        with pytest.raises(Missing):
            look()


def test_cohorts_are_listed_with_the_teams_that_are_in_them_now() -> None:
    first, second = build.cohort(starts_on=month(1)), build.cohort(starts_on=month(6))
    build.enrolment(cohort_id=first.id, left_on=month(11), joined_on=month(1))
    build.enrolment(cohort_id=first.id, left_on=month(10), joined_on=month(1))
    build.enrolment(cohort_id=first.id)

    found = queries.cohorts(TODAY)
    assert [(row.cohort, row.teams) for row in found] == [(second, 0), (first, 2)]


# calendar


def test_dates_stand_in_order_and_go_again() -> None:
    cohort = build.cohort()
    later = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
    for on, time in (
        (dt.date(2026, 12, 1), None),
        (dt.date(2026, 11, 20), later),
        (dt.date(2026, 11, 20), later - dt.timedelta(hours=2)),
        (TODAY - dt.timedelta(days=1), None),
        (TODAY, None),
    ):
        with transaction():
            services.add_date(
                cohort, kind=DateKind.CALL, title=f" Call {on} ", on=on, time=time, by=SYSTEM, at=AT
            )

    rows = queries.dates(cohort.id)
    assert [row.on.day for row in rows] == [1, 2, 20, 20, 1]
    assert [row.at for row in rows][2:4] == [later - dt.timedelta(hours=2), later]
    assert [row.on.day for row in queries.upcoming(cohort.id, TODAY, 2)] == [2, 20]
    with pytest.raises(Missing):
        queries.date(build.cohort().id, rows[0].id)
    with transaction():
        services.remove_date(cohort, queries.date(cohort.id, rows[0].id), by=SYSTEM, at=AT)
    assert len(queries.dates(cohort.id)) == 4
    assert verbs() == ["added a date"] * 5 + ["removed a date"]


# enrolment


def test_a_practice_joins_in_a_month_of_the_cohort_and_only_one_cohort_at_a_time() -> None:
    practice, cohort = build.practice(), build.cohort()
    for day in (dt.date(2026, 5, 31), dt.date(2027, 12, 1)):
        with pytest.raises(Refused) as refusal:
            enrol(practice, cohort, day)
        assert refusal.value.field == "joined_on"

    assert enrol(practice, cohort, dt.date(2026, 7, 31)).joined_on == month(7)
    with pytest.raises(Refused) as refusal:
        enrol(practice, build.cohort(), month(8))
    assert refusal.value.field == "practice"
    assert queries.free_practices() == ()


def test_a_practice_leaves_after_a_last_month_with_a_reason() -> None:
    practice, cohort = build.practice(), build.cohort()
    enrolment = enrol(practice, cohort, month(7))
    for wrong, field in (({"reason": ""}, "reason"), ({"last_month": dt.date(2026, 6, 30)}, "last_month")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            leave(enrolment, **{"last_month": month(9)} | wrong)
        assert refusal.value.field == field

    leave(enrolment, dt.date(2026, 7, 20))
    enrolment = queries.enrolment(enrolment.id)
    assert (enrolment.left_on, enrolment.left_reason) == (month(7), "Closed.")
    with pytest.raises(NotPossibleNow):
        leave(enrolment, month(9))
    assert [one.name for one in queries.free_practices()] == [practice.name]
    assert verbs() == ["enrolled a practice", "ended an enrolment"]


@pytest.mark.parametrize(
    ("back", "owes_from"),
    [(month(9), month(6)), (month(10), month(6)), (month(11), month(11))],
)
def test_who_comes_back_after_a_gap_owes_nothing_for_the_gap(
    back: dt.date, owes_from: dt.date
) -> None:
    practice, cohort = build.practice(), build.cohort()
    enrolment = enrol(practice, cohort, month(6))
    leave(enrolment, month(9))
    again = enrol(practice, cohort, back)

    assert again.id == enrolment.id
    assert (again.joined_on, again.left_on, again.left_reason) == (owes_from, None, None)


# teams


def test_a_team_is_in_its_cohort_until_its_last_month_is_over(app: Any) -> None:
    app.extensions["clock"].set(dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC))
    cohort = build.cohort()
    practice = build.practice(county="Lee")
    build.enrolment(practice_id=practice.id, cohort_id=cohort.id, left_on=month(11))

    team = queries.team(practice.key)
    assert team.place.cohort_ids == {cohort.id}
    assert (team.id, team.name, team.region.label) == (practice.id, practice.name, "Northern")
    app.extensions["clock"].set(dt.datetime(2026, 12, 1, 6, tzinfo=dt.UTC))
    team = queries.team(practice.key)
    assert team.place.cohort_ids == frozenset()
    assert team.cohort == cohort


def test_a_team_shows_its_current_cohort_else_the_last() -> None:
    practice = build.practice()
    first, second = build.cohort(), build.cohort()
    build.enrolment(practice_id=practice.id, cohort_id=first.id, left_on=month(7))
    build.enrolment(
        practice_id=practice.id, cohort_id=second.id, joined_on=month(1), left_on=month(2)
    )
    assert queries.team(practice.key).cohort == first
    build.enrolment(practice_id=practice.id, cohort_id=build.cohort().id, joined_on=month(3))
    assert queries.team(practice.key).enrolment.left_on is None
    assert [one.joined_on for one in queries.enrolments_of(practice.id)] == [month(6), month(3), month(1)]  # fmt: skip


def test_a_practice_without_a_cohort_is_a_team_too_and_a_stranger_is_missing() -> None:
    practice = build.practice()
    assert queries.team(practice.key).cohort is None
    with pytest.raises(Missing):
        queries.team("nowhere")


def test_each_actor_sees_the_teams_that_the_policy_allows() -> None:
    cohort = build.cohort()
    ours = [build.team(cohort=cohort, name=name) for name in ("beta", "Alpha")]
    other = build.team(name="Gamma")
    build.team(name="Shut", closed_at=AT)
    build.practice(name="Applies")
    left = build.practice(name="Left")
    build.enrolment(practice_id=left.id, cohort_id=cohort.id, left_on=month(7))

    def seen(*grants: Grant) -> list[str]:
        return [team.name for team in queries.program_teams(Actor(1, "Kim", frozenset(grants)))]

    coach = Grant(Role.COACH, cohort_id=cohort.id)
    member = Grant(Role.LEAD, practice_id=other.id)
    assert seen(Grant(Role.PROGRAM_STAFF)) == ["Alpha", "beta", "Gamma", "Left"]
    everywhere = ["Alpha", "Applies", "beta", "Gamma", "Left"]
    assert [team.name for team in queries.every_practice()] == everywhere
    assert [team.name for team in queries.every_practice() if not team.is_in_cohort] == [
        "Applies",
        "Left",
    ]
    assert seen(coach) == seen(coach, member) == ["Alpha", "beta"]
    assert seen(member) == seen(Grant(Role.PUBLISHER)) == []
    own = Actor(1, "Ana", frozenset({member, Grant(Role.VIEWER, practice_id=ours[0].id)}))
    assert [team.name for team in queries.teams_of(own)] == ["beta", "Gamma"]


def test_teams_take_one_statement_and_none_for_who_has_none() -> None:
    build.team()
    staff = Actor(1, "Kim", frozenset({Grant(Role.DIRECTOR)}))
    with statements() as one:
        queries.program_teams(staff)
    build.team()
    with statements() as two:
        queries.program_teams(staff)
    with statements() as none:
        queries.teams_of(staff)
        queries.program_teams(SYSTEM)
    assert (len(one), len(two), len(none)) == (1, 1, 0)
