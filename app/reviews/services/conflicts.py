"""Conflicts of interest: what reviewers state, what staff rule, and what is lifted again.

Where somebody stands follows from these statements: see `domain.conflicts`. Every statement
stays. A conflict makes the review of that person void; lifting it gives a draft back.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import contacts_holding, contacts_of
from app.accounts.services.mails import full_address
from app.core.clock import central
from app.core.dates import day
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.text import clean
from app.outbox.services import queue
from app.policy import TABLE, Action
from app.reviews.domain.kinds import ReviewState, Standing, Statement
from app.reviews.models import ConflictStatement
from app.reviews.queries import assignments, plans, seats, standings
from app.reviews.services import reviews
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.policy import Actor
    from app.reviews.queries.seats import Seat
    from app.reviews.queries.standings import Stand
    from app.rfa.models import Application

LONGEST_REASON = 1_000
ASKED = "Staff are looking at your question. You get a mail when they have answered."
WORKS_THERE = (
    "This person works, or once worked, for the practice. "
    "Nobody ever reviews an application of the own practice, so this cannot be changed."
)
_VERBS: Mapping[Statement, str] = {
    Statement.NO: "stated no conflict",
    Statement.YES: "stated conflict",
    Statement.NOT_SURE: "asked about conflict",
    Statement.RULED_CLEAR: "ruled no conflict",
    Statement.RULED_CONFLICT: "ruled conflict",
    Statement.LIFTED: "lifted conflict",
}
_ANSWERS: Mapping[Statement, str] = {
    Statement.RULED_CLEAR: "Staff decided that you have no conflict with it. You can go on.",
    Statement.RULED_CONFLICT: (
        "Staff decided that you have a conflict with it. It is closed to you from now on, and "
        "somebody else reviews it. Thank you for your care."
    ),
    Statement.LIFTED: (
        "Staff lifted your conflict with it. Before it opens, you are asked about it once more."
    ),
}
_BACK = " What you wrote is a draft again. It counts once you submit it."


# ------------------------------------------------------------------ what a reviewer says


def state(seat: Seat, said: Statement, *, reason: str = "", by: Actor, at: dt.datetime) -> None:
    """The reviewer of `seat` says whether there is a conflict: NO, YES or NOT_SURE.

    YES ends all access at once and makes the review void; NOT_SURE closes the application
    until staff have ruled. Raises `NotPossibleNow` while staff are asked, unless it is YES.
    """
    standing = seat.stand.standing
    if standing is Standing.CONFLICTED:
        raise NotPossibleNow("This application is closed to you already.")
    if standing is Standing.WAITING and said is not Statement.YES:
        raise NotPossibleNow(ASKED)
    if said is Statement.NO:
        if standing is Standing.CLEAR:
            return
        if not seat.has_declared:
            raise NotPossibleNow("Declare your interests for this round first.")
        _say(seat.application, seat.looker.person_id, said, reason="", by=by, at=at)
        return
    why = _needed(reason)
    statement = _say(seat.application, seat.looker.person_id, said, reason=why, by=by, at=at)
    if said is Statement.YES:
        reviews.void(seat.application, seat.looker.person_id, why, by=by, at=at)
        _tell_staff(seat.application, statement, by=by, at=at)
    else:
        _ask_staff(seat.application, statement, by=by, at=at)


def recuse(of: Application, person_id: int, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Close an application to somebody because of what was declared since it was assigned."""
    statement = _say(of, person_id, Statement.YES, reason=reason, by=by, at=at)
    reviews.void(of, person_id, reason, by=by, at=at)
    _tell_staff(of, statement, by=by, at=at)


