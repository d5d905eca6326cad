from __future__ import annotations

import dataclasses

import pytest

from app.charts.domain.figure import Figure, Gap, Meaning, Point
from app.charts.domain.reading import Settings
from app.charts.domain.words import (
    description,
    finding,
    headline,
    point_words,
    ribbon,
    rules_words,
    signal_sentences,
    source_words,
    summary,
    table_note,
)
from app.measures.domain.kinds import Direction, MeasureKind, Source
from app.spc import RuleSet
from tests.unit.charts.make import OPEN_14, counted, decision, figure, month

FIRST_6 = Settings(baseline_points=6)
START = [52.0, 48, 53, 49, 51, 51]
HIGH = [80.0, 81, 80, 82, 80, 81]
LOW = [20.0, 21, 20, 22, 20, 21]
WAVE = [50.0, 52, 48, 47, 53, 54, 49, 46, 52, 51, 48, 53]


def said(*args: object, **given: object) -> tuple[str, str]:
    read = figure(*args, **given)
    line = headline(read)
    return line.title, line.text


def test_the_scenario_is_told_with_its_numbers() -> None:
    read = figure(counted(OPEN_14), settings=FIRST_6)

    line = headline(read)
    assert line.title == "Improving: 6 months in a row above your starting median"
    assert "Since December 2026 every month off the median has been above it." in line.text
    assert "half of your months were below 20.5%" in line.text
    assert "You are now at 42.6%, 17.4 points short of the goal." in line.text
    assert summary(read)[:3] == (
        "Latest, May 2027: 42.6%.",
        "Starting median, from 6 months: 20.5%.",
        "Goal: 60%.",
    )
    told = "\n".join(signal_sentences(read))
    assert (
        "A shift of 6 points above the median, December 2026 to May 2027:"
        " 30%, 32.8%, 35%, 35.5%, 40%, 42.6%."
    ) in told
    assert "A rising trend of 7 points, November 2026 to May 2027" in told
    assert "First seen with March 2027." in told
    assert "On a chart with no change, this rule fires in about" in told


def test_luck_is_ruled_out_only_below_five_in_a_hundred() -> None:
    read = figure(counted(OPEN_14), settings=FIRST_6)
    assert read.leading is not None

    for rate, stricter, strong, hard in (
        (0.049, None, False, True),
        (0.05, 0.01, False, False),
        (0.20, 0.04, True, True),
        (None, None, True, False),
    ):
        signal = dataclasses.replace(read.leading, rate=rate, stricter_rate=stricter, strong=strong)
        text = headline(dataclasses.replace(read, leading=signal)).text
        assert ("hard to explain by luck alone" in text) == hard
        assert "uck alone" in text


@pytest.mark.parametrize(
    ("direction", "after", "opening"),
    [
        (Direction.HIGHER, HIGH, "Improving: 6 months in a row above"),
        (Direction.HIGHER, LOW, "Getting worse: 6 months in a row below"),
        (Direction.LOWER, HIGH, "Getting worse: 6 months in a row above"),
        (Direction.LOWER, LOW, "Improving: 6 months in a row below"),
        (Direction.NEITHER, HIGH, "A lasting difference: 6 months in a row above"),
    ],
)
def test_every_direction_has_its_headline(
    direction: Direction, after: list[float], opening: str
) -> None:
    before = START if after is HIGH else START[::-1]
    title, text = said(before + after, settings=FIRST_6, direction=direction)

    assert title.startswith(opening)
    assert ("Look at what changed in December 2026." in text) == title.startswith("Getting worse")


def test_a_trend_is_told_by_its_ends() -> None:
    rising = [50.0, 52, 48, 51, 49, 53, 47, 48, 49.5, 51, 52]
    read = figure(rising, settings=Settings(baseline_points=None))

    assert headline(read).title == "Improving: 5 months in a row going up"
    assert "The numbers have risen from 47% in December 2026 to 52%." in headline(read).text
    assert read.leading is not None
    assert ribbon(read, read.leading) == "5 months going up"

    falling = [50.0, 48, 52, 49, 51, 47, 53, 52, 50.5, 49, 48]
    read = figure(falling)
    assert headline(read).title == "Getting worse: 5 months in a row going down"
    assert "fallen" in headline(read).text
    assert "A falling trend of 5 points" in "".join(signal_sentences(read))


