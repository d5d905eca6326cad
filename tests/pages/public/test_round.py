"""The call of a round, its questions and rubric, and its files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from tests.pages.public.rounds import KEY, PAGE, at, extension, faq, rfa_2026, set_clock
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

DOORS = ("/register", "/start", "/check")


@pytest.fixture(autouse=True)
def _february(app: Flask) -> None:
    set_clock(app, "2026-02-20", "10:00")


# ------------------------------------------------------------------ the way there


def test_apply_leads_to_the_only_open_round(client: PageClient) -> None:
    rfa_2026()
    rfa_2026(key="old", title="Old", opens_at=at("2025-02-02"), closes_at=at("2025-03-13"))

    assert client.visit("/apply", status=302).location == PAGE


def test_apply_lists_several_open_rounds_the_next_deadline_first(client: PageClient) -> None:
    rfa_2026()
    rfa_2026(key="delta", title="Delta round", closes_at=at("2026-03-01"))

    page = client.visit("/apply")

    assert [e.attrs["data-key"] for e in page.all("round")] == ["delta", KEY]
    assert page.links["RFA 2026"] == PAGE


def test_apply_says_that_none_is_open_and_when_the_next_opens(
    app: Flask, client: PageClient
) -> None:
    rfa_2026()
    set_clock(app, "2026-01-10")

    page = client.visit("/apply")

    assert "No round is open now" in page.text
    assert "The next round opens Monday, February 2, 2026, 8:00 AM Central." in page.text


def test_apply_says_that_there_is_no_date_yet(app: Flask, client: PageClient) -> None:
    assert "No date is set" in client.visit("/apply").text

    rfa_2026()
    set_clock(app, "2026-05-01")
    page = client.visit("/apply")
    assert "No date is set" in page.text
    assert "Applications were due Friday, March 13, 2026, 5:00 PM Central." in page.text


# ------------------------------------------------------------------ the call


def test_the_deadline_has_weekday_date_time_zone_and_what_is_left(client: PageClient) -> None:
    rfa_2026()

    page = client.visit(PAGE)

    words = page.one("deadline").text
    assert words == "Friday, March 13, 2026, 5:00 PM Central 21 days remain"
    assert page.one("status").text == "Open now"
    assert page.one("apply").attrs["href"] == f"{PAGE}/register"
    assert page.links["Check if you can apply"] == f"{PAGE}/check"


@pytest.mark.parametrize(
    ("day", "time", "left"),
    [
        ("2026-03-12", "17:00", "1 day remains"),
        ("2026-03-12", "17:01", "23 hours remain"),
        ("2026-03-13", "16:59", "1 minute remains"),
        ("2026-03-13", "17:00", "Less than a minute remains"),
    ],
)
def test_what_is_left_is_said_in_words(
    app: Flask, client: PageClient, day: str, time: str, left: str
) -> None:
    rfa_2026()
    set_clock(app, day, time)

    assert left in client.visit(PAGE).one("deadline").text


def test_the_call_says_who_what_when_and_how(client: PageClient) -> None:
    rfa_2026(cap=25_000, counties={"only": ["Hinds", "Lee"]}, starts_on=dt.date(2026, 6, 1))

    text = client.visit(PAGE).text

    for words in (
        "Who may apply",
        "This round is for practices in Hinds and Lee Counties.",
        "Up to $25,000 for each practice.",
        "Questions call Tuesday, February 24, 2026, 12:00 PM Central",
        "Last day for questions Friday, March 6, 2026, 5:00 PM Central",
        "Clinics hear back by Friday, April 17, 2026",
        "The program year starts Monday, June 1, 2026",
        "2 reviewers read each application",
        "Up to 3 practices are chosen",
        "1-800-844-0898",
    ):
        assert words in text


def test_one_reviewer_and_one_award_are_said_in_the_singular(client: PageClient) -> None:
    rfa_2026(reviewers_each=1, awards=1, counties={"only": ["Hinds"]})

    text = client.visit(PAGE).text

    assert "One reviewer reads each application, alone." in text
    assert "1 practice is chosen" in text
    assert "practices in Hinds County." in text


def test_the_rubric_stands_there_with_its_anchors(client: PageClient) -> None:
    rfa_2026()

    page = client.visit(PAGE)

    lines = [e.text for e in page.all("rubric-line")]
    assert len(lines) == 8
    assert lines[0].startswith("Need and reach 20 points From section B. Patients and need")
    assert "0 No need is stated" in lines[0]


def test_an_extended_deadline_is_shown_with_the_old_one(app: Flask, client: PageClient) -> None:
    of = rfa_2026()
    extension(of, at("2026-03-20", "17:00"))
    set_clock(app, "2026-03-15")

    page = client.visit(PAGE)

    words = page.one("deadline").text
    assert words.startswith("Friday, March 20, 2026, 5:00 PM Central 5 days remain")
    assert "Before: Friday, March 13, 2026, 5:00 PM Central" in words
    assert "There is more time" in page.text
    assert page.one("why-later").text == "The reason: A storm closed many clinics."
    assert page.all("apply")


def test_the_reason_is_that_of_the_extension_that_holds(app: Flask, client: PageClient) -> None:
    of = rfa_2026()
    assert client.visit(PAGE).all("why-later") == []
    extension(of, at("2026-03-20", "17:00"), reason="Sent <b>first</b>")
    extension(of, at("2026-03-18", "17:00"), reason="Shorter")
    ended = {"ended_at": at("2026-03-02"), "ended_by_id": build.person().id}
    extension(of, at("2026-03-25", "17:00"), reason="Taken back", **ended)
    alone = build.application(round_id=of.id)
    extension(of, at("2026-03-27", "17:00"), reason="Private", application_id=alone.id)

    assert client.visit(PAGE).one("why-later").text == "The reason: Sent <b>first</b>"


@pytest.mark.parametrize("day", ["2026-01-10", "2026-03-14"])
def test_closed_and_scheduled_rounds_offer_no_way_to_apply(
    app: Flask, client: PageClient, day: str
) -> None:
    rfa_2026()
    set_clock(app, day)

    page = client.visit(PAGE)

    assert page.all("apply") == []
    assert not any(href.endswith(("/register", "/start")) for href in page.links.values())
    assert page.one("status").text in {"Opens soon", "Closed"}


def test_after_the_deadline_there_is_no_check_and_no_calendar_file_either(
    app: Flask, client: PageClient
) -> None:
    rfa_2026()
    set_clock(app, "2026-03-13", "17:01")

    page = client.visit(PAGE)

    assert not any(href.endswith(DOORS) for href in page.links.values())
    assert "The deadline was Friday, March 13, 2026, 5:00 PM Central." in page.text


@pytest.mark.parametrize("path", ["", "/questions-and-rubric", "/deadline.ics", "/form.pdf", "/form.docx", "/form.txt", "/questions", "/check", "/register", "/start"])  # fmt: skip
def test_a_draft_and_an_archived_round_are_not_there(client: PageClient, path: str) -> None:
    rfa_2026(archived_at=at("2026-02-10"))
    build.rfa_round(key="draft", published_at=None)
    if path == "/start":
        client.sign_in(build.person())

    for key in (KEY, "draft"):
        client.visit(f"/apply/{key}{path}", status=404)


def test_who_is_signed_in_starts_at_once(client: PageClient) -> None:
    rfa_2026()
    client.sign_in(build.person())

    assert client.visit(PAGE).one("apply").attrs["href"] == f"{PAGE}/start"


# ------------------------------------------------------------------ questions and files


def test_every_question_stands_with_its_limit_and_condition(client: PageClient) -> None:
    rfa_2026()

    page = client.visit(f"{PAGE}/questions-and-rubric")

    b4 = page.one("question", data_key="B4").text
    assert "Up to 1,500 characters." in b4
    e3a = page.one("question", data_key="E3a").text
    assert "Only if E3 is No." in e3a
    e2 = page.one("question", data_key="E2").text
    assert "Hospital emergency department" in e2
    a8 = page.one("question", data_key="A8").text
    assert "English: Staff who speak it, Families in 100" in a8
    assert len(page.all("rubric-line")) == 8


def test_the_budget_is_asked_only_when_the_round_pays(client: PageClient) -> None:
    rfa_2026()
    rfa_2026(key="paying", title="Paying", cap=1000)

    path = f"{PAGE}/questions-and-rubric"
    assert client.visit(path).all("question", data_key="H1") == []
    assert client.visit(path.replace(KEY, "paying")).all("question", data_key="H1")


@pytest.mark.parametrize(
    ("ending", "kind", "start"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK",
        ),
        ("txt", "text/plain", b""),
    ],
)
def test_the_empty_form_is_there_to_take_away(
    client: PageClient, ending: str, kind: str, start: bytes
) -> None:
    rfa_2026()

    reply = client.get(f"{PAGE}/form.{ending}")

    assert reply.status_code == 200
    assert reply.mimetype == kind
    assert reply.data.startswith(start)
    assert reply.headers["Content-Disposition"] == f"attachment; filename={KEY}-form.{ending}"


def test_the_deadline_as_a_calendar_file_is_an_instant_in_utc(client: PageClient) -> None:
    of = rfa_2026()
    path = f"{PAGE}/deadline.ics"

    reply = client.get(path)
    [first] = Calendar.from_ical(reply.data).walk("VEVENT")
    extension(of, at("2026-03-20", "17:00"))
    [second] = Calendar.from_ical(client.get(path).data).walk("VEVENT")

    assert reply.mimetype == "text/calendar"
    assert b"DTSTART:20260313T220000Z" in reply.data
    assert first["uid"] == second["uid"]
    assert second.decoded("dtstart") == dt.datetime(2026, 3, 20, 22, tzinfo=dt.UTC)


def test_more_rounds_and_more_answers_take_no_more_statements(client: PageClient) -> None:
    def count(path: str, **given: object) -> int:
        client.visit(path, **given)
        with statements() as sent:
            client.visit(path, **given)
        return len(sent)

    of = rfa_2026()
    rfa_2026(key="second", title="Second", closes_at=at("2026-03-01"))
    faq(of, "One?")
    few = (count("/apply"), count(PAGE), count("/questions"))
    for n in range(2):
        faq(of, f"More {n}?")
        rfa_2026(key=f"more-{n}", title=f"More {n}")

    assert (count("/apply"), count(PAGE), count("/questions")) == few
