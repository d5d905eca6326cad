"""How long a sign-in lasts: idle, absolute, and between the two steps of signing in.

Whoever can see the whole program is signed out sooner than a member of one team
(ASVS 5.0, 7.3.1 and 7.3.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from app.policy.table import PROGRAM_ROLES, Role

BETWEEN_STEPS = dt.timedelta(minutes=15)
SEEN_STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings that a sign-in lives by, in minutes and hours."""

    team_minutes: int
    staff_minutes: int
    hours: int


def idle_limit(roles: Collection[Role], limits: Limits) -> dt.timedelta:
    """How long somebody with `roles` may do nothing.

    >>> limits = Limits(team_minutes=120, staff_minutes=30, hours=12)
    >>> idle_limit({Role.LEAD}, limits)
    datetime.timedelta(seconds=7200)
    >>> idle_limit({Role.LEAD, Role.COACH}, limits)
    datetime.timedelta(seconds=1800)
    """
    in_program = any(role in PROGRAM_ROLES for role in roles)
    return dt.timedelta(minutes=limits.staff_minutes if in_program else limits.team_minutes)


def is_over(
    created_at: dt.datetime,
    last_seen_at: dt.datetime,
    *,
    idle: dt.timedelta,
    hours: int,
    at: dt.datetime,
) -> bool:
    """Whether a sign-in has ended by itself at `at`: idle for `idle`, or `hours` old.

    >>> noon = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    >>> later = noon + dt.timedelta(minutes=30)
    >>> is_over(noon, noon, idle=dt.timedelta(minutes=30), hours=12, at=later)
    True
    >>> is_over(noon, later, idle=dt.timedelta(minutes=30), hours=12, at=later)
    False
    """
    return at - last_seen_at >= idle or at - created_at >= dt.timedelta(hours=hours)


def seen_is_stale(last_seen_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether the time of the last request should be written again: at most once a minute.

    >>> noon = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    >>> seen_is_stale(noon, noon + dt.timedelta(seconds=59))
    False
    """
    return at - last_seen_at >= SEEN_STEP


def needs_second_factor(roles: Collection[Role], demanded: Collection[str]) -> bool:
    """Whether one of `roles` is among those that must sign in with two steps.

    >>> needs_second_factor({Role.LEAD, Role.REVIEWER}, ("reviewer",))
    True
    >>> needs_second_factor({Role.LEAD}, ("reviewer",))
    False
    """
    return any(role in demanded for role in roles)
