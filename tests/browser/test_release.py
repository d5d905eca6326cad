"""Decide, hold, tell at one instant, and begin a team from an award (OPEN-11)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from app.awards.domain.kinds import Outcome
from app.awards.models import AwardPlan, AwardReply
from app.awards.queries.releases import outlook
from app.awards.services import release as releases
from app.charter.models import Charter
from app.collaborative.models import Cohort, Enrolment
from app.core.db import db, transaction
from app.outbox.models import OutboxMail
from app.outbox.worker import do_prompt_duties
from app.rfa.models import Application, Round, Submission
from tests.browser import calls
from tests.browser.kudzu import at
from tests.browser.panels import LEADS, REVIEWERS, Panel, assign, panel, reviewed
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

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
CARRIED = {
    "profile": ("Federally Qualified Health Center", "Q11. What is your practice type?"),
    "family": ("Five people and a parent.", "Q21. Who is on your team?"),
    "ehr": ("Athena", "Q33. Which record do you use?"),
    "baseline": ("22 of 100 children have a plan.", "Q34. Where do you start?"),
    "aim": ("60% with shared plan by May 2027", "Q41. What is your aim?"),
}
AIM = "60% with shared plan by May 2027"
GULF = "Gulf Marsh Pediatrics"
MADE_AT = re.compile(r"April 1\d, 2026(, \d+:\d\d a\.m\.|, \d+:\d\d p\.m\.)?( Central)?")
OUT = at("2026-04-17", "09:00")
BEFORE, AFTER = at("2026-04-17", "08:59:59"), at("2026-04-17", "09:00:05")


@pytest.fixture
def room(app: Flask) -> Panel:
    """All reviews are in; it is April 10, 2026, 3 p.m. There is a cohort to join."""
    made = panel(app, carries=True)
    for number, scores in SCORES.items():
        assign(made, number, *scores)
        for first, score in scores.items():
            reviewed(made, number, first, K1=score, K2=score, K3=score, K4=score)
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


# ------------------------------------------------------------------ the story


def seen_by(page: Page, room: Panel, number: str) -> dict[str, str]:
    """All that an applicant can read or take of the application, by address."""
    path = room.applicants[number].path
    found = {}
    for address in ("/", "/applications", path, f"{path}/sent", f"{path}/versions/1"):
        assert page.goto(address)
        found[address] = page.locator("main").inner_text()
    file = f"{path}/application.pdf"
    reply = page.request.get(file)
    assert reply.status == 200, file
    words = pdf_words(reply.body()) + reply.headers["content-disposition"]
    found[file] = MADE_AT.sub("now", words)
    for address in (f"{path}/decision", f"{path}/decision/letter.pdf", f"{path}/award"):
        found[address] = str(page.request.get(address).status)
    return found


def test_recorded_is_not_told_and_told_is_told_once(  # noqa: PLR0915  # one story
    app: Flask, new_page: Callable[..., Page], room: Panel
) -> None:
    ana, mona, neil = (
        new_page(sign_in=one)
        for one in (lead(room, "P1"), room.people["Mona"].id, room.people["Neil"].id)
    )
    before = seen_by(ana, room, "P1")
    set_terms(mona, room)
    check_page(mona)
    mona.goto(room.round_path("/board"))
    check_page(mona)

    for number in OUTCOMES:
        state = record(mona, room, number)
        if number in DEPARTS:
            expect(mona.get_by_test_id("error-summary")).to_contain_text("Write why you decide")
            check_page(mona)
            state = record(mona, room, number, WHY_OTHERWISE)
        expect(state).to_have_text("recorded, not released")
    check_page(mona)
    mona.goto(room.round_path("/board"))
    rows = mona.get_by_test_id("ranking-row")
    expect(rows.filter(has_text="recorded, not released")).to_have_count(6)
    check_page(mona)
    assert seen_by(ana, room, "P1") == before
    ana.goto(room.applicants["P1"].path)
    expect(ana.get_by_test_id("status")).to_have_text("In review")
    check_page(ana)
    assert mails() == []

    # ---- a field that P6 lacks
    mona.goto(room.round_path("/decisions/templates/decline"))
    body = mona.get_by_label("Letter", exact=True)
    body.fill(body.input_value() + "\n\nCall {{contact_name}} to talk about it.")
    check_page(mona)
    mona.get_by_role("button", name="Save the letter").click()
    expect(mona.get_by_test_id("version-row").first).to_be_visible()
    fill_in(mona, room, "P3", "Rosa Hill")
    mona.goto(room.round_path("/decisions"))
    obstacles = mona.get_by_test_id("obstacles").get_by_role("listitem")
    expect(obstacles).to_have_count(1)
    expect(obstacles).to_contain_text(f"The letter to {GULF} lacks “Whom to call”")
    expect(obstacles).to_contain_text("{{contact_name}}")
    expect(mona.get_by_role("link", name="Plan the release")).to_have_count(0)
    check_page(mona)
    mona.goto(room.round_path("/decisions/plan"))
    mona.get_by_label("Day").fill("2026-04-17")
    mona.get_by_role("button", name="Plan the release").click()
    expect(mona.get_by_test_id("error-summary")).to_contain_text(GULF)
    expect(mona.get_by_test_id("error-summary")).to_contain_text("Whom to call")
    check_page(mona)
    fill_in(mona, room, "P6", "Theo Marsh")
    preview = mona.get_by_test_id("letter-preview")
    expect(preview).to_contain_text("Call Theo Marsh to talk about it.")
    expect(preview).to_contain_text("Dear Iris Cole,")
    expect(preview).to_contain_text(room.references["P6"])
    expect(preview).not_to_contain_text("{{")
    check_page(mona)
    summarise(mona, room)

    # ---- two people
    plan(mona, room)
    expect(release(mona)).to_contain_text("somebody else has to confirm it")
    expect(mona.get_by_role("button", name="Confirm the release")).to_have_count(0)
    check_page(mona)
    confirm_anyway(mona, room)
    neil.goto(room.round_path("/decisions"))
    check_page(neil)
    confirm(neil, room)
    check_page(neil)

    # ---- a second before, and five seconds after
    set_clock(app, BEFORE)
    job(app)
    assert mails() == []
    ana = new_page(sign_in=lead(room, "P1"))
    assert seen_by(ana, room, "P1") == before
    set_clock(app, AFTER)
    assert seen_by(ana, room, "P1") == before, "only the job tells"
    job(app)
    job(app)
    leads = {number: room.applicants[number].people[LEADS[number]] for number in OUTCOMES}
    assert sorted(to for to, _ in mails()) == sorted(one.email for one in leads.values())
    assert not [body for _, body in mails() if "award" in body.replace("/award", "")]
    says = {"award": "was chosen for", "wait list": "place 1 on our wait list"}
    for number, one in leads.items():
        page = new_page(sign_in=one.id)
        page.goto(room.applicants[number].path)
        expect(page.get_by_test_id("status")).to_have_text("Decision ready")
        page.get_by_role("link", name="Read the decision").first.click()
        expected = says.get(OUTCOMES[number], "We cannot offer")
        expect(page.get_by_test_id("letter")).to_contain_text(expected)
        check_page(page)
        if number == "P6":
            iris_reads(page)
    job(app)
    assert len(mails()) == 6


def fill_in(page: Page, room: Panel, number: str, text: str) -> None:
    page.goto(room.staff_path(number, "/letter"))
    expect(page.locator("main")).to_contain_text("Whom to call")
    check_page(page)
    page.get_by_label("Whom to call").fill(text)
    page.get_by_role("button", name="Save the fields").click()
    expect(page.locator("main")).to_contain_text("The fields are saved.")


def summarise(page: Page, room: Panel) -> None:
    """Write the summary for P6; with a reviewer's name in it, it cannot be approved."""
    page.goto(room.staff_path("P6", "/feedback"))
    strengths, approve = page.get_by_label("Strengths"), "Approve the summary"
    strengths.fill("Ruth Abell liked your parent partner.")
    page.get_by_label("Concerns").fill("The plan has no person for the reports.")
    page.get_by_role("button", name="Save the summary").click()
    page.goto(room.staff_path("P6", "/feedback"))
    page.get_by_role("button", name=approve).click()
    expect(page.get_by_test_id("error-summary")).to_contain_text("Ruth Abell")
    check_page(page)
    page.goto(room.staff_path("P6", "/feedback"))
    page.get_by_label("Strengths").fill("Your parent partner has a real part.")
    page.get_by_role("button", name="Save the summary").click()
    page.goto(room.staff_path("P6", "/feedback"))
    page.get_by_role("button", name=approve).click()
    expect(page.get_by_test_id("status")).to_have_text("Approved")
    check_page(page)


