"""Kept views: filters of staff's list of applications under a name of one's own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import Role
from app.rfa.models import SavedView
from tests.pages.rfa.test_oversight import LIST, _four, clinic, listed
from tests.support import build
from tests.unit.rfa.oversight_rows import BEFORE, draft

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

VIEWS = f"{LIST}/views"


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(BEFORE)


@pytest.fixture
def mona(client: PageClient) -> Any:
    """Program staff, signed in."""
    person = build.person(name="Mona Lee", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def test_filters_are_kept_by_name_used_and_removed(client: PageClient, mona: Any) -> None:
    _four(build.rfa_round(key="now"), mona)
    page = client.visit(f"{LIST}?state=submitted&tag=rural")
    page = client.follow(client.send(page.form(VIEWS), name="  Rural   ones "))
    assert "The view Rural ones is saved." in page.text
    assert listed(page) == ["beta"]
    page = client.visit(LIST)
    assert listed(client.visit(page.links["Rural ones"])) == ["beta"]
    again = client.visit(f"{LIST}?flagged=yes")
    client.send(again.form(VIEWS), name="rural ones")
    view = _views()[0]
    assert [(one.name, one.query) for one in _views()] == [("rural ones", "round=now&flagged=yes")]
    page = client.visit(LIST)
    page = client.follow(client.send(page.form(f"{VIEWS}/{view.id}/remove")))
    assert "The view rural ones is removed." in page.text
    assert _views() == []


def _views() -> list[SavedView]:
    db.session.rollback()
    return db.session.query(SavedView).all()


def test_a_view_needs_a_name_and_the_filters_stay(client: PageClient, mona: Any) -> None:
    _four(build.rfa_round(), mona)
    page = client.visit(f"{LIST}?state=submitted")
    for name, message in (
        ("", "Enter a name for this view"),
        ("x" * 81, "Shorten the name to 80 characters or fewer"),
    ):
        failed = client.send(page.form(VIEWS), name=name, status=422)
        assert failed.one("error-summary").text.endswith(message)
        assert listed(failed) == ["beta", "gamma"]
        assert failed.form(VIEWS).fields["query"] == "state=submitted"


@pytest.mark.usefixtures("mona")
def test_a_view_leads_back_to_its_round(client: PageClient) -> None:
    past = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    old = build.rfa_round(key="old", opens_at=past, closes_at=past + dt.timedelta(days=30))
    draft(round_id=old.id, practice_id=clinic("past"))
    draft(round_id=build.rfa_round(key="now").id, practice_id=clinic("present"))
    page = client.visit(f"{LIST}?round=old")
    page = client.follow(client.send(page.form(VIEWS), name="Last year"))
    assert listed(page) == ["past"]
    page = client.visit(LIST)
    assert listed(page) == ["present"]
    assert listed(client.visit(page.links["Last year"])) == ["past"]


@pytest.mark.usefixtures("mona")
@pytest.mark.parametrize("key", ["nowhere", "secret"])
def test_a_view_of_a_round_that_is_not_there_is_not_kept(client: PageClient, key: str) -> None:
    build.rfa_round()
    build.rfa_round(key="secret", published_at=None)
    form = client.visit(LIST).form(VIEWS)
    client.send(form, round=key, name="Lost", status=404)
    assert _views() == []


@pytest.mark.usefixtures("mona")
def test_a_view_that_is_too_long_is_refused(client: PageClient) -> None:
    build.rfa_round()
    page = client.visit(LIST)
    long = {"search": "é" * 100, "county": "Lee"}
    page = client.visit(f"{LIST}?county={long['county']}&search={long['search']}")
    failed = client.send(page.form(VIEWS), name="Long", status=422)
    assert "Shorten what you search for" in failed.one("error-summary").text


@pytest.mark.usefixtures("mona")
def test_views_are_ones_own(client: PageClient) -> None:
    build.rfa_round()
    other = build.person(role=Role.DIRECTOR)
    view = build.saved(
        SavedView(person_id=other.id, name="Secret list", query="mine=yes", created_at=BEFORE)
    )
    page = client.visit(LIST)
    assert "Secret list" not in page.text
    token = page.form(VIEWS).fields["csrf_token"]
    reply = client.post(f"{VIEWS}/{view.id}/remove", data={"csrf_token": token})
    assert reply.status_code == 404
