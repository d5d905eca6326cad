"""Comments of authors and reviewers."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.models import VersionComment


def of_version(version_id: int) -> list[VersionComment]:
    """The comments on a version, the oldest first."""
    return list(
        db.session.scalars(
            select(VersionComment)
            .where(VersionComment.version_id == version_id)
            .order_by(VersionComment.written_at, VersionComment.id)
        )
    )


def comment(version_id: int, comment_id: int) -> VersionComment:
    """One comment on a version; raises `Missing`."""
    found = db.session.scalar(
        select(VersionComment).where(
            VersionComment.id == comment_id, VersionComment.version_id == version_id
        )
    )
    if found is None:
        raise Missing
    return found


def open_counts(version_ids: Collection[int]) -> dict[int, int]:
    """How many comments on versions nobody has resolved; absent without one."""
    rows = db.session.execute(
        select(VersionComment.version_id, func.count())
        .where(VersionComment.version_id.in_(version_ids), VersionComment.resolved_at.is_(None))
        .group_by(VersionComment.version_id)
    )
    return {version_id: count for version_id, count in rows}
