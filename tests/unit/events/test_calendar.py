"""Entries and feeds: two parsers of others read them, whatever people typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.core.clock import instant_in_mississippi
from app.core.text import clean_line
from app.events.domain import calendar
from app.events.domain.calendar import Certainty, Entry, Method

START = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
NEW_YEAR = dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HOSTILE = [
    "Commas, semicolons; backslashes \\ and \\n that is none",
    'Quotes "inside" and a colon: END:VEVENT',
    "A line\nand another\r\nBEGIN:VALARM\rATTENDEE:mailto:evil@example.org",
    "😀" * 150,
    "ü" * 300,
    "x" * 300,
    "Línea\u2028separada\u2029y \x85 más\x0b fin\x1f",
    "\u202eright to left\u2066",
    "  ",
    "SUMMARY;X=1:;;;,,,",
]


def made(**given: Any) -> Entry:
    return Entry(
        **{
            "uid": "a@portal.test",
            "title": "Call",
            "starts": START,
            "ends": START + HOUR,
            "written_at": START - 9 * HOUR,
        }
        | given
    )


def read(text: str) -> tuple[list[Any], list[Any]]:
    """The entries as two independent parsers see them, after a look at the lines themselves."""
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75, "longer lines are folded"
    assert not any(set(line) & set(b"\n\r\x00\x0b\x0c") for line in lines)
    for line in lines:
        line.decode()  # no letter is cut in two
    first = Calendar.from_ical(text).walk("VEVENT")
    second = vobject.readOne(text)
    return list(first), list(second.contents.get("vevent", []))


@pytest.mark.parametrize("words", HOSTILE)
def test_both_parsers_read_back_what_people_typed(words: str) -> None:
    entry = made(title=words, place=words, description=words)
    for text in (
        calendar.feed([entry, entry], name=words),
        calendar.published([entry]),
        calendar.invitation(entry, Method.REQUEST, organizer="no-reply@portal.test", attendee="o'neil+x@example.org", at=START),
        calendar.invitation(entry, Method.CANCEL, organizer="no-reply@portal.test", attendee="a@b.org", at=START),
    ):  # fmt: skip
        for one, other in zip(*read(text), strict=True):
            assert one["SUMMARY"] == other.summary.value == clean_line(words)
            assert one["DTSTART"].dt == other.dtstart.value == START
            assert one["DTEND"].dt == other.dtend.value == START + HOUR
            assert one["UID"] == other.uid.value == "a@portal.test"
            assert not one.subcomponents


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=900))
def test_no_text_at_all_breaks_a_feed(title: str, place: str, description: str) -> None:
    entry = made(title=title, place=place, description=description)
    (one,), (other,) = read(calendar.feed([entry], name="Mine"))
    assert one["SUMMARY"] == other.summary.value == clean_line(title)
    assert str(one.get("LOCATION", "")) == clean_line(place)


@given(st.integers(0, 2 * 365 * 24 * 60).map(lambda n: NEW_YEAR + dt.timedelta(minutes=n)))
def test_every_instant_comes_back_in_utc_also_around_the_change_of_clocks(
    instant: dt.datetime,
) -> None:
    entry = made(starts=instant, ends=instant + HOUR)
    (one,), (other,) = read(calendar.published([entry]))
    assert one["DTSTART"].dt == other.dtstart.value == instant
    assert one["DTSTART"].to_ical().endswith(b"Z")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-08T01:59", b"20260308T075900Z"),
        ("2026-03-08T03:00", b"20260308T080000Z"),
        ("2026-11-01T00:59", b"20261101T055900Z"),
        ("2026-11-01T02:00", b"20261101T080000Z"),
        ("2026-07-15T12:00", b"20260715T170000Z"),
    ],
)
def test_the_clocks_of_mississippi_become_utc(local: str, utc: bytes) -> None:
    start = instant_in_mississippi(dt.datetime.fromisoformat(local))
    (one,), _ = read(calendar.published([made(starts=start, ends=start + HOUR)]))
    assert one["DTSTART"].to_ical() == utc


def test_an_invitation_names_one_person_and_what_to_do() -> None:
    entry = made(sequence=3)
    text = calendar.invitation(
        entry,
        Method.REQUEST,
        organizer="no-reply@portal.test",
        attendee="ben@example.org",
        at=START,
    )
    whole = Calendar.from_ical(text)
    (one,) = whole.walk("VEVENT")
    assert whole["METHOD"] == "REQUEST"
    assert one["ATTENDEE"] == "mailto:ben@example.org"
    assert one["ORGANIZER"] == "mailto:no-reply@portal.test"
    assert (one["SEQUENCE"], one["STATUS"], one["DTSTAMP"].dt) == (3, "CONFIRMED", START)


def test_a_cancellation_says_so() -> None:
    text = calendar.invitation(
        made(),
        Method.CANCEL,
        organizer="no-reply@portal.test",
        attendee="ben@example.org",
        at=START,
    )
    (one,), _ = read(text)
    assert "METHOD:CANCEL" in text
    assert (one["STATUS"], one["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_what_is_not_sure_blocks_no_time() -> None:
    (one,), (other,) = read(calendar.published([made(certainty=Certainty.TENTATIVE)]))
    assert one["STATUS"] == other.status.value == "TENTATIVE"
    assert one["TRANSP"] == "TRANSPARENT"


def test_a_date_without_a_time_is_a_whole_day() -> None:
    day = dt.date(2026, 12, 1)
    entry = calendar.day_entry(
        7, title="Numbers due", on=day, time=None, place="", site="https://portal.test", written_at=START
    )  # fmt: skip
    (one,), (other,) = read(calendar.published([entry]))
    assert one["DTSTART"].dt == other.dtstart.value == day
    assert one["DTEND"].dt == day + dt.timedelta(days=1)
    assert re.fullmatch(r"cohort-date-7-[0-9a-f]{12}@portal\.test", one["UID"])


def test_a_date_with_a_time_begins_at_it_and_stays_in_sight() -> None:
    entry = calendar.day_entry(
        7, title="Call", on=START.date(), time=START, place="Jackson", site="", written_at=START
    )
    (one,), _ = read(calendar.published([entry]))
    assert one["DTSTART"].dt == START
    assert one["DTEND"].dt == START + dt.timedelta(hours=1)
    assert one["LOCATION"] == "Jackson"
    assert one["UID"].endswith("@localhost")


def test_a_date_that_says_something_else_is_another_entry() -> None:
    """A date that moves is taken out and put in anew; its number may be given once more."""

    def uid(**given: Any) -> str:
        facts = {"title": "Call", "on": START.date(), "time": START, "place": ""} | given
        return calendar.day_entry(7, **facts, site="", written_at=START).uid

    assert uid() == uid()
    others = {
        uid(title="X"),
        uid(time=None),
        uid(on=START.date() + dt.timedelta(1)),
        uid(place="X"),
    }
    assert len(others | {uid()}) == 5


def test_an_empty_feed_is_a_calendar() -> None:
    text = calendar.feed([], name="Mine")
    assert read(text) == ([], [])
    assert "X-PUBLISHED-TTL:PT6H" in text
