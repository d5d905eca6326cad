"""When the check-in code counts, and whether what was typed is the code. Pure."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from enum import StrEnum
from typing import Protocol

from app.events.domain.doors import Dated

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody takes for each other when they are read out."""
CODE_LENGTH = 6


class Window(StrEnum):
    """Where the window of the check-in is."""

    NONE = "none"
    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"


class CheckedIn(Dated, Protocol):
    """What decides when people check in."""

    @property
    def check_in_before(self) -> int: ...
    @property
    def check_in_after(self) -> int: ...


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def opens_at(of: CheckedIn) -> dt.datetime:
    """The first instant at which the code counts."""
    return of.starts_at - dt.timedelta(minutes=of.check_in_before)


def closes_at(of: CheckedIn) -> dt.datetime:
    """The first instant at which the code does not count any more."""
    return of.ends_at + dt.timedelta(minutes=of.check_in_after)


def window(of: CheckedIn, now: dt.datetime) -> Window:
    """Where the window is at `now`; none for what is not out or was cancelled."""
    if of.published_at is None or of.cancelled_at is not None:
        return Window.NONE
    if now < opens_at(of):
        return Window.AHEAD
    return Window.OPEN if now < closes_at(of) else Window.OVER


def fits(typed: str, code: str) -> bool:
    """Whether what was typed is the code; case, blanks and hyphens do not matter.

    >>> fits(" pine-42 ", "PINE42"), fits("PINE24", "PINE42"), fits("", "PINE42")
    (True, False, False)
    """
    plain = "".join(typed.upper().replace("-", "").split())
    return hmac.compare_digest(plain.encode(), code.encode())
