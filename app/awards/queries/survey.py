"""Reading what applicants said about the decision they were told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.awards.models import DecisionSurvey
from app.core.db import db
from app.core.model import Model


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, without who gave it."""

    clear: int
    fair: int
    better: str


def has_answered(application_id: int, person_id: int) -> bool:
    """Whether a person answered about an application."""
    found = select(DecisionSurvey.id).where(
        DecisionSurvey.application_id == application_id, DecisionSurvey.person_id == person_id
    )
    return db.session.scalar(found) is not None


def of_round(round_id: int) -> tuple[Said, ...]:
    """Every answer about the decisions of a round, in no order that tells who gave it."""
    applications = Model.metadata.tables["rfa_application"]
    rows = db.session.execute(
        select(DecisionSurvey.clear, DecisionSurvey.fair, DecisionSurvey.better)
        .join(applications, applications.c.id == DecisionSurvey.application_id)
        .where(applications.c.round_id == round_id)
        .order_by(DecisionSurvey.better, DecisionSurvey.clear, DecisionSurvey.fair)
    )
    return tuple(Said(clear, fair, better) for clear, fair, better in rows)
