"""Whose session it is while an administrator sees the portal as somebody else, and its end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.models import Person, RoleGrant, Session
from app.audit.models import AuditEvent
from app.core.db import db
from app.improvement.models import Cycle
from app.policy import Role
from tests.pages.accounts.people import look_again, sign_in, somebody
from tests.pages.accounts.viewing import (
    STARTED,
    STOP,
    WHY,
    WORDS,
    ended,
    path_of,
    send,
    token_of,
    trail,
    view_as,
)
from tests.pages.security.world import NOW, Corner, corner
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.fixture
def ana(here: Corner) -> Person:
    return here.member(Role.LEAD, name="Ana Whitfield", email="ana@example.org")


@pytest.fixture
def olga(client: PageClient, here: Corner) -> Person:
    person = somebody(name="Olga Reyes", email="olga@example.org", role=Role.ADMINISTRATOR)
    client.sign_in(person)
    return person


def test_viewing_takes_one_more_statement(client: PageClient, olga: Person, ana: Person) -> None:
    with statements() as before:
        client.visit("/no-such-page", status=404)
    view_as(client, ana)

    with statements() as during:
        client.visit("/no-such-page", status=404)

    assert (len(before), len(during)) == (1, 2)


def test_only_this_browser_views_as_somebody(
    client: PageClient, new_client: Callable[[], PageClient], olga: Person, ana: Person
) -> None:
    other, her_own = new_client(), new_client()
    other.sign_in(olga)
    her_own.sign_in(ana)

    view_as(client, ana)

    assert other.visit("/staff/people").all("view-as-banner") == []
    assert her_own.visit("/teams/alder").all("view-as-banner") == []
    her_own.fill_in("/account", name="Ana W.")


def test_the_idle_limit_is_that_of_the_administrator(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    page = client.visit("/teams/alder")
    assert 'name="session-idle-seconds" content="1740"' in page.response.text

    app.extensions["clock"].set(NOW + dt.timedelta(minutes=29))
    client.visit("/teams/alder")
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=60))
    client.visit("/teams/alder", status=302)

    assert trail() == [STARTED, ended("The session ran out.")]


def test_a_session_that_ran_out_is_noted_once(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    token = token_of(client, "/teams/alder")
    app.extensions["clock"].set(NOW + dt.timedelta(hours=13))

    assert send(client, "POST", "/teams/alder/pdsa/new", token).status_code == 401
    client.visit("/sign-in")

    assert trail() == [STARTED, ended("The session ran out.")]


def test_staying_signed_in_is_possible(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=20))

    answer = client.submit_json("/account/session/stay", {}, at="/teams/alder")

    assert answer == {"idle_seconds": 1740}
    assert WORDS in client.visit("/teams/alder").text


def test_signing_out_is_noted_under_the_administrators_name(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)

    client.fill_in("/sign-out", at="/teams/alder")

    assert trail() == [STARTED, ended("The session ended: signed out.")]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.actor_name, event.actor_id) == ("signed out", "Olga Reyes", olga.id)
    sign_in(client, olga)
    assert client.visit("/staff/people").all("view-as-banner") == []


@pytest.mark.parametrize("what", ["closed", "became administrator", "viewer lost the role"])
def test_viewing_ends_when_it_may_not_go_on(
    client: PageClient, olga: Person, ana: Person, what: str
) -> None:
    view_as(client, ana)
    client.visit("/teams/alder")
    look_again()
    if what == "closed":
        db.session.get_one(Person, ana.id).closed_at = NOW
    elif what == "became administrator":
        build.grant(ana, Role.ADMINISTRATOR)
    else:
        held = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == olga.id)).one()
        held.ended_at, held.ended_by_id = NOW, ana.id
        build.grant(olga, Role.DIRECTOR)
    db.session.commit()

    page = client.visit("/staff/people")

    assert page.all("view-as-banner") == []
    assert "You no longer view as Ana Whitfield." in page.text
    reason = {
        "closed": "This account is closed, so it sees nothing.",
        "became administrator": "An administrator cannot view the portal as another administrator.",
        "viewer lost the role": "Only an administrator can view the portal as somebody else.",
    }[what]
    assert trail() == [STARTED, ended(reason)]


def test_what_is_sent_just_when_viewing_ends_is_not_saved(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    form = client.visit("/teams/alder/pdsa/new").form("/teams/alder/pdsa/new")
    look_again()
    db.session.get_one(Person, ana.id).closed_at = NOW

    client.send(form, title="Too late", status=400)

    assert trail()[-1] == ended("This account is closed, so it sees nothing.")
    assert "Too late" not in set(db.session.scalars(select(Cycle.title)))


def test_losing_the_role_the_usual_way_ends_the_session(
    client: PageClient, new_client: Callable[[], PageClient], olga: Person, ana: Person
) -> None:
    boss = new_client()
    boss.sign_in(build.person(role=Role.ADMINISTRATOR))
    view_as(client, ana)
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == olga.id)).one()

    boss.fill_in(f"{path_of(olga)}/roles/{grant.id}/end", reason="Moved")

    client.visit("/teams/alder", status=302)
    assert trail() == [STARTED, ended("The session ended: role changed.")]


def test_the_second_step_is_asked_of_the_administrator(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ("lead",)
    view_as(client, ana)
    client.visit("/teams/alder")
    stop = client.visit("/teams/alder").form(STOP)

    app.config["SECOND_FACTOR_ROLES"] = ("administrator",)

    page = client.visit("/staff/people", status=302)
    assert page.location.startswith("/account/second-factor")
    client.send(stop)
    assert trail()[-1] == ended()


def test_two_tabs_start_and_stop_once(client: PageClient, olga: Person, ana: Person) -> None:
    path = f"{path_of(ana)}/view-as"
    form = client.visit(path).form(path)
    client.send(form, reason=WHY)
    client.send(form, reason=WHY, status=403)
    stop = client.visit("/teams/alder").form(STOP)
    client.send(stop)
    client.send(stop, status=400)

    assert trail() == [STARTED, ended()]
    look_again()
    assert set(db.session.scalars(select(Session.viewing_as_id))) == {None}


def test_the_audit_trail_shows_it(client: PageClient, olga: Person, ana: Person) -> None:
    view_as(client, ana)
    client.fill_in(STOP, at="/teams/alder")

    page = client.visit("/staff/audit")

    assert "started viewing as" in page.text
    assert WHY in page.text
