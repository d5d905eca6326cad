"""What staff keep beside applications, and the breaking of seals. Applicants see none of it.

Tags, flags, notes and tasks are subjects of their own in the trail and belong to no practice
there, so that no applicant's timeline tells of them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain import filters
from app.rfa.domain.filters import Filters
from app.rfa.models import Application, Mark, MarkKind, Note, Round, SavedView, Task
from app.rfa.queries.oversight import listing, one
from app.rfa.queries.oversight.rounds import overseen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.policy import Actor

MOST_VIEWS = 30
LONGEST_QUERY = 500
TWICE = dt.timedelta(minutes=10)
"""The same note by the same person within this time was sent twice."""


def _person(by: Actor) -> int:
    return by.signed_in_id


def _note(
    verb: str,
    row: Mark | Note | Task,
    of: Application,
    *,
    by: Actor,
    at: dt.datetime,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    name = f"{of.practice.name}, {of.round.title}"
    audit.record(verb, row, by=by, at=at, name=name, after=after, reason=reason)


# ------------------------------------------------------------------ tags and flags


def tag(of: Application, *, label: str, by: Actor, at: dt.datetime) -> Mark:
    """Put a tag on an application; one that is there already stays. Raises `Refused` without."""
    if not label:
        raise Refused("Enter the tag.", field="tag")
    there = _there(of, MarkKind.TAG, label, "")
    return there or _mark("tagged an application", of, MarkKind.TAG, label, "", by=by, at=at)


def flag(
    of: Application,
    *,
    label: str,
    section: str,
    sections: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> Mark:
    """Flag an application, or one of its `sections` (title by key); one that says the same stays.

    Raises `Refused` without words, and for a section that the application does not have.
    """
    if not label:
        raise Refused("Say what needs attention.", field="flag")
    if section and section not in sections:
        raise Refused("Choose a section of this application.", field="section")
    there = _there(of, MarkKind.FLAG, label, section)
    verb = "flagged an application"
    where = {"section": sections[section]} if section else {}
    return there or _mark(verb, of, MarkKind.FLAG, label, section, by=by, at=at, where=where)


def _there(of: Application, kind: MarkKind, label: str, section: str) -> Mark | None:
    return next(
        (
            mark
            for mark in one.marks_of(of.id)
            if mark.removed_at is None
            and (mark.kind, mark.label.casefold(), mark.section)
            == (kind, label.casefold(), section)
        ),
        None,
    )


def _mark(
    verb: str,
    of: Application,
    kind: MarkKind,
    label: str,
    section: str,
    *,
    by: Actor,
    at: dt.datetime,
    where: Mapping[str, str] | None = None,
) -> Mark:
    row = Mark(
        application_id=of.id,
        kind=kind,
        label=label,
        section=section,
        set_at=at,
        set_by_id=_person(by),
    )
    db.session.add(row)
    db.session.flush()
    after = {kind.value: label, **(where or {})}
    _note(verb, row, of, by=by, at=at, after=after)
    return row


def remove_tag(mark: Mark, of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Take a tag off; once is enough."""
    if mark.removed_at is None:
        mark.removed_at, mark.removed_by_id = at, _person(by)
        _note("took a tag off", mark, of, by=by, at=at, after={"tag": mark.label})


def resolve_flag(mark: Mark, of: Application, *, outcome: str, by: Actor, at: dt.datetime) -> None:
    """Close a flag with what came of it.

    Raises `Refused` without an outcome and `NotPossibleNow` when it is closed already.
    """
    if mark.removed_at is not None:
        raise NotPossibleNow("This flag is resolved already.")
    if not outcome:
        raise Refused("Say what came of it.", field="outcome")
    mark.removed_at, mark.removed_by_id, mark.outcome = at, _person(by), outcome
    _note("resolved a flag", mark, of, by=by, at=at, after={"flag": mark.label}, reason=outcome)


# ------------------------------------------------------------------ notes and tasks


