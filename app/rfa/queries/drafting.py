"""Reading the history of answers, who is here, comments and who does what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.domain.names import initials
from app.core.db import db
from app.core.model import Model
from app.rfa.models import AnswerChange, Presence

HERE_FOR = dt.timedelta(seconds=15)
"""How long somebody counts as present after the last sign of life."""


@dataclass(frozen=True, slots=True)
class LatestChange:
    """The last change of an answer, with the name of who made it."""

    change: AnswerChange
    name: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who has a section open."""

    id: int
    name: str

    @property
    def initials(self) -> str:
        """The letters of the avatar."""
        return initials(self.name)


def latest_changes(application_id: int, questions: Collection[str]) -> dict[str, LatestChange]:
    """The last change of each of these answers, by question key: one statement."""
    people = Model.metadata.tables["person"]
    newest = (
        select(func.max(AnswerChange.id))
        .where(AnswerChange.application_id == application_id, AnswerChange.question.in_(questions))
        .group_by(AnswerChange.question)
    )
    rows = db.session.execute(
        select(AnswerChange, people.c.name)
        .join(people, people.c.id == AnswerChange.by_id)
        .where(AnswerChange.id.in_(newest))
    )
    return {change.question: LatestChange(change, name) for change, name in rows}


def changed_since(application_id: int, section: str, version: int) -> frozenset[str]:
    """The questions of a section that were changed after that version of it."""
    return frozenset(
        db.session.scalars(
            select(AnswerChange.question).where(
                AnswerChange.application_id == application_id,
                AnswerChange.section == section,
                AnswerChange.version > version,
            )
        )
    )


def history(application_id: int, question: str) -> tuple[LatestChange, ...]:
    """Every change of one answer with who made it, the latest first."""
    people = Model.metadata.tables["person"]
    rows = db.session.execute(
        select(AnswerChange, people.c.name)
        .join(people, people.c.id == AnswerChange.by_id)
        .where(AnswerChange.application_id == application_id, AnswerChange.question == question)
        .order_by(AnswerChange.id.desc())
    )
    return tuple(LatestChange(change, name) for change, name in rows)


def changes_after(application_id: int, since: dt.datetime) -> tuple[LatestChange, ...]:
    """Every change that began after `since`, with who made it, in order."""
    people = Model.metadata.tables["person"]
    rows = db.session.execute(
        select(AnswerChange, people.c.name)
        .join(people, people.c.id == AnswerChange.by_id)
        .where(AnswerChange.application_id == application_id, AnswerChange.began_at > since)
        .order_by(AnswerChange.at, AnswerChange.id)
    )
    return tuple(LatestChange(change, name) for change, name in rows)


def present(
    application_id: int, section: str, at: dt.datetime, *, but: int | None = None
) -> tuple[Somebody, ...]:
    """Who else has a section open now, by name."""
    people = Model.metadata.tables["person"]
    rows = db.session.execute(
        select(people.c.id, people.c.name)
        .join(Presence, Presence.person_id == people.c.id)
        .where(
            Presence.application_id == application_id,
            Presence.section == section,
            Presence.seen_at > at - HERE_FOR,
        )
        .order_by(people.c.name, people.c.id)
    )
    return tuple(Somebody(number, name) for number, name in rows if number != but)


def last_editors(application_id: int) -> dict[int, tuple[str, dt.datetime]]:
    """The section that each person changed last, and when, by person."""
    rows = db.session.execute(
        select(AnswerChange.by_id, AnswerChange.section, AnswerChange.at)
        .where(AnswerChange.application_id == application_id)
        .order_by(AnswerChange.at)
    )
    return {person: (section, at) for person, section, at in rows}
