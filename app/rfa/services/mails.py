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
    quoted = text.replace("{link}", "(link)")  # words of applicants do not become the link
    for entry in accounts.roster(of.practice_id, roles):
        queue(
            kind,
            key=f"{key}:{entry.person_id}",
            to=entry.email,
            subject=subject,
            body=f"Hello {entry.name},\n\n{quoted}\n\nOpen the application:\n{{link}}\n",
            at=at,
            link=full_address(f"/applications/{of.id}"),
        )
