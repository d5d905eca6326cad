"""Reminders: a week, a day and an hour before, to those with a place, never twice."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db, transaction
from app.events.domain.kinds import Presence
from app.events.domain.reminders import Lead, due
from app.events.services.reminders import remind
from tests.support import build
from tests.unit.events.hall import DAY, HOUR, START, change, come, leave, mails, out, told
from tests.unit.events.noting import check_in, mark

pytestmark = pytest.mark.usefixtures("app")

KIND = "event reminder"
MINUTE = dt.timedelta(minutes=1)


def reminded(at: dt.datetime) -> list[str]:
    """Everybody who has a reminder after a look at `at`."""
    with transaction():
        remind(at=at)
    return told(KIND)


def test_three_reminders_and_never_twice() -> None:
    ben = build.person()
    come(out(), ben)

    assert reminded(START - 8 * DAY) == []
    assert reminded(START - 7 * DAY) == [ben.email]
    assert reminded(START - 2 * DAY) == [ben.email]
    assert reminded(START - DAY) == [ben.email] * 2
    assert reminded(START - 2 * HOUR) == [ben.email] * 2
    assert reminded(START - HOUR) == [ben.email] * 3
    assert reminded(START - MINUTE) == [ben.email] * 3
    assert reminded(START + HOUR) == [ben.email] * 3

    week, day, hour = mails(KIND)
    assert "It starts in 7 days:" in week.body
    assert "It starts tomorrow:" in day.body
    assert "It starts in 60 minutes:" in hour.body
    assert "Wednesday, July 15, 2026, 12:00 p.m. to 1:00 p.m. Central" in hour.body
    assert "call.example.org" not in hour.body


def test_who_is_checked_in_already_or_excused_is_not_reminded() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(check_in_before=120)
    come(of, ana, ben, cam)
    check_in(of, ana, at=START - 2 * HOUR)
    mark(of, ben, Presence.EXCUSED, at=START - 2 * DAY, reason="Clinic is short of people.")

    assert reminded(START - HOUR) == [cam.email]


def test_only_who_has_a_place_is_reminded() -> None:
    ana, ben, cam, dev = (build.person() for _ in range(4))
    of = out(capacity=2)
    come(of, ana, ben, cam, dev)
    leave(of, ana)
    dev.closed_at = START - 10 * DAY
    db.session.commit()

    assert reminded(START - DAY) == [ben.email, cam.email]


def test_a_closed_account_gets_none() -> None:
    ben = build.person()
    come(out(place="Jackson", link=""), ben)
    ben.closed_at = START - 2 * DAY
    db.session.commit()
    assert reminded(START - DAY) == []


def test_who_registered_minutes_ago_is_left_alone_until_the_next_moment() -> None:
    ben = build.person()
    come(out(), ben, at=START - DAY + MINUTE)

    assert reminded(START - DAY + 5 * MINUTE) == []
    assert reminded(START - HOUR) == [ben.email]


def test_after_a_pause_of_the_worker_only_the_latest_is_written() -> None:
    ben = build.person()
    come(out(), ben)
    assert reminded(START - HOUR + MINUTE) == [ben.email]


def test_after_a_move_the_reminders_come_for_the_new_time() -> None:
    ben = build.person()
    of = out()
    come(of, ben)
    assert reminded(START - DAY) == [ben.email]

    moved = START + 14 * DAY
    change(of, at=START - 20 * HOUR, starts_at=moved, ends_at=moved + HOUR)

    assert reminded(START - HOUR) == [ben.email]
    assert reminded(moved - 7 * DAY) == [ben.email] * 2
    assert reminded(moved - DAY) == [ben.email] * 3


def test_right_after_a_move_nobody_hears_the_same_twice() -> None:
    ben = build.person()
    of = out()
    come(of, ben)
    change(of, at=START - 20 * HOUR, starts_at=START + HOUR, ends_at=START + 2 * HOUR)

    assert reminded(START - 19 * HOUR) == []
    assert reminded(START) == [ben.email]


def test_there_and_back_again_is_a_time_of_its_own() -> None:
    ben = build.person()
    of = out()
    come(of, ben)
    assert reminded(START - 7 * DAY) == [ben.email]
    later = START + 30 * DAY
    change(of, at=START - 6 * DAY, starts_at=later, ends_at=later + HOUR)
    change(of, at=START - 5 * DAY, starts_at=START, ends_at=START + HOUR)
    assert reminded(START - 4 * DAY) == [ben.email]
    assert reminded(START - DAY) == [ben.email] * 2


def test_other_words_about_the_event_do_not_swallow_a_reminder() -> None:
    ben = build.person()
    of = out()
    come(of, ben)
    change(of, at=START - DAY + MINUTE, summary="Other words")
    assert reminded(START - DAY + 2 * MINUTE) == [ben.email]


def test_what_was_cancelled_is_not_announced() -> None:
    of = out()
    come(of, build.person())
    of.cancelled_at, of.cancelled_by_id, of.cancelled_reason = START - DAY, of.created_by_id, "Ice"
    db.session.commit()
    assert reminded(START - HOUR) == []


@given(
    st.integers(0, 20_000).map(lambda n: START - n * MINUTE),
    st.lists(st.integers(0, 20_000).map(lambda n: START - n * MINUTE)),
)
def test_nobody_gets_more_than_one_for_each_moment_that_comes_after_they_were_told(
    told_at: dt.datetime, looks: list[dt.datetime]
) -> None:
    found = {due(START, told_at=told_at, at=at) for at in looks if at >= told_at} - {None}
    assert found <= {lead for lead in Lead if START - lead.before >= told_at}
