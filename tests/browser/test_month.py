"""A team enters its month: what is refused, what is asked, and that nothing typed is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.policy import Role
from tests.browser.kudzu import FIRST_MONTHS, Kudzu, at, kudzu, month
from tests.pages.accounts.people import PASSWORD, somebody
from tests.support import build
from tests.support.browser import check_page, press_while_it_saves, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Locator, Page

OCTOBER = "/teams/delta-pines/entry/2026-10"
PASTE = """(box, text) => {
    const block = new DataTransfer();
    block.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: block, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def world(app: Flask) -> Kudzu:
    """P1 has sent June to September; it is the morning of November 5."""
    set_clock(app, at("2026-11-05"))
    made = kudzu()
    made.send(made.p1, FIRST_MONTHS, month(6))
    return made


def row(page: Page, key: str = "shared-plan") -> Locator:
    return page.locator(f"tr[data-testid=period-cell][data-key={key}]")


def top(page: Page, key: str = "shared-plan") -> Locator:
    return page.locator(f"#top-{key}")


def bottom(page: Page, key: str = "shared-plan") -> Locator:
    return page.locator(f"#bottom-{key}")


def enter(page: Page, numerator: str, denominator: str) -> None:
    """Type both numbers as somebody does who goes on with Tab."""
    top(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(numerator)
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(denominator)
    page.keyboard.press("Tab")


def send(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Send [A-Z]")).press("Enter")


@pytest.mark.parametrize(
    ("numerator", "denominator", "sentence"),
    [
        (
            "70",
            "60",
            "The top number (70) cannot be more than the bottom number (60). Correct one of them.",
        ),
        ("ten", "60", "The top number must be a whole number, such as 12. “ten” is not."),
        ("-4", "60", "The top number cannot be negative. Enter a whole number from 0."),
        ("12", "60.5", "The bottom number must be a whole number, such as 12. “60.5” is not."),
    ],
    ids=["more than all", "letters", "negative", "decimal"],
)
def test_numbers_that_cannot_be_are_refused_at_once_and_on_sending(
    new_page: Callable[..., Page],
    world: Kudzu,
    numerator: str,
    denominator: str,
    sentence: str,
) -> None:
    page = new_page(sign_in=world.dev)
    page.watch.allow("reply 422: PUT")
    page.goto(OCTOBER)
    enter(page, numerator, denominator)
    expect(row(page).locator("[data-msg]")).to_have_text(sentence)
    expect(top(page)).to_have_attribute("aria-invalid", "true")
    expect(row(page).locator("[data-cell-state]")).to_have_text("Not saved")

    send(page)
    summary = page.get_by_test_id("error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(sentence)
    expect(top(page)).to_have_value(numerator)
    expect(bottom(page)).to_have_value(denominator)


def test_zero_of_sixty_is_a_zero_and_plotted_at_zero(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    page = new_page(sign_in=world.dev)
    page.goto("/teams/delta-pines/entry")
    expect(page).to_have_url(re.compile("2026-10$"))
    expect(row(page)).to_contain_text("18.0%")  # September: 11 of 61
    enter(page, "0", "60")
    expect(row(page).locator("[data-cell-state]")).to_contain_text("Saved")
    expect(row(page).locator("[data-value]")).to_have_text("0.0%")
    expect(page.get_by_text("1 of 1 measures done").first).to_be_visible()
    send(page)
    expect(page.get_by_text("October 2026 is sent. Thank you.")).to_be_visible()

    page.goto("/teams/delta-pines/measures/shared-plan")
    last = page.get_by_test_id("chart-table").locator("tbody tr[data-key='2026-10']")
    expect(last.get_by_role("cell")).to_contain_text(["0", "60", "0%"])
    expect(page.get_by_test_id("chart").locator(".rc-pt")).to_have_count(5)


def test_nobody_eligible_is_confirmed_counts_as_reported_and_leaves_a_gap(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    page = new_page(sign_in=world.dev)
    page.goto(OCTOBER)
    enter(page, "0", "0")
    expect(row(page).locator("[data-msg]")).to_have_text(
        "0 of 0: tick “no eligible patients this month” if nobody qualified."
    )
    send(page)
    expect(page.get_by_test_id("error-summary")).to_contain_text("no eligible patients this month")
    check_page(page)
    page.get_by_label("No eligible patients this month for Shared plan of care").press("Space")
    expect(row(page).locator("[data-value]")).to_have_text("None eligible")
    send(page)
    expect(page.get_by_text("October 2026 is sent. Thank you.")).to_be_visible()

    page.goto("/teams/delta-pines/measures/shared-plan")
    last = page.get_by_test_id("chart-table").locator("tbody tr[data-key='2026-10']")
    expect(last).to_contain_text(re.compile("none eligible", re.IGNORECASE))
    expect(page.get_by_test_id("chart").locator(".rc-pt")).to_have_count(4)


def test_a_far_denominator_needs_a_note_and_is_marked(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    page = new_page(sign_in=world.dev)
    page.goto(OCTOBER)
    enter(page, "14", "200")
    warning = "Denominator far from usual (about 60)"
    expect(row(page).locator("[data-msg]")).to_contain_text(warning)
    send(page)
    expect(page.get_by_test_id("error-summary")).to_contain_text(warning)
    check_page(page)

    page.get_by_label("Note for Shared plan of care").fill("Two clinics joined the registry.")
    expect(row(page).locator("[data-cell-state]")).to_contain_text("Saved")
    send(page)
    expect(page.get_by_text("October 2026 is sent. Thank you.")).to_be_visible()
    page.goto("/teams/delta-pines/measures/shared-plan")
    last = page.get_by_test_id("chart-table").locator("tbody tr[data-key='2026-10']")
    expect(last).to_contain_text("Two clinics joined the registry.")


def test_a_locked_month_says_since_when_why_and_whom_to_ask(
    app: Flask, new_page: Callable[..., Page], world: Kudzu
) -> None:
    set_clock(app, at("2026-11-25", "23:59"))
    page = new_page(sign_in=world.dev)
    page.goto(OCTOBER)
    expect(top(page)).to_be_editable()

    set_clock(app, at("2026-11-26"))
    page = new_page(sign_in=world.dev)
    page.goto(OCTOBER)
    reason = page.get_by_test_id("lock-reason")
    expect(reason).to_contain_text("locked since the end of Nov 25")
    expect(reason).to_contain_text("because 15 days passed after the due date")
    expect(reason).to_contain_text("Ask your coach or program staff")
    expect(top(page)).not_to_be_editable()
    expect(page.get_by_role("button", name=re.compile("^Send"))).to_have_count(0)
    check_page(page)


@pytest.fixture
def three(world: Kudzu) -> Kudzu:
    """P1 owes two more measures."""
    for key, name in (("emergency-plan", "Emergency plan"), ("dental-home", "Dental home")):
        build.measure(of=world.cohort, key=key, name=name)
    return world


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_enter_and_arrows_move_like_a_spreadsheet(
    new_page: Callable[..., Page], three: Kudzu
) -> None:
    page = new_page(sign_in=three.dev)
    page.goto(OCTOBER)
    top(page).focus()
    moves = {
        "Enter": "top-emergency-plan",
        "ArrowRight": "bottom-emergency-plan",
        "ArrowDown": "bottom-dental-home",
        "Shift+Enter": "bottom-emergency-plan",
        "ArrowLeft": "top-emergency-plan",
        "ArrowUp": "top-shared-plan",
    }
    walked = []
    for key in moves:
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == list(moves.values())

    page.keyboard.type("123")
    page.keyboard.press("ArrowLeft")  # inside the text it moves the caret, not the box
    assert focused(page) == "top-shared-plan"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "bottom-shared-plan"
    check_page(page)


def test_a_block_from_a_spreadsheet_fills_the_table_and_is_saved(
    new_page: Callable[..., Page], three: Kudzu
) -> None:
    page = new_page(sign_in=three.dev)
    page.goto(OCTOBER)
    top(page).evaluate(PASTE, "14\t60\r\n1,020\t 1,200\r\n7\t31\r\n")
    expect(page.locator("[data-grid-live]")).to_have_text("Pasted 6 numbers. Check them.")
    for key, value in (
        ("shared-plan", "23.3%"),
        ("emergency-plan", "85.0%"),
        ("dental-home", "22.6%"),
    ):
        expect(row(page, key).locator("[data-value]")).to_have_text(value)
    expect(page.get_by_text("3 of 3 measures done").first).to_be_visible()

    page.reload()
    expect(top(page, "emergency-plan")).to_have_value("1020")
    expect(bottom(page, "dental-home")).to_have_value("31")


def test_the_system_s_own_paste_fills_the_table_too(
    new_page: Callable[..., Page], three: Kudzu
) -> None:
    page = new_page(sign_in=three.dev, permissions=["clipboard-read", "clipboard-write"])
    page.goto(OCTOBER)
    page.evaluate("navigator.clipboard.writeText('14\\t60\\n15\\t50')")
    top(page).focus()
    page.keyboard.press("Control+V")
    expect(row(page, "emergency-plan").locator("[data-value]")).to_have_text("30.0%")


def test_numbers_typed_without_a_network_are_kept_and_saved_when_it_is_back(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    page = new_page(sign_in=world.dev)
    page.watch.allow("ERR_INTERNET_DISCONNECTED")
    page.goto(OCTOBER)
    page.context.set_offline(True)
    enter(page, "14", "60")
    expect(
        page.get_by_text("You are offline. Keep typing: we save when you are back.")
    ).to_be_visible()
    expect(page.get_by_test_id("save-state")).to_have_text(
        "You are offline. Your numbers are kept here."
    )
    page.context.set_offline(False)
    expect(row(page).locator("[data-cell-state]")).to_contain_text("Saved")
    expect(row(page).locator("[data-value]")).to_have_text("23.3%")


def test_numbers_come_back_when_the_session_ended_while_somebody_typed(
    app: Flask, new_page: Callable[..., Page], world: Kudzu
) -> None:
    dev = somebody(name="Ben Okoro", role=Role.LEAD, at=world.p1)
    page = new_page(sign_in=dev)
    page.watch.allow("reply 401: PUT")
    page.goto(OCTOBER)
    set_clock(app, at("2026-11-05", "20:00"))
    enter(page, "14", "60")
    link = page.get_by_role(
        "link", name="You are signed out. Sign in again; your numbers are kept."
    )
    page.once("dialog", lambda dialog: dialog.accept())  # "leave this page?": they are kept
    with page.expect_navigation():
        link.press("Enter")
    page.get_by_label("Email address").fill(dev.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("2026-10$"))
    expect(row(page).locator("[data-cell-state]")).to_contain_text("Saved")
    page.reload()
    expect(top(page)).to_have_value("14")
    expect(bottom(page)).to_have_value("60")


def test_the_link_to_sign_in_again_is_followed_from_the_box_that_was_typed_into(
    app: Flask, new_page: Callable[..., Page], world: Kudzu
) -> None:
    page = new_page(sign_in=world.dev)
    page.watch.allow("reply 401: PUT")
    page.goto(OCTOBER)
    set_clock(app, at("2026-11-05", "20:00"))
    top(page).fill("14")
    page.once("dialog", lambda dialog: dialog.accept())  # "leave this page?": they are kept
    press_while_it_saves(page, page.get_by_role("link", name=re.compile("Sign in again")))

    page.wait_for_url("**/sign-in**")


def two_people_type(new_page: Callable[..., Page], world: Kudzu) -> tuple[Page, Page]:
    """Ana and Dev open the month; Ana saves 20 of 60, then Dev types 14 of 60."""
    ana = new_page(sign_in=build.person(name="Ana Whitfield", role=Role.LEAD, at=world.p1))
    dev = new_page(sign_in=world.dev)
    dev.watch.allow("reply 409: PUT")
    ana.goto(OCTOBER)
    dev.goto(OCTOBER)
    enter(ana, "20", "60")
    expect(row(ana).locator("[data-value]")).to_have_text("33.3%")
    top(dev).evaluate(PASTE, "14\t60")  # both at once, however slow the machine is
    expect(dev.get_by_test_id("conflict-dialog")).to_be_visible()
    return ana, dev


def test_the_second_writer_sees_both_values_and_keeps_the_own_one(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    ana, dev = two_people_type(new_page, world)
    dialog = dev.get_by_test_id("conflict-dialog")
    expect(dialog).to_contain_text("Ana Whitfield entered 20 of 60")
    expect(dialog).to_contain_text("You typed 14 of 60")
    expect(dialog).to_contain_text("Nothing was overwritten.")
    expect(dialog.locator("p").first).to_be_focused()
    dev.keyboard.press("Enter")  # a stray key of somebody who is still typing answers nothing
    expect(dialog).to_be_visible()
    check_page(dev)
    ana.reload()
    expect(top(ana)).to_have_value("20")

    dev.get_by_role("button", name="Keep mine").press("Enter")
    expect(row(dev).locator("[data-value]")).to_have_text("23.3%")
    ana.reload()
    expect(top(ana)).to_have_value("14")

    ana.goto(f"{OCTOBER}/shared-plan/history")
    history = ana.get_by_test_id("cell-history").locator("tbody tr")
    expect(history.first).to_contain_text("Dev Patel")
    expect(history.first).to_contain_text("14 of 60")
    expect(history.nth(1)).to_contain_text("Ana Whitfield")
    expect(history.nth(1)).to_contain_text("20 of 60")
    check_page(ana)


def test_the_second_writer_takes_the_other_value(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    ana, dev = two_people_type(new_page, world)
    dev.get_by_role("button", name="Take theirs").press("Enter")
    expect(top(dev)).to_have_value("20")
    expect(row(dev).locator("[data-value]")).to_have_text("33.3%")
    ana.reload()
    expect(top(ana)).to_have_value("20")


def test_the_month_works_without_scripts_also_when_two_people_meet(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    ana = new_page(
        sign_in=build.person(name="Ana Whitfield", role=Role.LEAD, at=world.p1),
        java_script_enabled=False,
    )
    dev = new_page(sign_in=world.dev, java_script_enabled=False)
    for page in (ana, dev):
        page.goto(OCTOBER)
    save(ana, "20", "60")
    expect(ana.get_by_text("Saved. Nothing was sent yet.")).to_be_visible()

    save(dev, "14", "60")
    conflict = dev.get_by_test_id("conflict-dialog").first
    expect(conflict).to_contain_text("Ana Whitfield entered 20 of 60")
    expect(conflict).to_contain_text("You typed 14 of 60")
    expect(top(dev)).to_have_value("14")
    save(dev, "14", "60")
    expect(dev.get_by_text("Saved. Nothing was sent yet.")).to_be_visible()

    send(dev)
    expect(dev.get_by_text("October 2026 is sent. Thank you.")).to_be_visible()
    dev.goto("/teams/delta-pines/measures/shared-plan")
    last = dev.get_by_test_id("chart-table").locator("tbody tr[data-key='2026-10']")
    expect(last).to_contain_text("23.3%")


def save(page: Page, numerator: str, denominator: str) -> None:
    """Fill in both numbers and save the page, as without scripts."""
    top(page).fill(numerator)
    bottom(page).fill(denominator)
    page.get_by_role("button", name="Save, finish later").click()
