"""What may be decided, and what needs a written reason."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.awards.domain import deciding
from app.awards.domain.board import Side
from app.awards.domain.deciding import MOVES, Facts, Move, State, Wish, fault, settled
from app.awards.domain.kinds import AWARDED, Outcome

ABOVE = Facts(side=Side.ABOVE, reviews=3, cap=None)
BELOW = dataclasses.replace(ABOVE, side=Side.BELOW)
PAYS = dataclasses.replace(ABOVE, cap=15_000)


def wish(outcome: Outcome = Outcome.AWARD, **given: Any) -> Wish:
    return Wish(**{"outcome": outcome, "rationale": "A good plan."} | given)


def field(asked: Wish, facts: Facts) -> str:
    found = fault(asked, facts)
    return found.field if found else ""


@pytest.mark.parametrize(
    ("sent", "decided", "told", "state"),
    [
        (False, False, False, State.NOT_SENT),
        (False, True, False, State.NOT_SENT),
        (True, False, False, State.OPEN),
        (True, True, False, State.RECORDED),
        (True, True, True, State.RELEASED),
        (False, True, True, State.RELEASED),
        (True, False, True, State.RELEASED),
    ],
)
def test_the_state_of_deciding(*, sent: bool, decided: bool, told: bool, state: State) -> None:
    assert deciding.state_of(is_sent=sent, is_decided=decided, is_told=told) is state


def test_only_these_moves_exist() -> None:
    possible = {(state, move) for state in State for move in MOVES[state]}
    assert possible == {
        (State.OPEN, Move.RECORD),
        (State.RECORDED, Move.CHANGE),
        (State.RECORDED, Move.TAKE_BACK),
    }


@pytest.mark.parametrize("outcome", Outcome)
def test_a_departure_is_an_award_below_or_none_above_the_line(outcome: Outcome) -> None:
    assert deciding.departs(outcome, Side.BELOW) is (outcome in AWARDED)
    assert deciding.departs(outcome, Side.ABOVE) is (outcome not in AWARDED)
    assert not deciding.departs(outcome, Side.ACROSS)
    assert not deciding.departs(outcome, Side.UNSCORED)


def test_every_side_has_words() -> None:
    assert all(deciding.advice(side).endswith(".") for side in Side)


def test_what_is_in_the_way_is_named_beside_its_field() -> None:
    assert field(wish(), ABOVE) == ""
    assert field(wish(rationale=""), ABOVE) == "rationale"
    assert field(wish(), BELOW) == "departure"
    assert field(wish(departure="A county without any other clinic."), BELOW) == ""
    assert field(wish(Outcome.DECLINE), ABOVE) == "departure"
    assert field(wish(), Facts(Side.UNSCORED, 0, None)) == "departure"
    assert field(wish(departure="All reviewers fell ill."), Facts(Side.UNSCORED, 0, None)) == ""
    assert field(wish(Outcome.AWARD_WITH_CONDITIONS), ABOVE) == "conditions"
    assert field(wish(Outcome.AWARD_WITH_CONDITIONS, conditions="Hire first."), ABOVE) == ""


def test_a_place_on_the_wait_list_is_given_once() -> None:
    facts = dataclasses.replace(BELOW, waiting=frozenset({1}))
    assert field(wish(Outcome.WAIT_LIST), facts) == "waits_as"
    assert field(wish(Outcome.WAIT_LIST, waits_as=0), facts) == "waits_as"
    assert field(wish(Outcome.WAIT_LIST, waits_as=1), facts) == "waits_as"
    assert field(wish(Outcome.WAIT_LIST, waits_as=2), facts) == ""


def test_an_award_that_pays_has_an_amount_up_to_the_most_of_the_round() -> None:
    assert field(wish(), PAYS) == "amount"
    assert field(wish(amount=0), PAYS) == "amount"
    assert field(wish(amount=15_001), PAYS) == "amount"
    assert field(wish(amount=15_000), PAYS) == ""
    below = dataclasses.replace(PAYS, side=Side.BELOW)
    assert field(wish(Outcome.WAIT_LIST, waits_as=1), below) == ""
    assert field(wish(Outcome.DECLINE, amount=-1), below) == ""


def test_what_does_not_belong_to_an_outcome_is_not_kept() -> None:
    full: dict[str, Any] = {
        "departure": "Why not",
        "conditions": "If",
        "waits_as": 3,
        "amount": 10,
    }
    kept = settled(wish(Outcome.AWARD, **full), PAYS)
    assert (kept.departure, kept.conditions, kept.waits_as, kept.amount) == ("", "", None, 10)
    kept = settled(wish(Outcome.WAIT_LIST, **full), PAYS)
    assert (kept.departure, kept.waits_as, kept.amount) == ("Why not", 3, 10)
    kept = settled(wish(Outcome.DECLINE, **full), PAYS)
    assert (kept.amount, kept.waits_as) == (None, None)
    kept = settled(wish(Outcome.AWARD_WITH_CONDITIONS, **full), ABOVE)
    assert (kept.conditions, kept.amount) == ("If", None)
    kept = settled(wish(Outcome.AWARD, **full), Facts(Side.UNSCORED, 0, None))
    assert kept.departure == "Why not"


def test_the_next_place_on_the_wait_list_is_the_first_free_one() -> None:
    assert deciding.next_place(frozenset()) == 1
    assert deciding.next_place(frozenset({1, 3})) == 2
