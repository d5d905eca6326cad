"""The month page: type, save as a draft, send, correct; what is refused, and what is asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.measures.domain.kinds import Answer, MeasureKind, Source
from app.measures.models import DataPoint
from app.policy import APPLICANT_ROLES, Role
from tests.pages.measures import grid
from tests.pages.measures.grid import Clinic, enter, row
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import Page, PageClient

ENTERS = (Role.LEAD, Role.PROVIDER_CHAMPION, Role.CARE_COORDINATOR, Role.DATA_MANAGER)
USUAL = [(12, 58), (13, 60), (14, 62), (15, 59)]


@pytest.fixture
def p1(app: Flask, client: PageClient) -> Clinic:
    """P1 on 5 November with Dev signed in."""
    clinic = grid.clinic(app)
    client.sign_in(clinic.member(name="Dev Patel"))
    return clinic


def errors(page: Page) -> list[str]:
    return [link.text for link in page.one("error-summary").walk("a")]


def flashes(page: Page) -> str:
    return page.text


# who may


@pytest.mark.parametrize("role", Role)
def test_those_who_count_enter_and_insiders_are_told_why_not(
    app: Flask, client: PageClient, role: Role
) -> None:
    clinic = grid.clinic(app)
    at = clinic.cohort if role is Role.COACH else clinic.team.practice
    client.sign_in(build.person(role=role, at=at))
    stranger = role in {Role.REVIEWER, Role.PUBLISHER, *APPLICANT_ROLES}
    expected = 200 if role in ENTERS else (404 if stranger else 403)

    assert client.get(clinic.october).status_code == expected
    assert client.get(clinic.entry).status_code == (302 if role in ENTERS else expected)


def test_strangers_do_not_learn_that_a_team_exists_and_visitors_sign_in(
    app: Flask, client: PageClient
) -> None:
    clinic = grid.clinic(app)
    assert client.visit(clinic.october, status=302).location.startswith("/sign-in")
    client.sign_in(build.person(role=Role.LEAD))
    client.visit(clinic.entry, status=404)
    client.visit(clinic.october, status=404)
    client.visit("/teams/nowhere/entry", status=404)


@pytest.mark.parametrize("month", ["2026-05", "2026-12", "2026-13", "1999-01", "2026-1", "x"])
def test_months_that_are_not_owed_are_not_there(client: PageClient, p1: Clinic, month: str) -> None:
    client.visit(f"{p1.entry}/{month}", status=404)


# which month


def test_the_page_opens_on_the_oldest_month_that_waits(app: Flask, client: PageClient) -> None:
    clinic = grid.clinic(app, lock_days=300)
    client.sign_in(clinic.member())
    assert client.visit(clinic.entry, status=302).location == f"{clinic.entry}/2026-06"
    clinic.send_earlier((1, 60), (2, 60))

    page = client.follow(client.visit(clinic.entry, status=302))
    assert page.headings == ["Enter August 2026 numbers"]
    assert row(page).text.count("3.3%") == 1  # July beside it
    assert page.links["July"] == f"{clinic.entry}/2026-07"
    assert page.links["September"] == f"{clinic.entry}/2026-09"


def test_a_month_locked_unsent_says_so_first_and_leads_on(client: PageClient, p1: Clinic) -> None:
    page = client.follow(client.visit(p1.entry, status=302))

    assert page.headings == ["Enter September 2026 numbers"]
    assert "locked since" in page.one(testid="lock-reason").text
    assert page.links["Go on with October 2026"] == p1.october


def test_a_team_that_owes_nothing_is_told_so(app: Flask, client: PageClient) -> None:
    practice = build.practice()
    client.sign_in(build.person(role=Role.LEAD, at=practice))
    assert "Nothing to enter yet" in client.visit(f"/teams/{practice.key}/entry").text


# OPEN-13


def test_seventy_of_sixty_is_refused_naming_both(client: PageClient, p1: Clinic) -> None:
    page = enter(client, p1, "70", "60", status=422)

    assert errors(page) == [
        "Shared plan of care: The top number (70) cannot be more than the bottom number (60)."
        " Correct one of them."
    ]
    assert page.control("top-shared-plan").attrs["value"] == "70"
    assert page.control("top-shared-plan").attrs["aria-invalid"] == "true"
    assert page.title.startswith("Error: ")
    assert p1.point() is None


@pytest.mark.parametrize("text", ["twelve", "-1", "12.5", "<b>", "\u0661"])
def test_letters_negatives_and_decimals_are_refused_and_kept_on_the_page(
    client: PageClient, p1: Clinic, text: str
) -> None:
    for button in ({}, {"send": "yes"}):
        page = enter(client, p1, text, "60", status=422, **button)
        assert len(errors(page)) == 1
        assert page.control("top-shared-plan").attrs["value"] == text
    assert p1.point() is None


def test_zero_of_sixty_is_a_zero_on_the_chart(client: PageClient, p1: Clinic) -> None:
    page = client.follow(enter(client, p1, "0", "60", send="yes"))

    assert "October 2026 is sent. Thank you." in page.text
    assert "0.0%" in row(page).text
    assert p1.shown() == [(10, 0, 60)]


def test_zero_of_zero_asks_and_then_counts_as_reported_with_a_gap(
    client: PageClient, p1: Clinic
) -> None:
    page = enter(client, p1, "0", "0", status=422, send="yes")
    assert "tick “no eligible patients this month”" in errors(page)[0]
    assert p1.shown() == []

    page = client.send(page.form(p1.october), **{"none-shared-plan": "y", "send": "yes"})
    page = client.follow(page)
    assert "October 2026 is sent" in page.text
    assert "None eligible" in row(page).text
    point = p1.point()
    assert point is not None
    assert point.sent_answer is Answer.NONE_ELIGIBLE


def test_an_unusual_bottom_number_asks_for_a_note_and_is_taken_with_one(
    client: PageClient, p1: Clinic
) -> None:
    p1.send_earlier(*USUAL)
    draft = client.follow(enter(client, p1, "14", "200"))
    assert "Denominator far from usual (about 60" in row(draft).text

    page = client.send(draft.form(p1.october), status=422, send="yes")
    assert "Denominator far from usual (about 60" in errors(page)[0]
    assert len(p1.shown()) == 4
    client.send(page.form(p1.october), **{"note-shared-plan": "New registry.", "send": "yes"})
    assert p1.shown()[-1] == (10, 14, 200)
    point = p1.point()
    assert point is not None
    assert point.sent_note == "New registry."


def test_a_locked_month_says_since_when_why_and_whom_to_ask(
    app: Flask, client: PageClient, p1: Clinic
) -> None:
    app.extensions["clock"].set(dt.datetime(2026, 11, 26, 5, 59, tzinfo=dt.UTC))
    client.sign_in(p1.member())
    form = client.visit(p1.october).form(p1.october)
    app.extensions["clock"].set(dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC))

    page = client.visit(p1.october)
    assert page.one("lock-reason").text == (
        "October 2026 is locked since the end of Nov 25 because 15 days passed after the due"
        " date. Ask your coach or program staff if a number must change."
    )
    assert "Send October" not in page.buttons
    assert "readonly" in page.control("top-shared-plan").attrs
    refused = client.send(form, status=409, **{"top-shared-plan": "12", "bottom-shared-plan": "60"})
    assert "What you typed was not saved" in errors(refused)[0]
    assert refused.one("lock-reason")
    assert refused.control("top-shared-plan").attrs["value"] == "12"
    assert p1.point() is None


# drafts and sending


def test_a_draft_is_saved_with_its_source_note_and_sample(client: PageClient, p1: Clinic) -> None:
    page = client.follow(
        enter(
            client, p1, "12", "60",
            **{"note-shared-plan": "Audit.", "source-shared-plan": "chart audit", "sample-shared-plan": "60", "month-note": "Storm."},
        )
    )  # fmt: skip

    assert "Saved. Nothing was sent yet." in page.text
    assert "Draft" in row(page).text
    assert page.control("month-note").text == "Storm."
    point = p1.point()
    assert point is not None
    assert (point.note, point.source, point.sample_size) == ("Audit.", Source.CHART_AUDIT, 60)
    assert p1.shown() == []


def test_the_source_of_last_time_is_offered_again(client: PageClient, p1: Clinic) -> None:
    p1.send_earlier(*USUAL)
    build.saved(db.session.query(DataPoint).order_by(DataPoint.period.desc()).first()).source = Source.LOG  # fmt: skip
    db.session.commit()
    assert client.visit(p1.october).form(p1.october).fields["source-shared-plan"] == "log"


def test_half_a_pair_is_kept_but_not_sent(client: PageClient, p1: Clinic) -> None:
    client.follow(enter(client, p1, "12", ""))
    page = enter(client, p1, "12", "", status=422, send="yes")
    assert errors(page) == ["Shared plan of care: Enter the bottom number too."]
    assert p1.shown() == []


def test_what_there_is_can_be_sent_when_that_is_meant(client: PageClient, p1: Clinic) -> None:
    build.measure(of=p1.cohort, key="dental", name="Dental home")
    page = enter(client, p1, "12", "60", status=422, send="yes")
    assert "Some required measures are still empty" in page.text
    assert "Send what we have" in page.buttons
    assert p1.shown() == []

    sent = client.follow(client.send(page.form(p1.october), **{"send-anyway": "yes"}))
    assert "The month is complete when all are in." in sent.text
    assert p1.shown() == [(10, 12, 60)]
    rest = client.send(sent.form(p1.october), send="yes", **{"top-dental": "1", "bottom-dental": "2"})  # fmt: skip
    assert "October 2026 is sent. Thank you." in client.follow(rest).text


def test_an_empty_month_is_not_sent(client: PageClient, p1: Clinic) -> None:
    for button in ("send", "send-anyway"):
        page = client.fill_in(p1.october, status=422, **{button: "yes"})
        assert errors(page) == ["There is nothing to send yet. Enter at least one measure."]
        assert "Send what we have" not in page.buttons


def test_a_correction_stays_on_time_and_shows_when_it_is_sent_again(
    app: Flask, client: PageClient, p1: Clinic
) -> None:
    enter(client, p1, "12", "60", send="yes")
    app.extensions["clock"].set(dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC))
    client.sign_in(p1.member())
    page = client.follow(enter(client, p1, "13", "60", **{"note-shared-plan": "Counted again."}))
    assert "Changed, not sent again" in row(page).text
    assert "Corrections count as revised, never as late." in page.text
    assert p1.shown() == [(10, 12, 60)]

    client.send(page.form(p1.october), send="yes")
    assert p1.shown() == [(10, 13, 60)]
    history = client.visit(f"{p1.cell()}/history")
    assert "on time, revised" in history.text
    lines = [tr.text for tr in history.one("cell-history").walk("tr")][1:]
    assert [next(w for w in ("12 of 60", "13 of 60") if w in line) for line in lines] == [
        "13 of 60",
        "13 of 60",
        "12 of 60",
        "12 of 60",
    ]
    assert "Sent again" in lines[0]
    assert "Counted again." in lines[0]
    assert "Sent on time" in lines[2]


def test_a_sent_number_that_is_emptied_says_that_the_chart_keeps_it(
    client: PageClient, p1: Clinic
) -> None:
    enter(client, p1, "12", "60", send="yes")
    page = client.follow(enter(client, p1, "", ""))
    assert "Empty now: charts keep what was sent" in row(page).text
    assert p1.shown() == [(10, 12, 60)]


def test_a_long_note_about_the_month_is_refused_and_kept_on_the_page(
    client: PageClient, p1: Clinic
) -> None:
    for button in ({}, {"send": "yes"}):
        page = enter(client, p1, "12", "60", status=422, **button, **{"month-note": "x" * 301})
        assert errors(page) == ["Shorten the note to 300 characters or fewer."]
        assert page.control("month-note").text == "x" * 301
    assert p1.shown() == []


def test_what_is_typed_is_shown_as_text_and_never_as_markup(client: PageClient, p1: Clinic) -> None:
    sharp = '"><script>alert(1)</script>'
    page = client.follow(
        enter(client, p1, "1", "2", **{"note-shared-plan": sharp, "month-note": f"</textarea>{sharp}"})
    )  # fmt: skip
    assert page.control("note-shared-plan").attrs["value"] == sharp
    assert page.control("month-note").text == f"</textarea>{sharp}"


def test_other_kinds_of_measures_have_boxes_of_their_own(client: PageClient, p1: Clinic) -> None:
    build.measure(of=p1.cohort, key="falls", name="Falls", kind=MeasureKind.COUNT, required=False)
    build.measure(of=p1.team, own=True, key="days", name="Days", kind=MeasureKind.TIME_BETWEEN, denominator=None)  # fmt: skip
    page = client.visit(p1.october)
    assert page.all("period-cell", data_key="falls") == []  # optional, and not chosen
    names = {e.attrs.get("name") for e in row(page, "days").walk("input")}
    assert "top-days" in names
    assert "bottom-days" not in names

    client.send(page.form(p1.october), **{"top-days": "1,021"})
    assert "1,021" in row(client.visit(p1.october), "days").text


# two writers


def test_the_second_writer_sees_both_values_and_nothing_is_overwritten(
    client: PageClient, new_client: Callable[[], PageClient], p1: Clinic
) -> None:
    erin = new_client()
    erin.sign_in(p1.member(name="Erin Moss"))
    theirs = erin.visit(p1.october).form(p1.october)
    enter(client, p1, "12", "60")

    page = erin.send(theirs, status=409, **{"top-shared-plan": "15", "bottom-shared-plan": "61"})
    words = page.one("conflict-dialog", aria_labelledby="conflict-h").text
    assert "Dev Patel entered 12 of 60 at" in words
    assert "You typed 15 of 61" in words
    point = p1.point()
    assert point is not None
    assert point.numerator == 12

    # taking theirs changes nothing; saving again keeps mine
    form = page.form(p1.october)
    taken = erin.follow(erin.send(form, take="shared-plan"))
    assert taken.control("top-shared-plan").attrs["value"] == "12"
    erin.send(form)
    point = p1.point()
    assert point is not None
    assert (point.numerator, point.denominator) == (15, 61)


def test_a_wrong_number_does_not_hide_what_somebody_else_saved_meanwhile(
    client: PageClient, new_client: Callable[[], PageClient], p1: Clinic
) -> None:
    erin = new_client()
    erin.sign_in(p1.member(name="Erin Moss"))
    theirs = erin.visit(p1.october).form(p1.october)
    enter(client, p1, "12", "60")

    wrong = erin.send(theirs, status=422, **{"top-shared-plan": "70", "bottom-shared-plan": "60"})
    page = erin.send(wrong.form(p1.october), status=409, **{"top-shared-plan": "50"})
    assert "Dev Patel entered 12 of 60" in page.text


def test_a_measure_that_came_after_the_page_was_opened_is_left_alone(
    client: PageClient, p1: Clinic
) -> None:
    form = client.visit(p1.october).form(p1.october)
    late = build.measure(of=p1.cohort, key="late", name="Late")
    build.sent_point(p1.team, late, grid.OCTOBER, 5, 9)

    client.send(form, **{"top-shared-plan": "12", "bottom-shared-plan": "60"})
    point = p1.point("late")
    assert point is not None
    assert point.numerator == 5


# the work


def test_more_measures_take_no_more_statements(client: PageClient, p1: Clinic) -> None:
    p1.send_earlier(*USUAL)
    at = p1.october
    client.visit(at)
    with statements() as one:
        client.visit(at)
    for number in (2, 3):
        more = build.measure(of=p1.cohort, key=f"m{number}")
        p1.send_earlier(*USUAL, measure=more)
    with statements() as three:
        client.visit(at)

    assert len(one) == len(three), (one, three)
    assert len(three) <= 8, "\n".join(three)
