"""Which version of a module somebody reads, given what they began and what is out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.curriculum.domain import status
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.domain.status import Steps


@dataclass(frozen=True, slots=True)
class Begun:
    """A version that somebody began: finished, left for a newer one, or open."""

    number: int
    completed_at: dt.datetime | None = None
    left_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.left_at is None


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody reads. `begun` is theirs of that version, `newer` one that they may go on in.

    `completed` is the newest version that they finished; it never goes away. `updated` says what
    was published since, as far as version `number`: the gravest of its changes.
    """

    number: int
    begun: Begun | None = None
    newer: int | None = None
    completed: Begun | None = None
    updated: ChangeClass | None = None


_GRAVITY = tuple(ChangeClass)


def choose(
    versions: Sequence[tuple[Steps, ChangeClass | None]],
    begun: Sequence[Begun],
    now: dt.datetime,
    cohort_began: dt.datetime | None = None,
) -> Choice | None:
    """The version for somebody; None when nothing is out and nothing was begun.

    Whoever began a version goes on in it until they finish it or change themselves. Whoever
    finished one is shown the newest, and stays finished.
    """
    out = status.served([steps for steps, _ in versions], now, cohort_began)
    served = None if out is None else out.number
    completed = max(
        (one for one in begun if one.completed_at), key=lambda one: one.number, default=None
    )
    opened = next((one for one in begun if one.is_open), None)
    if opened is not None:
        newer = served if served is not None and served > opened.number else None
        updated = None
        if completed is not None and completed.number < opened.number:
            updated = _gravest(versions, completed.number, opened.number, now)
        return Choice(opened.number, opened, newer, completed, updated)
    if completed is not None:
        if served is None or served <= completed.number:
            return Choice(completed.number, completed, None, completed)
        return Choice(
            served, None, None, completed, _gravest(versions, completed.number, served, now)
        )
    return None if served is None else Choice(served)


def _gravest(
    versions: Sequence[tuple[Steps, ChangeClass | None]],
    after: int,
    until: int,
    now: dt.datetime,
) -> ChangeClass:
    """The gravest change of the versions that came out in between."""
    found = [
        change
        for steps, change in versions
        if after < steps.number <= until and change and steps.publish_at and steps.publish_at <= now
    ]
    return max(found, key=_GRAVITY.index, default=ChangeClass.MINOR)
