"""Reading what follows awards that were told: answers, agreements, milestones, first steps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.awards.domain import agreement as agreements
from app.awards.domain.agreement import Text
from app.awards.domain.beginning import Stage, last_day, stage
from app.awards.domain.carrying import Carry, carried
from app.awards.domain.kinds import AppealOutcome, Outcome, Reply
from app.awards.models import (
    Agreement,
    AgreementText,
    Appeal,
    AwardReply,
    Decision,
    Milestone,
    StepTick,
)
from app.awards.queries import decisions
from app.awards.queries.plans import Terms, plan_of
from app.collaborative import queries as collaborative
from app.core.db import db
from app.core.errors import Missing
from app.policy import Place
from app.rfa.queries import applications, telling

if TYPE_CHECKING:
    from app.collaborative.models import Cohort
    from app.rfa.models import Application, Round
    from app.rfa.queries.telling import Addressee


@dataclass(frozen=True, slots=True)
class Award:
    """An award that its practice was told of, and what became of it since."""

    application: Application
    decision: Decision
    terms: Terms
    reply: AwardReply | None
    agreement: Agreement | None

    @property
    def id(self) -> int:
        """The id of the application."""
        return self.application.id

    @property
    def place(self) -> Place:
        return Place(practice_id=self.application.practice_id)

    @property
    def accept_by(self) -> dt.date:
        """The last day to answer."""
        return _last_day(self.decision, self.terms)

    @property
    def is_accepted(self) -> bool:
        return self.reply is not None and self.reply.reply is Reply.ACCEPTED

    def stage(self, at: dt.datetime) -> Stage:
        """Where the award is."""
        return stage(self.reply.reply if self.reply else None, self.accept_by, at)


def _last_day(decision: Decision, terms: Terms) -> dt.date:
    told_at = decision.promoted_at or decision.released_at
    assert told_at is not None  # noqa: S101  # only what was told gets here
    return last_day(told_at, terms.accept_days)


def award(application_id: int, *, locked: bool = False) -> Award:
    """The award of an application; raises `Missing` for what is none, or was not told.

    `locked`: fresh, and held until the transaction ends.
    """
    of = applications.application(application_id, locked=locked)
    decision = decisions.decision_of(application_id, locked=locked)
    if decision is None or not was_told(of, decision) or not decision.is_award:
        raise Missing(str(application_id))
    reply, agreement = _answers([decision.id]).get(decision.id, (None, None))
    return Award(of, decision, plan_of(of.round), reply, agreement)


def was_told(of: Application, decision: Decision) -> bool:
    """Whether its applicant knows of a decision."""
    return of.told_at is not None and decision.released_at is not None


def _answers(
    decision_ids: Collection[int],
) -> dict[int, tuple[AwardReply | None, Agreement | None]]:
    """The replies and agreements of some decisions: one statement."""
    rows = db.session.execute(
        select(Decision.id, AwardReply, Agreement)
        .outerjoin(AwardReply, AwardReply.decision_id == Decision.id)
        .outerjoin(Agreement, Agreement.decision_id == Decision.id)
        .where(Decision.id.in_(decision_ids))
        .execution_options(populate_existing=True)
    )
    return {decision_id: (reply, agreement) for decision_id, reply, agreement in rows}


def carry_of(application_id: int) -> Carry:
    """What a charter takes over from the version that was sent last."""
    frozen = applications.last_frozen(application_id)
    assert frozen is not None  # noqa: S101  # only what was sent is decided
    return carried(frozen)


def cohort_of(terms: Terms) -> Cohort | None:
    """The cohort that awarded practices join, when staff chose one."""
    return None if terms.cohort_id is None else collaborative.cohort_with_id(terms.cohort_id)


# ------------------------------------------------------------------ agreement and steps


def text_of(round_id: int) -> Text:
    """The words that a round's agreement has now."""
    row = text_row(round_id)
    return Text(row.title, row.body, row.number) if row else agreements.STANDARD


def text_row(round_id: int) -> AgreementText | None:
    """The newest version that was kept, if one was."""
    return db.session.scalars(
        select(AgreementText)
        .where(AgreementText.round_id == round_id)
        .order_by(AgreementText.number.desc())
        .limit(1)
    ).first()


def words_for(of: Award) -> str:
    """The words that a practice is to sign."""
    return agreements.words(
        text_of(of.application.round_id),
        practice=of.application.practice.name,
        program=of.application.round.title,
        amount=of.decision.amount,
        conditions=of.decision.conditions,
    )


def milestones_of(decision_id: int) -> tuple[Milestone, ...]:
    """The milestones of an award, in order."""
    return _milestones([decision_id])[decision_id]


def milestone(decision_id: int, milestone_id: int, *, locked: bool = False) -> Milestone:
    """One milestone of an award; raises `Missing`."""
    statement = select(Milestone).where(
        Milestone.id == milestone_id, Milestone.decision_id == decision_id
    )
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(str(milestone_id))
    return found


