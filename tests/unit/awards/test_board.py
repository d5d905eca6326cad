"""The board as it is read: the same numbers as everywhere, without what may not be seen."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from app.awards.domain import fairness as rules
from app.awards.domain.board import Column, Side
from app.awards.queries import board as boards
from app.awards.queries import fairness
from app.core.db import db
from app.reviews.domain.kinds import Recommendation, ReviewState, Statement
from app.reviews.models import ConflictStatement, Consensus, ConsensusVote, ReviewPlan
from app.reviews.queries import scores, totals
from app.rfa.queries.rounds import document_of
from tests.support import build
from tests.unit.awards.meeting import AT, Meeting, tilted

pytestmark = pytest.mark.usefixtures("app")


def test_light_totals_are_those_of_every_other_page() -> None:
    meeting = tilted()
    of = meeting.of["Ash"]
    build.review(of, build.person(), {"K1": None})
    build.review(of, build.person(), {"K1": 5}, state=ReviewState.DRAFT, submitted_at=None)
    void = {"voided_at": AT, "void_reason": "Conflict"}
    build.review(of, build.person(), {"K1": 5}, state=ReviewState.VOID, **void)
    build.review(meeting.of["Bay"], build.person(), {"gone": 5})
    ids = [one.id for one in meeting.of.values()]
    document = document_of(meeting.round)
    light, full = totals.totals(ids, document), scores.scored(ids, document)
    for key in ids:
        assert [(one.person_id, one.opinion) for one in light[key]] == [
            (one.review.person_id, one.opinion) for one in full[key]
        ]


def test_the_board_ranks_what_was_sent() -> None:
    meeting = tilted()
    meeting.add("Dogwood", {})
    meeting.add("Elm", {"Ruth": 5})
    meeting.withdraw("Elm")
    found = boards.board(meeting.round)
    names = {of.id: name for name, of in meeting.of.items()}
    assert [(names[p.key], p.rank, p.value) for p in found.ranking().places] == [
        ("Bay", 1, Fraction(4)),
        ("Ash", 2, Fraction(3)),
        ("Cedar", 3, Fraction(5, 2)),
        ("Dogwood", None, None),
    ]
    ash = found.entries[meeting.of["Ash"].id].line
    assert (ash.panel.n, ash.panel.spread) == (2, Fraction(4))
    assert ash.advice == (Recommendation.AWARD, Recommendation.AWARD)
    assert ash.is_first
    assert found.far_apart == Fraction(3, 2)


def test_an_agreed_score_ranks_where_it_is_asked_for_and_never_in_the_mean() -> None:
    meeting = tilted()
    of = meeting.of["Ash"]
    row = build.saved(
        Consensus(
            application_id=of.id,
            score=450,
            body="A strong plan.",
            proposed_at=AT,
            proposed_by_id=meeting.reviewers["Ruth"].id,
        )
    )
    for who in ("Ruth", "Wren"):
        person = meeting.reviewers[who]
        vote = {"person_id": person.id, "agrees": True, "voted_at": AT}
        build.saved(ConsensusVote(consensus_id=row.id, **vote))
    found = boards.board(meeting.round)
    assert found.ranking(Column.CONSENSUS).places[0].key == of.id
    assert found.ranking().sides()[of.id] is Side.BELOW


def test_of_an_application_in_conflict_only_the_name_is_there() -> None:
    meeting = tilted()
    build.saved(
        ConflictStatement(
            application_id=meeting.of["Bay"].id,
            person_id=meeting.director.id,
            statement=Statement.YES,
            reason="My sister works there.",
            said_at=AT,
            said_by_id=meeting.director.id,
        )
    )
    found = boards.board(meeting.round, meeting.director.id)
    assert [one.id for one in found.hidden] == [meeting.of["Bay"].id]
    assert meeting.of["Bay"].id not in found.entries
    assert found.ranking().places[0].key == meeting.of["Ash"].id
    assert boards.board(meeting.round, build.person().id).hidden == ()


def test_who_once_worked_there_has_a_conflict_too() -> None:
    meeting = tilted()
    worker = build.person()
    practice = meeting.of["Ash"].practice_id
    build.grant(worker, build.Role.VIEWER, at=db.session.get(build.Practice, practice))
    found = boards.board(meeting.round, worker.id)
    assert [one.practice_id for one in found.hidden] == [practice]


def test_the_round_says_from_which_spread_a_panel_is_far_apart() -> None:
    meeting = tilted()
    plan = {"due_at": AT, "far_apart": 450, "changed_at": AT}
    build.saved(ReviewPlan(round_id=meeting.round.id, **plan))
    assert boards.board(meeting.round).far_apart == Fraction(9, 2)


def test_leaving_out_one_reviewer_names_who_changes_sides() -> None:
    meeting = tilted()
    found = rules.leaving_out(boards.board(meeting.round).scores)
    names = {of.id: name for name, of in meeting.of.items()}
    wren = found[meeting.reviewers["Wren"].id]
    assert {names[one.key]: (one.was, one.now) for one in wren} == {
        "Bay": (Side.ABOVE, Side.BELOW),
        "Ash": (Side.BELOW, Side.ABOVE),
    }
    assert found[meeting.reviewers["Ruth"].id] == ()


def test_duties_and_coverage_come_from_assignments_in_force() -> None:
    meeting = tilted()
    of = meeting.of["Cedar"]
    waiting, recused = build.person(name="Uma"), build.person(name="Vic")
    build.reviewer_assignment(of, waiting, clear=False)
    build.reviewer_assignment(of, recused, clear=False)
    build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=recused.id,
            statement=Statement.YES,
            reason="Board member",
            said_at=AT,
            said_by_id=recused.id,
        )
    )
    build.declaration(meeting.round, waiting)
    due = AT - dt.timedelta(days=1)
    build.saved(ReviewPlan(round_id=meeting.round.id, due_at=due, changed_at=AT))
    found = fairness.reviewing(boards.board(meeting.round), AT)
    loads = rules.loads(found.duties)
    assert loads[waiting.id] == rules.Load(assigned=1, submitted=0, late=1)
    assert loads[meeting.reviewers["Ruth"].id] == rules.Load(assigned=3, submitted=3, late=3)
    assert recused.id not in loads
    assert found.coverage == rules.Coverage(reviewers=5, declared=1, pairs=8, asked=7, conflicts=1)
    assert found.names[waiting.id] == "Uma"


def test_before_the_due_day_nobody_is_late() -> None:
    meeting = Meeting({"Ash": {"Ruth": 3}})
    found = fairness.reviewing(boards.board(meeting.round), AT)
    assert [one.is_late for one in found.duties] == [False]
