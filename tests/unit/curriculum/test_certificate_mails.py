"""The owner of a certificate hears of it: when it is there, and when it changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import NotPossibleNow
from app.curriculum.models import Certificate
from app.curriculum.services import certificates, quizzes, studies
from app.outbox.models import OutboxMail
from app.policy import Actor
from tests.support import build
from tests.unit.curriculum.learners import NOW
from tests.unit.curriculum.takers import answers, passed, quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


@pytest.fixture
def ben(app: Flask) -> Actor:
    person = build.person(name="Ben Ivey", email="ben@portal.test")
    return Actor(person.id, person.name)


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def subjects() -> list[str]:
    return [one.subject for one in mails()]


def certificate() -> Certificate:
    return db.session.scalars(select(Certificate)).one()


def test_a_passed_quiz_queues_one_mail_to_the_owner(ben: Actor) -> None:
    passed(ben, quiz_version(title="Medical home basics"))

    [mail] = mails()

    assert (mail.recipient, mail.subject) == (
        "ben@portal.test",
        "Your certificate for Medical home basics is ready",
    )
    assert certificate().number in mail.body
    assert (mail.link or "").endswith("/learn/record")


def test_a_completed_module_without_a_quiz_does_too(ben: Actor) -> None:
    ready(ben, build.published_version(title="Huddles"), "lesson-1")

    assert subjects() == ["Your certificate for Huddles is ready"]


def test_repeats_send_no_second_mail(ben: Actor) -> None:
    study = passed(ben, quiz_version(title="Huddles"))

    with transaction():
        studies.settle(study, at=LATER)
        certificates.issue(study, at=LATER)
        studies.mark_read(study, "lesson-1", by=ben, at=LATER)

    assert subjects() == ["Your certificate for Huddles is ready"]


def test_without_a_pass_there_is_no_mail(ben: Actor) -> None:
    version = quiz_version()
    sent(ben, started(ben, ready(ben, version)), 0)

    assert mails() == []


def test_the_mail_goes_only_with_the_certificate(ben: Actor) -> None:
    """Both are written in one transaction: what is undone leaves no mail behind."""
    attempt = started(ben, ready(ben, quiz_version()))

    quizzes.submit(attempt, answers(attempt, 5), by=ben, at=NOW)
    assert len(mails()) == 1
    db.session.rollback()

    assert mails() == []
    assert db.session.scalars(select(Certificate)).all() == []


def test_somebody_whose_account_is_closed_gets_no_mail(ben: Actor) -> None:
    study = passed(ben, quiz_version())
    db.session.execute(db.delete(OutboxMail))
    person = build.person(closed_at=NOW)
    row = certificate()
    row.person_id = person.id
    db.session.commit()

    with transaction():
        certificates.revoke(row, reason="Wrong person", by=ben, at=LATER)

    assert study.completed_at
    assert mails() == []


def test_a_revoked_certificate_is_told_kindly_with_its_reason(ben: Actor) -> None:
    passed(ben, quiz_version(title="Huddles"))
    staff = Actor(build.person(name="Mona Ford").id, "Mona Ford")

    with transaction():
        certificates.revoke(certificate(), reason="Taken {link} twice.", by=staff, at=LATER)

    mail = mails()[-1]
    assert (mail.recipient, mail.subject) == (
        "ben@portal.test",
        "Your certificate for Huddles was revoked",
    )
    for words in ("Nov 3, 2026", "The reason: Taken (link) twice.", "stays on your record", "call"):
        assert words in mail.body
    with pytest.raises(NotPossibleNow), transaction():
        certificates.revoke(certificate(), reason="Again", by=staff, at=LATER)
    assert len(mails()) == 2


def test_one_that_holds_again_is_told_and_may_be_revoked_anew(ben: Actor) -> None:
    passed(ben, quiz_version(title="Huddles"))
    for day in (1, 3):
        at = NOW + dt.timedelta(days=day)
        with transaction():
            certificates.revoke(certificate(), reason="Wrong person", by=ben, at=at)
        with transaction():
            certificates.reinstate(
                certificate(), reason="It was Ben", by=ben, at=at + dt.timedelta(days=1)
            )

    revoked, again = (
        "Your certificate for Huddles was revoked",
        "Your certificate for Huddles holds",
    )
    assert subjects()[1:] == [revoked, f"{again} again", revoked, f"{again} again"]
