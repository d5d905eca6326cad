"""The directory: what staff wrote over what the portal comes with."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.public.domain.contacts import STANDARD, StandardContact, is_old
from app.public.models import Contact

NEVER_WRITTEN = 0
"""The version of a standard entry that has no row yet."""


def contacts() -> tuple[Contact, ...]:
    """The directory in its order; one statement.

    A standard entry that no row stands for is shown as it comes, so no page is ever without
    the phone numbers.
    """
    rows = list(db.session.scalars(select(Contact)))
    written = {row.key for row in rows}
    shown = [row for row in rows if row.removed_at is None]
    shown += [_as_it_comes(one) for one in STANDARD if one.key not in written]
    return tuple(sorted(shown, key=lambda one: (one.position, one.name)))


def old_contacts(today: dt.date) -> tuple[Contact, ...]:
    """What of the directory was not checked for so long that staff should check it again."""
    return tuple(one for one in contacts() if is_old(one.verified_on, today))


def removed_contacts() -> tuple[Contact, ...]:
    """What staff took out of the directory, by name."""
    rows = db.session.scalars(
        select(Contact).where(Contact.removed_at.is_not(None)).order_by(Contact.name)
    )
    return tuple(rows)


def contact(key: str) -> Contact:
    """The entry with that key, removed or not; raises `Missing`.

    A standard entry that was never changed has no row yet: its version is `NEVER_WRITTEN`.
    """
    row = db.session.scalar(select(Contact).where(Contact.key == key))
    if row is not None:
        return row
    standard = next((one for one in STANDARD if one.key == key), None)
    if standard is None:
        raise Missing(key)
    return _as_it_comes(standard)


def keys_like(key: str) -> frozenset[str]:
    """The keys in use that start with `key`; those of standard entries are always in use."""
    rows = db.session.scalars(
        select(Contact.key).where(Contact.key.startswith(key, autoescape=True))
    )
    return frozenset(rows) | {one.key for one in STANDARD if one.key.startswith(key)}


def _as_it_comes(standard: StandardContact) -> Contact:
    return Contact(**asdict(standard), verified_by_name="", version=NEVER_WRITTEN)
