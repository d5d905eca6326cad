from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.measures.domain.checks import (
    LARGEST,
    LONGEST_NOTE,
    Checked,
    Code,
    History,
    Typed,
    check,
    is_outlier,
)
from app.measures.domain.kinds import Answer, MeasureKind
from app.measures.domain.values import value_of

WITH_BOTTOM = [kind for kind in MeasureKind if kind.has_denominator]
SINGLE = [kind for kind in MeasureKind if not kind.has_denominator]
USUAL = History(denominators=(58, 60, 62))


def checked(
    top: str = "",
    bottom: str = "",
    kind: MeasureKind = MeasureKind.PERCENT,
    history: History | None = None,
    **typed: object,
) -> Checked:
    return check(Typed(top, bottom, **typed), kind, 100, history or History())


def codes(found: Checked) -> tuple[list[Code], list[Code], list[Code]]:
    """(wrong, unfinished, odd)"""
    return (
        [problem.code for problem in found.wrong],
        [problem.code for problem in found.unfinished],
        [problem.code for problem in found.odd],
    )


# whole numbers


def test_seventy_of_sixty_is_refused_naming_both_boxes_and_both_numbers() -> None:
    found = checked("70", "60")

    assert codes(found) == ([Code.TOP_OVER_BOTTOM], [], [])
    assert found.wrong[0].message == (
        "The top number (70) cannot be more than the bottom number (60). Correct one of them."
    )
    assert found.answer is Answer.BLANK
    assert not found.may_be_kept
    assert not found.may_be_sent("a note excuses nothing")


@pytest.mark.parametrize("kind", [MeasureKind.RATE, MeasureKind.MEAN])
def test_only_a_percent_needs_a_top_within_its_bottom(kind: MeasureKind) -> None:
    assert checked("70", "60", kind).may_be_sent("")


def test_a_top_equal_to_its_bottom_is_all_of_them() -> None:
    assert checked("60", "60").may_be_sent("")


@pytest.mark.parametrize("text", ["-1", "- 12", "\u22125", "-0"])
@pytest.mark.parametrize("box", ["top", "bottom"])
def test_no_count_is_negative(text: str, box: str) -> None:
    found = checked(**{"top": "1", "bottom": "2"} | {box: text})

    assert [(p.code, p.box) for p in found.wrong] == [(Code.NEGATIVE, box)]
    assert found.wrong[0].message.startswith(f"The {box} number cannot be negative.")


@pytest.mark.parametrize(
    "text",
    [
        "twelve",
        "12.5",
        "12,5",
        "1,23",
        "1e3",
        "12%",
        "=1+1",
        "\u0661\u0662",
        "\u00b2",
        "+5",
        "0x1f",
        "1 2",
        "--1",
        ".",
    ],
)
def test_what_is_no_whole_number_is_refused_and_said_back(text: str) -> None:
    found = checked(text, "60")

    assert [(p.code, p.box) for p in found.wrong] == [(Code.NOT_WHOLE, "top")]
    assert f"“{text}” is not." in found.wrong[0].message


def test_long_nonsense_is_said_back_shortened() -> None:
    assert f"“{'x' * 20}” is not." in checked("x" * 5000, "60").wrong[0].message


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234", 1234), ("1,000,000", LARGEST), (" 12 ", 12), ("007", 7), ("0", 0)],
)
def test_whole_numbers_are_read_as_people_write_them(text: str, number: int) -> None:
    assert checked(text, "", MeasureKind.COUNT).numerator == number


@pytest.mark.parametrize("text", [str(LARGEST + 1), "9" * 5000, "1,000,001"])
def test_a_count_beyond_a_million_is_too_large(text: str) -> None:
    found = checked("1", text)

    assert codes(found)[0] == [Code.TOO_LARGE]
    assert "1,000,000" in found.wrong[0].message


def test_both_boxes_are_told_at_once() -> None:
    assert [(p.code, p.box) for p in checked("x", "-1").wrong] == [
        (Code.NOT_WHOLE, "top"),
        (Code.NEGATIVE, "bottom"),
    ]


# blank, zero and nobody


def test_nothing_typed_is_blank_and_nothing_is_wrong() -> None:
    assert checked() == Checked(Answer.BLANK)
    assert checked("  ", "\t") == Checked(Answer.BLANK)


