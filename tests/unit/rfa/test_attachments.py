"""Files: known by content, replaced with their history, gone when nothing hangs on them."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import clock, storage
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.core.uploads import FileKind
from app.rfa.domain.parsing import FILE_KINDS
from app.rfa.models import Attachment
from app.rfa.queries import applications as queries
from app.rfa.services import attachments
from tests.support import build
from tests.unit.core.test_uploads.samples import GOOD
from tests.unit.rfa.desk import AT, PDF, Desk, minutes, trail


@pytest.fixture
def desk(app: object) -> Desk:
    return Desk()


def with_files(**files: Any) -> Desk:
    question = {"key": "L1", "kind": "file", "text": "Letters", "files": files}
    sections = [dict(one) for one in build.SMALL_FORM["sections"]]
    sections[2] = sections[2] | {"questions": [question]}
    return Desk(form=build.SMALL_FORM | {"sections": sections})


def names(desk: Desk) -> list[str]:
    return [file.name for file in desk.of.files.get("L1", ())]


def take_off(desk: Desk, **how: Any) -> None:
    with transaction():
        of = queries.opened(desk.id, locked=True)
        file = db.session.query(Attachment).order_by(Attachment.id).first()
        defaults = {"by": desk.ben, "at": AT}
        attachments.remove(of, of.section("papers"), file, **defaults | how)
        attachments.look_again(queries.opened(desk.id), **defaults | how)


def test_a_file_is_kept_with_its_hash_and_who_sent_it(desk: Desk) -> None:
    desk.attach(name="..\\..\\C:\\Letter of support.PDF")

    (file,) = desk.of.files["L1"]
    assert (file.name, file.kind, file.size) == ("Letter of support.pdf", "pdf", len(PDF))
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (file.uploaded_by_id, file.uploaded_at) == (desk.ben.person_id, AT)
    assert storage.read(file.storage_key) == PDF
    assert desk.of.drafts["papers"].is_complete
    assert trail()[-1] == "attached a file"


@pytest.mark.parametrize("kind", [FileKind(kind) for kind in FILE_KINDS])
def test_each_kind_is_taken_where_it_is_asked_for(app: object, kind: FileKind) -> None:
    desk = with_files(kinds=[str(kind)])
    desk.attach(content=GOOD[kind], name="x.exe")

    assert names(desk) == [f"x.exe.{kind}"]


def test_a_kind_is_what_the_content_says_not_the_name(desk: Desk) -> None:
    """A renamed program, a web page or a picture with a script named as a PDF."""
    for content in (b"MZ" + bytes(200), b"<html></html>", b"<svg onload='x'/>", b"words"):
        with pytest.raises(Refused) as refused:
            desk.attach(content=content, name="support.pdf")
        assert refused.value.field == "file-L1"
        assert "This is not a PDF, although its name says so" in refused.value.message
    assert names(desk) == []


def test_a_file_that_is_too_large_is_refused_with_both_sizes(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"This file has 12 MB. The most is 10 MB"):
        desk.attach(content=PDF + bytes(12 * 1024 * 1024 - len(PDF)))


def test_a_new_file_takes_the_place_of_the_old_one_and_both_are_kept(desk: Desk) -> None:
    desk.attach(name="first.pdf")
    desk.attach(name="second.pdf", at=minutes(5), by=desk.ana)

    first, second = db.session.query(Attachment).order_by(Attachment.id).all()
    assert names(desk) == ["second.pdf"]
    assert (first.removed_at, first.removed_by_id) == (minutes(5), desk.ana.person_id)
    assert second.replaces_id == first.id
    assert storage.read(first.storage_key) == PDF
    assert trail()[-1] == "replaced a file"
    assert queries.attachment(desk.id, first.id).name == "first.pdf"
    with pytest.raises(Missing):
        queries.attachment(desk.id + 1, first.id)


def test_as_many_files_as_the_question_takes(app: object) -> None:
    desk = with_files(count=2)
    for number in (1, 2):
        desk.attach(name=f"{number}.pdf")

    with pytest.raises(Refused, match=r"There are 2 files already. Remove one first"):
        desk.attach(name="3.pdf")
    take_off(desk)
    desk.attach(name="3.pdf")
    assert names(desk) == ["2.pdf", "3.pdf"]


def test_a_file_is_taken_off_once(desk: Desk) -> None:
    desk.attach()
    take_off(desk, at=minutes(1))

    assert names(desk) == []
    assert not desk.of.drafts["papers"].is_complete
    assert trail()[-1] == "removed a file"
    with pytest.raises(NotPossibleNow, match="removed already"):
        take_off(desk)


def test_a_closed_section_takes_and_gives_no_file(desk: Desk) -> None:
    desk.attach()
    late = desk.round.closes_at + dt.timedelta(seconds=1)

    with pytest.raises(NotPossibleNow):
        desk.attach(at=late)
    with pytest.raises(NotPossibleNow):
        take_off(desk, at=late)
    assert names(desk) == ["letter.pdf"]


def test_a_new_file_ends_the_signature(desk: Desk) -> None:
    desk.complete().sign()
    desk.attach(name="other.pdf", at=minutes(1))

    assert desk.of.signature is None
    assert desk.of.application.content_at == minutes(1)


def test_a_file_of_a_question_that_is_not_asked_is_not_sent(app: object) -> None:
    hidden = {
        "key": "L1",
        "kind": "file",
        "text": "A letter",
        "show_if": {"question": "Q1", "is": ["private"]},
    }
    sections = [dict(one) for one in build.SMALL_FORM["sections"]]
    sections[2] = sections[2] | {"questions": [hidden]}
    desk = Desk(form=build.SMALL_FORM | {"sections": sections}).complete()
    assert len(desk.of.content()["files"]) == 1  # type: ignore[arg-type]  # a list
    desk.write("profile", "Q1", "fqhc")

    assert desk.of.content()["files"] == []
    assert names(desk) == ["letter.pdf"]


def test_nothing_is_stored_of_what_is_refused(app: Flask, desk: Desk) -> None:
    desk.attach()
    folder = Path(app.config["DATA_FOLDER"], "files", attachments.FOLDER)
    before = sorted(folder.iterdir())
    with pytest.raises(Refused):
        desk.attach(content=b"MZ" + bytes(200))

    assert sorted(folder.iterdir()) == before


def test_a_file_whose_name_names_a_patient_is_refused(desk: Desk) -> None:
    with pytest.raises(
        Refused, match="About the name of the file: This looks like a date of birth"
    ):
        desk.attach(name="ana_dob_2015-03-14.pdf")


def test_files_of_uploads_that_broke_off_are_swept_after_a_day(desk: Desk, app: Flask) -> None:
    sweep = partial(app.test_cli_runner().invoke, args=["files", "sweep"])
    sweep()  # what other tests left behind, since the folder is that of all
    desk.attach()
    lost = storage.keep(PDF, folder="applications").key
    kept = desk.of.files["L1"][0].storage_key
    swept = sweep()
    assert swept.output == "0 files that belonged to nothing were deleted.\n"

    app.extensions["clock"].set(clock.now() + dt.timedelta(days=2))
    with transaction():
        attachments.sweep(at=clock.now())

    assert storage.read(kept) == PDF
    with pytest.raises(Missing):
        storage.read(lost)
