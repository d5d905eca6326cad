"""Charters: begun once, written by whoever saw the last words, and on the team's timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.charter import presenters, queries, services
from app.charter.domain.fields import FIELDS, Carried, CarriedMember
from app.charter.services import WrittenMeanwhile
from app.core.db import db
from app.core.errors import Missing, NotPossibleNow
from app.policy import Actor
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.charter.models import Charter

AIM = Carried("aim", "60% with a plan", "G1. What do you want to change?")
FAMILY = CarriedMember("Family partner", "Rosa Hill", "Parent", 6, "C1. Who is on your team?")
START = Carried("baseline", "from 10%", "G1. What do you want to change?")


@pytest.fixture
def by(app: Flask) -> Actor:
    return Actor(build.person().id, "Ana")


@pytest.fixture
def charter(app: Flask, by: Actor) -> Charter:
    return services.open_charter(
        build.practice(name="Delta Pines"),
        build.cohort(name="Cohort 2"),
        [AIM, START],
        [FAMILY],
        by=by,
        at=build.NOON,
    )


def verbs() -> list[str]:
    db.session.flush()
    return [*db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id))]


def test_a_charter_has_every_field_and_remembers_where_its_text_came_from(
    charter: Charter,
) -> None:
    opened = queries.opened(charter)

    assert set(opened.entries) == {field.key for field in FIELDS}
    aim, need = opened.entries["aim"], opened.entries["need"]
    assert (aim.text, aim.first_text, aim.source) == (AIM.text, AIM.text, AIM.source)
    assert (need.text, need.first_text, need.source) == ("", "", "")
    assert [(one.name, one.hours) for one in opened.members] == [("Rosa Hill", 6)]
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.practice_id, event.subject_name) == (charter.practice_id, "Delta Pines, Cohort 2")


def test_a_charter_is_begun_once(charter: Charter, by: Actor) -> None:
    practice = build.practice()
    cohort = build.cohort()
    first = services.open_charter(practice, cohort, by=by, at=build.NOON)
    again = services.open_charter(practice, cohort, [AIM], [FAMILY], by=by, at=build.NOON)

    assert again is first
    assert queries.entry(first, "aim").text == ""
    assert queries.members(first.id) == ()
    assert verbs() == ["began a charter"] * 2


def test_writing_keeps_what_the_source_said_first(charter: Charter, by: Actor) -> None:
    entry = queries.entry(charter, "aim")
    services.write_entry(charter, entry, "70%", seen_version=1, by=by, at=build.NOON)

    assert (entry.text, entry.first_text, entry.version) == ("70%", AIM.text, 2)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.verb == "wrote the charter"
    assert event.practice_id == charter.practice_id
    assert (event.before, event.after) == ({"text": AIM.text}, {"text": "70%"})


def test_nothing_is_overwritten_unseen_and_both_texts_are_given(
    charter: Charter, by: Actor
) -> None:
    entry = queries.entry(charter, "aim")
    services.write_entry(charter, entry, "theirs", seen_version=1, by=by, at=build.NOON)

    with pytest.raises(WrittenMeanwhile) as both:
        services.write_entry(charter, entry, "yours", seen_version=1, by=by, at=build.NOON)
    assert (both.value.theirs, both.value.yours) == ("theirs", "yours")
    assert entry.text == "theirs"
    services.write_entry(charter, entry, "theirs", seen_version=1, by=by, at=build.NOON)
    assert verbs() == ["began a charter", "wrote the charter"]


def test_confirming_twice_is_confirming_once(charter: Charter, by: Actor) -> None:
    services.confirm(charter, by=by, at=build.NOON)
    services.confirm(charter, by=by, at=build.NOON)

    assert charter.confirmed_by_id == by.person_id
    assert verbs().count("confirmed the charter") == 1


def test_people_come_change_and_go(charter: Charter, by: Actor) -> None:
    said = {"role": "QI lead", "name": "Ana Test", "credentials": "RN", "hours": None}
    person = services.add_member(charter, **said, by=by, at=build.NOON)
    services.change_member(charter, person, **said, by=by, at=build.NOON)
    services.change_member(charter, person, **said | {"hours": 4}, by=by, at=build.NOON)
    assert person.hours == 4
    services.end_member(charter, person, by=by, at=build.NOON)

    assert [one.name for one in queries.members(charter.id)] == ["Rosa Hill"]
    with pytest.raises(NotPossibleNow):
        services.end_member(charter, person, by=by, at=build.NOON)
    with pytest.raises(Missing):
        queries.member(charter, person.id)
    assert verbs()[1:] == [
        "named a team member",
        "changed a team member",
        "took somebody off the team",
    ]


def test_what_is_not_there_is_missing(charter: Charter) -> None:
    for practice_id, cohort_id in ((charter.practice_id, None), (0, charter.cohort_id)):
        with pytest.raises(Missing):
            queries.charter(practice_id, cohort_id)
    with pytest.raises(Missing):
        queries.entry(charter, "secrets")


def test_the_page_says_where_parts_came_from_until_numbers_arrive(
    charter: Charter, by: Actor
) -> None:
    services.write_entry(
        charter, queries.entry(charter, "aim"), "70%", seen_version=1, by=by, at=build.NOON
    )
    opened = queries.opened(charter)
    rows = {row.key: row for row in presenters.rows(opened, has_numbers=False)}

    assert rows["aim"].mark == "From your application, G1. What do you want to change?"
    assert (rows["aim"].text, rows["aim"].first) == ("70%", AIM.text)
    assert (rows["baseline"].claim, rows["baseline"].first) == (
        "self-reported in the application",
        "",
    )
    assert rows["need"].mark == ""
    later = {row.key: row for row in presenters.rows(opened, has_numbers=True)}
    assert later["baseline"].claim == ""
    assert [row.detail for row in presenters.member_rows(opened)] == ["Parent, 6 hours a month"]
