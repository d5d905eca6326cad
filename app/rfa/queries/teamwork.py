"""Reading the team's own remarks and who takes care of which section."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Missing
from app.core.model import Model
from app.rfa.models import Assignment, DraftComment


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with the name of its author."""

    comment: DraftComment
    name: str


def comments(application_id: int, section: str | None = None) -> tuple[Remark, ...]:
    """The comments of an application, or of one section, the oldest first; resolved ones too."""
    people = Model.metadata.tables["person"]
    statement = (
        select(DraftComment, people.c.name)
        .join(people, people.c.id == DraftComment.written_by_id)
        .where(DraftComment.application_id == application_id)
        .order_by(DraftComment.id)
    )
    if section is not None:
        statement = statement.where(DraftComment.section == section)
    return tuple(Remark(comment, name) for comment, name in db.session.execute(statement))


def comment(application_id: int, comment_id: int) -> DraftComment:
    """One comment; raises `Missing`."""
    found = db.session.scalar(
        select(DraftComment).where(
            DraftComment.id == comment_id, DraftComment.application_id == application_id
        )
    )
    if found is None:
        raise Missing(str(comment_id))
    return found


def count_open_comments(application_id: int) -> int:
    """How many comments wait to be resolved."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(DraftComment)
            .where(
                DraftComment.application_id == application_id,
                DraftComment.resolved_at.is_(None),
            )
        )
        or 0
    )


def assignments(application_id: int) -> dict[str, Assignment]:
    """Who takes care of which section, by section key."""
    return {
        one.section: one
        for one in db.session.scalars(
            select(Assignment).where(Assignment.application_id == application_id)
        )
    }
