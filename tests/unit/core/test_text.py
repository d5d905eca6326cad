from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.text import clean, clean_line, key_from


@given(st.text())
def test_clean_text_can_be_stored_and_shown_everywhere(text: str) -> None:
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert "\r" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text())
def test_a_clean_line_is_one_line(text: str) -> None:
    assert "\n" not in clean_line(text)
    assert clean_line(clean_line(text)) == clean_line(text)


def test_direction_overrides_and_lone_surrogates_are_dropped() -> None:
    assert clean("a\u202eb\ud800c\x07") == "abc"


@given(st.text())
def test_keys_fit_into_addresses(name: str) -> None:
    key = key_from(name)

    assert len(key) <= 60
    assert key == key.strip("-")
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
