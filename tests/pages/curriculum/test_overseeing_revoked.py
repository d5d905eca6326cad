"""Those who oversee learning see who lost a certificate, and who used up the tries again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.models import Certificate, Module, Study
from app.curriculum.services import certificates, quizzes
from app.policy import Actor, Role
from tests.pages.curriculum.learning import out
from tests.support import build
from tests.unit.curriculum.learners import NOW, began, completed, learner, read_all
from tests.unit.curriculum.takers import passed, quiz_version, sent, started

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW + DAY)
    return build.team(name="Delta Kids")


@pytest.fixture
def mona(team: Any, client: PageClient) -> Person:
    person = build.person(name="Mona Ford", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def revoke(study: Study, by: Person) -> Study:
    with transaction():
        (row,) = db.session.query(Certificate).filter_by(study_id=study.id)
        actor = Actor(by.id, by.name)
        certificates.revoke(row, reason="Wrong person", by=actor, at=NOW + dt.timedelta(hours=1))
    return db.session.get_one(Study, study.id)


def test_who_lost_a_certificate_and_used_up_the_tries_is_stuck(
    client: PageClient, team: Any, mona: Person
) -> None:
    ben = learner(at=team.practice)
    at = NOW + dt.timedelta(hours=2)
    study = revoke(passed(ben, quiz_version()), mona)
    path = f"/staff/learning/teams/{team.key}"

    page = client.visit(path)
    for words in ("Certificate revoked on Nov 2, 2026", "2 tries left"):
        assert words in page.text
    assert client.visit("/staff/learning/stuck").all("stuck-row") == []

    for _ in range(2):
        sent(ben, started(ben, study, at), 0, at)
    with transaction():
        quizzes.ask_extra(study, by=ben, at=at)

    (row,) = client.visit("/staff/learning/stuck").all("stuck-row")
    (person,) = (row for row in client.visit(path).all("person") if "Ben" in row.text)
    for shown in (row, person):
        assert "sed all 2 tries at the quiz" in shown.text
        assert "Asked for one more try" in shown.text
        assert "Give one more try" in shown.text
        assert "/staff/learning/remind" not in "".join(
            link.attrs.get("href") or "" for link in shown.walk("a")
        )
    assert list(row.walk("input")) == []
    counted = {
        row.attrs.get("data-key"): row for row in client.visit("/staff/learning").all("team")
    }
    assert "1 done" in counted[team.key].text

    with transaction():
        quizzes.give_extra(study, reason="Ill.", by=Actor(mona.id, mona.name), at=at)
    assert client.visit("/staff/learning/stuck").all("stuck-row") == []


def test_a_newer_version_that_was_completed_counts_instead_of_what_was_revoked(
    client: PageClient, team: Any, mona: Person
) -> None:
    ben = learner(at=team.practice)
    first = out("basics", build.lesson("one"))
    revoke(completed(ben, first, "one"), mona)
    newer = build.published_version(
        db.session.get_one(Module, first.module_id),
        number=2,
        lessons=(build.lesson("one"), build.lesson("two")),
        change_class=ChangeClass.RE_READ,
    )
    path = f"/staff/learning/teams/{team.key}"
    study = began(ben, newer)
    assert "Certificate revoked" in client.visit(path).text

    read_all(ben, study, "one", "two")

    page = client.visit(path)
    assert "Certificate revoked" not in page.text
    assert "Done Nov" in page.text
