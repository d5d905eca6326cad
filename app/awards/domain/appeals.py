"""Until when somebody may appeal, and about what."""

from __future__ import annotations

import datetime as dt

from app.awards.domain.kinds import Outcome

LONGEST_BASIS, LONGEST_REASON = 10_000, 4_000


def last_day(released_on: dt.date, days: int) -> dt.date | None:
    """The last day to appeal, itself included; None when the round takes no appeals.

    >>> last_day(dt.date(2026, 4, 17), 30), last_day(dt.date(2026, 4, 17), 0)
    (datetime.date(2026, 5, 17), None)
    """
    return released_on + dt.timedelta(days=days) if days else None


def can_be_appealed(
    outcome: Outcome, *, is_answered: bool = False, is_promoted: bool = False
) -> bool:
    """Whether there is something to appeal: a plain award has all that was asked for.

    Whoever answered an award, or was given a place later, has nothing to appeal either.

    >>> can_be_appealed(Outcome.DECLINE), can_be_appealed(Outcome.DECLINE, is_promoted=True)
    (True, False)
    """
    return outcome is not Outcome.AWARD and not is_answered and not is_promoted
