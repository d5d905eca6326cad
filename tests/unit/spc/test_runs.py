from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spc import RunsTable, crossings_min, longest_run_max, median, run_counts, runs_limits
from app.spc.runs import PERLA_2011, limits_from

COUNTS = st.integers(0, 60)


# Swed & Eisenhart 1943 for an even split: useful points, then the acceptable numbers of runs
EXACT = """
10 3-9   19 6-15  28 10-20 37 14-25 46 17-31 55 21-36
11 4-9   20 7-15  29 10-21 38 14-26 47 18-31 56 22-36
12 4-10  21 7-16  30 11-21 39 14-26 48 18-32 57 22-37
13 4-11  22 8-16  31 11-22 40 15-27 49 19-32 58 23-37
14 4-12  23 8-17  32 12-22 41 15-28 50 19-33 59 23-38
15 5-12  24 8-18  33 12-23 42 16-28 51 20-33 60 24-38
16 5-13  25 9-18  34 12-24 43 16-29 52 20-34
17 6-13  26 9-19  35 13-24 44 17-29 53 20-35
18 6-14  27 10-19 36 13-25 45 17-30 54 21-35
"""


def _exact() -> list[tuple[int, tuple[int, int]]]:
    words = EXACT.split()
    limits = [tuple(int(number) for number in word.split("-")) for word in words[1::2]]
    return [(int(n), (low, high)) for n, (low, high) in zip(words[::2], limits, strict=True)]


@pytest.mark.parametrize(("n", "limits"), _exact())
def test_limits_for_the_number_of_runs(n: int, limits: tuple[int, int]) -> None:
    assert runs_limits(n // 2, n - n // 2) == limits


def test_the_printed_table_differs_by_at_most_one() -> None:
    for n, (lower, upper) in PERLA_2011.items():
        exact = runs_limits(n // 2, n - n // 2)
        assert abs(exact.lower - lower) <= 1
        assert abs(exact.upper - upper) <= 1


def test_tables_differ_where_the_split_is_uneven() -> None:
    assert limits_from(RunsTable.EXACT, 6, 14) == (6, 13)
    assert limits_from(RunsTable.EVEN, 6, 14) == (7, 15)
    assert limits_from(RunsTable.PERLA2011, 6, 14) == (6, 16)


def test_beyond_the_printed_table_the_exact_limits_stand() -> None:
    assert limits_from(RunsTable.PERLA2011, 40, 40) == runs_limits(40, 40)


@pytest.mark.parametrize("table", RunsTable)
def test_below_ten_points_there_are_no_limits(table: RunsTable) -> None:
    assert limits_from(table, 4, 5) is None


def test_runs_are_counted_as_if_every_order_were_written_down() -> None:
    for n1, n2 in ((3, 4), (1, 5), (5, 5)):
        seen: dict[int, int] = {}
        for above in combinations(range(n1 + n2), n1):
            sides = [place in above for place in range(n1 + n2)]
            runs = 1 + sum(a != b for a, b in pairwise(sides))
            seen[runs] = seen.get(runs, 0) + 1
        assert run_counts(n1, n2) == seen


def test_all_on_one_side_is_one_run_and_nothing_is_none() -> None:
    assert run_counts(7, 0) == {1: 1}
    assert runs_limits(0, 7) == (1, 1)
    assert run_counts(0, 0) == {0: 1}


@given(COUNTS, COUNTS)
def test_every_order_is_counted_once(n1: int, n2: int) -> None:
    assert sum(run_counts(n1, n2).values()) == comb(n1 + n2, n1)


@given(COUNTS, COUNTS)
def test_limits_bracket_the_mean_and_do_not_care_which_side_is_which(n1: int, n2: int) -> None:
    lower, upper = runs_limits(n1, n2)
    counts = run_counts(n1, n2)
    mean = Fraction(sum(r * count for r, count in counts.items()), sum(counts.values()))

    assert lower <= mean <= upper
    assert (lower, upper) == runs_limits(n2, n1)


@given(COUNTS, COUNTS)
def test_each_tail_holds_at_most_one_in_forty(n1: int, n2: int) -> None:
    lower, upper = runs_limits(n1, n2)
    counts, total = run_counts(n1, n2), comb(n1 + n2, n1)
    below = sum(count for runs, count in counts.items() if runs < lower)
    above = sum(count for runs, count in counts.items() if runs > upper)

    assert 40 * below <= total < 40 * (below + counts[lower])
    assert 40 * above <= total < 40 * (above + counts[upper])


@given(st.integers(1, 60))
def test_limits_never_shrink_as_points_come(n: int) -> None:
    now, later = runs_limits(n // 2, n - n // 2), runs_limits((n + 1) // 2, n + 1 - (n + 1) // 2)

    assert now.lower <= later.lower
    assert now.upper <= later.upper


@pytest.mark.parametrize(
    ("n", "longest", "crossings"),
    [
        (10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10),
        (36, 8, 13), (48, 9, 18), (60, 9, 23), (100, 10, 41),
    ],
)  # fmt: skip
def test_the_anhoej_pair(n: int, longest: int, crossings: int) -> None:
    assert (longest_run_max(n), crossings_min(n)) == (longest, crossings)


@given(st.integers(1, 400))
def test_crossings_min_is_the_five_percent_point_of_coin_tosses(n: int) -> None:
    fewest = crossings_min(n)
    tail = [
        Fraction(sum(comb(n - 1, k) for k in range(c)), 2 ** (n - 1)) for c in (fewest, fewest + 1)
    ]

    assert tail[0] < Fraction(1, 20) <= tail[1]


@given(st.lists(st.none() | st.integers(-50, 50)))
def test_half_of_the_values_lie_on_each_side_of_the_median(values: list[int | None]) -> None:
    middle = median(values)
    present = [value for value in values if value is not None]

    if middle is None:
        assert not present
    else:
        assert 2 * sum(value <= middle for value in present) >= len(present)
        assert 2 * sum(value >= middle for value in present) >= len(present)