def test_zero_of_sixty_is_a_zero() -> None:
    found = checked("0", "60")

    assert (found.answer, found.numerator, found.denominator) == (Answer.COUNTED, 0, 60)
    assert found.may_be_sent("")
    assert value_of(MeasureKind.PERCENT, 100, found.answer, 0, 60) == 0.0


def test_zero_of_zero_asks_whether_nobody_was_eligible() -> None:
    found = checked("0", "0")

    assert codes(found) == ([], [Code.CONFIRM_NONE], [])
    assert found.may_be_kept
    assert not found.may_be_sent("a note is no answer to that")


@pytest.mark.parametrize("numbers", [("", ""), ("0", "0"), ("0", ""), ("", "0")])
def test_nobody_eligible_is_an_answer_of_its_own(numbers: tuple[str, str]) -> None:
    found = checked(*numbers, none_eligible=True)

    assert found == Checked(Answer.NONE_ELIGIBLE, 0, 0)
    assert found.may_be_sent("")


@pytest.mark.parametrize("numbers", [("1", ""), ("", "60"), ("0", "60")])
def test_nobody_eligible_cannot_be_said_beside_numbers(numbers: tuple[str, str]) -> None:
    found = checked(*numbers, none_eligible=True)

    assert [(p.code, p.box) for p in found.wrong] == [(Code.NONE_WITH_NUMBERS, "none")]


def test_nonsense_beside_nobody_eligible_is_still_nonsense() -> None:
    assert codes(checked("x", "", none_eligible=True))[0] == [Code.NOT_WHOLE]


def test_nobody_eligible_is_meant_for_single_numbers_too() -> None:
    assert checked(kind=MeasureKind.COUNT, none_eligible=True).answer is Answer.NONE_ELIGIBLE


# unfinished


@pytest.mark.parametrize("kind", WITH_BOTTOM)
def test_half_a_pair_may_be_kept_but_not_sent(kind: MeasureKind) -> None:
    top, bottom = checked("5", "", kind), checked("", "5", kind)

    assert [(p.code, p.box) for p in top.unfinished] == [(Code.BOTTOM_MISSING, "bottom")]
    assert [(p.code, p.box) for p in bottom.unfinished] == [(Code.TOP_MISSING, "top")]
    assert top.may_be_kept
    assert bottom.may_be_kept
    assert not top.may_be_sent("")
    assert (top.answer, top.numerator, top.denominator) == (Answer.COUNTED, 5, None)


@pytest.mark.parametrize("kind", [MeasureKind.RATE, MeasureKind.MEAN])
def test_something_out_of_nothing_is_unfinished(kind: MeasureKind) -> None:
    assert codes(checked("3", "0", kind)) == ([], [Code.BOTTOM_ZERO], [])


def test_a_percent_of_nothing_is_wrong() -> None:
    assert codes(checked("3", "0"))[0] == [Code.TOP_OVER_BOTTOM]


@pytest.mark.parametrize("kind", SINGLE)
def test_single_numbers_need_no_bottom_and_ignore_what_is_there(kind: MeasureKind) -> None:
    found = checked("0", "nonsense", kind)

    assert (found.numerator, found.denominator) == (0, None)
    assert found.may_be_sent("")


# notes


def test_a_note_has_300_characters_at_most() -> None:
    assert checked("1", "2", note="x" * LONGEST_NOTE).may_be_kept
    found = checked("1", "2", note="x" * (LONGEST_NOTE + 1))
    assert [(p.code, p.box) for p in found.wrong] == [(Code.NOTE_TOO_LONG, "note")]
    assert codes(checked(none_eligible=True, note="x" * 301))[0] == [Code.NOTE_TOO_LONG]


# odd


def test_a_bottom_number_far_from_usual_asks_for_a_note() -> None:
    found = checked("14", "200", history=USUAL)

    assert codes(found) == ([], [], [Code.FAR_DENOMINATOR])
    assert found.odd[0].box == "bottom"
    assert found.odd[0].message.startswith("Denominator far from usual (about 60).")
    assert found.may_be_kept
    assert not found.may_be_sent("")
    assert found.may_be_sent("A new registry.")


