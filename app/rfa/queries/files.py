"""Reading the history of the files of a question."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.rfa.models import Attachment


def every_file(application_id: int, question: str) -> tuple[Attachment, ...]:
    """The files that hang on a question or once did, the latest first."""
    return tuple(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.application_id == application_id, Attachment.question == question)
            .order_by(Attachment.id.desc())
        )
    )
