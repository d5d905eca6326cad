"""Nobody skips a step of a version, a quiz or an event: what is refused changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.model import Model
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.services import studies
from app.events.domain.kinds import RegistrationState
from app.events.models import Event, Registration
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from tests.pages.security.test_policy import token_of
from tests.support import build
from tests.unit.curriculum.learners import NOW, began, read_all
from tests.unit.curriculum.takers import quiz_version, ready, sent, started

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from app.accounts.models import Person
    from app.curriculum.models import ModuleVersion, Study
    from tests.support.page import PageClient

REFUSED = {302, 403, 404, 409, 422}
"""302 leads back to the page that says how it stands; that nothing happened is checked."""
TOUCHED = ("curriculum", "certificate", "learning_event", "event")
HOUR = dt.timedelta(hours=1)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows that a move could touch, the trail and the mails."""
    db.session.rollback()
    db.session.expire_all()
    rows = {
        name: sorted(map(tuple, db.session.execute(table.select())), key=repr)
        for name, table in Model.metadata.tables.items()
        if name.startswith(TOUCHED)
    }
    signed_in = AuditEvent.verb.in_(("sign-in", "signed in"))
    rows["trail"] = [tuple(row) for row in db.session.execute(select(AuditEvent.verb).where(~signed_in))]  # fmt: skip
    rows["mails"] = [(db.session.scalar(select(func.count()).select_from(OutboxMail)),)]
    return rows


