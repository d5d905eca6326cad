"""Conflicts of interest in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.dates import moment
from app.reviews.domain.kinds import ReviewState, Standing, Statement
from app.reviews.domain.rulings import Ruling, rulings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.reviews.models import ConflictStatement
    from app.reviews.queries.conflicts import Case
    from app.reviews.queries.seats import Seat
    from app.reviews.queries.standings import Stand

STANDING_TAGS: Mapping[Standing, tuple[str, str]] = {
    Standing.UNASKED: ("grey", "Not asked yet"),
    Standing.CLEAR: ("ok", "No conflict"),
    Standing.WAITING: ("due", "Waits for a decision"),
    Standing.CONFLICTED: ("bad", "Conflict"),
}
STATEMENT_WORDS: Mapping[Statement, str] = {
    Statement.NO: "said that there is no conflict",
    Statement.YES: "named a conflict",
    Statement.NOT_SURE: "was not sure",
    Statement.RULED_CLEAR: "decided that there is no conflict",
    Statement.RULED_CONFLICT: "decided that there is a conflict",
    Statement.LIFTED: "lifted the conflict",
}
WORKS_THERE = "Works, or once worked, for the practice. This can never be lifted."
_ESTABLISHED = (Statement.YES, Statement.RULED_CONFLICT)


def reason_of(stand: Stand) -> str:
    """Why somebody stands in conflict, or asks."""
    if stand.works_there:
        return WORKS_THERE
    if stand.said is not None and (
        stand.said.statement in _ESTABLISHED or stand.standing is Standing.WAITING
    ):
        return stand.said.reason
    return f"Declared a tie to the practice: {stand.tie}." if stand.tie else ""


def review_words(review: ReviewState | None) -> str:
    """What became of the review."""
    if review is None:
        return "No review"
    return "Void, in no number" if review is ReviewState.VOID else f"Review: {review}"


def rulings_on(case: Case) -> tuple[Ruling, ...]:
    """What staff can decide about somebody now."""
    return rulings(
        case.stand.standing,
        works_there=case.stand.works_there,
        has_review=case.review not in (None, ReviewState.VOID),
    )


def applicant_words(seat: Seat) -> str:
    """What an application is called before a reviewer, who may not see who applies."""
    return seat.application.practice.name if seat.sees_applicant else reference_words(seat)


def reference_words(seat: Seat) -> str:
    """The application by its number only."""
    return f"Application {seat.application.reference}"


def applicant_facts(seat: Seat) -> list[tuple[str, str]]:
    """All that is shown of an application before it opens; nothing while applicants are hidden."""
    if not seat.sees_applicant:
        return []
    practice = seat.application.practice
    return [
        ("Organization", practice.name),
        ("Type", practice.kind.label),
        ("County", practice.county),
    ]


def said_lines(
    said: tuple[ConflictStatement, ...], names: Mapping[int, str]
) -> list[tuple[str, str]]:
    """What was said about one person, the oldest first: who said what when, and why."""
    return [
        (
            f"{names[one.said_by_id]} {STATEMENT_WORDS[one.statement]}, {moment(one.said_at)}",
            one.reason,
        )
        for one in said
    ]
