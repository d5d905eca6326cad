"""Checking in, and the pages on which staff note who was there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.db import db
from app.events.domain.kinds import Noted, Presence, RegistrationState
from app.events.models import Attendance, Event, EventRoster, Registration
from app.events.queries import attendance
from app.measures.services import spreadsheets
from app.policy import Role
from tests.support import build
from tests.support.page import Page
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC)
CODE = "PINE42"
RUNS = (Role.COACH, Role.PROGRAM_STAFF, Role.DIRECTOR)
STAFF_PAGES = (
    "code",
    "attendance",
    "attendance.csv",
    "attendance/add",
    "roster",
    "materials",
    "recording",
    "record",
    "evaluation",
    "evaluation/choose",
    "measures",
)


@pytest.fixture(autouse=True)
def _during_the_event(app: Flask) -> None:
    app.extensions["clock"].set(START)


def set_clock(app: Flask, at: dt.datetime) -> None:
    app.extensions["clock"].set(at)


def lead(**given: str) -> Person:
    return build.person(role=Role.LEAD, at=build.practice(), **given)


def neil(client: PageClient) -> None:
    client.sign_in(build.person(name="Neil", role=Role.PROGRAM_STAFF))


def place(of: Event, person: Person) -> None:
    build.saved(
        Registration(
            event_id=of.id,
            person_id=person.id,
            state=RegistrationState.REGISTERED,
            asked_at=build.NOON,
            placed_at=build.NOON,
        )
    )


def noted(of: Event, **given: object) -> Attendance:
    row: Attendance = build.saved(
        Attendance(
            **{
                "event_id": of.id,
                "presence": Presence.ATTENDED,
                "how": Noted.ROSTER,
                "noted_at": START,
            }
            | given
        )
    )
    return row


def rows(of: Event) -> list[Attendance]:
    db.session.rollback()
    return list(attendance.rows(of.id))


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


# ------------------------------------------------------------------ checking in


def test_somebody_checks_in_with_the_code_of_the_screen(client: PageClient) -> None:
    of, ben = build.learning_event(), lead()
    client.sign_in(ben)
    page = client.visit(f"/events/{of.key}")
    assert "Open" in page.one("checkin").text
    client.fill_in(f"/events/{of.key}/check-in", code=" pine-42")
    (row,) = rows(of)
    assert (row.person_id, row.presence, row.how) == (ben.id, Presence.ATTENDED, Noted.CODE)
    page = client.visit(f"/events/{of.key}")
    assert page.one("checkin").text == "Attended 60 minutes count."
    page = client.visit(f"/events/{of.key}/check-in")
    assert page.one("checkin").text == "Attended 60 minutes count."


@pytest.mark.parametrize(
    ("minutes", "words", "has_form"),
    [
        (-16, "Not open yet Check-in opens Monday, November 9, 2026, 11:45 a.m. Central.", False),
        (0, "Open Enter the code that is shown, until Monday, November 9, 2026, 1:30", True),
        (100, "Closed Check-in closed Monday, November 9, 2026, 1:30 p.m. Central.", False),
    ],
)
def test_the_page_says_clearly_whether_the_window_is_open(
    app: Flask, client: PageClient, minutes: int, words: str, has_form: bool
) -> None:
    of = build.learning_event()
    client.sign_in(lead())
    set_clock(app, START)
    form = client.visit(f"/events/{of.key}/check-in").form(f"/events/{of.key}/check-in")
    set_clock(app, START + dt.timedelta(minutes=minutes))
    page = client.visit(f"/events/{of.key}/check-in")
    assert page.one("checkin").text.startswith(words)
    assert CODE not in client.get(f"/events/{of.key}/check-in").text
    reply = client.send(form, code=CODE, status=302 if has_form else 409)
    assert has_form or "Check-in" in reply.text
    assert len(rows(of)) == int(has_form)


def test_wrong_codes_are_told_counted_and_slowed(app: Flask, client: PageClient) -> None:
    of, other = build.learning_event(), build.learning_event()
    client.sign_in(lead())
    path = f"/events/{of.key}/check-in"
    assert errors(client.fill_in(path, code="", status=422)) == ["Enter the code"]
    for _ in range(6):
        page = client.fill_in(path, code="WRONG1", status=422)
        assert "This is not the code of this event." in errors(page)[0]
    for key in (of.key, other.key):
        form = client.visit(f"/events/{key}/check-in").form(f"/events/{key}/check-in")
        assert "too many tries" in client.send(form, code=CODE, status=429).text
    set_clock(app, START + dt.timedelta(minutes=6))
    client.fill_in(path, code=CODE)
    assert len(rows(of)) == 1


def test_a_code_with_the_shape_of_another_number_is_just_not_the_code(client: PageClient) -> None:
    of = build.learning_event()
    client.sign_in(lead())
    for typed in ("123-45-6789", "MRN 4482913"):
        page = client.fill_in(f"/events/{of.key}/check-in", code=typed, status=422)
        assert "This is not the code of this event." in errors(page)[0]
        assert page.all("not-a-patient") == []
    assert "123-45" not in " ".join(
        str(row.after) for row in db.session.scalars(select(AuditEvent))
    )


def test_nobody_checks_in_somebody_else(client: PageClient) -> None:
    of, ben, dev = build.learning_event(), lead(), lead()
    client.sign_in(dev)
    form = client.visit(f"/events/{of.key}/check-in").form(f"/events/{of.key}/check-in")
    client.send(form, code=CODE, person_id=str(ben.id), person=ben.email)
    assert [row.person_id for row in rows(of)] == [dev.id]


def test_the_code_is_on_no_page_of_participants(client: PageClient) -> None:
    of = build.learning_event(recording_link="https://v.example.org/1", recording_transcript="Hi")
    ben = lead()
    place(of, ben)
    client.sign_in(ben)
    for tail in ("", "/check-in", "/evaluation", "/recording", "/leave", "/event.ics"):
        assert CODE not in client.get(f"/events/{of.key}{tail}").text
    assert CODE not in client.get("/events?show=mine").text


def test_an_event_for_others_takes_no_check_in(client: PageClient) -> None:
    hidden = build.learning_event(cohort_id=build.cohort().id)
    draft = build.learning_event(published_at=None, published_by_id=None)
    client.sign_in(lead())
    for of in (hidden, draft):
        for tail in ("/check-in", "/evaluation", "/recording", "/materials/1"):
            client.visit(f"/events/{of.key}{tail}", status=404)


# ------------------------------------------------------------------ who runs it


@pytest.mark.parametrize("role", Role)
def test_staff_and_coaches_see_the_pages_and_nobody_else(client: PageClient, role: Role) -> None:
    cohort = build.cohort()
    own, other = build.learning_event(cohort_id=cohort.id), build.learning_event()
    client.sign_in(build.person(role=role, at=cohort if role is Role.COACH else None))
    for page in STAFF_PAGES:
        status = client.get(f"/staff/events/{own.key}/{page}").status_code
        assert status == (200 if role in RUNS else 403), page
        if role is Role.COACH:
            assert client.get(f"/staff/events/{other.key}/{page}").status_code == 404


def test_the_slide_shows_code_and_address_and_a_new_code(client: PageClient) -> None:
    of = build.learning_event()
    neil(client)
    page = client.visit(f"/staff/events/{of.key}/code")
    assert page.one("code").text == CODE
    assert f"/events/{of.key}/check-in" in page.text
    assert "<svg" in client.get(f"/staff/events/{of.key}/code").text
    client.fill_in(f"/staff/events/{of.key}/code")
    fresh = client.visit(f"/staff/events/{of.key}/code").one("code").text
    assert fresh != CODE
    assert len(fresh) == 6


def test_staff_note_who_was_there(client: PageClient) -> None:
    of, ben = build.learning_event(), lead(name="Ben")
    place(of, ben)
    neil(client)
    path = f"/staff/events/{of.key}/attendance/{ben.id}"
    assert "Not noted" in client.visit(f"/staff/events/{of.key}/attendance").one("attendee").text
    page = client.fill_in(path, presence="excused", reason="", status=422)
    assert "Say why" in errors(page)[0]
    page = client.fill_in(path, presence="attended", minutes="2000", status=422)
    assert "from 0 to 1,440" in errors(page)[0]
    page = client.fill_in(path, presence="attended", minutes="500", status=422)
    assert errors(page) == ["This event gives 60 minutes. Enter 60 or fewer, or leave it empty."]
    client.fill_in(path, presence="attended", minutes="50")
    row = client.visit(f"/staff/events/{of.key}/attendance").one("attendee").text
    assert "Was there 50 Staff" in row
    client.fill_in(path, presence="excused", reason="Sick child at home", minutes="")
    assert (
        "Excused Sick child at home"
        in client.visit(f"/staff/events/{of.key}/attendance").one("attendee").text
    )
    client.visit(f"/staff/events/{of.key}/attendance/{lead().id}", status=404)


def test_staff_note_somebody_without_a_place(client: PageClient) -> None:
    cohort = build.cohort()
    of = build.learning_event(cohort_id=cohort.id)
    coach = build.person(role=Role.COACH, at=cohort, email="coach@x.test")
    neil(client)
    path = f"/staff/events/{of.key}/attendance/add"
    page = client.fill_in(path, email=lead().email, presence="attended", status=422)
    assert "registered or may come" in errors(page)[0]
    client.fill_in(path, email="coach@x.test", presence="attended")
    assert [row.person_id for row in rows(of)] == [coach.id]


def test_of_a_cancelled_event_every_page_says_so_instead_of_offering_a_form(
    app: Flask, client: PageClient
) -> None:
    of, ben = build.learning_event(place="Jackson"), lead(name="Ben")
    place(of, ben)
    neil(client)
    desk = f"/staff/events/{of.key}"
    tails = ("/code", "/edit", "/cancel", "/roster", "/attendance/add", f"/attendance/{ben.id}")
    older = {tail: client.visit(f"{desk}{tail}").form(f"{desk}{tail}") for tail in tails}
    set_clock(app, START - dt.timedelta(days=1))
    client.send(older["/cancel"], reason="Ice on the roads")
    set_clock(app, START)

    for tail in tails:
        page = client.visit(f"{desk}{tail}")
        assert "This event is cancelled Ice on the roads" in page.one("cancelled").text, tail
        assert all(form.action == "/sign-out" for form in page.forms), tail
        assert CODE not in page.text
    answers = {
        "/cancel": {"reason": "Again"},
        "/roster": {"file": (io.BytesIO(b"Name,Email,Minutes\nBen,,40\n"), "zoom.csv")},
        "/attendance/add": {"email": ben.email},
        f"/attendance/{ben.id}": {"presence": "attended"},
    }
    for tail, form in older.items():
        client.send(form, **answers.get(tail, {}), status=409)
    page = client.visit(f"{desk}/attendance")
    assert "This event is cancelled" in page.text
    assert {"Bring a list of attendees", "Note somebody else"}.isdisjoint(page.links)
    page = client.visit(desk)
    assert "This event is cancelled." in page.text
    assert "Check-in code" not in page.links
    assert rows(of) == []
    client.sign_in(ben)
    page = client.visit(f"/events/{of.key}/check-in")
    assert page.one("checkin").text == "Cancelled Nobody can check in to this event."


def test_a_list_is_brought_looked_at_and_confirmed(client: PageClient) -> None:
    of, ben = build.learning_event(), lead(name="Ben")
    place(of, ben)
    neil(client)
    desk = f"/staff/events/{of.key}"
    text = f"Name,Email,Minutes\nBen,{ben.email},40\n=cmd|x,,15\nAna,ana@x.test,lots\n"
    assert errors(client.fill_in(f"{desk}/roster", status=422)) == ["Choose a file first"]
    bad = (io.BytesIO(b"a,b\n1,2\n"), "x.csv")
    assert "found no list" in errors(client.fill_in(f"{desk}/roster", file=bad, status=422))[0]

    sent = client.fill_in(f"{desk}/roster", file=(io.BytesIO(text.encode()), "zoom.csv"))
    page = client.follow(sent)
    assert page.all("problem")[0].text.startswith("Line 4 “lots”")
    assert "No account" in page.all("roster-row")[0].text
    assert "Matched" in page.all("roster-row")[1].text
    assert rows(of) == []
    client.send(next(form for form in page.forms if form.action.endswith(page.path)))
    assert [(row.person_id, row.minutes) for row in rows(of)] == [(ben.id, 40), (None, 15)]
    client.visit(page.path, status=409)

    page = client.visit(f"{desk}/attendance")
    assert page.one("there").text == "2 people were there."
    table = list(
        csv.reader(io.StringIO(client.get(f"{desk}/attendance.csv").text.lstrip("\ufeff")))
    )
    assert [row[2] for row in table] == ["Name", "Ben", "'=cmd|x"]
    assert [row[6] for row in table] == ["Minutes", "40", "15"]


def test_a_long_list_shows_its_counts_and_the_first_of_each_kind(client: PageClient) -> None:
    of = build.learning_event()
    ben = lead(name="Ben")
    place(of, ben)
    neil(client)
    lines = [f"Guest {number},g{number}@x.test,30" for number in range(4_300)]
    lines += [f"Bad {number},,lots" for number in range(120)]
    text = "\n".join(["Name,Email,Minutes", *lines, f"Ben,{ben.email},40"])
    path = f"/staff/events/{of.key}/roster"
    sent = client.fill_in(path, file=(io.BytesIO(text.encode()), "zoom.csv"))

    page = client.follow(sent)

    assert len(client.get(page.path).data) < 100_000
    assert len(page.all("roster-row")) == 101
    assert len(page.all("problem")) == 100
    assert [more.text for more in page.all("more")] == ["and 20 more", "and 4,200 more"]
    assert page.text.index("Note these people") < page.text.index("Lines that we cannot read")
    assert page.text.index("Guest 0") < page.text.index(ben.email)
    client.send(next(form for form in page.forms if form.action.endswith(page.path)))
    assert len(rows(of)) == 4_301

    path = f"/staff/events/{of.key}/attendance"
    page = client.visit(path)
    assert len(client.get(path).data) < 100_000
    assert page.one("there").text == "4,301 people were there."
    assert "4,300 rows of a list of attendees fit nobody" in page.text
    assert len(page.all("attendee")) == 100
    assert ben.email in page.all("attendee")[0].text
    for wanted, shown in (("44", "44"), ("9999", "44"), ("-3", "1"), ("x", "1")):
        page = client.visit(f"{path}?page={wanted}")
        assert f"Page {shown} of 44" in page.text
    assert len(client.visit(f"{path}?page=44").all("attendee")) == 1
    table = client.get(f"{path}.csv").text.splitlines()
    assert len(table) == 4_302


def test_a_list_is_undone_from_the_page_of_who_was_there(app: Flask, client: PageClient) -> None:
    of, ben = build.learning_event(), lead(name="Ben")
    neil(client)
    desk = f"/staff/events/{of.key}"
    text = f"Name,Email,Minutes\nBen,{ben.email},40\nAna,,30\n".encode()
    page = client.follow(client.fill_in(f"{desk}/roster", file=(io.BytesIO(text), "zoom.csv")))
    undo = f"{page.path}/undo"
    client.visit(undo, status=409)
    client.send(next(form for form in page.forms if form.action.endswith(page.path)))
    assert "zoom.csv" in client.visit(f"{desk}/attendance").one("list").text
    client.fill_in(f"{desk}/attendance/{ben.id}", presence="excused", reason="Clinic day")
    page = client.follow(client.fill_in(f"{desk}/roster", file=(io.BytesIO(text), "again.csv")))
    newer = f"{page.path}/undo"
    client.send(next(form for form in page.forms if form.action.endswith(page.path)))
    page = client.visit(f"{desk}/attendance")
    assert [one.text.endswith("Undo the newer list first") for one in page.all("list")] == [
        False,
        True,
    ]
    assert "Undo the newer list first." in client.visit(undo, status=409).text
    client.send(client.visit(newer).form(newer))
    page = client.visit(undo)
    assert page.one("does").text == (
        "1 row goes back to how things were before this list."
        " 1 row stays, because somebody changed it since."
    )
    form = page.form(undo)
    page = client.follow(client.send(form))
    assert "The list is undone. 1 row stays" in page.text
    assert page.all("list") == []
    assert [(row.person_id, row.presence) for row in rows(of)] == [(ben.id, Presence.EXCUSED)]
    client.send(form, status=409)
    client.visit(undo, status=409)

    client.sign_in(build.person(role=Role.COACH, at=build.cohort()))
    client.visit(undo, status=404)
    client.sign_in(lead())
    client.visit(undo, status=403)


def test_a_list_of_another_day_is_refused(client: PageClient) -> None:
    of = build.learning_event()
    neil(client)
    text = "Name,Join Time,Leave Time\nBen,11/9/2025 12:00,11/9/2025 13:00\n"
    file = (io.BytesIO(text.encode()), "zoom.csv")
    page = client.fill_in(f"/staff/events/{of.key}/roster", file=file, status=422)
    assert "this event began on Monday, November 9, 2026" in errors(page)[0]


def test_nobody_waits_while_a_list_is_read(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = build.learning_event()
    neil(client)
    read, is_open = spreadsheets.read, []

    def watched(content: bytes, **how: Any) -> Any:
        is_open.append(db.session().in_transaction())
        return read(content, **how)

    monkeypatch.setattr(spreadsheets, "read", watched)
    file = (io.BytesIO(b"Name,Minutes\nBen,40\n"), "zoom.csv")
    client.fill_in(f"/staff/events/{of.key}/roster", file=file)
    assert is_open == [False]


def test_a_number_of_a_patient_in_a_list_is_told_and_never_kept(client: PageClient) -> None:
    of, ben = build.learning_event(), lead(name="Ben")
    place(of, ben)
    neil(client)
    text = (
        "Name,Email,Minutes\nJohn MRN 4482913 123-45-6789,unknown@x.example,30\n"
        f"Ben DOB 3/14/2015,{ben.email},30\nAna,123-45-6789@x.example,30\n"
        f"Cy,cy@x.example,John MRN 4482913\nBen,{ben.email},40\n"
    )
    sent = client.fill_in(
        f"/staff/events/{of.key}/roster", file=(io.BytesIO(text.encode()), "zoom.csv")
    )
    page = client.follow(sent)
    assert [row.text for row in page.all("problem")] == [
        f"Line {line} This looks like {kind}. Take it out: no patient details belong here."
        for line, kind in (
            (2, "a Social Security number"),
            (3, "a date of birth"),
            (4, "a Social Security number"),
            (5, "a medical record number"),
        )
    ]
    held = json.dumps(db.session.scalars(select(EventRoster)).one().said)
    client.send(next(form for form in page.forms if form.action.endswith(page.path)))
    assert [(row.person_id, row.minutes) for row in rows(of)] == [(ben.id, 40)]
    trail = " ".join(str(row.after) for row in db.session.scalars(select(AuditEvent)))
    for words in ("4482913", "123-45-6789", "3/14/2015"):
        assert words not in page.text + held + trail
        assert words not in client.get(f"/staff/events/{of.key}/attendance").text
        assert words not in client.get(f"/staff/events/{of.key}/attendance.csv").text


def test_no_cell_of_the_list_is_a_formula_and_taking_it_is_in_the_trail(client: PageClient) -> None:
    of = build.learning_event(title="=1+1")
    ben = lead(name="+Ben", email="-ben@example.org")
    place(of, ben)
    noted(of, person_id=ben.id, presence=Presence.EXCUSED, reason="@SUM(A1)")
    noted(of, name="\t=cmd", email="=cmd@example.org")
    neil(client)

    text = client.get(f"/staff/events/{of.key}/attendance.csv").text.lstrip("\ufeff")

    _, *table = csv.reader(io.StringIO(text))
    assert [row[0] for row in table] == ["'=1+1", "'=1+1"]
    assert [row[2:4] for row in table] == [
        ["'+Ben", "'-ben@example.org"],
        ["'\t=cmd", "'=cmd@example.org"],
    ]
    assert table[0][8] == "'@SUM(A1)"
    row = db.session.scalars(select(AuditEvent)).one()
    assert (row.verb, row.subject_name) == ("exported people of an event", "=1+1")
    assert row.after == {"file": f"attendance-{of.key}.csv", "people": 2}


def test_a_row_without_an_account_is_given_to_somebody(client: PageClient) -> None:
    of, ben = build.learning_event(), lead(name="Ben Lee")
    place(of, ben)
    row = noted(of, name="ben lee", minutes=15)
    neil(client)
    path = f"/staff/events/{of.key}/attendance/row/{row.id}"
    assert client.visit(path).form(path).fields["email"] == ben.email
    page = client.fill_in(path, email="nobody@x.test", status=422)
    assert "registered or may come" in errors(page)[0]
    client.fill_in(path)
    assert [one.person_id for one in rows(of)] == [ben.id]
    client.visit(path, status=404)


def test_a_guest_of_a_list_stays_counted_and_waits_for_nobody(client: PageClient) -> None:
    of = build.learning_event()
    row_id = noted(of, name="Speaker", email="s@x.test", minutes=15).id
    neil(client)
    page = client.visit(f"/staff/events/{of.key}/attendance")
    assert "Somebody has no account here 1 row of a list of attendees fits nobody." in page.text
    at = f"/staff/events/{of.key}/attendance/row/{row_id}"

    page = client.follow(client.fill_in(f"{at}/guest", at=at))

    assert "no account here" not in page.text
    assert page.one("there").text == "1 person was there."
    assert "Guest, as staff noted" in page.one("attendee").text
    assert "Guest, as staff noted" in client.get(f"/staff/events/{of.key}/attendance.csv").text
    assert "You said that this is a guest." in client.visit(at).text
    assert "This is nobody of ours" not in client.visit(at).text
    text = b"Name,Email,Minutes\nSpeaker,s@x.test,40\n"
    path = f"/staff/events/{of.key}/roster"
    page = client.follow(client.fill_in(path, file=(io.BytesIO(text), "zoom.csv")))
    client.send(next(form for form in page.forms if form.action.endswith(page.path)))
    assert [(row.name, row.how, row.minutes) for row in rows(of)] == [("Speaker", Noted.STAFF, 15)]


def test_a_row_of_nobody_is_taken_out_and_the_trail_does_not_name_it(client: PageClient) -> None:
    of, ben = build.learning_event(), lead()
    row_id = noted(of, name="Meeting room iPad", minutes=15).id
    known_id = noted(of, person_id=ben.id).id
    neil(client)
    at = f"/staff/events/{of.key}/attendance/row/{row_id}"
    form = client.visit(at).form(f"{at}/take-out")

    page = client.follow(client.send(form))

    assert "Meeting room iPad" not in page.text
    assert [row.person_id for row in rows(of)] == [ben.id]
    trail = db.session.scalars(select(AuditEvent)).one()
    assert trail.verb == "took a row of a roster out of an event"
    assert (trail.actor_name, trail.before) == (
        "Neil",
        {"presence": "attended", "minutes": 15, "reason": ""},
    )
    for deed in ("guest", "take-out"):
        for gone in (row_id, known_id):
            path = f"/staff/events/{of.key}/attendance/row/{gone}/{deed}"
            reply = client.post(path, data={"csrf_token": form.fields["csrf_token"]})
            assert reply.status_code == 404


def test_the_list_needs_as_many_statements_for_one_as_for_three(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    neil(client)
    counts = []
    for size in (1, 3):
        of = build.learning_event()
        for number in range(size):
            person = lead()
            place(of, person)
            noted(of, person_id=person.id)
            noted(of, name=f"Guest {number}")
        with statements() as sent:
            page = client.visit(f"/staff/events/{of.key}/attendance")
        assert len(page.all("attendee")) == 2 * size
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] <= 9
