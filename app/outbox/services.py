"""Putting mails into the outbox with the deed that they announce, and moving them on.

Nothing here sends: `worker` does, between transactions.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING

from sqlalchemy import false, or_, select, update

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow
from app.core.settings import setting
from app.core.text import clean_line
from app.outbox import queries
from app.outbox.domain.retry import wait_after
from app.outbox.models import MailState, OutboxMail, WorkerBeat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.policy import Actor

EMPTIED = "(removed)"
LEASE = dt.timedelta(minutes=5)
ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one mail now; worth nothing after the lease or a newer claim."""

    mail_id: int
    attempt: int


def queue(
    kind: str,
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    at: dt.datetime,
    link: str | None = None,
    calendar: str | None = None,
) -> None:
    """Write one mail that the worker delivers after the running transaction commits.

    `kind` names the sort of mail ("invitation"). `key` is unique per event and recipient
    ("invitation:17"): queueing it again does nothing, so no deed is announced twice.
    `body` is plain text; where it says `{link}` the worker puts `link`, which is kept
    sealed because it may let its reader in. `calendar` is an entry for calendars that goes
    along, as text (RFC 5545). None of them holds anything confidential.
    """
    if db.session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)) is not None:
        return
    domain = parseaddr(setting("MAIL_FROM"))[1].rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(f"{setting('BASE_URL')}:{key}".encode()).hexdigest()[:32]
    db.session.add(
        OutboxMail(
            key=key,
            kind=kind,
            recipient=to,
            subject=clean_line(subject),
            body=body,
            link=link,
            calendar=calendar,
            message_id=f"<{digest}@{domain}>",
            created_at=at,
            next_attempt_at=at,
        )
    )


def claim(mail_id: int, *, at: dt.datetime) -> Claim | None:
    """Take a due mail for sending; None when another worker was faster.

    One UPDATE compares and sets, so of several workers exactly one gets the mail.
    """
    attempt = db.session.scalar(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, queries.is_due(at))
        .values(state=MailState.SENDING, leased_until=at + LEASE, attempts=OutboxMail.attempts + 1)
        .returning(OutboxMail.attempts)
        .execution_options(synchronize_session=False)
    )
    return None if attempt is None else Claim(mail_id, attempt)


def note_sent(held: Claim, *, at: dt.datetime) -> None:
    """Note that the server took the mail; its private address is forgotten."""
    _settle(held, state=MailState.SENT, sent_at=at, link=None, last_error=None)


def note_failure(held: Claim, problem: str, *, at: dt.datetime) -> None:
    """Note why a try failed: the mail waits for its next try, or is given up."""
    error = clean_line(problem)[:ERROR_LENGTH]
    wait = wait_after(held.attempt)
    if wait is None:
        _settle(held, state=MailState.FAILED, last_error=error)
    else:
        _settle(held, state=MailState.QUEUED, next_attempt_at=at + wait, last_error=error)


def _settle(held: Claim, **values: object) -> None:
    """End a claim; when its lease has passed to another worker, nothing happens."""
    db.session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == held.mail_id,
            OutboxMail.state == MailState.SENDING,
            OutboxMail.attempts == held.attempt,
        )
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )


def send_again(mail: OutboxMail, *, by: Actor, at: dt.datetime) -> None:
    """Give a mail that was given up a new day of tries, beginning now.

    Raises `NotPossibleNow` unless it has failed: what was sent is not sent twice.
    """
    if mail.state is not MailState.FAILED:
        raise NotPossibleNow("Only a mail that failed can be sent again. Look at its state now.")
    if not mail.recipient:
        raise NotPossibleNow("What this mail said is removed, and so is its address.")
    mail.state = MailState.QUEUED
    mail.attempts = 0
    mail.next_attempt_at = at
    audit.record("sent mail again", mail, by=by, at=at, name=f"{mail.kind} to {mail.recipient}")


def empty(keys: Iterable[str]) -> int:
    """Take words, address, entry and link out of the mails with these keys; gives how many.

    A key stands for itself and for all that begin with it and a colon. That the mails were
    queued, and when they were sent, stays. What was not sent yet never is.
    """
    each = [
        or_(OutboxMail.key == key, OutboxMail.key.startswith(f"{key}:", autoescape=True))
        for key in keys
    ]
    wanted = or_(false(), *each)
    emptied: dict[str, object] = {
        "subject": EMPTIED,
        "body": "",
        "recipient": "",
        "link": None,
        "calendar": None,
    }
    count = len(
        db.session.execute(
            update(OutboxMail)
            .where(wanted, OutboxMail.recipient != "")
            .values(emptied)
            .returning(OutboxMail.id)
            .execution_options(synchronize_session=False)
        ).all()
    )
    db.session.execute(
        update(OutboxMail)
        .where(wanted, OutboxMail.state != MailState.SENT)
        .values(state=MailState.FAILED, leased_until=None, last_error=EMPTIED)
        .execution_options(synchronize_session=False)
    )
    return count


def beat(*, at: dt.datetime) -> None:
    """Note that a worker is alive."""
    if (row := db.session.get(WorkerBeat, 1)) is None:
        db.session.add(WorkerBeat(id=1, at=at))
    else:
        row.at = at
