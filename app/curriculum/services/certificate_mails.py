"""Mails to the owners of certificates: one when it is there, and one when it changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import open_contacts_of
from app.accounts.services.mails import full_address
from app.core.clock import central
from app.core.dates import short_day
from app.core.settings import setting
from app.outbox.services import queue

if TYPE_CHECKING:
    from app.curriculum.models import Certificate

RECORD = "/learn/record"


def tell_ready(row: Certificate, *, at: dt.datetime) -> None:
    """Tell the owner, once, that a certificate is theirs."""
    _tell(
        row,
        "certificate ready",
        key=f"certificate ready:{row.id}",
        subject=f"Your certificate for {row.title} is ready",
        text=f"You completed the module “{row.title}”. Well done, and thank you.\n\n"
        f"Your certificate has the number {row.number}. It is on your learning record: you can"
        " print it and keep it.",
        at=at,
    )


def tell_revoked(row: Certificate, *, at: dt.datetime) -> None:
    """Tell the owner that a certificate was taken back, why, and whom to ask."""
    _tell(
        row,
        "certificate revoked",
        key=f"certificate revoked:{row.id}:{at.isoformat()}",
        subject=f"Your certificate for {row.title} was revoked",
        text=f"We took back your certificate for the module “{row.title}”"
        f" (number {row.number}) on {short_day(central(at).date())}. It no longer counts.\n\n"
        f"The reason: {row.revoked_reason}\n\n"
        "We know that you put your time into it. What you learned stays on your record."
        " The page of the module says how you get another certificate."
        f" If you think that this is a mistake, call us at {setting('HELP_PHONE')}."
        " A certificate that was taken back in error can hold again.",
        at=at,
    )


def tell_reinstated(row: Certificate, *, at: dt.datetime) -> None:
    """Tell the owner that a certificate holds again."""
    _tell(
        row,
        "certificate holds again",
        key=f"certificate holds again:{row.id}:{at.isoformat()}",
        subject=f"Your certificate for {row.title} holds again",
        text=f"Your certificate for the module “{row.title}” (number {row.number}) holds again,"
        " under the same number. We are sorry for the trouble.",
        at=at,
    )


def _tell(
    row: Certificate, kind: str, *, key: str, subject: str, text: str, at: dt.datetime
) -> None:
    """Queue one mail, unless the owner's account is closed."""
    for to in open_contacts_of([row.person_id]).values():
        quoted = text.replace("{link}", "(link)")
        queue(
            kind,
            key=key,
            to=to.email,
            subject=subject,
            body=f"Hello {to.name},\n\n{quoted}\n\nOpen your learning record:\n{{link}}\n",
            at=at,
            link=full_address(RECORD),
        )
