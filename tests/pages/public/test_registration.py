"""Registering to apply: nothing is told about existing accounts, and only a click makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.models import Person
from app.accounts.services import hashing
from app.core.db import db
from app.outbox.models import OutboxMail
from app.rfa.models import Registration
from tests.pages.accounts.people import (
    PASSWORD,
    deeds,
    link_in,
    look_again,
    mails,
    somebody,
)
from tests.pages.public.registering import (
    EMAIL,
    REGISTER,
    SCREENING,
    link,
    register,
    with_screening,
)
from tests.pages.public.rounds import PAGE, rfa_2026, set_clock
from tests.support import build
from tests.support.page import PageClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.html import Page


@pytest.fixture(autouse=True)
def _open(app: Flask) -> None:
    set_clock(app, "2026-02-20")
    rfa_2026()


def test_a_new_address_registers_confirms_and_begins(client: PageClient) -> None:
    with_screening(client)

    page = register(client)
    assert "We sent a mail to ana@example.org" in page.one("registered").text
    assert db.session.query(Registration).one().screening == SCREENING
    begun = client.fill_in(link())

    assert begun.location == f"{PAGE}/start"
    start = client.follow(begun)
    assert "Your account is ready." in start.text
    assert start.form(f"{PAGE}/start").fields["kind"] == "private"
    person = db.session.query(Person).filter_by(email=EMAIL).one()
    assert person.name == "Ana Whitfield"
    assert person.last_sign_in_at is not None
    assert deeds()[-2:] == ["made an account", "signed in"]


def test_the_address_is_kept_in_small_letters_and_the_password_works(client: PageClient) -> None:
    register(client, "Ana@Example.ORG")
    client.fill_in(link())
    client.fill_in("/sign-out", at="/account")

    client.fill_in("/sign-in", email=EMAIL, password=PASSWORD)
    client.visit("/account")


def test_opening_the_link_does_nothing(client: PageClient) -> None:
    register(client)

    for _ in range(2):
        page = client.visit(link())
        assert page.buttons[-1] == "Confirm and go on"

    look_again()
    assert db.session.query(Person).filter_by(email=EMAIL).count() == 0
    assert db.session.query(Registration).one().confirmed_at is None


def test_the_form_says_who_should_register(client: PageClient) -> None:
    page = client.visit(REGISTER)

    assert "The person who leads the application for the practice." in page.text
    assert page.links["Sign in to apply"] == f"/sign-in?next={PAGE}/start"
    assert page.links["Check it first with a few questions"] == f"{PAGE}/check"


# ------------------------------------------------------------------ nothing is told


def test_a_known_address_gets_the_same_page_and_another_mail(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    somebody(email="known@example.org", name="Kim Known")

    new = register(client, "fresh@example.org")
    known = register(new_client(), "known@example.org")

    def seen(page: Page) -> str:
        words = page.text.replace("fresh@example.org", "*").replace("known@example.org", "*")
        assert words.count("*") == 1
        return words

    assert seen(new) == seen(known)
    assert [mail.recipient for mail in mails("registration")] == ["fresh@example.org"]
    [told] = mails("registration known")
    assert told.recipient == "known@example.org"
    assert "You have an account already. Sign in to apply" in told.body
    assert link_in(told) == "/sign-in"
    assert db.session.query(Registration).count() == 1


def test_the_cookie_of_a_known_address_looks_like_that_of_a_new_one(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    somebody(email="known@example.org")
    other = new_client()
    register(client, "fresh@example.org")
    register(other, "known@example.org")

    with client.session_transaction() as one, other.session_transaction() as two:
        assert set(one) == set(two)
        assert two["registered"] == "known@example.org"


def test_a_known_address_costs_as_much_hashing_as_a_new_one(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[tuple[str, bool]] = []

    class Counted:
        """The real hasher, noting each time it works and whether a transaction is open."""

        def __init__(self, real: Any) -> None:
            self.real = real

        def __getattr__(self, name: str) -> Any:
            worked.append((name, db.session().in_transaction()))
            return getattr(self.real, name)

    somebody(email="known@example.org")
    monkeypatch.setattr(hashing, "_hasher", Counted(hashing._hasher))
    costs = []
    for email in ("fresh@example.org", "known@example.org"):
        worked.clear()
        register(client, email)
        costs.append(list(worked))

    assert costs[0] == costs[1] == [("hash", False)]


def test_an_account_that_is_closed_is_not_told_apart_either(client: PageClient) -> None:
    somebody(email="closed@example.org", closed_at=build.NOON)

    page = register(client, "closed@example.org")

    assert page.one("registered")
    assert mails("registration") == []


def test_the_mail_to_a_new_address_repeats_nothing_that_a_stranger_typed(
    client: PageClient,
) -> None:
    register(client, name="Win money at evil.example {link}")

    [mail] = mails("registration")
    assert "evil" not in mail.body + mail.subject
    assert mail.body.count("{link}") == 1
    assert "until February 27, 2026, 10:00 a.m. Central" in mail.body


# ------------------------------------------------------------------ what must be fixed


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "x" * 121}, "Shorten the name"),
        ({"email": "no address"}, "name@example.com"),
        ({"email": ""}, "name@example.com"),
        ({"new_password": ""}, "Enter a password"),
        ({"new_password": "short"}, "Use 15 characters or more"),
        ({"new_password": "ana whitfield ana"}, "mostly your name"),
    ],
)
def test_what_must_be_fixed_is_said_and_nothing_is_lost(
    client: PageClient, given: dict[str, str], words: str
) -> None:
    typed = {"name": "Ana Whitfield", "email": EMAIL, "new_password": PASSWORD} | given

    page = client.fill_in(REGISTER, status=422, **typed)

    assert words in page.one("error-summary").text
    assert page.control("name").attrs.get("value", "") == typed["name"]
    assert page.control("email").attrs.get("value", "") == typed["email"]
    assert db.session.query(OutboxMail).count() == 0


def test_who_is_signed_in_needs_no_account(client: PageClient) -> None:
    client.sign_in(build.person())

    assert client.visit(REGISTER, status=302).location == f"{PAGE}/start"


@pytest.mark.parametrize("day", ["2026-01-10", "2026-03-14"])
def test_a_round_that_is_not_open_takes_no_registration(
    app: Flask, client: PageClient, day: str
) -> None:
    form = client.visit(REGISTER).form(REGISTER)
    set_clock(app, day)

    assert (
        "does not take applications now" in client.follow(client.visit(REGISTER, status=302)).text
    )
    sent = client.send(form, name="Ana", email=EMAIL, new_password=PASSWORD)
    assert sent.location == PAGE
    assert mails("registration") == []


def test_a_deadline_that_passes_while_the_form_is_sent_is_said(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock jumps while the password is hashed."""
    real = hashing._hasher

    class Slow:
        def hash(self, text: bytes) -> str:
            set_clock(app, "2026-03-14")
            return real.hash(text)

    form = client.visit(REGISTER).form(REGISTER)
    monkeypatch.setattr(hashing, "_hasher", Slow())

    page = client.send(form, status=409, name="Ana", email=EMAIL, new_password=PASSWORD)

    assert "Applications are not open now." in page.text
    assert EMAIL in page.text
    assert PASSWORD not in page.response.text


def test_a_mailbox_is_not_filled(client: PageClient) -> None:
    for _ in range(4):
        register(client)

    page = register(client, status=429)

    assert "Wait 5 minutes" in page.text
    assert len(mails("registration")) == 4
    register(client, "other@example.org")


def test_one_network_address_registers_only_so_many(client: PageClient) -> None:
    for number in range(20):
        register(client, f"person{number}@example.net", new_password="short", status=422)

    register(client, "one-more@example.net", status=429)
