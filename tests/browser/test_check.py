"""A second person checks what was sent: ticked, found in the list, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.policy import Role
from tests.support import build
from tests.support.browser import check_page, set_clock
from tests.unit.rfa.oversight_rows import BEFORE, sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page


@pytest.mark.parametrize("has_scripts", [True, False])
def test_staff_tick_what_they_checked_and_take_it_back(
    app: Flask, new_page: Callable[..., Page], has_scripts: bool
) -> None:
    set_clock(app, BEFORE)
    application = sent()
    staff = build.person(name="Neil Orr", role=Role.PROGRAM_STAFF)
    page = new_page(
        sign_in=staff, width=390 if has_scripts else 1280, java_script_enabled=has_scripts
    )
    home = f"/staff/applications/{application.id}"

    page.goto(home)
    expect(page.get_by_test_id("check-state")).to_have_text("Not checked")
    page.locator("#check_note").fill("Complete, also the letter")
    page.get_by_role("button", name="I checked version 1").click()

    expect(page.get_by_test_id("check-state")).to_have_text("Checked")
    expect(page.get_by_test_id("check")).to_contain_text("Neil Orr")
    if has_scripts:
        check_page(page)
    page.goto("/staff/applications?check=checked")
    expect(page.get_by_test_id("check-state")).to_have_text("Checked")

    page.goto(home)
    page.get_by_role("button", name="Take the check back").click()
    expect(page.get_by_test_id("check-state")).to_have_text("Not checked")
    expect(page.get_by_test_id("check")).to_contain_text("taken back", ignore_case=True)
