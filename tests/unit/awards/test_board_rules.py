"""Ranking, adjusting and fairness: rules about numbers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.awards.domain import adjusting, board, fairness
from app.awards.domain.adjusting import Mark, Method, adjusted
from app.awards.domain.board import Column, Side, rank, value
from app.awards.domain.fairness import Duty, Round
from app.awards.domain.kinds import Outcome
from app.practices.domain.counties import COUNTIES
from app.practices.domain.rurality import URBAN, is_rural

F = Fraction
APPLICATIONS = (1, 2, 3, 4, 5)


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Rounds of five applications; each reviewer scores an application once at most."""
    pairs = draw(st.sets(st.tuples(st.sampled_from(APPLICATIONS), st.integers(7, 10))))
    marks = [Mark(of, who, F(draw(st.integers(0, 500)), 100)) for of, who in sorted(pairs)]
    return Round(APPLICATIONS, tuple(marks), draw(st.integers(1, 5)))


def test_ties_share_a_rank_and_the_next_rank_leaves_room() -> None:
    found = rank({1: F(4), 2: F(5), 3: F(4), 4: F(3)}, 3)
    assert [(p.key, p.rank, p.is_tied) for p in found.places] == [
        (2, 1, False),
        (1, 2, True),
        (3, 2, True),
        (4, 4, False),
    ]
    assert found.on(Side.ABOVE) == (2, 1, 3)
    assert found.on(Side.BELOW) == (4,)


def test_a_tie_across_the_line_is_named_and_puts_nobody_above() -> None:
    found = rank({1: F(31, 7), 2: F(31, 7), 3: F(1)}, 1)
    assert found.on(Side.ACROSS) == (1, 2)
    assert found.on(Side.ABOVE) == ()


def test_a_third_is_exactly_a_third() -> None:
    thirds = [F(1, 3), F(1, 3), F(1, 3)]
    assert board.mean(thirds) == F(1, 3)
    assert all(place.is_tied for place in rank({1: F(1, 3), 2: board.mean(thirds)}, 1).places)


def test_what_nobody_scored_stands_last_without_a_rank() -> None:
    found = rank({1: None, 2: F(0), 3: None}, 3)
    assert [(p.key, p.rank, p.side) for p in found.places] == [
        (2, 1, Side.ABOVE),
        (1, None, Side.UNSCORED),
        (3, None, Side.UNSCORED),
    ]


def test_each_column_has_its_value() -> None:
    totals = [F(1), F(2), F(5)]
    assert value(Column.MEAN, totals, F(4)) == F(8, 3)
    assert value(Column.MEDIAN, totals, F(4)) == F(2)
    assert value(Column.CONSENSUS, totals, F(4)) == F(4)
    assert value(Column.CONSENSUS, totals) == F(8, 3)
    assert value(Column.MEDIAN, []) is None


def test_the_mix_counts_awards_that_are_decided_and_who_stands_above_undecided() -> None:
    ranking = rank({1: F(5), 2: F(4), 3: F(3), 4: F(2)}, 2)
    decided = {1: Outcome.WAIT_LIST, 3: Outcome.AWARD_WITH_CONDITIONS}
    assert board.chosen(ranking, decided) == {2, 3}
    traits = {1: "rural", 2: "rural", 3: "urban", 4: "urban"}
    assert board.mix({2, 3}, traits, ["rural", "urban", "other"]) == {
        "rural": 1,
        "urban": 1,
        "other": 0,
    }


def test_somebody_with_one_score_is_left_raw_and_marked() -> None:
    marks = [Mark(1, 7, F(1)), Mark(1, 8, F(4)), Mark(2, 8, F(2))]
    for method in Method:
        found = adjusted(marks, [1, 2, 3], method)
        assert found[1].has_raw
        assert not found[2].has_raw
        assert found[3].value is None
    assert adjusted([], [1], Method.Z)[1].value is None


def test_a_strict_and_a_kind_reviewer_of_the_same_opinion_come_out_equal() -> None:
    marks = [Mark(1, 7, F(1)), Mark(2, 7, F(2)), Mark(1, 8, F(4)), Mark(2, 8, F(5))]
    centred = adjusted(marks, [1, 2], Method.CENTRED)
    assert (centred[1].value, centred[2].value) == (F(5, 2), F(7, 2))


