"""Files of an application: sent with a section, handed out as downloads, taken off."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.core import storage
from app.core.db import db
from app.policy import Role
from app.rfa.models import Attachment
from app.rfa.services import attachments
from tests.pages.rfa.test_draft import errors, stored, token
from tests.support import build
from tests.support.html import Page
from tests.support.sql import statements
from tests.unit.core.test_uploads.samples import document
from tests.unit.rfa.desk import AT, PDF, Desk, minutes

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

MEGABYTE = 1024 * 1024


def form_with(**files: Any) -> dict[str, Any]:
    """The small form with a letter and a text in one section."""
    papers = [
        {"key": "L1", "kind": "file", "text": "Letter of leadership support", "files": files},
        {"key": "L2", "kind": "text", "text": "Who wrote it?", "pattern": "phone"},
    ]
    sections = [dict(one) for one in build.SMALL_FORM["sections"]]
    sections[2] = sections[2] | {"questions": papers}
    return build.SMALL_FORM | {"sections": sections}


@pytest.fixture(autouse=True)
def _storage(app: Flask, tmp_path: Path) -> None:
    app.config["DATA_FOLDER"] = str(tmp_path)


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk(form=form_with())


@pytest.fixture
def at(client: PageClient, desk: Desk) -> str:
    client.sign_in(desk.ben.person_id)
    return f"{desk.at}/section/papers"


def upload(
    client: PageClient, at: str, content: bytes, name: str, *, status: int = 302, **typed: str
) -> Page:
    """Send the section with a file; the body is made here, since the client leaves large ones."""
    fields = client.visit(at).form(at).fields.to_dict() | typed
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart(MultiDict(fields | {"file-L1": file}))
    kind = f"multipart/form-data; boundary={boundary}"
    reply = client.post(at, data=body, content_type=kind)
    assert reply.status_code == status, reply.text[:500]
    return Page(reply)


def hanging(page: Page) -> list[str]:
    return [one.attrs["data-key"] for one in page.all("attachment")]


def kept(app: Flask) -> list[Path]:
    """Everything that lies in the storage."""
    folder = Path(app.config["DATA_FOLDER"], "files")
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_a_file_is_kept_when_another_answer_is_wrong(client: PageClient, at: str) -> None:
    upload(client, at, PDF, "letter.pdf", L2="abc")
    page = client.visit(at)

    assert hanging(page) == ["letter.pdf"]
    assert errors(page) == ["Enter a phone number with 10 digits, such as 601-555-0143"]
    assert stored("papers") == {"L2": {"value": "abc"}}


def test_what_cannot_be_taken_is_refused_and_the_first_file_stays(
    app: Flask, client: PageClient, at: str
) -> None:
    """A text file that is named like a PDF, and a PDF of 12 MB."""
    upload(client, at, PDF, "letter.pdf")
    before = kept(app)
    for content, sentence in (
        (b"Dear all, we support this.", "This is not a PDF, although its name says so."),
        (PDF + bytes(12 * MEGABYTE), "This file has 12.1 MB. The most is 10 MB."),
        (b"", "This file is empty."),
    ):
        page = upload(client, at, content, "support.pdf", status=422, L2="601-555-0143")
        (message,) = errors(page)
        assert message.startswith(sentence)
        assert page.control("file-L1").attrs["aria-invalid"] == "true"
        assert hanging(page) == ["letter.pdf"]
    assert stored("papers") == {"L2": {"value": "601-555-0143"}}
    assert kept(app) == before


def bomb() -> bytes:
    """A package of a few kilobytes that unpacks to 50 MB."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 50 * MEGABYTE)
    return written.getvalue()