def test_a_run_that_has_just_ended_is_told_in_the_past() -> None:
    _, text = said(START + HIGH + [48.0], settings=FIRST_6)

    assert "From December 2026 to May 2027 every month off the median was above it." in text


def test_no_change_is_told_without_blame() -> None:
    title, text = said(WAVE)
    assert title == "No clear change"
    assert "one high month is not a trend" in text
    assert "one low month is not a trend" in said(WAVE, direction=Direction.LOWER)[1]


def test_an_earlier_signal_is_remembered() -> None:
    later = [47.0, 54, 47, 53, 55, 46, 48, 55, 46, 54]
    read = figure(START + HIGH + later, settings=FIRST_6)

    assert read.leading is None
    assert headline(read).title == "No clear change now"
    assert "An earlier signal ended in May 2027." in headline(read).text


def test_with_every_point_left_out_there_is_no_median() -> None:
    read = figure([10.0], decisions=[decision("exclude", 0)])

    assert read.medians == ()
    assert "edian" not in " ".join(summary(read))


def test_too_early_says_when_it_will_be_readable() -> None:
    title, text = said([10.0, 20, 30])
    assert title == "Too early to tell"
    assert text.startswith("You have 3 months. At 10 we can read the chart.")

    many_on_the_median = [10.0] * 3 + [20.0] * 6 + [30.0] * 3
    _, text = said(many_on_the_median)
    assert "6 of them are off the median." in text

    read = figure([40.0] * 6 + [70.0] * 6, decisions=[decision("rephase", 6)])
    assert "You have 6 months since the new phase began." in headline(read).text


def test_nothing_sent_yet() -> None:
    assert said([])[0] == "No numbers yet"
    assert summary(figure([])) == ()


def test_swings_and_too_few_runs_have_their_own_words() -> None:
    swinging = [40.0, 60.0] * 8
    title, text = said(swinging)
    assert title == "The numbers swing more than luck would make them"
    assert "Two groups may be mixed" in text
    read = figure(swinging)
    assert "Too many runs about the median" in signal_sentences(read)[0]
    assert "judged on 16 points" in signal_sentences(read)[0]
    assert read.leading is not None
    assert finding(read, read.leading) == "too many runs"

    clumped = [40.0, 41, 42, 41, 40, 60, 61, 62, 61, 60, 40, 41, 42, 41, 60, 61, 62, 61, 40, 41]
    clumped += [61.0, 60.0, 59.5, 62.0]
    slow = figure(clumped, settings=Settings(RuleSet.ANHOEJ, None))
    assert headline(slow).title == "Something changed, but not in one run"


def test_the_goal_is_praised_when_reached_and_measured_when_not() -> None:
    assert "At 61%, you are at your goal (60%). Hold it for 6 months" in said([61.0])[1]
    assert "15% , " not in said([15.0], direction=Direction.LOWER, goal=10.0)[1]
    assert "5 points above the goal" in said([15.0], direction=Direction.LOWER, goal=10.0)[1]
    assert (
        "You are now at 15%; the goal is 10%."
        in said([15.0], direction=Direction.NEITHER, goal=10.0)[1]
    )
    assert "goal" not in said([15.0], goal=None)[1]
    assert "or less" in " ".join(summary(figure([15.0], direction=Direction.LOWER)))


def test_gaps_are_told_and_are_not_zero() -> None:
    points = counted([(1, 2), (1, 2), (1, 2), (1, 2)])
    points[1] = Point(place=1, period=month(1), gap=Gap.MISSING)
    points[2] = Point(place=2, period=month(2), gap=Gap.NONE_ELIGIBLE)
    told = " ".join(summary(figure(points)))

    assert "No numbers for July 2026: a gap, not a zero." in told
    assert "Nobody was eligible in August 2026: a gap, not a zero." in told
    three = figure([1.0, None, None, 2.0, None, 3.0])
    assert "No numbers for July 2026, August 2026 and October 2026" in " ".join(summary(three))


