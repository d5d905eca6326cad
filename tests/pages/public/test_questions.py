"""What visitors ask about a round, and the answers that anyone may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.rfa.models import FaqEntry
from tests.pages.public.rounds import PAGE, at, faq, rfa_2026, set_clock
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def _february(app: Flask) -> None:
    set_clock(app, "2026-02-20", "10:00")


def test_answers_are_public_and_open_questions_are_not(client: PageClient) -> None:
    of = rfa_2026()
    faq(of, "May two sites apply together?", "No. One application for each site.")
    faq(of, "A secret worry?", None)
    faq(of, "Removed?", removed_at=at("2026-02-12"))

    for path in (PAGE, "/questions", f"{PAGE}/questions"):
        page = client.visit(path)
        [entry] = page.all("faq")
        assert "May two sites apply together?" in entry.text
        assert "One application for each site." in entry.text
        assert "secret worry" not in page.text


@pytest.mark.parametrize("path", [PAGE, "/questions"])
def test_a_visitor_asks(client: PageClient, path: str) -> None:
    rfa_2026()

    sent = client.fill_in(f"{PAGE}/questions", at=path, question="Who reads it?")

    assert "Your question was sent." in client.follow(sent).text
    entry = db.session.query(FaqEntry).one()
    assert (entry.question, entry.asked_by, entry.email, entry.answer) == ("Who reads it?", "", "", None)  # fmt: skip


def test_a_visitor_may_leave_a_name_and_an_address(client: PageClient) -> None:
    rfa_2026()

    client.fill_in(f"{PAGE}/questions", question="Why?", asked_by="Ana", email="ana@example.org")

    entry = db.session.query(FaqEntry).one()
    assert (entry.asked_by, entry.email) == ("Ana", "ana@example.org")


def test_nothing_typed_is_lost_when_a_question_is_refused(client: PageClient) -> None:
    rfa_2026()

    page = client.fill_in(
        f"{PAGE}/questions", question="", asked_by="Ana", email="no address", status=422
    )

    assert "Enter your question" in page.one("error-summary").text
    assert "name@example.com" in page.one("error-summary").text
    assert page.control("asked_by").attrs["value"] == "Ana"


def test_questions_are_closed_in_words_and_in_fact(app: Flask, client: PageClient) -> None:
    rfa_2026()
    form = client.visit("/questions").form(f"{PAGE}/questions")
    set_clock(app, "2026-03-06", "17:01")

    page = client.visit("/questions")
    words = page.one("questions-closed").text
    assert words == "Questions could be asked until Friday, March 6, 2026, 5:00 PM Central. Call us instead."  # fmt: skip
    assert "Questions are not taken on this page" in client.visit(PAGE).text
    late = client.send(form, question="Too late?", status=409)
    assert "takes no more questions" in late.text
    assert "Too late?" in late.text
    assert db.session.query(FaqEntry).count() == 0


def test_without_a_last_day_questions_end_with_the_round(app: Flask, client: PageClient) -> None:
    rfa_2026(questions_until=None)
    assert client.visit("/questions").forms
    set_clock(app, "2026-03-14")

    assert client.visit("/questions").one("questions-closed").text.startswith("This round takes")


def test_questions_lead_to_the_other_rounds_that_are_open_or_come(client: PageClient) -> None:
    rfa_2026()
    assert client.visit("/questions").all("other-round") == []
    rfa_2026(key="pilot", title="Pilot round", closes_at=at("2026-03-01"))
    rfa_2026(key="next", title="Next round", opens_at=at("2026-03-01"))
    rfa_2026(key="last", title="Last round", opens_at=at("2025-02-01"), closes_at=at("2025-03-01"))
    rfa_2026(key="gone", title="Gone round", archived_at=at("2026-02-10"))

    def others(path: str) -> list[str]:
        return [one.text for one in client.visit(path).all("other-round")]

    shown = client.visit("/questions")
    assert others("/questions") == ["Pilot round", "Next round"]
    assert shown.links["Pilot round"] == "/apply/pilot/questions"
    assert others("/apply/pilot/questions") == ["RFA 2026", "Next round"]


def test_more_rounds_take_no_more_statements(client: PageClient) -> None:
    rfa_2026()
    client.visit("/questions")
    with statements() as one:
        client.visit("/questions")
    for number in range(2):
        rfa_2026(key=f"other-{number}", title=f"Other {number}")
    with statements() as three:
        client.visit("/questions")
    assert len(one) == len(three), three


def test_the_questions_page_without_any_round(client: PageClient) -> None:
    assert "No round takes questions now" in client.visit("/questions").text


def test_whoever_asks_without_end_is_held_back_for_a_while(client: PageClient) -> None:
    rfa_2026()
    form = client.visit("/questions").form(f"{PAGE}/questions")
    for number in range(10):
        client.send(form, question=f"Question {number}?")

    page = client.send(form, question="One more?", status=429)

    assert "Wait 5 minutes" in page.text
    assert "One more?" in page.text
    assert page.response.headers["Retry-After"] == "300"
    assert db.session.query(FaqEntry).count() == 10
