"""What of learning and events is for some only stays hidden, as if it were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.models import Person, RoleGrant
from app.core.db import db
from app.curriculum.models import LessonRow, ModuleVersion, VersionComment
from app.curriculum.models.learning import (
    Certificate,
    ExtraAttempt,
    ModuleEvaluation,
    Nudge,
    TeamNote,
)
from app.events.models import Attendance, EvaluationAnswers, Event, EventRoster, Registration
from app.policy import Role
from tests.pages.security.test_policy import as_seen, ask, token_of
from tests.pages.security.test_text import crawl
from tests.pages.security.world import Corner, corner, missing, rules
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

OWN = {
    "curriculum.quiz_try": "attempt_id",
    "curriculum.evaluate": "study_id",
    "curriculum.certificate_pdf": "number",
    "curriculum.change_note": "note_id",
}
"""What belongs to one person alone, and the part of the address that names it."""
NO_NUMBER = "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
"""A certificate that is not there."""
CODE, LINK, TOKEN = "QUAGGACODE", "https://quaggalink.example.org", "alder-secret-of-the-calendar"


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.fixture
def there(app: Flask) -> Corner:
    return corner(app, "birch")


def differs(app: Flask, client: PageClient, at: Corner, part: str, prefix: str) -> list[str]:
    """The addresses that do not answer as if that part of them were not there."""
    token = token_of(client)
    found, looked = [], 0
    for rule, method in rules(app):
        if part not in rule.arguments or not rule.rule.startswith(prefix):
            continue
        looked += 1
        hidden = ask(client, method, at.address(rule), token)
        nothing = ask(client, method, at.address(rule, **missing(**{part: missing()[part]})), token)
        if as_seen(hidden) != as_seen(nothing) or hidden.status_code != 404:
            found.append(f"{method} {at.address(rule)}: {hidden.status_code}")
    assert looked
    return found


@pytest.mark.parametrize("role", [Role.LEAD, Role.COACH, Role.REVIEWER])
def test_an_event_for_others_is_not_there(
    app: Flask, client: PageClient, here: Corner, there: Corner, role: Role
) -> None:
    client.sign_in(there.member(role))
    assert differs(app, client, here, "event", "/events/") == []


def test_a_coach_runs_no_event_of_another_cohort(
    app: Flask, client: PageClient, here: Corner, there: Corner
) -> None:
    client.sign_in(there.member(Role.COACH))
    assert differs(app, client, here, "event", "/staff/events/") == []
    assert differs(app, client, here, "person_id", "/staff/learning/people/") == []


@pytest.mark.parametrize("role", [Role.LEAD, Role.PUBLISHER, Role.DIRECTOR])
def test_a_planned_event_is_not_there_for_those_who_come(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    client.sign_in(here.member(role))
    token = token_of(client)
    for rule, method in rules(app):
        if rule.rule.startswith("/events/<") and rule.endpoint not in {
            "events.material",
            "events.recording",
        }:
            hidden = ask(client, method, here.address(rule, event=here.names["planned"]), token)
            assert hidden.status_code == 404, rule.rule


@pytest.mark.parametrize("role", [Role.LEAD, Role.PUBLISHER, Role.DIRECTOR])
def test_what_is_somebody_elses_is_not_there(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    client.sign_in(here.member(role))
    token = token_of(client)
    different = []
    for rule, method in rules(app):
        part = OWN.get(rule.endpoint)
        if part is None or (
            rule.endpoint == "curriculum.certificate_pdf" and role is Role.DIRECTOR
        ):
            continue  # staff print the certificates of those whose learning they oversee
        other = missing(number=NO_NUMBER)[part]
        hidden = ask(client, method, here.address(rule), token)
        nothing = ask(client, method, here.address(rule, **{part: other}), token)
        if as_seen(hidden) != as_seen(nothing) or hidden.status_code != 404:
            different.append(f"{method} {rule.rule}: {hidden.status_code}")
    assert different == []


@pytest.mark.parametrize("role", [Role.LEAD, Role.COACH, Role.PUBLISHER, Role.DIRECTOR])
def test_a_module_without_a_published_version_is_not_there_for_learners(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    of = build.module(key="secret-module")
    build.module_version(of, lessons=[build.lesson("secret-lesson")])
    client.sign_in(here.member(role))
    token = token_of(client)
    wrong = []
    for rule, method in rules(app):
        if rule.rule.startswith("/learn/<slug:module>"):
            reply = ask(client, method, here.address(rule, module=of.key), token)
            if reply.status_code != 404:
                wrong.append(f"{method} {rule.rule}: {reply.status_code}")
    assert wrong == []
    assert "secret-module" not in client.visit("/learn").response.text
    client.visit(here.address("/learn/<module>/lesson-2"), status=404)


# ------------------------------------------------------------------ words that can be told apart


def planted(here: Corner) -> None:
    """Let every text that is for some only be told apart."""
    event = db.session.get_one(Event, here.names["going_on"].id)
    event.check_in_code, event.link = CODE, LINK
    draft = db.session.query(ModuleVersion).filter_by(number=2).one()
    draft.title = draft.summary = "quaggadraft"
    for row in db.session.query(LessonRow):
        row.facilitator = "quaggafacilitator"
    changed: tuple[tuple[Any, str, Any], ...] = (
        (VersionComment, "body", "quaggacomment"),
        (TeamNote, "body", "quagganote"),
        (ModuleEvaluation, "better", "quaggabetter"),
        (Nudge, "words", "quagganudge"),
        (ExtraAttempt, "reason", "quaggatry"),
        (EvaluationAnswers, "answers", {"0": 4, "1": "About right", "2": "quaggaanswer"}),
        (EventRoster, "said", {"people": [_row("quaggaroster")], "problems": []}),
    )
    for table, column, words in changed:
        db.session.query(table).update({column: words})
    db.session.query(Certificate).filter(Certificate.revoked_at.is_not(None)).update(
        {"revoked_reason": "quaggarevoked"}
    )
    db.session.query(Attendance).filter(Attendance.person_id.is_(None)).update(
        {"name": "quagganame", "email": "quaggaemail@example.org", "reason": "quaggareason"}
    )
    db.session.commit()


def _row(name: str) -> dict[str, Any]:
    return {"name": name, "email": f"{name}@example.org", "minutes": 50, "lines": [2]}


WRITING = {"quaggadraft", "quaggafacilitator", "quaggacomment"}
PRESENCE = {"quaggaroster", "quagganame", "quaggaemail", "quaggareason"}
NOBODY = {"quaggabetter", "quaggaanswer", TOKEN.casefold()}
"""Answers while they are too few, and a calendar's secret, which only its owner sees."""
TEAMS = {"quagganote"}
STAFFS = {"quagganudge", "quaggatry", "quaggarevoked"}
DOORS = {CODE.casefold(), LINK}
EVERYTHING = WRITING | PRESENCE | NOBODY | TEAMS | STAFFS | DOORS
MAY: dict[Role, set[str]] = {
    Role.LEAD: TEAMS,
    Role.VIEWER: TEAMS,
    Role.APPLICATION_LEAD: set(),
    Role.REVIEWER: set(),
    Role.COACH: {"quaggafacilitator", "quagganudge", "quaggarevoked", *PRESENCE, *DOORS},
    Role.PUBLISHER: WRITING,
    Role.ADMINISTRATOR: STAFFS,
    Role.DIRECTOR: WRITING | PRESENCE | STAFFS | DOORS,
}
"""What may be read by whom; every other word must stand nowhere for them."""


