from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts.domain.tokens import digest
from app.accounts.domain.totp import code_for, plain_code, step_at
from app.accounts.models import Person, RecoveryCode, Session
from app.core.clock import now
from app.core.db import db
from app.policy import Role
from tests.pages.accounts.people import (
    PASSWORD,
    app_code,
    deeds,
    look_again,
    mails,
    sign_in,
    somebody,
    with_second_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
CODE = "abcd-efgh-ijkl-mnop"
STEP, SET_UP = "/account/second-factor", "/account/second-factor/set-up"


@pytest.fixture(autouse=True)
def _still(app: Flask) -> None:
    app.extensions["clock"].set(START)


def recovery(person: Person, code: str = CODE) -> None:
    db.session.add(RecoveryCode(person_id=person.id, code_hash=digest(plain_code(code))))
    db.session.commit()


def set_up(client: PageClient) -> tuple[Page, str]:
    """Start the set-up; gives its page and the key on it."""
    page = client.follow(client.fill_in(f"{STEP}/start", at=STEP))
    return page, "".join(next(page.root.walk("code")).text.split())


def turn_on(client: PageClient) -> Page:
    page, key = set_up(client)
    return client.send(page.form(SET_UP), status=200, code=code_for(key, step_at(now())))


def shown_codes(page: Page) -> list[str]:
    return [item.text for item in page.one("recovery-codes").walk("code")]


def test_with_a_code_of_the_app_the_second_step_is_taken(client: PageClient) -> None:
    ana = with_second_step()
    first = client.get_cookie("portal")
    sign_in(client, ana)
    half = client.get_cookie("portal").value

    page = client.fill_in("/sign-in/code", at="/sign-in/code?next=/account", code=app_code())

    assert first is None
    assert page.location == "/account"
    assert client.get_cookie("portal").value != half
    client.visit("/account")
    assert deeds() == ["signed in"]


def test_a_code_works_once(client: PageClient, new_client: Callable[[], PageClient]) -> None:
    ana = with_second_step()
    sign_in(client, ana)
    client.fill_in("/sign-in/code", code=app_code())
    other = new_client()
    sign_in(other, ana)

    page = other.fill_in("/sign-in/code", code=app_code(), status=422)

    assert "used before" in page.one("error-summary").text
    other.fill_in("/sign-in/code", code=app_code(-1), status=422)
    other.fill_in("/sign-in/code", code=app_code(1))
    other.visit("/account")


@pytest.mark.parametrize("code", ["000000", "12345", "x", "\u0660" * 6, "zzzz-zzzz-zzzz-zzzz"])
def test_a_wrong_code_is_refused(client: PageClient, code: str) -> None:
    sign_in(client, with_second_step())

    page = client.fill_in("/sign-in/code", code=code, status=422)

    assert "This code is not right" in page.text
    client.visit("/account", status=302)


def test_a_code_of_a_minute_ago_is_too_old(client: PageClient) -> None:
    sign_in(client, with_second_step())

    client.fill_in("/sign-in/code", code=app_code(-2), status=422)
    client.fill_in("/sign-in/code", code="", status=422)


def test_blanks_in_a_code_do_not_matter(client: PageClient) -> None:
    sign_in(client, with_second_step())
    code = app_code()

    client.fill_in("/sign-in/code", code=f" {code[:3]} {code[3:]} ")


def test_a_recovery_code_works_once(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = with_second_step()
    recovery(ana)
    sign_in(client, ana)
    client.fill_in("/sign-in/code", code="ABCD EFGH IJKL MNOP")
    client.visit("/account")
    assert deeds() == ["used a recovery code", "signed in"]
    other = new_client()
    sign_in(other, ana)

    other.fill_in("/sign-in/code", code=CODE, status=422)


def test_the_recovery_code_of_somebody_else_does_not_work(client: PageClient) -> None:
    recovery(with_second_step())
    sign_in(client, with_second_step())

    client.fill_in("/sign-in/code", code=CODE, status=422)


def test_the_second_step_must_follow_within_fifteen_minutes(app: Flask, client: PageClient) -> None:
    sign_in(client, with_second_step())
    app.extensions["clock"].set(START + dt.timedelta(minutes=15))

    assert client.visit("/sign-in/code", status=302).location == "/sign-in"


def test_the_second_step_without_the_first_leads_to_the_first(client: PageClient) -> None:
    assert client.visit("/sign-in/code?next=/account", status=302).location == (
        "/sign-in?next=/account"
    )


def test_somebody_can_stop_between_the_steps(client: PageClient) -> None:
    sign_in(client, with_second_step())

    client.fill_in("/sign-out", at="/sign-in/code")

    look_again()
    assert db.session.query(Session).one().end_reason == "signed out"


def test_turning_it_on_shows_a_picture_a_key_and_ten_codes_once(client: PageClient) -> None:
    ana = somebody()
    client.sign_in(ana)
    page, key = set_up(client)
    assert "<svg" in page.response.text
    assert len(key) == 32

    codes = turn_on(client)

    listed = shown_codes(codes)
    assert len(set(listed)) == 10
    look_again()
    stored = db.session.get_one(Person, ana.id)
    assert stored.totp_confirmed_at == START
    assert (
        key.encode()
        not in db.session.connection()
        .exec_driver_sql("SELECT totp_secret FROM person")
        .scalar_one()
    )
    assert {row.code_hash for row in db.session.query(RecoveryCode)} == {
        digest(plain_code(code)) for code in listed
    }
    again = client.visit(STEP)
    assert "You have 10 recovery codes left." in again.text
    assert not any(code in again.response.text for code in listed)
    assert client.visit(SET_UP, status=302).location == STEP
    assert deeds() == ["turned the second step on"]
    assert [mail.recipient for mail in mails("second step")] == [ana.email]


def test_turning_it_on_signs_other_devices_out(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    other = new_client()
    other.sign_in(ana)
    client.sign_in(ana)

    turn_on(client)

    client.visit("/account")
    other.visit("/account", status=302)


def test_the_code_that_turned_it_on_does_not_sign_in_again(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    client.sign_in(ana)
    page, key = set_up(client)
    code = code_for(key, step_at(now()))
    client.send(page.form(SET_UP), status=200, code=code)
    other = new_client()
    sign_in(other, ana)

    other.fill_in("/sign-in/code", code=code, status=422)


def test_a_wrong_first_code_turns_nothing_on_and_keeps_the_key(client: PageClient) -> None:
    ana = somebody()
    client.sign_in(ana)
    page, key = set_up(client)

    wrong = client.send(page.form(SET_UP), status=422, code="123")

    assert "This code is not right" in wrong.one("error-summary").text
    assert "".join(next(wrong.root.walk("code")).text.split()) == key
    look_again()
    assert db.session.get_one(Person, ana.id).totp_confirmed_at is None
    assert client.send(page.form(SET_UP), status=422, code="").status == 422


def test_the_set_up_is_not_open_before_it_was_started(client: PageClient) -> None:
    client.sign_in(somebody())

    assert client.visit(SET_UP, status=302).location == STEP


def test_the_codes_can_be_downloaded_from_the_page_that_shows_them(client: PageClient) -> None:
    client.sign_in(somebody(email="ana@example.org"))
    codes = turn_on(client)

    reply = client.send(codes.form(f"{STEP}/codes.txt"), status=200).response

    assert reply.mimetype == "text/plain"
    assert "attachment" in reply.headers["Content-Disposition"]
    assert all(code in reply.text for code in shown_codes(codes))
    assert "ana@example.org" in reply.text


def test_the_download_hands_out_nothing_but_own_codes(client: PageClient) -> None:
    client.sign_in(somebody())
    form = turn_on(client).form(f"{STEP}/codes.txt")

    assert client.send(form, recovery=["<script>evil</script>"]).location == STEP
    assert client.send(form, recovery=None).location == STEP


def test_new_codes_need_the_password_and_replace_the_old_ones(client: PageClient) -> None:
    ana = with_second_step()
    recovery(ana)
    client.sign_in(ana)

    client.fill_in(f"{STEP}/codes", password="wrong", status=422)
    page = client.fill_in(f"{STEP}/codes", password=PASSWORD, status=200)

    assert len(shown_codes(page)) == 10
    look_again()
    hashes = {row.code_hash for row in db.session.query(RecoveryCode)}
    assert digest(plain_code(CODE)) not in hashes
    assert "made new recovery codes" in deeds()


def test_new_codes_without_the_second_step_are_refused(client: PageClient) -> None:
    client.sign_in(somebody())

    client.fill_in(f"{STEP}/codes", password=PASSWORD, status=422)


def test_it_cannot_be_started_when_it_is_on(client: PageClient) -> None:
    client.sign_in(with_second_step())
    token = client.visit(STEP).form("/sign-out").fields["csrf_token"]

    assert client.post(f"{STEP}/start", data={"csrf_token": token}).status_code == 409


def test_turning_it_off_needs_the_password(client: PageClient) -> None:
    ana = with_second_step()
    recovery(ana)
    client.sign_in(ana)

    wrong = client.fill_in(f"{STEP}/off", password="wrong", status=422)
    assert "This is not your password" in wrong.one("error-summary").text
    client.fill_in(f"{STEP}/off", password="", status=422)
    client.fill_in(f"{STEP}/off", password=PASSWORD)

    look_again()
    stored = db.session.get_one(Person, ana.id)
    assert (stored.totp_secret, stored.totp_confirmed_at) == (None, None)
    assert db.session.query(RecoveryCode).count() == 0
    assert deeds() == ["turned the second step off"]


def test_it_cannot_be_turned_off_when_a_role_demands_it(app: Flask, client: PageClient) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ("coach",)
    client.sign_in(with_second_step(role=Role.COACH))

    page = client.fill_in(f"{STEP}/off", password=PASSWORD, status=422)

    assert "Your role needs the second step" in page.one("error-summary").text
    assert "Turn it off" not in client.visit(STEP).links


@pytest.mark.parametrize("path", [f"{STEP}/off", f"{STEP}/codes"])
def test_too_many_wrong_passwords_are_refused_here_too(client: PageClient, path: str) -> None:
    client.sign_in(with_second_step())
    form = client.visit(path).form(path)

    answers = [
        client.post(path, data={**form.fields, "password": "wrong"}).status_code for _ in range(7)
    ]

    assert answers == [422] * 6 + [429]


def test_a_role_that_demands_it_opens_nothing_before_it_is_set_up(
    app: Flask, client: PageClient
) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ("program staff",)
    client.sign_in(somebody(role=Role.PROGRAM_STAFF))

    page = client.visit("/staff/people?q=a", status=302)

    assert page.location == "/account/second-factor?next=/staff/people?q%3Da"
    asked = client.get("/staff/people", headers={"Accept": "application/json"})
    assert (asked.status_code, list(asked.get_json())) == (403, ["error"])
    client.visit("/account", status=302)
    note = client.follow(page)
    assert "Your role needs the second step. Set it up to go on." in note.text
    start = client.send(note.form(f"{STEP}/start"))
    set_up_page = client.follow(start)
    key = "".join(next(set_up_page.root.walk("code")).text.split())
    codes = client.send(set_up_page.form(SET_UP), status=200, code=code_for(key, step_at(now())))
    assert codes.links["I have kept them"] == "/staff/people?q=a"
    client.visit("/staff/people?q=a")


def test_a_role_that_does_not_demand_it_opens_at_once(app: Flask, client: PageClient) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ("reviewer",)
    client.sign_in(somebody(role=Role.PROGRAM_STAFF))

    client.visit("/staff/people")


def test_who_must_set_it_up_can_sign_out_instead(app: Flask, client: PageClient) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ("program staff",)
    client.sign_in(somebody(role=Role.PROGRAM_STAFF))

    client.fill_in("/sign-out", at=STEP)
