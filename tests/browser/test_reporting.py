"""The reporting rate is honest: the first sending decides, whatever is corrected later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from app.policy import Role
from tests.browser.kudzu import FIRST_MONTHS, at, kudzu, month
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

SEPTEMBER = "entry/2026-09"
REPORT = "/staff/reporting/2026-09"


def send_september(page: Page, team: str, numerator: str, denominator: str) -> None:
    """Open September from the team's own entry page, type both numbers, send."""
    page.goto(f"/teams/{team}/entry")
    expect(page).to_have_url(re.compile(f"/teams/{team}/{SEPTEMBER}$"))
    page.get_by_role("textbox", name="Shared plan of care: top number").fill(numerator)
    page.keyboard.press("Tab")
    page.keyboard.type(denominator)
    page.keyboard.press("Tab")
    expect(page.locator("[data-cell-state]")).to_contain_text("Saved")
    page.get_by_role("button", name="Send September").press("Enter")
    expect(page.get_by_text("September 2026 is sent. Thank you.")).to_be_visible()


def check_rates(page: Page) -> None:
    expect(page.get_by_test_id("reporting-rate")).to_have_text("75% (3 of 4)")
    expect(page.get_by_test_id("ontime-rate")).to_have_text("50% (2 of 4)")
    missing = page.get_by_test_id("missing-list").locator("tbody tr")
    expect(missing).to_have_count(1)
    expect(missing).to_have_attribute("data-key", "pearl-bend")
    late = page.get_by_test_id("late-list").locator("tbody tr")
    expect(late).to_have_count(1)
    expect(late).to_have_attribute("data-key", "big-black")
    expect(late).to_contain_text("late")


def test_rates_count_who_sent_and_when_and_a_correction_changes_neither(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    world = kudzu()
    world.send(world.p1, FIRST_MONTHS[:3], month(6))
    others = {number: world.team(number, joined_on=month(9)) for number in ("P2", "P4", "P5")}
    erin, hal = (
        build.person(name=name, role=Role.LEAD, at=others[number])
        for name, number in (("Erin Vaughn", "P2"), ("Hal Moody", "P5"))
    )
    sendings = (
        ("2026-10-08", "09:00", world.dev, "delta-pines", "11", "61"),
        ("2026-10-10", "23:58", erin, "tupelo-creek", "9", "40"),
        ("2026-10-12", "09:00", hal, "big-black", "7", "33"),
    )
    for day, time, who, team, numerator, denominator in sendings:
        set_clock(app, at(day, time))
        send_september(new_page(sign_in=who), team, numerator, denominator)

    set_clock(app, at("2026-10-13"))
    neil = build.person(name="Neil Orr", role=Role.PROGRAM_STAFF)
    staff = new_page(sign_in=neil)
    staff.goto("/staff")
    staff.get_by_role("link", name="Reporting").press("Enter")
    september = staff.locator("tr[data-key='2026-09']")
    expect(september).to_contain_text("75% (3 of 4)")
    september.get_by_role("link").press("Enter")
    expect(staff).to_have_url(re.compile(f"{REPORT}$"))
    check_rates(staff)
    check_page(staff)

    set_clock(app, at("2026-10-20"))
    dev = new_page(sign_in=world.dev)
    correct(dev, "12", "The report had missed one child.")
    staff = new_page(sign_in=neil)
    staff.goto(REPORT)
    check_rates(staff)
    p1 = staff.get_by_test_id("ontime-list").locator("tr[data-key=delta-pines]")
    expect(p1).to_contain_text("on time, revised")


def correct(page: Page, numerator: str, note: str) -> None:
    """Change the number that was sent, say why, send again; both values stay in its history."""
    page.goto(f"/teams/delta-pines/{SEPTEMBER}")
    page.get_by_role("textbox", name="Shared plan of care: top number").fill(numerator)
    page.locator("details.more summary").press("Enter")
    page.get_by_label("Note for Shared plan of care").fill(note)
    page.keyboard.press("Tab")
    expect(page.locator("[data-cell-state]")).to_contain_text("Saved")
    page.get_by_role("button", name="Send September").press("Enter")
    expect(page.get_by_text("September 2026 is sent. Thank you.")).to_be_visible()
    check_page(page)

    page.goto(f"/teams/delta-pines/{SEPTEMBER}/shared-plan/history")
    expect(page.get_by_text(re.compile("on time, revised", re.IGNORECASE))).to_be_visible()
    history = page.get_by_test_id("cell-history")
    expect(history).to_contain_text("11 of 61")
    expect(history).to_contain_text("12 of 61")
    expect(history).to_contain_text(note)


def test_entry_opens_on_the_oldest_missing_month_with_the_last_values_beside(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    set_clock(app, at("2026-10-13"))
    world = kudzu(lock_days=60)  # August, too, may still be sent
    world.send(world.p1, FIRST_MONTHS, month(6))
    other = build.measure(of=world.cohort, key="emergency-plan", name="Emergency plan")
    for number, top in ((6, 21), (7, 24)):
        sent_at = at(f"2026-{number + 1:02}-05")
        build.sent_point(world.p1, other, month(number), top, 60, at=sent_at)

    page = new_page(sign_in=world.dev)
    page.goto("/")
    page.get_by_role("link", name="Enter numbers").first.press("Enter")
    expect(page).to_have_url(re.compile("entry/2026-08$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter August 2026 numbers")
    row = page.locator("tr[data-testid=period-cell][data-key=emergency-plan]")
    expect(row).to_contain_text("40.0%")  # July: 24 of 60
    assert page.locator("#top-emergency-plan").input_value() == ""
