"""Decide, hold, and tell at one instant (OPEN-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.deciding import (
    AFTER,
    BEFORE,
    DEPARTS,
    GULF,
    MADE_AT,
    OUTCOMES,
    WHY_OTHERWISE,
    accept,
    all_reviewed,
    confirm,
    job,
    lead,
    mails,
    pdf_words,
    plan,
    record,
    release,
    set_terms,
)
from tests.browser.panels import LEADS, REVIEWERS, Panel
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page


@pytest.fixture
def room(app: Flask) -> Panel:
    return all_reviewed(app)


# ------------------------------------------------------------------ the story


def seen_by(page: Page, room: Panel, number: str) -> dict[str, str]:
    """All that an applicant can read or take of the application, by address."""
    path = room.applicants[number].path
    found = {}
    for address in ("/", "/applications", path, f"{path}/sent", f"{path}/versions/1", "/awardees"):
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
    ana.get_by_label("Health record", exact=True).fill("Epic")
    ana.get_by_role("button", name="Save", exact=True).click()
    row = ana.locator("[data-testid=charter] [data-key=ehr]")
    expect(row.get_by_test_id("charter-text")).to_have_text("Epic")
    iris = new_page(sign_in=lead(room, "P6"), java_script_enabled=False)
    iris.goto(f"{room.applicants['P6'].path}/decision")
    expect(iris.get_by_test_id("letter")).to_contain_text("We cannot offer")
