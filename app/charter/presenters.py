"""A charter in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.charter.domain.fields import BASELINE, FIELDS, SELF_REPORTED

if TYPE_CHECKING:
    from app.charter.queries import Opened


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the page: its text, where that came from, and what it said first."""

    key: str
    label: str
    help: str
    text: str
    mark: str
    first: str
    claim: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody on the team."""

    id: int
    name: str
    role: str
    detail: str
    mark: str


def mark_of(source: str) -> str:
    """
    >>> mark_of("G1. What do you want to change?")
    'From your application, G1. What do you want to change?'
    """
    return f"From your application, {source}" if source else ""


def rows(of: Opened, *, has_numbers: bool) -> tuple[FieldRow, ...]:
    """Every field in order. The baseline stays a claim until the team's numbers arrive."""
    found = []
    for field in FIELDS:
        entry = of.entries[field.key]
        claimed = field.key == BASELINE and entry.source and not has_numbers
        found.append(
            FieldRow(
                key=field.key,
                label=field.label,
                help=field.help,
                text=entry.text,
                mark=mark_of(entry.source),
                first=entry.first_text if entry.source and entry.text != entry.first_text else "",
                claim=SELF_REPORTED if claimed else "",
            )
        )
    return tuple(found)


def member_rows(of: Opened) -> tuple[MemberRow, ...]:
    """The people who are on the team now."""
    found = []
    for one in of.members:
        hours = "" if one.hours is None else f"{one.hours} hours a month"
        detail = ", ".join(words for words in (one.credentials, hours) if words)
        found.append(MemberRow(one.id, one.name, one.role, detail, mark_of(one.source)))
    return tuple(found)


def filled(rows: tuple[FieldRow, ...]) -> str:
    """
    >>> filled(())
    '0 of 0 parts are written'
    """
    return f"{sum(bool(row.text) for row in rows)} of {len(rows)} parts are written"
