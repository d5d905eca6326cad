"""Writing reviews: drafts, sending, what becomes of them after changes and conflicts."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.accounts import queries as accounts
from app.accounts.queries.contacts import contacts_of
from app.accounts.services.mails import full_address
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.outbox.services import queue
from app.reviews.domain import sheets
from app.reviews.domain.kinds import ReviewState
from app.reviews.domain.sheets import Fault
from app.reviews.models import Review, ReviewScore, SentReview
from app.reviews.queries import seats
from app.reviews.queries.sheets import criteria_of, times_sent, written
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.reviews.domain.sheets import Sheet
    from app.reviews.queries.seats import Seat
    from app.rfa.models import Application, Submission

TOLD = "The decisions of this round are out. Reviews do not change any more."
FINAL = "You sent this review. It is final. Staff can open it again, with a reason."
OTHER_WINDOW = (
    "This review was changed in another window meanwhile. Nothing was overwritten. "
    "Compare both texts, then save again."
)
UNREAD_CHANGES = "The practice changed its application. Read what changed, then say so."


class Stale(Conflict):
    """The review was changed since the page was opened: `theirs` and `edit` are what it is now."""

    def __init__(self, theirs: Sheet, edit: int) -> None:
        super().__init__(OTHER_WINDOW)
        self.theirs = theirs
        self.edit = edit


def save_draft(seat: Seat, sheet: Sheet, *, edit: int, by: Actor, at: dt.datetime) -> Review:
    """Keep what is on the sheet, however incomplete. `edit` is the one that the page knew, or 0.

    What is there already is not written twice, so that the same sheet may arrive again. A void
    review whose reviewer is clear again becomes a draft. Raises `Stale` when another window
    saved something else meanwhile, `Refused` for text that is too long to be kept, and
    `NotPossibleNow` once the review was sent or the decision told.
    """
    criteria = criteria_of(seat)
    _refuse_told(seat.application)
    review = seat.review
    there = written(review, criteria)
    if review is not None and review.state is not ReviewState.VOID:
        if there == sheet:
            return review
        if review.state is ReviewState.SUBMITTED:
            raise NotPossibleNow(FINAL)
    for fault in sheets.too_long(criteria, sheet):
        raise Refused(fault.message, field=fault.field)
    known = review.edit if review is not None else 0
    if edit != known:
        raise Stale(there, known)
    if review is None:
        review = _begun(seat, by=by, at=at)
    else:
        review.edit += 1
    if review.state is ReviewState.VOID:
        _take_up(seat, review, by=by, at=at)
    _write(review, sheet)
    review.changed_at = at
    db.session.flush()
    return review


def submit(seat: Seat, review: Review, *, by: Actor, at: dt.datetime) -> None:
    """Send a review: a copy is frozen, and it is final for its reviewer. Late is not too late.

    Sending again what was sent changes nothing. Raises `Refused` for the first thing that is
    missing, or when the application changed since, and `NotPossibleNow` once the decision was told.
    """
    if review.state is ReviewState.SUBMITTED:
        return
    _refuse_told(seat.application)
    for fault in missing(seat, review):
        raise Refused(fault.message, field=fault.field)
    latest = _latest(seat)
    sheet = written(review, criteria_of(seat))
    review.state = ReviewState.SUBMITTED
    review.submitted_at = review.changed_at = at
    review.edit += 1
    number = times_sent(review.id) + 1
    db.session.add(
        SentReview(review_id=review.id, number=number, content=_copy(sheet, latest), sent_at=at)
    )
    late = {"late": True} if at > seat.terms.due_at else {}
    note("sent review", seat.application, by=by, at=at, after={"version": latest.number, **late})


def missing(seat: Seat, review: Review) -> tuple[Fault, ...]:
    """What stands in the way of sending a review: gaps, and changes that were not read."""
    criteria = criteria_of(seat)
    gaps = sheets.faults(criteria, written(review, criteria))
    if review.submission_id == _latest(seat).id:
        return gaps
    return (Fault("changed", UNREAD_CHANGES), *gaps)


def let_stand(seat: Seat, *, by: Actor, at: dt.datetime) -> None:
    """The reviewer read what changed, and the review stands: it rests on the newest version now."""
    review, latest = _outdated(seat)
    _bind(review, latest, at)
    note("let review stand", seat.application, by=by, at=at, after={"version": latest.number})


def revise(seat: Seat, *, by: Actor, at: dt.datetime) -> None:
    """The reviewer takes the own review back because the application changed.

    It is a draft on the newest version, and in no number until it is sent again.
    """
    review, latest = _outdated(seat)
    _bind(review, latest, at)
    review.state = ReviewState.DRAFT
    review.submitted_at = None
    note("revises review", seat.application, by=by, at=at, after={"version": latest.number})


def reopen(review: Review, of: Application, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Staff give a sent review back to its reviewer, who is told; never one's own.

    It is in no number until it is sent again. What was sent stays kept.
    """
    _refuse_told(of)
    if by.person_id == review.person_id:
        raise NotPossibleNow("This is your own review. Ask somebody else of staff to open it.")
    if review.state is not ReviewState.SUBMITTED:
        raise NotPossibleNow("Only a review that was sent can be opened again.")
    if not reason:
        raise Refused("Say why the review is opened again.", field="reason")
    review.state = ReviewState.DRAFT
    review.submitted_at = None
    review.edit += 1
    note("opened review again", of, by=by, at=at, reason=reason)
    person = accounts.person(review.person_id)
    quoted = reason.replace("{link}", "(link)")
    queue(
        "review opened again",
        key=f"review opened again:{review.id}:{review.edit}",
        to=person.email,
        subject=f"Your review of {of.reference} is open again",
        body=(
            f"Hello {person.name},\n\nStaff opened your review of application {of.reference} "
            f"again, so that you can change it. The reason:\n\n{quoted}\n\n"
            "It counts nowhere until you send it again.\n\nOpen the review:\n{link}\n"
        ),
        at=at,
        link=full_address(f"/reviews/{of.id}"),
    )


