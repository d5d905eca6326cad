"""What somebody of a team learns next: the lesson to go on with, and the event that comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from app.core.clock import central
from app.curriculum.presenters import catalogue
from app.events.domain import checking_in
from app.events.domain.checking_in import Window
from app.events.domain.kinds import RegistrationState
from app.events.domain.words import when
from app.events.presenters.listing import standing
from app.events.queries.registrations import Count

if TYPE_CHECKING:
    from app.curriculum.queries.going_on import GoingOn
    from app.events.queries.next_up import NextUp


@dataclass(frozen=True, slots=True)
class GoOn:
    """The lesson to go on with, else the next module; the catalogue when there is neither."""

    title: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The next event; `tone` and `words` say how it stands with the reader.

    `check_in` is where to enter the code, while that is open.
    """

    title: str
    href: str
    on: dt.date
    when: str
    tone: str
    words: str
    check_in: str


@dataclass(frozen=True, slots=True)
class Learning:
    """The card on the home of a team."""

    go_on: GoOn
    event: NextEvent | None


def learning(going_on: GoingOn | None, next_up: NextUp | None, now: dt.datetime) -> Learning:
    """The card for somebody who is there in their modules, and has that event ahead."""
    return Learning(_go_on(going_on), None if next_up is None else _event(next_up, now))


def _go_on(found: GoingOn | None) -> GoOn:
    if found is None:
        return GoOn(
            "Find a lesson", "Short lessons, for each role.", url_for("curriculum.catalogue")
        )
    one = catalogue.resumed(found)
    if not one.is_begun:
        words = f"Next for you: {one.words}"
        return GoOn(one.title, words, url_for("curriculum.module", module=one.module))
    if not one.lesson:
        return GoOn(one.title, one.words, url_for("curriculum.module", module=one.module))
    href = url_for("curriculum.lesson", module=one.module, lesson=one.lesson)
    return GoOn(one.title, f"Go on with {one.words[0].lower()}{one.words[1:]}", href)


def _event(found: NextUp, now: dt.datetime) -> NextEvent:
    of, row = found.event, found.registration
    tone, words = standing(of, row, Count(found.placed), now)
    has_place = row is not None and row.state is RegistrationState.REGISTERED
    is_open = checking_in.window(of, now) is Window.OPEN
    if found.is_checked_in:
        tone, words = "ok", "You are checked in"
    return NextEvent(
        title=of.title,
        href=url_for("events.event", event=of.key),
        on=central(of.starts_at).date(),
        when=when(of.starts_at, of.ends_at),
        tone=tone,
        words=words,
        check_in=url_for("events.check_in", event=of.key)
        if has_place and is_open and not found.is_checked_in
        else "",
    )
