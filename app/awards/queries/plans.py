"""What holds for the awards of a round: what staff set, or what holds without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.awards.domain.steps import USUAL_STEPS, Step
from app.awards.models import AwardPlan
from app.core.db import db

if TYPE_CHECKING:
    from app.rfa.models import Round

ACCEPT_DAYS, APPEAL_DAYS = 14, 30
LETTERHEAD = (
    "Mississippi State Department of Health",
    "Office of Child and Adolescent Health",
    "Children and Youth with Special Health Care Needs Program",
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the awards of a round.

    `cohort_id` is the cohort that awarded practices join, None when staff did not say.
    `needs_check`: only what a second person checked is decided. `letterhead` are the lines on
    top of letters. `version` is 0 when nothing was set.
    """

    cohort_id: int | None = None
    needs_check: bool = True
    accept_days: int = ACCEPT_DAYS
    appeal_days: int = APPEAL_DAYS
    letterhead: tuple[str, ...] = LETTERHEAD
    signer_name: str = ""
    signer_title: str = ""
    steps: tuple[Step, ...] = USUAL_STEPS
    version: int = 0


def plan(round_id: int, *, locked: bool = False) -> AwardPlan | None:
    """What staff set for the awards of a round, if they did."""
    statement = select(AwardPlan).where(AwardPlan.round_id == round_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def plan_of(of: Round) -> Terms:
    """What holds for the awards of a round; the usual without settings."""
    found = plan(of.id)
    if found is None:
        return Terms()
    return Terms(
        cohort_id=found.cohort_id,
        needs_check=found.needs_check,
        accept_days=found.accept_days,
        appeal_days=found.appeal_days,
        letterhead=tuple(found.letterhead.splitlines()),
        signer_name=found.signer_name,
        signer_title=found.signer_title,
        steps=tuple(
            Step(step["title"], step["percent"], step["evidence"])
            for step in found.milestones["steps"]
        ),
        version=found.version,
    )
