"""Only assignments that are in force and without a conflict count."""

from __future__ import annotations

from typing import Any

import pytest

from app.policy import Role
from app.reviews.domain.kinds import Statement
from app.reviews.models import ConflictStatement
from app.reviews.queries import assignments
from app.rfa.domain.states import ApplicationState
from app.rfa.queries import sent
from tests.support import build
from tests.support.build import NOON
from tests.support.sql import statements


def say(of: Any, who: Any, what: Statement, reason: str = "My sister works there.") -> Any:
    return build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=who.id,
            statement=what,
            reason=reason,
            said_at=NOON,
            said_by_id=who.id,
        )
    )


def live(season: Any) -> assignments.Live:
    return assignments.live_of([one.id for one in sent.sent_in(season.id)])


@pytest.fixture
def season(app: Any) -> Any:
    return build.rfa_round()


@pytest.fixture
def tess(app: Any) -> Any:
    return build.person(role=Role.REVIEWER)


@pytest.fixture
def sam(app: Any) -> Any:
    return build.person(role=Role.REVIEWER)


def test_everybody_who_is_assigned_counts_once_for_each_application(
    season: Any, tess: Any, sam: Any
) -> None:
    first = build.sent_application(round_id=season.id)
    second = build.sent_application(round_id=season.id)
    third = build.sent_application(round_id=season.id)
    build.reviewer_assignment(first, tess)
    build.reviewer_assignment(first, sam, clear=False)
    build.reviewer_assignment(second, tess, clear=False)
    found = live(season)
    assert found.reviewers == {first.id: (tess.id, sam.id), second.id: (tess.id,), third.id: ()}
    assert found.load == {tess.id: 2, sam.id: 1}


def test_a_conflict_counts_neither_as_a_reviewer_nor_as_load(
    season: Any, tess: Any, sam: Any
) -> None:
    of = build.sent_application(round_id=season.id)
    build.reviewer_assignment(of, tess, clear=False)
    build.reviewer_assignment(of, sam, clear=False)
    say(of, tess, Statement.YES)
    say(of, sam, Statement.NOT_SURE)
    found = live(season)
    assert found.reviewers == {of.id: (sam.id,)}, "a question that waits is no conflict yet"
    assert found.load == {sam.id: 1}


def test_what_was_taken_away_withdrawn_or_belongs_to_another_round_does_not_count(
    season: Any, tess: Any
) -> None:
    of = build.sent_application(round_id=season.id)
    gone = build.sent_application(
        round_id=season.id,
        state=ApplicationState.WITHDRAWN,
        withdrawn_at=NOON,
        withdrawn_reason="Nobody has the time.",
    )
    build.reviewer_assignment(
        of, tess, removed_at=NOON, removed_by_id=tess.id, removed_reason="Too much to read."
    )
    build.reviewer_assignment(gone, tess)
    build.reviewer_assignment(build.sent_application(), tess)
    found = live(season)
    assert (found.reviewers, found.load) == ({of.id: ()}, {})


def test_it_takes_the_same_number_of_statements_for_any_number(season: Any, tess: Any) -> None:
    build.reviewer_assignment(build.sent_application(round_id=season.id), tess)
    with statements() as few:
        live(season)
    for _ in range(3):
        of = build.sent_application(round_id=season.id)
        build.reviewer_assignment(of, build.person(role=Role.REVIEWER))
    with statements() as many:
        live(season)
    assert len(few) == len(many)
