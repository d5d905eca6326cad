from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core import storage
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import FileUse, Language
from app.curriculum.models import ModuleFile
from app.curriculum.queries import files as queries
from app.curriculum.services import files
from app.policy import SYSTEM
from tests.support import build
from tests.unit.curriculum.authors import NOW, actor

if TYPE_CHECKING:
    from app.curriculum.models import ModuleVersion

CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:04.000\nGood morning.\n"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(kind: str = "PNG", sides: tuple[int, int] = (30, 20), **how: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", sides).save(written, kind, **how)
    return written.getvalue()


def add(row: ModuleVersion, content: bytes, name: str) -> ModuleFile:
    ready = files.store(content, name)
    with transaction():
        return files.add(row, ready, by=SYSTEM, at=NOW)


# ------------------------------------------------------------------ keeping


def test_a_picture_a_document_and_captions_are_kept(app: object) -> None:
    paz, row = actor(), build.module_version()
    ready = files.store(picture(), "A huddle.png")
    with transaction():
        shown = files.add(row, ready, by=paz, at=NOW)
    paper = add(row, PDF, "Ride form.pdf")
    spoken = add(row, CAPTIONS, "huddle.VTT")
    assert (spoken.words, shown.words) == ("Good morning.", "")

    assert (shown.use, shown.name, shown.width, shown.height) == (
        FileUse.IMAGE,
        "A huddle.png",
        30,
        20,
    )
    assert (paper.use, paper.width, paper.media_type) == (
        FileUse.DOCUMENT,
        None,
        "application/pdf",
    )
    assert (spoken.use, spoken.name) == (FileUse.CAPTIONS, "huddle.vtt")
    assert storage.read(spoken.stored_as) == CAPTIONS
    assert [one.id for one in queries.present(row.module_id)] == [spoken.id, paper.id, shown.id]
    events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    assert events[0].verb == "added a file"
    assert events[0].actor_id == paz.person_id


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.png", "empty"),
        (b"<svg onload='x'/>", "a.png", "not a PNG picture"),
        (b"Good morning.", "talk.vtt", "not a captions file"),
        (b"a,b\n1,2\n", "list.csv", "a CSV file"),
        (PDF + bytes(6 * 1024 * 1024), "a.pdf", "The most is 5 MB"),
        (PDF, "MRN 1234567.pdf", "medical record number"),
        (picture(sides=(1, 25_000_001)), "a.png", "by 25,000,001 pixels"),
    ],
)
def test_what_is_none_of_our_kinds_is_refused(
    app: object, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(Refused, match=said) as refused:
        files.store(content, name)
    assert refused.value.field == "file"


def test_a_file_that_a_lesson_names_is_not_taken_away(app: object) -> None:
    row = build.module_version()
    file = add(row, picture(), "a.png")
    text = Text("About it", ("See",), f"![A huddle](file:{file.id})")
    named = build.module_version(
        build.module(), lessons=[build.lesson(texts={Language.ENGLISH: text}, is_draft=True)]
    )

    assert queries.titles_naming(named.id, file.id) == ["About it"]
    assert not queries.is_named([named.id], file.id)
    with pytest.raises(NotPossibleNow, match="“About it” names this file"), transaction():
        files.remove(named, file, by=SYSTEM, at=NOW)


def test_a_file_is_taken_away_once_and_stays_for_older_versions(app: object) -> None:
    row = build.module_version()
    file = add(row, picture(), "a.png")

    with transaction():
        files.remove(row, file, by=SYSTEM, at=NOW)

    assert queries.present(row.module_id) == ()
    assert list(queries.of_module(row.module_id)) == [file.id]
    with pytest.raises(NotPossibleNow, match="already"), transaction():
        files.remove(row, file, by=SYSTEM, at=NOW)


def test_an_approved_version_takes_no_files(app: object) -> None:
    row = build.published_version()
    ready = files.store(picture(), "a.png")

    with pytest.raises(NotPossibleNow), transaction():
        files.add(row, ready, by=SYSTEM, at=NOW)


def test_a_file_of_another_module_is_missing(app: object) -> None:
    row = build.module_version()
    file = add(row, picture(), "a.png")

    with pytest.raises(Missing):
        queries.file(build.module().id, file.id)
    with pytest.raises(Missing):
        queries.file_with_module(file.id, "b.png")


def test_stored_files_without_a_row_are_swept_after_a_day(app: object) -> None:
    row = build.module_version()
    file = add(row, picture(), "a.png")
    lost = files.store(picture(), "b.png")
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)

    files.sweep(at=dt.datetime.now(dt.UTC))
    assert storage.read(lost.kept.key)
    assert files.sweep(at=tomorrow) >= 1

    assert storage.read(file.stored_as)
    with pytest.raises(Missing):
        storage.read(lost.kept.key)
