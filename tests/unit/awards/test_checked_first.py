"""Nothing is decided that another person has not checked, unless the round says otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.awards.domain.deciding import Wish
from app.awards.domain.kinds import Outcome
from app.awards.models import Decision
from app.awards.queries.checks import gates
from app.awards.queries.plans import plan_of
from app.awards.services import decisions as services
from app.awards.services import plans
from app.core.db import db, transaction
from app.core.errors import Refused
from app.reviews.domain.kinds import Statement
from app.reviews.models import ConflictStatement
from app.rfa.models import Application, Check, Submission
from app.rfa.services import checking
from tests.support import build
from tests.unit.awards.meeting import AT, Meeting, tilted


@pytest.fixture
def meeting(app: object) -> Meeting:  # a portal has to be there
    return tilted()


def decide(meeting: Meeting, name: str = "Bay", **given: Any) -> Decision:
    wanted = {"rationale": "A strong plan", "by": meeting.by, "at": AT} | given
    with transaction():
        return services.decide(meeting.of[name], Outcome.AWARD, **wanted)


def check_of(of: Application) -> Check:
    return db.session.scalars(
        select(Check).where(Check.application_id == of.id, Check.taken_back_at.is_(None))
    ).one()


def take_back(of: Application, by: Any) -> None:
    with transaction():
        checking.take_back(check_of(of), of, by=by, at=AT)


def send_again(of: Application) -> None:
    """The same once more, as the next version."""
    last = db.session.scalars(select(Submission).where(Submission.application_id == of.id)).one()
    build.saved(
        Submission(
            application_id=of.id,
            number=2,
            submitted_at=AT,
            submitted_by_id=last.submitted_by_id,
            signature_id=last.signature_id,
            content=last.content,
            fingerprint=last.fingerprint,
        )
    )


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Decision)) or 0


def state(meeting: Meeting, name: str = "Bay") -> str:
    of = meeting.of[name]
    return str(gates(meeting.round, [of.id], meeting.director.id)[of.id].state)


def test_without_a_check_nothing_is_decided(meeting: Meeting) -> None:
    take_back(meeting.of["Bay"], meeting.by)
    assert state(meeting) == "not checked"
    with pytest.raises(Refused, match="Nobody has checked it yet") as refused:
        decide(meeting)
    assert refused.value.field is None
    assert count() == 0
    build.check(meeting.of["Bay"])
    assert decide(meeting).outcome is Outcome.AWARD


def test_a_check_of_an_older_version_is_out_of_date(meeting: Meeting) -> None:
    send_again(meeting.of["Bay"])
    assert state(meeting) == "check is out of date"
    with pytest.raises(Refused, match="Version 1 was checked, but version 2 was sent since"):
        decide(meeting)
    build.check(meeting.of["Bay"], version=2)
    assert state(meeting) == "checked"
    decide(meeting)


def test_who_checked_does_not_decide(meeting: Meeting) -> None:
    take_back(meeting.of["Bay"], meeting.by)
    build.check(meeting.of["Bay"], by=meeting.director)
    with pytest.raises(Refused, match="You checked it yourself"):
        decide(meeting)
    take_back(meeting.of["Bay"], meeting.by)
    build.check(meeting.of["Bay"])
    decide(meeting)


def test_a_check_by_somebody_with_a_conflict_opens_nothing(meeting: Meeting) -> None:
    of = meeting.of["Bay"]
    decide(meeting)
    build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=check_of(of).checked_by_id,
            statement=Statement.YES,
            reason="A friend works there",
            said_at=AT,
            said_by_id=check_of(of).checked_by_id,
        )
    )
    with pytest.raises(Refused, match="somebody who has a conflict with it"):
        decide(meeting, rationale="Another reason")
    decide(meeting, "Ash", departure="Another county")


def test_a_decision_is_changed_on_a_checked_version_only_and_taken_back_always(
    meeting: Meeting,
) -> None:
    decide(meeting)
    send_again(meeting.of["Bay"])
    with pytest.raises(Refused, match="version 2 was sent since"):
        decide(meeting, rationale="Another reason")
    with transaction():
        services.take_back(meeting.of["Bay"], by=meeting.by, at=AT)
    assert count() == 0


def test_of_several_all_are_checked_or_none_is_decided(meeting: Meeting) -> None:
    take_back(meeting.of["Ash"], meeting.by)
    take_back(meeting.of["Cedar"], meeting.by)
    ids = [meeting.of[name].id for name in ("Bay", "Ash", "Cedar")]
    wish = Wish(Outcome.AWARD, "All of them", departure="All of the county")
    with pytest.raises(Refused) as refused, transaction():
        services.decide_together(ids, wish, seen={}, by=meeting.by, at=AT)
    assert "Ash: Nobody has checked it yet" in refused.value.message
    assert "Cedar: Nobody" in refused.value.message
    assert "Bay" not in refused.value.message
    assert count() == 0


def test_a_small_office_switches_it_off_and_the_trail_says_so(meeting: Meeting) -> None:
    take_back(meeting.of["Bay"], meeting.by)
    terms = plan_of(meeting.round)
    assert terms.needs_check
    with transaction():
        plans.set_terms(meeting.round, terms, by=meeting.by, at=AT)
    with transaction():
        off = replace(terms, needs_check=False, version=1)
        plans.set_terms(meeting.round, off, by=meeting.by, at=AT)
    event = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.verb == "changed the settings of awards")
        .order_by(AuditEvent.id.desc())
    ).first()
    assert event is not None
    assert (event.before, event.after) == ({"needs_check": True}, {"needs_check": False})
    assert gates(meeting.round, [meeting.of["Bay"].id], meeting.director.id) == {}
    decide(meeting)
