"""A webinar that counts, from its plan to its evaluation, with and without JavaScript (OPEN-19)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.events.domain.evaluations import AFTER_SET, LATER_SET
from app.events.domain.kinds import Noted, Presence
from app.events.models import Attendance
from app.events.services.materials import MOST_BYTES, TOO_LARGE
from app.events.views.materials import MOST_SENT
from app.outbox import worker
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Locator, Page


PLANNED = dt.datetime(2026, 7, 1, 14, tzinfo=dt.UTC)
START = dt.datetime(2026, 7, 15, 18, tzinfo=dt.UTC)
"""1:00 p.m. in Mississippi, after the move."""
END = START + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
KEY = "office-hours-registries"
PAGE, DESK = f"/events/{KEY}", f"/staff/events/{KEY}"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, read once: a row would be read again, and hold the database, at any time."""

    id: int
    email: str


@dataclass(frozen=True, slots=True)
class Story:
    """Who takes part, and how each opens a browser."""

    app: Flask
    new_page: Callable[..., Page]
    scripts: bool
    neil: Who
    ben: Who
    dev: Who
    others: tuple[Who, ...]
    """Four people of other teams, who come too."""

    def at(self, instant: dt.datetime) -> None:
        """Let it be that time; everybody signs in anew after it."""
        set_clock(self.app, instant)

    def as_(self, person: Who) -> Page:
        return self.new_page(sign_in=person.id, java_script_enabled=self.scripts)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_webinar_counts(app: Flask, new_page: Callable[..., Page], scripts: bool) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ()
    set_clock(app, PLANNED)
    team = build.team()
    told = Story(
        app,
        new_page,
        scripts,
        neil=somebody(name="Neil", role=Role.PROGRAM_STAFF),
        ben=somebody(name="Ben", role=Role.LEAD, at=team.practice),
        dev=somebody(name="Dev", role=Role.VIEWER, at=team.practice),
        others=tuple(somebody(role=Role.CARE_COORDINATOR, at=build.practice()) for _ in range(4)),
    )
    neil, ben = told.as_(told.neil), told.as_(told.ben)

    planned_and_published(neil)
    before = registered(ben, told)
    for other in told.others:
        register(told.as_(other))
    moved(neil, ben, told, before)
    questions_chosen(neil)
    reminded(told)
    code = shown_code(told)
    checked_in(told, code)
    refused_afterwards(told, code)
    rated(told)
    on_the_record(told)


def planned_and_published(neil: Page) -> None:
    """Neil publishes office hours of 30 places, from 12 to 1."""
    neil.goto("/staff/events/new")
    neil.get_by_text("Office hours", exact=True).click()
    neil.get_by_label("Title").fill("Office hours: registries")
    neil.get_by_label("Day", exact=True).fill("2026-07-15")
    neil.get_by_label("Starts at (US Central)").fill("12:00")
    neil.get_by_label("Ends at (US Central)").fill("13:00")
    neil.get_by_label("Link of the call (optional)").fill("https://call.example.org/registries")
    neil.get_by_label("Places (optional)").fill("30")
    neil.get_by_label("Cohort").select_option("all")
    neil.get_by_role("button", name="Save").click()
    neil.get_by_role("button", name="Publish").click()
    expect(neil.get_by_test_id("status")).to_have_text("Planned")


def registered(ben: Page, told: Story) -> Any:
    """Ben gets one mail with the time in Central, and an entry that starts at 17:00 UTC."""
    register(ben)
    (mail,) = mails_to(told.ben)
    assert "12:00 p.m. to 1:00 p.m. Central" in mail.body
    (sent,) = Calendar.from_ical(mail.calendar or "").walk("VEVENT")
    found = entry(ben)
    for one in (sent, found):
        assert one["DTSTART"].to_ical() == b"20260715T170000Z"
    assert sent["UID"] == found["UID"]
    return found


def register(page: Page) -> None:
    page.goto(PAGE)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_test_id("status")).to_have_text("You are registered")


