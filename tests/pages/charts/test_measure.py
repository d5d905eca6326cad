from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import brotli
import pytest

from app.charts.domain.decisions import DecisionKind
from app.improvement.domain.states import CycleState
from app.measures.domain.kinds import Answer, Direction, Frequency, MeasureKind, Source
from app.policy import Role
from tests.pages.charts import rows
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from tests.support.page import PageClient

MOST_STATEMENTS = 8


def test_the_chart_tells_the_truth_of_the_scenario(client: PageClient) -> None:
    clinic = rows.clinic(rows.OPEN_14[:11])
    dev = clinic.member()
    cycle = rows.pdsa(clinic, dev)
    client.sign_in(dev)

    page = client.visit(clinic.page)
    signals = page.one("signal-list").text
    assert "20.5%" in page.one("chart-summary").text
    assert "A rising trend of 6 points" in signals
    assert "First seen with March 2027" in signals
    assert "shift" not in signals.split("Run chart;")[0]

    rows.point(clinic, dt.date(2027, 5, 1), 26, 61)
    page = client.visit(clinic.page)
    assert "A shift of 6 points above the median, December 2026 to May 2027" in (
        page.one("signal-list").text
    )
    summary = page.one("chart-summary").text
    for words in ("6 months in a row above your starting median", "42.6%", "20.5%", "60%"):
        assert words in summary
    assert "Started Nov 18, 2026, adopted Jan 15, 2027" in page.text
    assert page.links["Test 1: Pre-visit form"].endswith(f"/pdsa/{cycle.id}")
    assert len(next(page.one("chart-table").walk("tbody")).inside) == 12


def test_the_table_and_the_file_hold_the_same_numbers(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member(Role.FAMILY_PARTNER))

    page = client.visit(clinic.page)
    reply = client.get(f"{clinic.page}/numbers.csv")
    assert reply.mimetype == "text/csv"
    lines = list(csv.DictReader(io.StringIO(reply.text)))
    table = [
        [cell.text for cell in row.walk("td")][:3]
        for row in page.one("chart-table").walk("tr")
        if row.attrs.get("data-key")
    ]
    assert [[one["numerator"], one["denominator"], f"{one['percent']}%"] for one in lines] == (
        table[::-1]
    )
    heads = [head.text for head in page.one("chart-table").walk("th")][:6]
    assert heads == ["Month", "Top number", "Bottom number", "Percent", "Source", "Note"]


def test_the_picture_is_a_download_that_no_browser_runs(client: PageClient) -> None:
    clinic = rows.clinic()
    client.sign_in(clinic.member())

    reply = client.get(f"{clinic.page}/chart.svg")
    assert reply.mimetype == "image/svg+xml"
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert "Delta Pines Family Health" in reply.text


@pytest.mark.parametrize("role", [Role.PROGRAM_STAFF, Role.DIRECTOR, Role.COACH])
def test_staff_and_coach_see_the_same_page(client: PageClient, role: Role) -> None:
    clinic = rows.clinic()
    client.sign_in(build.person(role=role, at=clinic.cohort if role is Role.COACH else None))

    page = client.visit(clinic.page)
    assert page.headings == ["Shared plan of care"]
    assert "Add numbers" not in page.links
    assert ("Add a note" in page.links) == (role is Role.COACH)
    assert "Freeze a baseline" in page.links


def test_a_viewer_sees_no_way_to_change_anything(client: PageClient) -> None:
    clinic = rows.clinic()
    rows.noted(clinic, clinic.member())
    client.sign_in(clinic.member(Role.VIEWER))

    page = client.visit(clinic.page)
    assert "Add a note" not in page.links
    assert "Freeze a baseline" not in page.links
    assert "Plan a test" not in page.links
    assert [form.action for form in page.forms if "/measures/" in form.action] == []


@pytest.mark.parametrize("ending", ["", "/chart.svg", "/numbers.csv", "/notes/new", "/freeze"])
def test_another_teams_measure_is_as_good_as_missing(client: PageClient, ending: str) -> None:
    clinic = rows.clinic()
    client.sign_in(build.person(role=Role.LEAD))

    assert client.get(f"{clinic.page}{ending}").status_code == 404
    assert client.get(f"/teams/nowhere/measures/shared-plan-of-care{ending}").status_code == 404
    client.sign_in(clinic.member(Role.LEAD))
    assert client.get(f"{clinic.overview}/unknown{ending}").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client: PageClient) -> None:
    clinic = rows.clinic()

    assert client.get(clinic.page).status_code in {302, 303}


def test_a_measure_without_numbers_says_how_to_begin(client: PageClient) -> None:
    clinic = rows.clinic([])
    client.sign_in(clinic.member())

    page = client.visit(clinic.page)
    assert "No numbers yet" in page.one("chart-summary").text
    assert page.all("chart") == []
    assert client.get(f"{clinic.page}/numbers.csv").status_code == 200
    assert client.get(f"{clinic.page}/chart.svg").status_code == 200


def test_a_gap_is_a_gap(client: PageClient) -> None:
    clinic = rows.clinic([(12, 60), None, (0, 60), (13, 62)])
    rows.point(
        clinic, dt.date(2026, 10, 1), 0, 0,
        sent_answer=Answer.NONE_ELIGIBLE, answer=Answer.NONE_ELIGIBLE,
    )  # fmt: skip
    client.sign_in(clinic.member())

    page = client.visit(clinic.page)
    summary = page.one("chart-summary").text
    assert "No numbers for July 2026: a gap, not a zero." in summary
    assert "Nobody was eligible in October 2026" in summary
    by_month = {row.attrs["data-key"]: row.text for row in page.one("chart-table").walk("tr")
                if "data-key" in row.attrs}  # fmt: skip
    assert "No data" in by_month["2026-07"]
    assert "None eligible" in by_month["2026-10"]
    assert "0%" in by_month["2026-08"]


