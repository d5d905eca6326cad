"""Sealed rounds on the pages of staff: closed until the deadline, broken with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import Role
from app.practices.models import Practice
from tests.support import build
from tests.unit.rfa.oversight_rows import BEFORE, sent

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Round
    from tests.support.page import PageClient

LIST = "/staff/applications"
VIEWS = f"{LIST}/views"
STAFF = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(BEFORE)


def _sealed(**given: Any) -> Round:
    of: Round = build.rfa_round(key="sealed", is_sealed=True, **given)
    return of


def test_a_sealed_round_is_listed_and_says_that_it_is_sealed(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    sent(round_id=_sealed().id)
    page = client.visit(LIST)
    assert page.one("status").text == "Submitted"
    assert "This round is sealed" in page.text
    assert "Export" not in page.links
    assert "Break the seal" not in page.links
    client.visit(f"{LIST}/export?round=sealed", status=409)


@pytest.mark.parametrize("role", STAFF)
def test_only_directors_and_administrators_break_seals(client: PageClient, role: Role) -> None:
    _sealed()
    client.sign_in(build.person(role=role))
    allowed = role is not Role.PROGRAM_STAFF
    assert client.get(f"{LIST}/seal/sealed").status_code == (200 if allowed else 403)


def test_a_seal_is_broken_with_a_reason_and_that_is_told_from_then_on(client: PageClient) -> None:
    sent(round_id=_sealed().id)
    client.sign_in(build.person(name="Olga Dir", role=Role.DIRECTOR))
    at = f"{LIST}/seal/sealed"
    page = client.visit(client.visit(LIST).links["Break the seal"])
    assert "This cannot be undone" in page.text
    failed = client.fill_in(at, reason=" ", status=422)
    assert "Say why the seal has to be broken" in failed.one("error-summary").text
    page = client.follow(client.fill_in(at, reason="An appeal", status=302))
    assert "The seal of this round was broken on November 16, 2026" in page.text
    assert "Export" in page.links
    assert "Olga Dir broke it" in client.visit(at).text
    trail = client.visit("/staff/audit").text
    assert "broke the seal" in trail
    assert "An appeal" in trail


def test_a_round_without_a_seal_has_none_to_break(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))
    client.visit(f"{LIST}/seal/open", status=404)
    build.rfa_round(key="open")
    page = client.visit(f"{LIST}/seal/open")
    assert "This round has no seal." in page.text
    token = client.visit(LIST).form(VIEWS).fields["csrf_token"]
    data = {"csrf_token": token, "reason": "Because"}
    assert client.post(f"{LIST}/seal/open", data=data).status_code == 409
    client.visit(f"{LIST}/seal/nowhere", status=404)


def test_nobody_edits_for_a_practice_what_the_seal_hides(client: PageClient) -> None:
    of = sent(round_id=_sealed().id)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    at = f"{LIST}/{of.id}/behalf"
    client.visit(at, status=409)
    client.visit(f"{at}/plan", status=409)


def test_whoever_views_as_an_applicant_does_not_see_through_the_seal(client: PageClient) -> None:
    of = sent(round_id=_sealed().id)
    lead = build.person(role=Role.APPLICATION_LEAD, at=db.session.get(Practice, of.practice_id))
    client.sign_in(lead)
    client.visit(f"/applications/{of.id}")

    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    client.fill_in(f"/staff/people/{lead.id}/view-as", reason="Help")
    client.visit(f"/applications/{of.id}", status=409)
    client.visit(f"/applications/{of.id}/application.pdf", status=409)