def moved(neil: Page, ben: Page, told: Story, before: Any) -> None:
    """Neil moves it to 1; each update has the same identity and a higher sequence."""
    neil.goto(f"{DESK}/edit")
    neil.get_by_label("Starts at (US Central)").fill("13:00")
    neil.get_by_label("Ends at (US Central)").fill("14:00")
    neil.get_by_role("button", name="Save").click()
    expect(neil.locator("main")).to_contain_text("1:00 p.m. to 2:00 p.m. Central")
    updates = [mails_to(person)[1].calendar or "" for person in (told.ben, *told.others)]
    sent = [Calendar.from_ical(update).walk("VEVENT")[0] for update in updates]
    for after in (*sent, entry(ben)):
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after["DTSTART"].to_ical() == b"20260715T180000Z"


def questions_chosen(neil: Page) -> None:
    neil.goto(f"{DESK}/evaluation/choose")
    neil.get_by_text(AFTER_SET[0].text, exact=True).click()
    neil.get_by_role("button", name="Save").click()
    expect(neil.get_by_test_id("results")).to_contain_text("Too few answers")


def reminded(told: Story) -> None:
    """One day before, only people who registered hear of it."""
    told.at(START - DAY + 5 * MINUTE)
    with told.app.app_context():
        worker.do_duties()
    for person in (told.ben, *told.others):
        kinds = [mail.kind for mail in mails_to(person)]
        assert kinds == ["event place", "event change", "event reminder"]
    assert mails_to(told.dev) == mails_to(told.neil) == []


def shown_code(told: Story) -> str:
    told.at(START)
    neil = told.as_(told.neil)
    neil.goto(f"{DESK}/code")
    return neil.get_by_test_id("code").inner_text()


def checked_in(told: Story, code: str) -> None:
    """Ben enters the code; a wrong one before it is refused in a sentence."""
    told.at(START + 10 * MINUTE)
    ben = told.as_(told.ben)
    ben.goto(PAGE)
    ben.get_by_role("link", name="Check in").click()
    assert code not in ben.content()
    ben.get_by_label("Check-in code").fill("NOTIT2")
    ben.get_by_role("button", name="Check in").click()
    expect(ben.get_by_test_id("error-summary")).to_contain_text("not the code of this event")
    ben.get_by_label("Check-in code").fill(code.lower())
    ben.get_by_role("button", name="Check in").click()
    expect(ben.get_by_test_id("checkin")).to_contain_text("Attended")
    for other in told.others:
        page = told.as_(other)
        page.goto(f"{PAGE}/check-in")
        page.get_by_label("Check-in code").fill(code)
        page.get_by_role("button", name="Check in").click()
        expect(page.get_by_test_id("checkin")).to_contain_text("Attended")


def refused_afterwards(told: Story, code: str) -> None:
    """Dev knows the code and has the page open, but enters it 40 minutes after the end."""
    told.at(END + 25 * MINUTE)
    dev = told.as_(told.dev)
    dev.goto(f"{PAGE}/check-in")
    dev.get_by_label("Check-in code").fill(code)
    set_clock(told.app, END + 40 * MINUTE)
    dev.get_by_role("button", name="Check in").click()
    expect(dev.locator("main")).to_contain_text(
        "Check-in closed Wednesday, July 15, 2026, 2:30 p.m. Central"
    )
    dev.goto(f"{PAGE}/check-in")
    expect(dev.get_by_test_id("checkin")).to_contain_text("Check-in closed")
    expect(dev.get_by_label("Check-in code")).to_have_count(0)
    assert code not in dev.content()
    neil = told.as_(told.neil)
    neil.goto(f"{DESK}/attendance")
    expect(neil.get_by_test_id("there")).to_have_text("5 people were there.")
    expect(neil.get_by_test_id("attendee").filter(has_text="Ben")).to_contain_text("Was there")
    expect(neil.get_by_test_id("attendee").filter(has_text=told.dev.email)).to_have_count(0)


def rated(told: Story) -> None:
    """With four answers staff see too few, with five the mean."""
    people = (told.ben, *told.others)
    neil = told.as_(told.neil)
    for number, (person, rating) in enumerate(zip(people, (5, 4, 4, 3, 5), strict=True), 1):
        answered(told.as_(person), rating)
        neil.goto(f"{DESK}/evaluation")
        results = neil.get_by_test_id("results")
        if number < 5:
            expect(results).to_contain_text("Too few answers")
            expect(results).not_to_contain_text("Mean")
        else:
            expect(results).to_contain_text("Mean 4.2 (n = 5)")


