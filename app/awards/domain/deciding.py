"""What may be decided about an application, and when it needs a written reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.awards.domain.board import Side
from app.awards.domain.kinds import AWARDED, Outcome


class State(StrEnum):
    """Where the deciding about an application is."""

    NOT_SENT = "not sent"
    OPEN = "not decided"
    RECORDED = "recorded, not released"
    RELEASED = "released"


class Move(StrEnum):
    """What somebody may do about a decision."""

    RECORD = "record"
    CHANGE = "change"
    TAKE_BACK = "take back"


MOVES: Mapping[State, frozenset[Move]] = {
    State.NOT_SENT: frozenset(),
    State.OPEN: frozenset({Move.RECORD}),
    State.RECORDED: frozenset({Move.CHANGE, Move.TAKE_BACK}),
    State.RELEASED: frozenset(),
}
"""Everything that is not here is refused."""


def state_of(*, is_sent: bool, is_decided: bool, is_told: bool) -> State:
    """Where the deciding is. What was told stays told, whatever becomes of the application.

    >>> str(state_of(is_sent=True, is_decided=True, is_told=False))
    'recorded, not released'
    """
    if is_told:
        return State.RELEASED
    if not is_sent:
        return State.NOT_SENT
    return State.RECORDED if is_decided else State.OPEN


def departs(outcome: Outcome, side: Side) -> bool:
    """Whether a decision differs from what the panel's scores recommend.

    Above the line they recommend an award, below it none. A tie on the line, or no score,
    recommends nothing.

    >>> departs(Outcome.AWARD, Side.BELOW), departs(Outcome.WAIT_LIST, Side.ABOVE)
    (True, True)
    >>> departs(Outcome.DECLINE, Side.ACROSS)
    False
    """
    if outcome in AWARDED:
        return side is Side.BELOW
    return side is Side.ABOVE


def advice(side: Side) -> str:
    """What the panel recommends, in words."""
    return _ADVICE[side]


_ADVICE = {
    Side.ABOVE: "The panel's scores recommend an award: this is above the line.",
    Side.ACROSS: "A tie runs across the line. The scores alone do not say who gets an award.",
    Side.BELOW: "The panel's scores recommend no award: this is below the line.",
    Side.UNSCORED: "No submitted review has a score. The panel recommends nothing.",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to record. `waits_as` counts from 1; `amount` is in dollars."""

    outcome: Outcome
    rationale: str
    departure: str = ""
    conditions: str = ""
    waits_as: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a wish is judged by: the panel, the round, and who already waits as which number."""

    side: Side
    reviews: int
    cap: int | None
    waiting: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a wish cannot be recorded: the field, and a sentence."""

    field: str
    sentence: str


def fault(wish: Wish, facts: Facts) -> Fault | None:
    """The first thing that stands in the way of a wish; None when it can be recorded."""
    if not wish.rationale:
        return Fault("rationale", "Write why.")
    if not wish.departure and facts.reviews == 0:
        return Fault("departure", "Nobody has sent a review. Write why it is decided without one.")
    if not wish.departure and departs(wish.outcome, facts.side):
        return Fault("departure", f"{advice(facts.side)} Write why you decide otherwise.")
    if wish.outcome is Outcome.AWARD_WITH_CONDITIONS and not wish.conditions:
        return Fault("conditions", "Write the conditions of the award.")
    return _fault_of_place(wish, facts) or _fault_of_amount(wish, facts)


def _fault_of_place(wish: Wish, facts: Facts) -> Fault | None:
    if wish.outcome is not Outcome.WAIT_LIST:
        return None
    if wish.waits_as is None or wish.waits_as < 1:
        return Fault("waits_as", "Enter the place on the wait list, such as 1.")
    if wish.waits_as in facts.waiting:
        return Fault("waits_as", f"Another practice is number {wish.waits_as} on the wait list.")
    return None


def _fault_of_amount(wish: Wish, facts: Facts) -> Fault | None:
    if facts.cap is None or wish.outcome is Outcome.DECLINE:
        return None
    if wish.amount is None:
        lacks = wish.outcome in AWARDED
        return Fault("amount", "Enter the amount of the award in dollars.") if lacks else None
    if not 1 <= wish.amount <= facts.cap:
        return Fault(
            "amount", f"Enter an amount from $1 to ${facts.cap:,}, the most of this round."
        )
    return None


def settled(wish: Wish, facts: Facts) -> Wish:
    """The wish without what does not belong to its outcome; a departure only where there is one."""
    pays = facts.cap is not None and wish.outcome is not Outcome.DECLINE
    needs = facts.reviews == 0 or departs(wish.outcome, facts.side)
    return Wish(
        outcome=wish.outcome,
        rationale=wish.rationale,
        departure=wish.departure if needs else "",
        conditions=wish.conditions if wish.outcome is Outcome.AWARD_WITH_CONDITIONS else "",
        waits_as=wish.waits_as if wish.outcome is Outcome.WAIT_LIST else None,
        amount=wish.amount if pays else None,
    )


def next_place(waiting: frozenset[int]) -> int:
    """The first free number on the wait list.

    >>> next_place(frozenset({1, 2, 4}))
    3
    """
    return next(number for number in range(1, len(waiting) + 2) if number not in waiting)
