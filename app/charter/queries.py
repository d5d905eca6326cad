"""Every look at charters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.charter.domain.fields import BY_KEY
from app.charter.models import Charter, CharterEntry, CharterMember
from app.core.db import db
from app.core.errors import Missing


@dataclass(frozen=True, slots=True)
class Opened:
    """A charter with its entries by field and the people who are on the team now."""

    charter: Charter
    entries: Mapping[str, CharterEntry]
    members: tuple[CharterMember, ...]


def charter_of(practice_id: int, cohort_id: int) -> Charter | None:
    """The charter of a practice in a cohort, when there is one."""
    return db.session.scalar(
        select(Charter).where(Charter.practice_id == practice_id, Charter.cohort_id == cohort_id)
    )


def charter(practice_id: int, cohort_id: int | None) -> Charter:
    """The same; raises `Missing` when there is none."""
    found = charter_of(practice_id, cohort_id) if cohort_id is not None else None
    if found is None:
        raise Missing(str(practice_id))
    return found


def opened(of: Charter) -> Opened:
    """A charter with everything in it. Two statements."""
    entries = db.session.scalars(select(CharterEntry).where(CharterEntry.charter_id == of.id))
    return Opened(of, {entry.field: entry for entry in entries}, members(of.id))


def members(charter_id: int) -> tuple[CharterMember, ...]:
    """The people who are on the team now, in the order they were named."""
    return tuple(
        db.session.scalars(
            select(CharterMember)
            .where(CharterMember.charter_id == charter_id, CharterMember.ended_at.is_(None))
            .order_by(CharterMember.id)
        )
    )


def entry(of: Charter, field: str) -> CharterEntry:
    """One entry of a charter; raises `Missing` for a field that charters do not have."""
    if field not in BY_KEY:
        raise Missing(field)
    return db.session.scalars(
        select(CharterEntry).where(CharterEntry.charter_id == of.id, CharterEntry.field == field)
    ).one()


def member(of: Charter, member_id: int) -> CharterMember:
    """Somebody who is on the team now; raises `Missing`."""
    found = db.session.scalar(
        select(CharterMember).where(
            CharterMember.id == member_id,
            CharterMember.charter_id == of.id,
            CharterMember.ended_at.is_(None),
        )
    )
    if found is None:
        raise Missing(str(member_id))
    return found


def is_confirmed(practice_ids: Collection[int]) -> bool:
    """Whether one of these teams read its charter and agreed."""
    return bool(
        db.session.scalar(
            select(Charter.id)
            .where(Charter.practice_id.in_(practice_ids), Charter.confirmed_at.is_not(None))
            .limit(1)
        )
    )
