"""Mails to reviewers: what is new for them, what is due, and what was withdrawn."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from app.accounts.services.mails import full_address
from app.core.dates import moment
from app.outbox.services import queue
from app.reviews.queries import lineups

if TYPE_CHECKING:
    from app.accounts.queries.contacts import Contact
    from app.reviews.domain.assigning import Pair
    from app.reviews.queries.lineups import Lineup
    from app.rfa.models import Application


def tell_assigned(of: Lineup, batch_id: int, pairs: Collection[Pair], *, at: dt.datetime) -> None:
    """Mail each reviewer of these pairs once, with the list and when the reviews are due."""
    hides = lineups.hides_applicants(of.terms, at)
    new: dict[int, list[str]] = defaultdict(list)
    for key, who in pairs:
        new[who].append(listed(of.by_id[key], hides=hides))
    for who, lines in sorted(new.items()):
        many = f"{len(lines)} {'application' if len(lines) == 1 else 'applications'}"
        tell_reviewer(
            of.people[who],
            "assignment",
            key=f"assignment:{batch_id}:{who}",
            subject=f"{many} for you to review",
            text=(
                f"You are asked to review {many} of {of.round.title}:\n\n"
                + "\n".join(sorted(lines))
                + f"\n\nThe reviews are due {moment(of.terms.due_at)}.\n"
                f"For your calendar: {full_address(f'/reviews/due/{of.round.key}.ics')}\n\n"
                "Say first whether you have a conflict of interest."
            ),
            at=at,
        )


def listed(of: Application, *, hides: bool) -> str:
    """One line about an application; without its practice while applicants are hidden."""
    return f"- {of.reference}" if hides else f"- {of.reference}, {of.practice.name}"


def tell_reviewer(
    to: Contact, kind: str, *, key: str, subject: str, text: str, at: dt.datetime
) -> None:
    """Mail one reviewer; nothing quoted in `text` takes the place of the link."""
    quoted = text.replace("{link}", "(link)")
    queue(
        kind,
        key=key,
        to=to.email,
        subject=subject,
        body=f"Hello {to.name},\n\n{quoted}\n\nOpen your reviews:\n{{link}}\n",
        at=at,
        link=full_address("/reviews"),
    )
