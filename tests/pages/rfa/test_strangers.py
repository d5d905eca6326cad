"""Who is not in an application's team finds nothing, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.models import RoleGrant
from app.core.db import db
from app.policy import Role
from tests.pages.rfa.test_sending import SIGNED
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, minutes

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk().complete()


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """Sent as version 1, changed at staff's wish, and sent as version 2."""
    desk.sign()
    desk.submit()
    desk.ask("plan", at=minutes(1))
    desk.write("plan", "P1", "60% with a plan by May", at=minutes(2))
    desk.sign(at=minutes(3))
    desk.submit(at=minutes(4))
    return desk


# ------------------------------------------------------------------ who may

PATHS = (
    "",
    "/section/plan",
    "/check",
    "/sign",
    "/sent",
    "/versions/1",
    "/versions/1/application.pdf",
    "/compare/1/2",
    "/application.pdf",
    "/files/{file}",
)


@pytest.mark.parametrize("role", [None, Role.APPLICATION_LEAD, Role.LEAD, Role.REVIEWER, Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR])  # fmt: skip
def test_to_strangers_and_staff_the_application_is_not_there(
    app: Flask, client: PageClient, twice: Desk, role: Role | None
) -> None:
    """Another practice's application, by any address: the same answer as for none at all."""
    app.config["SECOND_FACTOR_ROLES"] = ()
    file = next(iter(twice.of.files["L1"])).id
    client.sign_in(build.person(role=role))
    for path in PATHS:
        reply = client.get(twice.at + path.format(file=file))
        nothing = client.get(f"/applications/999999{path.format(file=file)}")
        assert reply.status_code == nothing.status_code == 404, path
        assert "Delta Pines" not in reply.text
        assert "60% with a plan" not in reply.text


@pytest.mark.parametrize("path", ["/section/plan", "/submit", "/sign", "/section/plan/presence"])
def test_strangers_change_nothing(client: PageClient, desk: Desk, path: str) -> None:
    own = build.practice(name="Gulf Oaks")
    other = build.application(practice_id=own.id)
    for key in ("profile", "plan", "papers", "signature"):
        build.section_draft(other, key, {})
    client.sign_in(build.person(role=Role.APPLICATION_LEAD, at=own))
    metas = client.visit(f"/applications/{other.id}").root.walk("meta")
    token = next(e.attrs["content"] for e in metas if e.attrs.get("name") == "csrf-token")
    data = {"csrf_token": token, "P1": "Mine", "_asked": "P1", "seen_version": "9"} | SIGNED

    assert client.post(desk.at + path, data=data).status_code in {400, 404}
    put = client.put(f"{desk.at}/section/plan", json={}, headers={"X-CSRF-Token": token})
    assert put.status_code == 404
    assert desk.of.answers["P1"] == {"value": "improve plans"}


def test_a_form_of_one_practice_does_nothing_at_another(client: PageClient, desk: Desk) -> None:
    """Somebody in two practices: what is written goes where the address says."""
    other = build.practice(name="Gulf Oaks")
    person = build.person(role=Role.APPLICATION_EDITOR, at=other)
    here = build.application(practice_id=other.id, round_id=desk.round.id)
    for key in ("profile", "plan", "papers", "signature"):
        build.section_draft(here, key, {})
    client.sign_in(person)
    at = f"/applications/{here.id}/section/plan"
    form = client.visit(at).form(at)
    fields = form.fields | {"P1": "Mixed up"}

    assert client.post(f"{desk.at}/section/plan", data=fields).status_code == 404
    assert desk.of.answers["P1"] == {"value": "improve plans"}


def test_whoever_is_removed_is_out_at_the_next_click(client: PageClient, desk: Desk) -> None:
    """A removed member keeps a tab open: nothing is read or saved any more."""
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    given = db.session.query(RoleGrant).filter_by(person_id=desk.ben.person_id).one()
    given.ended_at, given.ended_by_id = AT, desk.ana.person_id
    db.session.commit()

    client.visit(desk.at, status=404)
    client.send(form, status=404, P1="Still here")
    assert desk.of.answers["P1"] == {"value": "improve plans"}


def test_visitors_sign_in_first(client: PageClient, desk: Desk) -> None:
    for path in ("", "/section/plan", "/check"):
        assert client.get(desk.at + path).status_code in {302, 401}


@pytest.mark.parametrize("path", ["/submit", "/sign", "/section/plan"])
def test_no_deed_without_proof_that_our_page_asked(
    client: PageClient, desk: Desk, path: str
) -> None:
    """A form on a foreign page, with no token or a spoilt one."""
    desk.sign()
    client.sign_in(desk.ana.person_id)
    for token in ({}, {"csrf_token": "spoilt"}):
        reply = client.post(desk.at + path, data={"P1": "Forged", "_asked": "P1"} | token)
        assert reply.status_code == 400
    assert desk.state == "draft"
    assert desk.of.answers["P1"] == {"value": "improve plans"}
