"""Whoever changed what is told since the plan does not confirm the release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.awards.domain.kinds import LetterKind
from app.awards.domain.letters import Words
from app.awards.models import AwardPlan, Decision, Feedback
from app.awards.queries import letters as composed
from app.awards.queries.changers import changers
from app.awards.queries.plans import plan_of
from app.awards.services import letters, plans, release
from app.core.db import db, transaction
from app.core.errors import Refused
from app.policy import Role
from tests.support import build
from tests.unit.awards.telling import AT, RELEASE_AT, SECOND, World, actor

if TYPE_CHECKING:
    from flask import Flask

LATER = AT + SECOND


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def neil_edits(world: World) -> None:
    one = composed.in_round(world.round, RELEASE_AT.date())[1]
    letters.edit(one, Words("By hand", "Dear {{lead_name}}"), by=world.neil, at=LATER)


def neil_writes_a_template(world: World) -> None:
    words = Words("New", "New words for {{practice}}.")
    letters.write_template(world.round, LetterKind.AWARD, words, seen=0, by=world.neil, at=LATER)


def neil_decides(world: World) -> None:
    row = db.session.get_one(Decision, world.decisions[0].id)
    row.rationale, row.decided_at, row.decided_by_id = "Other words.", LATER, world.second.id


def neil_approves_a_summary(world: World) -> None:
    build.saved(
        Feedback(
            application_id=world.applications[2].id,
            strengths="A strong team.",
            concerns="",
            written_at=LATER,
            written_by_id=world.director.id,
            approved_at=LATER,
            approved_by_id=world.second.id,
        )
    )


def neil_sets_a_letterhead(world: World) -> None:
    terms = replace(plan_of(world.round), letterhead=("Another office",))
    plans.set_terms(world.round, terms, by=world.neil, at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        neil_edits,
        neil_writes_a_template,
        neil_decides,
        neil_approves_a_summary,
        neil_sets_a_letterhead,
    ],
)
@pytest.mark.parametrize("was_confirmed", [False, True])
def test_nobody_confirms_what_they_changed_since_the_plan(
    world: World, change: Any, was_confirmed: bool
) -> None:
    third = actor(build.person(name="Otis Third", role=Role.PROGRAM_STAFF), Role.PROGRAM_STAFF)
    world.plan()
    if was_confirmed:
        world.confirm(by=third)
    with transaction():
        change(world)

    with pytest.raises(Refused, match="Changed since it was planned, by") as refused:
        world.confirm(at=LATER)
    assert "Neil Ward" in str(refused.value)
    assert "Somebody else has to confirm it, or Mona Reyes plans it again." in str(refused.value)
    assert not world.outlook.is_confirmed

    world.confirm(by=third, at=LATER)
    assert world.outlook.is_confirmed


def test_once_it_is_planned_again_whoever_changed_it_confirms(world: World) -> None:
    world.plan()
    with transaction():
        neil_edits(world)
    with transaction():
        release.cancel(world.round, by=world.mona, at=LATER + SECOND)
    with transaction():
        release.plan(world.round, release_at=RELEASE_AT, by=world.mona, at=LATER + SECOND)
    world.confirm(at=LATER + 2 * SECOND)
    assert world.outlook.is_confirmed


def test_a_change_that_was_undone_is_none(world: World) -> None:
    world.plan()
    with transaction():
        neil_edits(world)
    with transaction():
        one = composed.in_round(world.round, RELEASE_AT.date())[1]
        letters.use_template(one, by=world.neil, at=LATER)
    world.confirm(at=LATER)
    assert world.outlook.is_confirmed


def test_without_settings_of_the_round_the_usual_letterhead_counts(world: World) -> None:
    world.plan()
    with transaction():
        db.session.query(AwardPlan).delete()
    assert changers(world.outlook) == {}
