"""Where somebody is with a module, and whether they are stuck. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.curriculum.domain import assigning
from app.curriculum.domain.assigning import Due

QUIET_DAYS = 14
RULE = (
    f"Somebody is stuck in a module that they have not completed when they began it and did "
    f"nothing in it for {QUIET_DAYS} days, when they used all their tries at its quiz without "
    "passing, or when it is required of them and its due date is over. Whoever completed it "
    "and lost the certificate is stuck when they used all their tries again."
)


class Stage(StrEnum):
    """Where somebody is with a module. Whoever completed a version of it stays done."""

    DONE = "done"
    IN_PROGRESS = "in progress"
    NOT_BEGUN = "not begun"


class Why(StrEnum):
    """Why somebody is stuck."""

    QUIET = "quiet"
    NO_TRIES = "no tries"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries at the quiz of a module. `allowed` None: as often as they like.

    `is_open`: the last one is not sent yet. `last_at`: when the last one was begun or sent.
    """

    used: int = 0
    allowed: int | None = None
    is_open: bool = False
    is_passed: bool = False
    last_at: dt.datetime | None = None

    @property
    def left(self) -> int | None:
        """How many more may be begun; None for any number."""
        return None if self.allowed is None else max(self.allowed - self.used, 0)

    @property
    def is_counting_down(self) -> bool:
        """Whether it matters how many are left: they are counted, one was begun, none passed."""
        return self.left is not None and self.used > 0 and not self.is_passed

    @property
    def are_used_up(self) -> bool:
        """Whether nothing is left to try, and nothing was passed."""
        return self.left == 0 and not self.is_open and not self.is_passed


@dataclass(frozen=True, slots=True)
class Footing:
    """Somebody in a module: `last_at` is when they last did something in it.

    `tries` is None when the version that they read has no quiz. `try_asked_at`: they asked for
    one more try, and nobody gave it yet. `revoked_at`: they completed it and lost the certificate
    for it; `tries` are those since then.
    """

    began_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    study_id: int | None = None
    lessons: int = 0
    lessons_done: int = 0
    tries: Tries | None = None
    due: Due | None = None
    try_asked_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None

    @property
    def stage(self) -> Stage:
        if self.completed_at is not None:
            return Stage.DONE
        return Stage.NOT_BEGUN if self.began_at is None else Stage.IN_PROGRESS


def reasons(footing: Footing, now: dt.datetime, today: dt.date) -> tuple[Why, ...]:
    """Why somebody is stuck in a module; empty when they are not.

    The rule of `RULE`: 14 days are over at the same time of day, and the due date is in time.
    """
    is_used_up = footing.tries is not None and footing.tries.are_used_up
    if footing.stage is Stage.DONE:
        return (Why.NO_TRIES,) if footing.revoked_at is not None and is_used_up else ()
    found = []
    if footing.last_at is not None and now - footing.last_at >= dt.timedelta(days=QUIET_DAYS):
        found.append(Why.QUIET)
    if is_used_up:
        found.append(Why.NO_TRIES)
    if assigning.is_overdue(footing.due, today):
        found.append(Why.OVERDUE)
    return tuple(found)
