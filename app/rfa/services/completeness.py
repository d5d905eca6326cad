"""Keeping with each section whether it is started and complete, for lists of many applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.db import db
from app.rfa.domain.progress import content_of

if TYPE_CHECKING:
    from app.rfa.queries.applications import Opened


def look_again(of: Opened) -> None:
    """Look into every section anew: an answer in one may open or close questions of another."""
    about = of.about
    for section in of.sections:
        draft = of.drafts[section.key]
        content = content_of(section, about)
        draft.is_started, draft.is_complete = content.is_started, content.is_complete
    db.session.flush()
