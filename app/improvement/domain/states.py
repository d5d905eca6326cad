"""The life of a PDSA cycle, as data."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class CycleState(StrEnum):
    """Where a cycle stands."""

    DRAFT = "draft"
    RUNNING = "running"
    STUDYING = "studying"
    DONE = "done"
    STOPPED = "stopped"


class Decision(StrEnum):
    """What the team does with the change it tested."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"


class Event(StrEnum):
    """What can happen to a cycle."""

    RUN = "run"
    STUDY = "study"
    DECIDE = "decide"
    STOP = "stop"


class IllegalTransition(ValueError):
    """That can not happen to a cycle in this state."""


TRANSITIONS: Mapping[tuple[CycleState, Event], CycleState] = {
    (CycleState.DRAFT, Event.RUN): CycleState.RUNNING,
    (CycleState.RUNNING, Event.STUDY): CycleState.STUDYING,
    (CycleState.STUDYING, Event.DECIDE): CycleState.DONE,
    (CycleState.DRAFT, Event.STOP): CycleState.STOPPED,
    (CycleState.RUNNING, Event.STOP): CycleState.STOPPED,
    (CycleState.STUDYING, Event.STOP): CycleState.STOPPED,
}
OPEN = frozenset({CycleState.DRAFT, CycleState.RUNNING, CycleState.STUDYING})


def after(state: CycleState, event: Event) -> CycleState:
    """The state that `event` leads to; raises `IllegalTransition` when it can not happen.

    >>> after(CycleState.DRAFT, Event.RUN)
    <CycleState.RUNNING: 'running'>
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(f"A cycle that is {state} can not {event}.") from None


def possible(state: CycleState) -> frozenset[Event]:
    """What can happen to a cycle in this state."""
    return frozenset(event for from_state, event in TRANSITIONS if from_state is state)


_WORDS = {
    CycleState.DRAFT: "Planning",
    CycleState.RUNNING: "Testing",
    CycleState.STUDYING: "Study due",
    CycleState.STOPPED: "Stopped",
}
_DECIDED = {
    Decision.ADOPT: "Adopted",
    Decision.ADAPT: "Adapted",
    Decision.ABANDON: "Abandoned",
}


def wording(state: CycleState, decision: Decision | None) -> str:
    """How people read the state: a finished cycle is called by its decision.

    >>> wording(CycleState.DONE, Decision.ADAPT), wording(CycleState.RUNNING, None)
    ('Adapted', 'Testing')
    """
    return _DECIDED[decision] if decision else _WORDS[state]
