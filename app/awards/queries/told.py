"""What applicants, and everybody, may read once decisions are told. Before that: nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.awards.domain.kinds import LetterKind, Reply
from app.awards.models import AwardPlan, AwardReply, Decision
from app.awards.queries import appeals, decisions, feedback, letters
from app.collaborative.queries import cohorts
from app.core.clock import central, today
from app.core.db import db
from app.core.errors import Missing
from app.rfa.queries import sent as applications
from app.rfa.queries import telling

if TYPE_CHECKING:
    from app.awards.models import Appeal, Feedback
    from app.awards.queries.letters import Composed
    from app.rfa.models import Application


@dataclass(frozen=True, slots=True)
class Told:
    """What an applicant was told. `letters` are what was sent, the newest first.

    `summary` is there once staff approved it, and `appeal_until` when there is a last day.
    """

    application: Application
    decision: Decision
    released_at: dt.datetime
    letters: tuple[Composed, ...]
    summary: Feedback | None
    appeal: Appeal | None
    appeal_until: dt.date | None


def told(of: Application) -> Told:
    """What was told about an application; raises `Missing` until then, whatever was decided."""
    if of.told_at is None:
        raise Missing(str(of.id))
    decision = decisions.decision_of(of.id)
    if decision is None or decision.released_at is None:
        raise Missing(str(of.id))
    day = central(decision.released_at).date()
    sent = list(letters.composed(of.round, [decision], day))
    if decision.promoted_at is not None:
        promoted = central(decision.promoted_at).date()
        sent[:0] = letters.composed(of.round, [decision], promoted, kind=LetterKind.PROMOTION)
    summary = feedback.feedback_of(of.id)
    return Told(
        application=of,
        decision=decision,
        released_at=decision.released_at,
        letters=tuple(sent),
        summary=summary if summary is not None and summary.approved_at is not None else None,
        appeal=appeals.appeal_of(decision.id),
        appeal_until=appeals.appeal_until(of.round, decision),
    )


@dataclass(frozen=True, slots=True)
class Awardee:
    """A practice with a place, as everybody may read it."""

    name: str
    county: str
    kind: str
    cohort: str


def has_awardees() -> bool:
    """Whether there is anybody to show."""
    return bool(awardees())


def awardees() -> tuple[Awardee, ...]:
    """The practices that were told of their award and did not decline it, by name."""
    found = {one.application_id: one for one in _told_decisions() if one.is_award}
    if not found:
        return ()
    homes = applications.homes(found)
    cohort_of = _cohort_ids({home.round_id for home in homes.values()})
    names = {row.cohort.id: row.cohort.name for row in cohorts(today())}
    shown = [
        Awardee(
            name=to.practice,
            county=to.county,
            kind=to.kind,
            cohort=names.get(cohort_of.get(homes[key].round_id) or 0, ""),
        )
        for key, to in telling.addressees(found).items()
        if to.is_sent
    ]
    return tuple(sorted(shown, key=lambda one: one.name.casefold()))


def _told_decisions() -> tuple[Decision, ...]:
    declined = select(AwardReply.decision_id).where(AwardReply.reply == Reply.DECLINED)
    return tuple(
        db.session.scalars(
            select(Decision).where(Decision.released_at.is_not(None), Decision.id.not_in(declined))
        )
    )


def _cohort_ids(round_ids: set[int]) -> dict[int, int | None]:
    rows = db.session.execute(
        select(AwardPlan.round_id, AwardPlan.cohort_id).where(AwardPlan.round_id.in_(round_ids))
    )
    return {round_id: cohort_id for round_id, cohort_id in rows}
