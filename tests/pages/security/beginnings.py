"""The part of a corner that was told: awards in every stage, an appeal, and the charter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.awards.domain.kinds import LetterKind, Outcome, Reply
from app.awards.models import (
    Agreement,
    AgreementText,
    Appeal,
    AwardReply,
    DecisionSurvey,
    Feedback,
    Letter,
    Milestone,
    StepTick,
)
from app.charter.domain.fields import FIELDS, Carried, CarriedMember
from app.charter.models import CharterMember
from app.charter.services import open_charter
from app.core.db import db
from app.policy import Actor
from app.rfa.queries import applications
from tests.pages.security import calls, panels
from tests.support import build
from tests.support.build import saved

if TYPE_CHECKING:
    from app.awards.models import Decision
    from tests.pages.security.calls import Applying

WEEK = dt.timedelta(days=7)


def names(of: Applying, cohort: Any) -> dict[str, Any]:
    """What the corner was told, round by round: names for the parts of addresses."""
    offered = _told(of, cohort, "offered", Outcome.AWARD_WITH_CONDITIONS, conditions=of.says)
    begun = _told(of, cohort, "begun", Outcome.AWARD)
    waiting = _told(of, cohort, "waiting", Outcome.WAIT_LIST, waits_as=1)
    appealed = _told(of, cohort, "appealed", Outcome.DECLINE)
    _appeal(of, appealed)
    return {
        "offered_id": offered.application_id,
        "begun_id": begun.application_id,
        "waiting_id": waiting.application_id,
        "appealed_id": appealed.application_id,
        "begun": f"{of.practice.key}-begun",
        "appealed": f"{of.practice.key}-appealed",
        **_begin(of, begun),
        **_charter(of, cohort),
    }


def _told(of: Applying, cohort: Any, name: str, outcome: Outcome, **given: Any) -> Decision:
    """A round that is over, with one application and what its applicant was told last week."""
    call = calls.call_round(
        of,
        f"{of.practice.key}-{name}",
        opens_at=of.now - 30 * WEEK,
        closes_at=of.now - 20 * WEEK,
    )
    at = of.now - dt.timedelta(days=5)
    row = calls.sent(of, call, of.now - 21 * WEEK)
    panels.terms(of, call, cohort)
    row.told_at = at
    decision: Decision = build.decision(
        row, outcome=outcome, rationale=of.says, released_at=at, **given
    )
    saved(
        Letter(
            decision_id=decision.id,
            kind=LetterKind(outcome.value),
            changed_at=at,
            sent_at=at,
            sent_subject=of.says[:200],
            sent_body=of.says,
        )
    )
    signed = {"written_at": at, "written_by_id": of.author.id}
    saved(
        Feedback(
            application_id=row.id,
            strengths=of.says,
            concerns=of.says,
            approved_at=at,
            approved_by_id=decision.decided_by_id,
            **signed,
        )
    )
    said = {"clear": 4, "fair": 4, "better": of.says, "answered_at": of.now}
    saved(DecisionSurvey(application_id=row.id, person_id=of.author.id, **said))
    return decision


def _begin(of: Applying, decision: Decision) -> dict[str, int]:
    """The award was accepted and its agreement signed; one milestone is met and one is not."""
    saved(
        AwardReply(
            decision_id=decision.id,
            reply=Reply.ACCEPTED,
            replied_at=of.now,
            replied_by_id=of.author.id,
        )
    )
    call_id = applications.application(decision.application_id).round_id
    text = saved(
        AgreementText(
            round_id=call_id,
            number=1,
            title=of.says[:200],
            body=of.says,
            written_at=of.now,
            written_by_id=of.author.id,
        )
    )
    saved(
        Agreement(
            decision_id=decision.id,
            text_id=text.id,
            person_id=of.author.id,
            name=of.says[:120],
            title=of.says[:120],
            words=of.says,
            fingerprint="0" * 64,
            signed_at=of.now,
        )
    )
    steps = []
    for position, met in enumerate(({}, {"met_at": of.now, "met_by_id": of.author.id})):
        step = {"title": of.says[:160], "evidence": of.says, "note": of.says}
        steps.append(saved(Milestone(decision_id=decision.id, position=position, **step, **met)).id)
    saved(
        StepTick(decision_id=decision.id, step="w-9", ticked_at=of.now, ticked_by_id=of.author.id)
    )
    return {"milestone_id": steps[0], "met_id": steps[1]}


def _appeal(of: Applying, decision: Decision) -> None:
    versions = applications.submissions(decision.application_id)
    saved(
        Appeal(
            decision_id=decision.id,
            submission_id=versions[-1].id,
            basis=of.says,
            filed_at=of.now,
            filed_by_id=of.author.id,
        )
    )


def _charter(of: Applying, cohort: Any) -> dict[str, Any]:
    """A charter that says something in every field and names one person."""
    charter = open_charter(
        of.practice,
        cohort,
        [Carried(field.key, of.says, of.says[:200]) for field in FIELDS],
        [CarriedMember(of.says[:60], of.says[:160], of.says[:160], 4, of.says[:200])],
        by=Actor(of.author.id, of.author.name),
        at=of.now,
    )
    db.session.commit()
    member = db.session.query(CharterMember).filter_by(charter_id=charter.id).one()
    return {"member_id": member.id, "field": FIELDS[0].key}