def test_the_weight_of_the_numbers_is_told() -> None:
    points = counted([(1, 2)] * 5)
    marks = [{"is_small": True}, {"sample_size": 15}, {"source": Source.ESTIMATE}]
    marks += [{"is_late": True, "is_small": True}, {"is_revised": True}]
    weighed = [dataclasses.replace(p, **m) for p, m in zip(points, marks, strict=True)]
    told = " ".join(summary(figure(weighed)))

    assert (
        "Of 5 months, 2 count fewer than 10, 1 comes from a sample under 20,"
        " 1 is estimated, 1 came late, 1 was revised later."
    ) in told


def test_what_is_left_out_is_told() -> None:
    read = figure([10.0, 20, 30, 900], decisions=[decision("exclude", 3)])

    assert "Left out by decision: September 2026." in summary(read)
    assert "Left out of median and rules by decision." in table_note(read.points[3])
    assert "left out by decision" in point_words(read, read.points[3])


def test_the_median_is_named_by_what_made_it() -> None:
    assert "Median of all 3 months: 20%." in summary(figure([10.0, 20, 30]))
    read = figure(
        [40.0] * 6 + [70.0] * 6, decisions=[decision("rephase", 6, answers={"name": "Later"})]
    )
    assert "Median of the phase “Later”, from 6 months: 70%." in summary(read)


def test_measures_without_a_denominator_and_quarters_have_their_words() -> None:
    read = figure(
        [3.0, 4.5, None],
        kind=MeasureKind.MEAN,
        unit="days (mean)",
        months=3,
        has_denominator=False,
        goal=None,
    )
    assert point_words(read, read.points[1]) == "July to September 2026: 4.5"
    assert "Quarterly run chart." in description(read)
    assert "Bottom numbers" not in description(read)


def test_each_point_is_said_in_full() -> None:
    read = figure([42.0, None])
    assert point_words(read, read.points[0]) == "June 2026: 42%, 42 of 100"
    assert point_words(read, read.points[1]) == "July 2026: no data"
    nobody = Point(place=0, period=month(0), gap=Gap.NONE_ELIGIBLE, note="All on holiday")
    assert point_words(read, nobody) == "June 2026: nobody was eligible. All on holiday"
    assert table_note(nobody) == "Nobody was eligible. All on holiday"


def test_sources_are_said_with_what_weakens_them() -> None:
    point = Point(place=0, period=month(0), value=1.0)
    assert source_words(point) == ""
    audit = dataclasses.replace(point, source=Source.CHART_AUDIT, sample_size=15, is_late=True)
    assert source_words(audit) == "chart audit, 15 looked at, sent late"
    sample = dataclasses.replace(point, sample_size=9, is_revised=True, is_small=True)
    assert source_words(sample) == "sample, 9 looked at, revised, small count"
    report = dataclasses.replace(point, source=Source.EHR_REPORT)
    assert source_words(report) == "EHR report"
    changed = dataclasses.replace(point, new_version=True, version=2)
    assert "version 2 of the definition" in table_note(changed)


def test_the_rules_are_explained_for_the_set_in_use() -> None:
    assert [word for word, _ in rules_words(figure([1.0]))] == ["Median", "Shift", "Trend", "Runs"]
    strict = figure([1.0], settings=Settings(RuleSet.ANHOEJ, None))
    assert "Long run" in dict(rules_words(strict))


def test_strong_and_inner_signals_are_marked() -> None:
    read = figure(START + HIGH + HIGH, settings=FIRST_6)
    strong = [s for s in signal_sentences(read) if "Strong: the stricter Anhøj test agrees" in s]
    assert strong
    bare = dataclasses.replace(read.signals[0], stricter_rate=None, rate=None, strong=True)
    only = signal_sentences(dataclasses.replace(read, signals=(bare,)))[0]
    assert only.endswith("Strong: the stricter Anhøj test agrees.")
    inside = dataclasses.replace(bare, in_baseline=True)
    assert (
        "does not count as a change"
        in signal_sentences(dataclasses.replace(read, signals=(inside,)))[0]
    )
    rare = dataclasses.replace(read.signals[0], rate=0.001)
    assert "fewer than 1 of 100" in signal_sentences(dataclasses.replace(read, signals=(rare,)))[0]


def test_long_runs_are_named() -> None:
    read: Figure = figure(START + HIGH + HIGH, settings=Settings(RuleSet.ANHOEJ, 6))
    assert "A long run of 12 points above the median" in " ".join(signal_sentences(read))
    assert read.meaning is Meaning.BETTER
