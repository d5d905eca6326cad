"""Trained people between two days, for reports."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.accounts.queries import standings as accounts
from app.collaborative import queries as collaborative
from app.core.db import db
from app.curriculum.domain import trained as rules
from app.curriculum.domain.assigning import LEARNERS
from app.curriculum.domain.trained import Completion, Span, Tenure, Trained
from app.curriculum.models import Certificate, Study
from app.policy import Action, Place, allows
from app.practices import queries as practices

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.policy import Actor


def trained(
    actor: Actor, span: Span, required: Collection[int], module_id: int | None = None
) -> Trained:
    """The counts for the people that the actor oversees: three statements, and one more for a
    coach. People who left since then still count.
    """
    sees_all = allows(actor, Action.LEARNING_OVERSEE, Place())
    kinds = {one.id: one.kind.value for one in db.session.scalars(practices.every())}
    overseen = None if sees_all else {team.id for team in collaborative.program_teams(actor)}
    tenures: defaultdict[int, list[Tenure]] = defaultdict(list)
    for one in accounts.held_over_time(LEARNERS):
        if overseen is None or one.practice_id in overseen:
            kind = kinds.get(one.practice_id or 0, "")
            tenures[one.person_id].append(Tenure(one.role, kind, one.since, one.until))
    first = rules.first_ones(_completions())
    return rules.counted(
        rules.with_one(first, span, module_id),
        rules.with_all(first, required, span),
        tenures,
        only_held=not sees_all,
    )


def _completions() -> list[Completion]:
    holds = and_(Certificate.study_id == Study.id, Certificate.revoked_at.is_(None))
    rows = db.session.execute(
        select(
            Study.person_id,
            Study.module_id,
            Study.completed_at,
            Study.revoked_at,
            Certificate.issued_at,
        )
        .outerjoin(Certificate, holds)
        .where(Study.completed_at.is_not(None))
        .order_by(Study.id)
    )
    return [
        Completion(person_id, module_id, since)
        for person_id, module_id, at, revoked_at, issued_at in rows
        if at and (since := rules.since(at, revoked_at, issued_at))
    ]
