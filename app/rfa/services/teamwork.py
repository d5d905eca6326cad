"""Remarks inside the applicant's team, and who takes care of which section."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy import APPLICANT_ROLES
from app.rfa.models import Assignment, DraftComment
from app.rfa.queries import teamwork as queries
from app.rfa.services.trail import note, note_confirmed

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.domain.document import Section
    from app.rfa.queries.applications import Opened

LONGEST_COMMENT = 2000


def comment(
    of: Opened, section: Section, question: str, body: str, *, by: Actor, at: dt.datetime
) -> DraftComment:
    """Write a remark about a question, for the team only."""
    if question not in {one.key for one in section.questions}:
        raise Refused("Choose a question of this section.", field="question")
    if not body or len(body) > LONGEST_COMMENT:
        raise Refused(f"Write a comment of up to {LONGEST_COMMENT:,} characters.", field="body")
    remark = DraftComment(
        application_id=of.id,
        section=section.key,
        question=question,
        body=body,
        written_at=at,
        written_by_id=by.signed_in_id,
    )
    db.session.add(remark)
    db.session.flush()
    note_confirmed(of.application, by=by, at=at)
    return remark


def resolve(remark: DraftComment, *, by: Actor, at: dt.datetime) -> None:
    """Say that a remark is dealt with."""
    if remark.resolved_at is not None:
        raise NotPossibleNow("This comment is resolved already.")
    remark.resolved_at, remark.resolved_by_id = at, by.person_id
    db.session.flush()


def assign(
    of: Opened,
    section: Section,
    *,
    person_id: int | None,
    due_on: dt.date | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Say who takes care of a section and by when; nobody when `person_id` is None.

    Raises `Refused` for somebody who is not in the application's team.
    """
    team = {
        e.person_id: e.name for e in accounts.roster(of.application.practice_id, APPLICANT_ROLES)
    }
    if person_id is not None and person_id not in team:
        raise Refused("Choose somebody of your team.", field="person")
    given = queries.assignments(of.id).get(section.key)
    before = {"person": team.get(given.person_id), "due_on": given.due_on} if given else None
    if person_id is None:
        if given is not None:
            db.session.delete(given)
    elif given is None:
        db.session.add(
            Assignment(
                application_id=of.id, section=section.key, person_id=person_id, due_on=due_on
            )
        )
    else:
        given.person_id, given.due_on = person_id, due_on
    db.session.flush()
    note(
        f"assigned section {section.code}",
        of.application,
        by=by,
        at=at,
        before=before,
        after={"person": team.get(person_id or 0), "due_on": due_on},
    )
