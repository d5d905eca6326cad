"""Files, links, recording and record: staff put them there, those whom it is for have them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.core.db import db
from app.events.models import Event
from app.events.services.materials import MOST_BYTES, TOO_LARGE
from app.events.views.materials import MOST_SENT
from app.policy import Role
from tests.support import build
from tests.support.page import Page
from tests.support.sql import statements
from tests.unit.core.test_uploads.samples import presentation

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.support.page import PageClient

PDF = b"%PDF-1.7\nslides\n%%EOF\n"


@pytest.fixture(autouse=True)
def _november(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


@pytest.fixture
def neil(client: PageClient) -> PageClient:
    client.sign_in(build.person(name="Neil", role=Role.PROGRAM_STAFF))
    return client


@pytest.fixture
def ben(new_client: Callable[[], PageClient]) -> PageClient:
    found = new_client()
    found.sign_in(build.person(role=Role.LEAD, at=build.practice()))
    return found


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def test_files_and_links_reach_whom_the_event_is_for(neil: PageClient, ben: PageClient) -> None:
    of = build.learning_event()
    hidden = build.learning_event(cohort_id=build.cohort().id)
    for one in (of, hidden):
        path = f"/staff/events/{one.key}/materials"
        neil.fill_in(path, title="Slides", file=(io.BytesIO(PDF), "../My slides.pdf"))
        neil.fill_in(path, title="Guide", link="https://example.org/guide")

    page = ben.visit(f"/events/{of.key}")
    file, link = page.one("materials").walk("a")
    assert link.attrs["href"] == "https://example.org/guide"
    reply = ben.get(file.attrs["href"])
    assert reply.data == PDF
    assert reply.headers["Content-Disposition"] == 'attachment; filename="My slides.pdf"'
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    rows = neil.visit(f"/staff/events/{hidden.key}/materials").all("material")
    theirs = next(iter(rows[0].walk("a"))).attrs["href"]
    assert neil.get(theirs).status_code == 200
    assert ben.get(theirs).status_code == 404
    wrong_event = file.attrs["href"].replace(of.key, hidden.key)
    assert neil.get(wrong_event).status_code == 404
    number = int(file.attrs["href"].rsplit("/", 1)[1])
    assert ben.get(f"/events/{of.key}/materials/{number + 1}").status_code == 404

    desk = f"/staff/events/{of.key}/materials"
    neil.fill_in(f"{desk}/{number}/remove", at=desk)
    assert ben.get(file.attrs["href"]).status_code == 404


def test_what_is_wrong_with_a_material_is_said_and_nothing_typed_is_lost(neil: PageClient) -> None:
    path = f"/staff/events/{build.learning_event().key}/materials"
    page = neil.fill_in(path, title="Slides", status=422)
    assert errors(page) == ["Choose a file or enter a link, one of the two"]
    page = neil.fill_in(path, title="Mine", file=(io.BytesIO(b"MZ\x90"), "a.exe"), status=422)
    assert "Choose a PDF" in errors(page)[0]
    assert page.form(path).fields["title"] == "Mine"
    page = neil.fill_in(path, title="", link="http://x.test", status=422)
    assert errors(page) == ["Enter a title", "Enter a link that starts with https://"]


def test_slides_of_powerpoint_are_taken_and_those_with_macros_are_not(
    neil: PageClient, ben: PageClient
) -> None:
    of = build.learning_event()
    path = f"/staff/events/{of.key}/materials"
    slides = presentation()
    neil.fill_in(path, title="Slides", file=(io.BytesIO(slides), "slides.pptx"))
    (link,) = ben.visit(f"/events/{of.key}").one("materials").walk("a")
    reply = ben.get(link.attrs["href"])
    assert reply.data == slides
    assert reply.headers["Content-Disposition"] == "attachment; filename=slides.pptx"
    assert "PPTX" in ben.visit(f"/events/{of.key}").one("materials").text

    bad = (io.BytesIO(presentation(**{"ppt/vbaProject.bin": b"x"})), "slides.pptx")
    page = neil.fill_in(path, title="Others", file=bad, status=422)
    assert "holds macros" in errors(page)[0]
    assert page.form(path).fields["title"] == "Others"


def sent(neil: PageClient, path: str, title: str, content: bytes) -> TestResponse:
    """The reply to a large file; the test client's own way would leave one open."""
    fields = MultiDict[str, Any](neil.visit(path).form(path).fields)
    fields["title"] = title
    fields["file"] = FileStorage(io.BytesIO(content), filename="slides.pdf")
    boundary, body = encode_multipart(fields)
    return neil.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_of_20_mb_is_taken_and_larger_ones_are_refused_in_a_sentence(
    neil: PageClient,
) -> None:
    path = f"/staff/events/{build.learning_event().key}/materials"
    full = PDF + b" " * (MOST_BYTES - len(PDF) - 6) + b"%%EOF\n"
    assert sent(neil, path, "Slides", full).status_code == 302

    refused = sent(neil, path, "More", full + b" ")
    assert refused.status_code == 422
    assert "The most is 20 MB." in refused.text
    assert 'value="More"' in refused.text

    assert sent(neil, path, "Huge", bytes(MOST_SENT)).location == path
    page = neil.visit(path)
    assert TOO_LARGE in page.text
    assert len(page.all("material")) == 1
    assert page.form(path).element.attrs["data-draft"]