def write_note(of: Application, *, body: str, by: Actor, at: dt.datetime) -> Note:
    """Keep an internal note; the same note sent twice is kept once. Raises `Refused` if empty."""
    if not body:
        raise Refused("Write the note first.", field="note")
    for note in one.notes_of(of.id):
        if (note.body, note.written_by_id) == (body, by.person_id) and at - note.written_at < TWICE:
            return note
    row = Note(application_id=of.id, body=body, written_at=at, written_by_id=_person(by))
    db.session.add(row)
    db.session.flush()
    _note("wrote a note", row, of, by=by, at=at)
    return row


def add_task(
    of: Application,
    *,
    title: str,
    person_id: int | None,
    due_on: dt.date | None,
    staff: Collection[int],
    by: Actor,
    at: dt.datetime,
) -> Task:
    """Note something to do; the same open task is kept once.

    `staff` may do it. Raises `Refused` without a title and for somebody who is not staff.
    """
    if not title:
        raise Refused("Say what is to be done.", field="title")
    if person_id is not None and person_id not in staff:
        raise Refused("Choose somebody of the staff.", field="person")
    for task in one.tasks_of(of.id):
        same = (task.title, task.person_id, task.due_on) == (title, person_id, due_on)
        if same and task.done_at is None:
            return task
    row = Task(
        application_id=of.id,
        title=title,
        person_id=person_id,
        due_on=due_on,
        created_at=at,
        created_by_id=_person(by),
    )
    db.session.add(row)
    db.session.flush()
    _note("added a task", row, of, by=by, at=at, after={"task": title, "due_on": due_on})
    return row


def finish_task(task: Task, of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Note that a task is done; once is enough."""
    if task.done_at is None:
        task.done_at, task.done_by_id = at, _person(by)
        _note("finished a task", task, of, by=by, at=at, after={"task": task.title})


# ------------------------------------------------------------------ views, seals, files


def save_view(wanted: Filters, of: Round, *, name: str, by: Actor, at: dt.datetime) -> SavedView:
    """Keep a choice of filters in a round under a name of one's own; the same name is replaced.

    Raises `Refused` without a name, for too many, and for filters too long to keep.
    """
    if not name:
        raise Refused("Enter a name for this view.", field="name")
    query = urlencode({"round": of.key, **wanted.query()})
    if len(query) > LONGEST_QUERY:
        raise Refused("Shorten what you search for, then save the view.", field="name")
    kept = listing.view_named(name, by.person_id)
    if kept is None:
        if len(listing.saved_views(by.person_id)) >= MOST_VIEWS:
            raise Refused(f"Remove a view first: {MOST_VIEWS} is the most.", field="name")
        kept = SavedView(person_id=_person(by), name=name, query=query, created_at=at)
        db.session.add(kept)
    kept.name, kept.query = name, query
    db.session.flush()
    after = {"round": of.title, "filters": filters.words(wanted)}
    audit.record("saved a view", kept, by=by, at=at, name=name, after=after)
    return kept


def remove_view(view: SavedView, *, by: Actor, at: dt.datetime) -> None:
    """Forget a kept choice of filters."""
    audit.record("removed a view", view, by=by, at=at, name=view.name)
    db.session.delete(view)
    db.session.flush()


def break_seal(of: Round, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Open a sealed round before its deadline, for all staff and for good.

    Raises `Refused` without a reason and `NotPossibleNow` when no seal holds.
    """
    if not overseen(of).seal.hides_drafts:
        raise NotPossibleNow("This round has no seal to break.")
    if not reason:
        raise Refused("Say why the seal has to be broken.", field="reason")
    of.seal_broken_at, of.seal_broken_by_id = at, _person(by)
    db.session.flush()
    audit.record(
        "broke the seal",
        of,
        by=by,
        at=at,
        name=of.title,
        before={"sealed": True},
        after={"sealed": False},
        reason=reason,
    )


def record_export(
    of: Round, *, file: str, wanted: Filters, count: int, by: Actor, at: dt.datetime
) -> None:
    """Note who took which applications out of the portal, and as what."""
    after = {"file": file, "filters": filters.words(wanted), "applications": count}
    audit.record("exported applications", of, by=by, at=at, name=of.title, after=after)