def confirm_anyway(page: Page, room: Panel) -> None:
    """Whoever planned it sends what the button would send, and is refused."""
    seen = page.locator("input[name=seen]").first.get_attribute("value") or ""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    reply = page.request.post(
        room.round_path("/decisions/confirm"), form={"csrf_token": token, "seen": seen}
    )
    assert reply.status == 422
    assert "Somebody else has to confirm it." in reply.text()


def iris_reads(page: Page) -> None:
    expect(page.get_by_test_id("letter")).to_contain_text("Call Theo Marsh to talk about it.")
    feedback = page.get_by_test_id("feedback")
    expect(feedback).to_contain_text("Your parent partner has a real part.")
    expect(feedback).to_contain_text("The plan has no person for the reports.")
    said = page.content() + pdf_words(
        page.request.get(f"{page.url.removesuffix('/')}/letter.pdf").body()
    )
    for name in REVIEWERS.values():
        assert name not in said
        assert name.split()[-1] not in said.split()


# ------------------------------------------------------------------ what begins


@pytest.fixture
def told(app: Flask, room: Panel) -> Panel:
    """The decisions of the scenario were told on April 17; it is April 20."""
    of = db.session.get_one(Round, room.round_id)
    build.saved(
        AwardPlan(
            round_id=room.round_id,
            cohort_id=db.session.scalars(select(Cohort.id)).one(),
            letterhead="Department of Health",
            signer_name="Mona Reyes",
            signer_title="Director",
            changed_at=at("2026-04-10", "15:00"),
        )
    )
    for number, outcome in OUTCOMES.items():
        build.decision(
            db.session.get_one(Application, room.applicants[number].id),
            by=room.people["Mona"],
            outcome=Outcome(outcome),
            waits_as=1 if outcome == "wait list" else None,
            departure=WHY_OTHERWISE if number in DEPARTS else "",
        )
    mona, neil = (calls.acting(room.people[first]) for first in ("Mona", "Neil"))
    now = at("2026-04-10", "15:00")
    with transaction():
        releases.plan(of, release_at=OUT, by=mona, at=now)
    with transaction():
        of = db.session.get_one(Round, room.round_id)
        releases.confirm(of, seen=outlook(of, now).mark, by=neil, at=now)
    db.session.rollback()
    set_clock(app, AFTER)
    job(app)
    set_clock(app, at("2026-04-20", "10:00"))
    assert len(mails()) == 6
    return room


