"""Letters, their release, and what an applicant reads: every page is in order at both widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from app.awards.domain.kinds import LetterKind
from app.awards.domain.letters import Words
from app.awards.models import Feedback
from app.awards.services import letters
from app.core.db import db, transaction
from tests.support import build
from tests.support.browser import check_page, set_clock
from tests.unit.awards.telling import AT, RELEASE_AT, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

STAFF = (
    "/staff/rounds/cares/decisions",
    "/staff/rounds/cares/decisions/plan",
    "/staff/rounds/cares/decisions/templates",
    "/staff/rounds/cares/decisions/templates/decline",
    "/staff/rounds/cares/decisions/templates/decline/version?number=1",
    "/staff/rounds/cares/decisions/appeals",
    "/staff/applications/{id}/letter",
    "/staff/applications/{id}/letter/edit",
    "/staff/applications/{id}/feedback",
)
APPLICANT = ("/applications/{id}/decision", "/applications/{id}/decision/appeal")


def test_pages_about_letters_are_in_order(app: Flask, new_page: Callable[..., Page]) -> None:
    set_clock(app, AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    world = prepared()
    key = world.applications[2].id
    staff = new_page(sign_in=world.director.id)
    for path in STAFF:
        look(staff, path.format(id=key))
    staff.goto(f"/staff/applications/{key}/letter")
    staff.get_by_label("Name of the mentor").fill("Pat Doe")
    staff.get_by_role("button", name="Save the fields").click()
    expect(staff.get_by_test_id("letter-preview")).to_contain_text("your mentor is Pat Doe.")
    staff.goto(f"/staff/applications/{key}/feedback")
    staff.get_by_role("button", name="Approve the summary").click()
    expect(staff.get_by_test_id("status")).to_have_text("Approved")
    world.planned_and_confirmed()
    look(staff, STAFF[0])

    world.tell()
    db.session.commit()
    set_clock(app, RELEASE_AT)
    lead = new_page(sign_in=world.leads[2].id)
    lead.goto(f"/applications/{key}")
    expect(lead.get_by_test_id("status")).to_have_text("Decision ready")
    for path in APPLICANT:
        look(lead, path.format(id=key))
    lead.get_by_label("Why should we look at it again?").fill("You missed our plan.")
    lead.get_by_role("button", name="Send the appeal").click()
    expect(lead.get_by_test_id("appeal")).to_contain_text("You missed our plan.")
    second = new_page(sign_in=world.second.id)
    look(second, STAFF[5])
    look(second, f"/staff/applications/{key}/appeal")
    look(new_page(), "/awardees")


def prepared() -> World:
    """Decisions, of which one has a letter that lacks a mentor, and a summary."""
    world = World()
    words = Words("About {{practice}}", "Dear {{lead_name}},\n\nyour mentor is {{mentor}}.")
    with transaction():
        letters.write_template(world.round, LetterKind.DECLINE, words, seen=0, by=world.mona, at=AT)
    build.saved(
        Feedback(
            application_id=world.applications[2].id,
            strengths="A strong team.",
            concerns="One person does everything.",
            written_at=AT,
            written_by_id=world.second.id,
        )
    )
    return world


def look(page: Page, path: str) -> None:
    """Open a page and check it."""
    page.goto(path)
    check_page(page)
