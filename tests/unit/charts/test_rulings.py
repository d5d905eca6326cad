from __future__ import annotations

import pytest

from app.charts.domain.decisions import QUESTIONS
from app.charts.domain.rulings import against_excluding, against_freezing, against_rephasing
from tests.unit.charts.make import decision, figure, month

YES = dict.fromkeys(QUESTIONS, "yes")
TWENTY = [50.0] * 10 + [70.0] * 10


def test_a_baseline_runs_forward_over_three_values_or_more() -> None:
    read = figure([50.0, None, 52, 53, *TWENTY])

    assert against_freezing(read, month(3), month(1), anyway=True).field == "first_period"
    few = against_freezing(read, month(0), month(2), anyway=True)
    assert few is not None
    assert "at least 3 values; this has 2" in few.message
    assert against_freezing(read, month(0), month(12), anyway=False) is None


def test_under_ten_points_a_person_confirms() -> None:
    read = figure(TWENTY)

    doubt = against_freezing(read, month(0), month(5), anyway=False)
    assert doubt is not None
    assert doubt.field == "anyway"
    assert "6 months" in doubt.message
    assert against_freezing(read, month(0), month(5), anyway=True) is None


def test_a_new_phase_needs_room_before_and_after() -> None:
    read = figure(TWENTY)

    assert against_rephasing(read, month(10), YES, anyway=False) is None
    assert against_rephasing(read, month(2), YES, anyway=True).field == "period"
    assert against_rephasing(read, month(18), YES, anyway=True).field == "period"
    assert against_rephasing(read, month(12), YES, anyway=False).field == "anyway"


def test_phases_are_measured_between_their_neighbours() -> None:
    read = figure(TWENTY, decisions=[decision("rephase", 10)])

    assert "already begins" in against_rephasing(read, month(10), YES, anyway=True).message
    assert against_rephasing(read, month(12), YES, anyway=True).field == "period"
    assert against_rephasing(read, month(8), YES, anyway=True).field == "period"
    assert against_rephasing(read, month(6), YES, anyway=True) is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_no_asks_for_a_reason(question: str) -> None:
    read = figure(TWENTY)
    answers = YES | {question: "no"}

    assert against_rephasing(read, month(10), answers, anyway=True).field == "despite"
    told = answers | {"despite": "The definition changed."}
    assert against_rephasing(read, month(10), told, anyway=True) is None


def test_only_a_value_that_the_median_can_spare_is_left_out() -> None:
    read = figure([50.0, 51, 52, 53, None], decisions=[decision("exclude", 0)])

    assert against_excluding(read, month(4)).message == "Choose a month that has a value."
    assert against_excluding(read, month(90)).field == "period"
    assert "left out already" in against_excluding(read, month(0)).message
    assert "at least 3 values" in against_excluding(read, month(1)).message
    assert against_excluding(figure([50.0, 51, 52, 53]), month(1)) is None


def test_a_point_after_the_baseline_is_spared_easily() -> None:
    read = figure([50.0, 51, 52, 90], decisions=[decision("freeze", 2, first_period=month(0))])

    assert against_excluding(read, month(3)) is None
    assert against_excluding(read, month(1)) is not None
