"""Mails in words: their state, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.outbox.domain.retry import BEAT_LASTS
from app.outbox.models import MailState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from app.outbox.models import OutboxMail

WORDS = {
    MailState.QUEUED: ("due", "Waiting"),
    MailState.SENDING: ("info", "Being sent"),
    MailState.SENT: ("ok", "Sent"),
    MailState.FAILED: ("bad", "Failed"),
}
HIDDEN = "(private address, shown only to the reader)"


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail as a line of the list."""

    mail_id: int
    key: str
    kind: str
    recipient: str
    subject: str
    state: MailState
    tone: str
    state_words: str
    created: str
    detail: str
    can_be_sent_again: bool


@dataclass(frozen=True, slots=True)
class StateChoice:
    """One way to narrow the list, with how many mails it shows."""

    state: MailState | None
    words: str
    count: int


def row(mail: OutboxMail) -> MailRow:
    """A mail as a line."""
    tone, words = WORDS[mail.state]
    return MailRow(
        mail_id=mail.id,
        key=mail.key,
        kind=mail.kind,
        recipient=mail.recipient,
        subject=mail.subject,
        state=mail.state,
        tone=tone,
        state_words=words,
        created=moment(mail.created_at),
        detail=_detail(mail),
        can_be_sent_again=mail.state is MailState.FAILED,
    )


def rows(mails: Iterable[OutboxMail]) -> tuple[MailRow, ...]:
    """Mails as lines."""
    return tuple(row(mail) for mail in mails)


def _detail(mail: OutboxMail) -> str:
    match mail.state:
        case MailState.SENT if mail.sent_at is not None:
            return moment(mail.sent_at)
        case MailState.QUEUED if mail.attempts:
            return f"{_tries(mail.attempts)}, next {moment(mail.next_attempt_at)}"
        case MailState.FAILED:
            return f"given up after {_tries(mail.attempts)}"
        case _:
            return ""


def _tries(count: int) -> str:
    return "1 try" if count == 1 else f"{count} tries"


def state_choices(counts: Mapping[MailState, int]) -> tuple[StateChoice, ...]:
    """All mails, then those in each state."""
    every = StateChoice(None, "All", sum(counts.values()))
    return (every, *(StateChoice(state, WORDS[state][1], counts[state]) for state in MailState))


def body(mail: OutboxMail) -> tuple[str, ...]:
    """The lines of a mail, its private address hidden."""
    return tuple(mail.body.replace("{link}", HIDDEN).splitlines())


def worker_words(beat: dt.datetime | None, now: dt.datetime) -> str | None:
    """What is wrong with the worker; None while it shows that it lives."""
    if beat is None:
        return "No worker has run yet. Start one with: .venv/bin/flask worker"
    if now - beat > BEAT_LASTS:
        last = f"The worker was last alive on {moment(beat)}."
        return f"{last} Start it again with: .venv/bin/flask worker"
    return None
