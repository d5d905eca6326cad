"""Staff see what the portal writes to people, and help a mail that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.outbox import services
from app.outbox.models import MailState, OutboxMail
from app.policy import Role
from config import Mode
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

LINK = "https://portal.test/invitations/very-secret-words"


@pytest.fixture
def staff(client: PageClient) -> PageClient:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    return client


def mail(key: str = "invitation:1", **given: Any) -> OutboxMail:
    with transaction():
        services.queue(
            "invitation",
            key=key,
            to="ana@example.org",
            subject=f"Welcome {key}",
            body="Open\n{link}",
            at=build.NOON,
            link=LINK,
        )
    row: OutboxMail = db.session.query(OutboxMail).filter_by(key=key).one()
    for name, value in given.items():
        setattr(row, name, value)
    db.session.commit()
    return row


def test_a_page_without_mails_says_when_there_will_be_some(staff: PageClient) -> None:
    assert "No mails here" in staff.visit("/staff/outbox").text


def test_the_list_shows_every_mail_with_its_state(staff: PageClient) -> None:
    mail("one")
    mail("two", state=MailState.SENT, sent_at=build.NOON, link=None)
    mail("three", attempts=2)
    mail("four", state=MailState.FAILED, attempts=14)
    mail("five", attempts=1)

    page = staff.visit("/staff/outbox")

    shown = {row.attrs["data-key"]: row.text for row in page.all("outbox-row")}
    assert list(shown) == ["five", "four", "three", "two", "one"]
    assert "Waiting" in shown["one"]
    assert "Sent November 2, 2026, 12:00 p.m. Central" in shown["two"]
    assert "2 tries, next" in shown["three"]
    assert "Failed given up after 14 tries" in shown["four"]
    assert "1 try, next" in shown["five"]


def test_the_list_can_be_narrowed_to_a_state(staff: PageClient) -> None:
    mail("one")
    mail("four", state=MailState.FAILED)

    page = staff.visit("/staff/outbox?state=failed")

    assert [row.attrs["data-key"] for row in page.all("outbox-row")] == ["four"]
    assert "Failed (1)" in page.links
    assert len(staff.visit("/staff/outbox?state=nonsense&page=x").all("outbox-row")) == 2


def test_long_lists_have_pages(staff: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.outbox.queries.PAGE_SIZE", 1)
    mail("one")
    mail("two")

    second = staff.visit(staff.visit("/staff/outbox").links["Next"])

    assert [row.attrs["data-key"] for row in second.all("outbox-row")] == ["one"]
    assert "Next" not in second.links


def test_without_a_mail_server_the_page_says_that_mails_wait(staff: PageClient) -> None:
    assert "No mail server is set" in staff.visit("/staff/outbox").text


def test_with_a_server_but_no_worker_the_page_says_what_to_do(
    app: Flask, staff: PageClient
) -> None:
    app.config["SMTP_URL"] = "smtp://localhost"

    assert "No worker has run yet" in staff.visit("/staff/outbox").text

    with transaction():
        services.beat(at=build.NOON)
    assert "The worker was last alive on November 2" in staff.visit("/staff/outbox").text

    app.extensions["clock"].set(build.NOON)
    client_person = build.person(role=Role.PROGRAM_STAFF)
    staff.sign_in(client_person)
    assert "worker" not in staff.visit("/staff/outbox").text


def test_one_mail_is_shown_without_its_private_address(staff: PageClient) -> None:
    row = mail(last_error="550 No such person")

    page = staff.visit(f"/staff/outbox/{row.id}")

    assert "(private address, shown only to the reader)" in page.text
    assert "550 No such person" in page.text
    assert "very-secret-words" not in page.response.text


def test_in_the_demonstration_the_private_address_can_be_tried(
    app: Flask, staff: PageClient
) -> None:
    app.config["MODE"] = Mode.DEMO
    row = mail()

    page = staff.visit(f"/staff/outbox/{row.id}")

    assert page.links["Open the address in this mail"] == LINK


def test_a_failed_mail_is_sent_again(staff: PageClient) -> None:
    row = mail(state=MailState.FAILED, attempts=14)

    staff.fill_in(f"/staff/outbox/{row.id}/again", at=f"/staff/outbox/{row.id}")

    page = staff.visit(f"/staff/outbox/{row.id}")
    assert "The mail is in the queue again." in page.text
    assert page.one("status").text.startswith("Waiting")
    assert "Send again" not in page.buttons


def test_a_mail_that_went_out_meanwhile_is_not_sent_again(staff: PageClient) -> None:
    row = mail(state=MailState.FAILED)
    form = staff.visit(f"/staff/outbox/{row.id}").form(f"/staff/outbox/{row.id}/again")
    row.state, row.sent_at = MailState.SENT, build.NOON
    db.session.commit()

    page = staff.send(form, status=409)

    assert "Only a mail that failed can be sent again." in page.text


def test_a_mail_that_is_not_there_is_not_found(staff: PageClient) -> None:
    staff.visit("/staff/outbox/99", status=404)


@pytest.mark.parametrize("role", [Role.LEAD, Role.COACH, Role.REVIEWER, Role.PUBLISHER])
def test_others_do_not_see_the_mails(client: PageClient, role: Role) -> None:
    row = mail()
    client.sign_in(build.person(role=role))

    client.visit("/staff/outbox", status=403)
    client.visit(f"/staff/outbox/{row.id}", status=403)


def test_the_list_takes_as_many_statements_for_three_mails_as_for_one(
    staff: PageClient,
) -> None:
    mail("one")
    staff.visit("/staff/outbox")
    with statements() as few:
        staff.visit("/staff/outbox")
    mail("two")
    mail("three")
    with statements() as many:
        staff.visit("/staff/outbox")

    assert len(many) == len(few) <= 8
