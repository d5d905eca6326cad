from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.measures.domain.checks import (
    LARGEST,
    Checked,
    Code,
    History,
    Typed,
    check,
    is_outlier,
)
from app.measures.domain.kinds import Answer, MeasureKind
from app.measures.domain.values import value_of

USUAL = History(denominators=(58, 60, 61, 62), values=(20.0, 21, 20, 22, 19, 20), last=(12, 60))


def checked(
    top: str = "", bottom: str = "", *, kind: MeasureKind = MeasureKind.PERCENT, **more: object
) -> Checked:
    history = more.pop("history", History())
    per = {MeasureKind.PERCENT: 100, MeasureKind.RATE: 1000}.get(kind, 1)
    return check(Typed(top, bottom, **more), kind, per, history)  # type: ignore[arg-type]


def codes(found: Checked) -> list[Code]:
    return [problem.code for problem in (*found.wrong, *found.unfinished, *found.odd)]


@pytest.mark.parametrize(
    ("top", "bottom", "code", "box"),
    [
        ("70", "60", Code.TOP_OVER_BOTTOM, "top"),
        ("abc", "60", Code.NOT_WHOLE, "top"),
        ("1.5", "60", Code.NOT_WHOLE, "top"),
        ("1,5", "60", Code.NOT_WHOLE, "top"),
        ("12", "1e3", Code.NOT_WHOLE, "bottom"),
        ("12", "²", Code.NOT_WHOLE, "bottom"),
        ("=1+1", "60", Code.NOT_WHOLE, "top"),
        ("-1", "60", Code.NEGATIVE, "top"),
        ("12", "\N{MINUS SIGN}60", Code.NEGATIVE, "bottom"),
        ("12", "1000001", Code.TOO_LARGE, "bottom"),
        ("12", "9" * 400, Code.TOO_LARGE, "bottom"),
    ],
)
def test_a_hard_problem_stops_the_number(top: str, bottom: str, code: Code, box: str) -> None:
    found = checked(top, bottom)

    assert [(p.code, p.box) for p in found.wrong] == [(code, box)]
    assert not found.may_be_kept
    assert not found.may_be_sent("with a note")
    assert found.answer is Answer.BLANK


def test_more_than_the_bottom_names_both_numbers() -> None:
    assert checked("70", "60").wrong[0].message == (
        "The top number (70) cannot be more than the bottom number (60). Correct one of them."
    )


def test_both_boxes_are_told_at_once() -> None:
    assert codes(checked("x", "-3")) == [Code.NOT_WHOLE, Code.NEGATIVE]


@pytest.mark.parametrize(
    ("top", "bottom", "code"),
    [
        ("", "60", Code.TOP_MISSING),
        ("12", "", Code.BOTTOM_MISSING),
        ("0", "0", Code.CONFIRM_NONE),
    ],
)
def test_what_is_unfinished_may_be_kept_but_not_sent(top: str, bottom: str, code: Code) -> None:
    found = checked(top, bottom)

    assert codes(found) == [code]
    assert found.may_be_kept
    assert not found.may_be_sent("with a note")


def test_a_bottom_of_zero_needs_a_top_of_zero() -> None:
    found = checked("3", "0", kind=MeasureKind.RATE)

    assert codes(found) == [Code.BOTTOM_ZERO]


def test_blank_zero_and_none_eligible_are_three_things() -> None:
    blank, zero, none = checked(), checked("0", "60"), checked(none_eligible=True)

    assert (blank.answer, blank.numerator) == (Answer.BLANK, None)
    assert (zero.answer, zero.numerator, zero.denominator) == (Answer.COUNTED, 0, 60)
    assert (none.answer, none.numerator, none.denominator) == (Answer.NONE_ELIGIBLE, 0, 0)
    assert zero.may_be_sent("")
    assert none.may_be_sent("")