def test_z_scores_stretch_a_narrow_reviewer_and_ignore_who_always_gives_the_same() -> None:
    marks = [Mark(1, 7, F(0)), Mark(2, 7, F(4)), Mark(1, 8, F(2)), Mark(2, 8, F(2))]
    found = adjusted(marks, [1, 2], Method.Z)
    low, high = found[1].value, found[2].value
    assert low is not None
    assert high is not None
    assert low + high == 4
    assert F(0) < low < high < F(4)


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_reviewers_never_matters(of: Round, chance: st.DataObject) -> None:
    shuffled = list(of.marks)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # it is a random.Random
    other = Round(of.applications, tuple(shuffled), of.awards)
    assert other.ranking() == of.ranking()
    assert fairness.by_other_counts(other) == fairness.by_other_counts(of)
    assert fairness.leaving_out(other) == fairness.leaving_out(of)
    assert fairness.habits(shuffled) == fairness.habits(of.marks)
    for method in Method:
        assert other.adjusted(method) == of.adjusted(method)


@given(rounds())
def test_missing_is_never_zero(of: Round) -> None:
    scored = {mark.application for mark in of.marks}
    for values in (of.means(), of.medians(), *(of.adjusted(method) for method in Method)):
        assert {key for key, one in values.items() if one is not None} == scored
    assert set(of.ranking().on(Side.UNSCORED)) == set(APPLICATIONS) - scored


@given(rounds())
def test_leaving_out_somebody_without_a_review_changes_nothing(of: Round) -> None:
    assert of.without(99) == of
    assert 99 not in fairness.leaving_out(of)


@given(rounds())
def test_no_more_stand_above_the_line_than_there_are_awards(of: Round) -> None:
    assert len(of.ranking().on(Side.ABOVE)) <= of.awards


def test_leaving_out_one_reviewer_names_the_applications_that_change_sides() -> None:
    marks = (
        Mark(1, 7, F(4)),
        Mark(1, 8, F(4)),
        Mark(2, 7, F(5)),
        Mark(2, 9, F(1)),
        Mark(3, 8, F(2)),
    )
    found = fairness.leaving_out(Round((1, 2, 3), marks, 1))
    assert found[8] == ()
    assert [(m.key, m.was, m.now) for m in found[9]] == [
        (1, Side.ABOVE, Side.BELOW),
        (2, Side.BELOW, Side.ABOVE),
    ]


def test_loads_count_what_is_late_and_what_is_owed() -> None:
    found = fairness.loads([Duty(1, 7, is_submitted=True, is_late=True), Duty(2, 7), Duty(1, 8)])
    assert found[7] == fairness.Load(assigned=2, submitted=1, late=1)
    assert found[8] == fairness.Load(assigned=1, submitted=0, late=0)


def test_habits_of_a_reviewer_need_three_scores() -> None:
    few = [Mark(1, 7, F(1)), Mark(1, 8, F(4)), Mark(2, 7, F(2)), Mark(2, 8, F(5))]
    assert fairness.habits(few)[7].severity is None
    assert fairness.habits(few)[7].mean is None
    assert not fairness.habits(few)[7].is_flagged
    more = [*few, Mark(3, 7, F(3)), Mark(3, 8, F(3)), Mark(4, 7, F(3))]
    strict = fairness.habits(more)[7]
    assert strict.severity == F(-2)
    assert (strict.n, strict.shared) == (4, 3)
    assert strict.mean == F(9, 4)
    assert strict.spread == F(2)
    assert strict.is_flagged


def test_groups_with_too_few_scores_have_no_mean() -> None:
    values = {1: F(1), 2: F(2), 3: F(3), 4: F(5), 5: None}
    names = {1: "FQHC", 2: "FQHC", 3: "FQHC", 4: "Private", 5: "Private"}
    found = {group.name: group for group in fairness.groups(values, names)}
    assert found["FQHC"].mean == F(2)
    assert (found["Private"].n, found["Private"].mean) == (1, None)


def test_totals_are_gathered_by_reviewer() -> None:
    assert adjusting.totals_by([Mark(1, 7, F(1)), Mark(2, 7, F(2))]) == {7: [F(1), F(2)]}


def test_counties_of_metropolitan_areas_are_urban_and_all_others_rural() -> None:
    assert set(COUNTIES) >= URBAN
    assert not is_rural("DeSoto")
    assert is_rural("Attala")
    assert sum(is_rural(county) for county in COUNTIES) == 82 - len(URBAN)
