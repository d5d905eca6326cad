"""Who comes by an application that is reviewed, and what of it: pages, paper and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core import storage
from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import OthersSeen, PhaseKind, Statement
from app.reviews.models import ConflictStatement, Redaction, ReviewPhase
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Attachment, Submission
from tests.support import build
from tests.support.sql import statements
from tests.unit.reviews.rows import REVIEWING, Case, sheet
from tests.unit.rfa.reading import pdf_text

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

MOST_STATEMENTS = 12
SECRET = "Ulla's planted sentence"


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(REVIEWING)


@pytest.fixture
def case(client: PageClient) -> Case:
    found = Case()
    client.sign_in(found.ruth)
    return found


# ------------------------------------------------------------------ who may


def test_before_anything_opens_the_interests_are_declared(client: PageClient) -> None:
    of, ruth = build.rfa_round(), build.person(role=Role.REVIEWER)
    sent = build.sent_application(round_id=of.id)
    build.reviewer_assignment(sent, ruth)
    client.sign_in(ruth)

    assert (
        client.visit(f"/reviews/{sent.id}", status=302).location == f"/reviews/declaration/{of.key}"
    )
    assert (
        client.visit("/reviews").links["Declare your interests"] == f"/reviews/declaration/{of.key}"
    )


@pytest.mark.parametrize("said", [None, Statement.NOT_SURE])
def test_without_an_answer_about_conflicts_nothing_opens(client: PageClient, said: Any) -> None:
    case = Case()
    other = build.sent_application(round_id=case.round.id)
    build.reviewer_assignment(other, case.ruth, clear=False)
    if said:
        build.saved(
            ConflictStatement(
                application_id=other.id, person_id=case.ruth.id, statement=said,
                reason="I know somebody", said_at=build.NOON, said_by_id=case.ruth.id,
            )
        )  # fmt: skip
    client.sign_in(case.ruth)
    at = f"/reviews/{other.id}"

    assert client.visit(at, status=302).location == f"{at}/conflict"
    for path in ("application.pdf", "files/1"):
        client.visit(f"{at}/{path}", status=404)
    token = client.visit("/reviews").form("/sign-out").fields["csrf_token"]
    for answer in (
        client.post(at, data={"csrf_token": token, "go": "send"}),
        client.post(f"{at}/revise", data={"csrf_token": token}),
        client.put(at, json={"edit": 0, "fields": {}}, headers={"X-CSRF-Token": token}),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("how", ["stranger", "conflict", "withdrawn", "not assigned"])
def test_without_a_seat_there_is_nothing(client: PageClient, case: Case, how: str) -> None:
    if how == "stranger":
        client.sign_in(build.person(role=Role.REVIEWER))
    if how == "conflict":
        build.declaration(case.round, case.ruth, case.practice)
        build.saved(
            ConflictStatement(
                application_id=case.of.id, person_id=case.ruth.id, statement=Statement.YES,
                reason="My sister works there", said_at=build.NOON, said_by_id=case.ruth.id,
            )
        )  # fmt: skip
    if how == "withdrawn":
        case.of.state, case.of.withdrawn_at = ApplicationState.WITHDRAWN, REVIEWING
        case.of.withdrawn_reason = "We merge"
        db.session.commit()
    if how == "not assigned":
        client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    for path in ("", "/application.pdf", "/files/1", "/next", "/previous"):
        client.visit(case.at + path, status=404)
    assert "Delta Pines" not in client.get("/reviews").text


def test_what_another_reviewer_wrote_is_nowhere_before_the_own_review_is_sent(
    client: PageClient, case: Case
) -> None:
    ulla = build.person(name="Ulla Planted", role=Role.REVIEWER)
    before = [client.visit(path).root.text for path in (case.at, "/reviews", "/reviews/guide")]
    build.reviewer_assignment(case.of, ulla)
    build.review(
        case.of, ulla, {"K1": 1, "K2": 2, "K3": 1, "K4": 1}, strengths=SECRET, concerns=SECRET,
        private_note=SECRET,
    )  # fmt: skip
    after = [client.visit(path).root.text for path in (case.at, "/reviews", "/reviews/guide")]

    assert after == before
    assert SECRET not in pdf_text(client.get(f"{case.at}/application.pdf").data)


def test_the_page_costs_a_bounded_number_of_statements(client: PageClient, case: Case) -> None:
    case.save(sheet())
    at = case.at
    client.visit(at)
    with statements() as first:
        client.visit(at)
    for _ in range(3):
        other = build.sent_application(round_id=case.round.id)
        build.reviewer_assignment(other, case.ruth)
    with statements() as second:
        client.visit(at)

    assert len(first) == len(second) <= MOST_STATEMENTS, "\n".join(first)


def hide(case: Case, **given: Any) -> None:
    """Those who apply are hidden while everybody reviews."""
    build.saved(
        ReviewPhase(
            round_id=case.round.id, kind=PhaseKind.REVIEW, begins_at=build.NOON,
            hides_applicants=True, others=OthersSeen.AFTER_OWN, **given,
        )
    )  # fmt: skip


def test_hidden_applicants_are_named_nowhere(client: PageClient, case: Case) -> None:
    hide(case)
    case.save(sheet())
    case.change("Delta Pines will write two plans for Ana Ruiz")
    for path in ("/reviews", case.at):
        html = client.get(path).text
        assert f"Application {case.of.reference}" in html
        assert case.practice.county not in html
        for name in ("Delta Pines", "Ana Ruiz", "601-555-0143"):
            assert name not in html, (path, name)
    assert "[the practice] will write two plans" in client.visit(case.at).text


def test_the_own_county_and_city_are_in_no_text_while_applicants_are_hidden(
    client: PageClient, case: Case
) -> None:
    hide(case)
    case.practice.county, case.practice.city = "Yazoo", "Quitman"
    db.session.commit()
    case.save(sheet())
    case.change("The pines of YAZOO County and of Quitman grow")
    page = client.visit(case.at)
    paper = pdf_text(client.get(f"{case.at}/application.pdf").data)

    for text in (page.text, paper):
        assert "[a place]" in text
        for name in ("yazoo", "quitman", "pines"):
            assert name not in text.lower(), name


# ------------------------------------------------------------------ paper and files


def attach(case: Case, name: str = "delta-pines-letter.pdf") -> int:
    """A file that the version which was sent holds."""
    kept = storage.keep(b"%PDF-1.4 the letter", folder="applications")
    row = build.saved(
        Attachment(
            application_id=case.of.id, question="L1", name=name, kind="pdf", size=kept.size,
            sha256=kept.sha256, storage_key=kept.key, uploaded_at=build.NOON,
            uploaded_by_id=case.ruth.id,
        )
    )  # fmt: skip
    version = db.session.scalars(db.select(Submission)).one()
    mark = {"question": "L1", "name": name, "size": 19, "sha256": kept.sha256, "id": row.id}
    version.content = version.content | {"files": [mark]}
    db.session.commit()
    found: int = row.id
    return found


def test_files_are_downloads_under_a_neutral_name(client: PageClient, case: Case) -> None:
    file_id = attach(case)
    path = f"{case.at}/files/{file_id}"
    assert client.visit(case.at).links["delta-pines-letter.pdf"] == path
    answer = client.get(path)

    assert answer.data == b"%PDF-1.4 the letter"
    name = f"{case.of.reference}-L1-{file_id}.pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.mimetype == "application/octet-stream"
    client.visit(f"{case.at}/files/{file_id + 1}", status=404)


def test_a_file_of_the_version_that_was_read_stays_there(client: PageClient, case: Case) -> None:
    file_id = attach(case)
    case.save(sheet())
    newer = case.change()
    newer.content = newer.content | {"files": []}
    db.session.commit()
    assert client.get(f"{case.at}/files/{file_id}").status_code == 200

    client.follow(client.fill_in(f"{case.at}/stands", at=case.at))
    client.visit(f"{case.at}/files/{file_id}", status=404)


def test_the_paper_is_named_by_its_reference(client: PageClient, case: Case) -> None:
    answer = client.get(f"{case.at}/application.pdf")

    assert answer.headers["Content-Disposition"] == f"attachment; filename={case.of.reference}.pdf"
    text = pdf_text(answer.data)
    for words in ("Delta Pines", "Sam Signer", "for all families"):
        assert words in text


def test_hidden_applicants_are_neither_on_paper_nor_in_files(
    client: PageClient, case: Case
) -> None:
    file_id = attach(case)
    hide(case)
    build.saved(
        Redaction(
            application_id=case.of.id, question="Q1", text="One of five kinds",
            written_at=build.NOON, written_by_id=case.ruth.id,
        )
    )  # fmt: skip
    client.visit(f"{case.at}/files/{file_id}", status=404)
    answer = client.get(f"{case.at}/application.pdf")
    text = pdf_text(answer.data) + answer.headers["Content-Disposition"]

    for words in (str(case.of.reference), "[the practice] will write", "One of five kinds"):
        assert words in text
    for name in ("Delta", "Sam Signer", "Ana Ruiz", "letter"):
        assert name not in text, name
    assert b"Delta Pines" not in answer.data
    assert "letter.pdf" not in client.get(case.at).text
