"""Applications as files: what is in them, who took them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import Application
from app.rfa.queries import applications
from tests.support import build
from tests.unit.rfa.oversight_rows import BEFORE, attach, draft, rewrite, send
from tests.unit.rfa.reading import pdf_text

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

LIST = "/staff/applications"
EXPORT = f"{LIST}/export"


@pytest.fixture(autouse=True)
def _mona(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(BEFORE)
    client.sign_in(build.person(name="Mona Lee", role=Role.PROGRAM_STAFF))


@pytest.fixture
def _two(app: Flask) -> None:
    """A draft and an application that was sent, with a file."""
    of = build.rfa_round(key="spring")
    draft("Not sent", round_id=of.id, practice_id=build.practice(key="alpha", name="Alpha").id)
    clinic = build.practice(key="beta", name="=Beta", county="Lee")
    beta = draft("We will write plans", round_id=of.id, practice_id=clinic.id)
    attach(beta, content=b"%PDF letter")
    send(beta)


def take(client: PageClient, kind: str, query: str = "") -> Any:
    page = client.visit(EXPORT + query)
    form = page.form(EXPORT)
    reply = client.post(form.action, data=dict(form.fields) | {"file": kind})
    assert reply.status_code == 200
    assert reply.get_data()
    reply.close()
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    name = f"applications-spring-2026-11-16.{kind}"
    assert reply.headers["Content-Disposition"] == f"attachment; filename={name}"
    return reply


def trail() -> AuditEvent:
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return event


@pytest.mark.usefixtures("_two")
def test_the_page_says_what_is_in_the_file(client: PageClient) -> None:
    page = client.visit(client.visit(f"{LIST}?region=northern").links["Export"])
    text = page.one("export-ready").text
    assert "region: northern" in text
    assert "Applications 1" in text
    failed = client.send(page.form(EXPORT), status=422)
    assert "Choose a kind of file" in failed.one("error-summary").text


@pytest.mark.usefixtures("_two")
def test_a_table_has_a_row_for_each_application_and_no_formula(client: PageClient) -> None:
    reply = take(client, "csv")
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    head, beta, alpha = rows
    assert [alpha[0], beta[0]] == ["Alpha", "'=Beta"]
    assert {len(row) for row in rows} == {len(head)}
    place = next(i for i, name in enumerate(head) if name.startswith("P1"))
    assert [alpha[place], beta[place]] == ["", "We will write plans"]
    assert dict(zip(head, beta, strict=True))["Submitted (Central)"] == "2026-11-16 09:00"
    facts = dict(zip(head, beta, strict=True))
    assert (facts["Signed by"], facts["Files"]) == ("Carla Diaz, Director", "letter.pdf")
    assert (facts["Signed (Central)"], facts["Changed by staff"]) == ("2026-11-16 09:00", "")
    facts = dict(zip(head, alpha, strict=True))
    assert {facts[name] for name in ("Signed by", "Files", "Changed by staff")} == {""}
    event = trail()
    assert (event.verb, event.actor_name) == ("exported applications", "Mona Lee")
    assert event.after == {"file": "csv", "filters": "all applications", "applications": 2}


@pytest.mark.usefixtures("_two")
def test_only_what_fits_the_filters_is_taken(client: PageClient) -> None:
    records = json.loads(take(client, "json", "?region=northern").data)
    assert [record["Practice"] for record in records] == ["=Beta"]
    assert records[0]["Answers"]["P1"] == {
        "question": "What will you do?",
        "answer": {"value": "We will write plans"},
        "words": "We will write plans",
    }
    assert records[0]["Files"] == ["letter.pdf"]
    assert records[0]["Status"] == "Submitted"
    assert trail().after["filters"] == "region: northern"


@pytest.mark.usefixtures("_two")
def test_a_workbook_opens(client: PageClient) -> None:
    book = load_workbook(io.BytesIO(take(client, "xlsx").data))
    names = [row[0].value for row in book.active.iter_rows(min_row=2)]
    assert names == ["=Beta", "Alpha"]
    head, beta = list(book.active.iter_rows(max_row=2))
    found = {top.value: cell for top, cell in zip(head, beta, strict=True)}
    assert [(found[name].value, found[name].data_type) for name in ("Version", "Sections")] == [
        (1, "n"),
        (4, "n"),
    ]


@pytest.mark.usefixtures("_two")
def test_what_staff_changed_is_not_signed_in_any_file(client: PageClient) -> None:
    of = db.session.scalars(select(Application).where(Application.submitted_at.is_not(None))).one()
    signed = applications.submission(of.id, 1).signature_id
    rewrite(of, "We wrote plans")
    content = applications.opened(of.id).content()
    mark = fingerprint(content)
    reason = "A typo, asked for by phone"
    send(of, staff_reason=reason, signature_id=signed, content=content, fingerprint=mark)
    records = json.loads(take(client, "json").data)
    assert [(one["Version"], one["Signed by"], one["Changed by staff"]) for one in records] == [
        (2, "", reason),
        ("", "", ""),
    ]
    archive = zipfile.ZipFile(io.BytesIO(take(client, "zip").data))
    paper = next(name for name in archive.namelist() if name.endswith("application.pdf"))
    said = pdf_text(archive.read(paper))
    assert "Not signed: changed by staff" in said
    assert f"Edited by staff {reason}" in said


@pytest.mark.usefixtures("_two")
def test_a_zip_holds_papers_and_files_of_what_was_sent(client: PageClient) -> None:
    archive = zipfile.ZipFile(io.BytesIO(take(client, "zip").data))
    names = archive.namelist()
    assert len(names) == 2
    assert all("beta" in name for name in names)
    paper, letter = (next(n for n in names if n.endswith(end)) for end in ("application.pdf", "letter.pdf"))  # fmt: skip
    assert archive.read(paper).startswith(b"%PDF")
    assert archive.read(letter) == b"%PDF letter"
