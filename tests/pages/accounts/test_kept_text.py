"""Nothing that was typed is lost when a session has ended or a proof is missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts.models import Person
from app.core.db import db
from app.policy import Role
from tests.pages.accounts.people import (
    PASSWORD,
    app_code,
    look_again,
    mails,
    somebody,
    with_second_step,
)
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Form
    from tests.support.page import PageClient

TYPED = 'Left the clinic.\n\nSee "letter" <b>of May</b>'
START = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def half_filled(app: Flask, client: PageClient, boss: Person, ana: Person) -> tuple[str, Form]:
    """A form that `boss` has open when the session ends."""
    path = f"/staff/people/{ana.id}/close"
    app.extensions["clock"].set(START)
    client.sign_in(boss)
    form = client.visit(path).form(path)
    app.extensions["clock"].set(START + dt.timedelta(hours=1))
    return path, form


def is_closed(person: Person) -> bool:
    look_again()
    return db.session.get_one(Person, person.id).closed_at is not None


def test_text_comes_back_after_signing_in_and_is_saved_by_a_click(
    app: Flask, client: PageClient
) -> None:
    boss, ana = somebody(role=Role.ADMINISTRATOR), build.person()
    path, form = half_filled(app, client, boss, ana)

    kept = client.send(form, status=401, reason=TYPED)

    assert kept.headings == ["You were signed out"]
    assert 'See "letter" <b>of May</b>' in kept.text
    shown = next(kept.root.walk("textarea"))
    assert "readonly" in shown.attrs
    resumed = client.send(kept.form("/sign-in"), status=200, email=boss.email, password=PASSWORD)
    assert resumed.headings == ["You are signed in again"]
    assert not is_closed(ana)
    again = resumed.form(path)
    assert again.fields["reason"] == TYPED
    client.send(again, status=302)
    assert is_closed(ana)


def test_text_comes_through_a_wrong_password_and_the_second_step(
    app: Flask, client: PageClient
) -> None:
    boss, ana = with_second_step(role=Role.ADMINISTRATOR), build.person()
    path, form = half_filled(app, client, boss, ana)
    kept = client.send(form, status=401, reason=TYPED)

    wrong = client.send(kept.form("/sign-in"), status=422, email=boss.email, password="wrong")
    assert "of May" in wrong.text
    code = client.send(wrong.form("/sign-in"), status=200, email=boss.email, password=PASSWORD)
    assert "of May" in code.text
    mistyped = client.send(code.form("/sign-in/code"), status=422, code="000000")
    resumed = client.send(mistyped.form("/sign-in/code"), status=200, code=app_code())

    assert resumed.form(path).fields["reason"] == TYPED
    client.send(resumed.form(path), status=302)
    assert is_closed(ana)


def test_text_comes_through_the_set_up_that_a_role_demands(app: Flask, client: PageClient) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ()
    boss, ana = somebody(role=Role.ADMINISTRATOR), build.person()
    path, form = half_filled(app, client, boss, ana)
    kept = client.send(form, status=401, reason=TYPED)
    app.config["SECOND_FACTOR_ROLES"] = ("administrator",)
    resumed = client.send(kept.form("/sign-in"), status=200, email=boss.email, password=PASSWORD)

    first = client.send(resumed.form(path), status=403)
    assert "of May" in first.text
    set_up = client.send(first.form("/account/second-factor/start"), status=200)
    key = "".join(next(set_up.root.walk("code")).text.split())
    from app.accounts.domain.totp import code_for, step_at
    from app.core.clock import now

    wrong = client.send(set_up.form("/account/second-factor/set-up"), status=422, code="12")
    codes = client.send(
        wrong.form("/account/second-factor/set-up"), status=200, code=code_for(key, step_at(now()))
    )
    client.send(codes.form(path), status=302)
    assert is_closed(ana)


def test_when_the_second_step_took_too_long_the_text_is_still_there(
    app: Flask, client: PageClient
) -> None:
    boss, ana = with_second_step(role=Role.ADMINISTRATOR), build.person()
    _path, form = half_filled(app, client, boss, ana)
    kept = client.send(form, status=401, reason=TYPED)
    code = client.send(kept.form("/sign-in"), status=200, email=boss.email, password=PASSWORD)
    app.extensions["clock"].set(START + dt.timedelta(hours=2))

    again = client.send(code.form("/sign-in/code"), status=401, code=app_code())

    assert again.headings == ["You were signed out"]
    assert "of May" in again.text


def test_passwords_and_codes_are_never_carried(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(START)
    client.sign_in(somebody())
    form = client.visit("/account/password").form("/account/password")
    app.extensions["clock"].set(START + dt.timedelta(hours=3))

    kept = client.send(form, status=401, password=PASSWORD, new_password="another secret phrase")

    assert PASSWORD not in kept.response.text
    assert "another secret phrase" not in kept.response.text


def test_a_file_is_not_carried_but_the_words_beside_it_are(app: Flask, client: PageClient) -> None:
    from io import BytesIO

    token = client.visit("/sign-in").form("/sign-in").fields["csrf_token"]

    reply = client.post(
        "/account",
        data={"csrf_token": token, "name": "Ana", "letter": (BytesIO(b"secret bytes"), "a.txt")},
        content_type="multipart/form-data",
    )

    assert reply.status_code == 401
    assert "secret bytes" not in reply.text
    assert "Ana" in reply.text


def test_a_form_with_several_answers_keeps_them_all(client: PageClient) -> None:
    token = client.visit("/sign-in").form("/sign-in").fields["csrf_token"]
    client.application.extensions["clock"].set(START)
    ana = somebody()

    from tests.support.html import Page

    kept = Page(
        client.post(
            "/account", data={"csrf_token": token, "name": ["One", "Two"], "blank": "", "x-1": "3"}
        )
    )
    resumed = client.send(kept.form("/sign-in"), status=200, email=ana.email, password=PASSWORD)

    again = resumed.form("/account").fields
    assert again.getlist("name") == ["One", "Two"]
    assert again["blank"] == ""
    assert again["x-1"] == "3"


@pytest.mark.parametrize("token", [None, "", "spoilt", "foreign"])
def test_without_a_proof_nothing_happens_and_the_text_comes_back(
    client: PageClient, new_client, token: str | None
) -> None:
    boss, ana = somebody(role=Role.ADMINISTRATOR), build.person()
    path = f"/staff/people/{ana.id}/close"
    client.sign_in(boss)
    if token == "foreign":
        other = new_client()
        other.sign_in(boss)
        token = other.visit(path).form(path).fields["csrf_token"]
    form = client.visit(path).form(path)

    page = client.send(form, status=400, reason=TYPED, csrf_token=token)

    assert not is_closed(ana)
    again = page.form(path)
    assert "Send again" in page.buttons
    assert again.fields["reason"] == TYPED
    client.send(again, status=302)
    assert is_closed(ana)


def test_text_that_another_site_posted_is_not_offered(client: PageClient) -> None:
    ana = somebody()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        visitor = client.post("/account", data={"name": "Evil text"}, headers=headers)
        assert visitor.status_code == 401
        assert "Evil text" not in visitor.text
    client.sign_in(ana)
    reply = client.post(
        "/account", data={"name": "Evil text"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert reply.status_code == 400
    assert "Evil text" not in reply.text
    own = client.post(
        "/account",
        data={"name": "My text"},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    )
    assert "My text" in own.text


def test_a_script_without_a_session_or_a_proof_is_told_so_in_json(client: PageClient) -> None:
    answer = client.post("/account/session/stay", json={})
    assert (answer.status_code, list(answer.get_json())) == (401, ["error"])
    seen = client.get("/account", headers={"Accept": "application/json"})
    assert (seen.status_code, list(seen.get_json())) == (401, ["error"])
    client.sign_in(somebody())
    answer = client.post("/account/session/stay", json={})
    assert (answer.status_code, list(answer.get_json())) == (400, ["error"])


def test_signing_in_itself_needs_a_proof(client: PageClient) -> None:
    ana = somebody()

    reply = client.post("/sign-in", data={"email": ana.email, "password": PASSWORD})

    assert reply.status_code == 400
    assert PASSWORD not in reply.text
    client.visit("/account", status=302)


def test_where_kept_text_goes_is_on_this_host_only(client: PageClient) -> None:
    ana = somebody()
    token = client.visit("/sign-in").form("/sign-in").fields["csrf_token"]

    reply = client.post(
        "/sign-in",
        data={
            "csrf_token": token,
            "email": ana.email,
            "password": PASSWORD,
            "kept_path": "https://evil.example/",
            "kept_name": "name",
            "kept_value": "x",
        },
    )

    assert reply.status_code == 302
    assert reply.location == "/"
    assert mails("many tries") == []
