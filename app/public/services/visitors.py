"""Holding back strangers who send forms without end: counted by network address.

The counters are those that hold back tries to sign in, with keys of their own: what is used
up here takes nothing from there.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from app.accounts.domain.tokens import digest
from app.accounts.services.throttle import Budget, charge


class Deed(StrEnum):
    """What visitors may do without an account."""

    ASK = "ask"
    REGISTER = "register"
    CONFIRM = "confirm"


PER_ADDRESS = {Deed.ASK: 10, Deed.REGISTER: 20, Deed.CONFIRM: 20}
PER_MAILBOX = 4


def count(deed: Deed, address: str, *, at: dt.datetime) -> None:
    """Count one deed from a network address.

    Raises `TooManyTries`, and then the caller must not commit.
    """
    charge([Budget(_key(deed, "address", address), PER_ADDRESS[deed])], at=at)


def count_mail(mailbox: str, *, at: dt.datetime) -> None:
    """Count one mail to an address that a visitor typed, so that nobody fills a mailbox.

    Raises `TooManyTries`, and then the caller must not commit.
    """
    charge([Budget(_key("mailbox", mailbox.lower()), PER_MAILBOX)], at=at)


def _key(*parts: str) -> str:
    return digest("\n".join(("visitor", *parts))).hex()
