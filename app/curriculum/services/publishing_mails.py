"""Mails about the way of a version: to those who may approve it, and to its authors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import Contact, contacts_holding, contacts_of
from app.accounts.services.mails import full_address
from app.curriculum.queries import versions as queries
from app.outbox.services import queue
from app.policy import TABLE, Action

if TYPE_CHECKING:
    from app.curriculum.models import ModuleVersion
    from app.policy import Actor


def tell_approvers(version: ModuleVersion, *, points: int, by: Actor, at: dt.datetime) -> None:
    """Tell everybody who may approve a version that it waits for them, and what is still open."""
    several = f"{points} points are" if points > 1 else "1 point is"
    still = (
        f"\n{several} still open. Nobody can approve it before that is mended." if points else ""
    )
    holders = contacts_holding(tuple(TABLE[Action.CURRICULUM_APPROVE]))
    authors = queries.editors([version.id])[version.id]
    _tell(
        version,
        [contact for person_id, contact in holders.items() if person_id not in authors],
        "version in review",
        subject=f"To review: {version.title}",
        text=f"{by.name} asks for a review of version {version.number} of “{version.title}”.\n"
        f"Read it, then approve it or send it back.{still}",
        at=at,
    )


def tell_authors_sent_back(
    version: ModuleVersion, *, reason: str, by: Actor, at: dt.datetime
) -> None:
    """Tell the authors what should change."""
    _tell(
        version,
        _authors(version, by),
        "version sent back",
        subject=f"Sent back: {version.title}",
        text=f"{by.name} sent version {version.number} of “{version.title}” back.\n"
        f"What should change: {reason}",
        at=at,
    )


def tell_authors_approved(version: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    """Tell the authors that nothing in their version changes any more."""
    _tell(
        version,
        _authors(version, by),
        "version approved",
        subject=f"Approved: {version.title}",
        text=f"{by.name} approved version {version.number} of “{version.title}”.\n"
        "Somebody who did not write in it says when it is out."
        " To change something, start a new version.",
        at=at,
    )


def _authors(version: ModuleVersion, by: Actor) -> Collection[Contact]:
    """Everybody who wrote in a version or gave it to review, but not whoever acts now."""
    people = queries.editors([version.id])[version.id] | {version.review_asked_by_id}
    return contacts_of([one for one in people if one is not None and one != by.person_id]).values()


def _tell(
    version: ModuleVersion,
    contacts: Collection[Contact],
    kind: str,
    *,
    subject: str,
    text: str,
    at: dt.datetime,
) -> None:
    module = queries.module_of(version)
    quoted = text.replace("{link}", "(link)")
    for contact in contacts:
        queue(
            kind,
            key=f"{kind}:{version.id}:{at.isoformat()}:{contact.email}",
            to=contact.email,
            subject=subject,
            body=f"Hello {contact.name},\n\n{quoted}\n\nOpen the version:\n{{link}}\n",
            at=at,
            link=full_address(f"/staff/curriculum/{module.key}/{version.number}"),
        )