def answered(page: Page, rating: int) -> None:
    page.goto(f"{PAGE}")
    page.get_by_role("link", name="Answer the questions").click()
    page.locator(f"label[for=item_worth-{rating - 1}]").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("main")).to_contain_text("Your answers are in, without your name")


def on_the_record(told: Story) -> None:
    """The hour counts for Ben."""
    ben = told.as_(told.ben)
    ben.goto("/learn/record")
    (line,) = ben.get_by_test_id("events").locator("tbody tr").all()
    expect(line).to_contain_text("Office hours: registries")
    expect(line.locator("td").last).to_have_text("60")
    hours = ben.get_by_test_id("totals").locator(".stat").filter(has_text="Time at events")
    expect(hours.locator("dd")).to_have_text("1 hour")
    dev = told.as_(told.dev)
    dev.goto("/learn/record")
    expect(dev.get_by_test_id("events")).to_have_count(0)


def mails_to(person: Who) -> list[OutboxMail]:
    db.session.rollback()
    found = select(OutboxMail).where(OutboxMail.recipient == person.email).order_by(OutboxMail.id)
    mails = list(db.session.scalars(found))
    db.session.expunge_all()
    db.session.rollback()
    return mails


def entry(page: Page) -> Any:
    """The entry that the event's page offers."""
    page.goto(PAGE)
    link = page.get_by_test_id("event-ics").get_attribute("href")
    (found,) = Calendar.from_ical(page.request.get(link or "").text()).walk("VEVENT")
    return found


def somebody(**given: Any) -> Who:
    person = build.person(**given)
    return Who(person.id, person.email)


def came(event_id: int) -> Who:
    """Somebody else who was there."""
    person = somebody(role=Role.CARE_COORDINATOR, at=build.practice())
    noted(event_id, person_id=person.id)
    return person


def noted(event_id: int, **given: Any) -> int:
    shared = {"event_id": event_id, "presence": Presence.ATTENDED, "noted_at": START}
    row: Attendance = build.saved(Attendance(**shared | {"how": Noted.ROSTER} | given))
    return row.id


# ------------------------------------------------------------------ every page


def test_pages_about_who_was_there_are_in_order(app: Flask, new_page: Callable[..., Page]) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ()
    of = build.learning_event(
        starts_at=START,
        evaluation=[item.as_dict() for item in (*AFTER_SET[:1], *AFTER_SET[5:9])],
        follow_up=[LATER_SET[0].as_dict()],
        record="# Decided\n\n- Go on",
        recording_link="https://video.example.org/1",
        recording_transcript="Neil: Hello.",
        recording_has_captions=True,
    )
    set_clock(app, START + 10 * MINUTE)
    desk, page = f"/staff/events/{of.key}", f"/events/{of.key}"
    ben = came(of.id)
    row_id = noted(of.id, name="Guest with a long name of a device", minutes=20)
    neil = new_page(sign_in=somebody(name="Neil", role=Role.PROGRAM_STAFF).id)
    for path in (
        *("", "/code", "/attendance", f"/attendance/{ben.id}", "/attendance/add", "/roster"),
        *(f"/attendance/row/{row_id}", "/materials", "/recording", "/record", "/evaluation"),
        *("/evaluation/choose", "/measures"),
    ):
        opened(neil, f"{desk}{path}")
    neil.goto(f"{desk}/roster")
    text = f"Name,Email,Minutes\nBen,{ben.email},40\nAna,,30\nBo,bo@x.test,lots\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    neil.get_by_label("List of attendees").set_input_files(file)  # type: ignore[arg-type]  # Playwright's own shape of a file
    neil.get_by_role("button", name="Read the file").click()
    expect(neil.get_by_test_id("roster-row")).to_have_count(2)
    check_page(neil)
    neil.get_by_role("button", name="Note these people").click()
    check_page(neil)
    neil.get_by_role("link", name="Undo this list").click()
    expect(neil.get_by_test_id("does")).to_contain_text("2 rows go back")
    check_page(neil)
    his = new_page(sign_in=ben.id)
    other = new_page(sign_in=somebody(role=Role.LEAD, at=build.practice()).id)
    for path in ("", "/evaluation", "/recording", "/check-in"):
        opened(his, f"{page}{path}")
        opened(other, f"{page}{path}")


def opened(page: Page, path: str) -> None:
    reply = page.goto(path)
    assert reply is not None
    assert reply.status == 200, path
    check_page(page)


