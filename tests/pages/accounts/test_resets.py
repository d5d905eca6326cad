from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.accounts.models import AccountLink
from app.core.db import db
from tests.pages.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    app_code,
    deeds,
    link_in,
    look_again,
    mails,
    sign_in,
    somebody,
    with_second_step,
)
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _still(app: Flask) -> None:
    app.extensions["clock"].set(START)


def ask(client: PageClient, person: Person) -> str:
    """Ask for a link; gives the path in the mail."""
    client.fill_in("/reset", email=person.email, status=200)
    return link_in(mails("reset")[-1])


def test_a_mailed_link_sets_a_new_password(client: PageClient) -> None:
    ana = somebody()
    path = ask(client, ana)
    assert ana.email in client.visit(path).text

    page = client.fill_in(path, new_password=OTHER_PASSWORD)

    assert page.location == "/sign-in"
    client.visit("/account", status=302)
    sign_in(client, ana, PASSWORD, status=422)
    sign_in(client, ana, OTHER_PASSWORD)
    assert deeds() == ["asked for a new password", "set a new password by mail", "signed in"]
    assert [mail.recipient for mail in mails("password changed")] == [ana.email]


def test_the_mail_says_who_it_is_for_and_hides_its_link_in_the_database(
    client: PageClient,
) -> None:
    ana = somebody(name="Ana Reed")
    path = ask(client, ana)
    [mail] = mails("reset")

    assert mail.body.startswith("Hello Ana Reed,")
    assert "{link}" in mail.body
    assert "until November 2, 2026, 7:00 a.m. Central" in mail.body
    secret = path.rsplit("/", 1)[1]
    stored = db.session.connection().exec_driver_sql("SELECT link FROM outbox_mail").scalar_one()
    assert secret.encode() not in bytes(stored)
    assert secret.encode() not in db.session.query(AccountLink).one().token_hash


@pytest.mark.parametrize("case", ["unknown", "closed"])
def test_the_answer_never_tells_whether_there_is_an_account(client: PageClient, case: str) -> None:
    ana = somebody(email="aaaaaa@example.org")
    somebody(email="closed@example.org", closed_at=build.NOON)
    there = client.fill_in("/reset", email=ana.email, status=200)

    page = client.fill_in("/reset", email=f"{case}@example.org", status=200)

    assert page.text.replace(f"{case}@example.org", "X") == there.text.replace(ana.email, "X")
    assert len(mails("reset")) == 1


def test_an_address_that_is_none_is_asked_for_again(client: PageClient) -> None:
    page = client.fill_in("/reset", email="ana", status=422)

    assert "name@example.com" in page.one("error-summary").text


def test_a_link_works_once(client: PageClient) -> None:
    path = ask(client, somebody())
    client.fill_in(path, new_password=OTHER_PASSWORD)

    page = client.visit(path, status=400)

    assert page.headings == ["This link does not work any more"]


def test_a_form_left_open_does_not_work_after_the_link_was_used(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    path = ask(client, somebody())
    left_open = client.visit(path).form(path)
    new_client().fill_in(path, new_password=OTHER_PASSWORD)

    client.send(left_open, status=400, new_password="a third password of mine")


def test_a_new_link_makes_the_one_before_useless(client: PageClient) -> None:
    ana = somebody()
    old = ask(client, ana)
    new = ask(client, ana)

    client.visit(old, status=400)
    client.visit(new)


def test_a_link_runs_out_after_an_hour(app: Flask, client: PageClient) -> None:
    path = ask(client, somebody())
    app.extensions["clock"].set(START + dt.timedelta(minutes=59))
    client.visit(path)

    app.extensions["clock"].set(START + dt.timedelta(minutes=60))

    client.visit(path, status=400)


def test_a_made_up_link_is_answered_like_a_spent_one(client: PageClient) -> None:
    client.visit("/reset/" + "A" * 43, status=400)


def test_an_account_that_was_closed_cannot_be_reset(client: PageClient) -> None:
    ana = somebody()
    path = ask(client, ana)
    ana.closed_at = START
    db.session.commit()

    client.visit(path, status=400)


def test_setting_a_password_signs_out_everywhere(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    ana = somebody()
    thief = new_client()
    thief.sign_in(ana)

    client.fill_in(ask(client, ana), new_password=OTHER_PASSWORD)

    thief.visit("/account", status=302)


def test_a_reset_does_not_get_around_the_second_step(client: PageClient) -> None:
    ana = with_second_step()
    client.fill_in(ask(client, ana), new_password="tractor-rain")

    page = sign_in(client, ana, "tractor-rain")

    assert page.location == "/sign-in/code"
    client.visit("/account", status=302)
    client.fill_in("/sign-in/code", code=app_code())
    client.visit("/account")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Enter a password"),
        ("short", "Use 15 characters or more."),
        ("x" * 300, "Use 256 characters or fewer."),
        ("passwordpassword", "attackers try first"),
        ("aaaaaaaaaaaaaaaa", "repeats itself"),
        ("ana.reed@example.org", "mostly your name"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(
    client: PageClient, password: str, words: str
) -> None:
    ana = somebody(name="Ana Reed", email="ana.reed@example.org")
    path = ask(client, ana)

    page = client.fill_in(path, new_password=password, status=422)

    assert words in page.one("error-summary").text
    client.fill_in(path, new_password=OTHER_PASSWORD)


def test_nobody_can_fill_a_mailbox_with_links(app: Flask, client: PageClient) -> None:
    ana = somebody()
    for minute in range(0, 60, 6):
        app.extensions["clock"].set(START + dt.timedelta(minutes=minute))
        client.fill_in("/reset", email=ana.email, status=200)

    assert len(mails("reset")) == 5
    look_again()
    assert db.session.query(AccountLink).filter(AccountLink.used_at.is_(None)).count() == 1


def test_links_in_mails_lead_to_the_configured_address(client: PageClient) -> None:
    ana = somebody()
    form = client.visit("/reset").form("/reset")
    client.post(
        "/reset",
        data={**form.fields, "email": ana.email},
        headers={"X-Forwarded-Host": "evil.example"},
    )

    assert mails("reset")[0].link.startswith("http://localhost/reset/")