def test_an_award_becomes_a_team_with_its_charter(  # noqa: PLR0915  # one story
    new_page: Callable[..., Page], told: Panel
) -> None:
    sent = versions(told, "P1")
    ana = new_page(sign_in=lead(told, "P1"))
    accept(ana, told)
    expect(ana.locator("main")).to_contain_text("Kudzu")
    for key, (text, source) in CARRIED.items():
        row = ana.locator(f"[data-testid=carried][data-key='{key}']")
        expect(row).to_contain_text(text)
        expect(row).to_contain_text(f"From your application, {source}")
    members = ana.get_by_test_id("carried-member")
    expect(members).to_have_text(
        [re.compile(r"Dev Patel, QI lead"), re.compile(r"Rosa Hill, Family partner")]
    )
    check_page(ana)
    ana.get_by_role("button", name="Accept the award and begin").click()
    expect(ana.locator("main")).to_contain_text("You accepted the award.")
    check_page(ana)
    ana.get_by_role("link", name="Go to your team").click()
    expect(ana).to_have_url(re.compile("/teams/clinic-p1"))
    check_page(ana)

    ana.goto("/teams/clinic-p1/charter")
    expect(ana.get_by_test_id("status")).to_have_text("Draft")
    for key, (text, source) in CARRIED.items():
        row = ana.locator(f"[data-testid=charter] [data-key='{key}']")
        expect(row.get_by_test_id("charter-text")).to_have_text(text)
        expect(row.get_by_test_id("charter-source")).to_contain_text(source)
    expect(ana.locator("[data-testid=charter] [data-key=baseline]")).to_contain_text(
        "self-reported in the application"
    )
    people = ana.get_by_test_id("charter-member")
    expect(people).to_have_count(2)
    expect(people.filter(has_text="Family partner")).to_contain_text("Rosa Hill")
    expect(people.filter(has_text="Family partner")).to_contain_text("Q22")
    check_page(ana)

    ana.goto("/teams/clinic-p1/charter/aim")
    check_page(ana)
    ana.get_by_label("Text").fill("70% with a shared plan by November 2027")
    ana.get_by_role("button", name="Save", exact=True).click()
    aim = ana.locator("[data-testid=charter] [data-key=aim]")
    expect(aim.get_by_test_id("charter-text")).to_have_text(
        "70% with a shared plan by November 2027"
    )
    expect(aim).to_contain_text(AIM)
    assert versions(told, "P1") == sent
    ana.goto(f"{told.applicants['P1'].path}/versions/1")
    expect(ana.locator("main")).to_contain_text(AIM)
    expect(ana.locator("main")).not_to_contain_text("70%")


