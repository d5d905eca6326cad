from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.improvement.domain import completeness
from app.improvement.domain.completeness import Asked
from app.improvement.domain.states import (
    TRANSITIONS,
    CycleState,
    Decision,
    Event,
    IllegalTransition,
    after,
    possible,
    wording,
)

DAY = dt.date(2026, 11, 18)
PREDICTED = [Asked("How many?", "3 of 5 families")]


@given(st.sampled_from(CycleState), st.sampled_from(Event))
def test_an_event_happens_exactly_when_the_table_has_it(state: CycleState, event: Event) -> None:
    assert (event in possible(state)) == ((state, event) in TRANSITIONS)
    if event in possible(state):
        assert after(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalTransition):
            after(state, event)


def test_a_finished_cycle_is_called_by_its_decision() -> None:
    assert [wording(CycleState.DONE, decision) for decision in Decision] == [
        "Adopted",
        "Adapted",
        "Abandoned",
    ]
    assert wording(CycleState.STUDYING, None) == "Study due"


def test_a_complete_plan_may_run() -> None:
    assert completeness.to_run("Learn", PREDICTED, DAY) == []


def test_a_test_without_a_prediction_may_not_run() -> None:
    needs = completeness.to_run("Learn", [Asked("How many?")], DAY)

    assert [need.field for need in needs] == ["predictions-0-predicted"]
    assert "prediction" in needs[0].message


def test_studying_needs_what_was_done_and_seen() -> None:
    assert completeness.to_study(True, "They liked it") == []
    assert [n.field for n in completeness.to_study(None, "")] == ["as_planned", "observations"]


def test_deciding_needs_results_learning_and_a_decision() -> None:
    needs = completeness.to_decide(PREDICTED, "", None, "")

    assert [need.field for need in needs] == ["results-0-result", "learned", "decision"]


@pytest.mark.parametrize("decision", [Decision.ADOPT, Decision.ADAPT])
def test_adopting_and_adapting_ask_what_follows(decision: Decision) -> None:
    asked = [Asked("How many?", "3 of 5", "4 of 5")]

    assert [n.field for n in completeness.to_decide(asked, "It works", decision, "")] == [
        "next_steps"
    ]
    assert completeness.to_decide(asked, "It works", decision, "Do it daily") == []


def test_abandoning_asks_nothing_more() -> None:
    assert completeness.to_decide([Asked("Q", "", "")], "No use", Decision.ABANDON, "") == []


@given(st.none() | st.dates(), st.none() | st.dates(), st.dates())
def test_days_in_order_and_not_in_the_future_are_fine(
    start: dt.date | None, end: dt.date | None, today: dt.date
) -> None:
    wrong = completeness.dates(start, end, today)

    in_future = any(day is not None and day > today for day in (start, end))
    turned = start is not None and end is not None and end < start
    assert bool(wrong) == (in_future or turned)
