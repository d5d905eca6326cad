"""Lists of attendees become attendance: matched, kept, given to somebody, never twice."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest

from app.accounts import models as accounts
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.events.domain.kinds import Noted, Presence
from app.events.domain.rosters import Person, Roster
from app.events.models import Event, EventRoster
from app.events.presenters import attendance as words
from app.events.queries import attendance as queries
from app.events.queries import events
from app.events.queries import rosters as roster_queries
from app.events.services import attendance as services
from app.events.services import rosters
from tests.support import build
from tests.unit.events.hall import DAY, HOUR, START, come, out, staff, states
from tests.unit.events.noting import check_in, lead, mark, noted, rows

pytestmark = pytest.mark.usefixtures("app")
MINUTE = dt.timedelta(minutes=1)
HEADS = ["Name", "Email", "Join Time", "Leave Time"]


def as_csv(*people: list[str], heads: list[str] | None = None) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([heads or HEADS, *people])
    return text.getvalue().encode()


def bring(of: Event, content: bytes, at: dt.datetime = START + HOUR) -> EventRoster:
    file = rosters.read(of, "list.csv", content)
    with transaction():
        fresh = events.event(of.key, locked=True)
        return rosters.bring(fresh, file, by=staff(), at=at)


def confirm(of: Event, row: EventRoster, at: dt.datetime = START + HOUR) -> rosters.Taken:
    with transaction():
        fresh = events.event(of.key, locked=True)
        there = roster_queries.roster(fresh.id, row.id, locked=True)
        return rosters.confirm(fresh, there, by=staff(), at=at)


def test_a_list_notes_whom_it_means_and_keeps_who_fits_no_account() -> None:
    of, ben, cam = out(), lead(name="Ben"), lead(name="Cam")
    stranger = build.person(email="no-role@x.test")
    come(of, ben)
    content = as_csv(
        ["Ben", ben.email.upper(), "12:00", "12:40"],
        ["Ben", ben.email, "12:30", "13:10"],
        ["Cam C", cam.email, "12:00", "12:20"],
        ["Cam", "", "12:00", "12:30"],
        ["X", stranger.email, "12:00", "12:15"],
        ["Bad", "bad@x.test", "noon", "13:00"],
    )
    row = bring(of, content)
    assert rows(of) == []
    fresh = events.event(of.key)
    brought = roster_queries.roster(of.id, row.id)
    page = words.roster(fresh, Roster.from_dict(brought.said), rosters.meant(fresh, brought))
    assert (page.matched, page.not_registered, page.not_matched) == (1, 1, 2)
    assert page.problems[0][0] == 7
    alone, odd, matched = page.groups
    assert [group.name for group in page.groups] == [
        "Without an account",
        "Not registered",
        "Matched",
    ]
    assert matched.rows[0].does == "Was there, 60 minutes count"
    assert odd.rows[0].does == "Was there, 20 minutes count"
    assert alone.rows[0].does == "Was there, 30 minutes count, kept until you say who it is"

    assert confirm(of, row) == rosters.Taken(2, 2)

    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 60)
    assert noted(of, cam) == (Presence.ATTENDED, Noted.ROSTER, 20)
    unknown = [(one.name, one.email, one.minutes) for one in rows(of) if one.person_id is None]
    assert unknown == [("Cam", "", 30), ("X", stranger.email, 15)]
    assert "Cam" not in str(roster_queries.roster(of.id, row.id).said)
    with pytest.raises(NotPossibleNow, match="taken over before"):
        confirm(of, row)


def test_the_same_list_again_changes_nothing_and_the_longer_stay_counts() -> None:
    of, ben = out(), lead()
    check_in(of, ben)
    people = [["Ben", ben.email, "12:00", "12:40"], ["Guest", "", "12:00", "12:10"]]
    for _ in range(2):
        confirm(of, bring(of, as_csv(*people)))
    assert len(rows(of)) == 2
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 40)
    confirm(of, bring(of, as_csv(["Ben", ben.email, "12:00", "12:20"])))
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 40)
    confirm(of, bring(of, as_csv(["Ben", ben.email], heads=["Name", "Email"])))
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 40)


def test_what_looks_like_a_number_of_a_patient_is_never_written() -> None:
    of = out()
    row = bring(of, as_csv(["Guest", "", "12:00", "12:40"]))
    people = tuple(
        Person(name, email, 30, (2,))
        for name, email in (("John MRN 4482913", ""), ("", "123-45-6789@x.test"), ("Guest", ""))
    )
    with transaction():
        roster_queries.roster(of.id, row.id).said = Roster(people).as_dict()
    assert confirm(of, row) == rosters.Taken(0, 1)
    assert [one.name for one in rows(of)] == ["Guest"]


def test_what_staff_noted_stays() -> None:
    of, ben = out(), lead()
    mark(of, ben, Presence.ABSENT)
    row = bring(of, as_csv(["Ben", ben.email, "12:00", "12:40"]))
    (group,) = words.roster(of, Roster(()), rosters.meant(of, row)).groups
    (preview,) = group.rows
    assert preview.does == "Stays as staff noted: was not there"
    confirm(of, row)
    assert noted(of, ben) == (Presence.ABSENT, Noted.STAFF, None)


def test_whom_a_list_or_a_row_of_it_means_waits_for_no_place() -> None:
    ana, ben, cam, dev = lead(), lead(), lead(), lead()
    of = out(capacity=1)
    come(of, ana, ben, cam, dev)
    mark(of, dev, Presence.ABSENT)
    people = [["Ana", ana.email], ["Ben", ben.email], ["Dev", dev.email], ["Cam's iPad", ""]]
    confirm(of, bring(of, as_csv(*([*who, "12:00", "12:30"] for who in people))))
    assert states(of) == ["registered", "cancelled", "waiting", "waiting"]
    assign(of, cam)
    assert states(of) == ["registered", "cancelled", "cancelled", "waiting"]


def test_a_row_of_somebody_whom_staff_saw_missing_leaves_them_as_they_are() -> None:
    ana, ben = lead(), lead()
    of = out(capacity=1)
    come(of, ana, ben)
    mark(of, ben, Presence.ABSENT)
    confirm(of, bring(of, as_csv(["Ben's iPad", "", "12:00", "12:30"])))
    assign(of, ben)
    assert noted(of, ben) == (Presence.ABSENT, Noted.STAFF, None)
    assert states(of) == ["registered", "waiting"]


def assign(of: Event, person: accounts.Person) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        (row,) = (row for row in queries.rows(of.id) if row.person_id is None)
        services.assign(fresh, row, person.id, by=staff(), at=START + DAY)


def test_a_row_is_given_to_somebody_later_and_known_again_after_that() -> None:
    of, ben = out(), lead()
    content = as_csv(["Ben's iPad", "", "12:00", "12:25"])
    confirm(of, bring(of, content))
    assign(of, ben)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 25)
    assert confirm(of, bring(of, content)) == rosters.Taken(1, 0)
    assert len(rows(of)) == 1
    with pytest.raises(Missing):
        queries.unknown(of.id, rows(of)[0].id)


def test_a_row_of_somebody_noted_already_counts_the_larger_stay_only() -> None:
    of, ben = out(), lead()
    confirm(
        of, bring(of, as_csv(["Ben", ben.email, "12:00", "12:30"], ["iPad", "", "12:20", "13:00"]))
    )
    assign(of, ben)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 40)
    assert len(rows(of)) == 1


def test_an_account_made_later_takes_over_its_row_with_the_next_list() -> None:
    of = out()
    content = as_csv(["Ben", "ben@later.test", "12:00", "12:30"])
    confirm(of, bring(of, content))
    ben = lead(email="ben@later.test")
    confirm(of, bring(of, content))
    assert len(rows(of)) == 1
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 30)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", rosters.EMPTY),
        (b"Month,Top\n2026-07,3\n", rosters.NO_ROSTER),
        (b"Name,Email,Minutes\n,,\n", rosters.NOBODY),
        (
            b"Name,Join Time,Leave Time\nBen,7/15/2025 12:00,7/15/2025 13:00\n",
            "The times in this list are of another day: this event began on Wednesday, July 15,",
        ),
        (b"%PDF-1.7", "We read Excel workbooks (.xlsx) and .csv files. Save your list as one"),
        (
            b"x" * (5 * 1024 * 1024 + 1),
            "This file is larger than 5 MB. Keep only the sheet with your list.",
        ),
        (b"PK\x03\x04broken", "We could not read this file"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        bring(out(), content)
    assert refusal.value.field == "file"
    assert refusal.value.message.startswith(sentence)


def test_times_in_the_cells_of_a_workbook_count() -> None:
    of, ben = out(), lead()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    noon = dt.datetime(2026, 7, 15, 12)  # noqa: DTZ001  # workbooks name no zone
    sheet.append(["Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)"])
    sheet.append(["Office hours", noon, noon + 60 * MINUTE, "host@x.test", 60])
    sheet.append([])
    sheet.append(["Name (Original Name)", "User Email", *HEADS[2:], "Duration (Minutes)"])
    sheet.append(["Ben", ben.email, noon, noon + 35 * MINUTE, 35])
    out_file = io.BytesIO()
    book.save(out_file)
    assert confirm(of, bring(of, out_file.getvalue())) == rosters.Taken(1, 0)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 35)


def test_a_list_comes_after_the_start_and_is_forgotten_when_nobody_confirms_it() -> None:
    of, ben = out(), lead()
    content = as_csv(["Ben", ben.email, "12:00", "12:40"])
    with pytest.raises(Refused, match="Nobody has come yet"):
        bring(of, content, at=START - DAY)
    old = bring(of, content)
    bring(of, content, at=START + 3 * DAY)
    with pytest.raises(Missing):
        roster_queries.roster(of.id, old.id)
    with pytest.raises(Missing):
        roster_queries.roster(out().id, old.id)
