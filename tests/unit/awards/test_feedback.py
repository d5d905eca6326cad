"""Summaries hold strengths and concerns in staff's own words: no names, no scores, approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.audit.models import AuditEvent
from app.awards.domain.feedback import Summary, names_in
from app.awards.queries import feedback as queries
from app.awards.services import feedback
from app.core.db import db, transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.policy import Actor, Role
from app.reviews.domain.kinds import ReviewState, Statement
from app.reviews.models import ConflictStatement
from app.rfa.queries import applications
from tests.support import build
from tests.unit.awards.telling import AT, World, actor

if TYPE_CHECKING:
    from flask import Flask

OWN = Summary("Your team is strong.", "The plan lacks a second person.")


@pytest.fixture
def world(app: Flask) -> World:
    world = World()
    ann = build.person(name="Ann Grace", role=Role.REVIEWER)
    bob = build.person(name="Bob Lowe", role=Role.REVIEWER)
    cat = build.person(name="Cat Moss", role=Role.REVIEWER)
    of = world.applications[0]
    build.review(of, ann, strengths="A strong team.", concerns="No back-up.")
    build.review(of, bob, strengths="Clear aims.", concerns="")
    build.review(of, cat, state=ReviewState.DRAFT, submitted_at=None, strengths="Secret draft.")
    build.reviewer_assignment(of, build.person(name="Dee Pike", role=Role.REVIEWER))
    return world


def write(world: World, summary: Summary = OWN, by: Actor | None = None) -> None:
    with transaction():
        of = applications.application(world.applications[0].id)
        feedback.write(of, summary, by=by or world.neil, at=AT)


def approve(world: World, summary: Summary = OWN, by: Actor | None = None) -> None:
    with transaction():
        of = applications.application(world.applications[0].id)
        feedback.approve(of, seen=feedback.mark(summary), by=by or world.mona, at=AT)


def test_it_begins_with_what_was_submitted_without_names(world: World) -> None:
    start = queries.beginning(applications.application(world.applications[0].id))
    assert start == Summary("A strong team.\n\nClear aims.", "No back-up.")


def test_a_second_look_approves_and_a_change_ends_that(world: World) -> None:
    write(world)
    approve(world)
    row = queries.feedback_of(world.applications[0].id)
    assert row is not None
    assert (row.approved_at, row.approved_by_id) == (AT, world.director.id)
    write(world, Summary("Other words.", ""), by=world.mona)
    approve(world, Summary("Other words.", ""))
    notes = [e.after for e in db.session.query(AuditEvent) if e.verb == "approved a summary"]
    assert [note["approved by"] for note in notes if note] == ["a second person", "who wrote it"]


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        (Summary("Ann Grace liked it.", ""), "Take the name of the reviewer out first: Ann Grace"),
        (Summary("Fine.", "Ms. Lowe had doubts."), "out first: Lowe"),
        (Summary("As Moss drafted", ""), "out first: Moss"),
        (Summary("Pike would read it", ""), "out first: Pike"),
        (Summary("You got 4 of 5.", ""), "Take the score out"),
        (Summary("A strong team.\n\nClear aims.", "No back-up."), "into your own words"),
    ],
)
def test_names_scores_and_copies_are_not_approved(
    world: World, summary: Summary, sentence: str
) -> None:
    write(world, summary)
    with pytest.raises(Refused, match=sentence):
        approve(world, summary)


def test_there_must_be_something_and_it_must_be_what_was_read(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="Write a strength"):
        approve(world)
    write(world, Summary("", ""))
    with pytest.raises(NotPossibleNow, match="Write a strength"):
        approve(world)
    write(world)
    with pytest.raises(Conflict, match="Somebody changed"):
        approve(world, Summary("Old words", ""))
    with pytest.raises(Refused) as refusal:
        write(world, Summary("x", "y" * 4001))
    assert refusal.value.field == "concerns"


def test_staff_with_a_conflict_do_not_write_it(world: World) -> None:
    other = build.person(name="Otis", role=Role.PROGRAM_STAFF)
    build.saved(
        ConflictStatement(
            application_id=world.applications[0].id,
            person_id=other.id,
            statement=Statement.YES,
            reason="My sister works there.",
            said_at=AT,
            said_by_id=other.id,
        )
    )
    for deed in (write, approve):
        with pytest.raises(NotPossibleNow, match="You have a conflict"):
            deed(world, by=actor(other, Role.PROGRAM_STAFF))


def test_short_and_empty_names_are_no_surnames() -> None:
    assert names_in("We go on.", ["", "Jo Go", "Mary On"]) == ()
