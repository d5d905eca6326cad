"""What reviewers state and staff rule about conflicts, and what that does to reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from app.reviews.domain.kinds import ReviewState, Standing, Statement
from app.reviews.domain.rulings import Ruling, answers, rulings
from app.reviews.models import ConflictStatement, Review
from app.reviews.presenters.conflicts import review_words
from app.reviews.queries import assignments, scores, seats, standings
from app.reviews.services import conflicts
from app.rfa.queries import applications, rounds
from tests.support import build

AT = dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)
AFTER = dt.datetime(2027, 1, 5, 18, tzinfo=dt.UTC)
WHY = "My sister works there."


@pytest.fixture
def season(app: Any) -> Any:
    return build.rfa_round()


@pytest.fixture
def of(season: Any) -> Any:
    clinic = build.practice(name="Tupelo Creek Pediatrics", county="Lee")
    row = build.sent_application(round_id=season.id, practice_id=clinic.id)
    return applications.application(row.id)


@pytest.fixture
def tess(app: Any) -> Any:
    return build.person(name="Tess Crane", role=Role.REVIEWER)


@pytest.fixture
def neil(app: Any) -> Any:
    return build.person(name="Neil Orr", email="neil@example.org", role=Role.PROGRAM_STAFF)


@pytest.fixture
def seated(season: Any, of: Any, tess: Any) -> None:
    build.declaration(season, tess)
    build.reviewer_assignment(of, tess, clear=False)


def actor(who: Any) -> Actor:
    return Actor(person_id=who.id, name=who.name)


def say(of: Any, who: Any, said: Statement, reason: str = WHY, at: dt.datetime = AT) -> None:
    conflicts.state(seats.seat(of.id, who.id, at), said, reason=reason, by=actor(who), at=at)
    db.session.commit()


def rule(of: Any, who: Any, by: Any, *, is_conflict: bool, at: dt.datetime = AT) -> bool:
    back = conflicts.rule(of, who.id, is_conflict=is_conflict, reason=WHY, by=actor(by), at=at)
    db.session.commit()
    return back


def lift(of: Any, who: Any, by: Any, at: dt.datetime = AT) -> bool:
    back = conflicts.lift(of, who.id, reason="It was another person.", by=actor(by), at=at)
    db.session.commit()
    return back


def standing(of: Any, who: Any) -> Standing:
    return standings.stand(of.id, who.id).standing


def trail(of: Any) -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEvent.verb)
            .where(AuditEvent.subject_type == "rfa_application", AuditEvent.subject_id == of.id)
            .order_by(AuditEvent.id)
        )
    )


def mails(kind: str) -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)))


def numbers(of: Any) -> int:
    return len(scores.scored([of.id], rounds.document_of(of.round))[of.id])


# ------------------------------------------------------------------ what a reviewer says


@pytest.mark.usefixtures("seated")
def test_no_conflict_opens_the_application(of: Any, tess: Any) -> None:
    say(of, tess, Statement.NO, reason="")
    assert seats.seat(of.id, tess.id, AT).is_open
    say(of, tess, Statement.NO, reason="")
    assert trail(of) == ["stated no conflict"], "saying it twice says it once"


@pytest.mark.usefixtures("season")
def test_nothing_opens_before_a_declaration(of: Any, tess: Any) -> None:
    build.reviewer_assignment(of, tess, clear=False)
    with pytest.raises(NotPossibleNow, match="Declare your interests"):
        say(of, tess, Statement.NO)
    say(of, tess, Statement.YES)
    assert standing(of, tess) is Standing.CONFLICTED


def test_a_declaration_lapses_after_a_year(season: Any, of: Any, tess: Any) -> None:
    build.reviewer_assignment(of, tess)
    assert not seats.seat(of.id, tess.id, AT).has_declared
    build.declaration(season, tess, declared_at=AT - dt.timedelta(days=365))
    assert not seats.seat(of.id, tess.id, AT).has_declared
    assert not seats.seat(of.id, tess.id, AT).is_open
    build.declaration(season, tess, declared_at=AT - dt.timedelta(days=364))
    assert seats.seat(of.id, tess.id, AT).is_open


@pytest.mark.usefixtures("seated")
def test_a_conflict_ends_access_at_once(of: Any, tess: Any) -> None:
    say(of, tess, Statement.YES)
    seat = seats.seat(of.id, tess.id, AT)
    assert not seat.place.is_assigned
    assert not seat.is_open
    assert assignments.live_of([of.id]).reviewers == {of.id: ()}
    assert trail(of) == ["stated conflict"]
    with pytest.raises(NotPossibleNow, match="closed to you"):
        say(of, tess, Statement.NO)


@pytest.mark.usefixtures("seated")
@pytest.mark.parametrize("said", [Statement.YES, Statement.NOT_SURE])
@pytest.mark.parametrize("reason", [" ", "x" * 1001])
def test_it_takes_a_reason(of: Any, tess: Any, said: Statement, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        say(of, tess, said, reason)
    assert refusal.value.field == "reason"


@pytest.mark.usefixtures("seated")
def test_not_sure_asks_staff_and_closes_meanwhile(of: Any, tess: Any, neil: Any) -> None:
    director = build.person(role=Role.DIRECTOR)
    build.person(role=Role.ADMINISTRATOR)
    build.grant(tess, Role.PROGRAM_STAFF)
    say(of, tess, Statement.NOT_SURE)
    assert standing(of, tess) is Standing.WAITING
    seat = seats.seat(of.id, tess.id, AT)
    assert seat.place.is_assigned
    assert not seat.is_open
    asked = mails("conflict question")
    assert {mail.recipient for mail in asked} == {neil.email, director.email}
    assert all(WHY not in mail.body and "Tupelo" not in mail.body for mail in asked)
    with pytest.raises(NotPossibleNow, match="Staff are looking"):
        say(of, tess, Statement.NO)
    with pytest.raises(NotPossibleNow, match="Staff are looking"):
        say(of, tess, Statement.NOT_SURE)
    say(of, tess, Statement.YES)
    assert standing(of, tess) is Standing.CONFLICTED


@pytest.mark.usefixtures("seated")
@pytest.mark.parametrize("state", [ReviewState.SUBMITTED, ReviewState.DRAFT])
def test_a_late_conflict_voids_the_review(of: Any, tess: Any, state: ReviewState) -> None:
    say(of, tess, Statement.NO)
    review = build.review(of, tess, state=state)
    say(of, tess, Statement.YES)
    db.session.refresh(review)
    assert (review.state, review.voided_at) == (ReviewState.VOID, AT)
    assert review.void_reason == f"Conflict of interest: {WHY}"
    assert numbers(of) == 0
    assert trail(of) == ["stated no conflict", "stated conflict", "voided review"]


# ------------------------------------------------------------------ what staff say


@pytest.mark.usefixtures("seated")
def test_staff_answer_a_question(of: Any, tess: Any, neil: Any) -> None:
    say(of, tess, Statement.NOT_SURE)
    assert rule(of, tess, neil, is_conflict=False) is False
    assert seats.seat(of.id, tess.id, AT).is_open
    say(of, tess, Statement.NOT_SURE)
    rule(of, tess, neil, is_conflict=True)
    assert standing(of, tess) is Standing.CONFLICTED
    clear, closed = mails("conflict ruling")
    assert clear.recipient == tess.email
    assert "You can go on" in clear.body
    assert "closed to you" in closed.body
    assert all(WHY not in mail.body for mail in (clear, closed))


@pytest.mark.usefixtures("seated")
def test_a_question_can_be_answered_after_the_due_date(of: Any, tess: Any, neil: Any) -> None:
    say(of, tess, Statement.NOT_SURE)
    rule(of, tess, neil, is_conflict=False, at=AFTER)
    assert standing(of, tess) is Standing.CLEAR


@pytest.mark.usefixtures("seated")
def test_staff_rule_a_conflict_that_nobody_named(of: Any, tess: Any, neil: Any) -> None:
    review = build.review(of, tess)
    assert rule(of, tess, neil, is_conflict=True) is False
    db.session.refresh(review)
    assert review.state is ReviewState.VOID
    assert trail(of) == ["ruled conflict", "voided review"]
    with pytest.raises(NotPossibleNow, match="already"):
        rule(of, tess, neil, is_conflict=True)


def test_nobody_is_mailed_who_is_not_assigned(of: Any, neil: Any) -> None:
    rule(of, neil, neil, is_conflict=True)
    assert standing(of, neil) is Standing.CONFLICTED, "staff may name a conflict of their own"
    assert mails("conflict ruling") == []


@pytest.mark.usefixtures("seated")
def test_staff_do_not_clear_what_nobody_asked(of: Any, tess: Any, neil: Any) -> None:
    with pytest.raises(NotPossibleNow, match="nothing to rule"):
        rule(of, tess, neil, is_conflict=False)


@pytest.mark.usefixtures("seated")
def test_lifting_gives_a_void_review_back_as_a_draft(of: Any, tess: Any, neil: Any) -> None:
    review = build.review(of, tess)
    say(of, tess, Statement.YES)
    assert lift(of, tess, neil) is True
    db.session.refresh(review)
    assert (review.state, review.voided_at, review.submitted_at) == (ReviewState.DRAFT, None, None)
    assert review.void_reason == ""
    assert numbers(of) == 0
    assert standing(of, tess) is Standing.UNASKED
    assert "draft again" in mails("conflict ruling")[0].body
    assert trail(of)[-2:] == ["lifted conflict", "gave review back"]
    say(of, tess, Statement.NO)
    assert seats.seat(of.id, tess.id, AT).is_open
    with pytest.raises(NotPossibleNow, match="no conflict to lift"):
        lift(of, tess, neil)


@pytest.mark.usefixtures("seated")
def test_a_conflict_without_a_review_gives_nothing_back(of: Any, tess: Any, neil: Any) -> None:
    say(of, tess, Statement.YES)
    assert lift(of, tess, neil) is False
    assert "draft" not in mails("conflict ruling")[0].body


def test_a_declared_tie_can_be_ruled_away(season: Any, of: Any, tess: Any, neil: Any) -> None:
    build.declaration(season, tess, of.practice)
    build.reviewer_assignment(of, tess, clear=False)
    assert standing(of, tess) is Standing.CONFLICTED
    rule(of, tess, neil, is_conflict=False)
    assert seats.seat(of.id, tess.id, AT).is_open


@pytest.mark.usefixtures("seated")
def test_after_the_due_date_a_conflict_stays(of: Any, tess: Any, neil: Any) -> None:
    say(of, tess, Statement.YES)
    with pytest.raises(Refused, match=r"Reviews were due Tuesday, December 22"):
        lift(of, tess, neil, at=AFTER)
    with pytest.raises(Refused, match="a conflict stays"):
        rule(of, tess, neil, is_conflict=False, at=AFTER)


@pytest.mark.usefixtures("seated")
def test_the_own_practice_stays_a_conflict(of: Any, tess: Any, neil: Any) -> None:
    review = build.review(of, tess)
    build.grant(tess, Role.VIEWER, at=of.practice)
    assert standing(of, tess) is Standing.CONFLICTED
    for undo in (lift, rule):
        with pytest.raises(Refused, match="own practice"):
            undo(of, tess, neil, **({"is_conflict": False} if undo is rule else {}))
    rule(of, tess, neil, is_conflict=True)
    db.session.refresh(review)
    assert review.state is ReviewState.VOID, "what was written before is void"


@pytest.mark.usefixtures("seated")
def test_nobody_decides_in_the_own_favour(of: Any, tess: Any) -> None:
    build.grant(tess, Role.PROGRAM_STAFF)
    say(of, tess, Statement.NOT_SURE)
    with pytest.raises(Refused, match="about you"):
        rule(of, tess, tess, is_conflict=False)
    say(of, tess, Statement.YES)
    with pytest.raises(Refused, match="about you"):
        lift(of, tess, tess)


@pytest.mark.usefixtures("seated")
def test_reasons_and_reviewers_stand_in_the_trail(of: Any, tess: Any, neil: Any) -> None:
    say(of, tess, Statement.YES)
    lift(of, tess, neil)
    events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    assert [event.reason for event in events] == [WHY, "It was another person."]
    assert events[1].before == {"reviewer": "Tess Crane", "standing": "conflict"}
    assert events[1].after == {"reviewer": "Tess Crane", "standing": "not asked"}
    assert len(list(db.session.scalars(select(ConflictStatement)))) == 2, "both statements stay"
    assert list(db.session.scalars(select(Review))) == []


# ------------------------------------------------------------------ what can be said


def test_what_can_be_decided_depends_on_the_standing() -> None:
    every = Ruling.LIFT, Ruling.CLEAR
    assert rulings(Standing.UNASKED, works_there=False, has_review=True) == (Ruling.CONFLICT,)
    assert rulings(Standing.CONFLICTED, works_there=False, has_review=False) == every
    assert rulings(Standing.CONFLICTED, works_there=False, has_review=True) == (
        *every,
        Ruling.CONFLICT,
    )
    assert rulings(Standing.CONFLICTED, works_there=True, has_review=True) == (Ruling.CONFLICT,)
    assert answers(Standing.WAITING) == (Statement.YES,)
    assert len(answers(Standing.CLEAR)) == 3
    assert review_words(ReviewState.DRAFT) == "Review: draft"


def test_a_stated_conflict_tells_staff_that_somebody_is_missing_but_not_why(
    of: Any, tess: Any, neil: Any, seated: None
) -> None:
    say(of, tess, Statement.YES)

    [told] = mails("conflict stated")
    assert told.recipient == "neil@example.org"
    assert "Tess Crane has a conflict" in told.body
    assert WHY not in told.body
