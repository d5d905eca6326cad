"""The check by a second person, on the pages where decisions are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.awards.queries import decisions, plans
from app.core.db import transaction
from app.policy import Role
from tests.pages.awards.test_board import path
from tests.pages.awards.test_deciding import at, record
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.meeting import AT, Meeting, tilted
from tests.unit.awards.test_checked_first import check_of, send_again, take_back

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(AT)


@pytest.fixture
def meeting(client: PageClient) -> Meeting:
    """Ash is checked, Bay is not, and of Cedar only an older version; the director is here."""
    found = tilted()
    take_back(found.of["Bay"], found.by)
    send_again(found.of["Cedar"])
    client.sign_in(found.director)
    return found


def check_page(of: Meeting, name: str) -> str:
    return f"/staff/applications/{of.of[name].id}#check"


def test_the_page_of_a_decision_says_who_has_to_do_what(
    client: PageClient, meeting: Meeting
) -> None:
    page = client.visit(at(meeting, "Ash"))
    assert page.one("check-state").text.startswith("Check by a second person: checked")
    assert page.all("waiting") == []
    assert "Record the decision" in page.buttons

    page = client.visit(at(meeting, "Bay"))
    assert "not checked" in page.one("check-state").text
    assert page.one("waiting").text.startswith("Nobody has checked it yet (version 1).")
    assert page.links["Open the application"] == check_page(meeting, "Bay")
    assert "Record the decision" not in page.buttons
    assert "out of date" in client.visit(at(meeting, "Cedar")).one("check-state").text


def test_what_is_sent_from_an_old_page_is_refused_and_not_lost(
    client: PageClient, meeting: Meeting
) -> None:
    old = client.visit(at(meeting, "Ash")).form(at(meeting, "Ash"))
    take_back(meeting.of["Ash"], meeting.by)
    page = client.send(
        old, status=422, outcome="award", rationale="Long thought about", departure="Why not"
    )
    assert "Nobody has checked it yet" in page.one("error-summary").text
    assert page.links["Open the application"] == check_page(meeting, "Ash")
    assert "Long thought about" in page.text
    build.check(meeting.of["Ash"])
    client.send(page.form(at(meeting, "Ash")))
    assert decisions.decision_of(meeting.of["Ash"].id) is not None


def test_who_checked_reads_that_somebody_else_decides(client: PageClient, meeting: Meeting) -> None:
    take_back(meeting.of["Ash"], meeting.by)
    build.check(meeting.of["Ash"], by=meeting.director)
    page = client.visit(at(meeting, "Ash"))
    assert "Check by a second person: checked" in page.one("check-state").text
    assert page.one("waiting").text.startswith("You checked it yourself")


def test_program_staff_read_the_state_and_no_demand(client: PageClient, meeting: Meeting) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    page = client.visit(at(meeting, "Bay"))
    assert "not checked" in page.one("check-state").text
    assert page.all("waiting") == []


def test_the_board_marks_what_is_not_checked(client: PageClient, meeting: Meeting) -> None:
    page = client.visit(path(meeting))
    keys = [row.attrs["data-key"] for row in page.all("ranking-row")]
    states = [one.text for one in page.all("check-state")]
    assert dict(zip(keys, states, strict=True)) == {
        "CC2-Bay": "not checked",
        "CC2-Ash": "checked",
        "CC2-Cedar": "check is out of date",
    }


def test_several_wait_for_those_that_are_not_checked(client: PageClient, meeting: Meeting) -> None:
    ids = [meeting.of[name].id for name in ("Ash", "Bay", "Cedar")]
    chosen = path(meeting, "/decide?" + "&".join(f"application={one}" for one in ids))
    page = client.visit(chosen)
    assert page.links["Bay"] == check_page(meeting, "Bay")
    assert page.links["Cedar"] == check_page(meeting, "Cedar")
    assert "Ash:" not in page.one("waiting").text
    assert "Record for each" not in page.buttons

    build.check(meeting.of["Bay"])
    build.check(meeting.of["Cedar"], version=2)
    form = client.visit(chosen).form(path(meeting, "/decide"))
    take_back(meeting.of["Bay"], meeting.by)
    given = {"application": ids, "outcome": "decline", "rationale": "All", "departure": "Why not"}
    page = client.send(form, status=422, **given)
    assert "Bay: Nobody has checked it yet" in page.one("error-summary").text
    assert "Why not" in page.text
    build.check(meeting.of["Bay"])
    client.send(page.form(path(meeting, "/decide")), **given)
    assert len(decisions.of_applications(ids)) == 3


def test_where_the_round_asks_for_none_nothing_is_said_of_checks(
    client: PageClient, meeting: Meeting
) -> None:
    settings = f"/staff/rounds/{meeting.round.key}/decisions/settings"
    form = client.visit(settings).form(settings)
    assert form.fields["needs_check"] == "y"
    client.send(form, needs_check=None)
    assert not plans.plan_of(meeting.round).needs_check
    assert "needs_check" not in client.visit(settings).form(settings).fields
    assert client.visit(path(meeting)).all("check-state") == []
    assert client.visit(at(meeting, "Bay")).all("check-state") == []
    record(client, meeting, "Bay")


def test_a_released_decision_says_nothing_of_checks(client: PageClient, meeting: Meeting) -> None:
    with transaction():
        build.decision(meeting.of["Bay"], released_at=AT)
    assert client.visit(at(meeting, "Bay")).all("check-state") == []
    assert len(client.visit(path(meeting)).all("check-state")) == 2


def test_many_checkers_cost_no_more_statements(client: PageClient) -> None:
    counts = []
    for names in (("Ash",), ("Birch", "Cedar", "Dogwood")):
        of = Meeting({name: {f"Reviewer of {name}": 4} for name in names})
        client.sign_in(of.director)
        client.visit(path(of))
        with statements() as sent:
            client.visit(path(of))
        counts.append(len(sent))
        assert len({check_of(one).checked_by_id for one in of.of.values()}) == len(names)
    assert counts[0] == counts[1]