def test_a_stranger_who_sends_much_is_told_no_more_than_that(client: PageClient) -> None:
    path = f"/staff/events/{build.learning_event().key}/materials"
    kind = "multipart/form-data; boundary=x"
    assert client.post(path, data=bytes(MOST_SENT + 1), content_type=kind).status_code == 413


def test_only_files_make_a_request_of_this_page_large(neil: PageClient) -> None:
    path = f"/staff/events/{build.learning_event().key}"
    body = b"title=" + b"x" * 2_000_000
    kind = "application/x-www-form-urlencoded"
    assert neil.post(f"{path}/materials", data=body, content_type=kind).status_code == 413
    for other in ("record", "recording", "edit"):
        page = neil.post(
            f"{path}/{other}", data=body, content_type="multipart/form-data; boundary=x"
        )
        assert page.status_code == 413, other


def test_a_recording_is_shown_with_captions_and_transcript_only(
    neil: PageClient, ben: PageClient
) -> None:
    of = build.learning_event()
    path = f"/staff/events/{of.key}/recording"
    link = "https://video.example.org/1"
    page = neil.fill_in(path, link=link, transcript="Hello all.", status=422)
    assert "captions" in errors(page)[0]
    page = neil.fill_in(path, link=link, has_captions="y", status=422)
    assert "transcript" in errors(page)[0]
    assert page.form(path).fields["link"] == link
    ben.visit(f"/events/{of.key}/recording", status=404)

    neil.fill_in(path, link=link, has_captions="y", transcript="Neil: Hello.\n\nBen: Hi <b>.")
    assert "Recording and transcript" in ben.visit(f"/events/{of.key}").text
    page = ben.visit(f"/events/{of.key}/recording")
    assert page.one("transcript").text == "Neil: Hello. Ben: Hi <b>."


def test_of_two_people_who_keep_a_recording_one_sees_what_the_other_saved(
    neil: PageClient,
) -> None:
    of = build.learning_event()
    path = f"/staff/events/{of.key}/recording"
    older = neil.visit(path).form(path)
    neil.fill_in(path, link="https://video.example.org/1", has_captions="y", transcript="Hi all.")
    page = neil.send(older, transcript="Mine", status=409)
    there = page.one("theirs").text
    assert "Link of the recording https://video.example.org/1" in there
    assert "The recording has captions Yes" in there
    assert "Transcript Hi all." in there
    assert page.form(path).fields["transcript"].strip() == "Mine"
    db.session.expire_all()
    assert db.session.get_one(Event, of.id).recording_transcript == "Hi all."


def test_the_record_is_read_by_whom_the_event_is_for_and_is_harmless(
    neil: PageClient, ben: PageClient
) -> None:
    of = build.learning_event()
    before = of.changed_at
    path = f"/staff/events/{of.key}/record"
    form = neil.visit(path).form(path)
    neil.send(form, text="# Decided\n\n- Go on <script>alert(1)</script>\n\n[x](javascript:1)")
    assert ben.visit(f"/events/{of.key}").one("record").text.startswith("Decided Go on")
    assert "<script>alert" not in ben.get(f"/events/{of.key}").text
    page = neil.send(form, text="Another", status=409)
    assert "# Decided" in page.one("theirs").text
    assert page.form(path).fields["text"].strip() == "Another"
    assert "# Decided" in neil.visit(path).control("text").text
    neil.send(page.form(path), text="# Both")
    db.session.expire_all()
    assert db.session.get_one(Event, of.id).record == "# Both"
    assert db.session.get_one(Event, of.id).changed_at == before


def test_the_page_of_an_event_needs_as_many_statements_with_one_file_as_with_three(
    neil: PageClient, ben: PageClient
) -> None:
    counts = []
    for size in (1, 3):
        of = build.learning_event()
        for number in range(size):
            neil.fill_in(
                f"/staff/events/{of.key}/materials", title=f"No. {number}", link="https://x.test"
            )
        for client, path in (
            (ben, f"/events/{of.key}"),
            (neil, f"/staff/events/{of.key}/materials"),
        ):
            with statements() as sent:
                client.visit(path)
            counts.append(len(sent))
    assert counts[:2] == counts[2:]
