"""What authors and reviewers say to each other about a version."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core import twins
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.curriculum.models import ModuleVersion, VersionComment
from app.curriculum.queries import contents, versions

if TYPE_CHECKING:
    from app.policy import Actor


def add(
    version: ModuleVersion, *, lesson_key: str = "", body: str, by: Actor, at: dt.datetime
) -> VersionComment:
    """Say something about a version, or about one of its lessons.

    The very same comment of the same person within a minute is a second click: gives the first.
    """
    version = versions.locked(version.id)
    if version.archived_at is not None:
        raise NotPossibleNow("This version is archived. Comment on a newer one.")
    if not body:
        raise Refused("Write your comment first.", field="body")
    if lesson_key:
        contents.row(version.id, lesson_key)
    said = {
        "version_id": version.id,
        "lesson_key": lesson_key,
        "body": body,
        "written_by_id": by.signed_in_id,
        "resolved_at": None,
    }
    twin = twins.first_click(VersionComment, VersionComment.written_at, at=at, **said)
    if twin is not None:
        return twin
    comment = VersionComment(written_at=at, **said)
    db.session.add(comment)
    db.session.flush()
    after = {"lesson": lesson_key or "the whole version"}
    audit.record("commented on a version", comment, by=by, at=at, name=version.title, after=after)
    return comment


def resolve(comment: VersionComment, *, by: Actor, at: dt.datetime) -> None:
    """Note that what a comment says is done; doing it again changes nothing."""
    if comment.resolved_at is not None:
        return
    comment.resolved_at, comment.resolved_by_id = at, by.person_id
    db.session.flush()
    audit.record("resolved a comment on a version", comment, by=by, at=at)
