"""Notes to numbers that look as if they named a patient: in the grid, from scripts, in files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.audit.services import CONFIRMED
from app.core.db import db
from app.measures.models import ImportBatch, PeriodSubmission
from tests.pages.measures import grid
from tests.pages.measures.grid import Clinic, row
from tests.pages.measures.test_imports import HEAD, confirm, stored, upload

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

NOTE = "See order 428-11-5937"
REASON = "It is the number of an order"
LOOKS = "This looks like a Social Security number"
SAYS = {"not_a_patient": "y", "not_a_patient_reason": REASON}


@pytest.fixture
def p1(app: Flask, client: PageClient) -> Clinic:
    clinic = grid.clinic(app)
    client.sign_in(clinic.member(name="Dev Patel"))
    return clinic


def noted() -> list[tuple[Any, str | None]]:
    db.session.rollback()
    found = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == CONFIRMED))
    return [(event.after["fields"] if event.after else None, event.reason) for event in found]


def typed(note: str) -> dict[str, str]:
    return {"top-shared-plan": "12", "bottom-shared-plan": "60", "note-shared-plan": note}


def test_a_note_to_a_number_waits_for_the_confirmation(client: PageClient, p1: Clinic) -> None:
    page = client.fill_in(p1.october, status=422, send="yes", **typed(NOTE))
    assert LOOKS in page.one("error-summary").text
    assert LOOKS in row(page).text
    assert p1.point() is None
    asked = page.form(p1.october)
    assert asked.fields["note-shared-plan"] == NOTE

    client.send(asked, status=422, send="yes", not_a_patient="y")
    assert p1.point() is None
    client.send(asked, status=302, send="yes", **SAYS)

    point = p1.point()
    assert point is not None
    assert (point.note, point.sent_numerator) == (NOTE, 12)
    assert {tuple(fields) for fields, _ in noted()} == {("Note for Shared plan of care",)}
    assert {reason for _, reason in noted()} == {REASON}


def test_other_rows_are_saved_and_a_note_that_is_there_is_not_asked_again(
    client: PageClient, p1: Clinic
) -> None:
    page = client.fill_in(p1.october, status=422, **typed(NOTE))
    client.send(page.form(p1.october), status=302, **SAYS)

    client.fill_in(p1.october, status=302, **(typed(NOTE) | {"top-shared-plan": "13"}))

    point = p1.point()
    assert point is not None
    assert point.numerator == 13
    assert len(noted()) == 1


def test_the_note_about_the_month_waits_too(client: PageClient, p1: Clinic) -> None:
    page = client.fill_in(p1.october, status=422, **{"month-note": NOTE})
    assert f"{LOOKS}. Take it out: no patient details belong here." in (
        page.one("error-summary").text
    )
    assert db.session.scalars(select(PeriodSubmission)).first() is None

    asked = page.form(p1.october)
    assert asked.fields["month-note"] == NOTE
    client.send(asked, status=302, **SAYS)

    kept = db.session.scalars(select(PeriodSubmission)).one()
    assert kept.note == NOTE
    assert noted() == [(["Note about the month"], REASON)]
    client.fill_in(p1.october, status=302, **typed(""))


def test_a_script_keeps_no_such_note_but_the_one_that_is_there(
    client: PageClient, p1: Clinic
) -> None:
    def put(status: int, **sent: Any) -> Any:
        token = client.visit(p1.october).form(p1.october).fields["csrf_token"]
        headers = {"X-CSRF-Token": token, "Accept": "application/json"}
        body = json.dumps({"top": "12", "bottom": "60", "note": NOTE} | sent)
        reply = client.put(p1.cell(), data=body, content_type="application/json", headers=headers)
        assert reply.status_code == status, reply.text
        return reply.get_json()

    answer = put(422)
    assert [(p["code"], p["box"]) for p in answer["problems"]] == [("note-on-patient", "note")]
    assert p1.point() is None
    page = client.fill_in(p1.october, status=422, **typed(NOTE))
    client.send(page.form(p1.october), status=302, **SAYS)

    assert put(200, top="14", version="1")["problems"] == []


# ------------------------------------------------------------------ spreadsheets


def test_texts_of_a_spreadsheet_wait_for_the_confirmation(client: PageClient, p1: Clinic) -> None:
    file = f"{HEAD}Oct 2026,Shared plan of care,12,60,{NOTE}\n"
    report = upload(client, p1.team, file)

    page = confirm(client, report, status=422)
    assert f"Line 2: {LOOKS}" in page.one("error-summary").text
    assert "Look at Line 2" in page.one("not-a-patient").text
    assert stored() == []

    action = f"{report.path}/confirm"
    client.send(page.form(action), status=302, **SAYS)
    assert [point.note for point in stored()] == [NOTE]
    assert noted() == [(["Line 2"], REASON)]


def test_the_name_of_a_spreadsheet_waits_too(client: PageClient, p1: Clinic) -> None:
    file = f"{HEAD}Oct 2026,Shared plan of care,12,60,\n"

    page = upload(client, p1.team, file, name="chart_no_55123.csv", status=422)

    assert "a medical record number" in page.one("error-summary").text
    assert "choose your file again" in page.one("not-a-patient").text
    assert db.session.scalars(select(ImportBatch)).first() is None


def test_why_marked_numbers_are_right_is_a_text_as_well(client: PageClient, p1: Clinic) -> None:
    report = upload(client, p1.team, f"{HEAD}Oct 2026,Shared plan of care,12,60,\n")

    page = confirm(client, report, status=422, why=NOTE)

    assert LOOKS in page.one("error-summary").text
    assert stored() == []
