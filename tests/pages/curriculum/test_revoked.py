"""What somebody sees whose certificate was revoked: its quiz is open again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.db import db, transaction
from app.curriculum.models import Certificate, QuizAttempt, Study
from app.curriculum.services import certificates
from app.policy import Actor, Role
from tests.support import build
from tests.unit.curriculum.learners import NOW, completed
from tests.unit.curriculum.takers import lessons, passed, quiz_version, sent, started

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

LATER = NOW + dt.timedelta(minutes=2)
HERE = "/learn/basics"


@pytest.fixture
def ben(app: Flask, client: PageClient) -> Actor:
    app.extensions["clock"].set(NOW)
    person = build.person(name="Ben Ivey", role=Role.CARE_COORDINATOR, at=build.team().practice)
    client.sign_in(person)
    return Actor(person.id, person.name)


@pytest.fixture
def study(ben: Actor, app: Flask, client: PageClient) -> Study:
    """A module that was passed, with a certificate that was revoked a minute later."""
    found = passed(ben, quiz_version(of=build.module(key="basics"), title="Basics"))
    revoke(found, ben, NOW + dt.timedelta(minutes=1))
    app.extensions["clock"].set(LATER)
    return found


def revoke(study: Study, by: Actor, at: dt.datetime) -> None:
    row = db.session.scalars(db.select(Certificate).filter_by(study_id=study.id)).one()
    with transaction():
        certificates.revoke(row, reason="Somebody else answered", by=by, at=at)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "Your certificate was revoked on Nov 2, 2026."),
        ("?language=es", "Su certificado fue anulado el 2 de noviembre de 2026."),
    ],
)
def test_no_result_shows_a_certificate_that_was_revoked(
    client: PageClient, ben: Actor, study: Study, language: str, words: str
) -> None:
    old = db.session.scalars(db.select(QuizAttempt)).one()
    failed = sent(ben, started(ben, study, LATER), 0, LATER)

    for row, told in ((old, [words]), (failed, [])):
        page = client.visit(f"{HERE}/quiz/{row.id}{language}")
        assert page.all("certificate") == []
        assert [one.text for one in page.all("revoked")] == told

    again = sent(ben, started(ben, study, LATER), 5, LATER)
    page = client.visit(f"{HERE}/quiz/{again.id}{language}")
    assert len(page.all("certificate")) == 1
    assert page.all("revoked") == []
    assert client.visit(f"{HERE}/quiz/{failed.id}{language}").all("certificate") == []


def test_without_a_try_left_nothing_is_said_of_passing_again(
    client: PageClient, ben: Actor, study: Study
) -> None:
    phone = "Questions? Call"
    assert client.visit(HERE).text.count(phone) == 1
    for _ in range(2):
        sent(ben, started(ben, study, LATER), 0, LATER)

    page = client.visit(HERE)

    said = page.one("revoked").text
    assert said.startswith("Your certificate was revoked on Nov 2, 2026. Your record")
    assert page.text.count(phone) == 1
    assert "Ask for one more try" in page.text


def test_a_quiz_that_is_open_again_comes_next(client: PageClient, ben: Actor, study: Study) -> None:
    build.published_version(build.module(key="more"), lessons=lessons(), title="More")
    without = build.published_version(build.module(key="short"), lessons=[build.lesson("lesson-1")])
    revoke(completed(ben, without, at=NOW), ben, NOW)

    def boxes() -> tuple[str, str]:
        home = client.follow(client.visit("/", status=302)).one("learning").text
        return home, client.visit("/learn").one("resume").text

    home, page = boxes()
    assert home.startswith("Basics Take the quiz again.")
    assert "Basics Take the quiz again. Continue" in page
    assert client.visit("/learn").links["Continue"] == HERE

    for _ in range(2):
        sent(ben, started(ben, study, LATER), 0, LATER)
    assert all("More" in box for box in boxes())
