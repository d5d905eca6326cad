"""The panel's talk about an application. A post stays as it was written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Refused
from app.outbox.services import queue
from app.reviews.models import DiscussionPost
from app.reviews.queries import panels

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.policy import Actor
    from app.rfa.models import Application

LONGEST_POST = 5_000
TWICE = dt.timedelta(minutes=10)
"""The same post by the same person within this time was sent twice."""


def write_post(
    of: Application,
    *,
    body: str,
    criterion: str,
    criteria: Collection[str],
    mentions: Collection[int],
    panel: Collection[int],
    by: Actor,
    at: dt.datetime,
) -> DiscussionPost:
    """Write a post about one of the `criteria`, or "" for all, and tell the panel by mail.

    `panel` are the people who may be mentioned. Everybody who reads the discussion gets one
    mail without the text; who wrote it gets none. Raises `Refused` for an empty or long
    text, and for a criterion or person from elsewhere.
    """
    if not body or len(body) > LONGEST_POST:
        raise Refused(f"Write a post of up to {LONGEST_POST:,} characters.", field="body")
    if criterion and criterion not in criteria:
        raise Refused("Choose a criterion of this round.", field="criterion")
    if not set(mentions) <= set(panel):
        raise Refused("Choose people of this panel.", field="mentions")
    for post in panels.posts_of(of.id):
        same = (post.body, post.author_id, post.criterion) == (body, by.signed_in_id, criterion)
        if same and at - post.written_at < TWICE:
            return db.session.get_one(DiscussionPost, post.id)
    row = DiscussionPost(
        application_id=of.id,
        criterion=criterion,
        body=body,
        mentions={"people": sorted(set(mentions))},
        written_at=at,
        written_by_id=by.signed_in_id,
    )
    db.session.add(row)
    db.session.flush()
    name = f"{of.practice.name}, {of.round.title}"
    audit.record("wrote in the panel's discussion", row, by=by, at=at, name=name)
    _tell(of, row, by.signed_in_id, at)
    return row


def _tell(of: Application, post: DiscussionPost, author_id: int, at: dt.datetime) -> None:
    """Mail those who read the discussion: without names and text, which are read inside."""
    for person_id in panels.listeners(of.id, at):
        person = accounts.person(person_id)
        if person_id == author_id or person.closed_at is not None:
            continue
        is_named = person_id in post.mentions["people"]
        news = "A post names you" if is_named else "There is a new post"
        queue(
            "panel post",
            key=f"panel-post:{post.id}:{person_id}",
            to=person.email,
            subject=f"{news}: {of.reference}",
            body=(
                f"Hello {person.name},\n\n{news} in the panel's discussion of application "
                f"{of.reference}. Sign in to read it:\n{{link}}\n"
            ),
            at=at,
            link=full_address(f"/reviews/{of.id}/panel"),
        )
