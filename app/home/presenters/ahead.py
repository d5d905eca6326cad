"""What waits for those who run the program: versions to approve, and the next events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from app.core.clock import central
from app.core.dates import short_day
from app.events.domain.words import ahead, when

if TYPE_CHECKING:
    from app.curriculum.queries.waiting import Waiting
    from app.events.queries.next_up import NextToRun

SHOWN = 3


@dataclass(frozen=True, slots=True)
class ToApprove:
    """A version in review."""

    title: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Coming:
    """An event that the reader runs."""

    title: str
    href: str
    on: dt.date
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """Both; `more` is how many other versions wait."""

    to_approve: tuple[ToApprove, ...]
    more: int
    coming: tuple[Coming, ...]

    def __bool__(self) -> bool:
        return bool(self.to_approve or self.coming)


def ahead_of(versions: Sequence[Waiting], events: Sequence[NextToRun], now: dt.datetime) -> Ahead:
    """The first few of both, in words."""
    return Ahead(
        tuple(_to_approve(one) for one in versions[:SHOWN]),
        max(len(versions) - SHOWN, 0),
        tuple(_coming(one, now) for one in events),
    )


def _to_approve(one: Waiting) -> ToApprove:
    words = f"Version {one.number}, waits since {short_day(central(one.since).date())}."
    if one.is_own:
        words += " You wrote in it, so somebody else approves it."
    return ToApprove(
        one.title, url_for("curriculum.version", module=one.module, number=one.number), words
    )


def _coming(one: NextToRun, now: dt.datetime) -> Coming:
    of = one.event
    words = f"{one.placed} registered"
    if of.capacity is not None:
        words = f"{one.placed} of {of.capacity} places taken"
    if one.waiting:
        words += f", {one.waiting} in line"
    away = ahead(of.starts_at, now)
    return Coming(
        of.title,
        url_for("events.run_event", event=of.key),
        central(of.starts_at).date(),
        when(of.starts_at, of.ends_at),
        f"{away.capitalize()}. {words}." if away else f"Going on now. {words}.",
    )
