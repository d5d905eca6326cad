"""What results show: nothing of few people, and never the difference that one person makes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.domain import evaluations as rules
from app.events.domain.evaluations import AFTER_SET, LATER_SET, Item
from app.events.domain.kinds import ItemKind, Wave

START = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ASKED = (AFTER_SET[0], AFTER_SET[5], AFTER_SET[7])


@dataclass
class Asking:
    starts_at: dt.datetime = START
    ends_at: dt.datetime = START + dt.timedelta(hours=1)
    published_at: dt.datetime | None = START - DAY
    cancelled_at: dt.datetime | None = None
    evaluation: list[Any] = field(default_factory=lambda: [AFTER_SET[0].as_dict()])
    follow_up: list[Any] = field(default_factory=lambda: [LATER_SET[0].as_dict()])
    follow_up_days: int = 75


def test_every_item_survives_being_kept() -> None:
    for wave, every in rules.SETS.items():
        kept = [item.as_dict() for item in every]
        of = Asking(evaluation=kept, follow_up=kept)
        assert rules.items(of, wave) == every
        assert len({item.key for item in every}) == len(every)
        assert all(bool(item.choices) == (item.kind is ItemKind.CHOICE) for item in every)


@pytest.mark.parametrize(
    ("days", "wave"),
    [
        (-0.1, None),
        (0, Wave.AFTER),
        (74, Wave.AFTER),
        (75.1, Wave.LATER),
        (135, Wave.LATER),
        (136, None),
    ],
)
def test_people_are_asked_after_the_event_and_again_some_weeks_later(
    days: float, wave: Wave | None
) -> None:
    assert rules.open_wave(Asking(), START + days * DAY) is wave


def test_nobody_is_asked_about_what_did_not_take_place_or_without_questions() -> None:
    assert rules.open_wave(Asking(cancelled_at=START), START) is None
    assert rules.open_wave(Asking(published_at=None), START) is None
    assert rules.open_wave(Asking(evaluation=[]), START) is None


def test_results_are_means_counts_and_words() -> None:
    said = [
        {"0": 5, "1": "Too fast", "2": "The example"},
        {"0": 4, "1": "About right", "2": ""},
        {"0": 4, "1": "About right", "2": ""},
        {"0": 3, "1": "Too fast", "2": "All"},
        {"0": 5, "1": "About right", "2": ""},
    ]
    rating, choice, words = rules.results(ASKED, said, waiting=2).items
    assert (rating.mean, rating.n, rating.spread) == ("4.2", 5, "0.7")
    assert choice.counts == (("Too slow", 0), ("About right", 3), ("Too fast", 2))
    assert words.words == ("The example", "All")


def test_nothing_is_shown_of_no_counted_answers() -> None:
    found = rules.results(ASKED, [], waiting=4)
    assert found.are_too_few
    assert (found.n, found.waiting, found.items) == (0, 4, ())


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_means_are_rounded_as_people_do_and_never_leave_the_scale(ratings: list[int]) -> None:
    item = Item("worth", ItemKind.RATING, "Worth it")
    (one,) = rules.results([item], [{"0": value} for value in ratings], 0).items
    assert abs(float(one.mean) - sum(ratings) / len(ratings)) <= 0.05 + 1e-9
    assert 1 <= float(one.mean) <= 5
    assert 0 <= float(one.spread) <= 2
