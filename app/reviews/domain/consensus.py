"""Consensus: one score that the panel agrees to; it stands beside the reviews, never in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum


class ConsensusState(StrEnum):
    """Where a proposal stands while it was not taken back."""

    OPEN = "waiting for answers"
    DISAGREED = "somebody disagrees"
    AGREED = "agreed"


def state(members: Collection[int], answers: Mapping[int, bool]) -> ConsensusState:
    """Where a proposal stands, by the panel's `members` and who of all people agrees.

    Members are those with a submitted review; what anybody else said does not count. Without
    a member nobody can agree.

    >>> str(state([1, 2], {1: True})), str(state([1, 2], {1: True, 2: True}))
    ('waiting for answers', 'agreed')
    >>> str(state([1, 2], {1: True, 2: False})), str(state([], {}))
    ('somebody disagrees', 'waiting for answers')
    """
    said = [answers.get(member) for member in members]
    if any(one is False for one in said):
        return ConsensusState.DISAGREED
    if said and all(said):
        return ConsensusState.AGREED
    return ConsensusState.OPEN