def _milestones(decision_ids: Collection[int]) -> defaultdict[int, tuple[Milestone, ...]]:
    found: defaultdict[int, tuple[Milestone, ...]] = defaultdict(tuple)
    for row in db.session.scalars(
        select(Milestone)
        .where(Milestone.decision_id.in_(decision_ids))
        .order_by(Milestone.decision_id, Milestone.position)
    ):
        found[row.decision_id] = (*found[row.decision_id], row)
    return found


def ticks_of(decision_ids: Collection[int]) -> dict[tuple[int, str], StepTick]:
    """The steps that staff ticked, by decision and step: one statement."""
    rows = db.session.scalars(select(StepTick).where(StepTick.decision_id.in_(decision_ids)))
    return {(row.decision_id, row.step): row for row in rows}


# ------------------------------------------------------------------ all awards of a round


@dataclass(frozen=True, slots=True)
class Begun:
    """One award in the list of a round."""

    to: Addressee
    decision: Decision
    stage: Stage
    accept_by: dt.date
    agreement: Agreement | None
    has_w9: bool
    milestones: tuple[Milestone, ...]
    is_enrolled: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that could be given a place: on the wait list, or its appeal was upheld."""

    to: Addressee
    decision: Decision


@dataclass(frozen=True, slots=True)
class OfRound:
    """All awards of a round that were told, who waits, and how many places are free."""

    terms: Terms
    cohort: Cohort | None
    awards: tuple[Begun, ...]
    waiting: tuple[Waiting, ...]
    free: int

    @property
    def places(self) -> frozenset[int]:
        """The places on the wait list that still wait."""
        return frozenset(
            one.decision.waits_as for one in self.waiting if one.decision.waits_as is not None
        )


def in_round(of: Round, at: dt.datetime) -> OfRound:
    """What became of the awards of a round. The same number of statements for any number."""
    terms = plan_of(of)
    cohort = cohort_of(terms)
    ids = telling.ids_in(of.id)
    told = [one for one in decisions.of_applications(ids).values() if one.released_at is not None]
    to = telling.addressees(ids)
    upheld = _upheld([one.id for one in told])
    answers = _answers([one.id for one in told])
    ticks = ticks_of([one.id for one in told])
    milestones = _milestones([one.id for one in told])
    enrolled = {
        one.practice_id
        for one in (collaborative.enrolments_in(cohort.id) if cohort else ())
        if one.left_on is None
    }
    awards = []
    for one in told:
        if one.is_award:
            reply, agreement = answers[one.id]
            last = _last_day(one, terms)
            awards.append(
                Begun(
                    to[one.application_id],
                    one,
                    stage(reply.reply if reply else None, last, at),
                    last,
                    agreement,
                    any(decision_id == one.id for decision_id, _ in ticks),
                    milestones[one.id],
                    to[one.application_id].practice_id in enrolled,
                )
            )
    taken = sum(one.to.is_sent and one.stage is not Stage.DECLINED for one in awards)
    waiting = [
        Waiting(to[one.application_id], one)
        for one in told
        if to[one.application_id].is_sent and may_get_place(one, upheld)
    ]
    return OfRound(
        terms,
        cohort,
        tuple(sorted(awards, key=lambda one: one.to.practice.casefold())),
        tuple(sorted(waiting, key=lambda one: (one.decision.waits_as or 0, one.to.practice))),
        of.awards - taken,
    )


def may_get_place(decision: Decision, upheld: Collection[int]) -> bool:
    """Whether a decision that was told can become an award."""
    if decision.promoted_at is not None or decision.is_award:
        return False
    return decision.outcome is Outcome.WAIT_LIST or decision.id in upheld


def _upheld(decision_ids: Collection[int]) -> frozenset[int]:
    return frozenset(
        db.session.scalars(
            select(Appeal.decision_id).where(
                Appeal.decision_id.in_(decision_ids), Appeal.outcome == AppealOutcome.UPHELD
            )
        )
    )


# ------------------------------------------------------------------ for the team's home


@dataclass(frozen=True, slots=True)
class Origin:
    """The award that a team began from, as its home shows it."""

    application_id: int
    is_signed: bool


def origin_of(practice_id: int) -> Origin | None:
    """The last award that a practice accepted, if it did: one statement."""
    row = db.session.execute(
        select(Decision.application_id, Agreement.id)
        .join(AwardReply, AwardReply.decision_id == Decision.id)
        .outerjoin(Agreement, Agreement.decision_id == Decision.id)
        .where(
            AwardReply.reply == Reply.ACCEPTED,
            Decision.application.has(practice_id=practice_id),
        )
        .order_by(AwardReply.replied_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Origin(row[0], row[1] is not None)
