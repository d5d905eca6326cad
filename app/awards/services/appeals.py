"""Appeals: made once and in time, decided by somebody who did not decide before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.awards.domain.appeals import LONGEST_BASIS, LONGEST_REASON
from app.awards.models import Appeal
from app.awards.queries import appeals as queries
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.outbox.services import queue
from app.policy import Role
from app.rfa.queries import applications
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.awards.domain.kinds import AppealOutcome
    from app.awards.models import Decision
    from app.policy import Actor
    from app.rfa.models import Application

OWN_DECISION = "You made this decision. Somebody else has to look at it again."


def appeal(
    of: Application, decision: Decision, *, basis: str, by: Actor, at: dt.datetime
) -> Appeal:
    """Ask to look at a told decision again, on the version that was reviewed.

    Raises `NotPossibleNow` after the last day or the second time, and `Refused` without
    words. The application is locked.
    """
    if not queries.is_open(queries.appeal_until(of.round, decision), at):
        raise NotPossibleNow("This decision cannot be appealed now.")
    if queries.appeal_of(decision.id) is not None:
        raise NotPossibleNow("Your practice has appealed this decision already.")
    if not basis:
        raise Refused("Say why we should look at it again.", field="basis")
    if len(basis) > LONGEST_BASIS:
        raise Refused(f"Shorten this to {LONGEST_BASIS:,} characters or fewer.", field="basis")
    row = Appeal(
        decision_id=decision.id,
        submission_id=applications.submissions(of.id)[-1].id,
        basis=basis,
        filed_at=at,
        filed_by_id=by.signed_in_id,
    )
    db.session.add(row)
    db.session.flush()
    note("appealed the decision", of, by=by, at=at)
    return row


def decide(
    of: Application,
    decision: Decision,
    *,
    outcome: AppealOutcome,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Uphold or deny an appeal, with a reason that the applicant reads.

    Raises `Refused` for whoever made the decision and without a reason, and
    `NotPossibleNow` when no appeal waits. The application is locked.
    """
    row = queries.appeal_of(decision.id, locked=True)
    if row is None or row.outcome is not None:
        raise NotPossibleNow("No appeal of this decision waits for an answer.")
    if decision.decided_by_id == by.person_id:
        raise Refused(OWN_DECISION)
    if not reason:
        raise Refused("Give the reason. The applicant reads it.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Shorten this to {LONGEST_REASON:,} characters or fewer.", field="reason")
    row.outcome, row.reason = outcome, reason
    row.decided_at, row.decided_by_id = at, by.person_id
    db.session.flush()
    note(
        "decided the appeal",
        of,
        by=by,
        at=at,
        after={"outcome": outcome},
        reason=reason,
    )
    for person in accounts.roster(of.practice_id, (Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER)):
        quoted = f"Hello {person.name},\n\nYour appeal for {of.practice.name} has an answer.\n"
        queue(
            "appeal decided",
            key=f"appeal decided:{row.id}:{person.person_id}",
            to=person.email,
            subject=f"Your appeal for {of.practice.name} has an answer",
            body=quoted.replace("{link}", "(link)") + "Sign in to read it:\n{link}\n",
            at=at,
            link=full_address(f"/applications/{of.id}/decision"),
        )
