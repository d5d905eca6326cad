"""What applicants may know: in review from the end of the round on, and a decision once told."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.core.errors import NotPossibleNow
from app.policy import SYSTEM
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application, ChangeRequest, Extension
from app.rfa.presenters.wording import applicant_words
from app.rfa.queries import telling as queries
from app.rfa.services import applications, telling
from tests.support import build

CLOSES = dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CHANGED = ApplicationState.SUBMITTED_WITH_CHANGES


def words(of: Application, at: dt.datetime) -> str:
    db.session.expire_all()
    [one] = queries.locked([of.id])
    return applicant_words(one, in_review=one.id in queries.in_review([one], at))[1]


def test_an_application_is_in_review_when_its_round_is_over(app: Flask) -> None:
    of = build.sent_application()
    assert words(of, CLOSES) == "Submitted"
    assert words(of, CLOSES + HOUR) == "In review"


def test_more_time_for_everybody_puts_the_review_off(app: Flask) -> None:
    of = build.sent_application()
    build.saved(
        Extension(
            round_id=of.round_id,
            closes_at=CLOSES + 2 * HOUR,
            reason="storm",
            given_at=build.NOON,
            given_by_id=of.created_by_id,
        )
    )
    assert words(of, CLOSES + HOUR) == "Submitted"
    assert words(of, CLOSES + 3 * HOUR) == "In review"


def test_changes_that_were_asked_for_put_it_off_until_their_time_is_over(app: Flask) -> None:
    of = build.sent_application(state=CHANGED)
    build.saved(
        ChangeRequest(
            application_id=of.id,
            sections={"keys": ["plan"]},
            reason="aim lacks a date",
            due_at=CLOSES + 24 * HOUR,
            asked_at=build.NOON,
            asked_by_id=of.created_by_id,
            answered_at=CLOSES,
        )
    )
    assert words(of, CLOSES + HOUR) == "Submitted with changes"
    assert words(of, CLOSES + 25 * HOUR) == "In review"


def test_drafts_and_what_was_withdrawn_are_in_no_review(app: Flask) -> None:
    assert words(build.application(), CLOSES + HOUR) == "Draft"
    assert queries.in_review([], CLOSES) == frozenset()


def test_a_told_applicant_reads_that_a_decision_is_ready_and_changes_nothing(app: Flask) -> None:
    of = build.sent_application()
    for at in (CLOSES, CLOSES + HOUR):
        with transaction():
            telling.tell(queries.locked([of.id])[0], by=SYSTEM, at=at)

    assert words(of, CLOSES + HOUR) == "Decision ready"
    assert of.told_at == CLOSES, "told twice is told once"
    with pytest.raises(NotPossibleNow, match="You were told"), transaction():
        applications.withdraw(queries.locked([of.id])[0], reason="no", by=SYSTEM, at=CLOSES)


def test_what_was_not_told_can_be_withdrawn(app: Flask) -> None:
    of = build.sent_application()
    with transaction():
        applications.withdraw(queries.locked([of.id])[0], reason="no", by=SYSTEM, at=CLOSES)
    assert words(of, CLOSES + HOUR) == "Withdrawn"


def test_nobody_is_told_about_a_draft(app: Flask) -> None:
    of = build.application()
    with pytest.raises(NotPossibleNow), transaction():
        telling.tell(queries.locked([of.id])[0], by=SYSTEM, at=CLOSES)
