from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts import services
from app.accounts.domain.tokens import digest
from app.accounts.models import Person, Session
from app.core.clock import now
from app.core.db import db, transaction
from app.policy import Role
from tests.pages.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    deeds,
    look_again,
    sign_in,
    somebody,
    with_second_step,
)
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

WRONG = "The email address or the password is not right. Try again."


def test_a_person_signs_in_and_is_known_on_the_next_page(client: PageClient) -> None:
    ana = somebody(name="Ana Reed")

    page = sign_in(client, ana)

    assert page.location == "/"
    assert client.visit("/account").control("name").attrs["value"] == "Ana Reed"
    assert deeds() == ["signed in"]


def test_capitals_in_the_address_do_not_matter(client: PageClient) -> None:
    somebody(email="ana@example.org")

    client.fill_in("/sign-in", email="Ana@Example.ORG", password=PASSWORD)

    client.visit("/account")


def test_the_cookie_is_closed_to_scripts_and_its_secret_is_stored_nowhere(
    client: PageClient,
) -> None:
    response = sign_in(client, somebody()).response

    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("portal="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "Expires" not in cookie
    secret = cookie.split(";")[0].removeprefix("portal=")
    assert len(secret) >= 43
    look_again()
    session = db.session.query(Session).one()
    assert session.token_hash == digest(secret)
    assert secret.encode() not in session.token_hash


def test_over_tls_the_cookies_carry_the_prefix_that_browsers_enforce(
    make_app: Callable[..., Flask],
) -> None:
    portal = make_app(BASE_URL="https://portal.example.org")
    client = portal.test_client()
    with portal.app_context():
        somebody(email="ana@example.org")
        db.session.remove()
    base = "https://portal.example.org"
    form = client.get("/sign-in", base_url=base).text
    token = (
        form.split('name="csrf_token" value="')[1].split('"')[0]
        if 'name="csrf_token" value="' in form
        else form.split('csrf-token" content="')[1].split('"')[0]
    )

    reply = client.post(
        "/sign-in",
        base_url=base,
        data={"csrf_token": token, "email": "ana@example.org", "password": PASSWORD},
    )

    cookies = reply.headers.getlist("Set-Cookie")
    assert any(c.startswith("__Host-portal=") and "Secure" in c for c in cookies)
    assert any(c.startswith("__Host-device=") and "Secure" in c for c in cookies)


@pytest.mark.parametrize("case", ["wrong password", "unknown", "closed", "no password yet"])
def test_every_way_to_be_wrong_gets_the_same_answer(client: PageClient, case: str) -> None:
    somebody(email="right@example.org")
    somebody(email="closed@example.org", closed_at=build.NOON)
    build.person(email="new@example.org")
    email = {
        "wrong password": "right@example.org",
        "unknown": "nobody@example.org",
        "closed": "closed@example.org",
        "no password yet": "new@example.org",
    }[case]
    password = OTHER_PASSWORD if case == "wrong password" else PASSWORD

    page = client.fill_in("/sign-in", email=email, password=password, status=422)

    assert page.one("error-summary").text.endswith(WRONG)
    assert page.control("email").attrs["value"] == email
    assert page.control("password").attrs.get("value", "") == ""
    assert deeds() == []


def test_empty_fields_are_asked_for_in_words(client: PageClient) -> None:
    page = client.fill_in("/sign-in", email="nobody", password="", status=422)

    words = page.one("error-summary").text
    assert "Enter an email address in the form name@example.com" in words
    assert "Enter your password" in words
    assert page.title.startswith("Error: ")


def test_an_overlong_password_is_wrong_not_an_error(client: PageClient) -> None:
    ana = somebody()

    client.fill_in("/sign-in", email=ana.email, password="x" * 5000, status=422)


def test_who_is_signed_in_already_goes_on(client: PageClient) -> None:
    client.sign_in(somebody())

    assert client.visit("/sign-in?next=/account", status=302).location == "/account"


def test_signing_in_leads_to_the_page_that_was_asked_for(client: PageClient) -> None:
    ana = somebody()
    asked = client.visit("/account/password", status=302)
    assert asked.location == "/sign-in?next=/account/password"

    page = client.fill_in("/sign-in", at=asked.location, email=ana.email, password=PASSWORD)

    assert page.location == "/account/password"


def test_signing_in_again_makes_a_new_session_and_ends_the_one_before(client: PageClient) -> None:
    ana = somebody()
    client.sign_in(ana)
    before = client.get_cookie("portal")
    form = client.visit("/account").forms[0]
    client.post(
        "/sign-in",
        data={
            "csrf_token": form.fields["csrf_token"],
            "email": ana.email,
            "password": PASSWORD,
        },
    )

    assert client.get_cookie("portal").value != before.value
    look_again()
    ended = [row.end_reason for row in db.session.query(Session).order_by(Session.id)]
    assert ended == ["signed in again", None]


def test_signing_out_ends_the_session_on_the_server(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    client.sign_in(somebody())
    copied = client.get_cookie("portal").value
    thief = new_client()
    thief.set_cookie("portal", copied)
    thief.visit("/account")

    page = client.fill_in("/sign-out", at="/account")

    assert "cache" in page.response.headers["Clear-Site-Data"]
    assert client.get_cookie("portal") is None
    assert "You are signed out." in client.follow(page).text
    thief.visit("/account", status=302)
    assert deeds() == ["signed out"]


def test_signing_out_twice_is_no_error(client: PageClient) -> None:
    token = client.visit("/sign-in").form("/sign-in").fields["csrf_token"]

    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 302


def test_a_made_up_cookie_opens_nothing(client: PageClient) -> None:
    client.set_cookie("portal", "A" * 43)

    client.visit("/account", status=302)


def test_a_cookie_set_before_signing_in_is_worthless_after_it(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    client.set_cookie("portal", "fixed-by-a-stranger-fixed-by-a-stranger-123")
    sign_in(client, somebody())
    stranger = new_client()
    stranger.set_cookie("portal", "fixed-by-a-stranger-fixed-by-a-stranger-123")

    stranger.visit("/account", status=302)


@pytest.mark.parametrize(
    ("role", "minutes"), [(Role.LEAD, 120), (Role.PROGRAM_STAFF, 30), (Role.COACH, 30)]
)
def test_a_session_ends_when_nobody_uses_it(
    app: Flask, client: PageClient, role: Role, minutes: int
) -> None:
    start = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    clock = app.extensions["clock"]
    clock.set(start)
    client.sign_in(somebody(role=role))
    almost = start + dt.timedelta(minutes=minutes - 1)

    clock.set(almost)
    client.visit("/account")
    clock.set(almost + dt.timedelta(minutes=minutes - 1))
    client.visit("/account")
    clock.set(almost + dt.timedelta(minutes=2 * minutes - 1))
    client.visit("/account", status=302)


def test_a_session_ends_after_twelve_hours_whatever_happens(app: Flask, client: PageClient) -> None:
    start = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    clock = app.extensions["clock"]
    clock.set(start)
    client.sign_in(somebody())
    for hour in range(1, 12):
        clock.set(start + dt.timedelta(hours=hour))
        client.visit("/account")

    clock.set(start + dt.timedelta(hours=12))

    client.visit("/account", status=302)


def test_the_idle_dialog_keeps_the_session(app: Flask, client: PageClient) -> None:
    start = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    clock = app.extensions["clock"]
    clock.set(start)
    client.sign_in(somebody())
    clock.set(start + dt.timedelta(seconds=30))

    answer = client.submit_json("/account/session/stay", {}, at="/account")

    assert answer == {"idle_seconds": 119 * 60}
    look_again()
    assert db.session.query(Session).one().last_seen_at == start + dt.timedelta(seconds=30)


def test_the_idle_dialog_works_without_scripts(client: PageClient) -> None:
    client.sign_in(somebody())
    token = client.visit("/account").forms[0].fields["csrf_token"]

    reply = client.post(
        "/account/session/stay", data={"csrf_token": token, "next": "/account/password"}
    )

    assert reply.location == "/account/password"


def test_when_nobody_is_there_the_dialog_is_told_so(client: PageClient) -> None:
    token = client.visit("/sign-in").form("/sign-in").fields["csrf_token"]

    reply = client.post("/account/session/stay", json={}, headers={"X-CSRF-Token": token})

    assert reply.status_code == 401
    assert "Sign in" in reply.get_json()["error"]


def test_the_last_use_is_written_at_most_once_a_minute(app: Flask, client: PageClient) -> None:
    start = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    clock = app.extensions["clock"]
    clock.set(start)
    client.sign_in(somebody())

    seen = []
    for seconds in (59, 60, 100):
        clock.set(start + dt.timedelta(seconds=seconds))
        client.visit("/account")
        look_again()
        seen.append((db.session.query(Session).one().last_seen_at - start).seconds)

    assert seen == [0, 60, 60]


def test_knowing_who_asks_takes_one_statement(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.LEAD))

    with statements() as sent:
        client.visit("/staff/people", status=403)

    assert len(sent) == 1, sent


def test_a_role_that_ended_counts_for_nothing_from_the_next_request_on(
    client: PageClient,
) -> None:
    staff = build.person()
    granted = build.grant(staff, Role.PROGRAM_STAFF)
    client.sign_in(staff)
    client.visit("/staff/people")

    granted.ended_at, granted.ended_by_id = build.NOON, staff.id
    db.session.commit()

    client.visit("/staff/people", status=403)


def test_closing_an_account_ends_its_sessions(client: PageClient) -> None:
    ana, boss = somebody(), build.person(role=Role.ADMINISTRATOR)
    client.sign_in(ana)
    client.visit("/account")

    from app.policy import Actor

    with transaction():
        services.close_account(
            ana, by=Actor(person_id=boss.id, name="Boss"), at=now(), reason="left"
        )

    client.visit("/account", status=302)
    client.fill_in("/sign-in", email=ana.email, password=PASSWORD, status=422)


def test_an_old_hash_is_renewed_when_its_owner_signs_in(client: PageClient) -> None:
    from argon2 import PasswordHasher

    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    ana = somebody(password_hash=weaker)

    sign_in(client, ana)

    look_again()
    stored = db.session.get(Person, ana.id).password_hash
    assert stored != weaker
    assert "m=19456,t=2,p=1" in stored


def test_a_person_with_a_second_step_is_not_in_yet_after_the_first(client: PageClient) -> None:
    page = sign_in(client, with_second_step(role=Role.PROGRAM_STAFF))

    assert page.location == "/sign-in/code"
    assert client.visit("/account", status=302).location.startswith("/sign-in/code")
    client.visit("/staff/people", status=302)
    assert deeds() == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_asked_without_looking_up_sessions(client: PageClient, path: str) -> None:
    client.sign_in(somebody())

    with statements() as sent:
        client.get(path)

    assert not any("FROM session" in statement for statement in sent)


def test_an_unknown_address_looks_the_same_signed_in_or_not(client: PageClient) -> None:
    client.visit("/nowhere", status=404)
    client.sign_in(somebody())
    client.visit("/nowhere", status=404)
