"""Who was there: by code in its window, by staff, by the list of a webinar tool."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.accounts.services.throttle import TooManyTries
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.events.domain import checking_in
from app.events.domain.checking_in import Window
from app.events.domain.kinds import Noted, Presence
from app.events.domain.minutes import at_most_given, counting
from app.events.queries import attendance as queries
from app.events.queries import events
from app.events.services import attendance as services
from app.events.services import check_in as checking
from app.events.services import planning
from app.policy import Role
from tests.support import build
from tests.unit.events.hall import DAY, HOUR, START, actor, come, out, staff
from tests.unit.events.noting import check_in, lead, mark, noted, rows

pytestmark = pytest.mark.usefixtures("app")
MINUTE = dt.timedelta(minutes=1)
HEADS = ["Name", "Email", "Join Time", "Leave Time"]


# ------------------------------------------------------------------ the code


@pytest.mark.parametrize(
    ("at", "window"),
    [
        (START - 15 * MINUTE - dt.timedelta(seconds=1), Window.AHEAD),
        (START - 15 * MINUTE, Window.OPEN),
        (START + HOUR + 30 * MINUTE - dt.timedelta(seconds=1), Window.OPEN),
        (START + HOUR + 30 * MINUTE, Window.OVER),
    ],
)
def test_the_window_opens_before_the_start_and_closes_after_the_end(
    at: dt.datetime, window: Window
) -> None:
    of, ben = out(), lead()
    assert checking_in.window(of, at) is window
    if window is Window.OPEN:
        check_in(of, ben, at=at)
        assert noted(of, ben) == (Presence.ATTENDED, Noted.CODE, None)
        return
    with pytest.raises(NotPossibleNow, match=r"Check-in (opens|closed) Wednesday, July 15, 2026"):
        check_in(of, ben, at=at)
    assert rows(of) == []


def test_another_code_is_refused_and_checking_in_twice_changes_nothing() -> None:
    of, ben = out(), lead()
    for typed in ("", "PINE42", of.check_in_code[:-1], of.check_in_code + "A"):
        with pytest.raises(Refused, match="not the code") as refusal:
            check_in(of, ben, typed)
        assert refusal.value.field == "code"
    check_in(of, ben, f" {of.check_in_code[:3].lower()}-{of.check_in_code[3:]} ")
    check_in(of, ben, at=START + MINUTE)
    (row,) = rows(of)
    assert (row.person_id, row.noted_at) == (ben.id, START)
    trail = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "checked in")).all()
    assert len(trail) == 1
    assert of.check_in_code not in str(trail[0].after)


def test_nobody_checks_in_to_what_does_not_take_place() -> None:
    of, ben = out(), lead()
    with transaction():
        planning.cancel(events.event(of.key, locked=True), reason="Storm", by=staff(), at=START)
    with pytest.raises(NotPossibleNow, match="This event is cancelled"):
        check_in(of, ben)


def test_who_was_excused_may_come_after_all_but_not_who_staff_saw_missing() -> None:
    of, ben, dev = out(), lead(), lead()
    mark(of, ben, Presence.EXCUSED, at=START - DAY, reason="Clinic day")
    check_in(of, ben)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.CODE, None)
    mark(of, dev, Presence.ABSENT)
    with pytest.raises(NotPossibleNow, match="marked as not there"):
        check_in(of, dev)


def test_a_new_code_ends_the_old_one_and_stays_out_of_the_trail() -> None:
    of, ben, cam = out(), lead(), lead()
    old = of.check_in_code
    check_in(of, ben)
    before = of.changed_at
    with transaction():
        checking.renew(events.event(of.key, locked=True), by=staff(), at=START)
    with pytest.raises(Refused):
        check_in(of, cam, old)
    check_in(of, cam)
    fresh = events.event(of.key)
    assert fresh.changed_at == before
    assert len(rows(of)) == 2
    trail = db.session.scalars(select(AuditEvent)).all()
    assert all(fresh.check_in_code not in f"{e.before} {e.after} {e.reason}" for e in trail)


def test_tries_are_counted_for_a_person_over_all_events() -> None:
    ben = actor(lead())
    for _ in range(checking.PER_PERSON):
        with transaction():
            checking.count_try(ben, "192.0.2.1", at=START)
    with pytest.raises(TooManyTries), transaction():
        checking.count_try(ben, "192.0.2.9", at=START)
    with transaction():
        checking.count_try(actor(lead()), "192.0.2.1", at=START)


# ------------------------------------------------------------------ staff


def test_staff_note_minutes_excuses_and_who_did_not_come() -> None:
    of, ben = out(credit_minutes=45), lead()
    mark(of, ben, Presence.ATTENDED, minutes=20)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.STAFF, 20)
    assert [one.minutes for one in queries.minutes_of(ben.id)] == [20]
    mark(of, ben, Presence.ATTENDED)
    assert [one.minutes for one in queries.minutes_of(ben.id)] == [45]
    mark(of, ben, Presence.ABSENT, minutes=20)
    assert noted(of, ben) == (Presence.ABSENT, Noted.STAFF, None)
    assert queries.minutes_of(ben.id) == []
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert last.before == {"presence": "attended", "minutes": None, "reason": ""}


def test_nobody_gets_more_minutes_than_the_event_gives() -> None:
    of, short, ben = out(), out(credit_minutes=45), lead()
    for event, given in ((of, 60), (short, 45)):
        with pytest.raises(Refused, match=f"gives {given} minutes") as refusal:
            mark(event, ben, Presence.ATTENDED, minutes=given + 1)
        assert refusal.value.field == "minutes"
        mark(event, ben, Presence.ABSENT, minutes=given + 1)
        mark(event, ben, Presence.ATTENDED, minutes=given)
        assert noted(event, ben) == (Presence.ATTENDED, Noted.STAFF, given)


def test_excusing_needs_a_reason_and_nobody_was_there_before_it_begins() -> None:
    of, ben = out(), lead()
    with pytest.raises(Refused, match="Say why") as refusal:
        mark(of, ben, Presence.EXCUSED, at=START - DAY)
    assert refusal.value.field == "reason"
    for presence in (Presence.ATTENDED, Presence.ABSENT):
        with pytest.raises(Refused, match="Nobody has come yet"):
            mark(of, ben, presence, at=START - DAY)
    draft = build.learning_event(published_at=None, published_by_id=None)
    with pytest.raises(NotPossibleNow, match="did not take place"):
        mark(draft, ben, Presence.ATTENDED)


def test_an_address_finds_only_whom_the_event_is_for() -> None:
    cohort = build.cohort()
    of = out(cohort_id=cohort.id)
    theirs = build.person(role=Role.COACH, at=cohort, email="coach@x.test")
    guest, stranger = lead(email="guest@x.test"), lead(email="else@x.test")
    come(of, guest)
    assert services.person_at(of, "Coach@x.test") == theirs.id
    assert services.person_at(of, guest.email) == guest.id
    for address in (stranger.email, "nobody@x.test"):
        with pytest.raises(Refused, match="registered or may come") as refusal:
            services.person_at(of, address)
        assert refusal.value.field == "email"


def test_minutes_of_an_event_are_planned_ones_or_its_length() -> None:
    of = build.learning_event(ends_at=build.learning_event().starts_at + 3 * DAY)
    assert counting(of, None) == 1440
    assert at_most_given(out(), 75) == 60
    assert at_most_given(out(), None) is None
