"""What a round keeps: what is due, what holds it, and who says how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.awards.models import Appeal, AwardPlan, AwardReply, Decision
from app.core.days import end_of_day
from app.core.db import db, transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.rfa.domain.retention import Schedule
from app.rfa.models import Mark, MarkKind, Task
from app.rfa.queries import applications
from app.rfa.queries import retention as queries
from app.rfa.services import retention as services
from tests.support import build
from tests.unit.rfa.keeping import LATER, Kept, due, remove
from tests.unit.rfa.telling_words import TOLD

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def kept(app: Flask) -> Kept:
    app.extensions["clock"].set(LATER)
    return Kept()


def why_held(kept: Kept, name: str, at: dt.datetime = LATER) -> tuple[str, ...]:
    db.session.rollback()
    seen = queries.overview(kept.round, at)
    return next(one.holds for one in seen.standings if one.application_id == kept.of[name].id)


def test_drafts_are_due_first_and_awards_never(kept: Kept) -> None:
    drafts = end_of_day(dt.date(2027, 12, 17))
    others = end_of_day(dt.date(2029, 12, 17))

    assert due(kept, drafts - SECOND) == set()
    assert due(kept, drafts) == {"Elm"}
    assert due(kept, others - SECOND) == {"Elm"}
    assert due(kept, others) == {"Bay", "Cedar", "Dell", "Elm"}
    assert queries.overview(kept.round, others).awarded == {kept.of["Ash"].id}


def test_the_clock_stands_until_decisions_are_told_or_the_round_is_archived(kept: Kept) -> None:
    for of in kept.of.values():
        of.told_at = None
    db.session.commit()
    assert queries.overview(kept.round, LATER).started_at is None
    assert queries.overview(kept.round, LATER).around_until is None
    assert due(kept) == set()

    kept.round.archived_at = TOLD
    db.session.commit()
    assert queries.overview(kept.round, LATER).started_at == TOLD


def test_every_hold_says_why(kept: Kept) -> None:
    by = {"set_at": TOLD, "set_by_id": kept.staff.id}
    about = {"application_id": kept.of["Bay"].id}
    build.saved(Mark(kind=MarkKind.FLAG, label="Ask about the letter", **about, **by))
    made = {"created_at": TOLD, "created_by_id": kept.staff.id}
    build.saved(Task(title="Call them", **about, **made))
    with transaction():
        of = applications.application(kept.of["Bay"].id)
        services.keep(of, reason="A lawsuit", by=kept.by, at=TOLD)

    assert due(kept) == {"Cedar", "Dell", "Elm"}
    assert why_held(kept, "Bay") == (
        "Kept by staff: A lawsuit",
        "An open flag: Ask about the letter",
        "An open task: Call them",
    )
    with pytest.raises(NotPossibleNow):
        remove(kept, "Bay")


def _decision(kept: Kept, name: str) -> Any:
    return db.session.query(Decision).filter_by(application_id=kept.of[name].id).one()


def _reply(kept: Kept, name: str) -> Any:
    return db.session.query(AwardReply).filter_by(decision_id=_decision(kept, name).id).one()


def test_an_open_appeal_and_one_that_may_still_come_hold(kept: Kept) -> None:
    appeal = db.session.query(Appeal).filter_by(decision_id=_decision(kept, "Bay").id).one()
    appeal.outcome, appeal.reason, appeal.decided_at, appeal.decided_by_id = None, "", None, None
    db.session.delete(_reply(kept, "Cedar"))
    db.session.commit()

    assert why_held(kept, "Bay") == ("An open appeal",)
    assert why_held(kept, "Cedar") == ()
    assert why_held(kept, "Cedar", TOLD + DAY) == ("It can be appealed until Jan 16, 2027",)


def test_a_round_without_appeals_and_without_settings_holds_as_it_says(kept: Kept) -> None:
    db.session.delete(_reply(kept, "Cedar"))
    plan = db.session.query(AwardPlan).one()
    plan.appeal_days = 0
    db.session.commit()
    assert why_held(kept, "Cedar", TOLD + DAY) == ()

    db.session.delete(plan)
    db.session.commit()
    assert why_held(kept, "Cedar", TOLD + DAY) == ("It can be appealed until Jan 16, 2027",)


def test_a_decision_that_nobody_was_told_of_holds(kept: Kept) -> None:
    _decision(kept, "Bay").released_at = None
    db.session.commit()

    assert why_held(kept, "Bay") == ("A decision that nobody was told of",)


def test_an_award_that_nobody_was_told_of_looks_like_any_decision(kept: Kept) -> None:
    """Whoever may not know it yet cannot tell it from what is missing here."""
    _decision(kept, "Ash").released_at = None
    db.session.commit()

    assert queries.overview(kept.round, LATER).awarded == frozenset()
    assert why_held(kept, "Ash") == ("A decision that nobody was told of",)


def test_an_award_that_was_declined_is_not_kept(kept: Kept) -> None:
    _decision(kept, "Bay").outcome = "award"
    db.session.commit()

    assert "Bay" in due(kept)


# ------------------------------------------------------------------ settings and holds


def change(kept: Kept, schedule: Schedule, seen_version: int = 0) -> None:
    with transaction():
        services.change_schedule(
            kept.round, schedule, seen_version=seen_version, by=kept.by, at=TOLD
        )


def trail() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_the_months_of_a_round_change_what_is_due(kept: Kept) -> None:
    change(kept, Schedule(48, 24))

    assert due(kept) == {"Elm"}
    assert trail()[-1] == "changed how long a round keeps things"
    change(kept, Schedule(36, 48), seen_version=1)
    assert due(kept) == {"Bay", "Cedar", "Dell"}


@pytest.mark.parametrize(("wanted", "field"), [((0, 12), "unawarded_months"), ((36, 241), "draft_months")])  # fmt: skip
def test_no_month_and_too_many_are_refused(kept: Kept, wanted: tuple[int, int], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        change(kept, Schedule(*wanted))

    assert refusal.value.field == field


def test_two_who_change_the_months_do_not_overwrite_each_other(kept: Kept) -> None:
    change(kept, Schedule(24, 12))

    with pytest.raises(Conflict):
        change(kept, Schedule(48, 12))


def hold(kept: Kept, name: str, reason: str = "A lawsuit") -> None:
    with transaction():
        of = applications.application(kept.of[name].id, locked=True)
        services.keep(of, reason=reason, by=kept.by, at=TOLD)


def test_a_hold_ends_when_somebody_ends_it(kept: Kept) -> None:
    hold(kept, "Bay")
    assert queries.held_ids(kept.round.id) == {kept.of["Bay"].id}
    with pytest.raises(NotPossibleNow):
        hold(kept, "Bay")

    for _ in range(2):
        with transaction():
            of = applications.application(kept.of["Bay"].id)
            services.keep_no_longer(of, by=kept.by, at=TOLD)
    assert "Bay" in due(kept)
    assert trail()[-2:] == ["kept the application", "kept the application no longer"]


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_a_hold_needs_a_short_reason(kept: Kept, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        hold(kept, "Bay", reason)

    assert refusal.value.field == "reason"
