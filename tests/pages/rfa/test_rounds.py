"""Staff pages about rounds: the list, making, settings, opening, more time, archiving."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.rfa.models import Extension, FaqEntry, Round
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

LIST = "/staff/rounds"
NEW = f"{LIST}/new"
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR)
CLOSES = dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


def found(key: str) -> Round:
    db.session.rollback()
    return db.session.scalars(select(Round).where(Round.key == key)).one()


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


def extension(of: Round, **given: Any) -> Extension:
    defaults = {
        "round_id": of.id,
        "closes_at": CLOSES + DAY,
        "reason": "A storm",
        "given_at": build.NOON,
        "given_by_id": build.person(name="Kim Lott").id,
    }
    row: Extension = build.saved(Extension(**defaults | given))
    return row


PAGES = ("", "/settings", "/open", "/archive", "/extend", "/discard")


@pytest.mark.parametrize("role", Role)
def test_program_staff_manages_rounds_and_nobody_else(client: PageClient, role: Role) -> None:
    of = build.rfa_round(published_at=None)
    ended = extension(of)
    client.sign_in(build.person(role=role))
    own = [f"{LIST}/{of.key}{page}" for page in (*PAGES, f"/extensions/{ended.id}/end")]
    statuses = {client.get(path).status_code for path in (LIST, NEW, *own)}
    assert statuses == ({200} if role in MANAGES else {403})


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(LIST, status=302).location.startswith("/sign-in")


@pytest.mark.usefixtures("kim")
def test_a_round_that_is_not_there_is_not_found(client: PageClient) -> None:
    of, other = build.rfa_round(), build.rfa_round()
    for page in PAGES:
        client.visit(f"{LIST}/nowhere{page}", status=404)
    client.visit(f"{LIST}/{other.key}/extensions/{extension(of).id}/end", status=404)


# the list


@pytest.mark.usefixtures("kim")
def test_the_list_says_where_each_round_stands(client: PageClient) -> None:
    assert "No rounds yet" in client.visit(LIST).text
    build.rfa_round(title="Written", published_at=None)
    build.rfa_round(title="Coming", opens_at=build.NOON + DAY)
    build.rfa_round(title="Running")
    build.rfa_round(title="Over", closes_at=build.NOON - DAY)
    build.rfa_round(title="Gone", archived_at=build.NOON)
    rows = [row.text for row in client.visit(LIST).root.walk("tr")][1:]
    for title, state in (
        ("Written", "Draft, seen by staff only"),
        ("Coming", "Announced, not open yet"),
        ("Running", "Open"),
        ("Over", "Closed"),
        ("Gone", "Archived"),
    ):
        (row,) = [row for row in rows if row.startswith(title)]
        assert f" {state} " in row
    assert "Tuesday, December 1, 2026, 5:00 p.m. Central" in rows[0]


@pytest.mark.usefixtures("kim")
def test_the_list_counts_applications_and_unanswered_questions(client: PageClient) -> None:
    of = build.rfa_round(title="Running")
    build.application(round_id=of.id)
    build.saved(FaqEntry(round_id=of.id, question="When?", asked_at=build.NOON))
    page = client.visit(LIST)
    assert page.links["1 unanswered of Running"] == f"{LIST}/{of.key}/questions"
    assert "1 question waits" in client.visit(f"{LIST}/{of.key}").text


@pytest.mark.usefixtures("kim")
def test_more_rounds_take_no_more_statements(client: PageClient) -> None:
    build.rfa_round()
    client.visit(LIST)
    with statements() as one:
        client.visit(LIST)
    extension(build.rfa_round())
    build.application(round_id=build.rfa_round().id)
    with statements() as three:
        client.visit(LIST)
    assert len(one) == len(three) <= 8, three


# making


@pytest.mark.usefixtures("kim")
def test_a_round_is_made_from_the_shipped_form(client: PageClient) -> None:
    page = client.follow(client.fill_in(NEW, title="CYSHCN Cares 3"))
    assert page.path == f"{LIST}/cyshcn-cares-3"
    assert "CYSHCN Cares 3 is there as a draft" in page.text
    assert "Nothing is in the way of opening it." in page.text
    assert found("cyshcn-cares-3").based_on_id is None


@pytest.mark.usefixtures("kim")
def test_a_round_is_made_from_an_earlier_one(client: PageClient) -> None:
    of = build.rfa_round(cap=12_000)
    client.fill_in(NEW, title="Next year", based_on=of.key)
    made = found("next-year")
    assert (made.form, made.cap) == (of.form, 12_000)
    assert made.opens_at.year == of.opens_at.year + 1


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"title": " "}, "Enter the title of the round"),
        ({"title": "x" * 201}, "Shorten the title to 200 characters or fewer"),
        ({"title": "TAKEN"}, "A round with this title is already there."),
    ],
)
@pytest.mark.usefixtures("kim")
def test_a_round_needs_a_title_of_its_own(
    client: PageClient, answers: dict[str, str], error: str
) -> None:
    build.rfa_round(title="Taken")
    page = client.fill_in(NEW, status=422, **answers)
    assert errors(page) == [error]
    assert page.control("title").attrs.get("value", "") == answers["title"].strip()


# settings


@pytest.fixture
def draft() -> Round:
    row: Round = build.rfa_round(key="draft", title="Draft", published_at=None)
    return row


SETTINGS = f"{LIST}/draft/settings"


@pytest.mark.usefixtures("kim", "draft")
def test_everything_in_a_draft_can_be_set(client: PageClient) -> None:
    page = client.visit(SETTINGS)
    assert page.control("closes_time").attrs["value"] == "17:00"
    client.fill_in(
        SETTINGS,
        title="CYSHCN Cares 3",
        opens_on="2027-02-01",
        opens_time="08:00",
        closes_on="2027-03-14",
        closes_time="17:00",
        questions_on="2027-03-01",
        questions_time="12:00",
        call_on="2027-02-10",
        call_time="12:30",
        decision_on="2027-04-15",
        starts_on="2027-06-01",
        grace_minutes="15",
        awards="12",
        cap="20000",
        patients_least="80",
        reviewers_each="2",
        where="some",
        counties=["Sunflower", "Bolivar"],
        drafter_may_sign=None,
        is_sealed="y",
    )
    of = found("draft")
    assert of.title == "CYSHCN Cares 3"
    assert of.opens_at == dt.datetime(2027, 2, 1, 14, tzinfo=dt.UTC)
    assert of.closes_at == dt.datetime(2027, 3, 14, 22, tzinfo=dt.UTC)
    assert of.call_at == dt.datetime(2027, 2, 10, 18, 30, tzinfo=dt.UTC)
    assert (of.decision_on, of.starts_on) == (dt.date(2027, 4, 15), dt.date(2027, 6, 1))
    assert (of.grace_minutes, of.awards, of.cap, of.patients_least) == (15, 12, 20_000, 80)
    assert of.only_counties == ("Bolivar", "Sunflower")
    assert (of.drafter_may_sign, of.is_sealed, of.reviewers_each) == (False, True, 2)
    text = client.visit(f"{LIST}/draft").text
    assert "Sunday, March 14, 2027, 5:00 p.m. Central" in text
    assert "$20,000" in text
    client.fill_in(SETTINGS, where="all", cap="")
    assert (found("draft").only_counties, found("draft").cap) == ((), None)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"title": ""}, "Enter the title of the round"),
        ({"opens_on": ""}, "Enter the day on which the round opens"),
        ({"closes_time": "25:00"}, "Enter the time as hours and minutes, such as 17:00"),
        ({"closes_on": "2027-03-14", "closes_time": "02:30"}, "That time does not exist: clocks go forward that night. Choose another hour."),
        ({"closes_on": "2027-11-07", "closes_time": "01:30"}, "That time comes twice: clocks go back that night. Choose another hour."),
        ({"questions_on": "2026-11-20"}, "Enter the time too, or leave both empty"),
        ({"call_time": "12:00"}, "Enter the day too, or leave both empty"),
        ({"closes_on": "2026-09-01"}, "The deadline comes after the opening."),
        ({"questions_on": "2026-09-01", "questions_time": "12:00"}, "Questions end after the opening."),
        ({"call_on": "2026-12-02", "call_time": "12:00"}, "The call for applicants is between the opening and the deadline."),
        ({"decision_on": "2026-11-01"}, "The decision comes after the deadline."),
        ({"grace_minutes": "1441"}, "Enter a number from 0 to 1440"),
        ({"awards": ""}, "Enter a number from 1 to 500"),
        ({"cap": "0"}, "Enter whole dollars from 1 to 10,000,000"),
        ({"where": "some"}, "Choose at least one county"),
        ({"where": None}, "Choose which counties may apply"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("kim", "draft")
def test_what_is_wrong_is_asked_back_and_the_rest_is_kept(
    client: PageClient, answers: dict[str, str], error: str
) -> None:
    page = client.fill_in(SETTINGS, status=422, **{"patients_least": "77"} | answers)
    assert error in errors(page)
    assert page.control("patients_least").attrs["value"] == "77"
    assert found("draft").patients_least == 100


@pytest.mark.usefixtures("kim")
def test_settings_that_somebody_else_changed_are_kept_apart(
    client: PageClient, draft: Round
) -> None:
    form = client.visit(SETTINGS).form(SETTINGS)
    client.fill_in(SETTINGS, awards="11")
    page = client.send(form, status=409, awards="12", title="Typed and not lost")
    assert "Typed and not lost" in page.text
    assert found("draft").awards == 11


@pytest.mark.usefixtures("kim")
def test_an_opened_round_changes_in_a_few_things_only(client: PageClient) -> None:
    of = build.rfa_round()
    at = f"{LIST}/{of.key}/settings"
    page = client.fill_in(at, awards="12", decision_on="2027-01-15", status=302)
    assert found(of.key).awards == 12
    names = {e.attrs.get("name") for e in client.visit(at).root.walk("input", "select")}
    assert not names & {"title", "closes_on", "cap", "where"}
    page = client.fill_in(at, status=422, decision_on="2026-11-15")
    assert errors(page) == ["The decision comes after the deadline."]


@pytest.mark.usefixtures("kim")
def test_the_call_and_the_end_of_questions_move_after_opening_too(client: PageClient) -> None:
    of = build.rfa_round()
    at = f"{LIST}/{of.key}/settings"
    moved = {"call_on": "2026-11-10", "call_time": "12:30", "questions_on": "2026-11-20", "questions_time": "17:00"}  # fmt: skip
    client.fill_in(at, **moved)
    row = found(of.key)
    assert row.call_at == dt.datetime(2026, 11, 10, 18, 30, tzinfo=dt.UTC)
    assert row.questions_until == dt.datetime(2026, 11, 20, 23, tzinfo=dt.UTC)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.after is not None
    assert event.after.keys() == {"call_at", "questions_until"}
    for wrong, error in (
        ({"call_on": "2026-09-01"}, "The call for applicants is between the opening and the deadline."),
        ({"questions_on": "2026-09-30"}, "Questions end after the opening."),
        ({"call_time": ""}, "Enter the time too, or leave both empty"),
    ):  # fmt: skip
        assert errors(client.fill_in(at, status=422, **wrong)) == [error]


@pytest.mark.usefixtures("kim")
def test_an_archived_round_offers_nothing_to_change(client: PageClient) -> None:
    of = build.rfa_round(closes_at=build.NOON - DAY)
    pages = ("/settings", "/extend", "/archive", f"/extensions/{extension(of).id}/end")
    paths = [f"{LIST}/{of.key}{page}" for page in pages]
    forms = [client.visit(path).form(path) for path in paths]
    of.archived_at = build.NOON
    db.session.commit()
    given = {"awards": "12", "until_on": "2026-12-20", "until_time": "17:00", "reason": "Late"}
    for path, form in zip(paths, forms, strict=True):
        page = client.follow(client.visit(path, status=302))
        assert page.path == f"{LIST}/{of.key}"
        assert "This round is archived. Nothing in it changes any more." in page.text
        answers = {name: value for name, value in given.items() if name in form.fields}
        client.send(form, status=409, **answers)
    assert found(of.key).awards == 10


# discarding


@pytest.mark.usefixtures("kim", "draft")
def test_a_draft_made_by_mistake_is_discarded(client: PageClient) -> None:
    at = f"{LIST}/draft/discard"
    assert client.visit(f"{LIST}/draft").links["Discard this draft"] == at
    assert client.visit(at).links["Download it first"] == f"{LIST}/draft/form.json"
    page = client.follow(client.fill_in(at))
    assert page.path == LIST
    assert "Draft is discarded." in page.text
    client.visit(f"{LIST}/draft", status=404)
    client.visit(at, status=404)


@pytest.mark.usefixtures("kim", "draft")
def test_a_round_that_was_opened_or_changed_meanwhile_is_not_discarded(client: PageClient) -> None:
    at = f"{LIST}/draft/discard"
    form = client.visit(at).form(at)
    client.fill_in(SETTINGS, awards="3")
    client.send(form, status=409)
    form = client.visit(at).form(at)
    client.fill_in(f"{LIST}/draft/open")
    assert "archived, not discarded" in client.send(form, status=409).text
    page = client.follow(client.visit(at, status=302))
    assert "Discard this draft" not in page.links
