"""Staying signed in, whoever asks for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.models import Session
from app.core.db import db
from app.policy import Role
from tests.pages.security.world import NOW, corner, rules
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.mark.parametrize("role", [Role.LEAD, Role.FAMILY_PARTNER, Role.COACH, Role.REVIEWER])
def test_staying_is_noted_at_once_for_every_kind_of_person(
    app: Flask, client: PageClient, role: Role
) -> None:
    clock = app.extensions["clock"]
    clock.set(NOW)
    client.sign_in(build.person(role=role))
    page = client.visit("/account")
    token = next(f.fields["csrf_token"] for f in page.forms if f.method == "post")

    clock.set(NOW + dt.timedelta(seconds=40))
    reply = client.post("/account/session/stay", data={"csrf_token": token})

    assert reply.status_code == 302
    assert db.session.scalar(select(Session.last_seen_at)) == NOW + dt.timedelta(seconds=40)


def test_who_has_not_set_up_the_second_step_is_sent_there_from_every_place(
    app: Flask, client: PageClient
) -> None:
    app.config["SECOND_FACTOR_ROLES"] = tuple(Role)
    here = corner(app, "alder")
    person = here.member(Role.LEAD)
    build.grant(person, Role.APPLICATION_LEAD, at=here.practice)
    client.sign_in(person)
    led = {
        client.get(here.address(rule)).location.partition("?")[0]
        for rule, method in rules(app)
        if method == "GET" and rule.arguments & {"team", "application_id"}
    }

    assert led == {"/account/second-factor"}