def test_where_a_number_comes_from_is_told(client: PageClient) -> None:
    clinic = rows.clinic([(12, 60)])
    late = dt.datetime(2026, 9, 30, tzinfo=dt.UTC)
    rows.point(
        clinic, dt.date(2026, 7, 1), 3, 8, sent_source=Source.CHART_AUDIT, sent_sample_size=8,
        sent_note="=1+1 <b>storm</b>", first_sent_at=late, sent_at=late + dt.timedelta(days=1),
    )  # fmt: skip
    client.sign_in(clinic.member())

    page = client.visit(clinic.page)
    row = page.one("chart-table").text
    assert "chart audit, 8 looked at, sent late, revised, small count" in row
    assert "=1+1 <b>storm</b>" in row
    assert "Of 2 months, 1 counts fewer than 10, 1 comes from a sample under 20" in page.text
    assert "'=1+1" in client.get(f"{clinic.page}/numbers.csv").text


@pytest.mark.parametrize(
    ("kind", "unit", "per", "shown"),
    [
        (MeasureKind.RATE, "rate per 1,000 patient-months", 1000, "200"),
        (MeasureKind.MEAN, "days (mean)", 1, "0.2"),
        (MeasureKind.COUNT, "visits", 1, "12"),
        (MeasureKind.TIME_BETWEEN, "days", 1, "12"),
    ],
)
def test_every_kind_of_measure_is_drawn(
    client: PageClient, kind: MeasureKind, unit: str, per: int, shown: str
) -> None:
    clinic = rows.clinic(
        [(12, 60)] * 3, kind=kind, unit=unit, per=per, goal=None, direction=Direction.LOWER
    )
    client.sign_in(clinic.member())

    page = client.visit(clinic.page)
    assert f"Latest, August 2026: {shown}." in page.one("chart-summary").text
    assert f"Unit: {unit}." in page.text


def test_a_quarterly_measure_speaks_of_quarters(client: PageClient) -> None:
    clinic = rows.clinic([], frequency=Frequency.QUARTERLY)
    for period in (dt.date(2026, 7, 1), dt.date(2027, 1, 1)):
        rows.point(clinic, period, 12, 60)
    client.sign_in(clinic.member())

    page = client.visit(clinic.page)
    assert "Latest, January to March 2027: 20%." in page.text
    assert "No numbers for October to December 2026" in page.text


def test_a_team_without_a_cohort_still_has_its_charts(client: PageClient) -> None:
    practice = build.practice()
    cohort = build.cohort()
    clinic = rows.add_measure(practice, cohort)
    rows.send(clinic, rows.OPEN_14)
    from app.measures.models import TeamMeasure

    build.saved(
        TeamMeasure(practice_id=practice.id, measure_id=clinic.measure.id, adopted_at=build.NOON)
    )
    client.sign_in(clinic.member())

    assert "Latest, May 2027: 42.6%." in client.visit(clinic.page).text


def test_what_people_decided_is_drawn_and_listed(client: PageClient) -> None:
    clinic = rows.clinic()
    dev = clinic.member()
    rows.decided(clinic, dev, kind=DecisionKind.EXCLUDE, period=dt.date(2026, 9, 1))
    rows.noted(clinic, dev, text="<b>Storm</b>", measure_id=None)
    client.sign_in(dev)

    page = client.visit(clinic.page)
    assert "September 2026 left out" in page.text
    assert dev.name in page.text
    assert "<b>Storm</b>" in page.text
    assert "on all charts" in page.text


def test_what_to_do_next_leads_to_where_it_is_done(client: PageClient) -> None:
    clinic = rows.clinic([(12, 60)])
    dev = clinic.member()
    cycle = rows.pdsa(
        clinic, dev, state=CycleState.STUDYING, decision=None, ended_on=None, title="Text message"
    )
    client.sign_in(dev)

    links = client.visit(clinic.page).links
    assert links["Enter numbers"] == f"/teams/{clinic.practice.key}/entry"
    assert links["Text message"].endswith(f"/pdsa/{cycle.id}")


def test_the_page_takes_the_same_few_statements_whatever_is_on_it(client: PageClient) -> None:
    clinic = rows.clinic([(12, 60)])
    dev = clinic.member()
    rows.pdsa(clinic, dev)
    client.sign_in(dev)
    at = clinic.page
    client.visit(at)
    with statements() as one:
        client.visit(at)
    rows.send(clinic, rows.OPEN_14[1:], start=dt.date(2026, 7, 1))
    for number in (2, 3):
        rows.pdsa(clinic, dev, title=f"Test {number}")
        rows.noted(clinic, dev)
        rows.decided(clinic, dev, kind=DecisionKind.EXCLUDE, period=dt.date(2026, number + 6, 1))
    with statements() as many:
        client.visit(at)

    assert len(one) == len(many), (one, many)
    assert len(many) <= MOST_STATEMENTS, "\n".join(many)


def test_two_years_on_one_chart_stay_within_the_budget(client: PageClient) -> None:
    clinic = rows.clinic([*rows.OPEN_14, *rows.OPEN_14])
    dev = clinic.member()
    for number in range(1, 6):
        rows.pdsa(clinic, dev, title=f"Test {number} of the pre-visit form")
        rows.noted(clinic, dev, period=dt.date(2026, 6 + number, 1))
    client.sign_in(dev)

    page = client.get(clinic.page).text
    assert len(brotli.compress(page.encode(), quality=5)) <= 10_000
