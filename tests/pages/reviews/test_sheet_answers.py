"""How an application reads beside its score sheet: what is scored first, tables as tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import Role
from app.reviews.domain.redacting import HIDDEN, redacted
from app.reviews.presenters.answers import told
from app.rfa.models import Round
from app.rfa.queries import applications
from tests.support import build
from tests.unit.reviews.rows import REVIEWING

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.domain.snapshots import Frozen
    from tests.support.page import Element, Page, PageClient

ROW = [{"key": "lead", "label": "Lead"}, {"key": "family", "label": "Family partner"}]
QUESTIONS = {
    "formal": [
        {"key": "E1", "kind": "yes/no", "text": "In Mississippi?"},
        {"key": "E2", "kind": "attestation", "text": "We have told you of any tie."},
    ],
    "team": [
        {"key": "T1", "kind": "team roster", "text": "Who is on your team?", "rows": ROW},
        {"key": "T2", "kind": "table", "text": "Your money?", "rows": ROW, "columns": [
            {"key": "what", "label": "What", "kind": "text"},
            {"key": "dollars", "label": "Dollars", "kind": "money"},
        ]},
        {"key": "T3", "kind": "percent split", "text": "Your shares?", "rows": ROW},
        {"key": "T4", "kind": "matrix", "text": "Who can?", "rows": ROW, "options": [
            {"key": "can", "label": "Can now"}, {"key": "no", "label": "Not yet"},
        ]},
    ],
    "plan": [{"key": "P1", "kind": "long text", "text": "Your plan?", "scored": True}],
}  # fmt: skip
FORM = {
    "title": "A form with rows",
    "sections": [
        {"key": key, "code": str(number), "title": key.capitalize(), "questions": questions}
        for number, (key, questions) in enumerate(QUESTIONS.items(), 1)
    ],
    "criteria": [
        {"key": "K1", "title": "Plan", "section": "plan", "points": 100,
         "anchors": {"0": "A wish", "3": "Clear", "5": "Tested"}},
    ],
}  # fmt: skip
CONTENT: dict[str, Any] = {
    "E1": {"value": "yes"},
    "E2": {"value": "yes"},
    "T1": {"lead.name": "Ana Ruiz", "lead.credentials": "RN", "lead.hours": "4"},
    "T2": {"lead.what": "Time of Ana Ruiz", "lead.dollars": "1,000", "family.dollars": "500"},
    "T3": {"lead": "60", "family": "40"},
    "T4": {"lead": "can"},
    "P1": {"value": "A list"},
}


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(REVIEWING)


def sent(**answers: Any) -> Any:
    of = build.rfa_round(title="RFA 2026", form=FORM)
    return build.sent_application(round_id=of.id, content=CONTENT | answers)


def content(**answers: Any) -> Frozen:
    return applications.frozen(applications.submissions(sent(**answers).id)[-1])


def read(client: PageClient, **answers: Any) -> Page:
    of, ruth = sent(**answers), build.person(name="Ruth Hall", role=Role.REVIEWER)
    build.declaration(db.session.get_one(Round, of.round_id), ruth)
    build.reviewer_assignment(of, ruth)
    client.sign_in(ruth)
    return client.visit(f"/reviews/{of.id}")


def table(page: Page, caption: str) -> list[list[str]]:
    """The cells of the table with that caption, row by row."""
    found = next(
        one for one in page.root.walk("table") if next(iter(one.walk("caption"))).text == caption
    )
    return [_cells(row) for row in found.walk("tr")]


def _cells(row: Element) -> list[str]:
    return [*(one.text for one in row.walk("th")), *(one.text for one in row.walk("td"))]


def test_answers_with_rows_are_tables(client: PageClient) -> None:
    page = read(client)

    assert table(page, "Who is on your team?") == [
        ["Role", "Name", "Credentials", "Hours a month"],
        ["Lead", "Ana Ruiz", "RN", "4"],
        ["Family partner", "", "", ""],
    ]
    assert table(page, "Your money?")[1:] == [
        ["Lead", "Time of Ana Ruiz", "1,000"], ["Family partner", "", "500"], ["Total", "", "$1,500"],
    ]  # fmt: skip
    assert table(page, "Your shares?")[1:] == [["Lead", "60%"], ["Family partner", "40%"]]
    assert table(page, "Who can?")[1:] == [["Lead", "Can now"], ["Family partner", ""]]


def test_tables_hide_what_reviewers_may_not_read(app: Flask) -> None:
    version = content()
    found = told(redacted(version, {"T3": "Mostly the lead"}, reference="R-1"))

    lines = {one.key: one.lines for part in found.sections for one in part.questions}
    assert set(found.tables) == {"T2", "T4"}
    assert (lines["T1"], lines["T3"]) == ((("", HIDDEN),), (("", "Mostly the lead"),))
    assert found.tables["T2"].rows[0] == ("Lead", "Time of [a person]", "1,000")


def test_what_is_scored_comes_before_what_was_only_agreed_to(client: PageClient) -> None:
    page = read(client)
    chips = [a.attrs["href"] for nav in page.root.walk("nav") for a in nav.walk("a")]
    wanted = ["#part-team", "#part-plan", "#formal"]

    assert [one for one in chips if one in wanted] == wanted
    ids = {one.attrs.get("id") for tag in ("section", "div") for one in page.root.walk(tag)}
    assert {"part-team", "part-plan", "part-formal", "formal"} <= ids
    assert page.links["See answer to Plan"] == "#part-plan"
    folded = next(one for one in page.root.walk("details") if "In Mississippi?" in one.text)
    assert "All yes" in folded.text
    assert "open" not in folded.attrs


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"E1": {"value": "no"}}, "1 answer is not yes"),
        ({"E1": {"value": "no"}, "E2": {}}, "2 answers are not yes"),
    ],
)
def test_an_answer_that_is_not_yes_is_open_to_be_read(
    client: PageClient, answers: dict[str, Any], words: str
) -> None:
    page = read(client, **answers)
    folded = next(one for one in page.root.walk("details") if "In Mississippi?" in one.text)

    assert words in folded.text
    assert "open" in folded.attrs


def test_a_form_without_formal_sections_has_nothing_to_fold(app: Flask) -> None:
    whole = content()
    found = told(replace(whole, sections=whole.sections[1:]))

    assert (found.formal, found.not_yes) == ((), 0)


def test_scores_between_two_anchors_have_a_line_only_once_chosen(client: PageClient) -> None:
    page = read(client)
    between = {
        one.attrs["data-for"]: one.attrs.get("class") == "between"
        for one in page.root.walk("li")
        if "data-for" in one.attrs
    }

    assert between == {"0": False, "1 2": True, "3": False, "4": True, "5": False}
