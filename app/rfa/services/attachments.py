"""Files that hang on questions: attached, replaced and removed, with their history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import storage, uploads
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.identifiers import warning
from app.core.uploads import FileKind
from app.rfa.domain.states import open_sections
from app.rfa.models import Attachment
from app.rfa.queries import applications as queries
from app.rfa.services import completeness, signing
from app.rfa.services.drafting import CLOSED
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.core.storage import Kept
    from app.core.uploads import Inspected
    from app.policy import Actor
    from app.rfa.domain.document import Question, Section
    from app.rfa.queries.applications import Opened

FOLDER = "applications"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was looked into and stored, and hangs on nothing yet."""

    name: str
    found: Inspected
    kept: Kept


def store(question: Question, content: bytes, name: str) -> Ready:
    """Look into a file and store it, outside of any transaction: both may take seconds.

    Raises `Refused`, with the question's file field, for what is not one of the kinds that
    the question takes, is too large, or holds a virus.
    """
    allowed = [FileKind(kind) for kind in question.files.kinds]
    try:
        if names_a_patient := warning(name.replace("_", " ")):
            raise Refused(f"About the name of the file: {names_a_patient}")
        found = uploads.inspect(
            content, allowed=allowed, most_bytes=question.files.megabytes * MEGABYTE, name=name
        )
        content = uploads.bare(content, found.kind)
        kept = storage.keep(content, folder=FOLDER)
    except Refused as refusal:
        raise Refused(refusal.message, field=f"file-{question.key}") from refusal
    return Ready(uploads.safe_name(name, found.kind), found, kept)


def attach(
    of: Opened, section: Section, question: Question, ready: Ready, *, by: Actor, at: dt.datetime
) -> Attachment:
    """Hang a stored file on a question; with one place only, it replaces what is there.

    `of` was opened locked. Raises `NotPossibleNow` when the section is closed and `Refused`
    when there are as many files as the question takes.
    """
    _check_open(of, section, at)
    there = of.files.get(question.key, ())
    most = question.files.count
    if len(there) >= most > 1:
        raise Refused(
            f"There are {most} files already. Remove one first.", field=f"file-{question.key}"
        )
    replaced = there[-1] if there and most == 1 else None
    if replaced is not None:
        replaced.removed_at, replaced.removed_by_id = at, by.signed_in_id
    file = Attachment(
        application_id=of.id,
        question=question.key,
        name=ready.name,
        kind=ready.found.kind.value,
        size=ready.kept.size,
        sha256=ready.kept.sha256,
        storage_key=ready.kept.key,
        uploaded_at=at,
        uploaded_by_id=by.signed_in_id,
        replaces_id=replaced.id if replaced else None,
    )
    db.session.add(file)
    db.session.flush()
    note(
        "replaced a file" if replaced else "attached a file",
        of.application,
        by=by,
        at=at,
        before=_about(replaced) if replaced else None,
        after=_about(file),
    )
    return file


def remove(of: Opened, section: Section, file: Attachment, *, by: Actor, at: dt.datetime) -> None:
    """Take a file off its question; it stays in the history."""
    _check_open(of, section, at)
    if file.removed_at is not None:
        raise NotPossibleNow("This file was removed already.")
    file.removed_at, file.removed_by_id = at, by.person_id
    db.session.flush()
    note("removed a file", of.application, by=by, at=at, before=_about(file))


def restore(of: Opened, wanted: Collection[int], *, by: Actor, at: dt.datetime) -> None:
    """Let exactly the files with these ids hang on the application again."""
    for file in queries.every_attachment(of.id):
        is_there, should_be = file.removed_at is None, file.id in wanted
        if is_there and not should_be:
            file.removed_at, file.removed_by_id = at, by.person_id
        elif should_be and not is_there:
            file.removed_at, file.removed_by_id = None, None
    db.session.flush()


def look_again(of: Opened, *, by: Actor, at: dt.datetime) -> None:
    """What follows when files have changed; `of` was opened after that."""
    of.application.content_at = at
    completeness.look_again(of)
    signing.void(of, why=signing.CONTENT_CHANGED, by=by, at=at)


def sweep(*, at: dt.datetime) -> int:
    """Delete stored files that no row names; gives how many."""
    return storage.sweep(FOLDER, known=queries.storage_keys(), at=at)


def _check_open(of: Opened, section: Section, at: dt.datetime) -> None:
    if section.key not in open_sections(of.access, [s.key for s in of.sections], at):
        raise NotPossibleNow(CLOSED)


def _about(file: Attachment) -> dict[str, object]:
    return {
        "question": file.question,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
    }
