from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import itertools
import re
from xml.etree import ElementTree as ET

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.domain.decisions import Note
from app.charts.domain.figure import Cycle, Figure, Gap, Meaning, Point
from app.charts.domain.layout import axis
from app.charts.domain.reading import Settings
from app.charts.presenters.file_chart import file_chart
from app.charts.presenters.measure_page import chart_key, measure_page
from app.charts.presenters.mini_chart import mini_chart
from app.charts.presenters.page_chart import LABEL_GAP, end_labels, letter, page_chart
from app.charts.presenters.svg import line_path
from app.charts.presenters.table import csv_text, quoted, table
from app.charts.presenters.zoom import zoom_figure, zoom_json
from app.core.days import add_months
from app.measures.domain.kinds import Direction, MeasureKind, Source
from tests.unit.charts.make import JUNE, NOON, OPEN_14, counted, decision, figure, month

FIRST_6 = Settings(baseline_points=6)
EVIL = "<script>alert('x')</script>\"&"
VALUES = st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=30)


def cycle(number: int = 1, **given: object) -> Cycle:
    defaults: dict[str, object] = {
        "number": number,
        "id": number,
        "title": "Pre-visit form",
        "first": 5.5,
        "last": 7.5,
        "started_on": month(5),
        "ended_on": month(7),
        "outcome": "adopt",
    }
    return Cycle(**defaults | given)


def note(place: int = 1, **given: object) -> Note:
    defaults: dict[str, object] = {
        "id": 1, "period": month(place), "text": "New nurse", "by": "Ana", "at": NOON,
    }  # fmt: skip
    return Note(**defaults | given)


def whole(**more: object) -> Figure:
    """A figure with one of everything."""
    points = counted([*OPEN_14, (5, 8), (30, 61), (31, 61)])
    points[2] = dataclasses.replace(points[2], value=None, gap=Gap.MISSING, numerator=None)
    points[3] = dataclasses.replace(points[3], value=None, gap=Gap.NONE_ELIGIBLE)
    points[4] = dataclasses.replace(points[4], source=Source.ESTIMATE, is_small=True)
    points[12] = dataclasses.replace(points[12], is_small=True)
    points[13] = dataclasses.replace(points[13], note=EVIL)
    given: dict[str, object] = {
        "settings": FIRST_6,
        "decisions": [decision("rephase", 7), decision("exclude", 10)],
        "cycles": [
            cycle(),
            cycle(2, title=EVIL, first=6.0, outcome="running", ended_on=None, last=15.0),
            cycle(3, first=14.6, last=15.0, outcome="stopped"),
        ],
        "notes": [note(), note(id=2), note(99, id=3)],
    }
    return figure(points, **given | more)


def fragment(markup: str) -> ET.Element:
    """The markup as a tree: it must be well formed."""
    return ET.fromstring(re.sub(r" hidden(?=[ >])", ' hidden=""', str(markup)))  # noqa: S314  # our own drawing


def test_the_page_chart_is_well_formed_and_carries_no_style() -> None:
    drawn = page_chart(whole(), {1: "/pdsa/1"})

    tree = fragment(drawn)
    assert not [e for e in tree.iter() if "style" in e.attrib]
    assert not [e for e in tree.iter() if any(name.startswith("on") for name in e.attrib)]
    assert "/pdsa/1" in drawn


@pytest.mark.parametrize("draw", [lambda f: page_chart(f, {}), table, mini_chart])
def test_what_people_wrote_is_never_markup(draw: object) -> None:
    drawn = draw(whole(name=EVIL))

    assert "<script" not in drawn
    fragment(drawn)


def test_the_file_is_well_formed_and_escaped() -> None:
    drawn = file_chart(whole(name=EVIL, place=EVIL, asks=EVIL, source=EVIL), made_on=JUNE)

    assert "<script" not in drawn
    words = " ".join(ET.fromstring(drawn).itertext())  # noqa: S314  # our own drawing
    assert "Goal 60%." in words
    assert "CYSHCN Cares 2" in words
    assert "Made from the portal on Jun 1, 2026." in words


def test_the_zoom_figure_cannot_end_its_script() -> None:
    drawn = zoom_json(whole())

    assert not set("<>&") & set(drawn)
    read = orjson.loads(str(drawn))
    assert read == orjson.loads(orjson.dumps(zoom_figure(whole())))
    assert "&lt;script&gt;" in read["data"][0]["text"][13]


@given(VALUES)
def test_every_drawing_shows_the_values_that_were_given(values: list[float | None]) -> None:
    read = figure(values)

    shown = ["" if v is None else read.scale.number(v) for v in values]
    rows = list(csv.DictReader(io.StringIO(csv_text(read))))
    assert [row["percent"] for row in rows] == shown
    assert zoom_figure(read)["data"][0]["y"] == values
    cells = re.findall(r'data-l="Percent">([^<]*)<', table(read))
    assert cells == ["No data" if v is None else read.scale.shown(v) for v in reversed(values)]


