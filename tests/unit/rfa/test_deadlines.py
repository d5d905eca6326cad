"""Deadlines: inclusive, exact to the microsecond, and the same on every server and screen."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.clock import NoSuchTime, TwoSuchTimes, central, instant_in_mississippi
from app.rfa.domain.deadlines import (
    RoundState,
    Window,
    extended,
    is_under_extension,
    remaining,
    round_state,
)
from app.rfa.presenters.calls import clock_time, full_moment, long_day

if TYPE_CHECKING:
    from collections.abc import Iterator

CENTRAL = ZoneInfo("America/Chicago")
ZONES = ("UTC", "America/Chicago", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns")
TICK = dt.timedelta(microseconds=1)
MINUTE = dt.timedelta(minutes=1)
LAST = dt.datetime(2026, 3, 13, 22, tzinfo=dt.UTC)
"""5 p.m. in Mississippi, in summer time."""


def local(text: str) -> dt.datetime:
    """A date and time without a zone, as it is typed."""
    return dt.datetime.fromisoformat(text)


instants = st.datetimes(local("2026-01-01"), local("2028-12-31")).map(
    lambda naive: naive.replace(tzinfo=dt.UTC)
)
around_the_changes = st.one_of(
    *(
        st.datetimes(day - dt.timedelta(days=2), day + dt.timedelta(days=2))
        for day in (
            local("2026-03-08"),
            local("2026-11-01"),
            local("2027-03-14"),
            local("2027-11-07"),
        )
    )
)


@pytest.fixture(params=ZONES)
def _server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's own zone, which must not matter."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def window(**given: object) -> Window:
    defaults = {"opens_at": dt.datetime(2026, 2, 2, 14, tzinfo=dt.UTC), "closes_at": LAST}
    return Window(**defaults | given)  # type: ignore[arg-type]  # as each test names them


def state(at: dt.datetime, of: Window | None = None) -> RoundState:
    return round_state(of or window(), is_published=True, is_archived=False, at=at)


# ------------------------------------------------------------------ the window


def test_the_window_opens_and_closes_on_the_very_instant() -> None:
    opens = window().opens_at

    assert [state(at) for at in (opens - TICK, opens, LAST, LAST + TICK)] == [
        RoundState.SCHEDULED,
        RoundState.OPEN,
        RoundState.OPEN,
        RoundState.CLOSED,
    ]


def test_grace_moves_the_end_by_exactly_its_minutes() -> None:
    of = window(grace=15 * MINUTE)

    assert of.is_open(LAST + 15 * MINUTE)
    assert not of.is_open(LAST + 15 * MINUTE + TICK)


def test_drafts_and_archived_rounds_have_no_window() -> None:
    def with_marks(*, is_published: bool, is_archived: bool) -> RoundState:
        return round_state(window(), is_published=is_published, is_archived=is_archived, at=LAST)

    assert with_marks(is_published=False, is_archived=False) is RoundState.DRAFT
    assert with_marks(is_published=True, is_archived=True) is RoundState.ARCHIVED


@given(instants, instants, st.integers(0, 1440))
def test_a_round_goes_through_its_states_in_one_direction(
    one: dt.datetime, other: dt.datetime, grace: int
) -> None:
    order = [RoundState.SCHEDULED, RoundState.OPEN, RoundState.CLOSED]
    of = window(grace=grace * MINUTE)
    first, second = sorted((one, other))

    assert order.index(state(first, of)) <= order.index(state(second, of))


@given(st.lists(instants, max_size=4), st.integers(0, 1440), instants)
def test_an_extension_never_takes_time_away(
    extensions: list[dt.datetime], grace: int, at: dt.datetime
) -> None:
    of = window(grace=grace * MINUTE)
    longer = extended(of, extensions)

    assert longer.is_open(at) >= of.is_open(at)
    latest = max(extensions, default=LAST)
    if latest > LAST + of.grace:
        assert longer == Window(of.opens_at, latest)
        assert not longer.is_open(latest + TICK)
    else:
        assert longer == of


@given(instants, st.integers(0, 1440))
def test_what_comes_in_time_needs_no_extension(at: dt.datetime, grace: int) -> None:
    of = window(grace=grace * MINUTE)
    assume(at >= of.opens_at)

    assert is_under_extension(of, at) is not of.is_open(at)


# ------------------------------------------------------------------ what is left


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (dt.timedelta(days=21), "21 days remain"),
        (dt.timedelta(days=2) - TICK, "1 day remains"),
        (dt.timedelta(days=1) - TICK, "23 hours remain"),
        (dt.timedelta(hours=1), "1 hour remains"),
        (dt.timedelta(hours=1) - TICK, "59 minutes remain"),
        (MINUTE, "1 minute remains"),
        (MINUTE - TICK, "Less than a minute remains"),
        (dt.timedelta(), "Less than a minute remains"),
        (-TICK, "The deadline has passed"),
    ],
)
def test_what_is_left_is_rounded_down(left: dt.timedelta, words: str) -> None:
    assert remaining(LAST, LAST - left) == words


@given(instants)
def test_the_words_say_passed_only_when_it_has(at: dt.datetime) -> None:
    assert (remaining(LAST, at) == "The deadline has passed") is not window(
        opens_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    ).is_open(at)


@pytest.mark.parametrize(
    ("at", "closes", "hours"),
    [
        ("2026-03-07T17:00", "2026-03-08T17:00", 23),
        ("2026-10-31T17:00", "2026-11-01T17:00", 25),
        ("2026-06-01T17:00", "2026-06-02T17:00", 24),
    ],
)
def test_a_night_in_which_clocks_change_is_as_long_as_it_is(
    at: str, closes: str, hours: int
) -> None:
    first, last = (dt.datetime.fromisoformat(text).replace(tzinfo=CENTRAL) for text in (at, closes))
    begin, end = first.astimezone(dt.UTC), last.astimezone(dt.UTC)

    assert end - begin == dt.timedelta(hours=hours)
    assert remaining(end, begin) == ("23 hours remain" if hours == 23 else "1 day remains")


# ------------------------------------------------------------------ zones


@pytest.mark.usefixtures("_server_zone")
def test_the_server_zone_moves_no_deadline() -> None:
    assert instant_in_mississippi(local("2026-03-13T17:00")) == LAST
    assert state(LAST) is RoundState.OPEN
    assert state(LAST + TICK) is RoundState.CLOSED
    assert full_moment(LAST) == "Friday, March 13, 2026, 5:00 PM Central"
    at = dt.datetime(2026, 2, 20, 16, tzinfo=dt.UTC)
    assert remaining(LAST, at) == "21 days remain"


@pytest.mark.usefixtures("_server_zone")
@given(around_the_changes)
def test_a_deadline_shows_the_time_that_was_typed_on_either_side_of_a_change(
    typed: dt.datetime,
) -> None:
    try:
        instant = instant_in_mississippi(typed)
    except (NoSuchTime, TwoSuchTimes):
        assert typed.hour in {1, 2}
        return

    assert central(instant).replace(tzinfo=None) == typed
    assert full_moment(instant).startswith(long_day(typed.date()))
    hour = (typed.hour + 11) % 12 + 1
    half = "AM" if typed.hour < 12 else "PM"
    assert clock_time(instant) == f"{hour}:{typed.minute:02} {half} Central"


@given(around_the_changes, st.sampled_from(ZONES), st.integers(0, 1440))
def test_an_instant_is_judged_alike_in_whatever_zone_it_is_written(
    naive: dt.datetime, zone: str, grace: int
) -> None:
    closes = naive.replace(tzinfo=dt.UTC)
    of = Window(closes - dt.timedelta(days=30), closes, grace * MINUTE)
    for at in (closes, closes + of.grace, closes + of.grace + TICK):
        elsewhere = at.astimezone(ZoneInfo(zone))
        assert of.is_open(elsewhere) is of.is_open(at)
        assert remaining(closes, elsewhere) == remaining(closes, at)
