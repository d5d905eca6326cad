"""Mails to everybody who applies in a round."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.rfa.queries import rounds as queries
from app.rfa.services.mails import tell

if TYPE_CHECKING:
    from app.rfa.models import Round


def tell_applicants(
    of: Round, kind: str, *, key: str, subject: str, text: str, at: dt.datetime
) -> None:
    """Mail everybody with a role in an application of the round, once each for the same `key`."""
    for applicant in queries.applicants(of.id):
        tell(
            applicant.practice_id,
            applicant.application_id,
            kind,
            key=key,
            subject=subject,
            text=text,
            at=at,
        )
