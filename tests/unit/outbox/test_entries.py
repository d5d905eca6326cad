"""The words of an entry for calendars are read and changed; two parsers of others agree."""

from __future__ import annotations

import datetime as dt

import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.core.text import clean, clean_line
from app.events.domain import calendar
from app.events.domain.calendar import Entry, Method
from app.outbox.domain.entries import LONGEST, with_words, words_of

START = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
LINES = st.text(max_size=200).map(clean_line).filter(bool)
TEXTS = st.text(max_size=400).map(clean).filter(bool)


def entry(title: str, place: str, description: str) -> str:
    return calendar.invitation(
        Entry(
            uid="a@portal.test",
            title=title,
            starts=START,
            ends=START + dt.timedelta(hours=1),
            written_at=START,
            place=place,
            description=description,
        ),
        Method.REQUEST,
        organizer="no-reply@portal.test",
        attendee="ben@example.org",
        at=START,
    )


@given(LINES, LINES, TEXTS)
def test_words_are_read_as_people_wrote_them(title: str, place: str, description: str) -> None:
    said = "\n".join(description.splitlines())
    assert sorted(words_of(entry(title, place, said))) == sorted([title, place, said])


@given(LINES, TEXTS)
def test_what_is_put_in_reads_back_and_lines_stay_short(title: str, description: str) -> None:
    said = "\n".join(description.splitlines())
    before = entry("Title", "Room", "Text")
    changed = {"Title": title, "Room": title, "Text": said}

    after = with_words(before, [changed[one] for one in words_of(before)])

    assert max(len(line) for line in after.encode().split(b"\r\n")) <= LONGEST
    (one,) = Calendar.from_ical(after).walk("VEVENT")
    other = vobject.readOne(after).vevent
    assert one["SUMMARY"] == other.summary.value == title
    assert one["DESCRIPTION"] == other.description.value == said
    assert not one.subcomponents
    (was,) = Calendar.from_ical(before).walk("VEVENT")
    for name in ("DTSTART", "UID", "ATTENDEE", "ORGANIZER", "SEQUENCE"):
        assert one[name].to_ical() == was[name].to_ical()


def test_lines_for_programs_are_no_words_and_odd_lines_stay() -> None:
    odd = 'no colon at all\r\nX-A;P="SUMMARY:a":b\r\nsummary;LANGUAGE=en:Here\r\n'
    assert words_of(odd) == ["Here"]
    assert with_words(odd, ["There"]) == odd.replace("Here", "There")
