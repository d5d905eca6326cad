"""A clinic brings its own spreadsheet; every point, median and signal is checked by hand."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.measures.domain.kinds import Direction, MeasureKind
from app.policy import Role
from tests.browser import sheets
from tests.browser.kudzu import at, month, team_of
from tests.browser.sheets import DAYS, EMERGENCY, MEASURES, SHARED_PLAN, Counted
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BAD_CELLS = {"B7": 70, "D9": "n/a"}  # September 2024: 70 of 50; November 2024: no number


@pytest.fixture
def dev(app: Flask, new_page: Callable[..., Page]) -> Page:
    """The data manager of a clinic that joined in July 2026, and has counted for two years."""
    set_clock(app, at("2026-07-06"))
    cohort = build.cohort(starts_on=month(7), baseline_points=sheets.BASELINE)
    build.measure(of=cohort, key=SHARED_PLAN.key, name=SHARED_PLAN.name)
    lower = {"direction": Direction.LOWER, "goal": None}
    build.measure(
        of=cohort,
        key=EMERGENCY.key,
        name=EMERGENCY.name,
        kind=MeasureKind.RATE,
        unit="per 1,000",
        per=1000,
        **lower,
    )
    build.measure(
        of=cohort, key=DAYS.key, name=DAYS.name, kind=MeasureKind.MEAN, unit="days", per=1, **lower
    )
    clinic = team_of(cohort, "P1")
    return new_page(sign_in=build.person(name="Dev Patel", role=Role.DATA_MANAGER, at=clinic))


def upload(page: Page, content: bytes) -> None:
    page.goto("/teams/delta-pines/import")
    page.get_by_label("Your spreadsheet").set_input_files(
        {"name": "counts.xlsx", "mimeType": XLSX, "buffer": content}
    )
    page.get_by_role("button", name="Check the file").press("Enter")
    expect(page.get_by_test_id("import-report")).to_be_visible()
    page.wait_for_load_state()


def bad_rows(page: Page) -> dict[str, str]:
    """Line and text of the rows that cannot be imported."""
    rows = page.get_by_test_id("bad-rows").locator("tbody tr").all()
    return {f"{row.get_attribute('data-key')} {n}": row.inner_text() for n, row in enumerate(rows)}


def test_a_clinics_own_spreadsheet_becomes_three_right_charts(dev: Page) -> None:
    upload(dev, sheets.workbook(BAD_CELLS))
    check_page(dev)
    found = " ".join(bad_rows(dev).values())
    assert "The top number (70) cannot be more than the bottom number (50)." in found
    assert "“n/a” is not" in found
    assert {place.split()[0] for place in bad_rows(dev)} == {"7", "9", "29"}
    import_without_a_word(dev)
    for one in MEASURES:
        dev.goto(f"/teams/delta-pines/measures/{one.key}")
        expect(dev.get_by_test_id("chart-summary")).to_contain_text("No numbers yet")

    upload(dev, sheets.workbook())
    assert {place.split()[0] for place in bad_rows(dev)} == {"29"}  # the row of sums
    dev.get_by_label("Import only the good rows").press("Space")
    why = dev.get_by_label("Why are the marked numbers right?")
    if why.count():
        why.fill("Checked against our registry.")
    send = dev.get_by_label("Send them too")
    if not send.is_checked():
        send.press("Space")
    dev.get_by_role("button", name="Import 72 rows").press("Enter")
    expect(dev.get_by_role("heading", level=1)).to_have_text("Your spreadsheet is imported")
    check_page(dev)

    for one in MEASURES:
        dev.goto(f"/teams/delta-pines/measures/{one.key}")
        check_chart(dev, one)
        check_page(dev)


def import_without_a_word(page: Page) -> None:
    """Nothing is written while bad rows are left and nobody said to leave them out."""
    page.get_by_role("button", name=re.compile("^Import ")).press("Enter")
    expect(page.get_by_test_id("error-summary")).to_be_focused()


def check_chart(page: Page, one: Counted) -> None:
    """Every value in the table, in the figure and on the drawing; the median; every signal."""
    values = [value for _, _, value in one.months]
    rows = page.get_by_test_id("chart-table").locator("tbody tr")
    expect(rows).to_have_count(24)
    shown = [
        (row.get_attribute("data-key"), *row.locator("td").all_inner_texts()[:3])
        for row in reversed(rows.all())
    ]
    assert shown == [
        (f"{period:%Y-%m}", f"{top}", f"{bottom}", words(one, value))
        for period, (top, bottom, value) in zip(sheets.months(), one.months, strict=True)
    ]
    figure = json.loads(page.locator("#zoom-figure").inner_text())
    drawn, *lines = figure["data"]
    assert drawn["x"] == [f"{period:%Y-%m-%d}" for period in sheets.months()]
    assert drawn["y"] == pytest.approx(values, abs=1e-9)
    assert lines[0]["y"] == pytest.approx([one.median] * len(lines[0]["y"]), abs=1e-9)
    check_drawing(page, values, one.median)
    summary = page.get_by_test_id("chart-summary")
    expect(summary).to_contain_text(f"Starting median, from 12 months: {one.median_words}.")
    expect(summary).not_to_contain_text("late")  # nobody owed what came from before joining
    signals = page.get_by_test_id("signal-list").locator("li").all_inner_texts()
    assert sorted(signal.split(":")[0] for signal in signals) == sorted(one.signals)
    for sentence, run in zip(one.signals, one.run_values, strict=True):
        [said] = [signal for signal in signals if signal.startswith(sentence)]
        assert said.startswith(f"{sentence}: {run}.")
        assert ("Strong" in said) == (one is SHARED_PLAN)


def words(one: Counted, value: float) -> str:
    return f"{value:g}%" if one is SHARED_PLAN else f"{value:g}"


def check_drawing(page: Page, values: list[float], median: float) -> None:
    """The marks and the median line stand where their values belong: one straight scale."""
    heights = page.get_by_test_id("chart").evaluate(
        """chart => [...chart.querySelectorAll(".rc-pt[data-i]")]
            .sort((one, other) => one.dataset.i - other.dataset.i)
            .map(mark => { const box = mark.getBoundingClientRect(); return box.y + box.height / 2; })"""
    )
    assert len(heights) == len(values)
    low, high = values.index(min(values)), values.index(max(values))
    pixels = (heights[high] - heights[low]) / (values[high] - values[low])
    expected = [heights[low] + (value - values[low]) * pixels for value in values]
    assert pixels < 0
    assert heights == pytest.approx(expected, abs=1.5)
    line = page.get_by_test_id("chart").evaluate(
        """chart => { const box = chart.querySelector("[class*=rc-median]").getBoundingClientRect();
            return box.y + box.height / 2; }"""
    )
    assert line == pytest.approx(heights[low] + (median - values[low]) * pixels, abs=1.5)
