"""The four questions: the answers make one reply and leave no trace."""

from __future__ import annotations

import io
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.core.db import db
from app.core.model import Model
from app.operations import logs
from app.public import queries
from app.public.domain.check import QUESTIONS
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.support.page import PageClient

CHECK = "/families/check"
YES = {"age": "yes", "state": "yes", "condition": "yes", "care": "yes"}
CANARY = "zebra-canary"


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """What the portal logs, at the level where it says most."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(stream, logging.DEBUG)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def rows() -> dict[str, list[Any]]:
    """Everything that is in the database."""
    db.session.rollback()
    tables = Model.metadata.sorted_tables
    return {table.name: [tuple(row) for row in db.session.execute(select(table))] for table in tables}  # fmt: skip


def test_four_times_yes_is_likely(client: PageClient) -> None:
    page = client.fill_in(CHECK, status=200, **YES)
    assert page.headings == ["Likely: the program can help"]
    assert "Intake Assessment" in page.one("outcome").text
    assert "date of birth" in page.text
    assert page.links["Call 1-800-844-0898"] == "tel:+18008440898"
    assert page.links["Start again"] == CHECK


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_any_other_answer_is_a_call_to_check_and_never_a_refusal(
    client: PageClient, question: Any, answer: str
) -> None:
    page = client.fill_in(CHECK, status=200, **YES | {question.key: answer})
    assert page.headings == ["Call to check"]
    assert question.advice in page.one("outcome").text
    assert "eligible" not in page.text.lower()
    assert "What to have ready" in page.text


@pytest.mark.parametrize("answer", [None, "", "perhaps", CANARY])
def test_a_missing_answer_is_asked_for_and_the_others_are_kept(
    client: PageClient, answer: str | None
) -> None:
    page = client.fill_in(CHECK, status=422, **YES | {"care": answer})
    lines = [line.text for line in page.one("error-summary").walk("a")]
    assert len(lines) == 1
    fields = page.form(CHECK).fields
    assert [fields.get(key) for key in YES] == ["yes", "yes", "yes", None]
    assert CANARY not in page.response.text


def test_the_form_is_kept_in_no_browser(client: PageClient) -> None:
    form = client.visit(CHECK).form(CHECK)
    assert form.method == "post"
    assert "data-draft" not in form.element.attrs


def test_the_answer_is_the_page_itself_and_no_browser_keeps_it(client: PageClient) -> None:
    page = client.fill_in(CHECK, status=200, **YES)
    assert page.location == ""
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.request.query_string == b""


def test_answers_leave_nothing_in_the_database(client: PageClient) -> None:
    client.sign_in(build.person())
    form = client.visit(CHECK).form(CHECK)
    before = rows()
    with statements() as sent:
        client.send(form, status=200, **YES | {"age": "unsure"})
    assert rows() == before
    assert [line for line in sent if not line.lstrip().upper().startswith("SELECT")] == []


def test_answers_leave_nothing_in_the_log(client: PageClient, log: io.StringIO) -> None:
    client.fill_in(CHECK, status=200, **YES)
    client.fill_in(CHECK, status=422, **YES | {"age": CANARY})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    asked = [line for line in lines if line["event"] == "request" and line["method"] == "POST"]
    assert [line["status"] for line in asked] == [200, 422]
    for line in asked:
        assert line["route"] == CHECK
        assert set(line) <= {
            "event", "method", "route", "status", "milliseconds", "request_id", "level", "logger",
            "timestamp",
        }  # fmt: skip
    assert CANARY not in log.getvalue()
    assert "unsure" not in log.getvalue()


def test_answers_leave_nothing_in_a_cookie_or_an_address(client: PageClient) -> None:
    form = client.visit(CHECK).form(CHECK)
    before = client.get_cookie("visit")
    page = client.send(form, status=200, **YES | {"care": "unsure"})
    after = client.get_cookie("visit")
    assert before is not None
    assert after is not None
    assert after.value == before.value
    assert "Set-Cookie" not in page.response.headers
    assert "unsure" not in page.response.text
    assert [href for href in page.links.values() if re.search(r"yes|unsure|\bno\b", href)] == []


def test_answers_in_an_address_are_not_read(client: PageClient) -> None:
    page = client.visit(f"{CHECK}?age=yes&state=yes&condition=yes&care=yes")
    assert page.all("outcome") == []
    assert page.form(CHECK).fields.get("age") is None


def test_a_form_without_proof_is_refused_without_giving_answers_back(
    client: PageClient, log: io.StringIO
) -> None:
    form = client.visit(CHECK).form(CHECK)
    answers = YES | {"age": CANARY, "csrf_token": "spoilt"}
    page = client.send(form, status=400, **answers)
    assert CANARY not in page.response.text
    assert 'value="yes"' not in page.response.text
    assert CANARY not in log.getvalue()
    again = client.send(page.form(CHECK), status=422)
    assert again.headings == ["Could the program help your child?"]


def test_a_page_of_errors_gives_no_answers_back(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    form = client.visit(CHECK).form(CHECK)

    def away() -> None:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    monkeypatch.setattr(queries, "contacts", away)
    page = client.send(form, status=503, **YES | {"age": CANARY})
    assert CANARY not in page.response.text
    assert "What you typed" not in page.text
    assert CANARY not in log.getvalue()


def test_a_broken_page_gives_no_answers_back(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    from tests.support.page import as_client

    app = make_app()
    client = as_client(app)
    form = client.visit(CHECK).form(CHECK)
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(_keys: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(queries, "texts", broken)
    page = client.send(form, status=500, **YES | {"age": CANARY})
    assert CANARY not in page.response.text
    assert CANARY not in log.getvalue()


def test_an_endless_form_is_refused_here_too(client: PageClient) -> None:
    endless = "&".join(f"a{n}=1" for n in range(2_000))
    reply = client.post(CHECK, data=endless, content_type="application/x-www-form-urlencoded")
    assert reply.status_code == 413


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_an_enormous_form_is_refused_here_too(
    client: PageClient, kind: str, log: io.StringIO
) -> None:
    huge = b"age=" + CANARY.encode() * 1_000_000
    reply = client.post(CHECK, data=huge, content_type=kind)
    assert reply.status_code == 413
    assert CANARY not in reply.text + log.getvalue()


def test_answers_of_a_script_or_in_parts_are_treated_the_same(client: PageClient) -> None:
    form = client.visit(CHECK).form(CHECK)
    parts = {**form.fields, **YES}
    reply = client.post(CHECK, data=parts, content_type="multipart/form-data")
    assert reply.status_code == 200
    assert "Likely" in reply.text
    header = {"X-CSRF-Token": form.fields["csrf_token"]}
    assert client.post(CHECK, json=YES, headers=header).status_code == 422
