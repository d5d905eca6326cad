"""Assignments are right or rightly refused, whatever the instance; the same seed, the same pairs."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reviews.domain.assigning import Able, Pair, Problem, Wanting, solve
from app.reviews.domain.programs import Program
from app.reviews.domain.proofs import why_not

FIRST = 100
"""Reviewers are numbered from here, so that no number means two things."""


def problem(  # one instance in one line
    wants: list[int],
    rooms: list[tuple[int, int]],
    forbidden: set[Pair] | frozenset[Pair] = frozenset(),
    **more: set[Pair],
) -> Problem:
    return Problem(
        tuple(
            Wanting(
                key, f"A{key}", wanted, (f"type {key % 3}", f"type {key % 3}, region {key % 2}")
            )
            for key, wanted in enumerate(wants)
        ),
        tuple(Able(FIRST + key, f"R{key}", least, most) for key, (least, most) in enumerate(rooms)),
        frozenset(forbidden),
        **{name: frozenset(pairs) for name, pairs in more.items()},
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    wants = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    rooms = draw(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(0, 3)).map(lambda r: (r[0], max(r))),
            min_size=1,
            max_size=3,
        )
    )
    every = [(a, FIRST + r) for a in range(len(wants)) for r in range(len(rooms))]
    marks = draw(
        st.lists(
            st.sampled_from(["", "", "", "forbidden", "kept", "hinted", "settled"]),
            min_size=len(every),
            max_size=len(every),
        )
    )
    return problem(
        wants,
        rooms,
        {pair for pair, mark in zip(every, marks, strict=True) if mark == "forbidden"},
        kept={pair for pair, mark in zip(every, marks, strict=True) if mark == "kept"},
        hinted={pair for pair, mark in zip(every, marks, strict=True) if mark == "hinted"},
        settled={pair for pair, mark in zip(every, marks, strict=True) if mark == "settled"},
    )


def holds(of: Problem, pairs: frozenset[Pair]) -> bool:
    """Whether these pairs are an assignment."""
    reviews, loads = Counter(key for key, _ in pairs), Counter(who for _, who in pairs)
    kept = Counter(key for key, _ in of.kept)
    return (
        of.kept <= pairs
        and not pairs & of.forbidden
        and all(reviews[one.id] == max(one.wanted, kept[one.id]) for one in of.applications)
        and all(one.least <= loads[one.id] <= max(one.most, of.has[one.id]) for one in of.reviewers)
    )


def every_assignment(of: Problem) -> list[frozenset[Pair]]:
    """All of them, by trying everything."""
    ways = []
    for one in of.applications:
        able = [pair for pair in of.free if pair[0] == one.id]
        ways.append(list(itertools.combinations(able, of.needs[one.id])))
    tried = (of.kept.union(*chosen) for chosen in itertools.product(*ways))
    return [pairs for pairs in tried if holds(of, pairs)]


def spread(of: Problem, pairs: frozenset[Pair]) -> int:
    loads = Counter(who for _, who in pairs)
    found = [loads[one.id] for one in of.reviewers]
    return max(found) - min(found)


def squares(pairs: frozenset[Pair]) -> int:
    return sum(load * load for load in Counter(who for _, who in pairs).values())


@settings(max_examples=300)
@given(problems())
def test_an_assignment_holds_or_there_is_none(of: Problem) -> None:
    possible = every_assignment(of)
    reasons = why_not(of)
    assert bool(reasons) == (not possible)
    if possible:
        pairs = solve(of)
        assert holds(of, pairs)
        assert spread(of, pairs) == min(spread(of, one) for one in possible)


@settings(max_examples=100)
@given(problems())
def test_among_even_loads_most_stay_and_fewest_hints_are_met(of: Problem) -> None:
    possible = every_assignment(of)
    if not possible:
        return

    def rank(pairs: frozenset[Pair]) -> tuple[int, int, int]:
        return squares(pairs), -len(pairs & of.settled), len(pairs & of.hinted)

    assert rank(solve(of)) == min(map(rank, possible))


@settings(max_examples=60)
@given(problems(), st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    of: Problem, seed: int, shuffler: random.Random
) -> None:
    if why_not(of):
        return
    applications, reviewers = list(of.applications), list(of.reviewers)
    shuffler.shuffle(applications)
    shuffler.shuffle(reviewers)
    again = replace(of, applications=tuple(applications), reviewers=tuple(reviewers))
    assert solve(of, seed) == solve(again, seed)


def test_seeds_make_different_assignments() -> None:
    of = problem([2] * 6, [(0, 3)] * 4)
    assert len({solve(of, seed) for seed in range(5)}) > 1


def test_what_is_no_flow_still_comes_out_whole() -> None:
    program = Program()
    for name in "abc":
        program.choice(name, -1)
    for one, other in ("ab", "bc", "ac"):
        program.row([(one, 1), (other, 1)], most=1)
    assert len(program.solve(like_a_flow=True)) == 1


def test_types_and_regions_are_mixed() -> None:
    of = problem([1] * 6, [(0, 3)] * 2)
    for who in (FIRST, FIRST + 1):
        found = Counter(key % 3 for key, other in solve(of) if other == who)
        assert found == {0: 1, 1: 1, 2: 1}


def test_too_few_reviewers_without_a_conflict_are_named_with_the_application() -> None:
    of = problem([2, 2], [(0, 3)] * 3, {(0, FIRST), (0, FIRST + 1)})
    assert why_not(of) == ("A0 has only 1 reviewer without a conflict and needs 2.",)


def test_what_is_still_missing_is_said_when_some_reviews_stay() -> None:
    of = problem([3], [(0, 3)] * 2, {(0, FIRST + 1)}, kept={(0, FIRST)})
    assert why_not(of) == ("A0 has no more reviewers without a conflict and needs 2 more.",)


def test_too_few_places_altogether_are_counted() -> None:
    of = problem([2] * 6, [(0, 2), (0, 3), (0, 2), (0, 3)])
    assert why_not(of) == (
        "12 reviews are needed, but the reviewers can take at most 10 together.",
    )
    assert why_not(problem([1] * 2, [(0, 1)])) == (
        "2 reviews are needed, but R0 can take at most 1.",
    )


def test_applications_that_share_too_few_places_are_named() -> None:
    shut = {(key, FIRST + who) for key in range(3) for who in (2, 3)}
    assert why_not(problem([2] * 3, [(0, 2), (0, 2), (0, 9), (0, 9)], shut)) == (
        "These 3 applications (A0, A1 and A2) need 6 more reviews, but at most 4 can be placed: "
        "R0 and R1 have 4 places left, and other reviewers without a conflict can take 0.",
    )


def test_one_application_whose_reviewers_are_full_is_named() -> None:
    of = problem([2], [(0, 0), (0, 0), (0, 3)])
    assert why_not(of) == (
        "A0 needs 2 more reviews, but at most 1 can be placed: "
        "R0 and R1 have 0 places left, and other reviewers without a conflict can take 1.",
    )


def test_a_least_that_cannot_be_reached_is_refused() -> None:
    assert why_not(problem([1], [(2, 3)])) == (
        "R0 is to get 2 more reviews, but without conflicts only 1 can go to this reviewer. "
        "Lower the least for each reviewer.",
    )
    assert why_not(problem([1], [(1, 3)] * 7)) == (
        "R0, R1, R2, R3, R4 and 2 others are to get 7 more reviews, but without conflicts only 1 "
        "can go to them. Lower the least for each reviewer.",
    )


def test_kept_pairs_may_exceed_what_a_reviewer_should_get() -> None:
    of = problem([1, 1], [(0, 1), (0, 1)], kept={(0, FIRST), (1, FIRST)})
    assert why_not(of) == ()
    assert solve(of) == of.kept
