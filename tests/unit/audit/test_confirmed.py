"""What was confirmed in a request is noted once with whatever that request writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import request
from sqlalchemy import select, text

from app.audit.models import AuditEvent
from app.audit.services import CONFIRMED, record
from app.core.confirming import Confirming, Typed
from app.core.db import db, transaction
from app.policy import Actor
from app.practices.models import Practice, PracticeKind
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

ANA = Actor(None, "Ana")


@pytest.fixture(autouse=True)
def _confirmed(app: Flask) -> Iterator[None]:
    """A request in which somebody confirmed the words of one field."""
    with app.test_request_context("/account", method="POST"):
        asked = Confirming()
        asked.look([Typed("body", "Body", "Order 428-11-5937")])
        asked.boxes.reason.data = "An order of ours"
        asked.take()
        assert request.endpoint
        yield


def events() -> list[tuple[str, str, str]]:
    found = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(one.verb, one.subject_type, one.subject_name) for one in found]


def test_it_stands_beside_the_first_event_of_each_transaction() -> None:
    for _ in range(2):
        with transaction():
            record("did this", "thing", by=ANA, at=build.NOON, name="A thing")
            record("did that", "thing", by=ANA, at=build.NOON, name="A thing")

    assert [verb for verb, _, _ in events()] == ["did this", CONFIRMED, "did that"] * 2


def test_a_deed_without_an_event_is_noted_under_the_name_of_its_form() -> None:
    with transaction():
        db.session.add(_practice())

    assert events() == [(CONFIRMED, "form", str(request.endpoint))]


def test_a_deed_that_was_written_before_the_commit_counts_as_well() -> None:
    with transaction():
        db.session.add(_practice())
        db.session.flush()

    assert [verb for verb, _, _ in events()] == [CONFIRMED]


def test_reading_notes_nothing_and_what_failed_is_noted_with_the_next_try() -> None:
    with transaction():
        db.session.execute(text("SELECT 1"))
    with pytest.raises(ZeroDivisionError):
        _fail()
    assert events() == []
    db.session.rollback()

    with transaction():
        record("did this", "thing", by=ANA, at=build.NOON)
    assert [verb for verb, _, _ in events()] == ["did this", CONFIRMED]


def _fail() -> None:
    with transaction():
        record("did this", "thing", by=ANA, at=build.NOON)
        raise ZeroDivisionError


def _practice() -> Practice:
    given = {"key": "delta", "name": "Delta Pines", "county": "Hinds", "created_at": build.NOON}
    return Practice(kind=PracticeKind.FQHC, **given)
