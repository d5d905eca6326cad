from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.scoring import Opinion, panel, two_places, weighted_mean

WEIGHTS = {"need": 20, "team": 30, "data": 30, "family": 20}
MARKS = st.fixed_dictionaries({key: st.none() | st.integers(0, 5) for key in WEIGHTS})
OPINIONS = st.lists(
    st.builds(
        Opinion,
        st.none() | st.fractions(0, 5, max_denominator=100),
        st.none() | st.sampled_from(Recommendation),
    ),
    max_size=6,
)


def test_the_mean_counts_each_criterion_by_its_weight() -> None:
    marks = {"need": 4, "team": 5, "data": 3, "family": 4}

    assert two_places(weighted_mean(marks, WEIGHTS)) == "4.00"


def test_cannot_assess_is_missing_and_never_zero() -> None:
    marks = {"need": 4, "team": 5, "data": None, "family": 4}

    assert two_places(weighted_mean(marks, WEIGHTS)) == "4.43"


def test_without_any_score_there_is_no_mean() -> None:
    assert weighted_mean(dict.fromkeys(WEIGHTS), WEIGHTS) is None


def test_a_criterion_without_weight_makes_no_mean() -> None:
    assert weighted_mean({"extra": 5}, {"extra": 0}) is None


@given(MARKS)
def test_the_mean_lies_between_the_lowest_and_the_highest_score(
    marks: dict[str, int | None],
) -> None:
    given = [mark for mark in marks.values() if mark is not None]
    mean = weighted_mean(marks, WEIGHTS)

    assert (mean is None) == (not given)
    assert mean is None or min(given) <= mean <= max(given)


@given(MARKS, st.sampled_from(sorted(WEIGHTS)))
def test_leaving_a_criterion_out_is_the_same_as_not_asking_it(
    marks: dict[str, int | None], left_out: str
) -> None:
    without = {key: mark for key, mark in marks.items() if key != left_out}

    assert weighted_mean(marks | {left_out: None}, WEIGHTS) == weighted_mean(without, WEIGHTS)


@given(MARKS)
def test_the_order_of_criteria_never_matters(marks: dict[str, int | None]) -> None:
    turned = dict(reversed(marks.items()))

    assert weighted_mean(turned, WEIGHTS) == weighted_mean(marks, WEIGHTS)


def test_a_panel_has_a_plain_mean_and_the_spread() -> None:
    found = panel([Opinion(Fraction("2.90")), Opinion(Fraction("4.60"))])

    assert (found.n, two_places(found.mean), two_places(found.spread)) == (2, "3.75", "1.70")


def test_a_panel_is_far_apart_from_the_threshold_on() -> None:
    found = panel([Opinion(Fraction("3.00")), Opinion(Fraction("4.50"))])

    assert found.is_far_apart(Fraction("1.50"))
    assert not found.is_far_apart(Fraction("1.51"))


def test_one_review_is_never_far_apart_from_itself() -> None:
    assert not panel([Opinion(Fraction(3))]).is_far_apart(Fraction(0))


def test_opposite_advice_makes_a_panel_talk_whatever_the_scores() -> None:
    found = panel(
        [
            Opinion(Fraction(4), Recommendation.AWARD_WITH_CONDITIONS),
            Opinion(Fraction(4), Recommendation.DECLINE),
        ]
    )

    assert found.is_far_apart(Fraction(5))


def test_a_panel_without_reviews_has_no_mean_and_no_spread() -> None:
    found = panel([])

    assert (found.n, found.mean, found.spread) == (0, None, None)
    assert not found.is_far_apart(Fraction(1))


@given(OPINIONS)
def test_the_order_of_reviewers_never_matters(opinions: list[Opinion]) -> None:
    assert panel(reversed(opinions)) == panel(opinions)


@given(OPINIONS)
def test_a_review_that_could_assess_nothing_changes_no_number(opinions: list[Opinion]) -> None:
    before, after = panel(opinions), panel([*opinions, Opinion(None)])

    assert (before.n, before.mean, before.spread) == (after.n, after.mean, after.spread)
