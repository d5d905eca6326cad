"""What belongs to an event: files and links to take along, its recording and its record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core import storage, uploads
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.text import clean_line
from app.core.uploads import FileKind
from app.events.models import EventMaterial
from app.events.queries import materials as queries
from app.events.services.planning import CLASH

if TYPE_CHECKING:
    from app.core.storage import Kept
    from app.core.uploads import Inspected
    from app.events.models import Event
    from app.policy import Actor

FOLDER = "events"
KINDS = (
    FileKind.PDF,
    FileKind.DOCX,
    FileKind.XLSX,
    FileKind.PPTX,
    FileKind.CSV,
    FileKind.TXT,
    FileKind.PNG,
    FileKind.JPG,
)
MOST_BYTES = 20 * 1024 * 1024
TOO_LARGE = (
    "This file is larger than 20 MB. Make its pictures smaller, save it as PDF, or add a link."
)
MOST = 30
NO_CAPTIONS = "Say that the recording has captions. Without them some people cannot follow it."
NO_TRANSCRIPT = "Add the transcript. Some people cannot hear the recording, others search in it."


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was looked into and stored, and belongs to nothing yet."""

    name: str
    found: Inspected
    kept: Kept


def store(content: bytes, name: str) -> Ready:
    """Look into a file and store it, outside of any transaction: both may take seconds.

    Raises `Refused`, with the field `file`, for what is too large, harmful, of no known kind, or
    has more pixels than a page can draw.
    """
    try:
        found = uploads.inspect(content, allowed=KINDS, most_bytes=MOST_BYTES, name=name)
        uploads.refuse_huge(content, found.kind)
        content = uploads.bare(content, found.kind)
        kept = storage.keep(content, folder=FOLDER)
    except Refused as refusal:
        raise Refused(refusal.message, field="file") from refusal
    return Ready(uploads.safe_name(name, found.kind), found, kept)


def add(
    of: Event, *, title: str, link: str = "", file: Ready | None = None, by: Actor, at: dt.datetime
) -> EventMaterial:
    """Add a link, or a file that is stored already."""
    if (file is None) == (not link):
        raise Refused("Choose a file or enter a link, one of the two.", field="file")
    if len(queries.materials(of.id)) >= MOST:
        raise Refused(f"There are {MOST} materials already. Remove one first.")
    row = EventMaterial(
        event_id=of.id,
        title=clean_line(title),
        link=link,
        added_at=at,
        added_by_id=by.signed_in_id,
    )
    if file is not None:
        row.name, row.media_type = file.name, file.found.mime
        row.size, row.digest, row.stored_as = file.kept.size, file.kept.sha256, file.kept.key
    db.session.add(row)
    db.session.flush()
    after = {"title": row.title, "file": row.name, "link": row.link, "sha256": row.digest}
    audit.record("added a material to an event", of, by=by, at=at, name=of.title, after=after)
    return row


def remove(of: Event, row: EventMaterial, *, by: Actor, at: dt.datetime) -> None:
    """Take a material away; nobody can open it any more."""
    row.removed_at, row.removed_by_id = at, by.person_id
    db.session.flush()
    before = {"title": row.title, "file": row.name, "link": row.link}
    audit.record("removed a material of an event", of, by=by, at=at, name=of.title, before=before)


def sweep(*, at: dt.datetime) -> int:
    """Delete stored files that no row names; gives how many."""
    return storage.sweep(FOLDER, known=queries.storage_keys(), at=at)


def keep_recording(
    of: Event,
    *,
    link: str,
    has_captions: bool,
    transcript: str,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Publish the recording, or with an empty link take it away.

    Raises `Refused` for a link without captions or without a transcript: then nobody sees it.
    """
    _check_version(of, seen_version)
    if link and not has_captions:
        raise Refused(NO_CAPTIONS, field="has_captions")
    if link and not transcript:
        raise Refused(NO_TRANSCRIPT, field="transcript")
    before = {"link": of.recording_link}
    of.recording_link, of.recording_transcript = link, transcript
    of.recording_has_captions = has_captions
    db.session.flush()
    verb = "published the recording of an event" if link else "changed the recording of an event"
    after = {"link": link, "transcript": len(transcript)}
    audit.record(verb, of, by=by, at=at, name=of.title, before=before, after=after)


def write_record(of: Event, *, text: str, seen_version: int, by: Actor, at: dt.datetime) -> None:
    """Write down what was said and decided; everybody whom the event is for reads it."""
    _check_version(of, seen_version)
    of.record = text
    db.session.flush()
    after = {"characters": len(text)}
    audit.record("wrote the record of an event", of, by=by, at=at, name=of.title, after=after)


def _check_version(of: Event, seen_version: int) -> None:
    if of.version != seen_version:
        raise Conflict(CLASH)
