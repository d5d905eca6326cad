"""Staff pages: questions about a round, answered in public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import FaqEntry, Round
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from tests.support.page import Page, PageClient

MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR)


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


@pytest.fixture
def of() -> Round:
    row: Round = build.rfa_round(key="open")
    return row


def asked(of: Round, question: str = "May two sites apply?", **given: Any) -> FaqEntry:
    row: FaqEntry = build.saved(
        FaqEntry(round_id=of.id, question=question, **{"asked_at": build.NOON} | given)
    )
    return row


def answered(of: Round, **given: Any) -> FaqEntry:
    by = build.person(name="Lou Reed").id
    return asked(of, answer="Yes.", answered_at=build.NOON, answered_by_id=by, **given)


def address(entry: FaqEntry, deed: str = "") -> str:
    return f"/staff/rounds/open/questions/{entry.id}{deed}"


def listed(page: Page, testid: str) -> list[str]:
    return [item.attrs["data-key"] for item in page.all(testid)]


@pytest.mark.parametrize("role", Role)
def test_program_staff_answers_and_nobody_else(client: PageClient, of: Round, role: Role) -> None:
    entry = asked(of)
    client.sign_in(build.person(role=role))
    paths = ("/staff/rounds/open/questions", address(entry), address(entry, "/remove"))
    statuses = {client.get(path).status_code for path in paths}
    assert statuses == ({200} if role in MANAGES else {403})


@pytest.mark.usefixtures("kim")
def test_questions_of_other_rounds_are_not_found(client: PageClient, of: Round) -> None:
    gone, other = asked(of, removed_at=build.NOON), asked(build.rfa_round())
    for entry in (gone, other):
        client.visit(address(entry), status=404)
        client.visit(address(entry, "/remove"), status=404)
    client.visit("/staff/rounds/nowhere/questions", status=404)


@pytest.mark.usefixtures("kim")
def test_what_waits_comes_first(client: PageClient, of: Round) -> None:
    assert "No questions yet" in client.visit("/staff/rounds/open/questions").text
    done, waits = answered(of), asked(of, "<b>When?</b>", asked_by="Ann", email="a@example.org")
    page = client.visit("/staff/rounds/open/questions")
    assert (listed(page, "waiting"), listed(page, "answered")) == ([str(waits.id)], [str(done.id)])
    assert "<b>When?</b>" in page.text
    assert "Lou Reed" in page.one("answered").text


@pytest.mark.usefixtures("kim")
def test_more_questions_take_no_more_statements(client: PageClient, of: Round) -> None:
    asked(of), answered(of)
    client.visit("/staff/rounds/open/questions")
    with statements() as one:
        client.visit("/staff/rounds/open/questions")
    for _ in range(2):
        asked(of), answered(of)
    with statements() as three:
        client.visit("/staff/rounds/open/questions")
    assert len(one) == len(three) <= 8, three


@pytest.mark.usefixtures("kim")
def test_an_answer_is_public_and_mailed(client: PageClient, of: Round) -> None:
    entry = asked(of, email="ann@example.org")
    page = client.visit(address(entry))
    assert "goes to ann@example.org" in page.text
    page = client.follow(client.fill_in(address(entry), answer="Yes, each for itself."))
    assert listed(page, "answered") == [str(entry.id)]
    assert "by Kim Lott" in page.text
    client.fill_in(address(entry), answer="No.")
    assert "No." in client.visit("/staff/rounds/open/questions").text
    db.session.rollback()
    assert list(db.session.scalars(select(OutboxMail.recipient))) == ["ann@example.org"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("  ", "Write the answer"),
        ("x" * 4001, "Shorten the answer to 4,000 characters or fewer"),
    ],
)
@pytest.mark.usefixtures("kim")
def test_an_answer_has_words(client: PageClient, of: Round, answer: str, error: str) -> None:
    page = client.fill_in(address(asked(of)), status=422, answer=answer)
    assert [item.text for item in page.one("error-summary").walk("li")] == [error]
    assert answer.strip() in page.control("answer").text


@pytest.mark.usefixtures("kim")
def test_an_answer_of_somebody_else_is_not_overwritten(client: PageClient, of: Round) -> None:
    entry = asked(of)
    form = client.visit(address(entry)).form(address(entry))
    client.fill_in(address(entry), answer="Yes.")
    page = client.send(form, status=409, answer="My long answer")
    assert "My long answer" in page.text


@pytest.mark.usefixtures("kim")
def test_a_question_is_removed_with_a_reason(client: PageClient, of: Round) -> None:
    entry = answered(of)
    client.fill_in(address(entry, "/remove"), status=422)
    page = client.follow(client.fill_in(address(entry, "/remove"), reason="Names a child"))
    assert "No questions yet" in page.text
