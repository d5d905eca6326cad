"""A PDSA cycle from a phone: planned, run, studied, followed by the next, and seen on the chart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.policy import Role
from tests.browser.kudzu import FIRST_MONTHS, Kudzu, at, kudzu, month
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

PHONE = 360
CHART = "/teams/delta-pines/measures/shared-plan"


@pytest.fixture
def world(app: Flask) -> Kudzu:
    """P1 with its first months; no cycle exists; it is November 18."""
    set_clock(app, at("2026-11-18"))
    made = kudzu()
    made.send(made.p1, [*FIRST_MONTHS, (14, 60)], month(6))
    return made


@pytest.fixture
def phone_of_ben(new_page: Callable[..., Page], world: Kudzu) -> Callable[[], Page]:
    """Ben signs in on his phone, as he does every day."""
    person = build.person(name="Ben Okoro", role=Role.CARE_COORDINATOR, at=world.p1)
    return lambda: new_page(sign_in=person, width=PHONE)


@pytest.fixture
def ben(phone_of_ben: Callable[[], Page]) -> Page:
    """Ben's phone on November 18."""
    return phone_of_ben()


def press(page: Page, name: str) -> None:
    """Press a button by its name and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).press("Enter")


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).first.press("Space")


def plan_without_a_prediction(page: Page) -> None:
    page.goto("/teams/delta-pines/pdsa")
    check_page(page, PHONE)
    with page.expect_navigation():
        page.get_by_role(
            "link", name=re.compile("plan a test|new cycle", re.IGNORECASE)
        ).first.press("Enter")
    page.get_by_label("Name of the test").fill("Pre-visit form")
    page.get_by_label("What do you want to find out or change?").fill(
        "Families bring their questions to the visit."
    )
    page.get_by_label("What exactly will you do?").fill("Mail the form a week before.")
    page.get_by_label("Which measure should it move?").select_option(label="Shared plan of care")
    check_page(page, PHONE)
    press(page, "Save draft")


def add_the_prediction(page: Page) -> None:
    page.get_by_role("link", name="Edit Plan").press("Enter")
    page.get_by_label("Question", exact=True).fill("Do families fill in the form?")
    page.get_by_label("We predict").fill("We expect 3 of 5 families complete the form")
    page.get_by_label("How small is the test?").fill("5 patients")
    page.get_by_label("How many patients?").fill("5")
    page.get_by_label("Start", exact=True).fill("2026-11-18")
    press(page, "Save draft")


def study(page: Page) -> None:
    """Do and Study on November 20: 4 of 5; Act: adapt, which asks what will change."""
    page.get_by_role("link", name="Record Do").press("Enter")
    choose(page, "Yes")
    page.get_by_label("What did you see? What surprised you?").fill("4 of 5 forms came back.")
    check_page(page, PHONE)
    press(page, "Save and study")
    page.goto(page.url.split("#")[0].removesuffix("/study") + "/study")
    page.get_by_label("What happened").fill("4 of 5")
    choose(page, "Different")
    page.get_by_label("What did you learn?").fill("A stamped envelope matters.")
    choose(page, "Adapt")
    press(page, "Save and finish cycle")
    summary = page.get_by_test_id("error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(
        re.compile("what will change|what you will change", re.IGNORECASE)
    )
    check_page(page, PHONE)
    expect(page.get_by_label("What happened")).to_have_value("4 of 5")
    page.get_by_label("What comes next?").fill("Text a reminder the day before.")
    press(page, "Save and finish cycle")


def test_a_cycle_from_draft_to_the_next_on_a_phone(
    app: Flask, ben: Page, phone_of_ben: Callable[[], Page]
) -> None:
    plan_without_a_prediction(ben)
    status = ben.get_by_test_id("status")
    expect(status).to_have_text("Planning")
    first = ben.url
    press(ben, "Start the test")
    expect(ben.locator("main")).to_contain_text(re.compile("prediction", re.IGNORECASE))
    ben.goto(first)
    expect(status).to_have_text("Planning")

    add_the_prediction(ben)
    press(ben, "Start the test")
    expect(status).to_have_text("Testing")
    check_page(ben, PHONE)

    set_clock(app, at("2026-11-20"))
    ben = phone_of_ben()
    ben.goto(first)
    status = ben.get_by_test_id("status")
    study(ben)
    expect(status).to_have_text("Adapted")

    press(ben, "Create next cycle")
    expect(ben.get_by_text(re.compile("Cycle 2")).first).to_be_visible()
    expect(ben.locator("main")).to_contain_text("A stamped envelope matters.")
    check_page(ben, PHONE)
    ben.goto(first)
    expect(ben.get_by_role("link", name=re.compile("2"))).not_to_have_count(0)
    check_links(ben, first)


def check_links(page: Page, cycle: str) -> None:
    """The cycle shows on the chart of its measure; both link to each other."""
    page.get_by_role("link", name="Shared plan of care").first.press("Enter")
    expect(page).to_have_url(re.compile(f"{CHART}$"))
    expect(page.locator(".rc-pdsa-row .rc-track").last).to_be_attached()
    check_page(page, PHONE)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Test 1: Pre-visit form")).press("Enter")
    assert page.url == cycle


def test_a_small_test_is_logged_in_one_go(ben: Page) -> None:
    ben.goto("/teams/delta-pines/pdsa")
    with ben.expect_navigation():
        ben.get_by_role("link", name=re.compile("quick|small test", re.IGNORECASE)).first.press(
            "Enter"
        )
    check_page(ben, PHONE)
    ben.get_by_label("What did you try?").fill("Called families the day before")
    press(ben, "Log the test")
    expect(ben.get_by_test_id("error-summary")).to_contain_text("a guess is fine")
    expect(ben.get_by_label("What did you try?")).to_have_value("Called families the day before")
    check_page(ben, PHONE)

    ben.get_by_label("What did you expect?").fill("3 of 5 families come prepared")
    ben.get_by_label("What happened?").fill("4 of 5")
    ben.get_by_label("Which measure should it move?").select_option(label="Shared plan of care")
    press(ben, "Log the test")
    expect(ben.get_by_role("heading", level=1)).to_contain_text("Called families the day before")
    cycle = ben.url
    ben.goto(CHART)
    with ben.expect_navigation():
        ben.get_by_role("link", name=re.compile("Called families")).press("Enter")
    assert ben.url == cycle


def test_a_cycle_is_written_without_scripts(new_page: Callable[..., Page], world: Kudzu) -> None:
    page = new_page(sign_in=world.dev, java_script_enabled=False, width=PHONE)
    page.goto("/teams/delta-pines/pdsa/quick")
    page.get_by_label("What did you try?").fill("Called families the day before")
    page.get_by_label("What did you expect?").fill("3 of 5 come prepared")
    page.get_by_role("button", name="Log the test").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Called families the day before")
