"""Mails that the worker writes by itself: reviews that are due soon, applications withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.queries import contacts
from app.core.dates import moment
from app.reviews.queries import lineups, outstanding
from app.reviews.services.assignment_mails import listed, tell_reviewer

if TYPE_CHECKING:
    from app.rfa.models import Round

DAYS = (1, 3)
"""How many days before the due date reviewers are reminded, the last one first."""


def remind(*, at: dt.datetime) -> None:
    """Write every mail that is due now, once each, however often this is called."""
    for of in outstanding.rounds_with_assignments():
        _remind_reviewers(of, at)
        _tell_withdrawn(of, at)


def _remind_reviewers(of: Round, at: dt.datetime) -> None:
    due_at = outstanding.due_at(of)
    left = due_at - at
    days = next((days for days in DAYS if dt.timedelta() < left <= dt.timedelta(days=days)), None)
    if days is None:
        return
    found = lineups.lineup(of)
    hides = lineups.hides_applicants(found.terms, at)
    waiting = outstanding.open_pairs(found)
    for who, to in found.people.items():
        open_ones = [
            listed(one, hides=hides) for one in found.applications if (one.id, who) in waiting
        ]
        if not open_ones:
            continue
        many = f"{len(open_ones)} {'review is' if len(open_ones) == 1 else 'reviews are'}"
        tell_reviewer(
            to,
            "review reminder",
            key=f"review-reminder:{of.id}:{due_at.isoformat()}:{days}:{who}",
            subject=f"{many} due {moment(due_at)}",
            text=(
                f"{many} still to be submitted for {of.title}:\n\n"
                + "\n".join(open_ones)
                + f"\n\nThey are due {moment(due_at)}."
            ),
            at=at,
        )


def _tell_withdrawn(of: Round, at: dt.datetime) -> None:
    gone = outstanding.withdrawn(of.id)
    people = contacts.contacts_of({who for one in gone for who in one.reviewers})
    for one in gone:
        for who in one.reviewers:
            tell_reviewer(
                people[who],
                "application withdrawn",
                key=f"review-withdrawn:{one.application_id}:{one.at.isoformat()}:{who}",
                subject=f"{one.reference} was withdrawn",
                text=(
                    f"The application {one.reference} of {of.title} was withdrawn.\n"
                    "There is nothing to review any more. What you wrote is kept."
                ),
                at=at,
            )
