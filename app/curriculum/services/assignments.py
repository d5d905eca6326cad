"""Assignments: a module for the people of a role, a cohort or a team, or for one person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.curriculum.domain import assigning
from app.curriculum.models import LearningAssignment
from app.curriculum.queries import assignments as queries

if TYPE_CHECKING:
    from app.curriculum.domain.assigning import Aim
    from app.curriculum.models import Module
    from app.policy import Actor

TWICE = "These people are assigned this module already. End that assignment first to change it."
ARCHIVED = "This module is archived, so nobody can begin it"
ENDED = "This assignment has ended already."


def assign(
    module: Module,
    aim: Aim,
    *,
    is_required: bool,
    due_on: dt.date | None,
    name: str,
    by: Actor,
    at: dt.datetime,
) -> LearningAssignment:
    """Assign a module; it holds for everybody who fits, and for those who come later.

    `name` says whom in words, for the trail. Raises `Refused` when the same module is assigned
    to the same people already.
    """
    refuse_unless_fitting(module, aim, due_on, at)
    queries.held_module(module.id)
    if queries.twin(module.id, aim) is not None:
        raise Refused(TWICE)
    row = LearningAssignment(
        module_id=module.id,
        role=aim.role,
        cohort_id=aim.cohort_id,
        practice_id=aim.practice_id,
        person_id=aim.person_id,
        is_required=is_required,
        due_on=due_on,
        given_at=at,
        given_by_id=by.signed_in_id,
    )
    db.session.add(row)
    after = {"module": module.key, "required": is_required, "due": due_on}
    audit.record("assigned a module", row, by=by, at=at, name=name, after=after)
    return row


def refuse_unless_fitting(
    module: Module, aim: Aim, due_on: dt.date | None, at: dt.datetime
) -> None:
    """Raise `Refused` for what can be assigned to nobody."""
    if module.archived_at is not None:
        raise Refused(ARCHIVED, field="module")
    if (found := assigning.refusal(aim)) is not None:
        field, sentence = found
        raise Refused(sentence, field=field)
    if due_on is not None and due_on < central(at).date():
        raise Refused(assigning.LATE, field="due_on")


def end(assignment: LearningAssignment, *, name: str, by: Actor, at: dt.datetime) -> None:
    """End an assignment; nothing that people did changes."""
    if assignment.ended_at is not None:
        raise NotPossibleNow(ENDED)
    assignment.ended_at, assignment.ended_by_id = at, by.person_id
    audit.record("ended an assignment", assignment, by=by, at=at, name=name)
