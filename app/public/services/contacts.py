"""Writing the directory. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.text import clean_line, key_from
from app.public import queries
from app.public.domain.contacts import NOT_DIALLED, STANDARD, dialled
from app.public.models import Contact
from app.public.queries.contacts import NEVER_WRITTEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.policy import Actor

WORDS = ("name", "what_for", "phone", "email", "address", "hours")


def load_standard(*, by: Actor, at: dt.datetime) -> int:
    """Write down the standard entries that no row stands for yet; gives how many there were."""
    missing = [one for one in STANDARD if queries.contact(one.key).version == NEVER_WRITTEN]
    for one in missing:
        row = Contact(**asdict(one), verified_by_name="", created_at=at)
        db.session.add(row)
        _record("added a contact", row, by=by, at=at, after={"verified_on": one.verified_on})
    return len(missing)


def add_contact(*, given: Mapping[str, Any], by: Actor, at: dt.datetime) -> Contact:
    """Add an entry that `by` has checked; its key comes from its name and never changes.

    Raises `Refused` when nobody could be reached with it, and for a phone number that no phone
    can dial.
    """
    wanted = _checked(given)
    key = key_from(wanted["name"])[:50].rstrip("-") or "contact"
    taken = queries.keys_like(key)
    numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    row = Contact(
        key=next(free for free in (key, *numbered) if free not in taken),
        created_at=at,
        **wanted,
    )
    _sign(row, by=by, at=at)
    db.session.add(row)
    _record("added a contact", row, by=by, at=at, after=wanted)
    return row


def change_contact(
    row: Contact,
    *,
    given: Mapping[str, Any],
    is_checked: bool,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change an entry, and with `is_checked` note that `by` checked it today."""
    if row.version != seen_version:
        raise Conflict("Someone else changed this contact. Nothing was overwritten.")
    _refuse_removed(row)
    wanted = _checked(given)
    before, after = audit.changes(row, wanted)
    if after:
        _write_down(row, at=at)
        for field, value in wanted.items():
            setattr(row, field, value)
        db.session.flush()
        _record("changed a contact", row, by=by, at=at, before=before, after=after)
    if is_checked:
        verify_contact(row, by=by, at=at)


def verify_contact(row: Contact, *, by: Actor, at: dt.datetime) -> None:
    """Note that `by` checked today that the entry is right."""
    _refuse_removed(row)
    before = {"verified_on": row.verified_on}
    _write_down(row, at=at)
    _sign(row, by=by, at=at)
    db.session.flush()
    after = {"verified_on": row.verified_on}
    _record("checked a contact", row, by=by, at=at, before=before, after=after)


def remove_contact(row: Contact, *, by: Actor, at: dt.datetime) -> None:
    """Take an entry out of the directory; it can be put back."""
    _refuse_removed(row)
    _write_down(row, at=at)
    row.removed_at = at
    db.session.flush()
    _record("removed a contact", row, by=by, at=at)


def put_back_contact(row: Contact, *, by: Actor, at: dt.datetime) -> None:
    """Put a removed entry back; when it was checked stays as it was."""
    if row.removed_at is None:
        raise NotPossibleNow("This contact is in the directory already.")
    row.removed_at = None
    db.session.flush()
    _record("put back a contact", row, by=by, at=at)


# ------------------------------------------------------------------ inside


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {field: clean_line(given[field]) for field in WORDS} | {"position": given["position"]}
    if not any(wanted[way] for way in ("phone", "email", "address")):
        raise Refused("Enter a phone number, an email address or a street address", field="phone")
    if wanted["phone"] and dialled(wanted["phone"]) is None:
        raise Refused(NOT_DIALLED, field="phone")
    return wanted


def _refuse_removed(row: Contact) -> None:
    if row.removed_at is not None:
        raise NotPossibleNow("This contact is not in the directory any more.")


def _write_down(row: Contact, *, at: dt.datetime) -> None:
    """Give a standard entry its row, before the first change to it."""
    if row.version == NEVER_WRITTEN:
        row.created_at = at
        db.session.add(row)
        db.session.flush()


def _sign(row: Contact, *, by: Actor, at: dt.datetime) -> None:
    row.verified_on = central(at).date()
    row.verified_by_id = by.person_id
    row.verified_by_name = by.name


def _record(
    verb: str,
    row: Contact,
    *,
    by: Actor,
    at: dt.datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    db.session.flush()
    audit.record(verb, row, by=by, at=at, name=row.name, before=before, after=after)
