"""From an award to work: until when to answer, who does what, and what each step pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from app.awards.domain.kinds import Reply
from app.collaborative.domain.calendar import first_of_month
from app.core.days import CENTRAL
from app.policy.table import Role

if TYPE_CHECKING:
    from app.awards.domain.steps import Step

W9 = "w-9"
STEP_WORDS: Mapping[str, str] = {W9: "W-9 received by finance"}
"""The steps that staff tick; nothing about them is uploaded."""
NO_LEAD = "Choose at least one team lead."
TEAM_ROLE_FOR: Mapping[Role, Role] = {
    Role.APPLICATION_LEAD: Role.LEAD,
    Role.APPLICATION_SIGNER: Role.SPONSOR,
    Role.APPLICATION_EDITOR: Role.CARE_COORDINATOR,
    Role.APPLICATION_VIEWER: Role.VIEWER,
}
"""What somebody who worked on the application is on the team, the first that fits."""


class Stage(StrEnum):
    """Where an award is."""

    OPEN = "waits for the answer"
    LATE = "not answered in time"
    ACCEPTED = "accepted"
    DECLINED = "declined"


def stage(reply: Reply | None, last: dt.date, at: dt.datetime) -> Stage:
    """Where an award is at `at`, when it can be answered through the day `last`."""
    if reply is not None:
        return Stage.ACCEPTED if reply is Reply.ACCEPTED else Stage.DECLINED
    return Stage.OPEN if _day(at) <= last else Stage.LATE


def last_day(told_at: dt.datetime, days: int) -> dt.date:
    """The last day in Mississippi to answer an award, that day included.

    >>> last_day(dt.datetime(2026, 4, 18, 3, tzinfo=dt.UTC), 14)
    datetime.date(2026, 5, 1)
    """
    return _day(told_at) + dt.timedelta(days=days)


def first_month(cohort_starts: dt.date, at: dt.datetime) -> dt.date:
    """The month from which a practice takes part: the cohort's first, or the current one.

    >>> first_month(dt.date(2026, 6, 1), dt.datetime(2026, 4, 20, tzinfo=dt.UTC))
    datetime.date(2026, 6, 1)
    """
    return max(first_of_month(cohort_starts), first_of_month(_day(at)))


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(CENTRAL).date()


def pay(amount: int | None, steps: Sequence[Step]) -> tuple[int | None, ...]:
    """What each step pays in whole dollars; what is left over goes to the last one.

    >>> from app.awards.domain.steps import USUAL_STEPS
    >>> pay(10_001, USUAL_STEPS)
    (4000, 2500, 2000, 1501)
    """
    if amount is None or not steps:
        return (None,) * len(steps)
    parts = [amount * step.percent // 100 for step in steps[:-1]]
    return (*parts, amount - sum(parts))


def usual_role(held: Collection[Role]) -> Role:
    """What somebody with these roles in the application is on the team unless chosen otherwise.

    >>> usual_role([Role.APPLICATION_EDITOR, Role.APPLICATION_SIGNER]).value
    'sponsor'
    """
    return next(role for applicant, role in TEAM_ROLE_FOR.items() if applicant in held)


def promotion_lacks(
    waits_as: int | None, waiting: Collection[int], *, free: int, reason: str
) -> str:
    """Why a place cannot be given without a reason; "" when nothing is in the way.

    `waits_as` is None for an appeal that was upheld; `waiting` are the places on the wait
    list that still wait, and `free` how many awards are free.
    """
    if reason:
        return ""
    if free < 1:
        return "No place is free. Write why you give one more."
    if waits_as is None:
        return "Write why: this practice is not on the wait list."
    if any(place < waits_as for place in waiting):
        return "Another practice is before this one on the wait list. Write why it is passed over."
    return ""
