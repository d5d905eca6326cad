"""Files of modules: sent by authors, handed out to those who may read them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import ChangeClass, Language
from app.curriculum.models import Module, ModuleFile
from app.curriculum.queries import contents as reading
from app.curriculum.services import contents
from app.policy import SYSTEM, Role
from tests.pages.curriculum.desk import LIST, errors, module, paz
from tests.support import build
from tests.support.page import as_client
from tests.support.sql import statements
from tests.unit.curriculum.test_module_files import CAPTIONS, PDF, picture

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import ModuleVersion
    from tests.support.page import Page, PageClient

VERSION = f"{LIST}/medical-home-basics/1"
FILES = f"{VERSION}/files"


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def draft() -> ModuleVersion:
    return build.module_version(module())


def send(client: PageClient, content: bytes, name: str, *, status: int = 302) -> Page:
    return client.fill_in(FILES, file=(io.BytesIO(content), name), status=status)


def only_file() -> ModuleFile:
    db.session.rollback()
    return db.session.scalars(select(ModuleFile)).one()


def sent_picture(client: PageClient) -> tuple[int, str]:
    """The number and address of a picture that an author sends."""
    send(client, picture(), "A huddle.png")
    file = only_file()
    return file.id, f"/curriculum-files/{file.id}/A%20huddle.png"


def name_it(row: ModuleVersion, body: str, *, is_draft: bool = False) -> None:
    """Let the lesson of a version name a file."""
    with transaction():
        lesson = build.lesson(
            texts={Language.ENGLISH: Text("Huddles", ("See",), body)}, is_draft=is_draft
        )
        contents.rewrite_lesson(reading.row(row.id, "lesson-1"), lesson, by=SYSTEM, at=build.NOON)


def publish(row: ModuleVersion) -> None:
    row.approved_by_id, row.change_class = build.person().id, ChangeClass.MINOR
    row.review_asked_at = row.approved_at = row.publish_at = build.NOON
    db.session.commit()


# ------------------------------------------------------------------ the list


def test_a_file_is_sent_named_and_taken_away(client: PageClient) -> None:
    paz(client)
    row = draft()
    assert "This module has no file yet." in client.visit(FILES).text

    number, address = sent_picture(client)

    page = client.visit(FILES)
    line = page.one("file-row").text
    assert f"![Say what the picture shows](file:{number})" in line
    assert "Picture, 1 KB, 30 by 20" in line
    assert page.links["A huddle.png"] == address
    lesson = client.visit(f"{VERSION}/lessons/lesson-1")
    assert f"![Say what the picture shows](file:{number})" in lesson.text

    name_it(row, f"![A huddle](file:{number})")
    assert "Huddles In use" in " ".join(client.visit(FILES).one("file-row").text.split())
    form = page.form(f"{FILES}/{number}/remove")
    assert "names this file" in client.send(form, status=409).text
    name_it(row, "No picture.")
    client.send(form)
    assert client.visit(FILES).all("file-row") == []
    client.visit(f"{VERSION}/files/999/remove", status=405)


def test_captions_and_documents_say_how_texts_name_them(client: PageClient) -> None:
    paz(client)
    draft()
    send(client, CAPTIONS, "huddle.vtt")
    send(client, PDF, "Ride form.pdf")

    words = [row.text for row in client.visit(FILES).all("file-row")]

    assert "[Name of the document](file:" in words[0]
    assert "captions = " in words[1]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Choose a file first"),
        (b"MZ" + bytes(300), "a.png", "This is not a PNG picture, although its name says so."),
        (PDF + bytes(3000), "a.pdf", "This file has 3 KB. The most is 2 KB."),
    ],
)
def test_what_cannot_be_kept_is_explained(
    app: Flask, client: PageClient, content: bytes, name: str, said: str
) -> None:
    app.config["MAX_UPLOAD_BYTES"] = 2000
    paz(client)
    draft()

    page = send(client, content, name, status=422)

    assert errors(page)[0].startswith(said)
    assert db.session.scalars(select(ModuleFile)).all() == []


def test_an_approved_version_takes_no_file(client: PageClient) -> None:
    paz(client)
    row = draft()
    form = client.visit(FILES).form(FILES)
    publish(row)

    page = client.send(form, file=(io.BytesIO(picture()), "a.png"), status=409)

    assert "This version is approved" in page.text
    assert db.session.scalars(select(ModuleFile)).all() == []


def test_the_list_of_files_asks_as_often_for_three_as_for_one(client: PageClient) -> None:
    paz(client)
    draft()
    send(client, picture(), "a.png")
    client.visit(FILES)
    with statements() as one:
        client.visit(FILES)
    for name in ("b.png", "c.png"):
        send(client, picture(), name)
    with statements() as three:
        client.visit(FILES)

    assert len(one) == len(three)


# ------------------------------------------------------------------ handing out


def test_a_picture_is_shown_and_anything_else_is_downloaded(client: PageClient) -> None:
    paz(client)
    draft()
    _, address = sent_picture(client)

    reply = client.get(address)

    assert (reply.status_code, reply.mimetype, reply.data) == (200, "image/png", picture())
    assert reply.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    send(client, PDF, "Ride form.pdf")
    number = db.session.scalars(select(ModuleFile.id).order_by(ModuleFile.id.desc())).first()
    reply = client.get(f"/curriculum-files/{number}/Ride%20form.pdf")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/curriculum-files/{number}/other.pdf").status_code == 404
    assert client.get("/curriculum-files/9999/a.png").status_code == 404
    assert client.get(f"/curriculum-files/{number}/%00.pdf").status_code == 404


def test_learners_get_what_a_lesson_that_is_out_names_and_nothing_else(
    client: PageClient,
) -> None:
    paz(client)
    row = draft()
    number, address = sent_picture(client)
    learner = build.person(role=Role.CARE_COORDINATOR, at=build.practice())
    client.sign_in(learner)
    assert client.get(address).status_code == 404

    name_it(row, f"![A huddle](file:{number})")
    assert client.get(address).status_code == 404
    publish(row)
    assert client.get(address).status_code == 200

    name_it(row, f"Numbers {number} and file:{number} are not the picture.")
    assert client.get(address).status_code == 404
    name_it(row, f"![A huddle](file:{number})", is_draft=True)
    assert client.get(address).status_code == 404


def test_a_closed_module_hands_out_no_files(client: PageClient) -> None:
    paz(client)
    row = draft()
    number, address = sent_picture(client)
    name_it(row, f"![A huddle](file:{number})")
    build.published_version(build.module(key="first"))
    row.prerequisites = [{"gate": "module", "of": "first", "percent": None}]
    publish(row)
    client.sign_in(build.person(role=Role.CARE_COORDINATOR, at=build.practice()))

    assert client.get(address).status_code == 404


def test_visitors_and_applicants_get_no_file(app: Flask, client: PageClient) -> None:
    paz(client)
    row = draft()
    number, address = sent_picture(client)
    name_it(row, f"![A huddle](file:{number})")
    publish(row)

    client.sign_in(build.person(role=Role.APPLICATION_LEAD, at=build.practice()))
    assert client.get(address).status_code == 403
    assert as_client(app).get(address).status_code == 302


def test_who_studies_an_older_version_keeps_its_pictures(client: PageClient) -> None:
    paz(client)
    row = draft()
    number, address = sent_picture(client)
    name_it(row, f"![A huddle](file:{number})")
    publish(row)
    client.sign_in(build.person(role=Role.CARE_COORDINATOR, at=build.practice()))
    client.visit("/learn/medical-home-basics/lesson-1")
    home = db.session.scalars(select(Module)).one()
    build.published_version(home, number=2)

    assert client.get(address).status_code == 200
