"""The only source of 'now', so that tests can hold it still; and instants in Mississippi."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Flask, current_app, has_app_context

from app.core.days import CENTRAL


@dataclass(slots=True)
class Clock:
    """The system's clock, or one that a test has set; never settable in production."""

    fixed: dt.datetime | None = None

    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""
        return self.fixed or dt.datetime.now(dt.UTC)

    def set(self, instant: dt.datetime) -> None:
        """Hold the clock still at `instant`, which must be aware."""
        if instant.tzinfo is None:
            raise ValueError("the clock is set to an aware instant")
        self.fixed = instant.astimezone(dt.UTC)


def init_app(app: Flask) -> None:
    app.extensions["clock"] = Clock()


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    if not has_app_context():
        return dt.datetime.now(dt.UTC)
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def central(instant: dt.datetime) -> dt.datetime:
    """The same instant on the clocks of Mississippi."""
    return instant.astimezone(CENTRAL)


def today() -> dt.date:
    """The calendar day in Mississippi now."""
    return central(now()).date()


class NoSuchTime(ValueError):
    """A local time that the change to summer time skips."""


class TwoSuchTimes(ValueError):
    """A local time that happens twice when summer time ends."""


def instant_in_mississippi(local: dt.datetime) -> dt.datetime:
    """The UTC instant of a naive local date and time in US Central.

    Raises `NoSuchTime` in the hour skipped in March and `TwoSuchTimes` in the hour
    repeated in November: the page asks back instead of guessing.

    >>> instant_in_mississippi(dt.datetime(2026, 10, 30, 17, 0)).isoformat()
    '2026-10-30T22:00:00+00:00'
    >>> instant_in_mississippi(dt.datetime(2026, 11, 2, 17, 0)).isoformat()
    '2026-11-02T23:00:00+00:00'
    """
    early = local.replace(tzinfo=CENTRAL, fold=0)
    late = local.replace(tzinfo=CENTRAL, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(dt.UTC)
    there_and_back = early.astimezone(dt.UTC).astimezone(CENTRAL)
    if there_and_back.replace(tzinfo=None) != local:
        raise NoSuchTime("That time does not exist: clocks go forward that night.")
    raise TwoSuchTimes("That time comes twice: clocks go back that night.")
