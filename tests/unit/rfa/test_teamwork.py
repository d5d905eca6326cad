"""Comments of the team, and who takes care of which section."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.policy import Actor, Role
from app.rfa.models import Assignment
from app.rfa.presenters.history import due_words
from app.rfa.queries import applications
from app.rfa.queries import teamwork as queries
from app.rfa.queries.applications import Opened
from app.rfa.services import sharing, teamwork
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
DUE = dt.date(2026, 11, 20)


class Place:
    """A draft that Ana leads and Ben edits."""

    def __init__(self) -> None:
        practice = build.practice()
        self.ana = build.person(name="Ana", role=Role.APPLICATION_LEAD, at=practice)
        self.ben = build.person(name="Ben", role=Role.APPLICATION_EDITOR, at=practice)
        self.id = build.application(practice_id=practice.id).id
        for key in ("profile", "plan", "papers", "signature"):
            build.section_draft(applications.application(self.id), key, {})
        self.by = Actor(self.ana.id, "Ana")

    @property
    def of(self) -> Opened:
        return applications.opened(self.id)

    def comment(self, question: str = "P1", body: str = "Is that so?") -> Any:
        with transaction():
            of = self.of
            return teamwork.comment(of, of.section("plan"), question, body, by=self.by, at=AT)

    def assign(self, section: str, person: Any, due_on: dt.date | None = None) -> None:
        person_id = person.id if hasattr(person, "id") else person
        with transaction():
            of = self.of
            teamwork.assign(
                of, of.section(section), person_id=person_id, due_on=due_on, by=self.by, at=AT
            )


@pytest.fixture
def place() -> Place:
    return Place()


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def shares(place: Place) -> dict[str, tuple[int, dt.date | None]]:
    found = queries.assignments(place.id)
    return {key: (one.person_id, one.due_on) for key, one in found.items()}


def test_a_comment_is_open_until_it_is_resolved(place: Place) -> None:
    remark = place.comment()
    assert queries.count_open_comments(place.id) == 1
    with transaction():
        teamwork.resolve(remark, by=place.by, at=AT)
    assert queries.count_open_comments(place.id) == 0
    assert [one.name for one in queries.comments(place.id)] == ["Ana"]
    assert queries.comments(place.id, "profile") == ()
    with pytest.raises(NotPossibleNow), transaction():
        teamwork.resolve(remark, by=place.by, at=AT)


@pytest.mark.parametrize(
    ("question", "body", "field"),
    [("Q1", "Is that so?", "question"), ("P1", "", "body"), ("P1", "a" * 2001, "body")],
)
def test_a_comment_says_something_about_a_question_of_its_section(
    place: Place, question: str, body: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        place.comment(question, body)
    assert refused.value.field == field


def test_comments_of_other_applications_are_missing(place: Place) -> None:
    remark = place.comment()
    assert queries.comment(place.id, remark.id) is remark
    other = Place()
    with pytest.raises(Missing):
        queries.comment(other.id, remark.id)


def test_a_section_is_given_to_somebody_changed_and_given_to_nobody(place: Place) -> None:
    place.assign("plan", None)
    place.assign("plan", place.ben, DUE)
    assert shares(place) == {"plan": (place.ben.id, DUE)}
    place.assign("plan", place.ana)
    assert shares(place) == {"plan": (place.ana.id, None)}
    place.assign("plan", None)
    assert shares(place) == {}


def test_only_the_team_takes_care_of_sections(place: Place) -> None:
    with pytest.raises(Refused) as refused:
        place.assign("plan", build.person(role=Role.APPLICATION_EDITOR))
    assert refused.value.field == "person"


def test_sharing_all_sections_writes_only_what_differs(place: Place) -> None:
    place.assign("plan", place.ben, DUE)
    place.assign("papers", place.ben, DUE)
    before = len(verbs())
    with transaction():
        changed = sharing.share_work(
            place.of,
            {
                "profile": (place.ana.id, DUE),
                "plan": (place.ben.id, DUE),
                "signature": (None, None),
            },
            by=place.by,
            at=AT,
        )
    assert changed == 1
    assert verbs()[before:] == ["assigned section 1"]
    assert shares(place) == {
        "profile": (place.ana.id, DUE),
        "plan": (place.ben.id, DUE),
        "papers": (place.ben.id, DUE),
    }


@pytest.mark.parametrize(
    ("due_on", "is_done", "words"),
    [
        (DUE, False, "Due today"),
        (DUE - dt.timedelta(1), False, "Overdue by 1 day"),
        (DUE - dt.timedelta(12), False, "Overdue by 12 days"),
        (DUE - dt.timedelta(12), True, ""),
        (DUE + dt.timedelta(1), False, ""),
        (None, False, ""),
    ],
)
def test_a_date_that_has_passed_is_said_in_words(
    due_on: dt.date | None, is_done: bool, words: str
) -> None:
    given = Assignment(application_id=1, section="plan", person_id=1, due_on=due_on)
    assert due_words(given, is_done=is_done, today=DUE) == words
    assert due_words(None, is_done=is_done, today=DUE) == ""
