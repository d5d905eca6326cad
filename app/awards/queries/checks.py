"""What the check by a second person means for the decisions of a round."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.awards.queries.plans import plan_of
from app.reviews.domain.kinds import Standing
from app.reviews.queries import standings
from app.rfa.domain.checking import CheckState, why_not_decide
from app.rfa.queries import checks

if TYPE_CHECKING:
    from app.rfa.models import Round
    from app.rfa.queries.checks import Checked


@dataclass(frozen=True, slots=True)
class Gate:
    """How the newest version of an application is checked.

    `why_not` says why the check keeps this person from recording a decision; "" when nothing
    is in the way.
    """

    state: CheckState
    why_not: str


def gates(of: Round, application_ids: Collection[int], person_id: int) -> Mapping[int, Gate]:
    """Whether `person_id` could decide about these sent applications of a round, by application.

    Nothing in a round that asks for no check. A constant number of statements.
    """
    if not plan_of(of).needs_check:
        return {}
    found = checks.checked(application_ids)
    checkers = {tick.person_id for one in found.values() for tick in one.ticks}
    stands = standings.stands(application_ids, checkers)
    conflicted = {pair for pair, one in stands.items() if one.standing is Standing.CONFLICTED}
    return {
        key: _gate(
            one, person_id, {checker for checker in checkers if (key, checker) in conflicted}
        )
        for key, one in found.items()
    }


def _gate(of: Checked, person_id: int, conflicted: Collection[int]) -> Gate:
    return Gate(of.state, why_not_decide(of.ticks, of.version, person_id, conflicted))


def states(of: Round, application_ids: Collection[int]) -> Mapping[int, CheckState]:
    """How these sent applications of a round are checked, for its board: two statements.

    Nothing in a round that asks for no check. Whose checks count is looked up where somebody
    is about to decide.
    """
    if not plan_of(of).needs_check:
        return {}
    return {key: one.state for key, one in checks.checked(application_ids).items()}
