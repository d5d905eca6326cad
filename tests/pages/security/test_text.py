"""What people write is shown as text, to those who may read it and to nobody else."""

from __future__ import annotations

import csv
import io
import json
import re
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
READERS = [Role.LEAD, Role.VIEWER, Role.COACH, Role.DIRECTOR]


def crawl(app: Flask, client: PageClient, at: Corner) -> dict[str, TestResponse]:
    """Every page of a corner that this person can ask for, refused or not."""
    paths = [at.address(rule) for rule, method in rules(app) if method == "GET"]
    return {path: client.get(path) for path in dict.fromkeys(paths)}


@pytest.mark.parametrize("role", READERS)
def test_markup_that_people_write_is_text_everywhere(
    app: Flask, client: PageClient, role: Role
) -> None:
    here = corner(app, "alder", says=MARKUP, library_says=MARKUP)
    client.sign_in(here.member(role))
    wrong, shown = [], 0
    for path, reply in crawl(app, client, here).items():
        raw = reply.get_data(as_text=True) if (reply.mimetype or "").startswith(("text", "image/svg")) else ""  # fmt: skip
        shown += "alert(1)" in raw
        if reply.mimetype != "text/csv" and re.search(r"<img src=x|<script>alert|7777622223", raw):
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


@pytest.mark.parametrize("role", [*READERS[:3], Role.REVIEWER, Role.PUBLISHER])
def test_words_of_a_team_reach_nobody_outside_of_it(
    app: Flask, client: PageClient, role: Role
) -> None:
    theirs, mine = corner(app, "alder", says=CANARY), corner(app, "birch")
    client.sign_in(mine.member(role))
    told = []
    for at in (theirs, mine):
        replies = crawl(app, client, at)
        replies |= {"/": client.get("/"), "/staff?show=late": client.get("/staff?show=late")}
        told += [path for path, reply in replies.items() if CANARY.encode() in reply.data]
    assert told == []


def test_a_form_of_one_practice_sent_to_another_changes_nothing_there(
    app: Flask, client: PageClient
) -> None:
    first, second = corner(app, "alder"), corner(app, "birch")
    both = first.member(Role.LEAD)
    build.grant(both, Role.VIEWER, at=second.practice)
    client.sign_in(both)
    sent = []
    for rule, method in rules(app):
        if method != "GET" or "team" not in rule.arguments:
            continue
        reply = client.get(first.address(rule))
        if reply.status_code != 200 or reply.mimetype != "text/html":
            continue
        for form in Page(reply).forms:
            if form.method == "post" and form.action.startswith("/teams/alder"):
                swapped = form.action.replace("/teams/alder", "/teams/birch")
                sent.append((swapped, client.post(swapped, data=form.fields).status_code))
    assert len(sent) >= 15
    assert {status for _, status in sent} <= {403, 404}, sent


def test_who_is_removed_loses_every_page_at_the_next_request(
    app: Flask, client: PageClient
) -> None:
    here = corner(app, "alder")
    person = build.person()
    given = build.grant(person, Role.LEAD, at=here.practice)
    client.sign_in(person)
    assert client.get("/teams/alder").status_code == 200

    given.ended_at, given.ended_by_id = build.NOON, person.id
    build.saved(given)

    teams = [rule for rule, method in rules(app) if "team" in rule.arguments and method == "GET"]
    assert {client.get(here.address(rule)).status_code for rule in teams} == {404}
