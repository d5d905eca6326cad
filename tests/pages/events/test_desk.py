"""Events for those who run them: program staff all of them, coaches those of their cohort."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.events.domain.kinds import RegistrationState
from app.events.models import Event, Registration
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.pages.accounts.viewing import view_as
from tests.support import build
from tests.support.page import Page
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

DESK = "/staff/events"
NEW = f"{DESK}/new"
RUNS = (Role.COACH, Role.PROGRAM_STAFF, Role.DIRECTOR)
PLAN = {
    "kind": "call",
    "title": "Coaching call",
    "starts_on": "2026-11-09",
    "starts_time": "12:00",
    "ends_time": "13:00",
    "place": "Jackson",
    "cohort": "all",
}


@pytest.fixture(autouse=True)
def _november(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


@pytest.fixture
def neil(client: PageClient) -> None:
    client.sign_in(build.person(name="Neil", role=Role.PROGRAM_STAFF))


def the_event() -> Event:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first()  # type: ignore[return-value]  # there is one


def pages_of(key: str) -> list[str]:
    return [f"{DESK}/{key}{tail}" for tail in ("", "/edit", "/copy", "/cancel", "/registered.csv")]


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def registered(of: Event, state: str = "registered", **person: Any) -> None:
    build.saved(
        Registration(
            event_id=of.id,
            person_id=build.person(**person).id,
            state=RegistrationState(state),
            asked_at=build.NOON,
            placed_at=build.NOON if state == "registered" else None,
        )
    )


# ------------------------------------------------------------------ who


@pytest.mark.parametrize("role", Role)
def test_staff_and_coaches_run_events_and_nobody_else(client: PageClient, role: Role) -> None:
    cohort = build.cohort()
    of = build.learning_event(cohort_id=cohort.id)
    client.sign_in(build.person(role=role, at=cohort if role is Role.COACH else None))
    statuses = {client.get(path).status_code for path in (DESK, NEW, *pages_of(of.key))}
    assert statuses == ({200} if role in RUNS else {403})


def test_a_coach_runs_the_events_of_the_own_cohort_only(client: PageClient) -> None:
    cohort, other = build.cohort(name="Own"), build.cohort(name="Other")
    own = build.learning_event(cohort_id=cohort.id)
    hidden = [build.learning_event(cohort_id=other.id), build.learning_event()]
    client.sign_in(build.person(role=Role.COACH, at=cohort))

    assert [row.attrs["data-key"] for row in client.visit(DESK).all("event")] == [own.key]
    for path in (path for of in hidden for path in pages_of(of.key)):
        client.visit(path, status=404)
    token = client.visit(f"{DESK}/{own.key}/edit").form(f"{DESK}/{own.key}/edit").fields
    for of in hidden:
        for deed in ("publish", "cancel", "edit", "copy"):
            reply = client.post(f"{DESK}/{of.key}/{deed}", data={"csrf_token": token["csrf_token"]})
            assert reply.status_code == 404
    offered = client.visit(NEW).control("cohort").text
    assert "Own" in offered
    assert "Other" not in offered
    assert "All cohorts" not in offered
    for cohort_id in ("all", str(other.id)):
        page = client.fill_in(NEW, **PLAN | {"cohort": cohort_id}, status=422)
        assert errors(page) == ["Choose one of the list"]
    client.fill_in(NEW, **PLAN | {"cohort": str(cohort.id)})
    assert the_event().cohort_id == cohort.id


def test_what_is_not_there_is_not_found(client: PageClient, neil: None) -> None:
    for path in pages_of("nothing"):
        client.visit(path, status=404)


# ------------------------------------------------------------------ plan


def test_an_event_is_planned_with_everything_and_shown_again(
    client: PageClient, neil: None
) -> None:
    cohort = build.cohort()
    given = PLAN | {
        "summary": "Words\nof two lines",
        "ends_on": "2026-11-10",
        "link": "https://call.example.org/x?y=1",
        "link_minutes": "30",
        "capacity": "12",
        "cohort": str(cohort.id),
        "roles": ["lead", "data manager"],
        "closes_on": "2026-11-08",
        "closes_time": "17:00",
        "check_in_before": "10",
        "check_in_after": "20",
        "credit_minutes": "45",
    }
    client.fill_in(NEW, **given)

    of = the_event()
    assert of.starts_at == dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC)
    assert of.ends_at == dt.datetime(2026, 11, 10, 19, tzinfo=dt.UTC)
    assert of.registration_closes_at == dt.datetime(2026, 11, 8, 23, tzinfo=dt.UTC)
    assert (of.capacity, of.roles, of.credit_minutes) == (12, ["lead", "data manager"], 45)
    page = client.visit(f"{DESK}/{of.key}")
    assert page.one("status").text == "Draft"
    assert "Lead, Data manager" in page.text
    again = client.visit(f"{DESK}/{of.key}/edit").form(f"{DESK}/{of.key}/edit").fields
    assert {name: again.getlist(name) for name in given} == {
        name: value if isinstance(value, list) else [value] for name, value in given.items()
    } | {"summary": [again["summary"]]}
    assert again["summary"].split() == ["Words", "of", "two", "lines"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "Enter the title of the event"),
        ({"title": "x" * 201}, "Shorten the title to 200 characters or fewer"),
        ({"starts_on": ""}, "Enter the day"),
        ({"starts_on": "9 November"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"starts_time": "noon"}, "Enter the time as hours and minutes, such as 17:00"),
        ({"ends_time": ""}, "Enter when it ends"),
        ({"ends_time": "12:00"}, "The end must come after the start."),
        ({"ends_on": "2026-11-30"}, "An event lasts 14 days at most."),
        ({"ends_on": "2026-11-10"}, "This event ends on a later day. Enter how many minutes count as learning, without the night."),
        ({"starts_on": "2026-11-01", "starts_time": "01:30"}, "That time comes twice: clocks go back that night. Choose another hour."),
        ({"starts_on": "2027-03-14", "ends_time": "02:30"}, "That time does not exist: clocks go forward that night. Choose another hour."),
        ({"link": "call.example.org/x"}, "Enter a link that starts with https://"),
        ({"capacity": "0"}, "Enter a number from 1 to 10,000, or leave it empty"),
        ({"capacity": "many"}, "Enter a whole number"),
        ({"link_minutes": "2000"}, "Enter a number from 0 to 1,440"),
        ({"cohort": "999"}, "Choose one of the list"),
        ({"roles": ["king"]}, "Choose one of the list"),
        ({"kind": "party"}, "Choose one of the list"),
        ({"closes_on": "2026-11-08"}, "Enter the time too, or leave both empty"),
        ({"closes_time": "12:00"}, "Enter the day too, or leave both empty"),
        ({"closes_on": "2026-11-01", "closes_time": "01:30"}, "That time comes twice: clocks go back that night. Choose another hour."),
        ({"closes_on": "2026-12-01", "closes_time": "12:00"}, "Registration must close before the end of the event."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    client: PageClient, neil: None, wrong: dict[str, Any], says: str
) -> None:
    form = client.visit(NEW).form(NEW)
    answers = PLAN | {"summary": "Kept words"} | wrong
    posted = {**{name: form.fields[name] for name in form.fields}, **answers}
    reply = client.post(NEW, data=posted)

    page = Page(reply)
    assert reply.status_code == 422
    assert errors(page) == [says]
    assert "Kept words" in page.control("summary").text
    assert db.session.scalars(select(Event)).all() == []


def groups(page: Page) -> dict[str, bool]:
    """Which folded boxes of the plan are open, by their summary."""
    found = (fold for fold in page.root.walk("details") if "fold" in fold.attrs.get("class", ""))
    return {next(fold.walk("summary")).text: "open" in fold.attrs for fold in found}


def test_a_plan_is_in_groups_and_rare_boxes_are_folded(client: PageClient, neil: None) -> None:
    page = client.visit(NEW)
    headings = [e.text for e in page.root.walk("h2")]
    wanted = ["What", "When", "Where", "Who", "Registration", "Check-in and credit"]
    assert [words for words in headings if words in wanted] == wanted
    assert groups(page) == dict.fromkeys(
        (
            "It ends on a later day",
            "When the link shows",
            "Only some roles",
            "It closes before the event ends",
            "Other times or minutes",
        ),
        False,
    )


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ({"ends_on": "2026-11-10", "link_minutes": "x"}, ["It ends on a later day", "When the link shows"]),
        ({"roles": ["king"]}, ["Only some roles"]),
        ({"closes_on": "2026-11-08"}, ["It closes before the event ends"]),
        ({"check_in_after": "900"}, ["Other times or minutes"]),
        ({"credit_minutes": "0", "title": ""}, ["Other times or minutes"]),
        ({"check_in_before": "0", "title": ""}, ["Other times or minutes"]),
    ],
)  # fmt: skip
def test_a_folded_box_opens_when_it_is_wrong_or_not_as_usual(
    client: PageClient, neil: None, given: dict[str, Any], opens: list[str]
) -> None:
    form = client.visit(NEW).form(NEW)
    reply = client.post(NEW, data={name: form.fields[name] for name in form.fields} | PLAN | given)
    assert [name for name, is_open in groups(Page(reply)).items() if is_open] == opens


# ------------------------------------------------------------------ the list


def listed(client: PageClient, **wanted: str) -> list[str]:
    reply = client.get(DESK, query_string=wanted)
    assert reply.status_code == 200
    return [row.attrs["data-key"] for row in Page(reply).all("event")]


def test_the_nearest_event_comes_first_and_then_the_past(client: PageClient, neil: None) -> None:
    gaps = {"far": 60, "past": -20, "today": 0, "gone": -3, "soon": 2}
    for key, gap in gaps.items():
        build.learning_event(key=key, starts_at=build.NOON + dt.timedelta(days=gap, minutes=-5))
    build.learning_event(key="draft", starts_at=build.NOON + dt.timedelta(days=1), published_at=None, published_by_id=None)  # fmt: skip

    assert listed(client) == ["today", "draft", "soon", "far", "gone", "past"]
    page = client.visit(DESK)
    headings = [e.text for e in page.root.walk("h2")]
    assert headings.index("Today and ahead") < headings.index("Past")
    assert [tag.text for tag in page.all("status")] == ["Running", "Draft", "Planned", "Planned", "Over", "Over"]  # fmt: skip


def test_the_list_is_narrowed_by_kind_cohort_and_status(client: PageClient, neil: None) -> None:
    one = build.cohort(name="One")
    build.learning_event(key="call", kind="call", cohort_id=one.id)
    build.learning_event(key="hours", kind="office hours", cohort_id=build.cohort().id)
    build.learning_event(key="draft", kind="call", published_at=None, published_by_id=None)

    assert listed(client, kind="call") == ["call", "draft"]
    assert listed(client, cohort=str(one.id)) == ["call"]
    assert listed(client, cohort="all") == ["draft"]
    assert listed(client, status="draft") == ["draft"]
    assert listed(client, kind="call", cohort=str(one.id), status="planned") == ["call"]
    assert listed(client, kind="x", cohort="999", status="x") == ["call", "hours", "draft"]
    page = client.send(client.visit(DESK).form(DESK), status=200, kind="congress")
    assert "No event fits" in page.text
    assert page.form(DESK).fields["kind"] == "congress"


def test_a_coach_chooses_among_the_own_cohorts(client: PageClient) -> None:
    own, other = build.cohort(name="Own"), build.cohort(name="Other")
    build.learning_event(key="own", cohort_id=own.id)
    for cohort_id in (other.id, None):
        build.learning_event(cohort_id=cohort_id)
    client.sign_in(build.person(role=Role.COACH, at=own))
    assert client.visit(DESK).control("cohort").text == "All Own"
    for cohort in ("", "all", str(other.id), str(own.id)):
        assert listed(client, cohort=cohort) == ["own"]


# ------------------------------------------------------------------ run


def test_an_event_is_published_changed_and_cancelled(client: PageClient, neil: None) -> None:
    client.fill_in(NEW, **PLAN)
    of = f"{DESK}/{the_event().key}"
    client.fill_in(f"{of}/publish", at=of)
    assert client.visit(of).one("status").text == "Planned"
    registered(the_event(), name="Ben", email="ben@example.org")

    client.fill_in(f"{of}/edit", summary="Other words")
    assert "Everybody who has a place" not in client.visit(of).text
    page = client.follow(client.fill_in(f"{of}/edit", place="Tupelo"))
    assert "Everybody who has a place or waits in line gets a mail with the change." in page.text

    page = client.fill_in(f"{of}/cancel", reason=" ", status=422)
    assert errors(page) == ["Say why. One short sentence is enough"]
    assert "1 registered and 0 in line are told" in client.visit(f"{of}/cancel").text
    client.fill_in(f"{of}/cancel", reason="The speaker is ill.")
    page = client.visit(of)
    assert page.one("status").text == "Cancelled"
    assert "The speaker is ill." in page.text
    kinds = [mail.kind for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]
    assert kinds == ["event change", "event cancelled"]


def test_of_two_people_who_change_one_sees_what_the_other_saved(
    client: PageClient, neil: None
) -> None:
    of = build.learning_event(place="Jackson", cohort_id=None)
    path = f"{DESK}/{of.key}/edit"
    older = client.visit(path).form(path)
    client.fill_in(path, starts_time="13:00", ends_time="14:00", title="Moved by another")

    page = client.send(older, summary="My own words", status=409)

    there = page.one("theirs").text
    assert "Title Moved by another" in there
    assert "When Monday, November 9, 2026, 1:00 p.m. to 2:00 p.m. Central" in there
    assert "What it is about Nothing" in there
    assert "Place" not in there
    form = page.form(path)
    assert form.fields["summary"].strip() == "My own words"
    assert form.fields["starts_time"] == "12:00"
    assert the_event().title == "Moved by another"
    assert the_event().summary == ""
    client.send(form, starts_time="13:00", ends_time="14:00", title="Moved by another")
    assert the_event().starts_at == dt.datetime(2026, 11, 9, 19, tzinfo=dt.UTC)
    assert the_event().summary == "My own words"


def test_who_typed_the_same_sees_that_nothing_differs(client: PageClient, neil: None) -> None:
    of = build.learning_event(place="Jackson")
    path = f"{DESK}/{of.key}/edit"
    older = client.visit(path).form(path)
    client.fill_in(path, place="Tupelo")
    page = client.send(older, place="Tupelo", status=409)
    assert "The same as you typed." in page.one("theirs").text


def test_no_browser_puts_older_words_beside_a_newer_version(client: PageClient, neil: None) -> None:
    of = build.learning_event(place="Jackson")
    path = f"{DESK}/{of.key}/edit"

    def drawn() -> dict[str, str | None]:
        page = client.visit(path)
        return next(e.attrs for e in page.root.walk("form") if e.attrs.get("action") == path)

    before = drawn()
    client.fill_in(path, place="Tupelo")
    assert before["autocomplete"] == "off"
    assert before["data-draft"] != drawn()["data-draft"]


def test_a_draft_in_the_past_asks_for_another_day(client: PageClient, neil: None) -> None:
    past = "Its time has passed. Change its day, then publish it."
    page = client.follow(client.fill_in(NEW, **PLAN | {"starts_on": "2026-10-05"}))
    of = the_event()
    path = f"{DESK}/{of.key}"
    assert past in page.text
    assert "The time of this draft has passed" in page.text
    assert page.links["Change its day"] == f"{path}/edit"
    assert all(not form.action.endswith("/publish") for form in page.forms)
    page = client.follow(client.fill_in(f"{path}/edit", summary="Words"))
    assert f"Saved. {past}" in page.text
    page = client.follow(client.fill_in(f"{path}/copy", starts_on="2026-10-06"))
    assert f"The copy is a draft. {past}" in page.text

    page = client.follow(client.fill_in(f"{path}/edit", starts_on="2026-11-09"))
    assert "passed" not in page.text
    page = client.follow(client.send(page.form(f"{path}/publish")))
    assert page.one("status").text == "Planned"


def test_a_draft_has_no_form_to_note_people(client: PageClient, neil: None) -> None:
    draft = build.learning_event(published_at=None, published_by_id=None)
    path = f"{DESK}/{draft.key}"
    links = client.visit(f"{path}/attendance").links
    assert "Note somebody else" not in links
    assert "Bring a list of attendees" not in links
    for form in ("attendance/add", "roster"):
        page = client.visit(f"{path}/{form}", status=409)
        assert "This event is a draft. Publish it first." in page.text


def test_a_draft_that_was_cancelled_leads_to_no_page_that_nobody_sees(
    client: PageClient, neil: None
) -> None:
    draft = build.learning_event(published_at=None, published_by_id=None)
    out = build.learning_event()
    for of in (draft, out):
        client.fill_in(f"{DESK}/{of.key}/cancel", reason="Ice on the roads")
    assert "See it as people do" not in client.visit(f"{DESK}/{draft.key}").links
    client.visit(client.visit(f"{DESK}/{out.key}").links["See it as people do"])


def test_of_an_event_that_is_over_one_changes_what_still_may(
    app: Flask, client: PageClient, neil: None
) -> None:
    of = build.learning_event(place="Jackson")
    path = f"{DESK}/{of.key}/edit"
    app.extensions["clock"].set(of.ends_at)
    client.sign_in(build.person(name="Neil", role=Role.PROGRAM_STAFF))

    assert client.visit(f"{DESK}/{of.key}").links["Change"] == path
    page = client.visit(path)
    assert "Its title, time, place and link do not change any more." in page.text
    assert "Monday, November 9, 2026, 12:00 p.m. to 1:00 p.m. Central" in page.text
    assert "Starts at" not in page.text
    assert len(errors(client.fill_in(path, credit_minutes="2000", status=422))) == 1
    client.fill_in(path, credit_minutes="45", kind="congress")
    assert (the_event().credit_minutes, the_event().kind, the_event().place) == (
        45,
        "congress",
        "Jackson",
    )

    page = client.fill_in(path, title="New title", status=422)
    assert errors(page) == [
        "This event is over. Its title, time, place and link do not change any more."
    ]
    assert page.control("title").attrs["value"] == "New title"
    assert page.links["See what you may still change"] == path


def test_what_was_cancelled_meanwhile_does_not_change(client: PageClient, neil: None) -> None:
    of = build.learning_event(place="Jackson")
    path = f"{DESK}/{of.key}/edit"
    older = client.visit(path).form(path)
    client.fill_in(f"{DESK}/{of.key}/cancel", reason="Ice on the roads")
    page = client.send(older, title="Lost?", status=409)
    assert "This event was cancelled." in page.text
    assert "Minutes before the start at which the link shows" in page.text
    assert "Link minutes" not in page.text


def test_a_double_click_plans_one_event(client: PageClient, neil: None) -> None:
    form = client.visit(NEW).form(NEW)
    first, second = (client.send(form, **PLAN).location for _ in range(2))
    assert first == second
    assert len(db.session.scalars(select(Event)).all()) == 1


def test_fewer_places_than_are_taken_are_refused(client: PageClient, neil: None) -> None:
    of = build.learning_event(place="Jackson", capacity=5)
    for name in ("Ben", "Cam"):
        registered(of, name=name)
    page = client.fill_in(f"{DESK}/{of.key}/edit", capacity="1", status=422)
    assert errors(page) == ["2 people have a place. Enter 2 or more, or leave it empty."]
    assert the_event().capacity == 5


def test_a_refused_change_keeps_what_was_typed(client: PageClient, neil: None) -> None:
    of = build.learning_event(place="Jackson")
    page = client.fill_in(f"{DESK}/{of.key}/edit", place="", title="Kept", status=422)
    assert errors(page) == ["Say where it is: a place, or the link of a call."]
    assert page.control("title").attrs["value"] == "Kept"


def test_publishing_without_a_place_is_not_possible_yet(client: PageClient, neil: None) -> None:
    client.fill_in(NEW, **PLAN | {"place": ""})
    of = f"{DESK}/{the_event().key}"
    page = client.fill_in(f"{of}/publish", at=of, status=409)
    assert "Say where it is first" in page.text


def test_a_copy_is_made_for_another_day(client: PageClient, neil: None) -> None:
    of = build.learning_event(title="Call", place="Jackson")
    path = f"{DESK}/{of.key}/copy"
    page = client.fill_in(path, starts_on="2026-11-01", starts_time="01:30", status=422)
    assert "comes twice" in errors(page)[0]
    page = client.fill_in(path, starts_on="", status=422)
    assert errors(page) == ["Enter the day"]

    client.fill_in(path, starts_on="2027-04-05")

    made = the_event()
    assert made.starts_at == dt.datetime(2027, 4, 5, 17, tzinfo=dt.UTC)
    assert made.published_at is None


def test_who_comes_and_who_waits_is_listed_and_goes_into_a_file(
    client: PageClient, neil: None
) -> None:
    of = build.learning_event(capacity=1)
    registered(of, name="Ben Ito", email="ben@example.org")
    registered(of, "waiting", name="=HYPERLINK(1)", email="cam@example.org")
    path = f"{DESK}/{of.key}"

    page = client.visit(path)
    assert "Registered: 1" in page.text
    assert "In line: 1" in page.text
    assert "1 of 1 taken" in page.text
    reply = client.get(f"{path}/registered.csv")
    assert reply.mimetype == "text/csv"
    lines = reply.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "Name,Email,State,Place in line,Asked at,Got the place at"
    assert lines[1].startswith("Ben Ito,ben@example.org,registered,,")
    assert lines[2].startswith("'=HYPERLINK(1),cam@example.org,waiting,1,")
    row = db.session.scalars(select(AuditEvent)).one()
    assert (row.actor_name, row.verb) == ("Neil", "exported people of an event")
    assert row.after == {"file": f"registered-{of.key}.csv", "people": 2}


def test_who_views_as_somebody_else_is_noted_by_name_when_taking_a_list(
    client: PageClient,
) -> None:
    of = build.learning_event()
    registered(of, name="Ben Ito")
    neil = build.person(name="Neil", role=Role.PROGRAM_STAFF)
    client.sign_in(build.person(name="Ada", role=Role.ADMINISTRATOR))
    view_as(client, neil)

    client.get(f"{DESK}/{of.key}/registered.csv")

    verb = AuditEvent.verb == "exported people of an event"
    assert [row.actor_name for row in db.session.scalars(select(AuditEvent).where(verb))] == ["Ada"]


def test_an_empty_desk_says_what_comes_here(client: PageClient, neil: None) -> None:
    assert "No events yet" in client.visit(DESK).text


def test_long_lists_ask_no_more_than_short_ones(client: PageClient, neil: None) -> None:
    of = build.learning_event()

    def asked(path: str) -> int:
        with statements() as sent:
            client.visit(path)
        return len(sent)

    registered(of)
    one = asked(DESK), asked(f"{DESK}/{of.key}")
    for _ in range(2):
        registered(of)
        build.learning_event()
    assert (asked(DESK), asked(f"{DESK}/{of.key}")) == one
    assert max(one) <= 7
