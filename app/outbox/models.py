"""Mails that wait, were sent, or could not be delivered; and the worker's sign of life."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model, Sealed


class MailState(StrEnum):
    """queued -> sending -> sent, or back to queued until given up as failed."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutboxMail(Model):
    """One mail to one person about one event; `key` makes sure that there is only one.

    `body` holds the words with `{link}` where the private address goes; the address
    itself is sealed, because whoever reads the table must not be able to use it, and
    forgotten once the mail is out. `calendar` is an entry for the reader's calendar that goes
    along (RFC 5545, with its method). `leased_until` is how long the worker that is
    sending it may take; `attempts` counts the tries since it was last put in.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", "sent_has_time"),
        CheckConstraint("(state = 'sending') = (leased_until IS NOT NULL)", "sending_has_lease"),
        Index("ix_outbox_mail_due", "state", "next_attempt_at"),
    )

    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Sealed)
    calendar: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[dt.datetime]
    leased_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))


class WorkerBeat(Model):
    """When a worker last said that it is alive; one row for all workers of the outbox."""

    __tablename__ = "worker_beat"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    at: Mapped[dt.datetime]
