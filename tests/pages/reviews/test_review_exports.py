"""Reviews as files for staff, and the reviewer's pack."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import ReviewState, Statement
from app.reviews.models import ConflictStatement, Redaction
from tests.pages.reviews.room import AT, Panel, panel
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.reading import pdf_text

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

FILES = "/staff/rounds/spring/reviewing/reviews"
PACK = "/reviews/pack/spring.pdf"


@pytest.fixture
def room(app: Flask) -> Panel:
    made = panel(app, key="spring")
    made.review(
        made.sam,
        {"K1": 0, "K2": None},
        strengths="=HYPERLINK(1)",
        private_note="For staff",
    )
    made.review(made.uma, strengths="A draft", state=ReviewState.DRAFT, submitted_at=None)
    made.review(
        made.tess, strengths="Voided", state=ReviewState.VOID, voided_at=AT, void_reason="Late"
    )
    return made


def conflict(of: Any, who: Any) -> None:
    build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=who.id,
            statement=Statement.YES,
            reason="A relative",
            said_at=AT,
            said_by_id=who.id,
        )
    )


def take(client: PageClient, path: str) -> bytes:
    reply = client.get(path)
    assert reply.status_code == 200
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert "Pine" not in reply.headers["Content-Disposition"]
    return reply.get_data()


def test_a_table_has_a_row_for_each_submitted_review(client: PageClient, room: Panel) -> None:
    client.sign_in(room.mona)

    text = take(client, f"{FILES}.csv").decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Application"] == room.of.reference
    assert row["Practice"] == "Pine Belt Pediatrics"
    assert row["Reviewer"] == "Sam Boone"
    assert (row["Score: Need"], row["Score: Team"], row["Score: Data"]) == ("0", "", "")
    assert row["Total"] == "0.0"
    assert row["Recommendation"] == "award"
    assert row["Strengths"] == "'=HYPERLINK(1)"
    assert row["Private note to staff"] == "For staff"
    assert row["Reason: Need"] == "Why 0."


def test_excel_and_json_say_the_same(client: PageClient, room: Panel) -> None:
    client.sign_in(room.mona)

    book = load_workbook(io.BytesIO(take(client, f"{FILES}.xlsx")))
    (record,) = json.loads(take(client, f"{FILES}.json"))

    rows = list(book.active.values)
    assert len(rows) == 2
    assert "=HYPERLINK(1)" in rows[1]
    assert record["Scores"]["K2"] == {
        "criterion": "Team",
        "score": None,
        "cannot assess": True,
        "reason": "Nothing to judge by.",
    }
    assert record["Total"] == 0
    taken = select(AuditEvent.after).where(AuditEvent.verb == "exported reviews")
    assert list(db.session.scalars(taken)) == [
        {"file": "xlsx", "reviews": 1},
        {"file": "json", "reviews": 1},
    ]


def test_nothing_that_could_be_assessed_is_an_empty_total(client: PageClient, room: Panel) -> None:
    other = build.sent_application(round_id=room.round.id)
    build.review(other, room.sam, {"K1": None})
    client.sign_in(room.mona)

    records = json.loads(take(client, f"{FILES}.json"))

    assert [one["Total"] for one in records] == [0, None]


def test_staff_with_a_conflict_get_the_file_without_it(client: PageClient, room: Panel) -> None:
    conflict(room.of, room.mona)
    client.sign_in(room.mona)

    assert json.loads(take(client, f"{FILES}.json")) == []


def test_the_files_are_for_those_who_read_reviews(client: PageClient, room: Panel) -> None:
    for who in (room.sam, build.person(role=Role.ADMINISTRATOR), build.person()):
        client.sign_in(who)
        for kind in ("csv", "xlsx", "json"):
            assert client.get(f"{FILES}.{kind}").status_code == 403


def test_more_reviews_take_no_more_statements(client: PageClient, room: Panel) -> None:
    client.sign_in(room.mona)
    counts = []
    for _ in range(3):
        other = build.sent_application(round_id=room.round.id)
        build.review(other, room.sam)
        take(client, f"{FILES}.csv")
        with statements() as sent:
            take(client, f"{FILES}.csv")
        counts.append(len(sent))

    assert len(set(counts)) == 1


# ------------------------------------------------------------------ the pack


def test_the_pack_has_what_is_assigned_and_open(client: PageClient, room: Panel) -> None:
    other = build.sent_application(
        round_id=room.round.id, content={"P1": {"value": "A plan of another clinic."}}
    )
    build.sent_application(
        round_id=room.round.id, content={"P1": {"value": "Not assigned to Sam."}}
    )
    build.reviewer_assignment(other, room.sam)
    recused = build.sent_application(round_id=room.round.id)
    build.reviewer_assignment(recused, room.sam)
    conflict(recused, room.sam)
    client.sign_in(room.sam)

    text = pdf_text(take(client, PACK))

    assert room.of.reference in text
    assert "Pine Belt Pediatrics" in text
    assert "A plan of another clinic." in text
    assert "Not assigned to Sam." not in text
    assert recused.reference not in text
    taken = select(AuditEvent.after).where(AuditEvent.verb == "took a review pack")
    assert list(db.session.scalars(taken)) == [{"applications": 2}]


def test_the_pack_hides_who_applies_when_the_phase_does(client: PageClient, room: Panel) -> None:
    room.phase(hides_applicants=True)
    client.sign_in(room.sam)

    text = pdf_text(take(client, PACK))

    assert room.of.reference in text
    assert "Pine Belt" not in text
    assert "Sam Signer" not in text


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_pack_of_more_applications_takes_no_more_statements(
    client: PageClient, room: Panel, is_hidden: bool
) -> None:
    if is_hidden:
        room.phase(hides_applicants=True)
    client.sign_in(room.sam)
    take(client, PACK)
    with statements() as one:
        take(client, PACK)
    for number in range(2):
        other = build.sent_application(round_id=room.round.id)
        build.reviewer_assignment(other, room.sam)
        build.review(other, room.sam)
        build.saved(
            Redaction(
                application_id=other.id,
                question="P1",
                text=f"Instead {number}",
                written_at=AT,
                written_by_id=room.mona.id,
            )
        )
    with statements() as three:
        text = pdf_text(take(client, PACK))
    assert len(one) == len(three), (one, three)
    assert ("Instead 1" in text) is is_hidden


def test_what_was_emptied_is_in_no_pack(client: PageClient, room: Panel) -> None:
    gone = build.sent_application(round_id=room.round.id)
    build.reviewer_assignment(gone, room.sam)
    gone.emptied_at = AT
    db.session.commit()
    client.sign_in(room.sam)
    text = pdf_text(take(client, PACK))
    assert room.of.reference in text
    assert gone.reference not in text


def test_without_an_open_application_there_is_no_pack(client: PageClient, room: Panel) -> None:
    client.sign_in(build.person(role=Role.REVIEWER))
    client.visit(PACK, status=404)
    client.sign_in(room.mona)
    client.visit(PACK, status=403)
    client.sign_in(room.sam)
    client.visit("/reviews/pack/nothing.pdf", status=404)
