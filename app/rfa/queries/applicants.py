"""Who applies, for those who look for ties between applicants and reviewers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.rfa.models import Application, Signature, Submission

EMAIL = "email"


def applying(application_ids: Collection[int]) -> dict[int, Application]:
    """These applications with their practices: one statement."""
    rows = db.session.scalars(
        select(Application)
        .where(Application.id.in_(application_ids))
        .options(joinedload(Application.practice))
    )
    return {one.id: one for one in rows}


def latest_answers(application_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """The answers in the newest version of each application that was sent: one statement.

    They are plain values by question, as a version keeps them.
    """
    newest = (
        select(Submission.application_id, func.max(Submission.number).label("number"))
        .where(Submission.application_id.in_(application_ids))
        .group_by(Submission.application_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Submission.application_id, Submission.content["answers"]).join(
            newest,
            (newest.c.application_id == Submission.application_id)
            & (newest.c.number == Submission.number),
        )
    )
    return {one: answers or {} for one, answers in rows}


def emails_in(answers: Mapping[str, Any]) -> frozenset[str]:
    """The addresses of the people whom answers name."""
    return frozenset(_emails(answers))


def _emails(answers: Mapping[str, Any]) -> Iterator[str]:
    for answer in answers.values():
        if isinstance(found := answer.get(EMAIL), str):
            yield found


def worked_on(practice_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who began, signed or sent an application of these practices: (person, practice) pairs."""
    began = select(Application.created_by_id, Application.practice_id).where(
        Application.practice_id.in_(practice_ids)
    )
    signed = (
        select(Signature.person_id, Application.practice_id)
        .join(Application, Application.id == Signature.application_id)
        .where(Application.practice_id.in_(practice_ids))
    )
    sent = (
        select(Submission.submitted_by_id, Application.practice_id)
        .join(Application, Application.id == Submission.application_id)
        .where(Application.practice_id.in_(practice_ids))
    )
    return frozenset((person, at) for person, at in db.session.execute(union(began, signed, sent)))
