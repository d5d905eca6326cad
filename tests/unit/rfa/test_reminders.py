"""Reminders before the deadline: 7, 3 and 1 days, once each, to those with an open draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.outbox import worker
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Extension
from app.rfa.services.reminders import remind
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

CLOSES = dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)


def reminded(at: dt.datetime) -> list[str]:
    """Everybody who has a reminder after a look at `at`."""
    with transaction():
        remind(at=at)
    found = select(OutboxMail.recipient).where(OutboxMail.kind == "reminder")
    return list(db.session.scalars(found.order_by(OutboxMail.id)))


def before(days: float) -> dt.datetime:
    return CLOSES - dt.timedelta(days=days)


@pytest.fixture
def lead(app: Flask) -> str:
    person = build.person()
    build.application(lead=person)
    return str(person.email)


def test_a_draft_is_reminded_three_times_and_never_twice(lead: str) -> None:
    assert reminded(before(8)) == []
    assert reminded(before(7)) == [lead]
    assert reminded(before(6.9)) == [lead]
    assert reminded(before(3)) == [lead] * 2
    assert reminded(before(1)) == [lead] * 3
    assert reminded(before(0.1)) == [lead] * 3
    assert reminded(before(-0.1)) == [lead] * 3


def test_after_a_pause_of_the_worker_only_the_latest_reminder_is_written(lead: str) -> None:
    assert reminded(before(0.5)) == [lead]


def test_viewers_and_those_who_have_sent_are_left_alone(app: Flask) -> None:
    clinic = build.practice()
    of = build.application(lead=build.person(), practice_id=clinic.id)
    build.person(role=Role.APPLICATION_VIEWER, at=clinic)
    sent = build.application(lead=build.person(), round_id=of.round_id)
    sent.state, sent.submitted_at, sent.reference = (
        ApplicationState.SUBMITTED,
        build.NOON,
        "CC2-2026-0002",
    )
    db.session.commit()

    assert len(reminded(before(1))) == 1


def test_an_extension_of_one_practice_moves_its_reminders(app: Flask) -> None:
    of = build.application(lead=build.person())
    other = build.application(lead=build.person(), round_id=of.round_id)
    build.saved(
        Extension(
            round_id=of.round_id,
            application_id=of.id,
            closes_at=CLOSES + dt.timedelta(days=5),
            reason="Storm",
            given_at=build.NOON,
            given_by_id=of.created_by_id,
        )
    )

    assert len(reminded(before(7))) == 1
    assert len(reminded(before(2))) == 3, "the other's second, and the first of the extended one"
    assert other.id != of.id


def test_the_worker_reminds(app: Flask, lead: str) -> None:
    app.extensions["clock"].set(before(3))
    worker.do_duties()

    found = db.session.scalars(select(OutboxMail.recipient)).all()
    assert found == [lead]


def test_a_duty_that_fails_stops_no_other(
    app: Flask, lead: str, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*, at: dt.datetime) -> None:
        raise RuntimeError(str(at))

    duties = app.extensions["duties"]
    duties.insert(0, broken)
    try:
        app.extensions["clock"].set(before(3))
        worker.do_duties()
    finally:
        duties.remove(broken)

    assert "a duty was not done" in caplog.text
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1
