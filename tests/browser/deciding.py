"""The round "RFA 2026" with all reviews in, and the deeds that decide, tell and accept."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.outbox.worker import do_prompt_duties
from app.rfa.models import Submission
from app.rfa.queries import applications as queries
from tests.browser import carrying
from tests.browser.kudzu import at
from tests.browser.panels import LEADS, Panel, assign, panel, reviewed
from tests.support import build
from tests.support.browser import set_clock

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Locator, Page

# P5 (4.0) stands above the line of three awards, P4 (3.5) below it: both decisions depart.
SCORES = {
    "P1": {"Sam": 5, "Tess": 5},
    "P2": {"Ruth": 5, "Tess": 4},
    "P3": {"Ruth": 2, "Uma": 2},
    "P4": {"Ruth": 4, "Sam": 3},
    "P5": {"Sam": 4, "Uma": 4},
    "P6": {"Ruth": 3, "Tess": 2},
}
OUTCOMES = {
    "P1": "award",
    "P2": "award",
    "P3": "decline",
    "P4": "award",
    "P5": "wait list",
    "P6": "decline",
}
DEPARTS = {"P4", "P5"}
WHY_OTHERWISE = "Rankin County has no other clinic in the program."
AIM = "60% with shared plan by May 2027"
CARRIED = {
    "profile": ("Federally Qualified Health Center", "Q11. What is your practice type?"),
    "family": ("Five people and a parent.", "Q21. Who is on your team?"),
    "ehr": ("Athena", "Q33. Which record do you use?"),
    "baseline": ("22 of 100 children have a plan.", "Q34. Where do you start?"),
    "aim": (AIM, "Q41. What is your aim?"),
}
GULF = "Gulf Marsh Pediatrics"
MADE_AT = re.compile(r"April 1\d, 2026(, \d+:\d\d a\.m\.|, \d+:\d\d p\.m\.)?( Central)?")
OUT = at("2026-04-17", "09:00")
BEFORE, AFTER = at("2026-04-17", "08:59:59"), at("2026-04-17", "09:00:05")


def all_reviewed(app: Flask) -> Panel:
    """All reviews are in; it is April 10, 2026, 3 p.m. There is a cohort to join.

    P1 was corrected: its version 2 names the aim. Somebody checked what was sent last.
    """
    made = panel(app, carries=True)
    answers = {"Q41": {"value": AIM}}
    p1, mona = made.applicants["P1"], made.people["Mona"]
    carrying.correct(p1, mona, "plan", answers, at("2026-03-16", "10:00"))
    db.session.rollback()
    for number, scores in SCORES.items():
        assign(made, number, *scores)
        for first, score in scores.items():
            reviewed(made, number, first, K1=score, K2=score, K3=score, K4=score)
    for one in made.applicants.values():
        build.check(queries.application(one.id), version=queries.count_versions(one.id))
    build.cohort(name="Kudzu", key="kudzu")
    set_clock(app, at("2026-04-10", "15:00"))
    return made


def mails(kind: str = "decision") -> list[tuple[str, str]]:
    """Recipient and text of each mail of a kind; nothing is left open in the database."""
    query = select(OutboxMail.recipient, OutboxMail.body).where(OutboxMail.kind == kind)
    found = [(recipient, body) for recipient, body in db.session.execute(query)]
    db.session.rollback()
    return found


def versions(room: Panel, number: str) -> list[tuple[int, str, object]]:
    """What was sent of an application: number, fingerprint and content of each version."""
    query = (
        select(Submission.number, Submission.fingerprint, Submission.content)
        .where(Submission.application_id == room.applicants[number].id)
        .order_by(Submission.number)
    )
    found = [(number, mark, content) for number, mark, content in db.session.execute(query)]
    db.session.rollback()
    return found


def pdf_words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def lead(room: Panel, number: str) -> int:
    """Who leads an application, by id."""
    return room.applicants[number].people[LEADS[number]].id


def job(app: Flask) -> None:
    """What the worker does each time that it looks for mails."""
    with app.app_context():
        do_prompt_duties()
    db.session.rollback()


# ------------------------------------------------------------------ deeds


def set_terms(page: Page, room: Panel) -> None:
    page.goto(room.round_path("/decisions/settings"))
    page.get_by_label("Cohort that awarded practices join").select_option("Kudzu")
    page.get_by_label("Letterhead").fill("Department of Health\nJackson, Mississippi")
    page.get_by_label("Who signs the letters").fill("Mona Reyes")
    page.get_by_label("Title of who signs").fill("Director")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Saved.")


def record(page: Page, room: Panel, number: str, departure: str = "") -> Locator:
    """Record the decision of the scenario; gives where its state stands."""
    page.goto(room.staff_path(number, "/decision/record"))
    page.locator(f"input[name=outcome][value='{OUTCOMES[number]}']").check(force=True)
    page.get_by_label("Why", exact=True).fill(f"What the panel said of {number}.")
    page.get_by_label("Why you decide otherwise than the panel").fill(departure)
    if OUTCOMES[number] == "wait list":
        page.get_by_label("Place on the wait list").fill("1")
    page.get_by_role("button", name="Record the decision").click()
    return page.get_by_test_id("decision-state")


def plan(page: Page, room: Panel) -> None:
    page.goto(room.round_path("/decisions"))
    page.get_by_role("link", name="Plan the release").click()
    page.get_by_label("Day").fill("2026-04-17")
    page.get_by_label("Time, Central").fill("09:00")
    page.get_by_role("button", name="Plan the release").click()
    expect(release(page)).to_contain_text("April 17, 2026, 9:00 a.m. Central")


def release(page: Page) -> Locator:
    return page.get_by_test_id("release-panel")


def confirm(page: Page, room: Panel) -> None:
    page.goto(room.round_path("/decisions"))
    page.get_by_role("button", name="Confirm the release").click()
    expect(release(page)).to_contain_text("Confirmed")


def accept(page: Page, room: Panel) -> None:
    page.goto(f"{room.applicants['P1'].path}/decision")
    page.get_by_role("link", name="Accept or decline").click()
    page.locator("input[name=reply][value=accept]").check(force=True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Accept and begin")).to_be_visible()
