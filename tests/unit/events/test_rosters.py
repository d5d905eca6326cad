"""Lists of attendees: who is in the file of a webinar tool, and for how many minutes."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.domain.rosters import OTHER_DAY, Hours, Roster, read
from app.events.domain.spans import NotATime, duration, in_minutes, moment, total

DAY = dt.date(2026, 7, 15)
NOON = dt.datetime(2026, 7, 15, 12)  # noqa: DTZ001  # files name no zone
MINUTE = dt.timedelta(minutes=1)
DURING = Hours(NOON, NOON + 60 * MINUTE)
_DAY = "07/15/2026"
ZOOM = [
    line.split(",")
    for line in f"""\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812,Office hours,{_DAY} 12:00:00 PM,{_DAY} 01:00:00 PM,host@clinic.test,60,2
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Ben L.,Ben@Clinic.test,{_DAY} 11:40:00 AM,{_DAY} 12:00:00 PM,20,No,Yes
Ben L.,Ben@Clinic.test,{_DAY} 12:00:00 PM,{_DAY} 12:40:00 PM,40,No,No
Ben L.,ben@clinic.test,{_DAY} 12:30:00 PM,{_DAY} 01:00:00 PM,30,No,No
Guest,,{_DAY} 12:10:00 PM,{_DAY} 12:20:00 PM,10,Yes,No
Never let in,never@x.test,{_DAY} 12:00:00 PM,{_DAY} 12:30:00 PM,30,Yes,Yes""".splitlines()
]
ZOOM_WEBINAR = [
    line.split(",")
    for line in f"""\
Attendee Report
Report Generated:,{_DAY} 02:00:00 PM
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered
Registries,812,{_DAY} 12:00:00 PM,60,3
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)
Yes,Neil,neil@x.test,{_DAY} 11:50:00 AM,{_DAY} 01:00:00 PM,70
Attendee Details
Attended,User Name (Original Name),First Name,Email,Join Time,Leave Time,Time in Session (minutes)
Yes,Ben L.,Ben,ben@x.test,{_DAY} 12:00:00 PM,{_DAY} 12:50:00 PM,50
Yes,Cam C.,Cam,cam@x.test,{_DAY} 12:10:00 PM,{_DAY} 12:50:00 PM,40
No,Dev,Dev,dev@x.test,--,--,--""".splitlines()
]
GOTO = [
    line.split(";")
    for line in """\
Attendee Report: Registries
Webinar ID;Actual start date/time;Duration
812;Jul 15, 2026 12:00 PM CDT;1 hour
Attended;Interest Rating;Last Name;First Name;Email Address;Join Time;Leave Time;Time in Session
Yes;80;Lee;Ben;ben@x.test;Jul 15, 2026 1:00 PM EDT;Jul 15, 2026 1:45 PM EDT;45 minutes
Yes;80;Hill;Cam;cam@x.test;Jul 15, 2026 12:00 PM CDT;Jul 15, 2026 1:02 PM CDT;1 hour 2 minutes
No;;Ames;Dev;dev@x.test;;;""".splitlines()
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
    found = read([list(enumerate(rows, 1))], during=DURING)
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
        (5, 6),
    )
    assert (guest.name, guest.email, guest.minutes) == ("Guest", "", 10)
    assert roster(ZOOM).problems == ()


def test_whoever_held_the_meeting_is_no_list_of_who_came() -> None:
    assert read([list(enumerate(ZOOM[:2], 1))], during=DURING) is None
    heads = ["Email", "Join Time", "Leave Time"]
    assert minutes(["ben@x.test", "12:00", "12:30"], heads=heads) == [30]


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        (ZOOM_WEBINAR, [("Ben L.", "ben@x.test", 50), ("Cam C.", "cam@x.test", 40)]),
        (GOTO, [("Ben Lee", "ben@x.test", 45), ("Cam Hill", "cam@x.test", 62)]),
    ],
)
def test_reports_of_webinars_are_read_without_those_who_only_registered(
    rows: list[list[str]], stays: list[tuple[str, str, int]]
) -> None:
    found = roster(rows)
    assert [(one.name, one.email, one.minutes) for one in found.people] == stays
    assert found.problems == ()


def test_the_longest_table_counts_and_one_with_times_before_one_without() -> None:
    invited = [["Name", "Email"], *([f"P{n}", f"p{n}@x.test"] for n in range(5))]
    came = [["Name", "Email", "Minutes"], ["Ben", "ben@x.test", "20"], ["Cam", "", "30"]]
    sheets = [list(enumerate(rows, 1)) for rows in (invited, came[:2], came)]
    found = read(sheets, during=DURING)
    assert found is not None
    assert [one.name for one in found.people] == ["Ben", "Cam"]


def test_times_of_another_day_are_told_and_some_hours_around_are_not() -> None:
    rows = [
        ["A", "", "7/15/2025 12:00", "7/15/2025 13:00"],
        ["B", "", "7/14/2026 23:59", "7/15/2026 12:30"],
        ["C", "", "7/15/2026 12:00", "7/16/2026 1:01"],
        ["D", "", "7/15/2026 0:00", "7/15/2026 1:00"],
        ["E", "", "7/16/2026 0:30", "7/16/2026 1:00"],
        ["F", "", "7/14/2026 12:00", ""],
    ]
    found = roster([["Name", "Email", "Join Time", "Leave Time"], *rows])
    assert [one.name for one in found.people] == ["D", "E"]
    assert [(one.line, one.sentence) for one in found.problems] == [
        (line, OTHER_DAY) for line in (2, 3, 4, 7)
    ]


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
        assert read([list(enumerate(rows, 1))], during=DURING) is None
    assert Roster.from_dict({}) == Roster(())


def test_times_as_tools_write_them() -> None:
    same = ("Jul 15, 2026 12:03 PM", "2026/07/15 12:03", "12:03:00", "12:03 pm", "10:03 PDT")
    for text in same:
        assert moment(text, on=DAY) == NOON.replace(minute=3)
    assert moment("2026-07-15 12:03:00", on=DAY) == NOON.replace(minute=3)
    lengths = {"1:02:03": 3723, "0:56": 3360, "56m 3s": 3363, "1.5": 90, "2 min.": 120, " ": None}
    assert {text: duration(text) for text in lengths} == lengths
    with pytest.raises(NotATime):
        duration("1h x")
    with pytest.raises(NotATime, match="CST"):
        moment("CST", on=DAY)


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
