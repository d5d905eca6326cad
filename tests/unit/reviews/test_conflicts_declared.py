"""Declaring interests for a round, and being reminded of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.core.errors import Refused
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from app.reviews.domain.declaring import Tie, holds, lapses_at, what_is_wrong
from app.reviews.domain.kinds import ReviewState, Standing, Statement, TieKind
from app.reviews.models import Declaration
from app.reviews.queries import declarations, standings
from app.reviews.services import conflicts, declaring
from app.rfa.queries import applications
from tests.support import build

AT = dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)


@pytest.fixture
def season(app: Any) -> Any:
    return build.rfa_round(title="Round One")


@pytest.fixture
def tess(app: Any) -> Any:
    return build.person(name="Tess Crane", role=Role.REVIEWER)


def declare(of: Any, who: Any, *ties: Tie, is_nothing: bool = False) -> tuple[Any, ...]:
    by = Actor(person_id=who.id, name=who.name)
    effect = declaring.declare(of, who.id, ties, is_nothing=is_nothing, by=by, at=AT)
    db.session.commit()
    return effect.closed


def standing(of: Any, who: Any) -> Standing:
    return standings.stand(of.id, who.id).standing


def test_one_of_both_is_required(season: Any, tess: Any) -> None:
    tie = Tie(TieKind.FAMILY, organisation="Delta Pines")
    for given in ({"ties": ()}, {"ties": (tie,), "is_nothing": True}):
        with pytest.raises(Refused) as refusal:
            declare(season, tess, *given["ties"], is_nothing=bool(given.get("is_nothing")))
        assert refusal.value.field == "is_nothing"
    with pytest.raises(Refused, match="at most 60"):
        declare(season, tess, *[tie] * 61)
    with pytest.raises(Refused, match="name the organization"):
        declare(season, tess, Tie(TieKind.OTHER))
    assert list(db.session.scalars(select(Declaration))) == []


@pytest.mark.parametrize(
    ("tie", "field"),
    [
        (Tie(TieKind.OTHER), "organisation"),
        (Tie(TieKind.OTHER, 1, "Both"), "organisation"),
        (Tie(TieKind.OTHER, None, "x" * 201), "organisation"),
        (Tie(TieKind.OTHER, 1, "", "x" * 1001), "note"),
    ],
)
def test_a_line_says_with_whom(tie: Tie, field: str) -> None:
    wrong = what_is_wrong(tie)
    assert wrong is not None
    assert wrong[0] == field


def test_a_declaration_holds_for_a_year() -> None:
    leap_day = dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC)
    assert lapses_at(leap_day) == dt.datetime(2029, 3, 1, 12, tzinfo=dt.UTC)
    assert lapses_at(AT) == AT.replace(year=2027)
    assert holds(AT, AT.replace(year=2027) - dt.timedelta(seconds=1))
    assert not holds(AT, AT.replace(year=2027))
    assert not holds(None, AT)


def test_the_last_declaration_counts_and_all_are_kept(season: Any, tess: Any) -> None:
    clinic = build.practice()
    of = build.sent_application(round_id=season.id, practice_id=clinic.id)
    assert declare(season, tess, Tie(TieKind.BOARD, clinic.id)) == ()
    assert standing(of, tess) is Standing.CONFLICTED
    declare(season, tess, is_nothing=True)
    kept = declarations.declarations_of(season.id, tess.id)
    assert [(one.is_nothing, len(one.ties)) for one in kept] == [(True, 0), (False, 1)]
    events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    assert [event.verb for event in events] == [
        "declared interests",
        "declared interests",
        "asked about conflict",
    ]
    assert events[0].after is not None
    assert events[0].after["ties"][0]["kind"] == "board seat"


@pytest.mark.parametrize("said", [Statement.NO, None])
def test_a_tie_that_is_not_named_any_more_waits_for_staff(
    season: Any, tess: Any, said: Statement | None
) -> None:
    clinic = build.practice()
    of = build.sent_application(round_id=season.id, practice_id=clinic.id)
    neil = build.person(role=Role.PROGRAM_STAFF)
    build.declaration(season, tess, clinic)
    build.reviewer_assignment(of, tess, clear=said is not None)
    assert standing(of, tess) is Standing.CONFLICTED
    declare(season, tess, is_nothing=True)
    assert standing(of, tess) is Standing.WAITING
    assert list(db.session.scalars(select(OutboxMail.recipient))) == [neil.email]


def test_nobody_is_asked_about_what_is_closed_anyway_or_was_never_sent(
    season: Any, tess: Any
) -> None:
    clinic, other = build.practice(), build.practice()
    of = build.sent_application(round_id=season.id, practice_id=clinic.id)
    draft = build.application(round_id=season.id, practice_id=other.id)
    build.grant(tess, Role.VIEWER, at=clinic)
    build.declaration(season, tess, clinic, other)
    declare(season, tess, is_nothing=True)
    assert standing(of, tess) is Standing.CONFLICTED
    assert standing(draft, tess) is Standing.UNASKED
    assert list(db.session.scalars(select(OutboxMail))) == []


@pytest.mark.parametrize("note", ["Since May.", ""])
def test_a_new_tie_is_a_late_conflict(season: Any, tess: Any, note: str) -> None:
    clinic = build.practice()
    of = build.sent_application(round_id=season.id, practice_id=clinic.id)
    other = build.sent_application(round_id=season.id)
    build.declaration(season, tess)
    for one in (of, other):
        build.reviewer_assignment(one, tess)
    review = build.review(of, tess)
    closed = declare(
        season,
        tess,
        Tie(TieKind.FAMILY, clinic.id, note=note),
        Tie(TieKind.OTHER, organisation="Another one"),
    )
    assert [one.id for one in closed] == [of.id]
    db.session.refresh(review)
    assert review.state is ReviewState.VOID
    assert review.void_reason.endswith(f"Declared since then: family{': Since May.' * bool(note)}")
    assert standing(other, tess) is Standing.CLEAR
    said = standings.stand(of.id, tess.id).said
    assert said is not None
    assert said.statement is Statement.YES


def test_a_tie_that_staff_ruled_about_stays_ruled(season: Any, tess: Any) -> None:
    clinic = build.practice()
    row = build.sent_application(round_id=season.id, practice_id=clinic.id)
    declare(season, tess, Tie(TieKind.FUNDING, clinic.id))
    build.reviewer_assignment(row, tess, clear=False)
    of = applications.application(row.id)
    by = Actor(person_id=build.person().id, name="Neil")
    conflicts.rule(of, tess.id, is_conflict=False, reason="Long ago.", by=by, at=AT)
    db.session.commit()
    assert declare(season, tess, Tie(TieKind.FUNDING, clinic.id)) == ()
    assert standing(of, tess) is Standing.CLEAR
    declare(season, tess, is_nothing=True)
    assert len(declare(season, tess, Tie(TieKind.FAMILY, clinic.id))) == 1
    assert standing(of, tess) is Standing.CONFLICTED


@pytest.mark.parametrize("had", ["assignment", "review", "statement", "nothing", "conflict"])
def test_only_what_the_reviewer_had_to_do_with_is_closed(season: Any, tess: Any, had: str) -> None:
    clinic = build.practice()
    of = build.sent_application(round_id=season.id, practice_id=clinic.id)
    sam = build.person(role=Role.REVIEWER)
    build.reviewer_assignment(of, sam)
    if had == "assignment":
        build.reviewer_assignment(of, tess, clear=False)
    if had == "review":
        build.review(of, tess)
    if had in {"statement", "conflict"}:
        build.reviewer_assignment(
            of, tess, removed_at=AT, removed_by_id=sam.id, removed_reason="Too many."
        )
    if had == "conflict":
        build.grant(tess, Role.VIEWER, at=clinic)
    closed = declare(season, tess, Tie(TieKind.FAMILY, clinic.id))
    assert len(closed) == (had in {"assignment", "review", "statement"})
    assert standing(of, tess) is Standing.CONFLICTED


def test_those_who_did_not_declare_are_reminded_once_a_day(season: Any, tess: Any) -> None:
    done = build.person(role=Role.REVIEWER)
    build.declaration(season, done)
    late = build.person(role=Role.REVIEWER)
    build.declaration(season, late, declared_at=AT - dt.timedelta(days=400))
    build.person(role=Role.PROGRAM_STAFF)
    by = Actor(person_id=build.person().id, name="Neil")
    assert declaring.remind(season, by=by, at=AT) == 2
    assert declaring.remind(season, by=by, at=AT + dt.timedelta(hours=1)) == 0
    assert declaring.remind(season, by=by, at=AT + dt.timedelta(days=1)) == 2
    db.session.commit()
    sent_to = list(db.session.scalars(select(OutboxMail.recipient)))
    assert sorted(sent_to) == sorted([tess.email, late.email] * 2)
    events = list(db.session.scalars(select(AuditEvent)))
    assert [event.after for event in events] == [{"mails": 2}] * 2
