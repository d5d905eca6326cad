"""Notes of a team beside a lesson: its own people read and write them, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.curriculum.models import TeamNote
from app.policy import Role
from tests.pages.accounts.viewing import view_as
from tests.pages.curriculum.learning import out
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

NOW = build.NOON.replace(hour=19)
LESSON = "/learn/basics/one"
NOTES = f"{LESSON}/notes"


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    out("basics", build.lesson("one"), title="Basics")
    return build.team()


@pytest.fixture
def ben(team: Any, client: PageClient) -> Person:
    person = build.person(name="Ben", role=Role.CARE_COORDINATOR, at=team.practice)
    client.sign_in(person)
    return person


def bodies(client: PageClient, path: str = NOTES) -> list[str]:
    return [next(one.walk("p")).text for one in client.visit(path).all("note")]


def only_note() -> TeamNote:
    return db.session.query(TeamNote).one()


def test_a_note_is_written_and_read_by_the_team(client: PageClient, ben: Person, team: Any) -> None:
    page = client.visit(NOTES)
    assert "Staff look only to take out words that name a patient" in page.text
    assert "No names, birth dates or chart numbers." in page.text
    assert "Nobody of your team has written here" in page.text

    client.fill_in(NOTES, body="Ask <b>early</b>.")

    assert "Team notes (1)" in client.visit(LESSON).text
    client.sign_in(build.person(name="Vi", role=Role.VIEWER, at=team.practice))
    page = client.visit(NOTES)
    [note] = page.all("note")
    assert "Ben" in note.text
    assert "Ask <b>early</b>." in note.text
    assert [form for form in page.forms if form.method == "post" and "learn" in form.action] == []


def test_a_viewer_reads_and_does_not_write(client: PageClient, ben: Person, team: Any) -> None:
    form = client.visit(NOTES).form(NOTES)
    client.sign_in(build.person(role=Role.VIEWER, at=team.practice))
    token = client.visit("/account").forms[0].fields["csrf_token"]
    client.send(form, status=403, body="Mine.", csrf_token=token)


def test_a_note_needs_words_and_is_not_endless(client: PageClient, ben: Person) -> None:
    assert "Write your note first" in client.fill_in(NOTES, body=" ", status=422).text
    page = client.fill_in(NOTES, body="x" * 2001, status=422)
    assert "Shorten the note" in page.text
    assert page.control("body").text.strip() == "x" * 2001


@pytest.mark.parametrize("role", [Role.PROGRAM_STAFF, Role.COACH, Role.PUBLISHER])
def test_staff_and_coaches_have_no_notes(client: PageClient, ben: Person, role: Role) -> None:
    client.fill_in(NOTES, body="Ask early.")
    client.sign_in(build.person(role=role))
    client.visit(NOTES, status=404)
    assert "Team notes" not in client.visit(LESSON).text


def test_another_team_has_its_own_notes(client: PageClient, ben: Person) -> None:
    client.fill_in(NOTES, body="Ask early.")
    ident = only_note().id
    client.sign_in(build.person(role=Role.LEAD, at=build.team().practice))
    assert bodies(client) == []
    client.visit(f"{NOTES}/{ident}", status=404)
    form = client.visit(NOTES).form(NOTES)
    client.send(replace(form, action=f"{NOTES}/{ident}/remove"), status=404)


def test_nobody_who_looks_in_somebodys_place_reads_them(client: PageClient, ben: Person) -> None:
    client.fill_in(NOTES, body="Ask early.")
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    view_as(client, ben)
    client.visit(NOTES, status=404)
    assert "Team notes" not in client.visit(LESSON).text


def test_there_are_no_notes_on_what_is_not_offered(client: PageClient, ben: Person) -> None:
    asks = [{"gate": "module", "of": "basics", "percent": None}]
    out("locked", build.lesson("one"), prerequisites=asks)
    for path in ("/learn/basics/none/notes", "/learn/none/one/notes", "/learn/locked/one/notes"):
        client.visit(path, status=404)
    client.visit(f"{NOTES}?team=nobody", status=404)


def test_the_own_note_is_changed(client: PageClient, ben: Person) -> None:
    client.fill_in(NOTES, body="Ask early.")
    here = f"{NOTES}/{only_note().id}"
    stale = client.visit(here).form(here)

    assert client.fill_in(here, body="", status=422).control("body").text.strip() == ""
    assert client.fill_in(here, body="Ask late.").location == NOTES

    assert only_note().body == "Ask late."
    assert "changed this note since" in client.send(stale, body="Never.", status=409).text
    assert only_note().body == "Ask late."


def test_the_lead_removes_any_note_and_others_their_own(
    client: PageClient, ben: Person, team: Any
) -> None:
    client.fill_in(NOTES, body="Ask early.")
    ident = only_note().id
    remove = f"{NOTES}/{ident}/remove"
    cy = build.person(name="Cy", role=Role.CARE_COORDINATOR, at=team.practice)
    client.sign_in(cy)
    form = client.visit(NOTES).form(NOTES)
    told = client.send(replace(form, action=remove), status=409)
    assert "or the team lead can remove" in told.text
    client.visit(f"{NOTES}/{ident}", status=404)

    client.sign_in(build.person(name="Ana", role=Role.LEAD, at=team.practice))
    assert client.fill_in(remove, at=NOTES).location == NOTES
    assert client.visit(NOTES).all("note") == []


def test_somebody_of_two_teams_chooses_the_team(client: PageClient, ben: Person, team: Any) -> None:
    second = build.team()
    build.grant(ben, Role.CARE_COORDINATOR, at=second.practice)
    for of in (team, second):
        page = client.fill_in(f"{NOTES}?team={of.key}", body=f"For {of.key}.")
        assert page.location == f"{NOTES}?team={of.key}"
        [note] = client.visit(f"{NOTES}?team={of.key}").all("note")
        assert f"For {of.key}." in note.text
    assert "Team notes (2)" in client.visit(LESSON).text


def test_notes_take_the_same_statements_for_one_and_three(client: PageClient, ben: Person) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            client.fill_in(NOTES, body="Ask early.")
        with statements() as sent:
            client.visit(NOTES)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9, sent
