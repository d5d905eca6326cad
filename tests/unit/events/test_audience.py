"""For whom events are, which doors are open, and what belongs into somebody's calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.events.domain import doors
from app.events.domain.audience import Reader, Standing, is_for
from app.events.domain.kinds import EventKind, Noted, Presence
from app.events.models import Attendance, CalendarFeed
from app.events.queries import attendance, events, feeds
from app.events.queries.personal import calendar_of
from app.events.queries.readers import actor_with, reader
from app.events.services import feeds as services
from app.policy import Role
from tests.support import build
from tests.unit.events.hall import AT, DAY, HOUR, START, actor, come, leave, out

pytestmark = pytest.mark.usefixtures("app")


def standing(role: Role, *cohort_ids: int) -> Standing:
    return Standing(role, frozenset(cohort_ids))


def who(*standings: Standing) -> Reader:
    return Reader(1, frozenset(standings))


@pytest.mark.parametrize(
    ("cohort_id", "roles", "of", "is_seen"),
    [
        (None, [], who(standing(Role.REVIEWER)), True),
        (None, [], who(standing(Role.APPLICATION_LEAD)), False),
        (None, [], who(), False),
        (1, [], who(standing(Role.REVIEWER)), False),
        (1, [], who(standing(Role.VIEWER, 1, 2)), True),
        (1, ["lead"], who(standing(Role.VIEWER, 1), standing(Role.LEAD, 2)), False),
        (1, ["lead"], who(standing(Role.COACH, 1)), True),
        (None, ["lead"], who(standing(Role.COACH, 1)), False),
        (1, ["lead"], Reader(1, sees_all=True), True),
    ],
)
def test_for_whom_an_event_is(
    cohort_id: int | None, roles: list[str], of: Reader, is_seen: bool
) -> None:
    assert is_for(cohort_id, roles, of) is is_seen


def test_a_reader_is_in_the_cohorts_of_the_own_teams_and_of_those_coached() -> None:
    team = build.team()
    ben = build.person(role=Role.LEAD, at=team.practice)
    build.grant(ben, Role.APPLICATION_LEAD)
    coached = build.cohort()
    build.grant(ben, Role.COACH, at=coached)
    build.grant(ben, Role.REVIEWER)
    found = actor_with(ben.id)
    assert found is not None
    assert reader(found).cohort_ids == {team.cohort.id, coached.id}
    assert not reader(found).sees_all
    assert reader(actor_with(build.person(role=Role.DIRECTOR).id) or found).sees_all


def test_nobody_stands_behind_a_closed_account() -> None:
    assert actor_with(build.person(closed_at=AT).id) is None


def test_registration_and_the_call_open_and_close() -> None:
    of = out(registration_closes_at=START - DAY)
    assert doors.registration_ends(of) == START - DAY
    assert doors.may_register(of, START - DAY - HOUR)
    assert not doors.may_register(of, START - DAY)
    of.registration_closes_at = None
    assert doors.registration_ends(of) == of.ends_at
    shown = [doors.shows_link(of, START + gap) for gap in (-HOUR, HOUR, 2 * HOUR, -2 * HOUR)]
    assert shown == [True, True, False, False]
    of.cancelled_at = AT
    assert not doors.shows_link(of, START)
    of.cancelled_at, of.link = None, ""
    assert not doors.shows_link(of, START)
    db.session.rollback()


def test_the_own_calendar_holds_what_one_registered_for_and_what_is_open() -> None:
    team = build.team()
    ben = build.person(role=Role.LEAD, at=team.practice)
    came = out(title="Came", starts_at=AT + DAY, ends_at=AT + DAY + HOUR)
    come(came, ben)
    missed = out(title="Missed", starts_at=AT + DAY, ends_at=AT + DAY + HOUR)
    open_one = out(title="Open", cohort_id=team.cohort.id)
    left, waits = out(title="Left"), out(title="Waits", capacity=1)
    come(left, ben)
    leave(left, ben)
    come(waits, build.person(), ben)
    out(title="Other cohort", cohort_id=build.cohort().id)
    gone = out(title="Gone")
    gone.cancelled_at, gone.cancelled_by_id, gone.cancelled_reason = AT, ben.id, "Ice"
    from app.collaborative import services as collaborative
    from app.collaborative.domain.kinds import DateKind

    collaborative.add_date(
        team.cohort, kind=DateKind.CALL, title="Due", on=START.date(), by=actor(ben), at=AT
    )
    db.session.commit()

    by = actor_with(ben.id)
    assert by is not None
    own = calendar_of(by, AT + 2 * DAY)

    assert {of.title for of in own.events} == {"Came", "Open", "Left", "Waits"}
    assert own.placed == {came.id}
    assert [one.title for one in own.dates] == ["Due"]
    assert missed.id not in {of.id for of in own.events}
    assert open_one.id in {of.id for of in own.events}
    assert calendar_of(by, START + 200 * DAY).events == ()


def test_who_may_not_learn_any_more_has_an_empty_calendar() -> None:
    ben = build.person(role=Role.APPLICATION_LEAD)
    out()
    by = actor_with(ben.id)
    assert by is not None
    assert calendar_of(by, AT).events == ()


def test_a_new_address_ends_the_old_one_and_the_trail_keeps_no_secret() -> None:
    ben = build.person()
    with transaction():
        services.stop(by=actor(ben), at=AT)
        first = services.renew(by=actor(ben), at=AT).token
    assert feeds.feed_with(first) is not None
    with transaction():
        second = services.renew(by=actor(ben), at=AT + HOUR).token

    assert feeds.feed_with(first) is None
    found = feeds.feed_with(second)
    assert found is not None
    assert found.person_id == ben.id
    with transaction():
        services.stop(by=actor(ben), at=AT)
    assert feeds.feed_with(second) is None
    assert db.session.scalars(select(CalendarFeed)).all() == []
    trail = [(one.verb, one.after) for one in db.session.scalars(select(AuditEvent))]
    assert trail == [("made a calendar address", None)] * 2 + [("stopped a calendar address", None)]


def test_the_secret_is_not_readable_in_the_database() -> None:
    ben = build.person()
    with transaction():
        secret = services.renew(by=actor(ben), at=AT).token
    stored = db.session.execute(db.text("SELECT token, token_hash FROM calendar_feed")).one()
    assert secret.encode() not in bytes(stored.token)
    assert secret not in stored.token_hash


def test_attendance_counts_the_minutes_that_are_known_best() -> None:
    ben = build.person()
    counted, given, whole, absent = (
        out(title=title, starts_at=START + n * DAY, ends_at=START + n * DAY + HOUR)
        for n, title in enumerate(("Counted", "Given", "Whole", "Absent"))
    )
    given.credit_minutes = 45
    for of, minutes, presence in (
        (counted, 50, Presence.ATTENDED),
        (given, None, Presence.ATTENDED),
        (whole, None, Presence.ATTENDED),
        (absent, None, Presence.EXCUSED),
    ):
        build.saved(
            Attendance(
                event_id=of.id,
                person_id=ben.id,
                presence=presence,
                how=Noted.CODE,
                minutes=minutes,
                noted_at=START,
            )
        )

    assert attendance.attended(ben.id) == {counted.id, given.id, whole.id}
    assert [(one.title, one.minutes) for one in attendance.minutes_of(ben.id)] == [
        ("Counted", 50),
        ("Given", 45),
        ("Whole", 60),
    ]
    assert attendance.minutes_of(ben.id)[0].on == dt.date(2026, 7, 15)
    assert attendance.minutes_of(ben.id)[0].kind is EventKind.OFFICE_HOURS


def test_lists_hold_what_is_out() -> None:
    build.learning_event(published_at=None, published_by_id=None, starts_at=START)
    of = out()
    assert [one.id for one in events.ahead(AT)] == [of.id]
    assert [one.id for one in events.behind(START + DAY)] == [of.id]
    older = out(starts_at=START - DAY, ends_at=START - DAY + HOUR, at=AT - DAY)
    assert events.with_ids([], AT) == ()
    assert [one.id for one in events.with_ids([of.id, older.id], AT)] == [older.id, of.id]
    assert [one.id for one in events.with_ids([of.id, older.id], START)] == [of.id, older.id]
    assert [one.id for one in events.with_ids([of.id, older.id], START + DAY)] == [of.id, older.id]
