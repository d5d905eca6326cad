"""Reminders as staff write them and as their readers see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.clock import central
from app.core.dates import short_day
from app.core.errors import Missing
from app.curriculum.domain import stuck as rules
from app.curriculum.domain.nudging import Offer, Spared
from app.curriculum.domain.stuck import Footing, Stage, Why
from app.curriculum.presenters.learn_words import counted
from app.curriculum.presenters.oversight import on, pick_value
from app.curriculum.queries.nudges import Got
from app.curriculum.queries.oversight import Column, Overview
from app.curriculum.services.nudges import Letter, Outcome, Pick

MOST = 200


def picks(values: Iterable[str], found: Overview, now: dt.datetime) -> list[Pick]:
    """What was picked, for people that one oversees; raises `Missing` for anybody else."""
    people, columns = found.crowd.everybody, {one.id: one for one in found.every}
    made = {}
    for value in list(dict.fromkeys(values))[:MOST]:
        person, _, module = value.partition("-")
        person_id, column = _number(person), columns.get(_number(module))
        if person_id not in people or column is None or not found.matters(person_id, column):
            raise Missing(value)
        why = why_words(column, found.footing(person_id, column.id), now)
        made[value] = Pick(person_id, column.id, column.key, column.title, why)
    return list(made.values())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def why_words(column: Column, footing: Footing, now: dt.datetime) -> str:
    """Why somebody hears about a module, said to them."""
    why = rules.reasons(footing, now, central(now).date())
    due = footing.due.due_on if footing.due else None
    if Why.NO_TRIES in why:
        return "You used your tries at the quiz. Program staff can give you one more."
    if Why.OVERDUE in why and due:
        return f"It is required, and it was due on {short_day(due)}."
    if footing.stage is Stage.IN_PROGRESS:
        return f"You began it, and you were last there on {on(footing.last_at)}."
    if due:
        return f"It is assigned to you, and due on {short_day(due)}."
    if footing.due is not None:
        return "It is assigned to you."
    return "It is required of everybody." if column.is_required else "It is part of the curriculum."


def offers(
    checked: Sequence[tuple[Pick, Spared | None]], names: Mapping[int, str]
) -> tuple[Offer, ...]:
    """Those who may be reminded."""
    return tuple(
        Offer(
            pick_value(one.person_id, one.module_id),
            f"{names[one.person_id]}: {one.title}",
            one.why,
        )
        for one, why in checked
        if why is None
    )


def left_out(
    checked: Iterable[tuple[Pick, Spared | None]], names: Mapping[int, str]
) -> tuple[str, ...]:
    """Who is spared, and why, in sentences."""
    return tuple(
        f"{names[one.person_id]} {why.value}: {one.title}."
        for one, why in checked
        if why is not None
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as one person would get it, and how many get one."""

    name: str
    subject: str
    body: str
    words: str


def preview(letters: Sequence[Letter]) -> Preview | None:
    """The first of these mails; None when there is none."""
    if not letters:
        return None
    first, more = letters[0], len(letters) - 1
    words = "Nobody else gets one."
    if more:
        words = (
            f"{counted(more, 'other person gets', 'other people get')} the same words, with "
            "their own modules and reasons."
        )
    body = first.body.replace("{link}", "(a link of their own)")
    return Preview(first.name, first.subject, body, f"Nothing is sent yet. {words}")


def told_words(outcome: Outcome) -> str:
    """What sending a reminder did."""
    said = f"{counted(len(outcome.told), 'person gets', 'people get')} a mail."
    spared = len({one.person_id for one, _ in outcome.spared} - outcome.told)
    if not spared:
        return said
    verb = "was" if spared == 1 else "were"
    return f"{said} {counted(spared, 'person', 'people')} {verb} left out."


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder that somebody got."""

    on: str
    title: str
    by: str


def lines(found: Sequence[Got], names: Mapping[int, str]) -> tuple[Line, ...]:
    """The reminders that somebody got, the newest first."""
    return tuple(
        Line(on(one.row.sent_at), one.title, names.get(one.row.sent_by_id, "Program staff"))
        for one in found
    )


def senders(found: Collection[Got]) -> set[int]:
    """Who sent reminders."""
    return {one.row.sent_by_id for one in found}
