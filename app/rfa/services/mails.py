"""Mails about an application: to its team, or to some of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.outbox.services import queue
from app.policy import APPLICANT_ROLES, Role

if TYPE_CHECKING:
    from app.rfa.models import Application


def tell_team(
    of: Application,
    kind: str,
    *,
    key: str,
    subject: str,
    text: str,
    at: dt.datetime,
    roles: Collection[Role] = APPLICANT_ROLES,
) -> None:
    """Mail everybody who holds one of `roles` in the application, once each for the same `key`."""
    tell(of.practice_id, of.id, kind, key=key, subject=subject, text=text, at=at, roles=roles)


def tell(
    practice_id: int,
    application_id: int,
    kind: str,
    *,
    key: str,
    subject: str,
    text: str,
    at: dt.datetime,
    roles: Collection[Role] = APPLICANT_ROLES,
) -> None:
    """The same by ids. `text` may quote anybody; nothing in it takes the place of the link."""
    quoted = text.replace("{link}", "(link)")
    for entry in accounts.roster(practice_id, roles):
        queue(
            kind,
            key=f"{key}:{entry.person_id}",
            to=entry.email,
            subject=subject,
            body=f"Hello {entry.name},\n\n{quoted}\n\nOpen the application:\n{{link}}\n",
            at=at,
            link=full_address(f"/applications/{application_id}"),
        )
