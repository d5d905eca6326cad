"""Boards that are frozen: everything is kept, and read back as it was."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.awards.domain import lines
from app.awards.domain.kinds import Outcome
from app.awards.domain.lines import Line
from app.awards.models import BoardSnapshot
from app.awards.queries import board, snapshots
from app.awards.services.snapshots import freeze
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.practices.domain.kinds import PracticeKind
from app.reviews.domain.kinds import Recommendation, Statement
from app.reviews.models import ConflictStatement
from app.rfa.domain.snapshots import fingerprint
from tests.support import build
from tests.unit.awards.meeting import AT, Meeting, tilted

LINE = Line(
    key=1,
    reference="CC2-1",
    name="Ash",
    county="Bolivar",
    kind=PracticeKind.FQHC,
    is_first=True,
    totals=(Fraction(31, 7),),
    advice=(Recommendation.AWARD, Recommendation.DECLINE),
    agreed=Fraction(9, 2),
    outcome=Outcome.WAIT_LIST,
    waits_as=2,
)
BARE = Line(2, "CC2-2", "Bay", "Hinds", PracticeKind.PRIVATE, is_first=False)


@pytest.fixture
def meeting(app: object) -> Meeting:
    return tilted()


def test_nothing_is_lost_in_freezing() -> None:
    plain = lines.to_plain([LINE, BARE], awards=3, reviewers_each=2)
    assert lines.from_plain(plain) == (LINE, BARE)
    assert (plain["awards"], plain["format"]) == (3, 1)


def test_a_review_without_a_total_counts_in_the_advice_and_not_in_n() -> None:
    assert (LINE.panel.n, LINE.reviews, LINE.panel.is_opposed) == (1, 2, True)
    assert (BARE.panel.n, BARE.panel.mean) == (0, None)


def test_what_became_of_each_application_is_named() -> None:
    found = lines.since([LINE, BARE], 1, [LINE], 1)
    assert [(one.name, one.is_same) for one in found] == [("Ash", True), ("Bay", False)]
    assert found[1].now is None


def test_a_board_is_frozen_whole_with_its_fingerprint(meeting: Meeting) -> None:
    build.saved(
        ConflictStatement(
            application_id=meeting.of["Bay"].id,
            person_id=meeting.director.id,
            statement=Statement.YES,
            reason="Family",
            said_at=AT,
            said_by_id=meeting.director.id,
        )
    )
    with transaction():
        row = freeze(meeting.round, "Meeting", by=meeting.by, at=AT)
    db.session.expire_all()
    kept = snapshots.snapshot(meeting.round.id, row.id)
    assert lines.from_plain(kept.content) == board.board(meeting.round).lines
    assert kept.fingerprint == fingerprint(kept.content)
    assert snapshots.snapshots(meeting.round.id) == (kept,)
    with pytest.raises(Missing):
        snapshots.snapshot(build.rfa_round().id, row.id)


def test_a_title_is_needed(meeting: Meeting) -> None:
    with transaction(), pytest.raises(Refused, match="Enter a title"):
        freeze(meeting.round, "", by=meeting.by, at=AT)
    assert db.session.query(BoardSnapshot).count() == 0
