"""Recording decisions on pages: one, several, changed, taken back, refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.awards.domain.kinds import Outcome
from app.awards.models import AwardPlan, Decision
from app.awards.queries import decisions, plans
from app.core.db import db, transaction
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.pages.awards.test_board import conflict, path
from tests.support import build
from tests.unit.awards.meeting import AT, Meeting, tilted

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

WHY = "A strong plan for the county"


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(AT)


@pytest.fixture
def meeting(client: PageClient) -> Meeting:
    """A round with one award; its director is signed in."""
    found = tilted()
    client.sign_in(found.director)
    return found


def at(of: Meeting, name: str) -> str:
    return f"/staff/applications/{of.of[name].id}/decision/record"


def record(client: PageClient, of: Meeting, name: str, *, status: int = 302, **given: Any) -> Page:
    answers = {"outcome": "award", "rationale": WHY} | given
    return client.fill_in(at(of, name), status=status, **answers)


def recorded(of: Meeting, name: str) -> Decision | None:
    return decisions.decision_of(of.of[name].id)


@pytest.mark.parametrize("role", Role)
def test_managers_read_decisions_and_only_the_director_records(
    client: PageClient, role: Role
) -> None:
    of = tilted()
    person = build.person(role=role)
    client.sign_in(person)
    if role in {Role.PROGRAM_STAFF, Role.DIRECTOR}:
        page = client.visit(at(of, "Bay"))
        assert page.one("decision-state").text == "not decided"
        assert ("Record a decision" in page.text) is (role is Role.DIRECTOR)
    else:
        refused = 403 if role is Role.ADMINISTRATOR else 404
        client.visit(at(of, "Bay"), status=refused)


def test_staff_who_may_not_record_are_refused(client: PageClient) -> None:
    of = tilted()
    client.sign_in(of.director)
    form = client.visit(at(of, "Bay")).form(at(of, "Bay"))
    staff = build.person(role=Role.PROGRAM_STAFF)
    client.sign_in(staff)
    token = client.visit(path(of, "/snapshots")).form(path(of, "/snapshots")).fields["csrf_token"]
    client.send(form, status=403, csrf_token=token, outcome="award", rationale=WHY)
    undo = replace(form, action=at(of, "Bay").replace("record", "take-back"))
    client.send(undo, status=403, csrf_token=token)
    client.visit(path(of, "/decide?application=1"), status=403)
    assert recorded(of, "Bay") is None


def test_an_application_that_is_not_there_is_missing(client: PageClient, meeting: Meeting) -> None:
    assert meeting.round.awards == 1
    client.visit("/staff/applications/99999/decision/record", status=404)


def test_a_decision_is_recorded_and_nobody_is_told(client: PageClient, meeting: Meeting) -> None:
    record(client, meeting, "Bay")
    page = client.visit(at(meeting, "Bay"))
    assert page.one("decision-state").text == "recorded, not released"
    for words in (WHY, "Dana Director", "recommend an award", "4.00 (n = 2)"):
        assert words in page.text
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0
    assert meeting.of["Bay"].told_at is None


def test_what_lacks_is_named_and_nothing_typed_is_lost(
    client: PageClient, meeting: Meeting
) -> None:
    page = record(client, meeting, "Ash", status=422)
    assert "Write why you decide otherwise" in page.one("error-summary").text
    assert WHY in page.text
    page = record(client, meeting, "Bay", status=422, outcome=None, rationale="", waits_as="x")
    summary = page.one("error-summary").text
    for words in ("Choose a decision", "Write why", "Enter a whole number"):
        assert words in summary
    page = record(client, meeting, "Bay", status=422, outcome="knighthood")
    assert "Choose one of the list" in page.one("error-summary").text
    assert recorded(meeting, "Ash") is recorded(meeting, "Bay") is None


def test_a_departure_with_its_reason_is_recorded(client: PageClient, meeting: Meeting) -> None:
    record(client, meeting, "Ash", departure="The only clinic of its county")
    assert "The only clinic of its county" in client.visit(at(meeting, "Ash")).text


def test_a_decision_is_changed_and_taken_back(client: PageClient, meeting: Meeting) -> None:
    record(client, meeting, "Bay")
    form = client.visit(at(meeting, "Bay")).form(at(meeting, "Bay"))
    assert form.fields["rationale"].strip() == WHY
    given = {"outcome": "award with conditions", "conditions": "Hire a coordinator first"}
    record(client, meeting, "Bay", **given)
    found = recorded(meeting, "Bay")
    assert found is not None
    assert found.outcome is Outcome.AWARD_WITH_CONDITIONS
    client.fill_in(at(meeting, "Bay").replace("record", "take-back"), at=at(meeting, "Bay"))
    assert recorded(meeting, "Bay") is None
    assert client.visit(at(meeting, "Bay")).one("decision-state").text == "not decided"


def test_an_old_page_overwrites_nothing(client: PageClient, meeting: Meeting) -> None:
    old = client.visit(at(meeting, "Bay")).form(at(meeting, "Bay"))
    record(client, meeting, "Bay")
    page = client.send(old, status=409, outcome="decline", rationale="Old", departure="Old")
    assert "Nothing was overwritten" in page.text


def test_once_released_nothing_changes_here(client: PageClient, meeting: Meeting) -> None:
    record(client, meeting, "Bay")
    shown = client.visit(at(meeting, "Bay"))
    change, undo = at(meeting, "Bay"), at(meeting, "Bay").replace("record", "take-back")
    found = recorded(meeting, "Bay")
    assert found is not None
    with transaction():
        found.released_at = AT
    page = client.send(shown.form(change), status=409, outcome="decline", departure="Late")
    assert "was released. It does not change" in page.text
    assert "was released" in client.send(shown.form(undo), status=409).text
    page = client.visit(change)
    assert page.one("decision-state").text == "released"
    assert "does not change here any more" in page.text
    assert "Record the decision" not in page.text
    assert "recorded, not released" not in client.visit(path(meeting)).text


def test_a_withdrawn_application_is_not_decided(client: PageClient, meeting: Meeting) -> None:
    old = client.visit(at(meeting, "Bay")).form(at(meeting, "Bay"))
    meeting.withdraw("Bay")
    page = client.visit(at(meeting, "Bay"))
    assert page.one("decision-state").text == "not sent"
    assert "not withdrawn, can be decided" in page.text
    page = client.send(old, status=409, outcome="award", rationale=WHY)
    assert "not withdrawn" in page.text


def test_who_reviewed_it_is_told_that_somebody_else_decides(
    client: PageClient, meeting: Meeting
) -> None:
    old = client.visit(at(meeting, "Bay")).form(at(meeting, "Bay"))
    build.review(meeting.of["Bay"], meeting.director, {"K1": 4})
    assert "You reviewed this application" in client.visit(at(meeting, "Bay")).text
    client.send(old, status=409, outcome="award", rationale=WHY)


def test_who_has_a_conflict_sees_neither_scores_nor_decision(
    client: PageClient, meeting: Meeting
) -> None:
    old = client.visit(at(meeting, "Bay")).form(at(meeting, "Bay"))
    build.decision(meeting.of["Bay"], rationale="Nobody reads this")
    conflict(meeting.of["Bay"], meeting.director)
    page = client.visit(at(meeting, "Bay"))
    assert "You have a conflict" in page.text
    assert "4.00" not in page.text
    assert "Nobody reads this" not in page.text
    assert page.all("decision-state") == []
    client.send(old, status=409, outcome="award", rationale=WHY)


def test_an_amount_is_asked_where_the_round_pays(client: PageClient) -> None:
    of = Meeting({"Fir": {"Fay": 5}}, cap=15_000)
    client.sign_in(of.director)
    page = record(client, of, "Fir", status=422, amount="20000")
    assert "$15,000" in page.one("error-summary").text
    record(client, of, "Fir", amount="12500")
    assert "$12,500" in client.visit(at(of, "Fir")).text


# ------------------------------------------------------------------ several at once


def test_several_get_the_same_decision_in_the_order_of_the_board(
    client: PageClient, meeting: Meeting
) -> None:
    board = client.visit(path(meeting)).form(path(meeting, "/decide"))
    chosen = [str(meeting.of[name].id) for name in ("Cedar", "Ash")]
    page = client.send(board, status=200, application=chosen)
    assert "2 applications" in page.text
    assert page.one("chosen").text.index("Ash") < page.one("chosen").text.index("Cedar")
    form = page.form(path(meeting, "/decide"))
    assert form.fields["waits_as"] == "1"
    given = {"application": chosen, "outcome": "wait list", "rationale": WHY}
    done = client.follow(client.send(form, **given))
    assert "Recorded for 2 applications: wait list" in done.text
    ash, cedar = recorded(meeting, "Ash"), recorded(meeting, "Cedar")
    assert ash is not None
    assert cedar is not None
    assert (ash.waits_as, cedar.waits_as) == (1, 2)


def test_one_that_cannot_be_decided_so_stops_all(client: PageClient, meeting: Meeting) -> None:
    chosen = [str(meeting.of[name].id) for name in ("Bay", "Cedar")]
    there = path(meeting, "/decide")
    query = "&".join(f"application={key}" for key in chosen)
    form = client.visit(f"{there}?{query}").form(there)
    given = {"application": chosen, "outcome": "decline", "rationale": WHY}
    page = client.send(form, status=422, **given)
    assert "Bay: The panel" in page.one("error-summary").text
    assert recorded(meeting, "Cedar") is None


def test_what_somebody_else_recorded_meanwhile_is_not_overwritten(
    client: PageClient, meeting: Meeting
) -> None:
    chosen = [str(meeting.of[name].id) for name in ("Ash", "Cedar")]
    there = path(meeting, "/decide")
    query = "&".join(f"application={key}" for key in chosen)
    form = client.visit(f"{there}?{query}").form(there)
    record(client, meeting, "Cedar", outcome="decline", rationale="By somebody else")
    given = {"application": chosen, "outcome": "wait list", "rationale": "Typed on an old page"}
    page = client.send(form, status=422, **given | {"rationale": ""})
    page = client.send(page.form(there), status=422, **given)
    summary = page.one("error-summary").text
    assert "Somebody else recorded a decision about Cedar meanwhile." in summary
    assert page.form(there).fields["rationale"].strip() == "Typed on an old page"
    assert "recorded now: Decline" in page.one("chosen").text
    found = recorded(meeting, "Cedar")
    assert found is not None
    assert found.rationale == "By somebody else"
    assert recorded(meeting, "Ash") is None

    client.send(page.form(there), **given)
    db.session.expire_all()
    assert found.rationale == "Typed on an old page"


def test_what_was_told_is_named_instead_of_a_form(client: PageClient, meeting: Meeting) -> None:
    record(client, meeting, "Bay")
    found = recorded(meeting, "Bay")
    assert found is not None
    with transaction():
        found.released_at = AT
    query = "&".join(f"application={meeting.of[name].id}" for name in ("Bay", "Cedar"))
    page = client.visit(path(meeting, f"/decide?{query}"))
    assert "does not change any more: Bay. Choose others" in page.one("told").text
    assert "Record for each" not in page.text


def test_nothing_chosen_leads_back(client: PageClient, meeting: Meeting) -> None:
    page = client.follow(client.visit(path(meeting, "/decide"), status=302))
    assert "Choose at least one application" in page.text
    elsewhere = build.sent_application().id
    client.visit(path(meeting, f"/decide?application={elsewhere}"), status=409)


# ------------------------------------------------------------------ settings


def settings(of: Meeting) -> str:
    return f"/staff/rounds/{of.round.key}/decisions/settings"


@pytest.mark.parametrize("role", Role)
def test_managers_set_what_holds_for_awards(client: PageClient, role: Role) -> None:
    of = tilted()
    client.sign_in(build.person(role=role))
    expected = 200 if role in {Role.PROGRAM_STAFF, Role.DIRECTOR} else 403
    client.visit(settings(of), status=expected)


def test_settings_are_shown_and_saved(client: PageClient, meeting: Meeting) -> None:
    cohort = build.cohort(name="Cohort of 2027")
    form = client.visit(settings(meeting)).form(settings(meeting))
    assert form.fields["accept_days"] == "14"
    assert form.fields["steps-0-percent"] == "40"
    client.fill_in(
        settings(meeting),
        cohort=str(cohort.id),
        accept_days="10",
        letterhead="State Department of Health\r\n\r\n  Jackson ",
        signer_name="Dana Director",
    )
    found = plans.plan_of(meeting.round)
    assert (found.cohort_id, found.accept_days) == (cohort.id, 10)
    assert found.letterhead == ("State Department of Health", "Jackson")
    assert len(found.steps) == 4


def test_settings_that_make_no_sense_are_refused(client: PageClient) -> None:
    of = Meeting({}, cap=15_000)
    client.sign_in(of.director)
    page = client.fill_in(
        settings(of), status=422, accept_days="0", **{"steps-4-evidence": "A report"}
    )
    summary = page.one("error-summary").text
    assert "Enter a number of days from 1 to 365" in summary
    assert "Enter what the step is called" in summary
    page = client.fill_in(settings(of), status=422, **{"steps-0-percent": ""})
    assert "Enter a percent" in page.one("error-summary").text
    page = client.fill_in(settings(of), status=422, **{"steps-0-percent": "30"})
    assert "The steps pay 90 percent" in page.one("error-summary").text
    assert db.session.scalar(select(func.count()).select_from(AwardPlan)) == 0


def test_old_settings_overwrite_nothing(client: PageClient, meeting: Meeting) -> None:
    old = client.visit(settings(meeting)).form(settings(meeting))
    client.fill_in(settings(meeting), accept_days="10")
    client.send(old, status=409, accept_days="20")
    assert plans.plan_of(meeting.round).accept_days == 10
