"""What changed between two texts: nothing is lost, nothing invented, and it reads well."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.differences import Change, Stretch, word_difference

SENTENCES = st.lists(st.sampled_from(["a", "plan", "of", "care", " ", "\n", "  ", "."])).map(
    "".join
)
TEXTS = st.text() | SENTENCES


def said(old: str, new: str) -> list[tuple[str, str]]:
    return [(one.change.value, one.text) for one in word_difference(old, new)]


def together(stretches: tuple[Stretch, ...], without: Change) -> str:
    return "".join(one.text for one in stretches if one.change is not without)


@given(TEXTS, TEXTS)
def test_kept_and_removed_are_the_old_text_kept_and_added_the_new(old: str, new: str) -> None:
    stretches = word_difference(old, new)

    assert together(stretches, Change.ADDED) == old
    assert together(stretches, Change.REMOVED) == new


@given(TEXTS, TEXTS)
def test_stretches_are_as_long_as_they_can_be_and_removed_ones_come_first(
    old: str, new: str
) -> None:
    stretches = word_difference(old, new)

    assert all(one.text for one in stretches)
    for one, after in itertools.pairwise(stretches):
        assert one.change is not after.change
        assert (one.change, after.change) != (Change.ADDED, Change.REMOVED)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert said(text, text) == ([("same", text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "stretches"),
    [
        ("", "", []),
        ("", "all new", [("added", "all new")]),
        ("all gone", "", [("removed", "all gone")]),
        ("we plan care", "we plan", [("same", "we plan"), ("removed", " care")]),
        ("60 of 100", "75 of 100", [("removed", "60"), ("added", "75"), ("same", " of 100")]),
        # one change of two words, not two changes of one
        ("red fish swim", "blue birds swim", [("removed", "red fish"), ("added", "blue birds"), ("same", " swim")]),
        ("a  b", "a b", [("same", "a"), ("removed", "  "), ("added", " "), ("same", "b")]),
        ("one two", "1 two ", [("removed", "one"), ("added", "1"), ("same", " two"), ("added", " ")]),
        ("x ", "y ", [("removed", "x"), ("added", "y"), ("same", " ")]),
    ],
)  # fmt: skip
def test_words_are_marked_as_people_would(
    old: str, new: str, stretches: list[tuple[str, str]]
) -> None:
    assert said(old, new) == stretches
