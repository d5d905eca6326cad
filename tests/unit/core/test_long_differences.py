"""Long and hostile texts are compared quickly, and still told apart word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import differences
from app.core.differences import Change, word_difference


def old_and_new(old: str, new: str) -> tuple[str, str]:
    """Both texts, put together again from their stretches."""
    found = word_difference(old, new)
    kept = "".join(one.text for one in found if one.change is not Change.ADDED)
    return kept, "".join(one.text for one in found if one.change is not Change.REMOVED)


WORDS = st.lists(st.sampled_from(["a", "b", "of", "the"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_long_texts_are_whole_in_their_differences(old: str, new: str) -> None:
    padding = "again " * differences.SHORT

    assert old_and_new(padding + old, new + padding) == (padding + old, new + padding)


def test_one_word_in_a_long_text_is_found() -> None:
    text = "We will hold monthly huddles with every family. " * 60
    changed = text.replace("monthly", "weekly", 1)

    found = [one for one in word_difference(text, changed) if one.change is not Change.SAME]
    assert [(one.change.value, one.text) for one in found] == [
        ("removed", "monthly"),
        ("added", "weekly"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("a " * 9_999, "b a " * 4_999), ("x " * 80_000, "y " * 80_000), ("", "a " * 9_999)],
)
def test_texts_made_to_be_slow_are_not(old: str, new: str) -> None:
    """One word ten thousand times, or texts far longer than any question takes."""
    begun = time.monotonic()

    assert old_and_new(old, new) == (old, new)
    assert time.monotonic() - begun < 5
