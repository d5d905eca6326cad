"""Mails to everybody who applies in a round."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.outbox.services import queue
from app.policy import APPLICANT_ROLES
from app.rfa.queries import rounds as queries

if TYPE_CHECKING:
    from app.rfa.models import Round


def tell_applicants(
    of: Round, kind: str, *, key: str, subject: str, text: str, at: dt.datetime
) -> None:
    """Mail everybody with a role in an application of the round, once each for the same `key`.

    `text` may quote what staff wrote; nothing in it takes the place of the link.
    """
    said = text.replace("{link}", "(link)")
    for applicant in queries.applicants(of.id):
        for entry in accounts.roster(applicant.practice_id, APPLICANT_ROLES):
            queue(
                kind,
                key=f"{key}:{entry.person_id}",
                to=entry.email,
                subject=subject,
                body=f"Hello {entry.name},\n\n{said}\n\nOpen your application:\n{{link}}\n",
                at=at,
                link=full_address(f"/applications/{applicant.application_id}"),
            )
