"""The run chart of the scenario: what it says, what it draws, and every way to take it along."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.policy import Role
from tests.browser.kudzu import at
from tests.pages.charts import rows
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Download, Page

    from tests.pages.charts.rows import Clinic

# What the twelve months of the scenario show, worked out by hand: 100 * top / bottom.
VALUES = {
    "2026-06": "20%",  # 12/60
    "2026-07": "21.0%",  # 13/62 = 20.97: a decimal shows that it is rounded
    "2026-08": "20.7%",  # 12/58 = 20.69
    "2026-09": "18.0%",  # 11/61 = 18.03
    "2026-10": "23.3%",  # 14/60
    "2026-11": "20.3%",  # 12/59 = 20.34
    "2026-12": "30%",  # 18/60
    "2027-01": "32.8%",  # 20/61 = 32.79
    "2027-02": "35%",  # 21/60
    "2027-03": "35.5%",  # 22/62 = 35.48
    "2027-04": "40%",  # 24/60
    "2027-05": "42.6%",  # 26/61 = 42.62
}


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """P1 from June to April; it is the morning of June 3, 2027, and May waits to be sent."""
    set_clock(app, at("2027-06-03"))
    made = rows.clinic(rows.OPEN_14[:11])
    build.saved(made.cohort)
    return made


def test_the_chart_tells_the_truth_before_and_after_may(
    new_page: Callable[..., Page], clinic: Clinic
) -> None:
    dev = build.person(name="Dev Patel", role=Role.DATA_MANAGER, at=clinic.practice)
    rows.pdsa(clinic, dev)
    page = new_page(sign_in=dev)
    page.goto(clinic.page)
    signals = page.get_by_test_id("signal-list").locator("li")
    expect(page.get_by_test_id("chart-summary")).to_contain_text("20.5%")
    expect(signals).to_have_count(1)
    expect(signals).to_contain_text("A rising trend of 6 points")
    expect(signals).to_contain_text("First seen with March 2027")
    check_pdsa(page)

    page.goto("/teams/delta-pines/entry/2027-05")
    page.get_by_role("textbox", name="Shared plan of care: top number").fill("26")
    page.get_by_role("textbox", name="Shared plan of care: bottom number").fill("61")
    page.keyboard.press("Tab")
    expect(page.locator("[data-cell-state]")).to_contain_text("Saved")
    page.get_by_role("button", name="Send May").press("Enter")
    expect(page.get_by_text("May 2027 is sent")).to_be_visible()

    page.goto(clinic.page)
    expect(signals.filter(has_text="shift")).to_contain_text(
        "A shift of 6 points above the median, December 2026 to May 2027"
    )
    summary = page.get_by_test_id("chart-summary")
    for words in ("6 months in a row above your starting median", "42.6%", "20.5%", "60%"):
        expect(summary).to_contain_text(words)
    check_table(page)
    check_csv(page)


def check_pdsa(page: Page) -> None:
    """The chart marks the start and the adoption of the test, and says so in words."""
    expect(page.locator(".rc-pdsa-row .rc-track").last).to_be_visible()
    expect(page.get_by_text("Started Nov 18, 2026, adopted Jan 15, 2027")).to_be_visible()
    expect(page.get_by_role("link", name="Pre-visit form")).to_be_visible()


def check_table(page: Page) -> None:
    """Twelve rows, newest first, with numerator, denominator, percent."""
    table = page.get_by_test_id("chart-table").locator("tbody tr")
    expect(table).to_have_count(12)
    shown = [
        (line.get_attribute("data-key"), *line.locator("td").all_inner_texts()[:3])
        for line in table.all()
    ]
    pairs = dict(zip(VALUES, rows.OPEN_14, strict=True))
    assert shown[::-1] == [
        (month, str(top), str(bottom), VALUES[month]) for month, (top, bottom) in pairs.items()
    ]


def check_csv(page: Page) -> None:
    """The file holds the same numbers."""
    text = Path(download(page, "Numbers (CSV)").path()).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["numerator"], line["denominator"], f"{line['percent']}%") for line in lines] == [
        (str(top), str(bottom), VALUES[month])
        for month, (top, bottom) in zip(VALUES, rows.OPEN_14, strict=True)
    ]


def download(page: Page, name: str) -> Download:
    with page.expect_download() as started:
        page.get_by_text(name, exact=False).first.click()
    return started.value


def test_kim_reads_the_chart_with_keys_only(new_page: Callable[..., Page], clinic: Clinic) -> None:
    rows.point(clinic, dt.date(2027, 5, 1), 26, 61)
    page = new_page(sign_in=build.person(name="Kim Lott", role=Role.COACH, at=clinic.cohort))
    page.goto(clinic.page)
    slider = page.get_by_role("slider", name="Step through the months")
    slider.focus()
    said = page.locator("output[for=scrub]")
    expect(said).to_contain_text("May 2027")
    expect(said).to_contain_text("42.6%")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("April 2027")
    expect(said).to_contain_text("40%")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("April 2027.*40%"))
    page.keyboard.press("Home")
    expect(said).to_contain_text("June 2026")

    fold = page.locator("details.print-open summary")
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chart-table")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chart-table")).to_be_visible()
    check_table(page)
    check_page(page)


def test_the_zoom_view_opens_under_the_strict_policy(
    new_page: Callable[..., Page], clinic: Clinic
) -> None:
    page = new_page(sign_in=clinic.member())
    page.goto(clinic.page)
    page.get_by_role("button", name=re.compile("Open zoom view")).press("Enter")
    expect(page.get_by_text("The zoom view is ready below.")).to_be_visible()
    zoom = page.get_by_role("group", name=re.compile("Zoom view"))
    expect(zoom).to_be_focused()
    expect(zoom.locator(".scatterlayer .trace").first).to_be_visible()
    drawn = page.evaluate(
        "document.getElementById('zoom').data[0].y.filter(y => y !== null).length"
    )
    assert drawn == 11
    check_page(page)


def test_the_chart_is_taken_along_as_picture_drawing_and_paper(
    new_page: Callable[..., Page], clinic: Clinic
) -> None:
    page = new_page(sign_in=clinic.member())
    page.goto(clinic.page)
    png = download(page, "Picture (PNG)")
    assert png.suggested_filename == "delta-pines-shared-plan-of-care.png"
    content = Path(png.path()).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20]) >= 1000  # pixels across, in the header of the picture

    svg = Path(download(page, "Picture (SVG)").path()).read_text(encoding="utf-8")
    assert svg.lstrip().startswith(("<svg", "<?xml"))
    assert "Delta Pines Family Health" in svg

    page.emulate_media(media="print")
    expect(page.get_by_test_id("chart")).to_be_visible()
    expect(page.get_by_test_id("chart-table")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    paper = page.pdf(format="Letter")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3


def test_the_chart_needs_no_scripts(new_page: Callable[..., Page], clinic: Clinic) -> None:
    page = new_page(sign_in=clinic.member(), java_script_enabled=False)
    page.goto(clinic.page)
    expect(page.get_by_test_id("chart").locator(".rc-pt")).to_have_count(11)
    expect(page.get_by_test_id("chart-table").locator("tbody tr")).to_have_count(11)
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
