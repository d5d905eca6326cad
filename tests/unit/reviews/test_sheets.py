"""Score sheets: which scores there are, what is missing before sending, what they come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.reviews.domain import desk, sheets
from app.reviews.domain.desk import Progress
from app.reviews.domain.kinds import Recommendation, ReviewState
from app.reviews.domain.scoring import two_places
from app.reviews.domain.sheets import LONGEST_TEXT, Mark, blank, faults, points, too_long
from app.rfa.domain.document import Criterion
from app.rfa.domain.parsing import parse
from tests.unit.reviews.rows import FORM, SCORES, sheet

CRITERIA = parse(FORM).criteria


def criterion(anchors: dict[int, str]) -> Criterion:
    return Criterion("K1", "Plan", "plan", 100, anchors)


@pytest.mark.parametrize(
    ("anchors", "first", "words"),
    [
        ({0: "A wish", 5: "Clear"}, 0, "Between 0 and 5"),
        ({1: "A wish", 5: "Clear"}, 1, "Between 1 and 5"),
        ({3: "Fair"}, 0, "Below 3"),
        ({0: "A wish"}, 0, "Above 0"),
        ({}, 0, ""),
    ],
)
def test_every_point_says_what_it_stands_for(
    anchors: dict[int, str], first: int, words: str
) -> None:
    found = points(criterion(anchors))

    assert [point.score for point in found] == list(range(first, 6))
    assert {point.score: point.anchor for point in found}[2] == words


def test_a_whole_sheet_may_be_sent() -> None:
    assert faults(CRITERIA, sheet()) == ()
    assert faults(CRITERIA, sheet(SCORES | {"K3": None})) == ()


def test_a_blank_sheet_lacks_a_score_and_a_reason_everywhere_and_the_advice() -> None:
    found = [fault.field for fault in faults(CRITERIA, blank(CRITERIA))]

    assert found == [
        *(f"{part}-{key}" for key in SCORES for part in ("score", "why")),
        "recommendation",
    ]


def test_cannot_assess_needs_a_reason_too() -> None:
    marks = sheet().marks | {"K3": Mark(cannot_assess=True)}

    assert [fault.message for fault in faults(CRITERIA, replace(sheet(), marks=marks))] == [
        "Capacity: write why you cannot assess it"
    ]


def test_an_award_with_conditions_names_them() -> None:
    with_conditions = sheet(recommendation=Recommendation.AWARD_WITH_CONDITIONS)
    named = sheet(recommendation=Recommendation.AWARD_WITH_CONDITIONS, conditions="A deputy by May")

    assert [fault.field for fault in faults(CRITERIA, with_conditions)] == ["conditions"]
    assert faults(CRITERIA, named) == ()


def test_texts_have_an_end() -> None:
    long = "x" * (LONGEST_TEXT + 1)
    found = too_long(CRITERIA, sheet(private_note=long, strengths=long[1:]))

    assert [(fault.field, fault.message) for fault in found] == [
        ("private_note", "Private note: shorten your text to 10,000 characters or fewer")
    ]


def test_the_total_counts_what_was_scored_and_says_on_how_much_it_rests() -> None:
    whole, part = sheet(), sheet(SCORES | {"K3": None})

    assert two_places(whole.total(CRITERIA)) == "4.00"
    assert two_places(part.total(CRITERIA)) == "4.43"
    assert (part.scored, part.chosen) == (3, 4)
    assert (sheets.blank(CRITERIA).scored, blank(CRITERIA).total(CRITERIA)) == (0, None)


DUE = dt.datetime(2026, 12, 22, 23, tzinfo=dt.UTC)
LATER = DUE + dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "at", "was_told", "expected"),
    [
        (None, DUE, False, Progress.TO_DO),
        (ReviewState.VOID, DUE, False, Progress.TO_DO),
        (ReviewState.DRAFT, DUE, False, Progress.IN_PROGRESS),
        (None, LATER, False, Progress.OVERDUE),
        (ReviewState.SUBMITTED, LATER, False, Progress.DONE),
        (ReviewState.SUBMITTED, LATER, True, Progress.DONE),
        (ReviewState.DRAFT, DUE, True, Progress.CLOSED),
    ],
)
def test_the_clock_and_the_own_review_say_how_far_it_is(
    state: ReviewState | None, at: dt.datetime, was_told: bool, expected: Progress
) -> None:
    assert desk.progress(state, DUE, at, was_told=was_told) is expected


def test_each_reviewer_has_an_order_of_their_own_that_stays() -> None:
    orders = {
        tuple(sorted(range(1, 9), key=lambda one: desk.place(person, one)))
        for person in (1, 2, 3, 1)
    }

    assert len(orders) == 3
