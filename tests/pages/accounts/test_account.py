from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts.models import Person, Session
from app.core.clock import now
from app.core.db import db
from app.policy import Role
from tests.pages.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    deeds,
    link_in,
    look_again,
    mails,
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

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


def ask_for_address(client: PageClient, email: str, password: str = PASSWORD) -> None:
    client.fill_in("/account/email", email=email, password=password)


# the page itself


@pytest.mark.parametrize("path", ["/account", "/account/email", "/account/password"])
def test_visitors_are_asked_to_sign_in(client: PageClient, path: str) -> None:
    assert client.visit(path, status=302).location == f"/sign-in?next={path}"


def test_the_page_shows_roles_with_the_names_of_their_places(
    app: Flask, client: PageClient
) -> None:
    clinic, group = build.practice(name="Delta Health"), build.cohort(name="Cohort 9")
    ana = somebody()
    build.grant(ana, Role.DATA_MANAGER, at=clinic)
    build.grant(ana, Role.COACH, at=group)
    client.sign_in(ana)

    page = client.visit("/account")

    assert "Data manager, Delta Health" in page.text
    assert "Coach, Cohort 9" in page.text


def test_the_page_of_somebody_without_a_role_says_so(client: PageClient) -> None:
    client.sign_in(somebody())

    assert "You have no role yet." in client.visit("/account").text


