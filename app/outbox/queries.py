"""Every SELECT of the outbox. Lists never open the sealed links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import defer

from app.core.db import db
from app.core.errors import Missing
from app.outbox.models import MailState, OutboxMail, WorkerBeat

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

PAGE_SIZE = 50


def mail(mail_id: int) -> OutboxMail:
    """The mail with that id, its link still sealed; raises `Missing`."""
    found = db.session.scalar(
        select(OutboxMail).where(OutboxMail.id == mail_id).options(defer(OutboxMail.link))
    )
    if found is None:
        raise Missing
    return found


def link_of(mail_id: int) -> str | None:
    """The private address in a mail, opened; only the worker and the demonstration ask."""
    return db.session.scalar(select(OutboxMail.link).where(OutboxMail.id == mail_id))


def newest_link_to(recipient: str) -> str | None:
    """The private address in the newest mail to somebody, opened; for the first administrator."""
    query = (
        select(OutboxMail.link)
        .where(OutboxMail.recipient == recipient)
        .order_by(OutboxMail.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def known_keys(keys: Collection[str]) -> frozenset[str]:
    """Which of these keys have a mail already, sent or not."""
    return frozenset(db.session.scalars(select(OutboxMail.key).where(OutboxMail.key.in_(keys))))


def page(state: MailState | None = None, number: int = 1) -> tuple[OutboxMail, ...]:
    """The mails of page `number` (from 1), newest first; only those in `state` if given."""
    query = (
        select(OutboxMail)
        .options(defer(OutboxMail.link))
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    if state is not None:
        query = query.where(OutboxMail.state == state)
    return tuple(db.session.scalars(query))


def counts() -> dict[MailState, int]:
    """How many mails are in each state."""
    query = (
        select(OutboxMail.state, func.count()).group_by(OutboxMail.state).order_by(OutboxMail.state)
    )
    found = {state: count for state, count in db.session.execute(query)}
    return {state: found.get(state, 0) for state in MailState}


def is_due(at: dt.datetime) -> ColumnElement[bool]:
    """A mail that may be sent at `at`: waiting long enough, or left by a worker that died."""
    return or_(
        and_(OutboxMail.state == MailState.QUEUED, OutboxMail.next_attempt_at <= at),
        and_(OutboxMail.state == MailState.SENDING, OutboxMail.leased_until <= at),
    )


def due(at: dt.datetime, limit: int) -> list[int]:
    """The ids of at most `limit` mails that may be sent at `at`, the longest waiting first."""
    query = (
        select(OutboxMail.id)
        .where(is_due(at))
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def last_beat() -> dt.datetime | None:
    """When a worker last said that it is alive."""
    return db.session.scalar(select(WorkerBeat.at).where(WorkerBeat.id == 1))
