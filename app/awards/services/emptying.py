"""Taking the words out of the decision about one application; what was decided stays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select, update

from app.awards.models import (
    Agreement,
    Appeal,
    AwardReply,
    Decision,
    DecisionSurvey,
    Feedback,
    Letter,
    Milestone,
)
from app.awards.queries import retention as queries
from app.core.db import db
from app.rfa.domain.retention import GONE, Keeper, Leaving


def empty(of: Leaving) -> None:
    """Remove reasons, letters, summaries and appeals; outcomes, their times and ticks stay."""
    key = of.application_id
    decisions = select(Decision.id).where(Decision.application_id == key).scalar_subquery()
    _put(
        Decision,
        Decision.application_id == key,
        rationale=GONE,
        **_each_gone(Decision, "conditions", "departure", "promotion_reason"),
    )
    _put(
        Letter,
        Letter.decision_id.in_(decisions),
        fields={},
        subject="",
        body="",
        **_each_gone(Letter, "sent_subject", "sent_body"),
    )
    _put(
        Feedback,
        Feedback.application_id == key,
        **_each_gone(Feedback, "strengths", "concerns"),
    )
    _put(Appeal, Appeal.decision_id.in_(decisions), basis=GONE, **_each_gone(Appeal, "reason"))
    _put(DecisionSurvey, DecisionSurvey.application_id == key, better="")
    _put(AwardReply, AwardReply.decision_id.in_(decisions), **_each_gone(AwardReply, "reason"))
    _put(
        Agreement,
        Agreement.decision_id.in_(decisions),
        name="",
        title="",
        words=GONE,
        **_each_gone(Agreement, "countersigned_name", "countersigned_title"),
    )
    _put(Milestone, Milestone.decision_id.in_(decisions), note="")
    if of.practice_goes:
        _rename_on_boards(of)
    db.session.flush()


def _put(model: Any, where: Any, **values: object) -> None:
    statement = update(model).where(where).values(values)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _each_gone(model: Any, *names: str) -> dict[str, Any]:
    """What stands in the place of words: nothing where there was nothing."""
    columns = {name: getattr(model, name) for name in names}
    return {name: case((column != "", GONE), else_="") for name, column in columns.items()}


def _rename_on_boards(of: Leaving) -> None:
    """Let frozen boards name the practice no more; their numbers stay as they were."""
    for board in queries.boards_of(of.round_id):
        rows = [
            row | {"name": of.name} if row["key"] == of.application_id else row
            for row in board.content["rows"]
        ]
        if rows != board.content["rows"]:
            board.content = board.content | {"rows": rows}


KEEPER = Keeper(
    stays=queries.awarded,
    holds=queries.holds,
    sizes=queries.sizes,
    traces=queries.traces,
    empty=empty,
)
