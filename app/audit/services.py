"""Writing the trail: every service calls `record` in the transaction of its deed."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from app.audit.models import AuditEvent
from app.core.db import db

if TYPE_CHECKING:
    from app.core.model import Json, Model
    from app.policy import Actor


def record(
    verb: str,
    subject: Model | str,
    *,
    by: Actor,
    at: dt.datetime,
    name: str = "",
    practice_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Note that `by` did `verb` to `subject` at `at`, in the running transaction.

    `subject` is a row (flushed, so that it has an id) or the name of a kind of thing.
    `name` is how people know the subject; `before` and `after` hold only what changed,
    never a secret. `practice_id` puts the event on that team's own timeline.
    """
    if not isinstance(subject, str) and inspect(subject).pending:
        db.session.flush()
    db.session.add(
        AuditEvent(
            at=at,
            actor_id=by.person_id,
            actor_name=by.name,
            verb=verb,
            subject_type=subject if isinstance(subject, str) else subject.__tablename__,
            subject_id=None if isinstance(subject, str) else subject.id,
            subject_name=name[:300],
            practice_id=practice_id,
            before=plain(before),
            after=plain(after),
            reason=reason,
        )
    )


def changes(row: Model, wanted: dict[str, Any]) -> tuple[Json, Json]:
    """What setting `wanted` on `row` would change: (before, after), only the differences."""
    differing = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    before = {name: getattr(row, name) for name in differing}
    return plain(before) or {}, plain(differing) or {}


def plain(values: dict[str, Any] | None) -> Json | None:
    """The same values in forms that JSON knows."""
    return None if values is None else {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    match value:
        case dt.datetime() | dt.date():
            return value.isoformat()
        case Enum():
            return value.value
        case dict():
            return plain(value)
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
