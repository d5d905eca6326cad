"""Guessing is slowed down for strangers, not for owners."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts.models import RateCount
from app.accounts.services import throttle
from app.accounts.services.throttle import Try
from app.core.clock import now
from app.core.db import db, transaction
from tests.pages.accounts.people import (
    PASSWORD,
    app_code,
    look_again,
    mails,
    sign_in,
    somebody,
    with_second_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _still(app: Flask) -> None:
    app.extensions["clock"].set(START)


def wait(app: Flask, **time: float) -> None:
    clock = app.extensions["clock"]
    clock.set(clock.now() + dt.timedelta(**time))


def tries(client: PageClient, email: str, count: int, **more: object) -> list[int]:
    """The answers to wrong passwords."""
    form = client.visit("/sign-in").form("/sign-in")
    data = {**form.fields, "email": email, "password": "wrong"}
    return [client.post("/sign-in", data=data, **more).status_code for _ in range(count)]


def right(client: PageClient, email: str, **more: object) -> int:
    """The answer to the right password."""
    form = client.visit("/sign-in").form("/sign-in")
    data = {**form.fields, "email": email, "password": PASSWORD}
    return client.post("/sign-in", data=data, **more).status_code


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_at_most_ten_tries_at_one_account_in_five_minutes(client: PageClient, email: str) -> None:
    somebody(email="ana@example.org")

    answers = tries(client, email, 12)

    assert answers.count(422) <= 10
    assert answers[-1] == 429
    assert sorted(answers) == answers


def test_the_refusal_says_when_to_come_back_and_keeps_the_address(client: PageClient) -> None:
    somebody(email="ana@example.org")
    tries(client, "ana@example.org", 10)

    page = client.fill_in("/sign-in", status=429, email="ana@example.org", password="wrong")

    assert page.response.headers["Retry-After"] == "300"
    assert "Wait 5 minutes, then try again." in page.text


def test_after_five_quiet_minutes_the_right_password_opens_again(
    app: Flask, client: PageClient
) -> None:
    somebody(email="ana@example.org")
    tries(client, "ana@example.org", 10)
    assert right(client, "ana@example.org") == 429

    wait(app, minutes=4)
    assert tries(client, "ana@example.org", 3) == [429] * 3
    wait(app, minutes=1)

    assert right(client, "ana@example.org") == 302


def test_a_made_up_forwarding_header_changes_nothing(client: PageClient) -> None:
    somebody(email="ana@example.org")

    answers = [
        tries(
            client,
            "ana@example.org",
            1,
            headers={"X-Forwarded-For": f"10.0.0.{n}", "X-Real-IP": f"10.0.1.{n}"},
        )[0]
        for n in range(8)
    ]

    assert answers == [422] * 6 + [429] * 2


def test_at_most_fifty_tries_from_one_address_over_all_accounts(client: PageClient) -> None:
    answers = [tries(client, f"person{n}@example.org", 1)[0] for n in range(52)]

    assert answers == [422] * 50 + [429] * 2
    assert client.get("/sign-in").status_code == 200


def test_many_addresses_together_still_get_ten_tries(make_app: Callable[..., Flask]) -> None:
    portal = make_app(TRUSTED_PROXIES=1)
    portal.extensions["clock"].set(START)
    with portal.app_context(), transaction():
        for n in range(10):
            throttle.charge(
                throttle.budgets(Try.PASSWORD, account="ana", address=f"10.0.0.{n}"), at=START
            )
        with pytest.raises(throttle.TooManyTries):
            throttle.charge(
                throttle.budgets(Try.PASSWORD, account="ana", address="10.0.0.99"), at=START
            )


def test_the_owner_gets_in_on_a_known_device_while_a_stranger_tries(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    sign_in(client, ana)
    client.fill_in("/sign-out", at="/account")
    stranger = new_client()
    tries(stranger, ana.email, 12)

    assert right(client, ana.email) == 302


def test_the_owner_gets_in_from_elsewhere_while_a_stranger_tries(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    tries(client, ana.email, 12)

    elsewhere = new_client()
    assert right(elsewhere, ana.email, environ_base={"REMOTE_ADDR": "203.0.113.9"}) == 302


def test_a_new_password_by_mail_opens_a_locked_account_at_once(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    tries(new_client(), ana.email, 12)
    client.fill_in("/reset", email=ana.email, status=200)
    path = mails("reset")[0].link.removeprefix("http://localhost")
    client.fill_in(path, new_password=PASSWORD)

    assert right(client, ana.email) == 302


def test_a_device_is_known_to_its_own_person_only_and_cannot_be_made_up(app: Flask) -> None:
    cookie = throttle.with_device("", "ana@example.org")

    assert throttle.known_device(cookie, "ana@example.org")
    assert throttle.known_device(cookie, "ben@example.org") is None
    assert throttle.known_device("abc." + "0" * 64, "ana@example.org") is None
    both = throttle.with_device(cookie, "ben@example.org")
    assert throttle.known_device(both, "ana@example.org")
    assert throttle.with_device(both, "ben@example.org") == both
    many = both
    for n in range(10):
        many = throttle.with_device(many, f"person{n}@example.org")
    assert len(many.split("~")) == 5


def test_tries_on_a_known_device_are_counted_too(client: PageClient) -> None:
    ana = somebody()
    sign_in(client, ana)
    client.fill_in("/sign-out", at="/account")

    assert tries(client, ana.email, 12) == [422] * 10 + [429] * 2


def test_right_passwords_are_not_counted(client: PageClient) -> None:
    ana = somebody()

    for _ in range(12):
        client.delete_cookie("portal")
        client.delete_cookie("device")
        assert right(client, ana.email) == 302


def test_the_owner_is_told_once_a_day(app: Flask, client: PageClient) -> None:
    ana = somebody()
    tries(client, ana.email, 15)
    tries(client, "nobody@example.org", 15)
    somebody(email="closed@example.org", closed_at=START)
    tries(client, "closed@example.org", 12)

    assert [mail.recipient for mail in mails("many tries")] == [ana.email]
    wait(app, days=1)
    tries(client, ana.email, 15)
    assert len(mails("many tries")) == 2


def test_codes_are_throttled_too_and_the_first_step_alone_opens_nothing(
    client: PageClient,
) -> None:
    ana = with_second_step()
    sign_in(client, ana)
    form = client.visit("/sign-in/code").form("/sign-in/code")

    answers = [
        client.post("/sign-in/code", data={**form.fields, "code": "000000"}).status_code
        for _ in range(12)
    ]

    assert answers == [422] * 6 + [429] * 6
    assert client.post("/sign-in/code", data={**form.fields, "code": app_code()}).status_code == 429


def test_asking_for_new_passwords_is_throttled(client: PageClient) -> None:
    form = client.visit("/reset").form("/reset")

    answers = [
        client.post("/reset", data={**form.fields, "email": "ana@example.org"}).status_code
        for _ in range(8)
    ]

    assert answers == [200] * 6 + [429] * 2


def test_the_own_password_is_no_way_around(client: PageClient) -> None:
    client.sign_in(somebody())
    for path in ("/account/password", "/account/email"):
        form = client.visit(path).form(path)
        data = {
            **form.fields,
            "email": "new@example.org",
            "password": "wrong",
            "new_password": "quiet river under four bridges",
        }
        answers = [client.post(path, data=data).status_code for _ in range(7)]
        assert answers[-1] == 429


def test_tries_are_kept_over_a_restart(client: PageClient, make_app: Callable[..., Flask]) -> None:
    somebody(email="ana@example.org")
    tries(client, "ana@example.org", 10)
    again = make_app()
    again.extensions["clock"].set(START)
    other: PageClient = again.test_client()
    token = other.get("/sign-in").text.split('csrf-token" content="')[1].split('"')[0]

    reply = other.post(
        "/sign-in",
        data={"csrf_token": token, "email": "ana@example.org", "password": PASSWORD},
    )

    assert reply.status_code == 429


def test_counts_hold_no_addresses_and_are_swept_away(app: Flask, client: PageClient) -> None:
    ana = somebody()
    tries(client, ana.email, 1)
    look_again()
    assert db.session.query(RateCount).count() == 3
    assert not any("@" in row.key for row in db.session.query(RateCount))
    wait(app, minutes=6)

    assert right(client, ana.email, environ_base={"REMOTE_ADDR": "203.0.113.9"}) == 302

    look_again()
    assert db.session.query(RateCount).filter(RateCount.expires_at <= now()).count() == 0


def test_text_that_is_being_saved_survives_the_throttle(client: PageClient) -> None:
    ana = somebody()
    tries(client, ana.email, 10)
    token = client.visit("/sign-in").form("/sign-in").fields["csrf_token"]
    reply = client.post("/account", data={"csrf_token": token, "name": "Typed words"})
    from tests.support.html import Page

    kept = Page(reply)

    refused = client.send(kept.form("/sign-in"), status=429, email=ana.email, password=PASSWORD)

    assert "Typed words" in refused.text