def void(of: Application, person_id: int, reason: str, *, by: Actor, at: dt.datetime) -> None:
    """Make somebody's review of an application void because of a conflict: it counts nowhere."""
    review = seats.own_review(of.id, person_id, locked=True)
    if review is None or review.state is ReviewState.VOID:
        return
    before = review.state
    review.state, review.voided_at = ReviewState.VOID, at
    review.void_reason = f"Conflict of interest: {reason}"
    review.edit += 1
    db.session.flush()
    reviewer = contacts_of([person_id])[person_id].name
    note(
        "voided review",
        of,
        by=by,
        at=at,
        before={"reviewer": reviewer, "review": before},
        after={"reviewer": reviewer, "review": review.state},
        reason=reason,
    )


def give_back(of: Application, person_id: int, reason: str, *, by: Actor, at: dt.datetime) -> bool:
    """Make a draft of somebody's void review again; whether there was one."""
    review = seats.own_review(of.id, person_id, locked=True)
    if review is None or review.state is not ReviewState.VOID:
        return False
    review.state, review.voided_at, review.void_reason = ReviewState.DRAFT, None, ""
    review.submitted_at, review.changed_at = None, at
    review.edit += 1
    db.session.flush()
    reviewer = contacts_of([person_id])[person_id].name
    note(
        "gave review back",
        of,
        by=by,
        at=at,
        before={"reviewer": reviewer, "review": ReviewState.VOID},
        after={"reviewer": reviewer, "review": review.state},
        reason=reason,
    )
    return True


def _refuse_told(of: Application) -> None:
    if of.told_at is not None:
        raise NotPossibleNow(TOLD)


def _latest(seat: Seat) -> Submission:
    assert seat.latest is not None  # noqa: S101  # only what was sent has seats that are open
    return seat.latest


def _begun(seat: Seat, *, by: Actor, at: dt.datetime) -> Review:
    review = Review(
        application_id=seat.application.id,
        person_id=by.signed_in_id,
        submission_id=_latest(seat).id,
        started_at=at,
        changed_at=at,
        scores=[],
    )
    db.session.add(review)
    return review


def _take_up(seat: Seat, review: Review, *, by: Actor, at: dt.datetime) -> None:
    """Make a draft of a void review: its reviewer is clear again."""
    reason = review.void_reason
    review.state = ReviewState.DRAFT
    review.submission_id = _latest(seat).id
    review.voided_at = review.submitted_at = None
    review.void_reason = ""
    note("took up void review", seat.application, by=by, at=at, before={"void": reason})


def _write(review: Review, sheet: Sheet) -> None:
    kept = {row.criterion: row for row in review.scores}
    for key, mark in sheet.marks.items():
        row = kept.get(key)
        if row is None:
            row = ReviewScore(criterion=key)
            review.scores.append(row)
        row.score, row.cannot_assess, row.comment = mark.score, mark.cannot_assess, mark.comment
    review.recommendation = sheet.recommendation
    for name, text in sheet.texts.items():
        setattr(review, name, text)


def _copy(sheet: Sheet, version: Submission) -> dict[str, Any]:
    """Everything that the sheet says, as plain values."""
    return {
        "format": 1,
        "version": version.number,
        "marks": {key: asdict(mark) for key, mark in sheet.marks.items()},
        "recommendation": sheet.recommendation.value if sheet.recommendation else None,
        "texts": dict(sheet.texts),
    }


def _outdated(seat: Seat) -> tuple[Review, Submission]:
    _refuse_told(seat.application)
    if seat.review is None or seat.review.state is ReviewState.VOID or not seat.is_outdated:
        raise NotPossibleNow("The application did not change since. There is nothing to do.")
    return seat.review, _latest(seat)


def _bind(review: Review, latest: Submission, at: dt.datetime) -> None:
    review.submission_id = latest.id
    review.changed_at = at
    review.edit += 1
