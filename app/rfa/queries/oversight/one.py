"""One application as staff see it: everything around what the applicant wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.queries import RosterEntry
from app.accounts.queries.names import names_of
from app.audit import queries as audit
from app.audit.queries import EventPage
from app.core.db import db
from app.core.errors import Missing, NotPossibleNow
from app.policy import APPLICANT_ROLES
from app.rfa.models import (
    Application,
    Attachment,
    ChangeRequest,
    Check,
    Extension,
    Mark,
    MarkKind,
    Note,
    Signature,
    Submission,
    Task,
)
from app.rfa.queries import applications, checks
from app.rfa.queries.applications import Opened
from app.rfa.queries.oversight.rounds import Overseen, overseen

SEALED = (
    "This round is sealed: nobody reads what applicants wrote before the deadline. "
    "The director can break the seal with a reason."
)
DRAFT_SEALED = "This was never sent, and the round is sealed: it stays unread."


@dataclass(frozen=True, slots=True)
class Case:
    """One application with what staff keep beside it.

    `names` are of everybody named in it, `signatures` of its versions; both by id. `editors`
    are those who edited on behalf what was sent last.
    """

    opened: Opened
    overseen: Overseen
    roster: tuple[RosterEntry, ...]
    versions: tuple[Submission, ...]
    signatures: Mapping[int, Signature]
    extensions: tuple[Extension, ...]
    requests: tuple[ChangeRequest, ...]
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]
    tasks: tuple[Task, ...]
    checks: tuple[Check, ...]
    editors: frozenset[int]
    trail: EventPage
    names: Mapping[int, str]

    @property
    def application(self) -> Application:
        return self.opened.application


def case(application_id: int, *, trail_page: int = 1) -> Case:
    """One application as its page shows it: a constant number of statements. Raises `Missing`."""
    opened = applications.opened(application_id)
    versions = applications.submissions(application_id)
    extensions = applications.extensions_of(application_id)
    requests = requests_of(application_id)
    marks, notes, tasks = (
        marks_of(application_id),
        notes_of(application_id),
        tasks_of(application_id),
    )
    made = checks.checks_of(application_id)
    named = {
        *(version.submitted_by_id for version in versions),
        *(extension.given_by_id for extension in extensions),
        *(request.asked_by_id for request in requests),
        *(person for mark in marks for person in (mark.set_by_id, mark.removed_by_id)),
        *(note.written_by_id for note in notes),
        *(person for task in tasks for person in (task.person_id, task.done_by_id)),
        *(person for one in made for person in (one.checked_by_id, one.taken_back_by_id)),
        *(file.uploaded_by_id for files in opened.files.values() for file in files),
        opened.application.created_by_id,
        opened.round.seal_broken_by_id,
    }
    trail = audit.about(
        {
            Application.__tablename__: [application_id],
            Check.__tablename__: [one.id for one in made],
            Mark.__tablename__: [mark.id for mark in marks],
            Note.__tablename__: [note.id for note in notes],
            Task.__tablename__: [task.id for task in tasks],
        },
        trail_page,
    )
    return Case(
        opened=opened,
        overseen=overseen(opened.round),
        roster=tuple(accounts.roster(opened.application.practice_id, APPLICANT_ROLES)),
        versions=versions,
        signatures=signatures([version.signature_id for version in versions]),
        extensions=extensions,
        requests=requests,
        marks=marks,
        notes=notes,
        tasks=tasks,
        checks=made,
        editors=(
            checks.editors(application_id, versions[-1].submitted_at) if versions else frozenset()
        ),
        trail=trail,
        names=names_of(named),
    )


def check_unsealed(of: Application, at: dt.datetime) -> None:
    """Raise `NotPossibleNow` while the seal of the application's round holds."""
    if overseen(of.round).seal.holds(at):
        raise NotPossibleNow(SEALED)


def readable_file(of: Application, attachment_id: int, at: dt.datetime) -> Attachment:
    """One file of an application that staff may open at `at`.

    Raises `Missing` when there is none and `NotPossibleNow` while it is sealed: all of them
    until the deadline, and for good those that were never sent.
    """
    found = applications.attachment(of.id, attachment_id)
    seal = overseen(of.round).seal
    if seal.holds(at):
        raise NotPossibleNow(SEALED)
    if seal.hides_drafts and not any(
        file["id"] == found.id
        for version in applications.submissions(of.id)
        for file in version.content["files"]
    ):
        raise NotPossibleNow(DRAFT_SEALED)
    return found


def requests_of(application_id: int) -> tuple[ChangeRequest, ...]:
    """The changes that were asked for, the first one first."""
    return tuple(
        db.session.scalars(
            select(ChangeRequest)
            .where(ChangeRequest.application_id == application_id)
            .order_by(ChangeRequest.id)
        )
    )


def marks_of(application_id: int) -> tuple[Mark, ...]:
    """The tags and flags of an application, the first one first, also those taken off."""
    return tuple(
        db.session.scalars(
            select(Mark).where(Mark.application_id == application_id).order_by(Mark.id)
        )
    )


def mark(application_id: int, mark_id: int, kind: MarkKind) -> Mark:
    """One tag, or one flag; raises `Missing`."""
    found = db.session.scalar(
        select(Mark).where(
            Mark.id == mark_id, Mark.application_id == application_id, Mark.kind == kind
        )
    )
    if found is None:
        raise Missing(str(mark_id))
    return found


def notes_of(application_id: int) -> tuple[Note, ...]:
    """The internal notes, the latest first."""
    return tuple(
        db.session.scalars(
            select(Note).where(Note.application_id == application_id).order_by(Note.id.desc())
        )
    )


def tasks_of(application_id: int) -> tuple[Task, ...]:
    """The tasks of staff, open ones first, then by due date."""
    found = db.session.scalars(select(Task).where(Task.application_id == application_id))
    return tuple(
        sorted(found, key=lambda t: (t.done_at is not None, t.due_on or dt.date.max, t.id))
    )


def task(application_id: int, task_id: int) -> Task:
    """One of them; raises `Missing`."""
    found = db.session.scalar(
        select(Task).where(Task.id == task_id, Task.application_id == application_id)
    )
    if found is None:
        raise Missing(str(task_id))
    return found


def signatures(ids: Collection[int]) -> dict[int, Signature]:
    """These signatures by id."""
    found = db.session.scalars(select(Signature).where(Signature.id.in_(ids)))
    return {signature.id: signature for signature in found}


def files(ids: Collection[int]) -> dict[int, Attachment]:
    """These files by id."""
    found = db.session.scalars(select(Attachment).where(Attachment.id.in_(ids)))
    return {file.id: file for file in found}
