"""Decisions are told all at once, at their instant, once, and only what two people agreed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from app.audit.models import AuditEvent
from app.awards.domain.kinds import LetterKind, Outcome
from app.awards.domain.letters import Words
from app.awards.models import AwardPlan, Decision, Feedback, Letter, Release
from app.awards.queries import letters as composed
from app.awards.queries import releases
from app.awards.queries.plans import plan_of
from app.awards.services import letters, plans, release
from app.core.db import db, transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.outbox import worker
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application
from tests.support import build
from tests.support.sql import HOUSEKEEPING, statements
from tests.unit.awards.telling import AT, RELEASE_AT, SECOND, World, mails
from tests.unit.rfa.test_at_once import together

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def told() -> list[Application]:
    db.session.expire_all()
    return list(db.session.scalars(select(Application).where(Application.told_at.is_not(None))))


def current(world: World) -> Release:
    db.session.expire_all()
    found = releases.current(world.round.id)
    assert found is not None
    return found


# ------------------------------------------------------------------ planning


def test_a_release_takes_two_people_and_tells_at_its_instant(world: World) -> None:
    world.plan()
    assert world.tell() == 0
    world.confirm()
    assert world.tell(RELEASE_AT - SECOND) == 0
    assert told() == []

    assert world.tell() == 3

    assert {one.told_at for one in told()} == {RELEASE_AT}
    assert [mail.recipient for mail in mails()] == [lead.email for lead in world.leads]
    assert {one.released_at for one in db.session.scalars(select(Decision))} == {RELEASE_AT}
    sent = db.session.scalars(select(Letter)).all()
    assert len(sent) == 3
    assert all(one.sent_body and "{{" not in one.sent_body for one in sent)
    assert world.tell() == 0
    assert len(mails()) == 3
    verbs = db.session.scalars(select(AuditEvent.verb)).all()
    assert verbs.count("told the decision") == 3
    assert verbs.count("told the applicant") == 3
    assert verbs.count("told the decisions") == 1


def test_a_mail_says_nothing_of_the_decision(world: World) -> None:
    world.planned_and_confirmed().tell()
    mail = mails()[2]

    assert mail.subject == "A decision is ready for Clinic 3"
    assert mail.key == f"decision:{world.decisions[2].id}:{world.leads[2].id}"
    assert mail.link is not None
    assert mail.link.endswith(f"/applications/{world.applications[2].id}/decision")
    for word in ("decline", "award", "wait"):
        assert word not in mail.body.lower()


def test_the_planner_cannot_confirm(world: World) -> None:
    world.plan()
    with pytest.raises(Refused, match="Somebody else has to confirm"):
        world.confirm(by=world.mona)


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (AT, "Choose a time in the future"),
        (AT + dt.timedelta(days=400), "Choose a time within a year"),
    ],
)
def test_the_instant_is_ahead_and_near(world: World, when: dt.datetime, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        world.plan(when)


def test_one_release_is_planned_at_a_time(world: World) -> None:
    world.plan()
    with pytest.raises(NotPossibleNow, match="planned already"):
        world.plan()


def test_only_what_is_planned_and_open_is_confirmed(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="No release is planned"):
        world.confirm()
    world.plan()
    with pytest.raises(NotPossibleNow, match="has passed"):
        world.confirm(at=RELEASE_AT)
    world.confirm()
    with pytest.raises(NotPossibleNow, match="confirmed already"):
        world.confirm()


def test_a_release_can_be_cancelled_until_its_instant(world: World) -> None:
    with pytest.raises(NotPossibleNow), transaction():
        release.cancel(world.round, by=world.neil, at=AT)
    world.planned_and_confirmed()
    with pytest.raises(NotPossibleNow, match="too late"), transaction():
        release.cancel(world.round, by=world.neil, at=RELEASE_AT)
    with transaction():
        release.cancel(world.round, by=world.neil, at=RELEASE_AT - SECOND)

    assert world.tell() == 0
    assert mails() == []
    assert len(releases.past(world.round.id)) == 1
    world.plan()


# ------------------------------------------------------------------ what is in the way


def test_an_application_without_a_decision_is_in_the_way(world: World) -> None:
    world.apply()
    with pytest.raises(Refused, match="Clinic 4 has no decision"):
        world.plan()


def test_nothing_to_tell_is_in_the_way(app: Flask) -> None:
    with pytest.raises(Refused, match="No decision waits"):
        World(()).plan()


def test_a_gap_in_the_wait_list_is_in_the_way(world: World) -> None:
    world.decide(world.apply(), Outcome.WAIT_LIST, waits_as=3)
    with pytest.raises(Refused, match="It says 1, 3"):
        world.plan()


def test_a_field_without_a_value_is_in_the_way_until_it_is_filled_in(world: World) -> None:
    with transaction():
        letters.write_template(
            world.round,
            LetterKind.DECLINE,
            Words("About {{practice}}", "Your mentor is {{mentor}}."),
            seen=0,
            by=world.mona,
            at=AT,
        )
    with pytest.raises(Refused, match=r"Clinic 3 lacks “Name of the mentor” \({{mentor}}\)"):
        world.plan()
    one = next(one for one in world.outlook.letters if one.to.practice == "Clinic 3")
    with transaction():
        letters.fill_in(one, {"mentor": "Pat Doe"}, by=world.neil, at=AT)
    world.planned_and_confirmed().tell()

    sent = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.DECLINE)).one()
    assert (sent.sent_subject, sent.sent_body) == ("About Clinic 3", "Your mentor is Pat Doe.")


def test_what_every_letter_lacks_is_said_once(world: World) -> None:
    with transaction():
        db.session.query(AwardPlan).update({"signer_title": ""})
    [found] = world.outlook.obstacles
    assert found.words == "The settings lack “Title of who signs” ({{signer_title}})."
    assert found.is_setting


def test_nobody_is_told_about_what_was_withdrawn(world: World) -> None:
    world.planned_and_confirmed()
    gone = db.session.get_one(Application, world.applications[2].id)
    gone.state, gone.withdrawn_at = ApplicationState.WITHDRAWN, AT
    gone.withdrawn_reason = "We moved"
    db.session.commit()

    assert world.tell() == 2
    assert len(mails()) == 2


# ------------------------------------------------------------------ what voids a confirmation


def write_again(world: World) -> None:
    words = Words("New", "New words for {{practice}}.")
    letters.write_template(world.round, LetterKind.AWARD, words, seen=0, by=world.mona, at=AT)


def edit_a_letter(world: World) -> None:
    one = composed.in_round(world.round, RELEASE_AT.date())[1]
    letters.edit(one, Words("By hand", "Dear {{lead_name}}"), by=world.mona, at=AT)


def decide_again(world: World) -> None:
    db.session.get_one(Decision, world.decisions[0].id).rationale = "Other words."


def approve_a_summary(world: World) -> None:
    build.saved(
        Feedback(
            application_id=world.applications[2].id,
            strengths="A strong team.",
            concerns="",
            written_at=AT,
            written_by_id=world.second.id,
            approved_at=AT,
            approved_by_id=world.second.id,
        )
    )


def set_a_letterhead(world: World) -> None:
    terms = plan_of(world.round)
    plans.set_terms(
        world.round, replace(terms, letterhead=("Another office",)), by=world.mona, at=AT
    )


def set_a_signer(world: World) -> None:
    """Also where no letter names the signer."""
    terms = plan_of(world.round)
    plans.set_terms(world.round, replace(terms, signer_title="Chief"), by=world.mona, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        write_again,
        edit_a_letter,
        decide_again,
        approve_a_summary,
        set_a_letterhead,
        set_a_signer,
    ],
)
def test_any_change_voids_the_confirmation(world: World, change: Any) -> None:
    world.planned_and_confirmed()
    assert world.outlook.is_confirmed
    with transaction():
        change(world)
    assert world.outlook.is_void
    assert not world.outlook.is_confirmed

    world.confirm()
    assert world.outlook.is_confirmed
    assert world.tell() == 3


def test_a_void_confirmation_tells_nobody_but_the_two(world: World) -> None:
    world.planned_and_confirmed()
    with transaction():
        decide_again(world)

    assert world.tell() == 0

    assert told() == []
    assert mails() == []
    assert [mail.recipient for mail in mails("release held back")] == [
        world.director.email,
        world.second.email,
    ]
    assert current(world).confirmed_at is None
    assert not release.is_due(at=RELEASE_AT)


def test_a_late_application_holds_the_release_back(world: World) -> None:
    world.planned_and_confirmed()
    world.apply()

    assert world.tell() == 0
    reasons = db.session.scalars(
        select(AuditEvent.reason).where(AuditEvent.verb == "held the release back")
    ).all()
    assert reasons == ["Clinic 4 has no decision."]


def test_a_confirmation_is_for_what_was_on_the_page(world: World) -> None:
    world.plan()
    seen = world.outlook.mark
    with transaction():
        edit_a_letter(world)
    with pytest.raises(Conflict, match="Something changed"):
        world.confirm(seen=seen)


# ------------------------------------------------------------------ the job


def test_the_worker_tells_within_its_round(app: Flask, world: World) -> None:
    world.planned_and_confirmed()
    app.extensions["clock"].set(RELEASE_AT)
    db.session.commit()
    worker.do_prompt_duties()
    assert len(mails()) == 3
    db.session.commit()
    with statements() as sent:
        worker.do_prompt_duties()
    assert len(sent) == 1, "the worker asks only whether there is something to do"


def test_the_command_tells(app: Flask, world: World) -> None:
    world.planned_and_confirmed()
    app.extensions["clock"].set(RELEASE_AT)
    db.session.commit()
    outputs = [app.test_cli_runner().invoke(args=["awards", "release"]).output for _ in range(2)]
    assert outputs == ["3 decisions were told.\n", "0 decisions were told.\n"]


def test_two_workers_at_once_tell_once(app: Flask, world: World) -> None:
    world.planned_and_confirmed()
    found = together(app, [lambda: release.release_due(at=RELEASE_AT)] * 3)

    assert sorted(one for one in found if isinstance(one, int)) in ([0, 0, 3], [0, 3], [3])
    assert len(mails()) == 3


def test_the_release_of_one_does_not_hold_up_what_comes_later(world: World) -> None:
    world.planned_and_confirmed().tell()
    world.decide(world.apply())
    world.planned_and_confirmed()

    assert world.tell() == 1
    assert len(mails()) == 4
    assert len(releases.past(world.round.id)) == 2


def test_the_outlook_takes_the_same_number_of_statements_for_any_number(app: Flask) -> None:
    world = World((Outcome.AWARD,))
    with statements() as few:
        _ = world.outlook
    for _ in range(2):
        world.decide(world.apply())
    with statements() as many:
        _ = world.outlook
    assert len(few) == len(many)


def test_whoever_comes_late_finds_nothing_to_tell(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second worker saw the release before the first one was done."""
    world.planned_and_confirmed()
    monkeypatch.setattr(releases, "due", lambda _at: [world.round.id])
    assert [world.tell(RELEASE_AT - SECOND), world.tell(), world.tell()] == [0, 3, 0]


