"""What the outbox keeps, and who may send it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow
from app.outbox import queries, services
from app.outbox.models import MailState, OutboxMail
from app.policy import SYSTEM
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

MINUTE = dt.timedelta(minutes=1)


def only() -> OutboxMail:
    db.session.expire_all()
    return db.session.scalars(select(OutboxMail)).one()


def test_the_same_event_is_announced_once_even_if_queued_twice(put: Callable[..., None]) -> None:
    put("invitation:17", subject="Hello\r\nBcc: everyone@example.org")
    put("invitation:17", subject="Again")

    assert only().subject == "Hello Bcc: everyone@example.org"


def test_two_events_have_different_message_ids_that_never_change(put: Callable[..., None]) -> None:
    put("a")
    put("b")

    first, second = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@localhost>")


def test_a_private_address_is_not_readable_in_the_table(put: Callable[..., None]) -> None:
    put(link="https://portal.example.org/invitations/secret-words")

    stored = db.session.scalar(text("SELECT link FROM outbox_mail"))
    assert b"secret-words" not in bytes(stored)
    assert queries.link_of(only().id) == "https://portal.example.org/invitations/secret-words"


def test_a_mail_of_a_deed_that_was_rolled_back_does_not_exist(app: Flask) -> None:
    def fail_halfway() -> None:
        with transaction():
            services.queue("notice", key="x", to="a@b.org", subject="", body="", at=build.NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert queries.due(build.NOON, 10) == []


def test_one_mail_is_claimed_once_until_its_lease_ends(put: Callable[..., None]) -> None:
    put()
    mail_id = only().id

    assert services.claim(mail_id, at=build.NOON) == services.Claim(mail_id, 1)
    assert services.claim(mail_id, at=build.NOON + 4 * MINUTE) is None
    assert services.claim(mail_id, at=build.NOON + 5 * MINUTE) == services.Claim(mail_id, 2)


def test_a_worker_that_lost_its_lease_cannot_settle_the_mail(put: Callable[..., None]) -> None:
    put()
    slow = services.claim(only().id, at=build.NOON)
    quick = services.claim(only().id, at=build.NOON + 6 * MINUTE)
    assert slow is not None
    assert quick is not None

    services.note_failure(slow, "too late", at=build.NOON + 7 * MINUTE)

    assert only().state is MailState.SENDING
    assert only().last_error is None


def test_what_was_sent_is_dated_and_forgets_its_private_address(put: Callable[..., None]) -> None:
    put(link="https://portal.example.org/x")
    held = services.claim(only().id, at=build.NOON)
    assert held is not None

    services.note_sent(held, at=build.NOON + MINUTE)

    mail = only()
    assert (mail.state, mail.sent_at) == (MailState.SENT, build.NOON + MINUTE)
    assert mail.link is None
    assert services.claim(mail.id, at=build.NOON + dt.timedelta(days=9)) is None


def test_a_failed_try_waits_and_after_a_day_of_tries_the_mail_is_given_up(
    put: Callable[..., None],
) -> None:
    put()
    at, tries = build.NOON, 0
    while (held := services.claim(only().id, at=at)) is not None:
        services.note_failure(held, "550 no\nsuch person", at=at)
        tries += 1
        if only().state is MailState.QUEUED:
            assert services.claim(only().id, at=only().next_attempt_at - MINUTE / 2) is None
            at = only().next_attempt_at

    mail = only()
    assert mail.state is MailState.FAILED
    assert mail.last_error == "550 no such person"
    assert at - build.NOON >= dt.timedelta(hours=24)
    assert tries == mail.attempts == 14


def test_a_failed_mail_can_be_sent_again_and_that_is_in_the_trail(
    put: Callable[..., None],
) -> None:
    put()
    mail = only()
    mail.state = MailState.FAILED
    mail.attempts = 15

    services.send_again(mail, by=SYSTEM, at=build.NOON)

    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.verb == "sent mail again"
    assert event.subject_name == "notice to first@example.org"


@pytest.mark.parametrize("state", [MailState.QUEUED, MailState.SENDING, MailState.SENT])
def test_only_a_failed_mail_is_sent_again(put: Callable[..., None], state: MailState) -> None:
    put()
    mail = only()
    mail.state = state

    with pytest.raises(NotPossibleNow, match="Only a mail that failed"), db.session.no_autoflush:
        services.send_again(mail, by=SYSTEM, at=build.NOON)
    db.session.rollback()


def test_the_worker_has_one_sign_of_life(app: Flask) -> None:
    assert queries.last_beat() is None

    services.beat(at=build.NOON)
    services.beat(at=build.NOON + MINUTE)

    assert queries.last_beat() == build.NOON + MINUTE


def test_a_mail_that_is_not_there_is_missing(app: Flask) -> None:
    with pytest.raises(Missing):
        queries.mail(1)


def test_the_database_refuses_a_sent_mail_without_its_time(put: Callable[..., None]) -> None:
    put()

    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE outbox_mail SET state = 'sent'"))
    db.session.rollback()
