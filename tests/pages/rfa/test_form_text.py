"""Staff pages: the form of a round as text and as a file, and its previews."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from sqlalchemy import select

from app.core.db import db
from app.policy import Role
from app.rfa.domain.parsing import parse, text_of
from app.rfa.models import Round
from app.rfa.queries.rounds import shipped_form
from tests.support import build
from tests.unit.rfa.documents import Source, form_documents

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

ROUND = "/staff/rounds/draft"
FORM = f"{ROUND}/form"
TEXT = f"{FORM}/text"
UPLOAD = f"{FORM}/upload"


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


@pytest.fixture
def draft(app: Flask) -> Round:  # rows need its database
    row: Round = build.rfa_round(key="draft", title="Draft", published_at=None)
    return row


def form_now() -> Source:
    db.session.rollback()
    return db.session.scalars(select(Round).where(Round.key == "draft")).one().form


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


# as text and as a file


@pytest.mark.usefixtures("kim", "draft")
def test_the_whole_form_is_written_as_text(client: PageClient) -> None:
    page = client.visit(TEXT)
    assert json.loads(page.control("text").inside[0].strip()) == build.SMALL_FORM
    client.fill_in(TEXT, text=text_of(shipped_form()))
    assert form_now() == shipped_form()


@pytest.mark.usefixtures("kim", "draft")
@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"title": "T",\n"sections": [}', "Line 2, the document: This is not JSON: look for a missing comma, quote or bracket."),
        ('{"title": "T",\n"colour": 1, "sections": []}', "Line 2, colour: “colour” is not known here. Check its spelling."),
        ("[" * 700 + "]" * 700, "Line 1, the document: This is not JSON: look for a missing comma, quote or bracket."),
        ("[[]]", "Line 1, the document: Write an object in { }."),
        ('{"title": "\\ud800"}', "Line 1, title: Fill in “title”."),
        ("<script>", "Line 1, the document: This is not JSON: look for a missing comma, quote or bracket."),
    ],
)  # fmt: skip
def test_text_that_is_no_form_is_said_line_by_line_and_kept(
    client: PageClient, text: str, error: str
) -> None:
    page = client.fill_in(TEXT, status=422, text=text)
    assert error in errors(page)
    assert "".join(map(str, page.control("text").inside)).strip() == text
    assert form_now() == build.SMALL_FORM


@pytest.mark.usefixtures("kim", "draft")
def test_words_in_a_file_that_look_like_a_patients_wait_for_the_confirmation(
    client: PageClient,
) -> None:
    text = text_of(shipped_form()).replace("CYSHCN Cares 2", "Order 428-11-5937", 1)
    file = (io.BytesIO(text.encode()), "form.json")

    page = client.fill_in(UPLOAD, at=TEXT, status=422, file=file)
    assert "a Social Security number" in page.one("error-summary").text
    assert form_now() == build.SMALL_FORM
    said = {"not_a_patient": "y", "not_a_patient_reason": "It is the number of an order"}
    client.send(page.form(TEXT), **said)

    assert "428-11-5937" in text_of(form_now())


@pytest.mark.usefixtures("kim", "draft")
def test_the_form_is_downloaded_and_uploaded_again(client: PageClient) -> None:
    reply = client.get(f"{FORM}.json")
    assert reply.headers["Content-Disposition"] == "attachment; filename=draft-form.json"
    assert reply.get_json() == build.SMALL_FORM
    file = (io.BytesIO(b"\xef\xbb\xbf" + text_of(shipped_form()).encode()), "form.json")
    client.fill_in(UPLOAD, at=TEXT, file=file)
    assert form_now() == shipped_form()


@pytest.mark.usefixtures("kim", "draft")
@pytest.mark.parametrize(
    ("content", "error", "kept"),
    [
        (b"", "Choose a file", "A small form"),
        (b"\xff\xfe\x00", "This file is not text in UTF-8. Save it as UTF-8, then upload it again.", "A small form"),
        (b'{"title": "Mine"}', "Line 1, sections: “sections” is a list of 1 to 30 things.", "Mine"),
        (b"PK\x03\x04", "Line 1, the document: This is not JSON: look for a missing comma, quote or bracket.", "PK"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_shown_as_text_to_mend(
    client: PageClient, content: bytes, error: str, kept: str
) -> None:
    file = (io.BytesIO(content), "form.json") if content else None
    page = client.fill_in(UPLOAD, at=TEXT, status=422, file=file)
    assert errors(page) == [error]
    assert kept in page.control("text").text
    assert form_now() == build.SMALL_FORM


# previews


@pytest.mark.usefixtures("kim")
def test_the_preview_shows_what_a_kind_of_practice_is_asked(client: PageClient) -> None:
    of = build.rfa_round(key="draft", published_at=None, form=shipped_form(), cap=None)
    page = client.visit(f"{ROUND}/preview")
    keys = [one.attrs["data-key"] for one in page.all("section")]
    assert "budget" not in keys
    of.cap = 12_000
    db.session.commit()
    page = client.visit(f"{ROUND}/preview")
    assert len(page.all("section")) == len(keys) + 1
    assert len(page.all("criterion")) == 8
    assert "Only if E3 is No" in page.one("question", data_key="E3a").text
    assert "Eligibility check" in page.one("question", data_key="E1").text


@pytest.mark.usefixtures("kim", "draft")
def test_the_preview_leaves_out_what_others_are_asked(client: PageClient) -> None:
    client.fill_in(f"{FORM}/question/P2", only_for=["private"])
    for kind, keys in (("private", ["P1", "P2"]), ("fqhc", ["P1"]), ("nonsense", ["P1"])):
        page = client.visit(f"{ROUND}/preview/plan?kind={kind}")
        assert [one.attrs["data-key"] for one in page.all("question")] == keys
    assert len(page.all("criterion")) == 1
    assert client.visit(f"{ROUND}/preview/papers").all("criterion") == []


@pytest.mark.usefixtures("kim", "draft")
@settings(max_examples=15)
@given(form_documents(every_kind=True))
def test_any_form_can_be_written_shown_edited_and_previewed(
    client: PageClient, source: Source
) -> None:
    client.fill_in(TEXT, text=text_of(source))
    before = parse(form_now())
    client.visit(FORM)
    client.visit(f"{ROUND}/preview?kind=private")
    for one in source["sections"][0]["questions"][:3]:
        client.fill_in(f"{FORM}/question/{one['key']}")
    client.fill_in(f"{FORM}/section/part-1")
    assert [q.key for q in parse(form_now()).questions()] == [q.key for q in before.questions()]
    client.fill_in(TEXT, text=text_of(build.SMALL_FORM))
