"""Where somebody goes on in a module that they are in the middle of. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.curriculum.domain.stuck import Tries


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson of a module with what somebody did in it.

    `is_kept`: they did more than look at it. `is_for`: it is meant for their roles. `is_asked`:
    it must be done, as it is not only for other practices than theirs. `seen_at`: when they last
    were in it; None when they never opened it.
    """

    key: str
    title: str
    minutes: int
    is_done: bool = False
    is_for: bool = True
    seen_at: dt.datetime | None = None
    is_kept: bool = False
    is_asked: bool = True


def asked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The lessons that must be done; all of them when every one is for other practices."""
    return tuple(step for step in steps if step.is_asked) or tuple(steps)


def place(steps: Sequence[Step]) -> int | None:
    """Which lesson comes next, counted from 0; None when all that are asked are done.

    The one that they were in last, until it is done. Then one that is meant for them: the next
    one after it, else the first before it. What is meant for others comes last.

    >>> place((Step("a", "A", 5, is_done=True), Step("b", "B", 5, is_for=False), Step("c", "C", 5)))
    2
    """
    wanted = asked(steps)
    seen = [(step.seen_at, steps.index(step)) for step in wanted if step.seen_at is not None]
    last = max(seen)[1] if seen else -1
    if seen and not steps[last].is_done:
        return last
    left = [steps.index(step) for step in wanted if not step.is_done]
    return min(left, key=lambda n: (not steps[n].is_for, n < last, n), default=None)


def is_only_looked_at(steps: Sequence[Step]) -> bool:
    """Whether somebody opened no more than one lesson, and did nothing in it."""
    opened = sum(step.seen_at is not None for step in steps)
    return opened < 2 and not any(step.is_kept or step.is_done for step in steps)


# ------------------------------------------------------------------ among several modules


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A module that somebody is in the middle of: its lessons, and when they last did something.

    `tries` is None when the version that they read has no quiz.
    """

    study_id: int
    steps: tuple[Step, ...]
    last_at: dt.datetime
    tries: Tries | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether only the quiz is left, and no try at it."""
        return self.tries is not None and self.tries.are_used_up and place(self.steps) is None


def last_at(
    began_at: dt.datetime, seen: Iterable[dt.datetime | None], tries: Tries | None
) -> dt.datetime:
    """When somebody last did something in a module: began it, was in a lesson, or tried its quiz.

    `seen`: when they were last in each lesson that they opened.
    """
    tried = tries.last_at if tries is not None else None
    return max(at for at in (began_at, tried, *seen) if at is not None)


def latest(modules: Iterable[UnderWay]) -> UnderWay | None:
    """The module to go on with: the one in which somebody last did something.

    One that they only looked at comes after those, and where only the quiz is left and no try at
    it they cannot go on.
    """
    return max(
        (one for one in modules if not one.is_stuck),
        key=lambda one: (not is_only_looked_at(one.steps), one.last_at, one.study_id),
        default=None,
    )
