"""Versions that wait for somebody to approve them, for pages that show no more than that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from app.core.db import db
from app.curriculum.models import Module, ModuleVersion, VersionEditor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version in review. `is_own`: the reader wrote in it or began it, so others approve it."""

    module: str
    number: int
    title: str
    since: dt.datetime
    is_own: bool


def waiting(person_id: int) -> tuple[Waiting, ...]:
    """Every version in review, the one that waits longest first. One statement."""
    rows = db.session.execute(
        select(
            Module.key,
            ModuleVersion.number,
            ModuleVersion.title,
            ModuleVersion.review_asked_at,
            or_(VersionEditor.id.is_not(None), ModuleVersion.created_by_id == person_id),
        )
        .join(Module, Module.id == ModuleVersion.module_id)
        .outerjoin(
            VersionEditor,
            and_(
                VersionEditor.version_id == ModuleVersion.id,
                VersionEditor.person_id == person_id,
            ),
        )
        .where(
            Module.archived_at.is_(None),
            ModuleVersion.review_asked_at.is_not(None),
            ModuleVersion.approved_at.is_(None),
            ModuleVersion.archived_at.is_(None),
        )
        .order_by(ModuleVersion.review_asked_at, ModuleVersion.id)
    )
    return tuple(
        Waiting(key, number, title, since, is_own)
        for key, number, title, since, is_own in rows
        if since is not None
    )