@pytest.mark.parametrize("role", MAY)
def test_words_for_some_reach_nobody_else(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    planted(here)
    client.sign_in(here.member(role))
    found = _found(app, client, here)
    assert {(word, path) for word, path in found if word not in MAY[role]} == set()
    if role is Role.DIRECTOR:
        seen = {word for word, _ in found}
        assert (WRITING | PRESENCE | DOORS) - seen == set(), "this test tests nothing"


def test_a_visitor_reads_none_of_it(app: Flask, client: PageClient, here: Corner) -> None:
    planted(here)
    assert _found(app, client, here) == set()


@pytest.mark.parametrize("with_place", [True, False])
def test_the_link_of_a_call_is_for_those_with_a_place(
    client: PageClient, here: Corner, with_place: bool
) -> None:
    planted(here)
    person = here.member(Role.LEAD)
    if with_place:
        here = here.of(person)
    client.sign_in(person)
    page = client.visit(here.address("/events/<event>"))
    assert (LINK in page.response.text) is with_place
    for path in ("/events/<event>/event.ics", "/events", "/events?show=mine", "/teams/<team>"):
        assert LINK not in client.get(here.address(path)).text


def test_a_calendar_holds_no_link_and_no_code_and_ends_with_the_account(
    client: PageClient, here: Corner
) -> None:
    planted(here)
    path = here.address("/calendar/<token:secret>.ics")
    feed = client.get(path)
    assert here.names["event"] in feed.text
    assert {word for word in EVERYTHING if word in feed.text.casefold()} == set()

    ben = db.session.get_one(Person, here.names["learner_id"])
    ben.closed_at = build.NOON
    db.session.commit()
    assert as_seen(client.get(path)) == as_seen(client.get(f"/calendar/{'A' * 40}.ics"))


def test_who_leaves_the_team_finds_its_events_no_more(client: PageClient, here: Corner) -> None:
    person = here.member(Role.LEAD)
    client.sign_in(person)
    client.visit(here.address("/events/<event>"))
    for given in db.session.query(RoleGrant).filter_by(person_id=person.id):
        given.ended_at, given.ended_by_id = build.NOON, person.id
    db.session.commit()
    build.grant(person, Role.REVIEWER)
    assert db.session.query(Registration).filter_by(person_id=person.id).all() == []
    client.visit(here.address("/events/<event>"), status=404)


def _found(app: Flask, client: PageClient, here: Corner) -> set[tuple[str, str]]:
    """Which of the words stand on which pages, in headers too."""
    found = set()
    for path, reply in crawl(app, client, here).items():
        heads = "\n".join(f"{name}: {value}" for name, value in reply.headers)
        said = f"{heads}\n{reply.data.decode('utf-8', 'replace')}".replace(path, "").casefold()
        found |= {(word, path) for word in EVERYTHING if word in said}
    return found
