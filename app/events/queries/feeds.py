"""Reading the secret addresses of personal calendars."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.accounts.domain.tokens import digest
from app.core.db import db
from app.events.models import CalendarFeed


def feed_of(person_id: int) -> CalendarFeed | None:
    """Somebody's own calendar address, opened; None when there is none."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.person_id == person_id))


def feed_with(secret: str) -> CalendarFeed | None:
    """The calendar that a secret opens, by its hash alone; None for every wrong one alike."""
    return db.session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.token_hash == digest(secret).hex())
        .options(defer(CalendarFeed.token))
    )