def doubt(of: Application, person_id: int, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Ask staff about somebody for whom an application was closed by what was declared."""
    statement = _say(of, person_id, Statement.NOT_SURE, reason=reason, by=by, at=at)
    _ask_staff(of, statement, by=by, at=at)


# ------------------------------------------------------------------ what staff say


def rule(
    of: Application,
    person_id: int,
    *,
    is_conflict: bool,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> bool:
    """Decide whether somebody has a conflict with an application, which is locked.

    A conflict can be ruled at any time, asked or not. That there is none can be ruled after a
    question, and instead of a conflict as long as that could be lifted. True when a void
    review became a draft again.
    """
    why = _needed(reason)
    stand = standings.stand(of.id, person_id)
    if is_conflict:
        if stand.standing is Standing.CONFLICTED and not _has_review(of, person_id):
            raise NotPossibleNow("It is a conflict already.")
        return _answer(of, person_id, Statement.RULED_CONFLICT, why, by=by, at=at)
    if stand.standing is Standing.CONFLICTED:
        _check_lifting(of, stand, at)
    elif stand.standing is not Standing.WAITING:
        raise NotPossibleNow("There is nothing to rule: nobody named a conflict or asked.")
    _refuse_own(person_id, by)
    return _answer(of, person_id, Statement.RULED_CLEAR, why, by=by, at=at)


def lift(of: Application, person_id: int, *, reason: str, by: Actor, at: dt.datetime) -> bool:
    """Undo a conflict while reviews are due: the reviewer is asked again.

    True when a void review became a draft again.
    """
    why = _needed(reason)
    stand = standings.stand(of.id, person_id)
    if stand.standing is not Standing.CONFLICTED:
        raise NotPossibleNow("There is no conflict to lift.")
    _check_lifting(of, stand, at)
    _refuse_own(person_id, by)
    return _answer(of, person_id, Statement.LIFTED, why, by=by, at=at)


def _check_lifting(of: Application, stand: Stand, at: dt.datetime) -> None:
    if stand.works_there:
        raise Refused(WORKS_THERE)
    due_at = plans.terms_of(of.round).due_at
    if at > due_at:
        ended = day(central(due_at).date())
        raise Refused(f"Reviews were due {ended}. After that, a conflict stays.")


def _refuse_own(person_id: int, by: Actor) -> None:
    if by.person_id == person_id:
        raise Refused("This is about you. Let somebody else of the staff decide.")


def _answer(
    of: Application, person_id: int, said: Statement, reason: str, *, by: Actor, at: dt.datetime
) -> bool:
    """Keep what staff said and tell the reviewer, if the application is assigned."""
    statement = _say(of, person_id, said, reason=reason, by=by, at=at)
    is_back = False
    if said is Statement.RULED_CONFLICT:
        reviews.void(of, person_id, reason, by=by, at=at)
    else:
        is_back = reviews.give_back(of, person_id, reason, by=by, at=at)
    if any(one.person_id == person_id for one in assignments.active([of.id])):
        reviewer = contacts_of([person_id])[person_id]
        queue(
            "conflict ruling",
            key=f"conflict-ruling:{statement.id}",
            to=reviewer.email,
            subject=f"About application {of.reference}",
            body=(
                f"Hello {reviewer.name},\n\nThis is about application {of.reference}. "
                f"{_ANSWERS[said]}{_BACK if is_back else ''}\n\nYour reviews:\n{{link}}\n"
            ),
            at=at,
            link=full_address("/reviews"),
        )
    return is_back


# ------------------------------------------------------------------ what follows


def _say(
    of: Application, person_id: int, said: Statement, *, reason: str, by: Actor, at: dt.datetime
) -> ConflictStatement:
    before = standings.stand(of.id, person_id).standing
    statement = ConflictStatement(
        application_id=of.id,
        person_id=person_id,
        statement=said,
        reason=reason,
        said_at=at,
        said_by_id=by.person_id,
    )
    db.session.add(statement)
    db.session.flush()
    reviewer = contacts_of([person_id])[person_id].name
    after = standings.stand(of.id, person_id).standing
    note(
        _VERBS[said],
        of,
        by=by,
        at=at,
        before={"reviewer": reviewer, "standing": before},
        after={"reviewer": reviewer, "standing": after},
        reason=reason or None,
    )
    return statement


def _has_review(of: Application, person_id: int) -> bool:
    review = seats.own_review(of.id, person_id)
    return review is not None and review.state is not ReviewState.VOID


def _ask_staff(
    of: Application, statement: ConflictStatement, *, by: Actor, at: dt.datetime
) -> None:
    """Mail those who rule; what the reviewer wrote is read after signing in."""
    name = by.name.replace("{link}", "(link)")
    _mail_staff(
        of,
        statement,
        "conflict question",
        subject=f"Is it a conflict? Application {of.reference}",
        text=(
            f"{name} is not sure about a conflict of interest with application {of.reference}. "
            "It stays closed to this reviewer until you decide.\n\nDecide here:"
        ),
        at=at,
    )


def _tell_staff(
    of: Application, statement: ConflictStatement, *, by: Actor, at: dt.datetime
) -> None:
    """Mail those who assign that a reviewer is out; why is read after signing in."""
    name = by.name.replace("{link}", "(link)")
    _mail_staff(
        of,
        statement,
        "conflict stated",
        subject=f"A reviewer named a conflict: application {of.reference}",
        text=(
            f"{name} has a conflict of interest with application {of.reference}. It is closed to "
            "this reviewer. See whether it needs somebody else:"
        ),
        at=at,
    )


def _mail_staff(
    of: Application,
    statement: ConflictStatement,
    kind: str,
    *,
    subject: str,
    text: str,
    at: dt.datetime,
) -> None:
    for person_id, contact in contacts_holding(tuple(TABLE[Action.REVIEWS_MANAGE])).items():
        if person_id != statement.person_id:
            queue(
                kind,
                key=f"{kind.replace(' ', '-')}:{statement.id}:{person_id}",
                to=contact.email,
                subject=subject,
                body=f"Hello {contact.name},\n\n{text}\n{{link}}\n",
                at=at,
                link=full_address(f"/staff/applications/{of.id}/conflicts/{statement.person_id}"),
            )


def _needed(reason: str) -> str:
    why = clean(reason)
    if not why:
        raise Refused("Say why. A short sentence is enough.", field="reason")
    if len(why) > LONGEST_REASON:
        raise Refused(
            f"Shorten the reason to {LONGEST_REASON:,} characters or fewer", field="reason"
        )
    return why
