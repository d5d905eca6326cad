"""Which applications are kept with their practice, what holds others, and where words stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from app.awards.domain.appeals import can_be_appealed, last_day
from app.awards.domain.kinds import Reply
from app.awards.models import (
    Agreement,
    Appeal,
    AwardReply,
    BoardSnapshot,
    Decision,
    DecisionSurvey,
    Feedback,
    Letter,
)
from app.awards.queries import appeals, decisions
from app.awards.queries.plans import APPEAL_DAYS, plan
from app.core.clock import central
from app.core.dates import short_day
from app.core.db import db
from app.rfa.domain.retention import Leaving, Traces
from app.rfa.queries import sent


def awarded(ids: Collection[int]) -> frozenset[int]:
    """Those of these applications whose practice was told of its place and did not decline it."""
    declined = frozenset(
        db.session.scalars(select(AwardReply.decision_id).where(AwardReply.reply == Reply.DECLINED))
    )
    found = decisions.of_applications(ids)
    return frozenset(
        key
        for key, one in found.items()
        if one.is_award and one.released_at is not None and one.id not in declined
    )


def holds(ids: Collection[int], at: dt.datetime) -> dict[int, tuple[str, ...]]:
    """Decisions that nobody was told of, appeals that wait, and those that may still come."""
    found = decisions.of_applications(ids)
    waiting = {
        one.decision_id
        for one in appeals.of_decisions([one.id for one in found.values()])
        if one.outcome is None
    }
    until = _appeal_days(found)
    return {
        key: words
        for key, one in found.items()
        if (words := tuple(_why(one, one.id in waiting, until.get(key), at)))
    }


def _why(of: Decision, is_appealed: bool, until: dt.date | None, at: dt.datetime) -> Iterable[str]:
    if of.released_at is None:
        yield "A decision that nobody was told of"
    if is_appealed:
        yield "An open appeal"
    elif until is not None and appeals.is_open(until, at):
        yield f"It can be appealed until {short_day(until)}"


def _appeal_days(found: Mapping[int, Decision]) -> dict[int, dt.date]:
    """The last days to appeal, by application, of those that can be appealed at all."""
    answered = set(
        db.session.scalars(
            select(AwardReply.decision_id).where(
                AwardReply.decision_id.in_([one.id for one in found.values()])
            )
        )
    )
    homes = sent.homes(found)
    days = {
        key: row.appeal_days if (row := plan(key)) else APPEAL_DAYS
        for key in {home.round_id for home in homes.values()}
    }
    last: dict[int, dt.date] = {}
    for key, one in found.items():
        if one.released_at is not None and can_be_appealed(
            one.outcome, is_answered=one.id in answered, is_promoted=one.promoted_at is not None
        ):
            day = last_day(central(one.released_at).date(), days[homes[key].round_id])
            if day is not None:
                last[key] = day
    return last


_OF_APPLICATIONS: Mapping[str, Any] = {
    "words of decisions": Decision,
    "summaries": Feedback,
    "answers about decisions": DecisionSurvey,
}
_OF_DECISIONS: Mapping[str, Any] = {
    "letters": Letter,
    "appeals": Appeal,
    "answers to awards": AwardReply,
    "agreements": Agreement,
}


def sizes(ids: Collection[int]) -> dict[int, Counter[str]]:
    """What was written about decisions, counted."""
    found: dict[int, Counter[str]] = {one: Counter() for one in ids}
    for label, model in _OF_APPLICATIONS.items():
        counted = select(model.application_id, func.count()).group_by(model.application_id)
        _add(found, label, counted.where(model.application_id.in_(ids)))
    for label, model in _OF_DECISIONS.items():
        counted = (
            select(Decision.application_id, func.count())
            .join(model, model.decision_id == Decision.id)
            .group_by(Decision.application_id)
        )
        _add(found, label, counted.where(Decision.application_id.in_(ids)))
    return found


def _add(found: dict[int, Counter[str]], label: str, counted: Any) -> None:
    for key, count in db.session.execute(counted):
        found[key][label] += count


def traces(of: Leaving) -> Traces:
    """The mails about the decision of an application, and what the trail says of it."""
    decision = decisions.of_applications([of.application_id]).get(of.application_id)
    summaries = _ids(select(Feedback.id).where(Feedback.application_id == of.application_id))
    events: dict[str, Collection[int]] = {Feedback.__tablename__: summaries}
    mails: list[str] = []
    if decision is not None:
        made = {
            model: _ids(select(model.id).where(model.decision_id == decision.id))
            for model in (Letter, Appeal, AwardReply, Agreement)
        }
        events |= {model.__tablename__: ids for model, ids in made.items()}
        events[Decision.__tablename__] = (decision.id,)
        mails = [f"{kind}:{decision.id}" for kind in ("decision", "promotion", "award accepted")]
        mails += [f"appeal decided:{one}" for one in made[Appeal]]
    return Traces(mails, events)


def _ids(statement: Any) -> tuple[int, ...]:
    return tuple(db.session.scalars(statement))


def boards_of(round_id: int) -> tuple[BoardSnapshot, ...]:
    """The boards of a round that were frozen for meetings."""
    return tuple(
        db.session.scalars(select(BoardSnapshot).where(BoardSnapshot.round_id == round_id))
    )
