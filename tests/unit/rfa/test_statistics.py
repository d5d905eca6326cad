"""Statistics of a round: nothing small is shown, and nothing hidden can be worked out."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practices.domain.counties import COUNTIES, Region, region_of
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.parsing import parse
from app.rfa.domain.statistics import (
    LEAST,
    by_county,
    count_or_hidden,
    days_to_submit,
    part,
    steps,
    without_small,
)
from app.rfa.presenters import statistics as words
from app.rfa.queries import statistics
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.oversight_rows import BEFORE, draft, sent

if TYPE_CHECKING:
    from flask import Flask

groups = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1)
places = st.dictionaries(st.sampled_from(COUNTIES), st.integers(1, 12), max_size=15)


@given(groups)
def test_shown_counts_are_right_and_never_small(counts: dict[str, int]) -> None:
    shown = without_small(counts)
    assert list(shown) == list(counts)
    for group, count in shown.items():
        assert count is None or (count == counts[group] and not 0 < count < LEAST)


@given(groups)
def test_what_is_hidden_together_is_never_small(counts: dict[str, int]) -> None:
    hidden = [counts[group] for group, count in without_small(counts).items() if count is None]
    if hidden and sum(counts.values()) >= LEAST:
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST
    assert bool(hidden) == any(0 < count < LEAST for count in counts.values())


@pytest.mark.parametrize(("groups", "most"), [(2, 24), (3, 20), (4, 13)])
def test_a_reader_who_knows_the_rules_and_the_total_cannot_tell(groups: int, most: int) -> None:
    """Of all tables that look the same, each hidden cell holds at least two numbers."""
    alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for counts in itertools.product(range(most + 1), repeat=groups):
        if sum(counts) <= most:
            shown = without_small(dict(enumerate(counts)))
            alike[(*shown.values(), count_or_hidden(sum(counts)))].append(counts)
    for (*shown, _), tables in alike.items():
        for place, count in enumerate(shown):
            assert count is not None or len({table[place] for table in tables}) > 1, tables[0]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5).map(lambda n: sorted(n)[::-1]))
def test_no_step_is_small_or_a_small_number_away_from_another(counts: list[int]) -> None:
    shown = steps(counts)
    assert len(shown) == len(counts)
    seen = [count for count in shown if count is not None]
    for count, one in zip(counts, shown, strict=True):
        assert one is None or one == count
        assert one is None or not 0 < one < LEAST
    for one, other in itertools.combinations(seen, 2):
        assert not 0 < abs(one - other) < LEAST
    is_small = 0 < counts[-1] < LEAST
    assert shown[-1] == (None if is_small else counts[-1])


@given(st.integers(0, 40), st.lists(st.integers(0, 40), max_size=3))
def test_no_part_is_small_or_a_small_number_away_from_a_whole(
    count: int, wholes: list[int]
) -> None:
    shown = part(count, wholes)
    if shown is None:
        assert any(0 < abs(count - one) < LEAST for one in (0, *wholes))
        return
    assert shown == count
    assert not any(0 < abs(shown - one) < LEAST for one in (0, *wholes))


def test_a_reader_who_knows_the_rules_cannot_tell_a_step_or_a_section() -> None:
    """Of all rounds that look the same, each hidden number may be at least two."""
    alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    most = 15
    for submitted in range(most + 1):
        for started in range(submitted, most + LEAST):
            for registered in range(started, most + 2 * LEAST):
                for complete in range(submitted, started + 1):
                    shown = steps((registered, started, submitted))
                    section = part(complete, shown[1:])
                    alike[(*shown, section)].append((registered, started, submitted, complete))
    for shown, rounds in alike.items():
        for place, count in enumerate(shown):
            assert count is not None or len({one[place] for one in rounds}) > 1, rounds[0]


@given(places)
def test_counties_add_up_to_their_region_and_none_is_small(counts: dict[str, int]) -> None:
    totals = dict.fromkeys(Region, 0)
    for county, count in counts.items():
        totals[region_of(county)] += count
    regions = without_small(totals)
    lines = by_county(counts, regions)
    for region, total in regions.items():
        here = [line for line in lines if line.region is region]
        if total is None:
            assert [(line.county, line.count) for line in here] == [("", None)]
            continue
        assert sum(line.count or 0 for line in here) == total
        assert all((line.count or 0) >= LEAST for line in here)
        assert all(counts[line.county] == line.count for line in here if line.county)
        together = [
            c for c in counts if region_of(c) is region and c not in {x.county for x in here}
        ]
        assert len(together) != 1


def test_the_middle_time_needs_five() -> None:
    span = (BEFORE, BEFORE + dt.timedelta(days=2))
    assert days_to_submit([span] * 4) is None
    assert days_to_submit([span] * 5) == 2.0


# ------------------------------------------------------------------ the counts


def test_the_numbers_of_a_round_are_counted(app: Flask) -> None:
    of = build.rfa_round()
    clinic = build.practice(kind=PracticeKind.PRIVATE, county="Lee")
    sent(round_id=of.id, practice_id=clinic.id)
    draft(round_id=of.id)
    sent()
    found = statistics.numbers(of.id)
    assert (found.registered, found.started, found.submitted) == (0, 2, 1)
    assert {kind for kind, count in found.by_kind.items() if count} == {PracticeKind.PRIVATE}
    assert found.by_region == {Region.NORTHERN: 1, Region.CENTRAL: 0, Region.SOUTHERN: 0}
    assert found.by_county == {"Lee": 1}
    assert found.complete == {"profile": 2}
    assert len(found.spans) == 1


def test_the_numbers_take_as_many_statements_for_many(app: Flask) -> None:
    of = build.rfa_round()
    sent(round_id=of.id)
    with statements() as one:
        statistics.numbers(of.id)
    sent(round_id=of.id)
    sent(round_id=of.id)
    with statements() as three:
        statistics.numbers(of.id)
    assert len(one) == len(three) == 3


def _numbers(submitted: int) -> statistics.RoundNumbers:
    return statistics.RoundNumbers(
        registered=40,
        started=30,
        submitted=submitted,
        by_kind=dict.fromkeys(PracticeKind, 0) | {PracticeKind.FQHC: submitted},
        by_region=dict.fromkeys(Region, 0) | {Region.CENTRAL: submitted},
        by_county={"Hinds": submitted},
        spans=((BEFORE, BEFORE + dt.timedelta(days=3)),) * submitted,
        complete={},
    )


@pytest.mark.parametrize(
    ("submitted", "median"),
    [
        (0, "Nothing was submitted yet."),
        (4, "Too few were submitted to say how long it takes."),
        (5, "From start to submission it took 3 days (middle value)."),
    ],
)
def test_the_time_to_submit_is_told_in_words(submitted: int, median: str) -> None:
    found = words.statistics(_numbers(submitted), ())
    assert found.median == median
    assert ("Time to submit", median, "") in list(words.rows(found))


def test_few_submissions_are_not_counted_in_words() -> None:
    found = words.statistics(_numbers(4), ())
    assert (
        found.summary
        == "30 applications were started and fewer than 5 applications were submitted."
    )
    assert not any(line.count == 4 for table in found.tables for line in table.lines)


def _shown(numbers: statistics.RoundNumbers, *sections: Any) -> dict[str, dict[str, str]]:
    found = words.statistics(numbers, sections)
    return {table.key: {line.label: line.words for line in table.lines} for table in found.tables}


def test_what_a_difference_would_tell_is_hidden() -> None:
    sections = parse(build.SMALL_FORM).sections[:3]
    complete = dict(zip([one.key for one in sections], (8, 7, 3), strict=True))
    numbers = replace(_numbers(0), registered=30, started=8, complete=complete)
    shown = _shown(numbers, *sections)
    assert list(shown["sections"].values()) == ["8", "hidden", "hidden"]
    numbers = replace(_numbers(28), complete={sections[0].key: 29, sections[1].key: 28})
    shown = _shown(numbers, *sections)
    assert list(shown["funnel"].values()) == ["40", "hidden", "28"]
    assert list(shown["sections"].values()) == ["hidden", "28", "0"]
    summary = words.statistics(numbers, ()).summary
    assert summary == "28 applications were submitted. How many were started is hidden."


def test_who_registered_is_left_out_where_more_started() -> None:
    numbers = replace(_numbers(5), registered=29, started=30)
    steps_shown = _shown(numbers)["funnel"]
    assert steps_shown == {"Applications started": "30", "Applications submitted": "5"}
    assert list(_shown(replace(numbers, registered=30))["funnel"].values()) == ["30", "30", "5"]


def test_counties_that_are_not_named_are_counted_as_the_others() -> None:
    numbers = replace(
        _numbers(20),
        by_region=dict.fromkeys(Region, 0) | {Region.CENTRAL: 20},
        by_county={"Hinds": 15, "Rankin": 3, "Scott": 2},
    )
    tables = {table.key: table for table in words.statistics(numbers, ()).tables}
    assert [(line.label, line.words) for line in tables["counties"].lines] == [
        ("Hinds", "15"),
        ("Central region: all other counties together", "5"),
    ]
