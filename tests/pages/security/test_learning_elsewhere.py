"""What a team learned, wrote and answered is for that team: elsewhere it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.models import RoleGrant
from app.core.db import db
from app.curriculum.models import Bookmark, TeamNote
from app.policy import Role
from tests.pages.security.test_learning import EVERYTHING, differs, planted
from tests.pages.security.test_policy import as_seen, ask, token_of
from tests.pages.security.test_text import crawl
from tests.pages.security.world import Corner, corner, missing, rules
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

ELSEWHERE = (
    *(Role.LEAD, Role.FAMILY_PARTNER, Role.VIEWER, Role.APPLICATION_LEAD),
    *(Role.APPLICATION_SIGNER, Role.REVIEWER, Role.COACH),
)
BY_SECRET = ("/calendar/", "/verify/", "/learn/reminders/")
"""Pages that whoever has a secret or a number opens, without being anybody."""
WITH_COACHES = {"quaggafacilitator"}
"""Notes for those who teach a lesson, which coaches of every cohort do."""


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.mark.parametrize("role", ELSEWHERE)
def test_nobody_elsewhere_reads_what_a_team_did_or_who_did_it(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    planted(here)
    words = EVERYTHING | {"alder ben", "alder-ben@example.org", here.names["proof"].casefold()}
    there = corner(app, "birch")
    client.sign_in(there.member(role))
    told = {
        (word, path)
        for path, reply in crawl(app, client, here).items()
        for word in words
        if not path.startswith(BY_SECRET) and word in _said(path, reply)
    }
    may = WITH_COACHES if role is Role.COACH else set()
    assert {one for one in told if one[0] not in may} == set()


def _said(path: str, reply: Any) -> str:
    return reply.data.decode("utf-8", "replace").replace(path, "").casefold()


@pytest.mark.parametrize("role", ELSEWHERE)
def test_what_belongs_to_others_answers_as_if_it_were_not_there(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    there = corner(app, "birch")
    client.sign_in(there.member(role))
    token = token_of(client)
    parts = {
        "curriculum.quiz_try": "attempt_id",
        "curriculum.evaluate": "study_id",
        "curriculum.certificate_pdf": "number",
        "curriculum.change_note": "note_id",
        "curriculum.remove_note": "note_id",
        "events.event": "event",
        "events.event_ics": "event",
        "events.evaluation": "event",
        "events.recording": "event",
        "events.material": "material_id",
    }
    no = missing(number="ZZZZ-ZZZZ-ZZZZ-ZZZZ")
    different, allowed = [], {403, 404}
    for rule, method in rules(app):
        part = parts.get(rule.endpoint)
        if part is None:
            continue
        hidden = ask(client, method, here.address(rule), token)
        nothing = ask(client, method, here.address(rule, **{part: no[part]}), token)
        if as_seen(hidden) != as_seen(nothing) or hidden.status_code not in allowed:
            different.append(f"{method} {rule.rule}: {hidden.status_code}")
    assert different == []


def test_a_coach_finds_no_team_and_no_person_of_another_cohort(
    app: Flask, client: PageClient, here: Corner
) -> None:
    there = corner(app, "birch")
    client.sign_in(there.member(Role.COACH))
    assert differs(app, client, here, "practice", "/staff/learning/teams/") == []
    assert differs(app, client, here, "person_id", "/staff/learning/people/") == []
    assert differs(app, client, here, "number", "/certificates/<") == []
    pick = here.address("/staff/learning/remind") + "?pick={learner_id}-{module_id}".format_map(here.names)  # fmt: skip
    hidden = client.get(pick)
    nobody = client.get("/staff/learning/remind?pick=999999-1")
    assert hidden.status_code == 404
    assert as_seen(hidden) == as_seen(nobody)
    token = token_of(client)
    sent = {"offered": "{learner_id}-{module_id}".format_map(here.names), "words": "Hello"}
    reply = client.post("/staff/learning/remind", data={**sent, "pick": sent["offered"], "csrf_token": token})  # fmt: skip
    assert reply.status_code == 404


@pytest.mark.parametrize("how", ["?team=alder", "?team=birch&team=alder", "?team=no-such-team"])
def test_the_notes_of_another_team_are_reached_by_no_name(
    app: Flask, client: PageClient, here: Corner, how: str
) -> None:
    planted(here)
    there = corner(app, "birch")
    client.sign_in(there.member(Role.LEAD))
    token = token_of(client)
    at = here.address("/learn/<module>/<lesson>/notes")
    note = f"{at}/{here.names['team_note_id']}"
    for path in (at, note, f"{note}/remove"):
        for method in ("GET", "POST"):
            data = {"csrf_token": token, "body": "Mine now", "seen_version": "1"}
            reply = client.open(f"{path}{how}", method=method, data=data if method == "POST" else None)  # fmt: skip
            assert reply.status_code in {200, 302, 404, 405} if "birch" in how else {404, 405}
            assert "quagganote" not in reply.text
    db.session.expire_all()
    row = db.session.get_one(TeamNote, here.names["team_note_id"])
    assert (row.body, row.removed_at) == ("quagganote", None)


def test_a_reviewer_who_applies_and_was_not_awarded_has_no_team_to_write_for(
    app: Flask, client: PageClient, here: Corner
) -> None:
    planted(here)
    person = build.person(role=Role.REVIEWER)
    for role in (Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER):
        build.grant(person, role, at=here.practice)
    client.sign_in(person)
    for path in ("/learn/<module>/<lesson>/notes", "/learn/<module>/<lesson>/notes/<team_note_id>"):
        client.visit(here.address(path), status=404)
    assert "quagganote" not in client.visit(here.address("/learn/<module>/<lesson>")).response.text


def test_nobody_else_sees_or_takes_away_a_bookmark(
    app: Flask, client: PageClient, here: Corner
) -> None:
    person = here.member(Role.LEAD)
    client.sign_in(person)
    token = token_of(client)
    sent = {"module": here.names["module"], "lesson": here.names["lesson"], "do": "remove"}
    assert here.names["lesson"] not in client.visit("/learn/bookmarks").response.text
    assert client.post("/learn/bookmarks", data={**sent, "csrf_token": token}).status_code == 404
    assert db.session.query(Bookmark).count() == 1


def test_who_left_the_team_reads_its_notes_no_more(
    app: Flask, client: PageClient, here: Corner
) -> None:
    planted(here)
    person = here.member(Role.LEAD)
    client.sign_in(person)
    at = here.address("/learn/<module>/<lesson>/notes")
    assert "quagganote" in client.visit(at).response.text
    for given in db.session.query(RoleGrant).filter_by(person_id=person.id):
        given.ended_at, given.ended_by_id = build.NOON, person.id
    db.session.commit()
    build.grant(person, Role.REVIEWER)
    client.visit(at, status=404)