def test_the_page_takes_as_many_statements_for_many_sessions_as_for_one(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody(role=Role.LEAD)
    client.sign_in(ana)
    with statements() as one:
        client.visit("/account")
    for _ in range(2):
        new_client().sign_in(ana)

    with statements() as three:
        client.visit("/account")

    assert len(one) == len(three) <= 8


# name


def test_a_person_changes_the_own_name(client: PageClient) -> None:
    ana = somebody(name="Ana Reed")
    client.sign_in(ana)

    client.fill_in("/account", name="  Ana   Reed-Jones ")

    look_again()
    assert db.session.get_one(Person, ana.id).name == "Ana Reed-Jones"
    assert deeds() == ["changed a name"]
    client.fill_in("/account")
    assert deeds() == ["changed a name"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_that_will_not_do_is_asked_for_again(client: PageClient, name: str) -> None:
    client.sign_in(somebody())

    page = client.fill_in("/account", name=name, status=422)

    assert page.all("error-summary")
    assert page.control("name").attrs["value"] == name.strip()


def test_fields_that_the_form_does_not_have_are_ignored(client: PageClient) -> None:
    ana = somebody()
    client.sign_in(ana)

    client.fill_in("/account", name="Ana", email="evil@example.org", role="administrator", id="99")

    look_again()
    assert db.session.get_one(Person, ana.id).email == ana.email


# address


def test_a_new_address_counts_after_its_owner_opened_the_link(client: PageClient) -> None:
    ana = somebody(email="old@example.org")
    client.sign_in(ana)

    ask_for_address(client, "New@Example.org")

    [asked] = mails("email change")
    assert asked.recipient == "new@example.org"
    assert [mail.recipient for mail in mails("email change asked")] == ["old@example.org"]
    assert client.visit("/account").text.count("old@example.org") == 1
    path = link_in(asked)
    assert "new@example.org" in client.visit(path).text
    assert "old@example.org" in client.visit("/account").text
    assert client.fill_in(path).location == "/account"
    assert "new@example.org" in client.visit("/account").text
    client.visit(path, status=400)
    assert deeds() == ["asked to change the email address", "changed the email address"]


def test_the_link_also_works_where_nobody_is_signed_in(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    client.sign_in(somebody())
    ask_for_address(client, "new@example.org")
    other = new_client()

    assert other.fill_in(link_in(mails("email change")[0])).location == "/sign-in"
    sign_in(other, db.session.query(Person).one())


def test_a_new_address_kills_links_mailed_to_the_old_one(client: PageClient) -> None:
    ana = somebody()
    client.fill_in("/reset", email=ana.email, status=200)
    client.sign_in(ana)
    ask_for_address(client, "new@example.org")
    client.fill_in(link_in(mails("email change")[0]))

    client.visit(link_in(mails("reset")[0]), status=400)


def test_asking_for_a_taken_address_looks_the_same_but_tells_its_owner(
    client: PageClient,
) -> None:
    somebody(email="taken@example.org")
    client.sign_in(somebody())

    page = client.fill_in("/account/email", email="taken@example.org", password=PASSWORD)

    assert "We sent a link to taken@example.org" in client.follow(page).text
    assert mails("email change") == []
    assert [mail.recipient for mail in mails("email taken")] == ["taken@example.org"]


def test_an_address_that_was_taken_in_the_meantime_is_refused(client: PageClient) -> None:
    client.sign_in(somebody())
    ask_for_address(client, "new@example.org")
    somebody(email="new@example.org")

    client.fill_in(link_in(mails("email change")[0]), status=400)


def test_the_link_of_an_address_runs_out(app: Flask, client: PageClient) -> None:
    client.sign_in(somebody())
    ask_for_address(client, "new@example.org")
    app.extensions["clock"].set(now() + dt.timedelta(days=1, seconds=1))

    client.visit(link_in(mails("email change")[0]), status=400)


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("new", PASSWORD, "name@example.com"),
        ("new@example.org", "wrong", "This is not your password"),
        ("new@example.org", "", "Enter the password you use now"),
        ("me@example.org", PASSWORD, "your email address already"),
    ],
)
def test_a_change_of_address_that_will_not_do(
    client: PageClient, email: str, password: str, words: str
) -> None:
    client.sign_in(somebody(email="me@example.org"))

    page = client.fill_in("/account/email", email=email, password=password, status=422)

    assert words in page.one("error-summary").text
    assert page.control("email").attrs["value"] == email


# password


def test_a_new_password_ends_other_sessions_and_renews_this_one(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    other = new_client()
    other.sign_in(ana)
    client.sign_in(ana)
    before = client.get_cookie("portal").value

    client.fill_in("/account/password", password=PASSWORD, new_password=OTHER_PASSWORD)

    assert client.get_cookie("portal").value != before
    client.visit("/account")
    other.visit("/account", status=302)
    sign_in(new_client(), ana, OTHER_PASSWORD)
    assert [mail.recipient for mail in mails("password changed")] == [ana.email]
    assert deeds()[0] == "changed the password"


def test_a_new_password_keeps_the_second_step_as_it_was(client: PageClient) -> None:
    client.sign_in(with_second_step())

    client.fill_in("/account/password", password=PASSWORD, new_password="tractor-rain")

    client.visit("/account")


@pytest.mark.parametrize(
    ("password", "new", "words"),
    [
        ("wrong", OTHER_PASSWORD, "This is not your password"),
        (PASSWORD, "tractor-rain", "Use 15 characters or more"),
        (PASSWORD, "", "Enter a password"),
    ],
)
def test_a_change_of_password_that_will_not_do(
    client: PageClient, password: str, new: str, words: str
) -> None:
    client.sign_in(somebody())

    page = client.fill_in("/account/password", password=password, new_password=new, status=422)

    assert words in page.one("error-summary").text
    assert new not in page.response.text or new == ""


def test_blanks_around_a_password_are_part_of_it(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    client.sign_in(ana)
    spaced = "  quiet river under bridges  "

    client.fill_in("/account/password", password=PASSWORD, new_password=spaced)

    sign_in(new_client(), ana, spaced.strip(), status=422)
    sign_in(new_client(), ana, spaced)


def test_every_keyboard_gives_the_same_password(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    client.sign_in(ana)

    client.fill_in("/account/password", password=PASSWORD, new_password="caf\u00e9 con leche y pan")

    sign_in(new_client(), ana, "cafe\u0301 con leche y pan")


# sessions


def test_the_page_lists_where_a_person_is_signed_in(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    other = new_client()
    form = other.visit("/sign-in").form("/sign-in")
    other.post(
        "/sign-in",
        data={**form.fields, "email": ana.email, "password": PASSWORD},
        headers={"User-Agent": CHROME},
    )
    client.sign_in(ana)
    new_client().sign_in(somebody())

    text = client.visit("/account").text

    assert text.count("This device") == 1
    assert "Chrome on Windows" in text
    assert "127.0.0.1" in text
    assert text.count("Sign out this device") == 1


def test_sessions_that_are_over_by_themselves_are_not_listed(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    clock, ana = app.extensions["clock"], somebody()
    clock.set(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    new_client().sign_in(ana)
    clock.set(dt.datetime(2026, 11, 2, 14, tzinfo=dt.UTC))
    client.sign_in(ana)

    assert "Sign out this device" not in client.visit("/account").text


def test_one_device_can_be_signed_out(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    other = new_client()
    other.sign_in(ana)
    other_id = db.session.query(Session).one().id
    client.sign_in(ana)

    client.fill_in(f"/account/sessions/{other_id}/end", at="/account")

    other.visit("/account", status=302)
    client.visit("/account")


def test_ending_this_session_is_signing_out(client: PageClient) -> None:
    client.sign_in(somebody())
    session_id = db.session.query(Session).one().id

    page = client.fill_in(f"/account/sessions/{session_id}/end", at="/account")

    assert page.location == "/sign-in"
    client.visit("/account", status=302)


def test_the_session_of_somebody_else_does_not_exist(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    other = new_client()
    other.sign_in(somebody())
    other_id = db.session.query(Session).one().id
    client.sign_in(somebody())
    token = client.visit("/account").forms[0].fields["csrf_token"]

    for number in (other_id, 9999):
        reply = client.post(f"/account/sessions/{number}/end", data={"csrf_token": token})
        assert reply.status_code == 404
    other.visit("/account")


def test_signing_out_everywhere(client: PageClient, new_client: Callable[[], PageClient]) -> None:
    ana = somebody()
    other, stranger = new_client(), new_client()
    other.sign_in(ana)
    stranger.sign_in(somebody())
    client.sign_in(ana)

    client.fill_in("/account/sessions/end", at="/account")

    for browser in (client, other):
        browser.visit("/account", status=302)
    stranger.visit("/account")
