"""The secret address of somebody's calendar: made, renewed and stopped by its owner alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.domain.tokens import digest, new_secret
from app.accounts.services.throttle import Budget, charge
from app.audit import services as audit
from app.core.db import db
from app.events.models import CalendarFeed
from app.events.queries import feeds as queries

if TYPE_CHECKING:
    from app.policy import Actor

WRONG_ONES = 60
"""How many addresses that open nothing somebody may ask for within five minutes."""


def count_wrong(address: str, *, at: dt.datetime) -> None:
    """Count an address that opens nothing, by network address.

    What opens a calendar is not counted: many people's programs ask from the same machines.
    Raises `TooManyTries`, and then the caller must not commit.
    """
    charge([Budget(digest(f"calendar\n{address}").hex(), WRONG_ONES)], at=at)


def renew(*, by: Actor, at: dt.datetime) -> CalendarFeed:
    """Make a new address; the old one, if there was any, leads nowhere from now on."""
    secret = new_secret()
    row = queries.feed_of(by.signed_in_id)
    if row is None:
        row = CalendarFeed(person_id=by.signed_in_id)
        db.session.add(row)
    row.token, row.token_hash, row.made_at = secret, digest(secret).hex(), at
    db.session.flush()
    audit.record("made a calendar address", row, by=by, at=at, name=by.name)
    return row


def stop(*, by: Actor, at: dt.datetime) -> None:
    """End the address; without one nothing happens."""
    row = queries.feed_of(by.signed_in_id)
    if row is None:
        return
    audit.record("stopped a calendar address", row, by=by, at=at, name=by.name)
    db.session.delete(row)
    db.session.flush()
