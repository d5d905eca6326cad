from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.audit.models import AuditEvent
from app.charts.domain.decisions import QUESTIONS, DecisionKind
from app.charts.models import Annotation, ChartDecision
from app.core.db import db
from app.policy import Role
from tests.pages.charts import rows
from tests.support import build

if TYPE_CHECKING:
    from tests.support.page import PageClient

DECISIONS = ("freeze", "rephase", "exclude")
YES = dict.fromkeys(QUESTIONS, "yes")


def verbs() -> list[str]:
    return [event.verb for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


def test_a_member_writes_a_note_and_takes_it_away(client: PageClient) -> None:
    clinic = rows.clinic()
    dev = clinic.member()
    client.sign_in(dev)

    page = client.fill_in(
        f"{clinic.page}/notes/new", period="2026-08", text="Nurse out <i>2</i> weeks"
    )
    page = client.follow(page)
    assert "Your note is on the chart." in page.text
    assert "August 2026: Nurse out <i>2</i> weeks" in page.text

    note = db.session.query(Annotation).one()
    client.fill_in(f"{clinic.page}/notes/{note.id}/remove", at=clinic.page)
    page = client.visit(clinic.page)
    assert "Nurse out" not in page.text
    note = db.session.query(Annotation).one()
    assert note.removed_by_id == dev.id
    assert verbs()[-2:] == ["wrote a note on a chart", "removed a note from a chart"]
    assert client.get(f"{clinic.page}/notes/{note.id}/remove").status_code == 405


def test_a_note_may_show_on_all_charts(client: PageClient) -> None:
    clinic = rows.clinic()
    other = rows.add_measure(clinic.practice, clinic.cohort, key="registry", code="M02")
    rows.send(other, rows.OPEN_14)
    client.sign_in(clinic.member())

    client.fill_in(f"{clinic.page}/notes/new", period="2026-08", text="Storm", everywhere="y")
    assert "August 2026: Storm" in client.visit(other.page).text


def test_a_note_needs_month_and_words_and_keeps_what_was_typed(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member())

    page = client.fill_in(f"{clinic.page}/notes/new", period="", text="Storm", status=422)
    assert "Choose a month." in page.one("error-summary").text
    assert page.title.startswith("Error: ")
    assert "Storm" in page.control("text").text
    page = client.fill_in(f"{clinic.page}/notes/new", period="2026-08", text=" ", status=422)
    assert "Write the note." in page.one("error-summary").text
    page = client.fill_in(f"{clinic.page}/notes/new", period="2026-08", text="x" * 501, status=422)
    assert "Use at most 500 characters." in page.text
    page = client.fill_in(f"{clinic.page}/notes/new", period="1999-01", text="x", status=422)
    assert page.one("error-summary")


def test_who_may_not_write_is_refused(client: PageClient) -> None:
    clinic = rows.clinic()
    note = rows.noted(clinic, clinic.member())
    client.sign_in(clinic.member(Role.VIEWER))

    assert client.get(f"{clinic.page}/notes/new").status_code == 403
    for decision in DECISIONS:
        assert client.get(f"{clinic.page}/{decision}").status_code == 403
    page = client.visit(clinic.page)
    token = next(form.fields["csrf_token"] for form in page.forms if form.method == "post")
    reply = client.post(f"{clinic.page}/notes/{note.id}/remove", data={"csrf_token": token})
    assert reply.status_code == 403
    reply = client.post(f"{clinic.page}/notes/new", data={"csrf_token": token, "text": "x"})
    assert reply.status_code == 403
    assert db.session.query(Annotation).one().removed_at is None


def test_a_care_coordinator_writes_notes_but_does_not_decide(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member(Role.CARE_COORDINATOR))

    client.visit(f"{clinic.page}/notes/new")
    for decision in DECISIONS:
        assert client.get(f"{clinic.page}/{decision}").status_code == 403


def test_freezing_a_baseline_moves_the_median_and_can_be_taken_back(client: PageClient) -> None:
    clinic = rows.clinic()
    dev = clinic.member()
    client.sign_in(dev)

    page = client.fill_in(
        f"{clinic.page}/freeze",
        first_period="2026-06", period="2027-03", reason="Agreed with our coach.",
    )  # fmt: skip
    page = client.follow(page)
    assert "Starting median frozen from June 2026 to March 2027" in page.text
    assert "Agreed with our coach." in page.text
    assert "Starting median, from 10 months: 22.2%." in page.text

    decision = db.session.query(ChartDecision).one()
    undo = f"{clinic.page}/decisions/{decision.id}/undo"
    page = client.fill_in(undo, reason="", status=422)
    assert "Say why" in page.one("error-summary").text
    page = client.follow(client.fill_in(undo, reason="Too long."))
    assert "Starting median, from 6 months: 20.5%." in page.text
    assert "Taken back by" in page.text
    assert "Too long." in page.text
    again = client.visit(undo)
    client.send(again.form(undo), reason="Once more.", status=409)
    assert verbs()[-2:] == ["froze a baseline", "took a chart decision back"]
    event = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert event is not None
    assert event.reason == "Too long."
    assert event.practice_id == clinic.practice.id


def test_a_short_baseline_is_confirmed_first(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member(Role.LEAD))
    given = {"first_period": "2026-06", "period": "2026-10", "reason": "Before the form."}

    page = client.fill_in(f"{clinic.page}/freeze", **given, status=422)
    assert "This median would rest on 5 months" in page.one("error-summary").text
    assert "Before the form." in page.control("reason").text
    client.fill_in(f"{clinic.page}/freeze", **given, anyway="y")
    page = client.fill_in(
        f"{clinic.page}/freeze", **given | {"first_period": "2027-01"}, status=422
    )
    assert "The first month must come before the last." in page.text


def test_a_new_phase_asks_four_questions(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member(Role.LEAD))
    at = f"{clinic.page}/rephase"
    given = {"period": "2026-12", "reason": "The form is in use everywhere.", "anyway": "y"}

    page = client.fill_in(at, **given, status=422)
    assert page.one("error-summary").text.count("Answer yes or no.") == 4
    page = client.fill_in(at, **given | YES | {"desirable": "no"}, status=422)
    assert "Not every answer is yes." in page.one("error-summary").text
    page = client.follow(client.fill_in(at, **given | YES, name="Form in use"))
    assert "Form in use" in page.text
    assert "Before and after" in page.text
    assert "up 14.7 points" in page.text
    page = client.fill_in(at, **given | YES, status=422)
    assert "A phase already begins with that month." in page.text
    decision = db.session.query(ChartDecision).one()
    assert decision.answers == YES | {"name": "Form in use"}


def test_a_point_is_left_out_with_a_reason(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member(Role.LEAD))
    at = f"{clinic.page}/exclude"

    page = client.fill_in(at, period="2026-09", reason=" ", status=422)
    assert "Say why, so that others can follow it." in page.text
    page = client.follow(client.fill_in(at, period="2026-09", reason="Storm: closed."))
    assert "Left out by decision: September 2026." in page.one("chart-summary").text
    page = client.fill_in(at, period="2026-09", reason="Again.", status=422)
    assert "That month is left out already." in page.text


def test_a_coach_decides_for_the_own_cohort_only(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(build.person(role=Role.COACH, at=clinic.cohort))
    client.fill_in(f"{clinic.page}/exclude", period="2026-09", reason="Storm.")

    client.sign_in(build.person(role=Role.COACH))
    assert client.get(f"{clinic.page}/exclude").status_code == 404


@pytest.mark.parametrize("what", ["decisions/{id}/undo", "notes/{id}/remove"])
def test_marks_of_another_chart_are_missing(client: PageClient, what: str) -> None:
    clinic = rows.clinic()
    dev = clinic.member(Role.LEAD)
    other = rows.add_measure(clinic.practice, clinic.cohort, key="registry", code="M02")
    rows.send(other, rows.OPEN_14)
    row = (
        rows.noted(other, dev)
        if what.startswith("notes")
        else rows.decided(other, dev, kind=DecisionKind.EXCLUDE, period=dt.date(2026, 9, 1))
    )
    client.sign_in(dev)

    at = f"{clinic.page}/{what.format(id=row.id)}"
    token = next(f.fields["csrf_token"] for f in client.visit(clinic.page).forms)
    assert client.post(at, data={"csrf_token": token, "reason": "x"}).status_code == 404
