"""Appeals: once, in time, on the version that was reviewed, decided by somebody else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.awards.domain.kinds import AppealOutcome, Outcome, Reply
from app.awards.models import Appeal, AwardReply, Decision
from app.awards.queries import appeals as queries
from app.awards.queries.decisions import decision_of
from app.awards.services import appeals
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.rfa.models import Submission
from app.rfa.queries import telling
from tests.support import build
from tests.unit.awards.telling import RELEASE_AT, SECOND, World, actor, mails

if TYPE_CHECKING:
    from flask import Flask

LAST = dt.datetime(2027, 1, 17, 6, tzinfo=dt.UTC)
"""The first instant after January 16 in Mississippi, the 30th day after the release."""


@pytest.fixture
def world(app: Flask) -> World:
    world = World()
    world.planned_and_confirmed().tell()
    return world


def appeal(world: World, place: int = 2, **how: Any) -> Appeal:
    db.session.expire_all()
    key = world.applications[place].id
    with transaction():
        [of] = telling.locked([key])
        decision = decision_of(key)
        assert decision is not None
        lead = actor(world.leads[place])
        defaults = {"basis": "You missed our plan.", "by": lead, "at": RELEASE_AT}
        return appeals.appeal(of, decision, **defaults | how)


def decide(world: World, place: int = 2, **how: Any) -> None:
    db.session.expire_all()
    key = world.applications[place].id
    with transaction():
        [of] = telling.locked([key])
        decision = decision_of(key)
        assert decision is not None
        defaults = {
            "outcome": AppealOutcome.UPHELD,
            "reason": "We did miss it.",
            "by": world.neil,
            "at": RELEASE_AT,
        }
        appeals.decide(of, decision, **defaults | how)


def test_an_appeal_is_about_the_version_that_was_reviewed(world: World) -> None:
    row = appeal(world, at=LAST - SECOND)
    version = db.session.get_one(Submission, row.submission_id)
    assert (version.application_id, version.number) == (world.applications[2].id, 1)
    assert queries.count_waiting([row.decision_id]) == 1


def test_the_day_after_the_last_is_too_late(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="cannot be appealed now"):
        appeal(world, at=LAST)


def test_a_plain_award_has_nothing_to_appeal(world: World) -> None:
    with pytest.raises(NotPossibleNow):
        appeal(world, 0)


def test_nothing_is_appealed_before_it_is_told_or_twice(app: Flask, world: World) -> None:
    other = World((Outcome.DECLINE,), key=None)
    with pytest.raises(NotPossibleNow):
        appeal(other, 0)
    appeal(world)
    with pytest.raises(NotPossibleNow, match="already"):
        appeal(world)


def test_whoever_answered_an_award_or_has_a_place_does_not_appeal(app: Flask) -> None:
    world = World((Outcome.WAIT_LIST,), key=None)
    world.decide(world.apply(), Outcome.AWARD_WITH_CONDITIONS, conditions="Hire first")
    world.planned_and_confirmed().tell()
    for row in world.decisions:
        assert queries.appeal_until(world.round, row) == dt.date(2027, 1, 16)
    build.saved(
        AwardReply(
            decision_id=world.decisions[1].id,
            reply=Reply.ACCEPTED,
            replied_at=RELEASE_AT,
            replied_by_id=world.leads[1].id,
        )
    )
    with transaction():
        row = db.session.get_one(Decision, world.decisions[0].id)
        row.promoted_at, row.promoted_by_id = RELEASE_AT, world.director.id
        row.promotion_reason = "A place became free."
    for place in (0, 1):
        with pytest.raises(NotPossibleNow, match="cannot be appealed now"):
            appeal(world, place)


@pytest.mark.parametrize(("basis", "words"), [("", "Say why"), ("x" * 10_001, "Shorten")])
def test_an_appeal_says_why(world: World, basis: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        appeal(world, basis=basis)


def test_somebody_else_decides_and_the_practice_is_told(world: World) -> None:
    appeal(world)
    with pytest.raises(Refused, match="You made this decision"):
        decide(world, by=world.mona)
    decide(world)

    _, row = queries.of_application(world.applications[2].id)
    assert (row.outcome, row.reason) == (AppealOutcome.UPHELD, "We did miss it.")
    [mail] = mails("appeal decided")
    assert mail.recipient == world.leads[2].email
    assert "upheld" not in mail.body
    with pytest.raises(NotPossibleNow, match="No appeal"):
        decide(world)
    assert queries.of_decisions([row.decision_id]) == (row,)
    assert queries.count_waiting([row.decision_id]) == 0


@pytest.mark.parametrize(("reason", "words"), [("", "Give the reason"), ("x" * 4001, "Shorten")])
def test_an_answer_has_a_reason(world: World, reason: str, words: str) -> None:
    appeal(world)
    with pytest.raises(Refused, match=words):
        decide(world, reason=reason)


def test_without_an_appeal_there_is_nothing_to_decide(world: World) -> None:
    with pytest.raises(NotPossibleNow):
        decide(world)
    with pytest.raises(Missing):
        queries.of_application(world.applications[2].id)
