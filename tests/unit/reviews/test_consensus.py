from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db
from app.reviews.domain.consensus import ConsensusState, state
from app.reviews.domain.kinds import ReviewState
from app.reviews.models import Consensus, ConsensusVote
from app.reviews.queries import consensus
from tests.support import build
from tests.support.build import NOON
from tests.support.sql import statements

MEMBERS = st.sets(st.integers(1, 5))
ANSWERS = st.dictionaries(st.integers(1, 7), st.booleans())


def test_a_proposal_waits_until_every_member_answered() -> None:
    assert state([1, 2], {1: True}) is ConsensusState.OPEN


def test_one_member_who_disagrees_is_enough() -> None:
    assert state([1, 2], {1: False}) is ConsensusState.DISAGREED


def test_it_is_agreed_when_all_members_agree() -> None:
    assert state([1, 2], {1: True, 2: True}) is ConsensusState.AGREED


def test_without_members_nobody_agrees() -> None:
    assert state([], {1: True}) is ConsensusState.OPEN


@given(MEMBERS, ANSWERS)
def test_it_is_agreed_exactly_when_there_are_members_and_all_say_yes(
    members: set[int], answers: dict[int, bool]
) -> None:
    all_agree = bool(members) and all(answers.get(member) is True for member in members)

    assert (state(members, answers) is ConsensusState.AGREED) == all_agree


@given(MEMBERS, ANSWERS, st.dictionaries(st.integers(6, 9), st.booleans()))
def test_what_people_outside_of_the_panel_say_changes_nothing(
    members: set[int], answers: dict[int, bool], others: dict[int, bool]
) -> None:
    assert state(members, answers) is state(members, answers | others)


def proposal(of: Any, *agree: Any, **given: Any) -> Any:
    defaults = {
        "application_id": of.id,
        "score": 350,
        "body": "Between both.",
        "proposed_at": NOON,
        "proposed_by_id": build.person().id,
    }
    row = build.saved(Consensus(**defaults | given))
    for one in agree:
        build.saved(
            ConsensusVote(consensus_id=row.id, person_id=one.id, agrees=True, voted_at=NOON)
        )
    return row


@pytest.mark.usefixtures("app")
class TestAgreed:
    def test_the_agreed_score_is_found_by_one_statement_for_any_number(self) -> None:
        expected, ids = {}, []
        for _ in range(3):
            of, sam, uma = build.sent_application(), build.person(), build.person()
            build.review(of, sam)
            build.review(of, uma)
            proposal(of, sam, uma)
            ids.append(of.id)
            expected[of.id] = Fraction(7, 2)
        with statements() as sent:
            found = consensus.agreed(ids)

        assert found == expected
        assert len(sent) == 1

    def test_what_one_member_did_not_answer_is_not_agreed(self) -> None:
        of, sam, uma = build.sent_application(), build.person(), build.person()
        build.review(of, sam)
        build.review(of, uma)
        proposal(of, sam)

        assert consensus.agreed([of.id]) == {}

    def test_a_void_review_takes_its_writer_out_of_the_panel(self) -> None:
        of, sam, uma = build.sent_application(), build.person(), build.person()
        build.review(of, sam)
        build.review(of, uma, state=ReviewState.VOID, voided_at=NOON, void_reason="Late conflict.")
        proposal(of, sam)

        assert consensus.agreed([of.id]) == {of.id: Fraction(7, 2)}

    def test_what_was_withdrawn_is_not_agreed(self) -> None:
        of, sam = build.sent_application(), build.person()
        build.review(of, sam)
        row = proposal(of, sam)
        row.withdrawn_at = NOON
        db.session.commit()

        assert consensus.agreed([of.id]) == {}
