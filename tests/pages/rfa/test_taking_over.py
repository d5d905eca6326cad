"""Starting from the practice's last application."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.core.db import db
from app.rfa.domain.states import ApplicationState
from app.rfa.models import SectionDraft, Signature, Submission
from app.rfa.queries import applications
from tests.pages.rfa.team import KEYS, STAFF, Team
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

LAST_YEAR = build.NOON - dt.timedelta(days=365)


class Returning(Team):
    """A practice that sent an application a year ago."""

    def __init__(self) -> None:
        super().__init__()
        old = build.application(
            practice_id=self.practice.id,
            round_id=build.rfa_round(title="RFA 2025").id,
            state=ApplicationState.SUBMITTED,
            submitted_at=LAST_YEAR,
            reference="CC2-2025-0001",
        )
        for key in KEYS:
            answers = {"P1": {"value": "Monthly huddles"}, "P2": {"value": "A registry"}}
            build.section_draft(old, key, answers if key == "plan" else {})
        signature = build.saved(
            Signature(
                application_id=old.id,
                person_id=self.ids["carla"],
                name="Carla",
                title="Director",
                statement="True.",
                fingerprint="0" * 64,
                signed_at=LAST_YEAR,
            )
        )
        build.saved(
            Submission(
                application_id=old.id,
                number=1,
                submitted_at=LAST_YEAR,
                submitted_by_id=self.ids["ana"],
                signature_id=signature.id,
                content=applications.opened(old.id).content(),
                fingerprint="0" * 64,
            )
        )

    def plan(self) -> SectionDraft:
        db.session.rollback()
        return db.session.scalars(
            select(SectionDraft).filter_by(application_id=self.id, section="plan")
        ).one()


@pytest.fixture
def team(app: Flask, client: PageClient) -> Returning:
    """The team, with Ana signed in at 2 November."""
    app.extensions["clock"].set(build.NOON)
    team = Returning()
    client.sign_in(team.people["ana"])
    return team


def test_what_will_be_copied_is_shown_then_copied_then_checked(
    client: PageClient, team: Returning
) -> None:
    at = f"{team.at}/take-over"
    assert client.visit(team.at).links["Start from your last application"] == at
    page = client.visit(at)
    assert "You sent it for RFA 2025 on November 2, 2025" in page.text
    assert [row.text for row in page.all("taken-row")] == [
        "P1 What will you do? Monthly huddles",
        "P2 What will last? A registry",
    ]
    assert team.plan().answers == {}

    page = client.follow(client.send(page.form(at)))
    assert "2 answers were taken over. Check that they are still true." in page.text
    assert team.plan().answers["P1"] == {"value": "Monthly huddles"}
    assert "2 answers to check: P1, P2" in page.one("stale-row", data_key="plan").text
    assert "Check that it is still true." in client.visit(f"{team.at}/section/plan").text

    here = f"{team.at}/section/plan/still-true"
    page = client.follow(client.send(page.form(here)))
    assert "“Plan and aim” is checked." in page.text
    assert "Check that it is still true." not in page.text
    assert client.visit(at).all("stale-row") == []


def test_saving_an_answer_takes_its_mark_off(client: PageClient, team: Returning) -> None:
    client.fill_in(f"{team.at}/take-over")
    client.fill_in(f"{team.at}/section/plan", P1="Weekly huddles")
    assert team.plan().stale == {"keys": ["P2"]}


def test_one_answer_is_counted_as_one(client: PageClient, team: Returning) -> None:
    client.fill_in(f"{team.at}/section/plan", P1="Weekly huddles")
    page = client.follow(client.fill_in(f"{team.at}/take-over"))
    assert "1 answer was taken over." in page.text
    assert team.plan().answers["P1"] == {"value": "Weekly huddles"}


def test_a_second_click_copies_nothing_and_says_so(client: PageClient, team: Returning) -> None:
    at = f"{team.at}/take-over"
    form = client.visit(at).form(at)
    client.send(form)
    page = client.send(form, status=422)
    assert "Nothing is left to take over" in page.one("error-summary").text
    assert team.plan().version == 2


def test_a_section_without_marks_has_nothing_to_confirm(
    client: PageClient, team: Returning
) -> None:
    at = f"{team.at}/take-over"
    client.fill_in(at)
    form = client.visit(at).form(f"{team.at}/section/plan/still-true")
    client.send(form)
    client.send(form, status=409)
    token = form.fields["csrf_token"]
    nowhere = client.post(f"{team.at}/section/nowhere/still-true", data={"csrf_token": token})
    assert nowhere.status_code == 404


def test_after_the_deadline_nothing_is_copied(
    app: Flask, client: PageClient, team: Returning
) -> None:
    at = f"{team.at}/take-over"
    form = client.visit(at).form(at)
    app.extensions["clock"].set(build.NOON + dt.timedelta(minutes=10))
    team.round.closes_at = build.NOON
    db.session.commit()
    client.send(form, status=409)
    assert team.plan().answers == {}


def test_without_an_earlier_application_there_is_no_such_page(client: PageClient) -> None:
    team = Team()
    client.sign_in(team.people["ana"])
    client.visit(f"{team.at}/take-over", status=404)


@pytest.mark.parametrize("name", ["ana", "ben", "carla", "dev"])
def test_drafters_take_over(client: PageClient, team: Returning, name: str) -> None:
    client.sign_in(team.people[name])
    status = 200 if name in ("ana", "ben") else 403
    page = client.visit(f"{team.at}/take-over", status=status)
    if status == 403:
        token = page.forms[0].fields["csrf_token"]
        for path in ("take-over", "section/plan/still-true"):
            sent = client.post(f"{team.at}/{path}", data={"csrf_token": token})
            assert sent.status_code == 403
    assert team.plan().answers == {}


def test_strangers_and_staff_find_nothing_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Returning
) -> None:
    at = f"{team.at}/take-over"
    assert new_client().visit(at, status=302).location.startswith("/sign-in")
    for person in (team.stranger(), *(build.person(role=role) for role in STAFF)):
        client.sign_in(person)
        client.visit(at, status=404)
