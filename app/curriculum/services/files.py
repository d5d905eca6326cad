"""Files of a module: looked into and stored, named by their number in texts, taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core import storage, uploads
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.identifiers import warning
from app.core.settings import setting
from app.core.uploads import FileKind
from app.curriculum.domain.kinds import FileUse
from app.curriculum.models import ModuleFile, ModuleVersion
from app.curriculum.queries import files as queries
from app.curriculum.services import contents, drafts
from app.curriculum.services.editing import hold

if TYPE_CHECKING:
    from app.core.storage import Kept
    from app.core.uploads import Inspected, Sides
    from app.policy import Actor

FOLDER = "curriculum"
USES: Mapping[FileKind, FileUse] = {
    FileKind.PNG: FileUse.IMAGE,
    FileKind.JPG: FileUse.IMAGE,
    FileKind.PDF: FileUse.DOCUMENT,
    FileKind.DOCX: FileUse.DOCUMENT,
    FileKind.XLSX: FileUse.DOCUMENT,
    FileKind.VTT: FileUse.CAPTIONS,
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was looked into and stored, and belongs to nothing yet."""

    name: str
    found: Inspected
    kept: Kept
    sides: Sides | None
    words: str


def store(content: bytes, name: str) -> Ready:
    """Look into a file and store it, outside of any transaction: both may take seconds.

    Raises `Refused` for what is none of our kinds, is too large, has too many pixels for a page,
    or holds a virus.
    """
    try:
        if names_a_patient := warning(name.replace("_", " ")):
            raise Refused(f"About the name of the file: {names_a_patient}")
        most = setting("MAX_UPLOAD_BYTES")
        found = uploads.inspect(content, allowed=USES, most_bytes=most, name=name)
        uploads.refuse_huge(content, found.kind)
        content = uploads.bare(content, found.kind)
        kept = storage.keep(content, folder=FOLDER)
    except Refused as refusal:
        raise Refused(refusal.message, field="file") from refusal
    sides = uploads.sides(content) if USES[found.kind] is FileUse.IMAGE else None
    words = uploads.words_of(content, found.kind)
    return Ready(uploads.safe_name(name, found.kind), found, kept, sides, words)


def add(version: ModuleVersion, ready: Ready, *, by: Actor, at: dt.datetime) -> ModuleFile:
    """Let a stored file belong to the module of a draft, whose texts name it by its number."""
    hold(version)
    width, height = ready.sides or (None, None)
    file = ModuleFile(
        module_id=version.module_id,
        use=USES[ready.found.kind],
        name=ready.name,
        media_type=ready.found.mime,
        size=ready.kept.size,
        width=width,
        height=height,
        digest=ready.kept.sha256,
        stored_as=ready.kept.key,
        words=ready.words,
        added_at=at,
        added_by_id=by.person_id,
    )
    db.session.add(file)
    db.session.flush()
    contents.note_editor(version, by=by, at=at)
    named = drafts.named(version)
    audit.record("added a file", version, by=by, at=at, name=named, after=_about(file))
    return file


def remove(version: ModuleVersion, file: ModuleFile, *, by: Actor, at: dt.datetime) -> None:
    """Take a file off the list; versions that name it keep it.

    Raises `NotPossibleNow` while a lesson of this draft names it.
    """
    hold(version)
    naming = queries.titles_naming(version.id, file.id)
    if naming:
        raise NotPossibleNow(f"“{naming[0]}” names this file. Take it out of the text first.")
    if file.removed_at is not None:
        raise NotPossibleNow("This file was taken away already.")
    file.removed_at = at
    db.session.flush()
    contents.note_editor(version, by=by, at=at)
    named = drafts.named(version)
    audit.record("took a file away", version, by=by, at=at, name=named, before=_about(file))


def sweep(*, at: dt.datetime) -> int:
    """Delete stored files that no row names; gives how many."""
    return storage.sweep(FOLDER, known=queries.storage_keys(), at=at)


def _about(file: ModuleFile) -> dict[str, object]:
    return {"file": file.id, "name": file.name, "size": file.size, "sha256": file.digest}
