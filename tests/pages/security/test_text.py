"""What people write is shown as text, to those who may read it and to nobody else."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from tests.pages.security.world import Corner, corner, rules
from tests.support import build
from tests.support.html import Page

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.support.page import PageClient

MARKUP = """=1+1"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{ 77777*99999 }}"""
CANARY = "quokka"
READERS = [Role.LEAD, Role.VIEWER, Role.COACH, Role.DIRECTOR, Role.APPLICATION_LEAD, Role.APPLICATION_VIEWER, Role.PUBLISHER, Role.REVIEWER]  # fmt: skip
OUTSIDERS = [role for role in Role if role not in {Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR}]  # fmt: skip
NOT_RUN = {"text/csv", "text/plain", "text/calendar"}
"""What no browser takes for a page: every reply forbids to guess."""
NAMES = ("/awardees", "/reviews/declaration/")
"""Pages that name practices, and say nothing more of them: who was told of an award, and to
whom a reviewer may be tied."""
WRITE_LESSONS = "/staff/curriculum"
"""Pages whose authors may ask that somebody comes to an event first: they name all events."""
SECRET = "/calendar/"
"""Where whoever has the secret of a calendar reads it; its owner alone is told."""
READERS_MAY = "/survey"
"""The form that whoever reads an application may send."""


def crawl(app: Flask, client: PageClient, at: Corner) -> dict[str, TestResponse]:
    """Every page of a corner that this person can ask for, refused or not."""
    paths = [at.address(rule) for rule, method in rules(app) if method == "GET"]
    return {path: client.get(path) for path in dict.fromkeys(paths)}


@pytest.mark.parametrize("role", READERS)
def test_markup_that_people_write_is_text_everywhere(
    app: Flask, client: PageClient, role: Role
) -> None:
    here = corner(app, "alder", says=MARKUP, library_says=MARKUP)
    person = here.member(role)
    here = here.of(person)
    client.sign_in(person)
    wrong, shown = [], 0
    for path, reply in crawl(app, client, here).items():
        raw = reply.get_data(as_text=True) if (reply.mimetype or "").startswith(("text", "image/svg")) else ""  # fmt: skip
        shown += "alert(1)" in raw
        if reply.mimetype not in NOT_RUN and re.search(r"<img src=x|<script>alert|7777622223", raw):
            wrong.append(f"{path}: live markup")
        if reply.mimetype == "text/html" and reply.status_code == 200:
            wrong += [f"{path}: {fault}" for fault in _live(Page(reply))]
        if reply.mimetype == "text/csv":
            wrong += [f"{path}: {cell[:20]}" for cell in _formulas(raw)]
    assert wrong == []
    assert shown > 5, "the words are nowhere: this test tests nothing"


def _live(page: Page) -> list[str]:
    """Attributes that run something, and data for scripts that is no longer whole."""
    faults = []
    for element in page.root.walk():
        faults += [name for name in element.attrs if name.startswith("on") or name == "style"]
        if element.tag == "script" and element.attrs.get("type") == "application/json":
            json.loads("".join(part for part in element.inside if isinstance(part, str)))
    return faults


def _formulas(text: str) -> list[str]:
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    return [c for row in rows for c in row if re.match(r"[=+@\t\r]|-(?![\d.]+$)", c)]


def test_no_cell_of_an_export_is_a_formula(app: Flask, client: PageClient) -> None:
    here = corner(app, "alder", says=MARKUP, library_says=MARKUP)
    client.sign_in(here.member(Role.DIRECTOR))
    path = here.address("/staff/applications/export?round=<key>")
    form = client.visit(path).form(path)
    csv_file, xlsx_file = (client.post(path, data={**form.fields, "file": kind}) for kind in ("csv", "xlsx"))  # fmt: skip

    assert "alert(1)" in csv_file.text
    assert _formulas(csv_file.text) == []
    with zipfile.ZipFile(io.BytesIO(xlsx_file.data)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]
    assert sheets
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_words_of_a_team_reach_nobody_outside_of_it(
    app: Flask, client: PageClient, role: Role
) -> None:
    theirs, mine = corner(app, "alder", says=CANARY), corner(app, "birch")
    client.sign_in(mine.member(role))
    told = []
    for at in (theirs, mine):
        replies = crawl(app, client, at)
        replies |= {"/": client.get("/"), "/staff?show=late": client.get("/staff?show=late")}
        told += [path for path, reply in replies.items() if CANARY in _said(path, reply, theirs)]
    told = [path for path in told if not path.startswith(SECRET)]
    assert told == []


def _said(path: str, reply: TestResponse, of: Corner) -> str:
    """What a reply says, but for names of practices and events that its readers may know."""
    text = reply.data.decode("utf-8", "replace")
    name: str = of.practice.name
    if path.startswith(WRITE_LESSONS):
        for event in ("event", "planned", "ahead"):
            text = text.replace(f"{of.names[event]} {CANARY}", "")
    return text.replace(name, "") if path.startswith(NAMES) else text


def test_a_form_of_one_practice_sent_to_another_changes_nothing_there(
    app: Flask, client: PageClient
) -> None:
    first, second = corner(app, "alder"), corner(app, "birch")
    both = first.member(Role.LEAD)
    for role in (Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER):
        build.grant(both, role, at=first.practice)
    for role in (Role.VIEWER, Role.APPLICATION_VIEWER):
        build.grant(both, role, at=second.practice)
    client.sign_in(both)
    own, others = (_bases(at) for at in (first, second))
    sent = []
    for rule, method in rules(app):
        if method != "GET" or not rule.arguments & {"team", "application_id"}:
            continue
        reply = client.get(first.address(rule))
        if reply.status_code != 200 or reply.mimetype != "text/html":
            continue
        for form in Page(reply).forms:
            base = next((base for base in own if form.action.startswith(f"{base}/")), None)
            if form.method == "post" and base and not form.action.endswith(READERS_MAY):
                swapped = form.action.replace(base, others[own.index(base)])
                sent.append((swapped, client.post(swapped, data=form.fields).status_code))
    assert len([path for path, _ in sent if path.startswith("/teams/")]) >= 15
    assert len([path for path, _ in sent if path.startswith("/applications/")]) >= 10
    assert {status for _, status in sent} <= {403, 404}, sent


def _bases(at: Corner) -> list[str]:
    """Where the pages of a corner's team and of its applications begin."""
    names = ("application_id", "offered_id", "begun_id", "waiting_id")
    return [at.address("/teams/<team>"), *(at.address(f"/applications/<{name}>") for name in names)]


def test_who_is_removed_loses_every_page_at_the_next_request(
    app: Flask, client: PageClient
) -> None:
    here = corner(app, "alder")
    person = build.person()
    roles = [build.grant(person, role, at=here.practice) for role in (Role.LEAD, Role.APPLICATION_LEAD)]  # fmt: skip
    client.sign_in(person)
    assert {client.get(base).status_code for base in _bases(here)} == {200}

    for given in roles:
        given.ended_at, given.ended_by_id = build.NOON, person.id
        build.saved(given)

    about = [rule for rule, method in rules(app) if rule.arguments & {"team", "application_id"} and method == "GET"]  # fmt: skip
    assert {client.get(here.address(rule)).status_code for rule in about} == {404}