@pytest.mark.parametrize(
    ("bottom", "far"), [("90", False), ("91", True), ("30", False), ("29", True)]
)
def test_far_begins_beyond_half_of_the_usual(bottom: str, far: bool) -> None:
    assert (codes(checked("1", bottom, history=USUAL))[2] == [Code.FAR_DENOMINATOR]) is far


def test_two_months_are_too_few_to_know_what_is_usual() -> None:
    assert not checked("1", "200", history=History(denominators=(60, 60))).odd
    assert not checked("1", "200", history=History(denominators=(0, 0, 0))).odd


def test_a_value_far_from_the_teams_own_median_asks_for_a_note() -> None:
    values = (40.0, 42.0, 44.0, 41.0, 43.0, 42.0)

    assert codes(checked("90", "100", history=History(values=values)))[2] == [Code.OUTLIER]
    assert not checked("90", "100", history=History(values=values[:5])).odd
    assert not checked("43", "100", history=History(values=values)).odd


def test_an_outlier_lies_beyond_three_robust_deviations() -> None:
    values = [10.0, 10.0, 11.0, 11.0, 9.0, 9.0, 10.0]  # median 10, median deviation 1

    assert not is_outlier(10 + 3 * 1.4826 - 1e-9, values)
    assert is_outlier(10 + 3 * 1.4826 + 1e-9, values)
    assert is_outlier(10 - 3 * 1.4826 - 1e-9, values)
    assert not is_outlier(99, [10.0] * 12)


@pytest.mark.parametrize(
    ("typed", "last", "odd"),
    [
        (("6", "10"), (6, 10), True),
        (("6", "9"), (6, 9), False),
        (("6", "10"), (5, 10), False),
        (("6", "10"), None, False),
    ],
)
def test_the_very_same_numbers_again_ask_for_a_note_when_they_are_many(
    typed: tuple[str, str], last: tuple[int, int] | None, odd: bool
) -> None:
    assert bool(checked(*typed, history=History(last=last)).odd) is odd


def test_the_very_same_single_number_counts_too() -> None:
    last = History(last=(12, None))
    assert codes(checked("12", kind=MeasureKind.COUNT, history=last))[2] == [Code.SAME_AS_LAST]
    assert not checked("0", kind=MeasureKind.COUNT, history=History(last=(0, None))).odd


# whatever is typed

numbers = st.integers(-5, 2_000_000).map(str)
texts = st.one_of(st.text(max_size=40), numbers, st.just(""))
counts = st.integers(0, LARGEST)
histories = st.builds(
    History,
    denominators=st.lists(counts, max_size=12),
    values=st.lists(st.floats(0, 1e6), max_size=12),
    last=st.none() | st.tuples(st.none() | counts, st.none() | counts),
)


@given(
    typed=st.builds(Typed, texts, texts, none_eligible=st.booleans(), note=st.text(max_size=320)),
    kind=st.sampled_from(MeasureKind),
    history=histories,
)
def test_whatever_is_typed_blank_zero_and_nobody_never_mix(
    typed: Typed, kind: MeasureKind, history: History
) -> None:
    found = check(typed, kind, 1000, history)

    if found.wrong:
        assert (found.answer, found.numerator, found.denominator) == (Answer.BLANK, None, None)
    if found.answer is Answer.BLANK:
        assert (found.numerator, found.denominator) == (None, None)
        assert not found.unfinished
        assert not found.odd
    if found.answer is Answer.NONE_ELIGIBLE:
        assert typed.none_eligible
        assert (found.numerator, found.denominator) == (0, 0)
    if found.answer is Answer.COUNTED:
        assert not typed.none_eligible
        assert (found.numerator, found.denominator) != (None, None)
        for number in (found.numerator, found.denominator):
            assert number is None or 0 <= number <= LARGEST
    value = value_of(kind, 1000, found.answer, found.numerator, found.denominator)
    if found.may_be_sent(typed.note):
        assert (value is not None) == (found.answer is Answer.COUNTED)
    boxes = {"top", "bottom", "none", "note"}
    assert all(p.box in boxes and p.message for p in (*found.wrong, *found.unfinished, *found.odd))
