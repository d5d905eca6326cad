"""Where somebody goes on: where they were, and then what is meant for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.curriculum.domain.resuming import (
    Step,
    UnderWay,
    is_only_looked_at,
    last_at,
    latest,
    place,
)
from app.curriculum.domain.stuck import Tries
from tests.support import build

NOW = build.NOON


def step(key: str, seen: int | None = None, **given: Any) -> Step:
    at = None if seen is None else NOW + dt.timedelta(minutes=seen)
    return Step(key, key, 5, seen_at=at, **given)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param((), None, id="nothing"),
        pytest.param((step("a"), step("b")), 0, id="not begun"),
        pytest.param((step("a", 2), step("b", 1)), 0, id="seen last"),
        pytest.param((step("a"), step("b"), step("c", 1)), 2, id="not the first undone one"),
        pytest.param((step("a"), step("b", 1, is_done=True), step("c")), 2, id="the next one"),
        pytest.param((step("a"), step("b", 1, is_done=True)), 0, id="then what is before"),
        pytest.param(
            (step("a", 1, is_done=True), step("b", is_for=False), step("c")), 2, id="for them"
        ),
        pytest.param(
            (step("a"), step("b", 1, is_done=True), step("c", is_for=False)), 0, id="theirs before"
        ),
        pytest.param(
            (step("a", is_for=False), step("b", 1, is_done=True), step("c", is_for=False)),
            2,
            id="others last",
        ),
        pytest.param((step("a", is_for=False), step("b")), 1, id="begins with theirs"),
        pytest.param((step("a", 1, is_done=True), step("b", 2, is_done=True)), None, id="all done"),
    ],
)
def test_somebody_goes_on(steps: tuple[Step, ...], expected: int | None) -> None:
    assert place(steps) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((step("a"), step("b")), True),
        ((step("a", 1), step("b")), True),
        ((step("a", 1, is_kept=True), step("b")), False),
        ((step("a", 1, is_done=True), step("b")), False),
        ((step("a", 1), step("b", 2)), False),
    ],
)
def test_a_look_is_not_yet_work(steps: tuple[Step, ...], *, expected: bool) -> None:
    assert is_only_looked_at(steps) is expected


def at(minute: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minute)


def test_a_try_at_the_quiz_is_the_last_that_somebody_did() -> None:
    assert last_at(NOW, [], None) == NOW
    assert last_at(NOW, [at(2), at(1), None], Tries()) == at(2)
    assert last_at(NOW, [at(2)], Tries(1, last_at=at(3))) == at(3)


WORKED = (step("a", 0, is_done=True), step("b"))
LOOKED = (step("a", 0), step("b"))
LEARNED = (step("a", 0, is_done=True),)


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        pytest.param((), None, id="nothing"),
        pytest.param((UnderWay(1, WORKED, at(2)), UnderWay(2, WORKED, at(1))), 1, id="latest"),
        pytest.param((UnderWay(1, WORKED, at(1)), UnderWay(2, WORKED, at(1))), 2, id="begun last"),
        pytest.param((UnderWay(1, WORKED, at(1)), UnderWay(2, LOOKED, at(2))), 1, id="a look"),
        pytest.param((UnderWay(2, LOOKED, at(2)),), 2, id="only a look"),
        pytest.param((UnderWay(1, LEARNED, at(1), Tries(1, 1)),), None, id="no try left"),
        pytest.param((UnderWay(1, LEARNED, at(1), Tries(1, 2)),), 1, id="a try left"),
        pytest.param((UnderWay(1, WORKED, at(1), Tries(1, 1)),), 1, id="a lesson left"),
    ],
)
def test_somebody_goes_on_in_the_module_that_they_worked_in_last(
    modules: tuple[UnderWay, ...], expected: int | None
) -> None:
    found = latest(modules)
    assert (found and found.study_id) == expected