def test_none_eligible_goes_with_empty_boxes_or_zeros_only() -> None:
    assert codes(checked("3", "9", none_eligible=True)) == [Code.NONE_WITH_NUMBERS]
    assert codes(checked("0", "0", none_eligible=True)) == []
    assert codes(checked("x", "", none_eligible=True)) == [Code.NOT_WHOLE]


def test_a_note_has_300_characters() -> None:
    assert codes(checked("1", "2", note="x" * 301)) == [Code.NOTE_TOO_LONG]
    assert codes(checked("1", "2", note="x" * 300)) == []


@pytest.mark.parametrize("kind", [MeasureKind.COUNT, MeasureKind.TIME_BETWEEN])
def test_counts_and_times_between_are_one_number(kind: MeasureKind) -> None:
    found = checked("7", kind=kind)

    assert (found.numerator, found.denominator) == (7, None)
    assert found.may_be_sent("")


def test_rates_and_means_may_have_more_on_top() -> None:
    assert codes(checked("70", "60", kind=MeasureKind.RATE)) == []
    assert codes(checked("70", "60", kind=MeasureKind.MEAN)) == []


def test_a_thousand_may_have_its_comma() -> None:
    assert checked("1,234", "12,345").numerator == 1234


def test_a_denominator_far_from_usual_asks_for_a_note() -> None:
    found = checked("14", "200", history=History(denominators=(58, 60, 61, 62)))

    assert codes(found) == [Code.FAR_DENOMINATOR]
    assert "about 60" in found.odd[0].message
    assert not found.may_be_sent("")
    assert found.may_be_sent("Second site opened")


@pytest.mark.parametrize(
    ("bottom", "earlier"),
    [("90", (60, 60, 60)), ("30", (60, 60, 60)), ("500", (60, 60)), ("5", (0, 0, 0))],
)
def test_half_as_much_or_a_short_history_is_not_far(bottom: str, earlier: tuple[int, ...]) -> None:
    assert codes(checked("1", bottom, history=History(denominators=earlier))) == []


def test_a_value_far_from_the_teams_own_is_odd() -> None:
    assert codes(checked("50", "60", history=USUAL)) == [Code.OUTLIER]
    assert codes(checked("13", "60", history=USUAL)) == []


@pytest.mark.parametrize("values", [(20.0,) * 8, (20.0, 21, 19, 20, 22)])
def test_nothing_is_an_outlier_without_spread_or_history(values: tuple[float, ...]) -> None:
    assert not is_outlier(99, values)


def test_the_same_numbers_as_last_time_are_odd_from_ten_on() -> None:
    assert codes(checked("12", "60", history=USUAL)) == [Code.SAME_AS_LAST]
    assert codes(checked("4", "9", history=History(last=(4, 9)))) == []
    assert codes(checked("10", kind=MeasureKind.COUNT, history=History(last=(10, None)))) == [
        Code.SAME_AS_LAST
    ]
    assert codes(checked("0", kind=MeasureKind.COUNT, history=History(last=(0, None)))) == []


def test_a_bottom_of_zero_has_no_value() -> None:
    assert value_of(MeasureKind.RATE, 1000, Answer.COUNTED, 0, 0) is None


@given(st.text(max_size=12), st.text(max_size=12), st.booleans(), st.sampled_from(MeasureKind))
def test_whatever_is_typed_gets_an_answer_within_the_limits(
    top: str, bottom: str, none: bool, kind: MeasureKind
) -> None:
    found = check(Typed(top, bottom, none_eligible=none), kind, 100, USUAL)

    for number in (found.numerator, found.denominator):
        assert number is None or 0 <= number <= LARGEST
    if (
        kind is MeasureKind.PERCENT
        and found.numerator is not None
        and found.denominator is not None
    ):
        assert found.numerator <= found.denominator
    assert all(p.message.endswith(".") for p in (*found.wrong, *found.unfinished, *found.odd))


@given(st.integers(0, 500), st.integers(1, 500))
def test_every_possible_pair_of_counts_is_accepted(top: int, bottom: int) -> None:
    found = checked(str(top), str(bottom))

    assert found.may_be_kept == (top <= bottom)
