"""Putting mails into the outbox, in the transaction of the deed that they announce."""

from __future__ import annotations

import datetime as dt
import hashlib
from email.utils import parseaddr

from flask import current_app
from sqlalchemy import select

from app.core.db import db
from app.core.text import clean_line
from app.outbox.models import OutboxMail


def queue(
    kind: str,
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    at: dt.datetime,
    link: str | None = None,
) -> None:
    """Write one mail that the worker delivers after the running transaction commits.

    `kind` names the sort of mail ("invitation"). `key` is unique per event and recipient
    ("invitation:17"): queueing it again does nothing, so no deed is announced twice.
    `body` is plain text; where it says `{link}` the worker puts `link`, which is kept
    sealed because it may let its reader in. Neither holds anything confidential.
    """
    if db.session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)) is not None:
        return
    domain = parseaddr(current_app.config["MAIL_FROM"])[1].rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(f"{current_app.config['BASE_URL']}:{key}".encode()).hexdigest()[:32]
    db.session.add(
        OutboxMail(
            key=key,
            kind=kind,
            recipient=to,
            subject=clean_line(subject),
            body=body,
            link=link,
            message_id=f"<{digest}@{domain}>",
            created_at=at,
            next_attempt_at=at,
        )
    )
