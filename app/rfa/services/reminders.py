"""Mails before the deadline, to those whose application is still a draft."""

from __future__ import annotations

import datetime as dt

from app.core.clock import central
from app.core.dates import day, time_of_day
from app.policy import Role
from app.rfa.domain.deadlines import remaining, reminder_due
from app.rfa.queries.reminders import open_drafts
from app.rfa.services.mails import tell_team

WRITERS = (Role.APPLICATION_LEAD, Role.APPLICATION_EDITOR, Role.APPLICATION_SIGNER)


def remind(*, at: dt.datetime) -> None:
    """Remind the teams of drafts 7, 3 and 1 days before their deadline, once each.

    Called as often as one likes: a mail that is in the outbox is not written again.
    """
    for draft in open_drafts(at):
        closes_at = draft.window.closes_at
        days = reminder_due(closes_at, at)
        if days is None:
            continue
        of = draft.application
        local = central(closes_at)
        tell_team(
            of,
            "reminder",
            key=f"reminder:{of.id}:{closes_at.isoformat()}:{days}",
            subject=f"Your application is due {day(local.date())}",
            text=(
                f"The application of {of.practice.name} is still a draft.\n"
                f"It is due {day(local.date())}, {time_of_day(closes_at)} Central. "
                f"{remaining(closes_at, at)}.\n\n"
                "Check what is missing, let your signer sign, and send it."
            ),
            at=at,
            roles=WRITERS,
        )