def test_confirming_twice_begins_once(new_page: Callable[..., Page], told: Panel) -> None:
    ana = new_page(sign_in=lead(told, "P1"))
    second = ana.context.new_page()
    for tab in (ana, second):
        accept(tab, told)
    for tab in (ana, second):
        tab.get_by_role("button", name="Accept the award and begin").dblclick()
        expect(tab.get_by_test_id("award-step").first).to_contain_text("Done")
    assert [db.session.query(of).count() for of in (AwardReply, Charter, Enrolment)] == [1, 1, 1]
    db.session.rollback()
    carla = new_page(sign_in=told.applicants["P1"].people["Carla"].id)
    carla.goto(f"{told.applicants['P1'].path}/award/confirm")
    expect(carla.get_by_test_id("award-step").first).to_contain_text("Done")
    check_page(carla)


# ------------------------------------------------------------------ without scripts


def test_deciding_and_telling_work_without_scripts(
    app: Flask, new_page: Callable[..., Page], room: Panel
) -> None:
    mona, neil = (
        new_page(sign_in=room.people[first].id, java_script_enabled=False)
        for first in ("Mona", "Neil")
    )
    set_terms(mona, room)
    for number in OUTCOMES:
        state = record(mona, room, number, WHY_OTHERWISE if number in DEPARTS else "")
        expect(state).to_have_text("recorded, not released")
    plan(mona, room)
    confirm(neil, room)
    set_clock(app, AFTER)
    job(app)
    assert len(mails()) == 6
    ana = new_page(sign_in=lead(room, "P1"), java_script_enabled=False)
    accept(ana, room)
    ana.get_by_role("button", name="Accept the award and begin").click()
    ana.goto("/teams/clinic-p1/charter/ehr")
    ana.get_by_label("Text").fill("Epic")
    ana.get_by_role("button", name="Save", exact=True).click()
    row = ana.locator("[data-testid=charter] [data-key=ehr]")
    expect(row.get_by_test_id("charter-text")).to_have_text("Epic")
    iris = new_page(sign_in=lead(room, "P6"), java_script_enabled=False)
    iris.goto(f"{room.applicants['P6'].path}/decision")
    expect(iris.get_by_test_id("letter")).to_contain_text("We cannot offer")
