"""Writing and approving summaries for applicants."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.awards.domain.feedback import LONGEST_SUMMARY, Summary, has_scores, names_in
from app.awards.models import Feedback
from app.awards.queries import feedback as queries
from app.awards.queries import releases
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application

CONFLICTED = "You have a conflict with this application. Somebody else writes its summary."
NOTHING = "Write a strength or a concern first."
CHANGED = "Somebody changed the summary meanwhile. Read it again, then approve it."


def write(of: Application, summary: Summary, *, by: Actor, at: dt.datetime) -> Feedback:
    """Keep a summary; an approval that it had is over.

    Raises `NotPossibleNow` for somebody with a conflict, and `Refused` for what is too long.
    """
    _refuse_conflicted(of, by)
    releases.current(of.round_id, locked=True)
    for field, text in (("strengths", summary.strengths), ("concerns", summary.concerns)):
        if len(text) > LONGEST_SUMMARY:
            raise Refused(f"Shorten this to {LONGEST_SUMMARY:,} characters or fewer.", field=field)
    row = queries.feedback_of(of.id, locked=True)
    if row is None:
        row = Feedback(application_id=of.id)
        db.session.add(row)
    row.strengths, row.concerns = summary.strengths, summary.concerns
    row.written_at, row.written_by_id = at, by.signed_in_id
    row.approved_at, row.approved_by_id = None, None
    db.session.flush()
    audit.record("wrote a summary", row, by=by, at=at, name=_name(of))
    return row


def approve(of: Application, *, seen: str, by: Actor, at: dt.datetime) -> None:
    """Say, at a second look, that the applicant may read the summary; `seen` is its text.

    Raises `Refused` while it names a reviewer, gives a score, or only repeats the reviews.
    """
    _refuse_conflicted(of, by)
    releases.current(of.round_id, locked=True)
    row = queries.feedback_of(of.id, locked=True)
    if row is None or not (row.strengths or row.concerns):
        raise NotPossibleNow(NOTHING)
    summary = Summary(row.strengths, row.concerns)
    if seen != mark(summary):
        raise Conflict(CHANGED)
    if found := names_in(summary.text, queries.reviewer_names(of.id)):
        raise Refused(f"Take the name of the reviewer out first: {', '.join(found)}.")
    if has_scores(summary.text):
        raise Refused("Take the score out first. Applicants read words, never scores.")
    if summary == queries.beginning(of):
        raise Refused("Put what the reviewers wrote into your own words first.")
    row.approved_at, row.approved_by_id = at, by.person_id
    is_same = row.written_by_id == by.person_id
    audit.record(
        "approved a summary",
        row,
        by=by,
        at=at,
        name=_name(of),
        after={"approved by": "who wrote it" if is_same else "a second person"},
    )


def mark(summary: Summary) -> str:
    """What an approval names, so that it is for the text that was on the page."""
    return hashlib.sha256(summary.text.encode()).hexdigest()


def _refuse_conflicted(of: Application, by: Actor) -> None:
    if not queries.may_read_reviews(of.id, by.signed_in_id):
        raise NotPossibleNow(CONFLICTED)


def _name(of: Application) -> str:
    return f"{of.practice.name}, {of.round.title}"
