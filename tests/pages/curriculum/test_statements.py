"""The record of learning as xAPI statements."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from app.audit.models import AuditEvent
from app.core.db import db
from app.events.domain.kinds import Noted, Presence
from app.events.models import Attendance
from app.policy import TABLE, Action, Actor, Role
from tests.support import build
from tests.unit.curriculum.learners import NOW
from tests.unit.curriculum.takers import quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

OWN = "/learn/record.json"


@pytest.fixture
def ben(app: Flask) -> Person:
    app.extensions["clock"].set(NOW)
    return build.person(name="Ben Ivey", role=Role.CARE_COORDINATOR, at=build.team().practice)


def learned(by: Person) -> None:
    """A module with one try that did not pass, one that did, and an event."""
    actor = Actor(by.id, by.name)
    version = quiz_version(of=build.module(key="basics"), title="Medical home basics")
    study = ready(actor, version)
    for right, minutes in ((3, 5), (4, 10)):
        at = NOW + dt.timedelta(minutes=minutes)
        sent(actor, started(actor, study, at), right, at)
    event = build.learning_event(title="Huddles")
    about = {"presence": Presence.ATTENDED, "how": Noted.STAFF, "minutes": 75, "noted_at": NOW}
    build.saved(Attendance(event_id=event.id, person_id=by.id, **about))


def taken(client: PageClient, path: str = OWN) -> list[dict[str, Any]]:
    reply = client.get(path)
    assert (reply.status_code, reply.mimetype) == (200, "application/json")
    found: list[dict[str, Any]] = json.loads(reply.text)
    return found


def verbs(found: list[dict[str, Any]]) -> list[str]:
    return [one["verb"]["display"]["en-US"] for one in found]


def test_each_deed_is_a_statement_in_its_order(app: Flask, client: PageClient, ben: Person) -> None:
    learned(ben)
    client.sign_in(ben)
    found = taken(client)

    deeds = ["initialized", "completed", "completed", "completed"]
    assert verbs(found) == [*deeds, "failed", "passed", "completed", "attended"]
    site = app.config["BASE_URL"]
    assert found[1] == {
        "id": found[1]["id"],
        "actor": {
            "objectType": "Agent",
            "name": "Ben Ivey",
            "account": {"homePage": site, "name": str(ben.id)},
        },
        "verb": {
            "id": "http://adlnet.gov/expapi/verbs/completed",
            "display": {"en-US": "completed"},
        },
        "object": {
            "objectType": "Activity",
            "id": f"{site}/learn/basics/lesson-1",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/lesson",
                "name": {"en-US": "About lesson-1"},
            },
        },
        "context": {"platform": "CYSHCN Cares 2", "revision": "1"},
        "timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": "1.0.3",
        "result": {"completion": True, "duration": "PT10M"},
    }
    assert [(one["result"]["success"], one["result"]["score"]) for one in found[4:6]] == [
        (False, {"scaled": 0.6, "raw": 3, "min": 0, "max": 5}),
        (True, {"scaled": 0.8, "raw": 4, "min": 0, "max": 5}),
    ]
    assert found[-1]["result"] == {"completion": True, "duration": "PT75M"}
    assert found[-1]["timestamp"] == "2026-11-09T18:00:00Z"


def test_the_same_deed_is_the_same_statement(client: PageClient, ben: Person) -> None:
    learned(ben)
    client.sign_in(ben)
    first, again = taken(client), taken(client)
    assert first == again
    idents = [uuid.UUID(one["id"]) for one in first]
    assert len(set(idents)) == len(idents)


def test_a_try_that_is_open_says_nothing_yet(client: PageClient, ben: Person) -> None:
    actor = Actor(ben.id, ben.name)
    started(actor, ready(actor, quiz_version()))
    client.sign_in(ben)
    assert verbs(taken(client)) == ["initialized", "completed", "completed", "completed"]


def test_an_empty_record_holds_no_statement(client: PageClient, ben: Person) -> None:
    client.sign_in(ben)
    assert client.visit("/learn/record").links["xAPI"] == OWN
    assert taken(client) == []


@pytest.mark.parametrize("role", Role)
def test_staff_take_those_of_others_with_a_trace(
    client: PageClient, ben: Person, role: Role
) -> None:
    learned(ben)
    client.sign_in(build.person(role=role))
    path = f"/staff/learning/people/{ben.id}/record.json"
    if role is Role.COACH:
        assert client.get(path).status_code == 404
    elif role in TABLE[Action.LEARNING_OVERSEE]:
        assert len(taken(client, path)) == 8
        trail = [one.verb for one in db.session.scalars(db.select(AuditEvent))]
        assert "took somebody's record of learning" in trail
    else:
        assert client.get(path).status_code == 403