class Crash(RuntimeError):
    """The power fails."""


@settings(max_examples=25)
@given(crashes=st.lists(st.integers(1, 60), max_size=3))
def test_whatever_crashes_all_or_nobody_is_told_and_each_mail_is_written_once(
    app: Flask, crashes: list[int]
) -> None:
    world = World(key=None).planned_and_confirmed()
    before = len(mails())
    others = len(told())
    db.session.commit()
    for crash_at in crashes:
        count = 0

        def strike(_c: Any, _cursor: Any, statement: str, *_: Any, at: int = crash_at) -> None:
            nonlocal count
            if not statement.lstrip().upper().startswith(HOUSEKEEPING):
                count += 1
                if count == at:
                    raise Crash

        event.listen(Engine, "before_cursor_execute", strike)
        try:
            world.tell()
        except Crash:
            pass
        finally:
            event.remove(Engine, "before_cursor_execute", strike)
        db.session.rollback()
        told_now = len(told()) - others
        assert told_now in {0, 3}
        assert len(mails()) - before == told_now
        assert len(db.session.scalars(select(Letter)).all()) == others + told_now
    world.tell()
    assert len(told()) == others + 3
    keys = [mail.key for mail in mails()]
    assert len(keys) == len(set(keys)) == before + 3


def test_a_note_that_does_not_hold_is_no_decision(world: World) -> None:
    draft = build.application(round_id=world.round.id)
    build.decision(draft, outcome=Outcome.DECLINE)
    assert world.planned_and_confirmed().tell() == 3
    assert draft.told_at is None
