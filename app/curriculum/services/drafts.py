"""Drafts of modules: begun with some content, and filled anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.db import db
from app.core.errors import NotPossibleNow
from app.curriculum.domain import codec
from app.curriculum.domain.content import Facts, Lesson
from app.curriculum.domain.shipped import Reviews
from app.curriculum.models import Module, ModuleVersion
from app.curriculum.queries import modules
from app.curriculum.services import contents

if TYPE_CHECKING:
    from app.policy import Actor

OPEN = "Version {number} is not published yet. Finish it or archive it, then start a new one."


def begin(
    module: Module,
    facts: Facts,
    lessons: Sequence[Lesson],
    reviews: Reviews,
    *,
    by: Actor,
    at: dt.datetime,
) -> ModuleVersion:
    """Make the next draft of a module with this content; the caller notes it in the trail."""
    rows = modules.versions_of([module.id])[module.id]
    for row in rows:
        if row.publish_at is None and row.archived_at is None:
            raise NotPossibleNow(OPEN.format(number=row.number))
    draft = ModuleVersion(
        module_id=module.id,
        number=rows[-1].number + 1 if rows else 1,
        created_at=at,
        created_by_id=by.person_id,
    )
    db.session.add(draft)
    fill(draft, facts, lessons, reviews, by=by, at=at)
    return draft


def fill(
    version: ModuleVersion,
    facts: Facts,
    lessons: Sequence[Lesson],
    reviews: Reviews,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Make this all that stands in a version that is not approved."""
    version.title, version.summary = facts.title, facts.summary
    version.title_es, version.summary_es = facts.title_es, facts.summary_es
    version.quiz = codec.quiz_json(facts.quiz)
    version.credit = codec.credit_json(facts.credit)
    version.prerequisites = codec.prerequisites_json(facts.prerequisites)
    db.session.flush()
    contents.put_lessons(version, lessons, by=by, at=at)
    contents.note_reviews(version, reviews)


def named(version: ModuleVersion) -> str:
    """How people call a version."""
    return f"{version.title}, version {version.number}"
