"""What must have happened before a module opens for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import Fact, Gate


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody did so far, as far as modules may ask for it.

    `quizzes`: the best share of right answers in percent by module. `offered`: the modules that
    are not archived. `has_team`: facts about a team are asked of people with a team only.
    """

    completed: frozenset[str] = frozenset()
    quizzes: Mapping[str, int] = field(default_factory=dict)
    attended: frozenset[str] = frozenset()
    facts: frozenset[Fact] = frozenset()
    offered: frozenset[str] = frozenset()
    has_team: bool = True


def missing(asked: Iterable[Prerequisite], record: Record) -> tuple[Prerequisite, ...]:
    """What still keeps a module closed."""
    return tuple(one for one in asked if not is_met(one, record))


def is_met(one: Prerequisite, record: Record) -> bool:
    """Whether one thing that a module asks for is there.

    A module that was archived can no longer be learned, so it closes nothing.
    """
    match one.gate:
        case Gate.MODULE:
            return one.of in record.completed or one.of not in record.offered
        case Gate.QUIZ:
            best = record.quizzes.get(one.of)
            reached = best is not None and best >= (one.percent or 0)
            return reached or one.of not in record.offered
        case Gate.EVENT:
            return one.of in record.attended
        case _:
            return not record.has_team or one.of in record.facts
