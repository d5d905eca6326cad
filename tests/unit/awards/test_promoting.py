"""A place that became free goes to the next on the wait list, or elsewhere with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.awards.domain.beginning import Stage
from app.awards.domain.kinds import AppealOutcome, LetterKind, Outcome
from app.awards.models import Appeal, AwardPlan, Decision, Letter
from app.awards.queries import beginnings
from app.awards.services import answering, promoting
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.policy import Role
from app.rfa.queries import applications
from tests.support import build
from tests.unit.awards.awarded import SOON, TOLD, Awarded, actor, verbs
from tests.unit.rfa.desk import mails

if TYPE_CHECKING:
    from flask import Flask


class Queue:
    """One award, two practices on the wait list, and one that was declined."""

    def __init__(self, app: Flask) -> None:
        app.extensions["clock"].set(SOON)
        self.first = Awarded()
        self.first.round.awards = 1
        db.session.commit()
        self.second = self._practice("Second", outcome=Outcome.WAIT_LIST, waits_as=1)
        self.third = self._practice("Third", outcome=Outcome.WAIT_LIST, waits_as=2)
        self.last = self._practice("Last", outcome=Outcome.DECLINE)
        self.mona = actor(build.person(name="Mona", role=Role.DIRECTOR))

    def _practice(self, name: str, **given: Any) -> Awarded:
        return Awarded(name=name, round=self.first.round, amount=None, **given)

    def free(self) -> None:
        """The first practice gives its place back."""
        with transaction():
            answering.decline(self.first.award(), "Too busy", by=actor(self.first.ana), at=SOON)

    def promote(self, to: Awarded, reason: str = "", amount: int | None = 9000) -> Decision:
        with transaction():
            of = applications.application(to.id, locked=True)
            return promoting.promote(of, reason=reason, amount=amount, by=self.mona, at=SOON)

    def waiting(self) -> list[str]:
        return [one.to.practice for one in beginnings.in_round(self.first.round, SOON).waiting]


@pytest.fixture
def queue(app: Flask) -> Queue:
    return Queue(app)


def uphold(of: Awarded) -> None:
    build.saved(
        Appeal(
            decision_id=of.decision.id,
            submission_id=of.submission().id,
            basis="A score was missing",
            filed_at=TOLD,
            filed_by_id=of.ana.id,
            outcome=AppealOutcome.UPHELD,
            reason="It was",
            decided_at=SOON,
            decided_by_id=of.neil.id,
        )
    )


def test_the_next_on_the_list_gets_a_place_that_became_free(queue: Queue) -> None:
    assert queue.waiting() == ["Second", "Third"]
    queue.free()
    decision = queue.promote(queue.second)

    assert decision.promotion_reason == "Next on the wait list."
    assert queue.waiting() == ["Third"]
    award = queue.second.award()
    assert award.stage(SOON) is Stage.OPEN
    assert award.decision.amount == 9000
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.sent_at) == (LetterKind.PROMOTION, SOON)
    assert "Second" in letter.sent_body
    assert [mail.recipient for mail in mails("decision")] == [queue.second.ana.email]
    assert "gave a place that became free" in verbs()
    queue.second.accept()
    assert queue.second.award().is_accepted


def test_a_place_is_given_once(queue: Queue) -> None:
    queue.free()
    queue.promote(queue.second)
    with pytest.raises(Missing):
        queue.promote(queue.second)
    assert len(mails("decision")) == 1


def test_who_is_passed_over_needs_a_reason(queue: Queue) -> None:
    queue.free()
    with pytest.raises(Refused, match="before this one on the wait list") as refused:
        queue.promote(queue.third)
    assert refused.value.field == "reason"
    assert queue.promote(queue.third, "Second closed.").promotion_reason == "Second closed."
    assert queue.waiting() == ["Second"]


def test_without_a_free_place_there_must_be_a_reason(queue: Queue) -> None:
    with pytest.raises(Refused, match="No place is free"):
        queue.promote(queue.second)
    queue.promote(queue.second, "More money came.")


def test_an_appeal_that_was_upheld_can_end_in_a_place(queue: Queue) -> None:
    with pytest.raises(Missing):
        queue.promote(queue.last, "Kind")
    uphold(queue.last)
    assert queue.waiting() == ["Last", "Second", "Third"]
    queue.free()
    with pytest.raises(Refused, match="not on the wait list"):
        queue.promote(queue.last)
    queue.promote(queue.last, "The appeal was upheld.")
    assert queue.last.award().decision.is_award


@pytest.mark.parametrize("amount", [None, 0, 20_001])
def test_the_amount_is_one_that_the_round_has(queue: Queue, amount: int | None) -> None:
    queue.free()
    with pytest.raises(Refused, match=r"from \$1 to \$20,000"):
        queue.promote(queue.second, amount=amount)


def test_a_round_that_pays_nothing_has_no_amount(queue: Queue) -> None:
    queue.first.round.cap = None
    db.session.commit()
    queue.free()
    with pytest.raises(Refused, match="pays nothing"):
        queue.promote(queue.second)
    assert queue.promote(queue.second, amount=None).amount is None


def test_a_letter_that_lacks_something_holds_it_back(queue: Queue) -> None:
    queue.free()
    db.session.scalars(select(AwardPlan)).one().signer_name = ""
    db.session.commit()
    with pytest.raises(Refused, match="The letter lacks: Name of who signs"):
        queue.promote(queue.second)
    db.session.expire_all()
    assert queue.waiting() == ["Second", "Third"]


def test_somebody_with_a_conflict_gives_no_place(queue: Queue) -> None:
    queue.free()
    build.declaration(
        queue.first.round,
        db.session.get_one(type(queue.first.ana), queue.mona.person_id),
        queue.second.practice,
    )
    with pytest.raises(NotPossibleNow, match="conflict"):
        queue.promote(queue.second)


def test_what_was_not_told_waits_for_nothing(queue: Queue) -> None:
    untold = Awarded(
        name="Untold",
        round=queue.first.round,
        amount=None,
        outcome=Outcome.WAIT_LIST,
        waits_as=3,
        released_at=None,
    )
    assert "Untold" not in queue.waiting()
    with pytest.raises(Missing):
        queue.promote(untold, "Kind")
