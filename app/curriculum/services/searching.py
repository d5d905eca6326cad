"""Keeping what a search looks through: written when a version is approved.

When words are taken out of a text later, its copy here follows (`app.curriculum.words`).
"""

from __future__ import annotations

from sqlalchemy import delete

from app.core.db import db
from app.curriculum.domain import findable
from app.curriculum.models import ModuleVersion, SearchEntry
from app.curriculum.queries import contents, files, search


def index(version: ModuleVersion) -> None:
    """Write what a search finds in a version; doing it again changes nothing."""
    db.session.execute(delete(SearchEntry).where(SearchEntry.version_id == version.id))
    of_module = files.of_module(version.module_id)
    inside = files.words_inside(version.module_id)
    for lesson in contents.lessons(version.id):
        found = findable.of_lesson(lesson, of_module, inside)
        db.session.add_all(SearchEntry.of(version.id, lesson.key, one) for one in found)
    db.session.flush()


def index_all() -> int:
    """Write it anew for every approved version; gives how many there are."""
    approved = search.approved()
    for version in approved:
        index(version)
    search.rebuild()
    return len(approved)
