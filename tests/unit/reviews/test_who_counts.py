from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from app.reviews.domain.kinds import OthersSeen, PhaseKind, ReviewState, Standing
from app.reviews.domain.visibility import (
    Looker,
    Phase,
    may_open,
    phase_at,
    sees_applicant,
    sees_author,
    sees_reviews,
)
from app.reviews.queries import lookers, scores, totals
from app.rfa.queries import applications
from app.rfa.queries.rounds import document_of
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

NOON = dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=7)
SEATED = Looker(7, is_assigned=True, standing=Standing.CLEAR)
SENT = Looker(7, is_assigned=True, standing=Standing.CLEAR, has_submitted=True)


def phase(**given: object) -> Phase:
    return Phase(**{"kind": PhaseKind.REVIEW, "begins_at": NOON} | given)  # type: ignore[arg-type]  # named as in the class


def test_the_phase_comes_from_the_clock_alone() -> None:
    first, second = phase(), phase(kind=PhaseKind.DISCUSSION, begins_at=LATER)

    assert phase_at([second, first], NOON - dt.timedelta(seconds=1)) is None
    assert phase_at([second, first], NOON) is first
    assert phase_at([second, first], LATER) is second


def test_content_opens_for_the_assigned_without_a_conflict_in_a_phase() -> None:
    assert may_open(SEATED, phase())
    assert not may_open(SEATED, None)
    assert not may_open(Looker(7, standing=Standing.CLEAR), phase())
    assert not may_open(Looker(7, is_assigned=True), phase())


@pytest.mark.parametrize(
    ("others", "before_own", "after_own"),
    [
        (OthersSeen.NEVER, False, False),
        (OthersSeen.AFTER_OWN, False, True),
        (OthersSeen.ALWAYS, True, True),
    ],
)
def test_other_reviews_are_seen_as_the_phase_says(
    others: OthersSeen, before_own: bool, after_own: bool
) -> None:
    assert sees_reviews(SEATED, phase(others=others)) is before_own
    assert sees_reviews(SENT, phase(others=others)) is after_own


def test_nobody_sees_reviews_without_a_seat_or_a_phase() -> None:
    assert not sees_reviews(SENT, None)
    assert not sees_reviews(Looker(7), phase(others=OthersSeen.ALWAYS))


def test_staff_see_reviews_unless_a_conflict_or_an_own_review_stands_between() -> None:
    assert sees_reviews(Looker(7, is_staff=True), None)
    assert not sees_reviews(Looker(7, is_staff=True, standing=Standing.CONFLICTED), None)
    assert not sees_reviews(Looker(7, is_staff=True, is_assigned=True), None)
    assert sees_reviews(Looker(7, is_staff=True, is_assigned=True, has_submitted=True), None)


def test_names_are_hidden_from_reviewers_as_the_phase_says_and_never_from_their_owner() -> None:
    hiding = phase(hides_reviewers=True, hides_applicants=True)

    assert sees_author(SEATED, phase(), 8)
    assert not sees_author(SEATED, hiding, 8)
    assert sees_author(SEATED, hiding, 7)
    assert sees_author(Looker(7, is_staff=True), hiding, 8)
    assert sees_applicant(SEATED, phase())
    assert not sees_applicant(SEATED, hiding)
    assert not sees_applicant(SEATED, None)
    assert sees_applicant(Looker(7, is_staff=True), hiding)


def test_a_review_stops_counting_when_its_author_comes_to_work_for_the_practice(
    app: Flask,
) -> None:
    of = build.sent_application()
    author, other = build.person(role=Role.REVIEWER), build.person(role=Role.REVIEWER)
    build.review(of, author, {"K1": 1})
    build.review(of, other, {"K1": 4})
    of = applications.application(of.id)
    document = document_of(of.round)
    assert len(scores.scored([of.id], document)[of.id]) == 2

    build.grant(author, Role.DATA_MANAGER, at=of.practice)

    assert [one.review.person_id for one in scores.scored([of.id], document)[of.id]] == [other.id]
    assert [one.person_id for one in totals.totals([of.id], document)[of.id]] == [other.id]


def test_staff_who_owe_a_review_do_not_see_the_others_on_the_board(app: Flask) -> None:
    of = build.sent_application()
    staff = build.person(role=Role.PROGRAM_STAFF)
    build.reviewer_assignment(of, staff)

    assert totals.view(of.round_id, [of.id], staff.id).conflicted == {of.id}
    assert not lookers.staff_lookers([of.id], staff.id)[of.id].has_submitted

    build.review(of, staff, {"K1": 4})

    assert totals.view(of.round_id, [of.id], staff.id).conflicted == frozenset()


def test_drafts_and_void_reviews_are_in_no_number(app: Flask) -> None:
    of = build.sent_application()
    build.review(of, build.person(), {"K1": 5}, state=ReviewState.DRAFT, submitted_at=None)
    build.review(
        of,
        build.person(),
        {"K1": 5},
        state=ReviewState.VOID,
        voided_at=NOON,
        void_reason="Conflict",
    )
    document = document_of(applications.application(of.id).round)

    assert scores.scored([of.id], document)[of.id] == ()
    assert totals.totals([of.id], document)[of.id] == ()
