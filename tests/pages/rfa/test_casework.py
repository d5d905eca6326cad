"""Staff's page of one application: who may open it, and what is kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.policy import Role
from app.rfa.models import (
    Mark,
    Note,
    Task,
)
from app.rfa.queries import applications
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.oversight_rows import BEFORE, attach, sent

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Application
    from tests.support.page import Page, PageClient

LIST = "/staff/applications"
STAFF = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
STEERS = (Role.PROGRAM_STAFF, Role.DIRECTOR)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(BEFORE)


@pytest.fixture
def mona(client: PageClient) -> Any:
    person = build.person(name="Mona Lee", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def at(of: Application, *more: object) -> str:
    return "/".join([LIST, str(of.id), *map(str, more)])


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


def steps(page: Page) -> list[str]:
    """What the trail says was done, in order."""
    return [
        next(cell.text for cell in row.walk("td") if cell.attrs.get("data-l") == "What")
        for row in page.all("audit-row")
    ]


# ------------------------------------------------------------------ who


@pytest.mark.parametrize("role", Role)
def test_staff_reads_and_everybody_else_finds_nothing(client: PageClient, role: Role) -> None:
    of = sent()
    file = attach(of)
    clinic = applications.application(of.id).practice
    client.sign_in(build.person(role=role, at=None if role in STAFF else _place(role, clinic)))
    paths = [
        at(of),
        at(of, "versions", 1),
        at(of, "versions", 1, "paper.pdf"),
        at(of, "files", file.id),
    ]
    paths.append(at(of, "differences?old=1&new=1"))
    statuses = {client.get(path).status_code for path in paths}
    assert statuses == ({200} if role in STAFF else {404})
    assert client.get(f"{LIST}/999").status_code == 404


def _place(role: Role, clinic: Any) -> Any:
    return clinic if role.startswith("application") or role is Role.LEAD else None


@pytest.mark.parametrize("role", Role)
def test_only_those_who_steer_write(client: PageClient, role: Role) -> None:
    of = sent()
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    client.fill_in(at(of, "flags"), at=at(of), flag="Look")
    mark = db.session.scalars(select(Mark)).one()
    client.sign_in(build.person(role=role))
    token = client.visit("/account").forms[-1].fields["csrf_token"]
    addresses = (
        at(of, "tags"),
        at(of, "tags", mark.id, "remove"),
        at(of, "flags"),
        at(of, "flags", mark.id, "resolve"),
        at(of, "notes"),
        at(of, "tasks"),
        at(of, "tasks", 1, "done"),
    )
    statuses = {client.post(path, data={"csrf_token": token}).status_code for path in addresses}
    if role in STEERS:
        assert statuses <= {302, 404, 422}
    else:
        assert statuses == ({403} if role in STAFF else {404})


def test_administrators_read_without_forms(client: PageClient) -> None:
    of = sent()
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    page = client.visit(at(of))
    assert "Keep the note" not in page.buttons
    assert "Request changes" not in page.links


@pytest.mark.usefixtures("mona")
def test_applications_that_are_not_there_are_not_found(client: PageClient) -> None:
    of = sent()
    other = sent()
    strange = attach(other)
    for path in (
        at(of, "versions", 2),
        at(of, "versions", 2, "paper.pdf"),
        at(of, "differences?old=1&new=2"),
        at(of, "differences"),
        at(of, "differences?old=x&new=1"),
        at(of, "files", strange.id),
        at(of, "flags", 1, "resolve"),
    ):
        client.visit(path, status=404)


def test_applicants_see_nothing_of_what_staff_keep(
    client: PageClient, app: Flask, mona: Any
) -> None:
    lead = build.person(name="Ana Ruiz")
    of = sent(lead=lead)
    build.grant(lead, Role.LEAD, at=applications.application(of.id).practice)
    key = applications.application(of.id).practice.key
    client.fill_in(at(of, "tags"), at=at(of), tag="canary-tag")
    client.fill_in(at(of, "flags"), at=at(of), flag="canary-flag", section="plan")
    client.fill_in(at(of, "notes"), at=at(of), note="canary-note")
    client.fill_in(at(of, "tasks"), at=at(of), title="canary-task", person=str(mona.id))
    assert client.visit(at(of)).text.count("canary-") >= 4
    client.sign_in(lead)
    for path in (
        "/applications",
        f"/applications/{of.id}",
        f"/applications/{of.id}/versions/1",
        f"/applications/{of.id}/plan",
        f"/teams/{key}/history",
        f"/teams/{key}",
    ):
        reply = client.get(path, follow_redirects=True)
        assert "canary-" not in reply.text, path


# ------------------------------------------------------------------ marks, notes, tasks


@pytest.mark.usefixtures("mona")
def test_tags_are_put_on_once_and_taken_off(client: PageClient) -> None:
    of = sent()
    page = client.follow(client.fill_in(at(of, "tags"), at=at(of), tag="  rural  clinic "))
    assert "The tag is on." in page.text
    client.fill_in(at(of, "tags"), at=at(of), tag="Rural clinic")
    mark = db.session.scalars(select(Mark)).one()
    assert mark.label == "rural clinic"
    page = client.follow(client.send(page.form(at(of, "tags", mark.id, "remove"))))
    assert "The tag is off." in page.text
    client.send(client.visit(at(of)).form(at(of, "tags")), tag="rural clinic")


@pytest.mark.usefixtures("mona")
def test_flags_point_to_a_section_and_are_resolved_with_an_outcome(client: PageClient) -> None:
    of = sent()
    client.fill_in(at(of, "flags"), at=at(of), flag="No date in the aim", section="plan")
    page = client.visit(at(of))
    assert "(2. Plan and aim)" in page.one("flag").text
    assert "(section" not in page.one("flag").text
    assert "section: after 2. Plan and aim" in page.all("audit-row")[-1].text
    resolve = page.links["Resolve No date in the aim"]
    failed = client.fill_in(resolve, outcome=" ", status=422)
    assert errors(failed) == ["Say what came of it. One short sentence is enough"]
    client.fill_in(resolve, outcome="They added it")
    shown = client.visit(at(of)).one("flag").text
    assert "Resolved November 16, 2026, 9:00 a.m. Central by Mona Lee: They added it" in shown
    token = client.visit(at(of)).form(at(of, "tags")).fields["csrf_token"]
    again = client.post(resolve, data={"csrf_token": token, "outcome": "Twice"})
    assert again.status_code == 409


@pytest.mark.usefixtures("mona")
def test_a_flag_is_not_taken_off_like_a_tag(client: PageClient) -> None:
    of = sent()
    client.fill_in(at(of, "flags"), at=at(of), flag="Look")
    mark = db.session.scalars(select(Mark)).one()
    token = client.visit(at(of)).form(at(of, "tags")).fields["csrf_token"]
    reply = client.post(at(of, "tags", mark.id, "remove"), data={"csrf_token": token})
    assert reply.status_code == 404


@pytest.mark.usefixtures("mona")
def test_notes_are_kept_once(client: PageClient) -> None:
    of = sent()
    form = client.visit(at(of)).form(at(of, "notes"))
    client.send(form, note="Called them\n<b>twice</b>")
    client.send(form, note="Called them\n<b>twice</b>")
    page = client.visit(at(of))
    assert len(db.session.scalars(select(Note)).all()) == 1
    assert "<b>twice</b>" in page.one("note").text
    assert "Mona Lee" in page.one("note").text


def test_tasks_are_given_to_staff_and_done(client: PageClient, mona: Any) -> None:
    of = sent()
    build.person(name="Not Staff")
    page = client.visit(at(of))
    offered = [option.text for option in page.control("person").walk("option")]
    assert offered == ["Nobody yet", "Mona Lee"]
    form = page.form(at(of, "tasks"))
    for _ in range(2):
        client.send(form, title="Call the lead", person=str(mona.id), due_on="2026-11-20")
    client.send(form, title="Read it")
    assert len(db.session.scalars(select(Task)).all()) == 2
    page = client.visit(at(of))
    shown = [task.text for task in page.all("task")]
    assert "Mona Lee, by Nov 20, 2026" in shown[0]
    assert "Nobody yet" in shown[1]
    key = page.all("task")[0].attrs["data-key"]
    page = client.follow(client.send(page.form(at(of, "tasks", key, "done"))))
    assert "Done November 16, 2026" in page.one("task", data_key=key).text
    token = page.form(at(of, "tags")).fields["csrf_token"]
    client.post(at(of, "tasks", key, "done"), data={"csrf_token": token})
    assert steps(client.visit(at(of))).count("finished a task") == 1


@pytest.mark.parametrize(
    ("what", "answers", "message"),
    [
        ("tags", {"tag": " "}, "Enter the tag"),
        ("tags", {"tag": "x" * 121}, "Shorten the tag to 120 characters"),
        ("flags", {"flag": ""}, "Say what needs attention"),
        ("flags", {"flag": "x", "section": "nowhere"}, "Choose one of the list"),
        ("notes", {"note": " "}, "Write the note first"),
        ("notes", {"note": "x" * 5001}, "Shorten the note to 5,000 characters or fewer"),
        ("tasks", {"title": ""}, "Say what is to be done"),
        ("tasks", {"title": "x", "due_on": "soon"}, "Enter the day as year, month and day: 2026-11-02"),
        ("tasks", {"title": "x", "person": "1234"}, "Choose one of the list"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("mona")
def test_what_is_missing_or_wrong_is_said_and_the_rest_is_kept(
    client: PageClient, what: str, answers: dict[str, str], message: str
) -> None:
    of = sent()
    page = client.fill_in(at(of, what), at=at(of), status=422, **answers)
    assert errors(page) == [message]
    kept = page.form(at(of, what)).fields
    assert all(kept[name].strip() == value.strip() for name, value in answers.items() if name in {"tag", "flag", "note", "title"})  # fmt: skip
    assert page.title.startswith("Error: ")


@pytest.mark.usefixtures("mona")
def test_the_page_takes_the_same_number_of_statements_for_much_and_little(
    client: PageClient,
) -> None:
    of = sent()
    client.fill_in(at(of, "notes"), at=at(of), note="One")
    client.fill_in(at(of, "tags"), at=at(of), tag="One")
    client.visit(at(of))
    with statements() as few:
        client.visit(at(of))
    for number in range(3):
        client.fill_in(at(of, "notes"), at=at(of), note=f"More {number}")
        client.fill_in(at(of, "tags"), at=at(of), tag=f"More {number}")
        client.fill_in(at(of, "tasks"), at=at(of), title=f"More {number}")
    with statements() as many:
        client.visit(at(of))
    assert len(few) == len(many), many
