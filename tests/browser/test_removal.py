"""A number of a patient got into a PDSA cycle: staff take it out, and the team's page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import update

from app.core.db import db
from app.improvement.models import Cycle
from app.policy import Role
from tests.support import build
from tests.support.browser import check_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

SSN = "219-09-9999"


def test_words_that_name_a_patient_are_taken_out(app: Flask, new_page: Callable[..., Page]) -> None:
    pines = build.practice(name="Delta Pines", key="delta-pines")
    build.enrolment(practice_id=pines.id)
    cycle = build.cycle(pines, title="Calls after discharge")
    lead = build.person(role=Role.LEAD, at=pines)
    db.session.execute(update(Cycle).values(learned=f"We called {SSN} twice"))
    db.session.commit()

    page = new_page(sign_in=build.person(role=Role.PROGRAM_STAFF))
    page.goto("/staff/removals")
    expect(page.get_by_test_id("text-row")).to_contain_text(f"We called {SSN} twice")
    check_page(page, 1280, 390)
    page.get_by_role("checkbox", name="Choose PDSA cycle, What we learned").check(force=True)
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.get_by_role("heading", name="Take these words out?")).to_be_visible()
    expect(page.get_by_test_id("text-row")).to_contain_text("We called [removed by program staff]")
    check_page(page, 1280, 390)
    page.get_by_label("Reason").fill("The care coordinator told us on the phone")
    page.get_by_role("button", name="Take the words out").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Words were taken out of 1 text.")
    assert SSN not in page.content()
    page.goto("/staff/removals/removed")
    expect(page.get_by_test_id("removed-row")).to_contain_text("PDSA cycle: What we learned")
    check_page(page, 1280, 390)

    team = new_page(sign_in=lead)
    team.goto(f"/teams/delta-pines/pdsa/{cycle.id}")
    expect(team.locator("main")).to_contain_text("We called [removed by program staff] twice")
    assert SSN not in team.content()
