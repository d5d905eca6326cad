"""A list that was taken over can be undone for a day; what somebody changed since stays."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow
from app.events.domain.kinds import Noted, Presence
from app.events.models import Event, EventRoster
from app.events.presenters import attendance as words
from app.events.queries import attendance as queries
from app.events.queries import events
from app.events.queries import rosters as roster_queries
from app.events.services import attendance as services
from app.events.services import roster_undo
from app.events.services.roster_undo import Undone
from tests.unit.events.hall import DAY, HOUR, START, come, out, staff, states
from tests.unit.events.noting import check_in, lead, mark, noted, rows
from tests.unit.events.test_roster_imports import as_csv, bring, confirm

pytestmark = pytest.mark.usefixtures("app")
LATER = START + 2 * HOUR


def taken_over(of: Event, *people: list[str], at: dt.datetime = START + HOUR) -> EventRoster:
    row = bring(of, as_csv(*people), at)
    confirm(of, row, at)
    return row


def undo(of: Event, row: EventRoster, at: dt.datetime = LATER) -> Undone:
    with transaction():
        fresh = events.event(of.key, locked=True)
        there = roster_queries.roster(fresh.id, row.id, locked=True)
        would = roster_undo.would_undo(fresh, there, at)
        did = roster_undo.undo(fresh, there, by=staff(), at=at)
    assert did == would
    return did


def test_everything_that_a_list_noted_is_taken_back() -> None:
    of, ben, cam = out(), lead(), lead()
    check_in(of, ben)
    before = [roster_undo.state(row) for row in rows(of)]
    row = taken_over(
        of,
        ["Ben", ben.email, "12:00", "12:20"],
        ["Cam", cam.email, "12:00", "12:30"],
        ["Guest", "", "12:00", "12:30"],
    )
    assert len(rows(of)) == 3

    assert undo(of, row) == Undone(3, 0)

    assert [roster_undo.state(row) for row in rows(of)] == before
    assert noted(of, ben) == (Presence.ATTENDED, Noted.CODE, None)
    trail = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert trail is not None
    assert trail.verb == "undid the roster of an event"
    assert trail.after == {"put back": 3, "left": 0, "sha256": row.digest}


def test_taking_a_list_back_puts_nobody_back_in_line() -> None:
    ana, ben = lead(), lead()
    of = out(capacity=1)
    come(of, ana, ben)
    row = taken_over(of, ["Ben", ben.email, "12:00", "12:20"])
    assert undo(of, row) == Undone(1, 0)
    assert noted(of, ben) is None
    assert states(of) == ["registered", "cancelled"]


def test_what_was_changed_since_stays() -> None:
    of, ben, cam, dev = out(), lead(), lead(), lead()
    row = taken_over(
        of,
        ["Ben", ben.email, "12:00", "12:20"],
        ["Cam", cam.email, "12:00", "12:30"],
        ["Dev", "", "12:00", "12:30"],
        ["iPad", "", "12:00", "12:30"],
    )
    mark(of, ben, Presence.ATTENDED, minutes=15, at=LATER)
    with transaction():
        fresh = events.event(of.key, locked=True)
        given, gone = (one for one in queries.rows(of.id) if one.person_id is None)
        services.assign(fresh, given, dev.id, by=staff(), at=LATER)
        services.take_out(fresh, gone, by=staff(), at=LATER)

    assert undo(of, row) == Undone(1, 3)

    assert noted(of, ben) == (Presence.ATTENDED, Noted.STAFF, 15)
    assert noted(of, cam) is None
    assert noted(of, dev) == (Presence.ATTENDED, Noted.ROSTER, 30)


def test_what_staff_noted_before_the_list_is_no_part_of_it() -> None:
    of, ben = out(), lead()
    mark(of, ben, Presence.ABSENT)
    row = taken_over(of, ["Ben", ben.email, "12:00", "12:20"])
    assert undo(of, row) == Undone(0, 0)
    assert noted(of, ben) == (Presence.ABSENT, Noted.STAFF, None)


def test_somebody_with_two_rows_in_a_list_goes_back_to_before_both() -> None:
    of, ben = out(), lead()
    named = ["Ben's iPad", "", "12:00", "12:10"]
    taken_over(of, named)
    with transaction():
        (only,) = queries.rows(of.id)
        services.assign(events.event(of.key, locked=True), only, ben.id, by=staff(), at=LATER)
    row = taken_over(of, named, ["Ben", ben.email, "12:00", "12:50"], at=LATER)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 50)
    assert undo(of, row, at=LATER + HOUR) == Undone(1, 0)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 10)


def test_the_newer_of_two_lists_is_undone_first() -> None:
    of, ben = out(), lead()
    first = taken_over(of, ["Ben", ben.email, "12:00", "12:20"])
    second = taken_over(of, ["Ben", ben.email, "12:00", "12:40"], at=LATER)
    confirmed = roster_queries.confirmed(of.id, START)
    assert [row.id for row in confirmed] == [second.id, first.id]
    with pytest.raises(NotPossibleNow, match=r"^Undo the newer list first\.$"):
        undo(of, first, at=LATER + HOUR)
    assert undo(of, second, at=LATER + HOUR) == Undone(1, 0)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 20)
    assert undo(of, first, at=LATER + HOUR) == Undone(1, 0)
    assert rows(of) == []


def test_the_same_list_twice_changes_nothing_and_both_can_be_undone() -> None:
    of, ben, cam = out(), lead(), lead()
    lines = ["Ben", ben.email, "12:00", "12:20"], ["Cam", cam.email, "12:00", "12:30"]
    first = taken_over(of, *lines)
    before = [roster_undo.state(row) for row in rows(of)]
    second = taken_over(of, *lines, at=LATER)
    assert [roster_undo.state(row) for row in rows(of)] == before
    assert undo(of, second, at=LATER + HOUR) == Undone(0, 0)
    assert undo(of, first, at=LATER + HOUR) == Undone(2, 0)
    assert rows(of) == []


def test_a_list_is_undone_once_and_within_a_day() -> None:
    of, ben = out(), lead()
    waiting = bring(of, as_csv(["Ben", ben.email, "12:00", "12:20"]))
    with pytest.raises(NotPossibleNow, match="within 24 hours"):
        undo(of, waiting)
    confirm(of, waiting)
    with pytest.raises(NotPossibleNow, match="within 24 hours"):
        undo(of, waiting, at=START + HOUR + DAY)
    assert undo(of, waiting, at=START + HOUR + DAY - dt.timedelta(seconds=1)) == Undone(1, 0)
    with pytest.raises(NotPossibleNow, match="within 24 hours"):
        undo(of, waiting)
    assert rows(of) == []


def test_the_words_about_an_undo_count_rows() -> None:
    assert words.put_back(1, 0) == "1 row goes back to how things were before this list."
    assert words.put_back(2, 1).endswith(" 1 row stays, because somebody changed it since.")
    assert words.stay(1200) == " 1,200 rows stay, because somebody changed them since."