@given(VALUES)
def test_the_line_breaks_at_every_gap_and_never_drops_to_zero(values: list[float | None]) -> None:
    path = line_path(figure(values), axis(figure(values)))

    begins = sum(v is not None and (i == 0 or values[i - 1] is None) for i, v in enumerate(values))
    assert path.count("M") == begins
    assert path.count("M") + path.count("L") == sum(v is not None for v in values)


@given(VALUES, st.one_of(st.none(), st.floats(0, 100)), st.booleans())
def test_labels_at_line_ends_never_overlap(
    values: list[float | None], goal: float | None, phased: bool
) -> None:
    decisions = [decision("rephase", len(values) // 2)] if phased else []
    read = figure(values, goal=goal, settings=FIRST_6, decisions=decisions)
    places = sorted(down for down, _, _ in end_labels(read, axis(read), LABEL_GAP))

    assert all(b - a >= LABEL_GAP - 1e-9 for a, b in itertools.pairwise(places))


def test_labels_name_the_latest_value_the_goal_and_the_medians() -> None:
    read = figure(counted(OPEN_14), settings=FIRST_6)
    assert {words for _, _, words in end_labels(read, axis(read), 6)} == {
        "Now 42.6%", "Goal 60%", "Start 20.5%",
    }  # fmt: skip
    gone = figure([10.0, 20.0, None])
    assert "Last 20%" in {words for _, _, words in end_labels(gone, axis(gone), 6)}


def test_shapes_differ_not_only_colours() -> None:
    better = page_chart(figure(counted(OPEN_14), settings=FIRST_6), {})
    worse = page_chart(figure(counted(OPEN_14), settings=FIRST_6, direction=Direction.LOWER), {})
    neither = page_chart(
        figure(counted(OPEN_14), settings=FIRST_6, direction=Direction.NEITHER), {}
    )
    assert 'rc-pt--better" data-i="11" d="M0-6.2L' in better
    assert 'rc-pt--worse" data-i="11" d="M-4.8-4.8H' in worse
    assert "rc-pt--same" in neither


def test_each_kind_of_point_has_its_own_sign() -> None:
    drawn = page_chart(whole(), {})

    for sign in ("rc-pt--out", "rc-miss", "rc-pt--small", "rc-band", "rc-flag", "rc-tag--now"):
        assert sign in drawn
    key = chart_key(whole())
    for words in ("Left out", "No data", "No one eligible", "Estimate", "Fewer than 10 counted"):
        assert words in key


def test_a_soft_point_of_a_signal_is_hollow() -> None:
    points = counted(OPEN_14)
    points[11] = dataclasses.replace(points[11], is_small=True)
    points[10] = dataclasses.replace(points[10], source=Source.ESTIMATE)
    for direction in (Direction.HIGHER, Direction.LOWER):
        read = figure(points, settings=FIRST_6, direction=direction)
        assert page_chart(read, {}).count("rc-pt--soft") == 2
        assert 'fill="#fff" stroke="#' in file_chart(read, made_on=JUNE)
        assert "#fff" in zoom_figure(read)["data"][0]["marker"]["color"]


def test_long_charts_name_fewer_months() -> None:
    drawn = page_chart(figure([50.0] * 60), {})

    assert drawn.count('class="rc-mo') == 20


def test_a_chart_without_goal_tests_notes_or_phases_is_plain() -> None:
    read = figure([50.0, 51, 52], goal=None)
    drawn = page_chart(read, {})

    assert "rc-track" not in drawn
    assert "rc-goal" not in drawn
    assert len(zoom_figure(read)["data"]) == 2
    assert "rc-goal" not in mini_chart(read)
    assert "Goal" not in file_chart(read, made_on=JUNE)


def test_notes_alone_have_a_track() -> None:
    assert ">Notes<" in page_chart(figure([50.0, 51], notes=[note()]), {})
    assert [letter(n) for n in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]


def test_a_small_chart_marks_only_signals_and_the_latest() -> None:
    assert mini_chart(figure([])) == ""
    quiet = mini_chart(figure([50.0, 51, 52]))
    assert quiet.count("rc-pt") == 1
    loud = mini_chart(figure(counted(OPEN_14), settings=FIRST_6))
    assert loud.count("rc-pt--better") == 7


def test_no_cell_of_the_file_starts_a_formula() -> None:
    for sign in "=+-@\t\r":
        assert quoted(f"{sign}1")[0] == "'"
    points = [Point(place=0, period=JUNE, value=1.0, note="=HYPERLINK(1)", numerator=1)]
    assert "'=HYPERLINK(1)" in csv_text(figure(points))


def test_the_table_says_what_is_missing_and_fits_the_kind_of_measure() -> None:
    shown = table(whole())
    assert "None eligible" in shown
    assert "No data" in shown
    assert 'data-key="2026-06"' in shown
    single = table(figure([3.5], kind=MeasureKind.TIME_BETWEEN, has_denominator=False))
    assert "Top number" not in single
    assert "Time between" in single


def test_the_page_says_everything_that_the_figure_holds() -> None:
    page = measure_page(whole(), {1: "/pdsa/1"})

    assert page.has_chart
    assert page.title == "Run chart, June 2026 to August 2027"
    assert dict(page.numbers).keys() == {"Start", "Median", "Now", "Goal"}
    assert [test.words for test in page.tests][:2] == [
        "Started Nov 1, 2026, adopted Jan 1, 2027",
        "Started Nov 1, 2026, running",
    ]
    assert page.notes[0].signed == "Ana, Jan 4, 2027"
    assert page.phases[1].change.startswith("up ")
    assert page.said.meaning is Meaning.FEW


def test_an_empty_page_has_no_chart() -> None:
    page = measure_page(figure([]), {})

    assert not page.has_chart
    assert page.chart == page.key == page.zoom == ""


def test_next_steps_follow_the_finding() -> None:
    worse = measure_page(figure(counted(OPEN_14), settings=FIRST_6, direction=Direction.LOWER), {})
    assert worse.next_steps[0].target == "test"
    held = figure([40.0, 41] * 3 + [80.0, 81] * 6, settings=FIRST_6)
    steps = [step.text for step in measure_page(held, {}).next_steps]
    assert steps[0].startswith("You are at your goal.")
    assert "new starting median" in steps[1]
    studying = figure(
        counted(OPEN_14),
        settings=FIRST_6,
        cycles=[cycle(outcome="studying", ended_on=None)],
    )
    targets = [step.target for step in measure_page(studying, {}).next_steps]
    assert targets == ["cycle:1", ""]


def test_decisions_are_listed_with_who_when_and_why() -> None:
    answers = {"different": "yes", "cause_known": "no", "despite": "The form is in use."}
    listed = [
        decision("freeze", 5, id=1, first_period=month(0)),
        decision("freeze", 4, id=2),
        decision("rephase", 7, id=3, answers=answers | {"name": "Later"}),
        decision("exclude", 1, id=4, undone_at=NOON, undone_by="Kim", undo_reason="Wrong"),
    ]
    page = measure_page(figure(counted(OPEN_14), decisions=listed), {})

    by_id = {ruling.id: ruling for ruling in page.rulings}
    assert by_id[1].title == "Starting median frozen from June to November 2026"
    assert by_id[3].title == "New phase from January 2027: Later"
    assert "Why all the same: The form is in use." in by_id[3].details
    assert by_id[4].details == ("Taken back by Kim, Jan 4, 2027: Wrong",)
    assert not by_id[4].stands
    assert by_id[1].signed == "Dev Patel, Jan 4, 2027"


def test_a_phase_that_fell_is_down() -> None:
    read = figure([70.0] * 6 + [40.0] * 6, decisions=[decision("rephase", 6)])

    assert measure_page(read, {}).phases[1].change == "down 30 points"


# ------------------------------------------------------------------ years and runs


def years(count: int, first: dt.date) -> list[tuple[str, str]]:
    """The years below a chart of so many months, each with the only screens that show it."""
    ready = [
        dataclasses.replace(counted([(5, 10)])[0], place=place, period=add_months(first, place))
        for place in range(count)
    ]
    found = re.findall(r'class="rc-yr( rc-\w\w)?"[^>]*>(\d+)<', page_chart(figure(ready), {}))
    return [(year, {" rc-xm": "wide", " rc-nr": "small"}.get(css, "")) for css, year in found]


@pytest.mark.parametrize(
    ("count", "first", "shown"),
    [
        (1, dt.date(2025, 10, 1), [("2025", "")]),
        (12, dt.date(2025, 10, 1), [("2025", ""), ("2026", "")]),
        (14, dt.date(2025, 10, 1), [("2025", "wide"), ("2026", "")]),
        (16, dt.date(2025, 5, 1), [("2025", ""), ("2026", "wide"), ("2026", "small")]),
        (
            20,
            dt.date(2025, 10, 1),
            [
                ("2025", ""),
                *((y, screen) for y in ("2026", "2027") for screen in ("wide", "small")),
            ],
        ),
        (
            26,
            dt.date(2025, 11, 1),
            [(y, screen) for y in ("2026", "2027") for screen in ("wide", "small")],
        ),
        (28, dt.date(2025, 2, 1), [("2025", ""), ("2026", ""), ("2027", "")]),
    ],
)
def test_each_year_stands_once_on_every_screen_unless_it_runs_into_the_next_one(
    count: int, first: dt.date, shown: list[tuple[str, str]]
) -> None:
    assert years(count, first) == shown


def test_a_brief_chart_says_only_how_long_a_run_is() -> None:
    read = figure(counted(OPEN_14), settings=FIRST_6)
    assert "6 in a row" in page_chart(read, {}, is_brief=True)
    assert "6 in a row" not in page_chart(read, {})
