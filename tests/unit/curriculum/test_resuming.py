"""Where somebody goes on: where they were, and then what is meant for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.curriculum.domain.resuming import Step, is_only_looked_at, place
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
