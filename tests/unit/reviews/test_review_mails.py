"""Mails that the worker writes: reviews due in three days and in one, applications withdrawn."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

import pytest

from app.core.db import db, transaction
from app.policy import Actor
from app.reviews.domain.kinds import PhaseKind, ReviewState
from app.reviews.models import ReviewPhase
from app.reviews.services.assigning import Wish, assign
from app.reviews.services.reminders import remind
from app.rfa.domain.states import ApplicationState
from tests.pages.reviews.kudzu import AT, DUE, Kudzu, mails
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def kudzu(app: Flask) -> Kudzu:
    app.extensions["clock"].set(AT)
    return Kudzu(applications=3, each=1)


def reminded(days: float) -> list[str]:
    with transaction():
        remind(at=DUE - dt.timedelta(days=days))
    return [mail.recipient for mail in mails("review reminder")]


def test_reviewers_with_open_reviews_are_reminded_twice_and_never_more(kudzu: Kudzu) -> None:
    tess, uma = kudzu.people["Tess"], kudzu.people["Uma"]
    build.reviewer_assignment(kudzu.applications[0], tess)
    build.reviewer_assignment(kudzu.applications[1], tess)
    build.reviewer_assignment(kudzu.applications[2], uma)
    build.review(kudzu.applications[1], tess, state=ReviewState.DRAFT, submitted_at=None)
    build.review(kudzu.applications[2], uma)
    assert reminded(4) == []
    assert reminded(3) == ["tess@example.org"]
    assert reminded(2) == ["tess@example.org"]
    assert reminded(1) == ["tess@example.org"] * 2
    assert reminded(0.5) == ["tess@example.org"] * 2
    assert reminded(0) == ["tess@example.org"] * 2
    first, last = mails("review reminder")
    assert first.body.count("- CC2-2026-") == 2
    assert "Practice P1" in first.body
    assert last.subject.startswith("2 reviews are due")


def test_rounds_that_are_archived_or_without_assignments_are_left_alone(kudzu: Kudzu) -> None:
    assert reminded(1) == []
    build.reviewer_assignment(kudzu.applications[0], kudzu.people["Tess"])
    kudzu.round.archived_at = AT
    db.session.commit()
    assert reminded(1) == []


def withdraw(kudzu: Kudzu, number: int) -> None:
    of = kudzu.applications[number - 1]
    of.state, of.withdrawn_at = ApplicationState.WITHDRAWN, AT
    of.withdrawn_reason = "We merge."
    db.session.commit()


def test_reviewers_of_a_withdrawn_application_are_told_once(kudzu: Kudzu) -> None:
    build.reviewer_assignment(kudzu.applications[0], kudzu.people["Tess"])
    build.reviewer_assignment(kudzu.applications[1], kudzu.people["Uma"])
    withdraw(kudzu, 1)
    withdraw(kudzu, 3)
    for _ in range(2):
        with transaction():
            remind(at=AT)
    (mail,) = mails("application withdrawn")
    assert mail.recipient == "tess@example.org"
    assert "CC2-2026-0001 was withdrawn" in mail.subject


def given(kudzu: Kudzu, *numbers: int) -> bool:
    tess = kudzu.people["Tess"]
    pairs = frozenset((kudzu.applications[number - 1].id, tess.id) for number in numbers)
    with transaction():
        return assign(
            kudzu.round,
            Wish(token=secrets.token_hex(8), add=pairs),
            by=Actor(person_id=tess.id, name="Mona Staff"),
            at=AT,
        )


@pytest.mark.parametrize("begins", [AT - dt.timedelta(days=1), AT + dt.timedelta(days=1)])
def test_mails_name_only_references_while_applicants_are_hidden(
    kudzu: Kudzu, begins: dt.datetime
) -> None:
    for kind, at in ((PhaseKind.REVIEW, begins), (PhaseKind.DISCUSSION, DUE)):
        build.saved(
            ReviewPhase(round_id=kudzu.round.id, kind=kind, begins_at=at, hides_applicants=True)
        )
    assert given(kudzu, 1)
    (mail,) = mails()
    assert "CC2-2026-0001" in mail.body
    assert "Practice P1" not in mail.body
    assert mail.subject == "1 application for you to review"
    assert reminded(3)
    assert "Practice P1" not in mails("review reminder")[0].body


def test_what_is_assigned_already_makes_no_batch_and_no_mail(kudzu: Kudzu) -> None:
    assert given(kudzu, 1)
    assert not given(kudzu, 1)
    assert not given(kudzu)
    assert len(mails()) == 1
