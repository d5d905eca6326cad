"""The mailed link: it works once, for its own browser or with the password."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts.models import Person
from app.core.db import db
from app.rfa.models import Round
from tests.pages.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    link_in,
    look_again,
    mails,
    somebody,
)
from tests.pages.public.registering import EMAIL, link, register
from tests.pages.public.rounds import KEY, PAGE, at, rfa_2026, set_clock
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def _open(app: Flask) -> None:
    set_clock(app, "2026-02-20")
    rfa_2026()


def test_the_link_works_once(client: PageClient, new_client: Callable[[], PageClient]) -> None:
    register(client)
    path = link()
    client.fill_in(path)

    page = new_client().visit(path, status=400)
    assert "run out or was used" in page.text


def test_the_link_runs_out(app: Flask, client: PageClient) -> None:
    register(client)
    form = client.visit(link()).form(link())
    app.extensions["clock"].set(at("2026-02-27", "10:00") - dt.timedelta(seconds=1))
    client.visit(link())

    set_clock(app, "2026-02-27", "10:00")

    client.visit(link(), status=400)
    client.send(form, status=400)
    client.visit("/account/new/" + "A" * 43, status=400)


def test_of_two_links_for_one_address_the_first_that_is_opened_counts(client: PageClient) -> None:
    register(client)
    register(client)
    first, second = (link_in(mail) for mail in mails("registration"))
    client.fill_in(second)
    client.fill_in("/sign-out", at="/account")

    page = client.visit(first)

    assert page.headings == ["You have an account"]
    assert db.session.query(Person).filter_by(email=EMAIL).count() == 1


def test_an_address_that_got_an_account_meanwhile_is_led_to_sign_in(client: PageClient) -> None:
    register(client)
    form = client.visit(link()).form(link())
    somebody(email=EMAIL, name="Already here")

    page = client.send(form, status=200)

    assert "has an account now" in page.text
    assert page.links["Sign in"] == "/sign-in?next=/apply"
    look_again()
    assert db.session.query(Person).filter_by(email=EMAIL).one().name == "Already here"


def test_another_browser_confirms_with_the_password(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    register(client)
    phone = new_client()

    wrong = phone.fill_in(link(), password=OTHER_PASSWORD, status=422)
    assert "not the password you chose" in wrong.one("error-summary").text
    empty = phone.fill_in(link(), password="", status=422)
    assert "Enter the password" in empty.one("error-summary").text
    phone.fill_in(link(), password=PASSWORD)

    phone.visit("/account")


def test_who_registers_the_address_of_somebody_else_gets_no_account_through_their_click(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    """The owner of the mailbox opens the link, but does not know the stranger's password."""
    register(client)
    owner = new_client()
    token = owner.visit(link()).form(link()).fields["csrf_token"]

    assert owner.post(link(), data={"csrf_token": token}).status_code == 422
    look_again()
    assert db.session.query(Person).filter_by(email=EMAIL).count() == 0


def test_passwords_cannot_be_tried_without_end(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    register(client)
    phone = new_client()
    form = phone.visit(link()).form(link())
    for _ in range(20):
        phone.send(form, password=OTHER_PASSWORD, status=422)

    phone.send(form, password=PASSWORD, status=429)


def test_somebody_else_who_is_signed_in_signs_out_first(client: PageClient) -> None:
    register(client)
    client.sign_in(build.person())

    page = client.visit(link(), status=403)

    assert page.headings == ["Sign out first"]
    assert EMAIL not in page.response.text


def test_the_account_is_made_even_if_the_round_closed_meanwhile(
    app: Flask, client: PageClient
) -> None:
    register(client)
    set_clock(app, "2026-02-21")
    of = db.session.query(Round).filter_by(key=KEY).one()
    of.closes_at = at("2026-02-20", "12:00")
    db.session.commit()

    begun = client.fill_in(link())

    assert client.follow(begun, status=302).location == PAGE
    client.visit("/account")


def test_the_account_is_made_even_if_the_round_was_archived_meanwhile(client: PageClient) -> None:
    register(client)
    of = db.session.query(Round).filter_by(key=KEY).one()
    of.archived_at = at("2026-02-21")
    db.session.commit()

    page = client.follow(client.fill_in(link()))

    assert page.path == "/apply"
    assert "Your account is ready." in page.text
    client.visit("/account")
