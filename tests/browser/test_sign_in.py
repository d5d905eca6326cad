"""From the mail in the inbox to the signed-out page, with everything that can come between."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.accounts.domain.totp import code_for, step_at
from app.core.clock import now
from app.outbox import worker
from app.policy import Role
from tests.pages.accounts.people import PASSWORD, somebody
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from tests.support.mail import Mailbox

START = dt.datetime(2026, 11, 5, 16, tzinfo=dt.UTC)
NEW_PASSWORD = "quiet river under four bridges"


@pytest.fixture(autouse=True)
def _still(app: Flask, site: str) -> None:
    """The clock stands, and mails link to where the portal is served."""
    app.config["BASE_URL"] = site
    set_clock(app, START)


def fill_in_and_enter(page: Page, **answers: str) -> None:
    """Type into fields by their labels, and press Enter in the last one."""
    for label, answer in answers.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(answer)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    page.locator("details.cc-menu summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page).to_have_url(re.compile("/sign-in"))


def invite_dev(lead: Page) -> None:
    lead.goto("/teams/delta-pines/people")
    lead.get_by_label("Work email").fill("dev@example.org")
    lead.get_by_label("Full name").fill("Dev Patel")
    lead.get_by_role("radio", name="Data manager").press("Space")
    lead.get_by_role("button", name="Send the invitation").press("Enter")
    expect(lead.get_by_role("cell", name="dev@example.org")).to_be_visible()


def link_to_dev(mailbox: Mailbox, site: str) -> str:
    """The link in the mail that came over SMTP."""
    [mail] = mailbox.to("dev@example.org")
    body = mail.get_body(("plain",))
    assert body is not None
    [link] = re.findall(rf"{site}/invitations/\S+", body.get_content())
    return str(link)


def test_an_invited_person_joins_signs_out_and_signs_in_again(
    app: Flask, page: Page, new_page: Callable[..., Page], site: str, mailbox: Mailbox
) -> None:
    app.config["SMTP_URL"] = mailbox.url
    clinic = build.team(name="Delta Pines Family Health", key="delta-pines")
    lead = new_page(sign_in=build.person(name="Ana Whitfield", role=Role.LEAD, at=clinic))

    invite_dev(lead)
    assert worker.deliver_due() == 1
    page.goto(link_to_dev(mailbox, site))
    expect(page.get_by_text("Data manager, Delta Pines Family Health")).to_be_visible()
    check_page(page)
    fill_in_and_enter(page, Your_name="Dev Patel", Password="short")
    expect(page.get_by_test_id("error-summary")).to_be_focused()
    check_page(page)
    expect(page.get_by_label("Your name")).to_have_value("Dev Patel")
    fill_in_and_enter(page, Password=NEW_PASSWORD)
    expect(page).to_have_url(re.compile("/teams/delta-pines$"))

    sign_out(page)
    page.goto("/teams/delta-pines")
    expect(page).to_have_url(re.compile("/sign-in"))
    check_page(page)
    fill_in_and_enter(page, Email_address="dev@example.org", Password="not the password")
    expect(page.get_by_test_id("error-summary")).to_be_focused()
    fill_in_and_enter(page, Email_address="dev@example.org", Password=NEW_PASSWORD)
    expect(page).to_have_url(re.compile("/teams/delta-pines$"))


def test_before_the_session_ends_the_page_asks_and_staying_keeps_it_open(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    app.config["IDLE_MINUTES_TEAM"] = 10
    clinic = build.team(key="delta-pines")
    page = new_page(sign_in=build.person(role=Role.LEAD, at=clinic))
    page.clock.install(time=START)
    page.goto("/teams/delta-pines/people")
    page.get_by_label("Work email").fill("half@")

    page.clock.fast_forward("06:00")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(dialog).to_be_visible()
    check_page(page)
    set_clock(app, START + dt.timedelta(minutes=9))
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    with page.expect_response("**/account/session/stay") as reply:
        page.keyboard.press("Enter")
    assert reply.value.ok, reply.value.status
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Work email")).to_have_value("half@")

    set_clock(app, START + dt.timedelta(minutes=18))
    page.goto("/teams/delta-pines/people")
    expect(page.get_by_label("Work email")).to_be_visible()


def test_the_second_step_is_set_up_and_asked_for_at_the_next_sign_in(
    app: Flask, page: Page
) -> None:
    clinic = build.team(key="delta-pines")
    somebody(email="ana@example.org", role=Role.LEAD, at=clinic)
    page.goto("/sign-in")
    fill_in_and_enter(page, Email_address="ana@example.org", Password=PASSWORD)
    expect(page).to_have_url(re.compile("/teams/delta-pines$"))
    page.goto("/account/second-factor")
    page.get_by_role("button", name="Set it up").press("Enter")
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    check_page(page)
    key = "".join(page.locator("code").inner_text().split())
    fill_in_and_enter(page, Code=code_for(key, step_at(now())))

    codes = page.get_by_test_id("recovery-codes").locator("code").all_inner_texts()
    assert len(set(codes)) >= 8
    check_page(page)
    page.get_by_role("link", name="I have kept them").press("Enter")
    sign_out(page)

    set_clock(app, START + dt.timedelta(minutes=1))
    fill_in_and_enter(page, Email_address="ana@example.org", Password=PASSWORD)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    check_page(page)
    fill_in_and_enter(page, Code="000000")
    expect(page.get_by_test_id("error-summary")).to_be_focused()
    fill_in_and_enter(page, Code=code_for(key, step_at(now())))
    expect(page).to_have_url(re.compile("/teams/delta-pines$"))

    sign_out(page)
    fill_in_and_enter(page, Email_address="ana@example.org", Password=PASSWORD)
    fill_in_and_enter(page, Code=codes[0])
    expect(page).to_have_url(re.compile("/teams/delta-pines$"))


def test_text_comes_back_when_the_session_ends_while_somebody_types(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    boss = somebody(email="olga@example.org", role=Role.ADMINISTRATOR)
    ana = build.person(name="Ana Whitfield")
    page = new_page(sign_in=boss)
    page.goto(f"/staff/people/{ana.id}/close")
    page.get_by_label("Reason").fill('Left the clinic, see "letter" of May.')

    set_clock(app, START + dt.timedelta(hours=2))
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    expect(page.locator("textarea")).to_have_value('Left the clinic, see "letter" of May.')
    check_page(page)
    fill_in_and_enter(page, Email_address="olga@example.org", Password=PASSWORD)
    expect(page.get_by_role("heading", name="You are signed in again")).to_be_visible()
    expect(page.locator("textarea")).to_have_value('Left the clinic, see "letter" of May.')
    check_page(page)

    page.get_by_role("button", name="Save now").press("Enter")
    expect(page).not_to_have_url(re.compile("close$"))
    page.goto(f"/staff/people/{ana.id}")
    expect(page.get_by_text(re.compile("closed", re.IGNORECASE)).first).to_be_visible()
