"""Writing the trail: every service calls `record` in the transaction of its deed."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, event, false, inspect, or_, update

from app.audit.models import NO_WORDS, AuditEvent
from app.core.clock import now
from app.core.confirming import confirmed
from app.core.db import db
from app.policy import current_actor

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from app.core.model import Json, Model
    from app.policy import Actor


CONFIRMED = "confirmed words as no patient's"


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
    about = _about(subject, by=by, at=at, name=name, practice_id=practice_id)
    db.session.add(
        AuditEvent(**about, verb=verb, before=plain(before), after=plain(after), reason=reason)
    )
    _note_confirmed(about)


def _about(
    subject: Model | str, *, by: Actor, at: dt.datetime, name: str, practice_id: int | None
) -> dict[str, Any]:
    return {
        "at": at,
        "actor_id": by.person_id,
        "actor_name": by.name,
        "subject_type": subject if isinstance(subject, str) else subject.__tablename__,
        "subject_id": None if isinstance(subject, str) else subject.id,
        "subject_name": name[:300],
        "practice_id": practice_id,
    }


def take_words_out(
    subjects: Mapping[str, Collection[int]], *, practice_id: int | None = None
) -> None:
    """Empty what the events about these things say, by kind and id, and of a practice's timeline.

    Who did what to which thing, and when, stays: the database does not let go of more.
    """
    about = [
        and_(AuditEvent.subject_type == kind, AuditEvent.subject_id.in_(ids))
        for kind, ids in subjects.items()
    ]
    if practice_id is not None:
        about.append(AuditEvent.practice_id == practice_id)
    db.session.flush()
    db.session.execute(
        update(AuditEvent)
        .where(or_(false(), *about))
        .values(subject_name=NO_WORDS, before=None, after=None, reason=None)
        .execution_options(synchronize_session=False)
    )


# ------------------------------------------------------------------ words that were confirmed


def record_confirmed(subject: Model, *, by: Actor, at: dt.datetime, name: str = "") -> None:
    """Note only what was confirmed in this request, for a deed that the trail leaves out."""
    _note_confirmed(_about(subject, by=by, at=at, name=name, practice_id=None))


def _note_confirmed(about: dict[str, Any]) -> None:
    """Note beside the deed that its words were confirmed to be about no patient.

    Once in each transaction: the deed of this request may be done in several.
    """
    found = confirmed()
    if found is None:
        return
    here = db.session().get_transaction() or db.session().begin()
    if found.noted_in is not here:
        after = plain({"fields": found.fields, "looked like": found.kinds})
        db.session.add(AuditEvent(**about, verb=CONFIRMED, after=after, reason=found.reason))
        found.noted_in = here


@event.listens_for(db.session, "after_flush")
def _see_change(session: Session, _context: object) -> None:
    if found := confirmed():
        found.changed_in = session.get_transaction()


@event.listens_for(db.session, "before_commit")
def _note_what_no_deed_noted(session: Session) -> None:
    """Nothing that was confirmed is kept without its event, whatever a service forgets."""
    found, here = confirmed(), session.get_transaction()
    if found is None or found.noted_in is here:
        return
    if found.changed_in is here or session.new or session.dirty or session.deleted:
        by, at = current_actor(), now()
        _note_confirmed(_about("form", by=by, at=at, name=found.page, practice_id=None))


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
