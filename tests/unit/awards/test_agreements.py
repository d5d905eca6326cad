"""Agreements are signed under exact words, countersigned once; steps are noted by staff."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.awards.domain.agreement import STANDARD, fingerprint
from app.awards.domain.beginning import W9
from app.awards.models import Agreement, AgreementText
from app.awards.queries import beginnings
from app.awards.services import agreements, steps
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from tests.support import build
from tests.unit.awards.awarded import SOON, Awarded, actor, verbs

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def world(app: Flask) -> Awarded:
    app.extensions["clock"].set(SOON)
    return Awarded()


def sign(world: Awarded, **how: object) -> Agreement:
    award = world.award()
    given = {
        "name": "Carla Simms",
        "title": "CEO",
        "seen": fingerprint(beginnings.words_for(award)),
        "by": actor(world.carla),
        "at": SOON,
    }
    with transaction():
        return agreements.sign(award, **given | how)  # type: ignore[arg-type]  # named above


def countersign(world: Awarded) -> None:
    with transaction():
        agreements.countersign(
            world.award(), name="Neil", title="Manager", by=actor(world.neil), at=SOON
        )


def test_an_agreement_is_signed_after_accepting(world: Awarded) -> None:
    with pytest.raises(NotPossibleNow, match="Accept the award first"):
        sign(world)
    world.accept()
    signed = sign(world)

    assert "Practice: Delta Pines" in signed.words
    assert "Award: $10,001" in signed.words
    assert signed.fingerprint == fingerprint(signed.words)
    text = db.session.get_one(AgreementText, signed.text_id)
    assert (text.number, text.title, text.written_by_id) == (1, STANDARD.title, None)
    assert sign(world) is signed
    assert verbs().count("signed the agreement") == 1
    with pytest.raises(NotPossibleNow, match="Carla Simms has signed"):
        sign(world, by=actor(world.ana))


def test_words_that_changed_are_not_signed(world: Awarded) -> None:
    world.accept()
    seen = fingerprint(beginnings.words_for(world.award()))
    agreements.write_text(
        world.round, title="Ours", body="New.", seen=0, by=actor(world.neil), at=SOON
    )
    db.session.commit()
    with pytest.raises(Refused, match="words changed meanwhile"):
        sign(world, seen=seen)
    assert sign(world).words.endswith("New.")


def test_every_version_of_the_words_is_kept(world: Awarded) -> None:
    by = actor(world.neil)
    same = agreements.write_text(
        world.round, title=STANDARD.title, body=STANDARD.body, seen=0, by=by, at=SOON
    )
    assert same is None
    first = agreements.write_text(world.round, title="A", body="B", seen=0, by=by, at=SOON)
    assert first is not None
    with pytest.raises(Conflict):
        agreements.write_text(world.round, title="C", body="B", seen=0, by=by, at=SOON)
    second = agreements.write_text(world.round, title="C", body="B", seen=1, by=by, at=SOON)
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert beginnings.text_of(world.round.id).title == "C"
    assert verbs().count("wrote the agreement") == 2


def test_new_words_leave_what_was_signed(world: Awarded) -> None:
    world.accept()
    signed = sign(world)
    before = signed.words
    agreements.write_text(world.round, title="A", body="B", seen=1, by=actor(world.neil), at=SOON)
    db.session.commit()
    agreement = world.award().agreement
    assert agreement is not None
    assert agreement.words == before


def test_the_program_countersigns_once(world: Awarded) -> None:
    world.accept()
    with pytest.raises(NotPossibleNow, match="has not signed"):
        countersign(world)
    sign(world)
    countersign(world)
    agreement = world.award().agreement
    assert agreement is not None
    assert (agreement.countersigned_name, agreement.countersigned_at) == ("Neil", SOON)
    with pytest.raises(NotPossibleNow, match="Neil has countersigned already"):
        countersign(world)
    assert verbs().count("countersigned the agreement") == 1


def test_somebody_with_a_conflict_does_not_countersign(world: Awarded) -> None:
    world.accept()
    sign(world)
    build.declaration(world.round, world.neil, world.practice)
    with pytest.raises(NotPossibleNow, match="conflict"):
        countersign(world)


def test_milestones_are_met_in_any_order_and_taken_back(world: Awarded) -> None:
    world.accept()
    first, second = beginnings.milestones_of(world.decision.id)
    by, today = actor(world.neil), SOON.date()
    award = world.award()
    with pytest.raises(Refused, match="today or an earlier day") as refused:
        steps.meet(award, second, on=today + dt.timedelta(days=1), words="", by=by, at=SOON)
    assert refused.value.field == "on"
    steps.meet(award, second, on=today - dt.timedelta(days=1), words="Seen", by=by, at=SOON)
    assert second.met_at == dt.datetime(2027, 4, 18, 17, tzinfo=dt.UTC)
    assert first.met_at is None
    with pytest.raises(NotPossibleNow, match="met already"):
        steps.meet(award, second, on=today, words="", by=by, at=SOON)
    steps.reopen(award, second, by=by, at=SOON)
    assert (second.met_at, second.note) == (None, "")
    with pytest.raises(NotPossibleNow, match="was not met"):
        steps.reopen(award, second, by=by, at=SOON)
    other = Awarded(name="Other", round=world.round)
    with pytest.raises(Missing):
        beginnings.milestone(other.decision.id, second.id)
    assert beginnings.milestone(world.decision.id, second.id) is second


def test_a_step_is_ticked_once_and_the_tick_goes_away(world: Awarded) -> None:
    by = actor(world.neil)
    for done in (True, True, False, False):
        steps.tick(world.award(), W9, done=done, by=by, at=SOON)
        assert bool(beginnings.ticks_of([world.decision.id])) is done
    assert verbs()[-2:] == ["ticked a step", "took a tick away"]


def test_a_round_shows_what_became_of_its_awards(world: Awarded) -> None:
    world.accept()
    sign(world)
    steps.tick(world.award(), W9, done=True, by=actor(world.neil), at=SOON)
    Awarded(name="Alder", round=world.round)
    found = beginnings.in_round(world.round, SOON)

    assert [one.to.practice for one in found.awards] == ["Alder", "Delta Pines"]
    alder, delta = found.awards
    assert (alder.has_w9, delta.has_w9) == (False, True)
    assert (alder.agreement, delta.agreement is not None) == (None, True)
    assert (len(alder.milestones), len(delta.milestones)) == (0, 2)
    assert not delta.is_enrolled
    assert found.free == world.round.awards - 2


def test_a_team_knows_the_award_that_it_began_from(world: Awarded) -> None:
    assert beginnings.origin_of(world.practice.id) is None
    world.accept()
    origin = beginnings.origin_of(world.practice.id)
    assert origin is not None
    assert (origin.application_id, origin.is_signed) == (world.id, False)
    sign(world)
    origin = beginnings.origin_of(world.practice.id)
    assert origin is not None
    assert origin.is_signed
    assert db.session.scalar(select(func.count()).select_from(Agreement)) == 1
