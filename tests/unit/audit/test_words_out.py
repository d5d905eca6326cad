"""Words may leave the trail all at once; who did what, and when, may not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.audit import services
from app.audit.models import NO_WORDS, AuditEvent
from app.core.db import db, transaction
from app.policy import SYSTEM
from tests.support import build

WORDLESS: dict[str, Any] = {
    "subject_name": NO_WORDS,
    "before": None,
    "after": None,
    "reason": None,
}


def events() -> list[AuditEvent]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


@pytest.fixture
def signed(app: Flask) -> AuditEvent:
    """An event with words in every place that can hold some."""
    clinic = build.practice()
    with transaction():
        services.record(
            "signed",
            clinic,
            by=SYSTEM,
            at=build.NOON,
            name="Bay Clinic",
            practice_id=clinic.id,
            before={"plan": "old"},
            after={"plan": "new"},
            reason="Asked to",
        )
    return events()[0]


def test_the_words_go_and_the_deed_stays(signed: AuditEvent) -> None:
    about = (signed.id, signed.at, signed.actor_name, signed.verb, signed.subject_id)
    with transaction():
        services.take_words_out({"practice": [signed.subject_id or 0]})

    (after,) = events()
    assert (after.id, after.at, after.actor_name, after.verb, after.subject_id) == about
    assert (after.subject_name, after.before, after.after, after.reason) == (NO_WORDS, None, None, None)  # fmt: skip


def test_the_timeline_of_a_practice_loses_its_words_too(signed: AuditEvent) -> None:
    with transaction():
        services.take_words_out({}, practice_id=signed.practice_id)

    assert events()[0].reason is None


def test_events_about_others_keep_theirs(signed: AuditEvent) -> None:
    with transaction():
        services.take_words_out({"practice": [signed.id + 99], "other": [signed.subject_id or 0]})
        services.take_words_out({})

    assert events()[0].reason == "Asked to"


FORGERIES: dict[str, dict[str, Any]] = {
    "other words": {"reason": "Something else"},
    "some words only": {"reason": None},
    "another name": WORDLESS | {"subject_name": "Somebody else"},
    "another verb": WORDLESS | {"verb": "looked at"},
    "another actor": WORDLESS | {"actor_name": "Somebody else"},
    "another subject": WORDLESS | {"subject_id": 999},
    "another time": WORDLESS | {"at": build.NOON.replace(year=2020)},
    "another practice": WORDLESS | {"practice_id": None},
    "another trace": WORDLESS | {"removal_id": 999},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_database_lets_nothing_else_through(signed: AuditEvent, forgery: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(AuditEvent).values(FORGERIES[forgery]))

    (after,) = events()
    assert (after.subject_name, after.verb, after.reason) == ("Bay Clinic", "signed", "Asked to")
