"""What a cycle needs before it may go on. Saving a draft is never refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.improvement.domain.states import Decision


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is missing: the field it belongs to, and what to do."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a cycle, what is predicted, what came out."""

    question: str
    predicted: str = ""
    result: str = ""


def to_run(objective: str, asked: Sequence[Asked], starts_on: dt.date | None) -> list[Need]:
    """What a plan lacks before the test may run. A test without a prediction teaches little.

    >>> [need.field for need in to_run("", [], None)]
    ['objective', 'predictions-0-predicted', 'planned_start']
    """
    needs = []
    if not objective:
        needs.append(Need("objective", "Say what you want to find out or change."))
    if not any(one.predicted for one in asked):
        text = "Add a prediction before you run the test: what do you expect to see?"
        needs.append(Need("predictions-0-predicted", text))
    if starts_on is None:
        needs.append(Need("planned_start", "Enter the day the test starts."))
    return needs


def to_study(as_planned: bool | None, observations: str) -> list[Need]:
    """What Do lacks before the cycle may be studied."""
    needs = []
    if as_planned is None:
        needs.append(Need("as_planned", "Select whether the test ran as planned."))
    if not observations:
        needs.append(Need("observations", "Say what you saw while you tested."))
    return needs


def to_decide(
    asked: Sequence[Asked], learned: str, decision: Decision | None, next_steps: str
) -> list[Need]:
    """What Study and Act lack before the cycle may be finished."""
    needs = [
        Need(f"results-{place}-result", "Enter what happened, beside what you predicted.")
        for place, one in enumerate(asked)
        if one.predicted and not one.result
    ]
    if not learned:
        needs.append(Need("learned", "Say what you learned."))
    if decision is None:
        needs.append(Need("decision", "Choose: adopt, adapt or abandon."))
    if decision in _NEXT and not next_steps:
        needs.append(Need("next_steps", _NEXT[decision]))
    return needs


_NEXT = {
    Decision.ADOPT: "Say how you will keep it going.",
    Decision.ADAPT: "Say what you will change in the next cycle.",
}


def dates(started_on: dt.date | None, ended_on: dt.date | None, today: dt.date) -> list[Need]:
    """What is wrong with the days of a cycle.

    >>> day = dt.date(2026, 11, 18)
    >>> [need.message for need in dates(day, day - dt.timedelta(days=1), day)]
    ['The end cannot be before the start.']
    """
    needs = []
    if started_on and started_on > today:
        needs.append(Need("started_on", "The start cannot be after today."))
    if ended_on and ended_on > today:
        needs.append(Need("ended_on", "The end cannot be after today."))
    if started_on and ended_on and ended_on < started_on:
        needs.append(Need("ended_on", "The end cannot be before the start."))
    return needs
