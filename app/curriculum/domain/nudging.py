"""Kind reminders about learning: their words, and who gets none. Pure."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from enum import StrEnum

EVERY = dt.timedelta(days=7)
WORDS = (
    "You may have had a full few weeks. The lessons are short, about ten minutes each, and "
    "everything that you did is kept. You can go on where you left off.\n\n"
    "If something is in the way, write or call us. We are glad to help."
)
"""The words that staff begin with, and may change."""


class Spared(StrEnum):
    """Why somebody gets no reminder about a module."""

    DONE = "completed it already"
    STOPPED = "wants no reminders"
    RECENT = "was reminded in the last 7 days"
    CLOSED = "has no open account"


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who may be reminded of a module, as a box to tick."""

    value: str
    words: str
    why: str


def spared(
    *, is_open: bool, is_done: bool, has_stopped: bool, last: dt.datetime | None, at: dt.datetime
) -> Spared | None:
    """Why somebody is not reminded of a module; None when they may be.

    `last` is when anybody last reminded them of anything: a second mail in a week nags, even when
    it is about another module.
    """
    if not is_open:
        return Spared.CLOSED
    if is_done:
        return Spared.DONE
    if has_stopped:
        return Spared.STOPPED
    return Spared.RECENT if last is not None and at - last < EVERY else None


def stop_token(person_id: int, secret: str) -> str:
    """The signed part of the link that stops the reminders of one person, and does nothing else."""
    return f"{person_id}-{_signature(person_id, secret)}"


def stopped_by(token: str, secret: str) -> int | None:
    """Whose reminders a link stops; None when we did not sign it."""
    text, _, signature = token.partition("-")
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        return None
    right = _signature(int(text), secret)
    return int(text) if hmac.compare_digest(signature.encode(), right.encode()) else None


def _signature(person_id: int, secret: str) -> str:
    text = f"stop reminders about learning:{person_id}".encode()
    return hmac.new(secret.encode(), text, "sha256").hexdigest()
