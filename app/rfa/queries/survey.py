"""Reading what applicants said about applying."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.rfa.models import Application, SurveyAnswer


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to the survey, without who gave it."""

    ease: int
    hours: int | None
    better: str


def has_answered(application_id: int, person_id: int) -> bool:
    """Whether a person answered the survey about an application."""
    found = select(SurveyAnswer.id).where(
        SurveyAnswer.application_id == application_id, SurveyAnswer.person_id == person_id
    )
    return db.session.scalar(found) is not None


def of_round(round_id: int) -> tuple[Said, ...]:
    """Every answer about the applications of a round, in no order that tells who gave it."""
    rows = db.session.execute(
        select(SurveyAnswer.ease, SurveyAnswer.hours, SurveyAnswer.better)
        .join(Application, Application.id == SurveyAnswer.application_id)
        .where(Application.round_id == round_id)
        .order_by(SurveyAnswer.better, SurveyAnswer.ease, SurveyAnswer.hours)
    )
    return tuple(Said(ease, hours, better) for ease, hours, better in rows)