def done(client: PageClient, person: Person, moves: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The moves that did something, or broke."""
    client.sign_in(person)
    token, before, found = token_of(client), everything(), []
    for path, typed in moves.items():
        status = client.post(path, data={**typed, "csrf_token": token}).status_code
        if status not in REFUSED or everything() != before:
            found.append(path.rpartition("/")[2])
            before = everything()
    return found


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


# ------------------------------------------------------------------ versions


BASE = "/staff/curriculum/basics/1"
STEPS = {
    "ask-review": {},
    "take-back": {},
    "send-back": {"reason": "I say so"},
    "approve": {"change_class": "minor", "note": ""},
    "schedule": {"when": "now"},
    "end": {"end_day": "2027-06-30", "end_time": "17:00"},
    "restore": {},
    "archive": {},
}
WRITING = {
    "lessons/new": {"title": "One more"},
    "lessons/lesson-1/move": {"to": "down"},
    "lessons/lesson-1/remove": {},
    "lessons/lesson-1/questions/q1/remove": {},
}
OUT = ("restore", "end", "archive")
POSSIBLE: Mapping[str, tuple[str, ...]] = {
    "draft": ("ask-review", "archive", *WRITING),
    "in review": ("take-back", "send-back", "approve", "archive"),
    "approved": ("schedule", "archive"),
    "scheduled": ("schedule", "archive"),
    "published": OUT,
    "expired": ("restore", "archive"),
    "archived": ("restore",),
}
REACHED: Mapping[str, dict[str, Any]] = {
    "draft": {},
    "in review": {"review_asked_at": NOW},
    "approved": {},
    "scheduled": {"publish_at": NOW + HOUR},
    "published": {"publish_at": NOW - HOUR},
    "expired": {"publish_at": NOW - HOUR, "expires_at": NOW - HOUR / 2},
    "archived": {"publish_at": NOW - HOUR, "archived_at": NOW},
}


@pytest.fixture
def author() -> Person:
    return build.person(role=Role.PUBLISHER, name="Ann Author")


@pytest.fixture
def other() -> Person:
    return build.person(role=Role.DIRECTOR, name="Dana Other")


def version(state: str, author: Person, other: Person) -> ModuleVersion:
    """A version in that state; Ann wrote it, Dana approved it."""
    given = dict(REACHED[state])
    if state not in {"draft", "in review"}:
        given |= {"review_asked_at": NOW, "approved_at": NOW, "approved_by_id": other.id}
        given["change_class"] = ChangeClass.MINOR
    if "archived_at" in given:
        given["archived_by_id"] = other.id
    return build.module_version(
        build.module(key="basics"),
        lessons=[build.lesson("lesson-1"), build.lesson("lesson-2")],
        created_by_id=author.id,
        **given,
    )


def moves_of(row: ModuleVersion, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    every: dict[str, dict[str, str]] = {**STEPS, **WRITING}
    return {f"{BASE}/{name}": {**every[name], "seen_version": str(row.version)} for name in names}


@pytest.mark.parametrize("state", POSSIBLE)
def test_a_version_takes_no_step_that_its_state_does_not_allow(
    client: PageClient, author: Person, other: Person, state: str
) -> None:
    row = version(state, author, other)
    wrong = tuple(name for name in (*STEPS, *WRITING) if name not in POSSIBLE[state])
    for person in (author, other, build.person(role=Role.ADMINISTRATOR)):
        assert done(client, person, moves_of(row, wrong)) == []


@pytest.mark.parametrize(("state", "step"), [(s, step) for s, ones in POSSIBLE.items() for step in ones])  # fmt: skip
def test_a_version_takes_every_step_that_its_state_allows(
    client: PageClient, author: Person, other: Person, state: str, step: str
) -> None:
    row = version(state, author, other)
    assert len(done(client, other, moves_of(row, (step,)))) == 1


def test_no_author_approves_or_sends_back_and_no_reader_does_anything(
    client: PageClient, author: Person, other: Person
) -> None:
    row = version("in review", author, other)
    assert done(client, author, moves_of(row, ("approve", "send-back", "schedule"))) == []
    for role in (Role.LEAD, Role.COACH, Role.REVIEWER, Role.ADMINISTRATOR):
        person = build.person(role=role, at=_place_of(role))
        assert done(client, person, moves_of(row, (*STEPS, *WRITING))) == []


def test_who_writes_a_word_while_it_is_a_draft_is_an_author_too(
    client: PageClient, author: Person, other: Person
) -> None:
    row = version("draft", author, other)
    assert done(client, other, moves_of(row, ("lessons/new",))) == ["new"]
    row.review_asked_at = NOW
    db.session.commit()
    assert done(client, other, moves_of(row, ("approve", "send-back"))) == []


def test_what_was_approved_was_read_as_it_is(
    client: PageClient, author: Person, other: Person
) -> None:
    row = version("in review", author, other)
    old = moves_of(row, ("approve",))
    row.summary = "Changed since the page was made"
    db.session.commit()
    assert done(client, other, old) == []


def _place_of(role: Role) -> Any:
    if role is Role.LEAD:
        return build.practice()
    return build.cohort() if role is Role.COACH else None


# ------------------------------------------------------------------ quizzes


@pytest.fixture
def ben() -> Person:
    return build.person(name="Ben", role=Role.CARE_COORDINATOR, at=build.practice())


def actor(person: Person) -> Actor:
    return Actor(person.id, person.name)


def study(by: Person, most: int | None = 1) -> Study:
    return ready(actor(by), quiz_version(Quiz(5, 80, most), of=build.module(key="basics")))


def to_start() -> dict[str, dict[str, str]]:
    return {"/learn/basics/quiz": {}}


def to_send(attempt_id: int) -> dict[str, dict[str, str]]:
    typed = {f"answer_{number}": "0" for number in range(1, 6)}
    return {f"/learn/basics/quiz/{attempt_id}": typed}


def test_a_quiz_waits_for_the_lessons(client: PageClient, ben: Person) -> None:
    found = began(actor(ben), quiz_version(of=build.module(key="basics")))
    read_all(actor(ben), found, "lesson-1", "lesson-2")
    assert done(client, ben, to_start()) == []
    read_all(actor(ben), found, "lesson-3")
    assert done(client, ben, to_start()) == ["quiz"]


def test_nobody_begins_a_quiz_of_a_module_that_they_did_not_begin(
    client: PageClient, ben: Person
) -> None:
    study(ben)
    assert done(client, build.person(role=Role.REVIEWER), to_start()) == []


def test_a_try_that_was_sent_stays_and_another_needs_to_be_left(
    client: PageClient, ben: Person
) -> None:
    row = started(actor(ben), study(ben))
    assert done(client, ben, to_start()) == []  # goes on with the open one
    sent(actor(ben), row, 0)
    assert done(client, ben, to_send(row.id) | to_start()) == []


def test_after_passing_there_is_no_try_and_no_other_result(client: PageClient, ben: Person) -> None:
    row = started(actor(ben), study(ben, None))
    sent(actor(ben), row, 5)
    assert done(client, ben, to_send(row.id) | to_start()) == []


def test_a_try_of_a_version_that_was_left_is_not_sent(client: PageClient, ben: Person) -> None:
    found = study(ben)
    row = started(actor(ben), found)
    newer = quiz_version(module_id=found.module_id, number=2)
    with transaction():
        studies.switch(found, newer, by=actor(ben), at=NOW)
    assert done(client, ben, to_send(row.id)) == []


@pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, Role.DIRECTOR])
def test_nobody_sends_the_try_of_somebody_else(client: PageClient, ben: Person, role: Role) -> None:
    row = started(actor(ben), study(ben))
    same_team = ben_practice(ben) if role is Role.LEAD else None
    somebody = build.person(role=role, at=same_team)
    assert done(client, somebody, to_send(row.id)) == []
    assert done(client, ben, to_send(row.id)) == [str(row.id)]


def ben_practice(ben: Person) -> Any:
    from app.practices.models import Practice

    grant = db.session.execute(select(Model.metadata.tables["role_grant"]).filter_by(person_id=ben.id)).one()  # fmt: skip
    return db.session.get_one(Practice, grant.practice_id)


def test_a_version_is_begun_again_or_changed_only_for_a_newer_one(
    client: PageClient, ben: Person
) -> None:
    found = study(ben)
    both = {"/learn/basics/begin": {}, "/learn/basics/switch": {}}
    assert done(client, ben, both) == []
    quiz_version(module_id=found.module_id, number=2)
    assert done(client, ben, {"/learn/basics/begin": {}}) == []
    assert done(client, ben, both) == ["switch"]
    assert done(client, ben, both) == []


# ------------------------------------------------------------------ events


EVENT = "/events/call"
RUN = "/staff/events/call"
COMING = {"register": {}, "leave": {}, "check-in": {"code": "PINE42"}, "evaluation": {"item_worth": "4"}}  # fmt: skip
RUNNING = {
    "publish": {},
    "cancel": {"reason": "Ice"},
    "attendance/add": {"email": "ben@example.org", "presence": "attended", "minutes": ""},
}
EVENTS: Mapping[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "planned": ({"published_at": None, "published_by_id": None}, tuple(COMING), ("attendance/add",)),
    "ahead": ({}, ("check-in", "evaluation"), ("publish", "attendance/add")),
    "closed": (
        {"registration_closes_at": NOW - HOUR},
        ("check-in", "evaluation"),
        ("publish", "attendance/add"),
    ),
    "going on": ({"starts_at": NOW - HOUR / 2}, ("leave", "evaluation"), ("publish",)),
    "over": ({"starts_at": NOW - 4 * HOUR}, ("register", "leave", "check-in"), ("publish", "cancel")),
    "cancelled": (
        {"cancelled_at": NOW - HOUR, "cancelled_reason": "Ice"},
        tuple(COMING),
        tuple(RUNNING),
    ),
}  # fmt: skip
"""In which state neither those who come nor those who run it can do what."""


def call(given: dict[str, Any]) -> Event:
    if "cancelled_at" in given:
        given = {**given, "cancelled_by_id": build.person().id}
    given = {"starts_at": NOW + 24 * HOUR, **given}
    given["ends_at"] = given["starts_at"] + HOUR
    return build.learning_event(key="call", place="Jackson", evaluation=[], **given)


def sent_to(base: str, moves: Mapping[str, Mapping[str, str]], names: tuple[str, ...], of: Event) -> dict[str, dict[str, str]]:  # fmt: skip
    return {f"{base}/{name}": {**moves[name], "seen_version": str(of.version)} for name in names}


@pytest.mark.parametrize("has_place", [False, True])
@pytest.mark.parametrize("state", EVENTS)
def test_an_event_takes_no_step_that_its_state_does_not_allow(
    client: PageClient, state: str, has_place: bool
) -> None:
    given, coming, running = EVENTS[state]
    of = call(given)
    ben = build.person(role=Role.LEAD, at=build.practice(), email="ben@example.org")
    if has_place:
        build.saved(
            Registration(
                event_id=of.id,
                person_id=ben.id,
                state=RegistrationState.REGISTERED,
                asked_at=NOW,
                placed_at=NOW,
            )
        )
    wrong = tuple(name for name in coming if not (has_place and name == "register"))
    assert done(client, ben, sent_to(EVENT, COMING, wrong, of)) == []
    staff = build.person(role=Role.PROGRAM_STAFF)
    assert done(client, staff, sent_to(RUN, RUNNING, running, of)) == []
    assert done(client, ben, sent_to(RUN, RUNNING, tuple(RUNNING), of)) == []


def test_nobody_registers_after_the_door_is_closed(client: PageClient) -> None:
    of = call(EVENTS["closed"][0])
    ben = build.person(role=Role.LEAD, at=build.practice())
    assert done(client, ben, sent_to(EVENT, COMING, ("register",), of)) == []


@pytest.mark.parametrize(
    ("state", "step"), [("ahead", "register"), ("going on", "register"), ("going on", "check-in")]
)
def test_the_same_steps_do_something_where_the_state_allows_them(
    client: PageClient, state: str, step: str
) -> None:
    of = call(EVENTS[state][0])
    ben = build.person(role=Role.LEAD, at=build.practice())
    assert done(client, ben, sent_to(EVENT, COMING, (step,), of)) == [step]


@pytest.mark.parametrize(
    ("state", "step"),
    [("planned", "publish"), ("ahead", "cancel"), ("going on", "cancel"), ("over", "attendance/add")],
)  # fmt: skip
def test_those_who_run_an_event_can_do_the_same_where_it_is_time(
    client: PageClient, state: str, step: str
) -> None:
    of = call(EVENTS[state][0])
    build.person(role=Role.LEAD, at=build.practice(), email="ben@example.org")
    staff = build.person(role=Role.PROGRAM_STAFF)
    assert len(done(client, staff, sent_to(RUN, RUNNING, (step,), of))) == 1
