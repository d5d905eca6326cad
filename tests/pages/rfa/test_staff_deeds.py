"""Staff's page of one application offers what can succeed, and marks what staff changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.policy import Role
from app.rfa.domain.snapshots import fingerprint
from app.rfa.domain.states import ApplicationState
from app.rfa.queries import applications
from tests.support import build
from tests.unit.rfa.oversight_rows import BEFORE, draft, rewrite, send, sent
from tests.unit.rfa.reading import pdf_text

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Application
    from tests.support.page import Page, PageClient

CHANGED = "Not signed: changed by staff"
UNTIL = {"day": "2026-12-02", "time": "12:00", "reason": "tornado warning"}
EXTENSION = "Change or end the extension"
DEEDS = {
    "Request changes",
    "Take the request back",
    "Give more time",
    "Edit on behalf",
    "Undo the withdrawal",
}


@pytest.fixture(autouse=True)
def _mona(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(BEFORE)
    client.sign_in(build.person(name="Mona Lee", role=Role.PROGRAM_STAFF))


def at(of: Application, *more: object) -> str:
    return "/".join(["/staff/applications", str(of.id), *map(str, more)])


def deeds(page: Page) -> set[str]:
    return DEEDS & page.links.keys()


def test_only_what_can_succeed_is_offered(client: PageClient) -> None:
    unsent = draft()
    page = client.visit(at(unsent))
    assert deeds(page) == {"Give more time", "Edit on behalf"}
    of = sent()
    page = client.visit(at(of))
    assert deeds(page) == {"Request changes", "Edit on behalf"}
    for words in deeds(page):
        client.visit(page.links[words])
    row = applications.application(of.id)
    row.state = ApplicationState.CHANGES_REQUESTED
    db.session.commit()
    page = client.visit(at(of))
    assert deeds(page) == {"Take the request back", "Edit on behalf"}
    client.visit(page.links["Take the request back"])
    row = applications.application(of.id)
    row.state, row.withdrawn_at, row.withdrawn_reason = "withdrawn", BEFORE, "We merge"
    db.session.commit()
    page = client.visit(at(of))
    assert deeds(page) == {"Undo the withdrawal"}
    client.visit(page.links["Undo the withdrawal"])
    row = applications.application(of.id)
    row.round.archived_at = BEFORE
    db.session.commit()
    assert deeds(client.visit(at(of))) == set()


def test_behind_a_seal_nothing_is_edited(client: PageClient) -> None:
    of = sent(round_id=build.rfa_round(is_sealed=True).id)
    assert deeds(client.visit(at(of))) == {"Request changes"}


def test_a_running_extension_is_changed_or_ended_from_the_course(
    client: PageClient,
) -> None:
    of = draft()
    assert EXTENSION not in client.visit(at(of)).links
    page = client.follow(client.fill_in(at(of, "extend"), **UNTIL))
    assert page.links[EXTENSION] == at(of, "extend")
    offered = client.visit(page.links[EXTENSION]).links
    end = next(href for words, href in offered.items() if words.startswith("Take it back"))
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    page = client.visit(at(of))
    assert "More time until December 2, 2026" in page.text
    assert EXTENSION not in page.links
    client.sign_in(build.person(role=Role.DIRECTOR))
    page = client.follow(client.fill_in(end, reason="The wrong practice"))
    assert "More time until December 2, 2026" in page.text
    assert EXTENSION not in page.links


def test_an_extension_that_is_over_or_not_needed_any_more_is_left_alone(
    app: Flask, client: PageClient
) -> None:
    of = draft()
    page = client.follow(client.fill_in(at(of, "extend"), **UNTIL))
    assert EXTENSION in page.links
    ends = dt.datetime(2026, 12, 2, 18, tzinfo=dt.UTC)
    for clock, offered in ((ends, True), (ends + dt.timedelta(seconds=1), False)):
        app.extensions["clock"].set(clock)
        client.sign_in(build.person(role=Role.PROGRAM_STAFF))
        assert (EXTENSION in client.visit(at(of)).links) == offered
    app.extensions["clock"].set(ends)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    row = applications.application(of.id)
    row.state, row.withdrawn_at, row.withdrawn_reason = "withdrawn", BEFORE, "We merge"
    db.session.commit()
    page = client.visit(at(of))
    assert "More time until December 2, 2026" in page.text
    assert EXTENSION not in page.links


def test_a_version_that_staff_changed_is_marked_and_not_signed(client: PageClient) -> None:
    of = draft("We write plans")
    first = send(of)
    rewrite(of, "We will write plans")
    signed = first.signature_id
    content = applications.opened(of.id).content()
    send(
        of,
        staff_reason="A typo, asked for by phone",
        signature_id=signed,
        content=content,
        fingerprint=fingerprint(content),
    )
    by_number = {
        row.attrs["data-key"]: row.text
        for row in client.visit(at(of)).one("version-list").walk("li")
    }
    assert "Edited by staff: A typo, asked for by phone" in by_number["2"]
    assert CHANGED in by_number["2"]
    assert "Edited by staff" not in by_number["1"]
    assert CHANGED not in by_number["1"]
    page = client.visit(at(of, "versions", 2))
    assert "Edited by staff A typo, asked for by phone" in page.text
    assert CHANGED in page.text
    page = client.visit(at(of, "versions", 1))
    assert "Signed Carla Diaz, Director, November 16, 2026" in page.text
    assert "Edited by staff" not in page.text
    paper = pdf_text(client.get(at(of, "versions", 2, "paper.pdf")).data)
    assert "Edited by staff A typo, asked for by phone" in paper
    assert f"Signature {CHANGED}" in paper
    assert "Carla" not in paper
    paper = pdf_text(client.get(at(of, "versions", 1, "paper.pdf")).data)
    assert "Carla Diaz, Director" in paper
    assert CHANGED not in paper
