"""Who was there: by code in its window, by staff, by the list of a webinar tool."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.services.throttle import TooManyTries
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.events.domain import checking_in
from app.events.domain.checking_in import Window
from app.events.domain.kinds import Noted, Presence
from app.events.domain.minutes import at_most_given, counting
from app.events.domain.rosters import Roster
from app.events.models import Attendance, Event, EventRoster
from app.events.presenters import attendance as words
from app.events.queries import attendance as queries
from app.events.queries import events
from app.events.queries import rosters as roster_queries
from app.events.services import attendance as services
from app.events.services import check_in as checking
from app.events.services import planning, rosters
from app.policy import Role
from tests.support import build
from tests.unit.events.hall import DAY, HOUR, START, actor, come, out, staff

pytestmark = pytest.mark.usefixtures("app")
MINUTE = dt.timedelta(minutes=1)
HEADS = ["Name", "Email", "Join Time", "Leave Time"]


def lead(**given: Any) -> Person:
    return build.person(role=Role.LEAD, at=build.practice(), **given)


def check_in(of: Event, person: Person, typed: str | None = None, at: dt.datetime = START) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        code = fresh.check_in_code if typed is None else typed
        checking.check_in(fresh, typed=code, by=actor(person), at=at)


def mark(
    of: Event, person: Person, presence: Presence, at: dt.datetime = START, **more: Any
) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        services.mark(fresh, person.id, presence=presence, by=staff(), at=at, **more)


def rows(of: Event) -> list[Attendance]:
    db.session.rollback()
    db.session.expire_all()
    return list(queries.rows(of.id))


def noted(of: Event, person: Person) -> tuple[Presence, Noted, int | None] | None:
    row = next((row for row in rows(of) if row.person_id == person.id), None)
    return row and (row.presence, row.how, row.minutes)


# ------------------------------------------------------------------ the code


@pytest.mark.parametrize(
    ("at", "window"),
    [
        (START - 15 * MINUTE - dt.timedelta(seconds=1), Window.AHEAD),
        (START - 15 * MINUTE, Window.OPEN),
        (START + HOUR + 30 * MINUTE - dt.timedelta(seconds=1), Window.OPEN),
        (START + HOUR + 30 * MINUTE, Window.OVER),
    ],
)
def test_the_window_opens_before_the_start_and_closes_after_the_end(
    at: dt.datetime, window: Window
) -> None:
    of, ben = out(), lead()
    assert checking_in.window(of, at) is window
    if window is Window.OPEN:
        check_in(of, ben, at=at)
        assert noted(of, ben) == (Presence.ATTENDED, Noted.CODE, None)
        return
    with pytest.raises(NotPossibleNow, match=r"Check-in (opens|closed) Wednesday, July 15, 2026"):
        check_in(of, ben, at=at)
    assert rows(of) == []


def test_another_code_is_refused_and_checking_in_twice_changes_nothing() -> None:
    of, ben = out(), lead()
    for typed in ("", "PINE42", of.check_in_code[:-1], of.check_in_code + "A"):
        with pytest.raises(Refused, match="not the code") as refusal:
            check_in(of, ben, typed)
        assert refusal.value.field == "code"
    check_in(of, ben, f" {of.check_in_code[:3].lower()}-{of.check_in_code[3:]} ")
    check_in(of, ben, at=START + MINUTE)
    (row,) = rows(of)
    assert (row.person_id, row.noted_at) == (ben.id, START)
    trail = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "checked in")).all()
    assert len(trail) == 1
    assert of.check_in_code not in str(trail[0].after)


def test_nobody_checks_in_to_what_does_not_take_place() -> None:
    of, ben = out(), lead()
    with transaction():
        planning.cancel(events.event(of.key, locked=True), reason="Storm", by=staff(), at=START)
    with pytest.raises(NotPossibleNow, match="Nobody can check in"):
        check_in(of, ben)


def test_who_was_excused_may_come_after_all_but_not_who_staff_saw_missing() -> None:
    of, ben, dev = out(), lead(), lead()
    mark(of, ben, Presence.EXCUSED, at=START - DAY, reason="Clinic day")
    check_in(of, ben)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.CODE, None)
    mark(of, dev, Presence.ABSENT)
    with pytest.raises(NotPossibleNow, match="marked as not there"):
        check_in(of, dev)


def test_a_new_code_ends_the_old_one_and_stays_out_of_the_trail() -> None:
    of, ben, cam = out(), lead(), lead()
    old = of.check_in_code
    check_in(of, ben)
    before = of.changed_at
    with transaction():
        checking.renew(events.event(of.key, locked=True), by=staff(), at=START)
    with pytest.raises(Refused):
        check_in(of, cam, old)
    check_in(of, cam)
    fresh = events.event(of.key)
    assert fresh.changed_at == before
    assert len(rows(of)) == 2
    trail = db.session.scalars(select(AuditEvent)).all()
    assert all(fresh.check_in_code not in f"{e.before} {e.after} {e.reason}" for e in trail)


def test_tries_are_counted_for_a_person_over_all_events() -> None:
    ben = actor(lead())
    for _ in range(checking.PER_PERSON):
        with transaction():
            checking.count_try(ben, "192.0.2.1", at=START)
    with pytest.raises(TooManyTries), transaction():
        checking.count_try(ben, "192.0.2.9", at=START)
    with transaction():
        checking.count_try(actor(lead()), "192.0.2.1", at=START)


# ------------------------------------------------------------------ staff


def test_staff_note_minutes_excuses_and_who_did_not_come() -> None:
    of, ben = out(credit_minutes=45), lead()
    mark(of, ben, Presence.ATTENDED, minutes=20)
    assert noted(of, ben) == (Presence.ATTENDED, Noted.STAFF, 20)
    assert [one.minutes for one in queries.minutes_of(ben.id)] == [20]
    mark(of, ben, Presence.ATTENDED)
    assert [one.minutes for one in queries.minutes_of(ben.id)] == [45]
    mark(of, ben, Presence.ABSENT, minutes=20)
    assert noted(of, ben) == (Presence.ABSENT, Noted.STAFF, None)
    assert queries.minutes_of(ben.id) == []
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert last.before == {"presence": "attended", "minutes": None, "reason": ""}


def test_excusing_needs_a_reason_and_nobody_was_there_before_it_begins() -> None:
    of, ben = out(), lead()
    with pytest.raises(Refused, match="Say why") as refusal:
        mark(of, ben, Presence.EXCUSED, at=START - DAY)
    assert refusal.value.field == "reason"
    for presence in (Presence.ATTENDED, Presence.ABSENT):
        with pytest.raises(Refused, match="Nobody has come yet"):
            mark(of, ben, presence, at=START - DAY)
    draft = build.learning_event(published_at=None, published_by_id=None)
    with pytest.raises(NotPossibleNow, match="did not take place"):
        mark(draft, ben, Presence.ATTENDED)


def test_an_address_finds_only_whom_the_event_is_for() -> None:
    cohort = build.cohort()
    of = out(cohort_id=cohort.id)
    theirs = build.person(role=Role.COACH, at=cohort, email="coach@x.test")
    guest, stranger = lead(email="guest@x.test"), lead(email="else@x.test")
    come(of, guest)
    assert services.person_at(of, "Coach@x.test") == theirs.id
    assert services.person_at(of, guest.email) == guest.id
    for address in (stranger.email, "nobody@x.test"):
        with pytest.raises(Refused, match="registered or may come") as refusal:
            services.person_at(of, address)
        assert refusal.value.field == "email"


def test_minutes_of_an_event_are_planned_ones_or_its_length() -> None:
    of = build.learning_event(ends_at=build.learning_event().starts_at + 3 * DAY)
    assert counting(of, None) == 1440
    assert at_most_given(out(), 75) == 60
    assert at_most_given(out(), None) is None


# ------------------------------------------------------------------ lists of attendees


def as_csv(*people: list[str], heads: list[str] | None = None) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([heads or HEADS, *people])
    return text.getvalue().encode()


def bring(of: Event, content: bytes, at: dt.datetime = START + HOUR) -> EventRoster:
    with transaction():
        fresh = events.event(of.key, locked=True)
        return rosters.bring(fresh, "list.csv", content, by=staff(), at=at)


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
    assert page.rows[0].does == "Was there, 60 minutes count"
    assert page.rows[2].does == "Was there, 30 minutes count, kept until you say who it is"

    assert confirm(of, row) == rosters.Taken(2, 2)

    assert noted(of, ben) == (Presence.ATTENDED, Noted.ROSTER, 60)
    assert noted(of, cam) == (Presence.ATTENDED, Noted.ROSTER, 20)
    unknown = [(one.name, one.email, one.minutes) for one in rows(of) if one.person_id is None]
    assert unknown == [("Cam", "", 30), ("X", stranger.email, 15)]
    assert roster_queries.roster(of.id, row.id).said == {}
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


def test_what_staff_noted_stays() -> None:
    of, ben = out(), lead()
    mark(of, ben, Presence.ABSENT)
    row = bring(of, as_csv(["Ben", ben.email, "12:00", "12:40"]))
    (preview,) = words.roster(of, Roster(()), rosters.meant(of, row)).rows
    assert preview.does == "Stays as staff noted: was not there"
    confirm(of, row)
    assert noted(of, ben) == (Presence.ABSENT, Noted.STAFF, None)


def assign(of: Event, person: Person) -> None:
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
        (b"%PDF-1.7", "We read Excel workbooks"),
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
    sheet.append(HEADS)
    sheet.append(["Ben", ben.email, noon, noon + 35 * MINUTE])
    out_file = io.BytesIO()
    book.save(out_file)
    confirm(of, bring(of, out_file.getvalue()))
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