# ------------------------------------------------------------------ files that are too large


def test_a_file_that_is_too_large_is_refused_before_it_is_sent_and_the_title_stays(
    app: Flask, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ()
    path = f"/staff/events/{build.learning_event().key}/materials"
    neil = somebody(name="Neil", role=Role.PROGRAM_STAFF).id
    page = new_page(sign_in=neil)
    with_large_file(page, path, tmp_path, MOST_BYTES + 1)
    page.get_by_role("button", name="Add", exact=True).click()
    assert alerts(page) == [TOO_LARGE]
    expect(page.get_by_label("File (optional)")).to_be_focused()
    check_page(page)
    page.get_by_label("File (optional)").set_input_files([])
    assert alerts(page) == []

    page.get_by_label("File (optional)").evaluate("field => { field.dataset.most = 1e9; }")
    with_large_file(page, None, tmp_path, MOST_SENT)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(TOO_LARGE, exact=True)).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Slides")

    plain = new_page(sign_in=neil, java_script_enabled=False)
    with_large_file(plain, path, tmp_path, MOST_BYTES + 1)
    plain.get_by_role("button", name="Add", exact=True).click()
    expect(plain.get_by_test_id("error-summary")).to_contain_text("The most is 20 MB.")
    expect(plain.get_by_label("Title")).to_have_value("Slides")


def with_large_file(page: Page, path: str | None, folder: Path, size: int) -> None:
    """Fill in the form of the materials with a file of `size` bytes."""
    file = folder / "slides.pptx"
    file.write_bytes(bytes(size))
    if path:
        page.goto(path)
    page.get_by_label("Title").fill("Slides")
    page.get_by_label("File (optional)").set_input_files(file)


def alerts(page: Page) -> list[str]:
    return page.locator(".cc-error-message").all_inner_texts()


# ------------------------------------------------------------------ the calendar link


def test_the_calendar_link_is_shown_whole_and_copied_with_one_tap(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    ben = somebody(role=Role.LEAD, at=build.practice())
    page = new_page(sign_in=ben.id, width=320, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/events/calendar")
    page.get_by_role("button", name="Get my link").click()
    link = page.get_by_test_id("feed")
    address = link.inner_text()
    assert address.endswith(".ics")
    assert link.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status").filter(has_text="The link is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    check_page(page)

    refused = new_page(sign_in=ben.id, width=320)
    refused.add_init_script(
        "delete Navigator.prototype.clipboard; document.execCommand = () => false"
    )
    refused.goto("/events/calendar")
    refused.get_by_role("button", name="Copy the link").click()
    expect(refused.get_by_role("status").filter(has_text="The link is selected.")).to_be_visible()
    assert refused.evaluate("getSelection().toString().trim()") == address

    plain = new_page(sign_in=ben.id, java_script_enabled=False)
    plain.goto("/events/calendar")
    expect(plain.get_by_test_id("feed")).to_have_text(address)
    expect(plain.get_by_role("button", name="Copy the link")).to_have_count(0)


# ------------------------------------------------------------------ a phone in one hand


def test_a_parent_registers_and_checks_in_with_one_thumb(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    set_clock(app, START - DAY)
    of = build.learning_event(starts_at=START, ends_at=END, link="https://call.example.org/1")
    key, code = of.key, of.check_in_code
    parent = somebody(role=Role.FAMILY_PARTNER, at=build.practice())
    page = new_page(sign_in=parent.id, width=390, has_touch=True)
    page.goto(f"/events/{key}")
    tapped(page.get_by_role("button", name="Register"))
    expect(page.get_by_test_id("status")).to_have_text("You are registered")

    set_clock(app, START - 5 * MINUTE)
    page = new_page(sign_in=parent.id, width=390, has_touch=True)
    page.goto(f"/events/{key}")
    tapped(page.get_by_role("link", name="Check in"))
    page.get_by_label("Check-in code").fill(code)
    tapped(page.get_by_role("button", name="Check in"))
    expect(page.get_by_test_id("checkin")).to_contain_text("Attended")


def tapped(control: Locator) -> None:
    """Tap what stands on the first screen and is as wide as the panel around it."""
    expect(control).to_be_in_viewport(ratio=1)
    box = control.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["width"] >= 270
    control.tap()
