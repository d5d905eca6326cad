"""Counting tries in the database: shared by all processes, kept over restarts.

**How it counts.** A budget is a number of tries that is given back after a quiet time:
every counted try moves the end of the window, so no stretch of five minutes ever holds
more than the budget. What is refused is not counted, so whoever keeps knocking does not
keep the door shut longer. A try is counted *before* the password is looked at (so a burst
of parallel tries cannot slip through) and given back when it was right.

**Who is counted.** Each try is charged to three budgets, and refused if one is empty:

- the network address: 50 in 5 minutes, over all accounts;
- the account from that address: 6 in 5 minutes;
- the account from everywhere: 10 in 5 minutes.

A browser that has signed in to this account before carries a *device cookie* (a signed,
person-bound token that opens nothing by itself). Its tries are charged to a budget of its
own, 10 in 5 minutes, instead of the last two. So a stranger cannot lock somebody out:

- on a known device the owner is not touched by what strangers do;
- a stranger at one address uses up at most 6 of 10, so the owner gets in from elsewhere;
- many strangers together can keep *new* devices out only while they go on; five quiet
  minutes end it, and setting a new password by mail makes the device a known one at once.

The address is the one that the configured proxy vouches for (`TRUSTED_PROXIES`); headers
that a visitor makes up change nothing. Accounts are counted by the address typed in,
whether or not it has an account, so that being refused tells nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts import queries
from app.accounts.models import RateCount
from app.accounts.services.mails import full_address
from app.core.clock import today
from app.core.dates import moment
from app.core.db import db
from app.core.settings import setting
from app.outbox.services import queue

if TYPE_CHECKING:
    from collections.abc import Iterable

WINDOW = dt.timedelta(minutes=5)
PER_ADDRESS = 50
PER_ACCOUNT_AND_ADDRESS = 6
PER_ACCOUNT = 10
PER_DEVICE = 10
DEVICES_KEPT = 5
_SEPARATOR = "~"


class Try(StrEnum):
    """What is tried; each sort has budgets of its own."""

    PASSWORD = "password"  # noqa: S105  # a word, not a password
    CODE = "code"
    RESET = "reset"


class TooManyTries(Exception):
    """A budget is empty; `seconds` until there is more."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Budget:
    """A number of tries that one key may use within the window.

    A try that does not count (`counts`) is refused all the same while there are none left.
    """

    key: str
    tries: int
    counts: bool = True


def budgets(kind: Try, *, account: str, address: str, devices: str = "") -> tuple[Budget, ...]:
    """The budgets that one try is charged to; `devices` is what the device cookie holds."""
    by_address = Budget(_key(kind, "address", address), PER_ADDRESS)
    if device := known_device(devices, account):
        return (by_address, Budget(_key(kind, "device", account, device), PER_DEVICE))
    return (
        by_address,
        Budget(_key(kind, "account and address", account, address), PER_ACCOUNT_AND_ADDRESS),
        Budget(_key(kind, "account", account), PER_ACCOUNT),
    )


def charge(charged: Iterable[Budget], *, at: dt.datetime) -> None:
    """Count one try; raises `TooManyTries`, and then the caller must not commit."""
    for budget in charged:
        if db.session.scalar(_count_one(budget, at)) is None:
            raise TooManyTries(_seconds_left(budget, at))


def give_back(charged: Iterable[Budget]) -> None:
    """The try was right: it counts against nobody."""
    for budget in charged:
        db.session.execute(
            update(RateCount)
            .where(RateCount.key == budget.key, RateCount.count > 0)
            .values(count=RateCount.count - 1)
            .execution_options(synchronize_session=False)
        )


def forget_old(*, at: dt.datetime) -> None:
    """Delete what no longer counts."""
    db.session.execute(
        delete(RateCount)
        .where(RateCount.expires_at <= at)
        .execution_options(synchronize_session=False)
    )


def warn_owner(account: str, *, at: dt.datetime) -> None:
    """Tell the owner of an account by mail, at most once a day, that somebody keeps trying."""
    person = queries.person_by_email(account)
    if person is None or person.closed_at is not None:
        return
    queue(
        "many tries",
        key=f"many tries:{person.id}:{today()}",
        to=person.email,
        subject="Somebody keeps trying to sign in to your account",
        body=(
            f"Hello {person.name},\n\n"
            f"On {moment(at)} there were many wrong tries to sign in to your account. "
            "We hold back more tries for 5 minutes at a time.\n\n"
            "If it was you: wait 5 minutes, or set a new password here:\n{link}\n\n"
            "If it was not you, you need not do anything. Your password was not found out.\n"
        ),
        at=at,
        link=full_address("/reset"),
    )


def device_token(account: str) -> str:
    """A token that marks this browser as one from which `account` has signed in."""
    nonce = secrets.token_urlsafe(12)
    return f"{nonce}.{_signature(nonce, account)}"


def with_device(devices: str, account: str) -> str:
    """The device cookie with this account in it; a shared computer keeps a handful."""
    if known_device(devices, account):
        return devices
    kept = [token for token in devices.split(_SEPARATOR) if token][-(DEVICES_KEPT - 1) :]
    return _SEPARATOR.join([*kept, device_token(account)])


def known_device(devices: str, account: str) -> str | None:
    """The mark of a device that has signed in to `account` before, or None."""
    for token in devices.split(_SEPARATOR)[-DEVICES_KEPT:]:
        nonce, _, signature = token.partition(".")
        if hmac.compare_digest(signature.encode(), _signature(nonce, account).encode()):
            return nonce
    return None


def _signature(nonce: str, account: str) -> str:
    key = str(setting("SECRET_KEY")).encode()
    text = f"device:{nonce}:{account}".encode("utf-8", "replace")
    return hmac.new(key, text, "sha256").hexdigest()


def _key(*parts: str) -> str:
    """A key of fixed length that holds no address in clear."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _count_one(budget: Budget, at: dt.datetime) -> Any:
    """Count one try of a budget in one statement, unless it is empty; gives the new count.

    PostgreSQL and SQLite know the same statement, and SQLAlchemy's two forms of it print
    alike, so one of them serves both.
    """
    one, is_over = int(budget.counts), RateCount.expires_at <= at
    ends = case((literal(budget.counts), at + WINDOW), else_=RateCount.expires_at)
    return (
        insert(RateCount)
        .values(key=budget.key, count=one, expires_at=at + WINDOW)
        .on_conflict_do_update(
            index_elements=[RateCount.key],
            set_={"count": case((is_over, one), else_=RateCount.count + one), "expires_at": ends},
            where=or_(is_over, RateCount.count < budget.tries),
        )
        .returning(RateCount.count)
    )


def _seconds_left(budget: Budget, at: dt.datetime) -> int:
    ends = db.session.scalar(select(RateCount.expires_at).where(RateCount.key == budget.key))
    return max(1, round((ends - at).total_seconds())) if ends else int(WINDOW.total_seconds())
