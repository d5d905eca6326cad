"""Lists of attendees: who is in the file of a webinar tool, and for how many minutes."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.domain.rosters import Roster, read
from app.events.domain.spans import NotATime, duration, in_minutes, moment, total

DAY = dt.date(2026, 7, 15)
NOON = dt.datetime(2026, 7, 15, 12)  # noqa: DTZ001  # files name no zone
MINUTE = dt.timedelta(minutes=1)
ZOOM = [
    ["Meeting ID", "Topic", "Start Time", "End Time", "Duration (Minutes)", "Participants"],
    ["812", "Office hours", "07/15/2026 12:00:00 PM", "07/15/2026 01:00:00 PM", "60", "2"],
    [
        "Name (Original Name)",
        "User Email",
        "Join Time",
        "Leave Time",
        "Duration (Minutes)",
        "Guest",
    ],
    ["Ben L.", "Ben@Clinic.test", "07/15/2026 12:00:00 PM", "07/15/2026 12:40:00 PM", "40", "No"],
    ["Ben L.", "ben@clinic.test", "07/15/2026 12:30:00 PM", "07/15/2026 01:00:00 PM", "30", "No"],
    ["Guest", "", "07/15/2026 12:10:00 PM", "07/15/2026 12:20:00 PM", "10", "Yes"],
]
TEAMS = [
    ["1. Summary"],
    ["Meeting title", "Office hours"],
    ["Attended participants", "1"],
    ["2. Participants"],
    ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Role"],
    ["Ben Lee", "7/15/26, 12:00:10 PM", "7/15/26, 1:00:10 PM", "45m 3s", "ben@clinic.test", "P"],
    ["3. In-Meeting Activities"],
    ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
    ["Ben Lee", "7/15/26, 12:00:10 PM", "7/15/26, 12:30:10 PM", "30m", "ben@clinic.test", "P"],
]


def roster(rows: list[list[str]]) -> Roster:
    found = read([list(enumerate(rows, 1))], on=DAY)
    assert found is not None
    return found


def minutes(*rows: list[str], heads: list[str] | None = None) -> list[int | None]:
    heads = heads or ["Name", "Email", "Join Time", "Leave Time"]
    return [one.minutes for one in roster([heads, *rows]).people]


def test_times_of_one_person_that_overlap_count_once() -> None:
    ben, guest = roster(ZOOM).people
    assert (ben.name, ben.email, ben.minutes, ben.lines) == (
        "Ben L.",
        "ben@clinic.test",
        60,
        (4, 5),
    )
    assert (guest.name, guest.email, guest.minutes) == ("Guest", "", 10)


def test_a_summary_before_and_a_second_list_after_the_people_are_left_out() -> None:
    (ben,) = roster(TEAMS).people
    assert (ben.email, ben.minutes, ben.lines) == ("ben@clinic.test", 45, (6,))
    (again,) = roster([*TEAMS[4:6], *TEAMS[7:]]).people
    assert again.minutes == 45


def test_bare_minutes_are_added_up_and_no_minutes_are_none() -> None:
    heads = ["First name", "Last name", "E-mail address", "Minutes"]
    rows = [["Ben", "Lee", "ben@x.test", "20"], ["Ben", "Lee", "BEN@x.test ", "25.5"]]
    (ben,) = roster([heads, *rows]).people
    assert (ben.name, ben.minutes) == ("Ben Lee", 46)
    assert minutes(["Ben", "ben@x.test"], heads=["Name", "Email"]) == [None]
    assert minutes(["Ben", "ben@x.test", "12:00", ""]) == [None]


def test_minutes_without_times_add_to_times() -> None:
    heads = ["Name", "Email", "Join", "Leave", "Minutes"]
    rows = [["Ben", "b@x.test", "12:00", "12:30", ""], ["Ben", "b@x.test", "", "", "10"]]
    assert minutes(*rows, heads=heads) == [40]


def test_people_without_an_address_are_told_apart_by_name() -> None:
    rows = [
        ["Ana", "N/A", "12:00", "12:10"],
        ["ana", "", "12:05", "12:20"],
        ["Bo", "", "12:00", "12:01"],
    ]
    assert minutes(*rows, ["", "", "12:00", "12:30"]) == [20, 1]
    assert minutes(["安娜", "", "12:00", "12:10"], ["李", "", "12:00", "12:20"]) == [10, 20]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["Ben", "b@x.test", "yesterday", "12:00"], "“yesterday” is no time"),
        (["Ben", "b@x.test", "2026-07-15", "2026-07-15"], "is no time"),
        (["Ben", "b@x.test", "12:30", "12:00"], "The leave time is before the join time."),
        (["Ben", "b@x.test", "7/1/2026 12:00", "7/15/2026 12:00"], "This is longer than a day."),
        (["Ben", "b@x.test", "12:00", "12:30", "some"], "“some” is no length of time"),
        (["Ben", "b@x.test", "12:00", "12:30", "9 lives 3m"], "is no length of time"),
        (["Ben", "b@x.test", "", "", "99999"], "This is longer than a day."),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_kept(
    cells: list[str], words: str
) -> None:
    heads = ["Name", "Email", "Join Time", "Leave Time", "Minutes"]
    found = roster([heads, cells, ["Cam", "c@x.test", "12:00", "12:30", "30"]])
    assert [one.name for one in found.people] == ["Cam"]
    (problem,) = found.problems
    assert problem.line == 2
    assert words in problem.sentence
    assert Roster.from_dict(found.as_dict()) == found


def test_what_names_no_columns_is_no_roster() -> None:
    for rows in ([["Name", "Phone"], ["Ben", "1"]], [["Minutes"], ["3"]], [["Month", "Top"]], []):
        assert read([list(enumerate(rows, 1))], on=DAY) is None
    assert Roster.from_dict({}) == Roster(())


def test_times_as_tools_write_them() -> None:
    for text in ("Jul 15, 2026 12:03 PM", "2026/07/15 12:03", "12:03:00", "12:03 pm"):
        assert moment(text, on=DAY) == NOON.replace(minute=3)
    assert moment("2026-07-15 12:03:00", on=DAY) == NOON.replace(minute=3)
    lengths = {"1:02:03": 3723, "0:56": 3360, "56m 3s": 3363, "1.5": 90, "2 min.": 120, " ": None}
    assert {text: duration(text) for text in lengths} == lengths
    with pytest.raises(NotATime):
        duration("1h x")


spans = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(
        lambda ends: tuple(NOON + dt.timedelta(minutes=end) for end in sorted(ends))
    ),
    max_size=8,
)


@given(spans, st.randoms())
def test_the_length_of_spans_is_that_of_the_minutes_they_cover(
    spans: list[Any], random: Random
) -> None:
    covered = {
        minute
        for start, end in spans
        for minute in range((start - NOON) // MINUTE, (end - NOON) // MINUTE)
    }
    random.shuffle(spans)
    assert total(spans) == 60 * len(covered)
    assert total([*spans, *spans]) == total(spans)
    assert in_minutes(total(spans)) == len(covered)


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=12))
def test_no_file_breaks_the_reading(rows: list[list[str]]) -> None:
    heads = ["Name", "Email", "Join Time", "Leave Time", "Minutes"]
    found = roster([heads, *rows])
    assert len(found.people) + len(found.problems) <= len(rows)
    assert all(one.minutes is None or 0 <= one.minutes <= 1440 for one in found.people)