HARM = {
    "program": b"MZ\x90" + bytes(500),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "web page": b"<!doctype html><script>alert(1)</script>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "archive": b"PK\x03\x04" + bytes(100),
    "nothing": bytes(300),
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("name", ["letter.pdf", "letter.docx", "../../etc/cron.d/x.pdf"])
def test_renamed_harm_is_refused(
    app: Flask, client: PageClient, at: str, harm: str, name: str
) -> None:
    """A program, a web page, a drawing with a script or a broken archive under a good name."""
    page = upload(client, at, HARM[harm], name, status=422)

    assert hanging(page) == []
    assert kept(app) == []


def test_a_bomb_is_refused(app: Flask, client: PageClient) -> None:
    """A package that unpacks to far more than it is."""
    app.extensions["clock"].set(AT)
    desk = Desk(form=form_with(kinds=["docx"]))
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/papers"
    upload(client, at, document(), "good.docx")
    page = upload(client, at, bomb(), "plan.docx", status=422)

    assert errors(page) == [
        "This file is too large once it is unpacked. Take large pictures out, then choose it again."
    ]


NAMES = {
    "../../../etc/passwd": "passwd.pdf",
    "..\\..\\boot.ini": "boot.ini.pdf",
    "<img src=x onerror=alert(1)>.pdf": "img src=x onerror=alert(1).pdf",
    "a Set-Cookie: x=1.pdf": "a Set-Cookie x=1.pdf",
    "\u202efdp.exe": "fdp.exe.pdf",
    "x" * 300: "x" * 96 + ".pdf",
    "Peña y niños.pdf": "Peña y niños.pdf",
    'a"b;c.pdf': None,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_made_safe_and_files_are_never_shown_inline(
    app: Flask, client: PageClient, desk: Desk, at: str, name: str
) -> None:
    """Names that climb, break lines or carry markup; whatever is served is a download."""
    upload(client, at, PDF, name)
    page = client.visit(at)
    (shown,) = hanging(page)
    assert NAMES[name] in {shown, None}
    file = desk.of.files["L1"][0]
    reply = client.get(f"{desk.at}/files/{file.id}")

    assert reply.data == PDF
    assert reply.mimetype == "application/octet-stream"
    assert reply.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in reply.headers["Cache-Control"]
    assert all(app.config["DATA_FOLDER"] in str(one) for one in kept(app))


def test_a_new_file_replaces_the_old_one_which_can_still_be_read(
    client: PageClient, desk: Desk, at: str
) -> None:
    upload(client, at, PDF, "first.pdf")
    upload(client, at, PDF + b"%", "second.pdf")
    first, _ = db.session.query(Attachment).order_by(Attachment.id).all()

    assert hanging(client.visit(at)) == ["second.pdf"]
    assert client.get(f"{desk.at}/files/{first.id}").data == PDF


def test_a_file_is_taken_off_after_asking(client: PageClient, desk: Desk, at: str) -> None:
    upload(client, at, PDF, "letter.pdf")
    number = desk.of.files["L1"][0].id
    page = client.fill_in(f"{desk.at}/files/{number}/remove")
    shown = client.follow(page)

    assert hanging(shown) == []
    assert "letter.pdf is removed." in shown.text
    client.visit(f"{desk.at}/files/{number}/remove", status=404)


def test_only_who_writes_takes_files_off(client: PageClient, desk: Desk, at: str) -> None:
    upload(client, at, PDF, "letter.pdf")
    number = desk.of.files["L1"][0].id
    path = f"{desk.at}/files/{number}/remove"
    for reader in (desk.viewer(), desk.carla):
        client.sign_in(reader.person_id)
        assert client.get(f"{desk.at}/files/{number}").status_code == 200
        assert client.get(path).status_code == 403
        proof = {"csrf_token": token(client, desk)}
        assert client.post(path, data=proof).status_code == 403
    client.sign_in(build.person(role=Role.APPLICATION_LEAD))
    assert client.get(path).status_code == 404
    assert [file.name for file in desk.of.files["L1"]] == ["letter.pdf"]


def test_files_of_other_applications_are_not_reached_through_ones_own(
    client: PageClient, desk: Desk, at: str
) -> None:
    """File numbers walked up and down under an application that one may read."""
    upload(client, at, PDF, "letter.pdf")
    number = desk.of.files["L1"][0].id
    own = build.practice()
    mine = build.application(practice_id=own.id)
    client.sign_in(build.person(role=Role.APPLICATION_LEAD, at=own))

    for path in (f"/files/{number}", f"/files/{number}/remove"):
        assert client.get(f"/applications/{mine.id}{path}").status_code == 404


def test_a_file_that_is_lost_is_not_found(client: PageClient, desk: Desk, at: str) -> None:
    upload(client, at, PDF, "letter.pdf")
    file = desk.of.files["L1"][0]
    storage.forget(file.storage_key)

    client.visit(f"{desk.at}/files/{file.id}", status=404)


def test_no_more_files_than_asked_for(client: PageClient, app: Flask) -> None:
    app.extensions["clock"].set(AT)
    desk = Desk(form=form_with(count=2))
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/papers"
    for name in ("1.pdf", "2.pdf"):
        upload(client, at, PDF, name)
    page = upload(client, at, PDF, "3.pdf", status=422)

    assert errors(page) == ["There are 2 files already. Remove one first."]
    assert hanging(page) == ["1.pdf", "2.pdf"]
    assert len(kept(app)) == 2


# ------------------------------------------------------------------ nothing is orphaned


def test_a_file_that_comes_too_late_is_forgotten(
    app: Flask, client: PageClient, desk: Desk, at: str
) -> None:
    form = client.visit(at).form(at)
    with_file = {"file-L1": (io.BytesIO(PDF), "late.pdf")}
    app.extensions["clock"].set(desk.round.closes_at.replace(year=2027))
    client.sign_in(desk.ben.person_id)
    form.fields["csrf_token"] = token(client, desk)
    client.send(form, status=409, **with_file)

    assert kept(app) == []


def test_a_file_is_kept_although_a_text_clashes(client: PageClient, desk: Desk, at: str) -> None:
    form = client.visit(at).form(at)
    desk.write("papers", "L2", "By Ana", by=desk.ana)
    with_file = {"file-L1": (io.BytesIO(PDF), "letter.pdf")}
    page = client.send(form, status=409, L2="By Ben", **with_file)

    assert "By Ana" in page.one("conflict-dialog").text
    assert hanging(client.visit(at)) == ["letter.pdf"]


def test_a_file_that_is_refused_is_told_beside_two_texts(
    client: PageClient, desk: Desk, at: str
) -> None:
    form = client.visit(at).form(at)
    desk.write("papers", "L2", "By Ana", by=desk.ana)
    with_file = {"file-L1": (io.BytesIO(b"words"), "letter.pdf")}
    page = client.send(form, status=409, L2="By Ben", **with_file)

    assert "This is not a PDF, although its name says so." in page.text


def test_when_the_database_fails_the_file_is_forgotten(
    app: Flask, client: PageClient, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving breaks off between the file and its row: no file without a row is left."""

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(attachments, "attach", fail)
    reply = client.post(
        at,
        data=client.visit(at).form(at).fields.to_dict() | {"file-L1": (io.BytesIO(PDF), "x.pdf")},
    )

    assert reply.status_code == 503
    assert kept(app) == []


def test_whoever_may_not_write_leaves_no_file(app: Flask, client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.viewer().person_id)
    data = {
        "csrf_token": token(client, desk),
        "_asked": "L2",
        "file-L1": (io.BytesIO(PDF), "x.pdf"),
    }

    assert client.post(f"{desk.at}/section/papers", data=data).status_code == 403
    assert kept(app) == []


def test_more_files_take_no_more_statements(client: PageClient, app: Flask) -> None:
    app.extensions["clock"].set(AT)
    desk = Desk(form=form_with(count=5))
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/papers"
    counts = []
    for number in range(3):
        desk.attach(name=f"{number}.pdf", at=minutes(number))
        with statements() as sent:
            client.visit(at)
        counts.append(len(sent))

    assert counts[0] == counts[2], counts
