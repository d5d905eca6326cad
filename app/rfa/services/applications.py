"""Beginning an application, withdrawing it, and undoing that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts import services as people
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy import Role
from app.rfa.domain.answers import VALUE, sections_for
from app.rfa.domain.deadlines import RoundState
from app.rfa.domain.screener import genuine
from app.rfa.domain.states import ApplicationState, Event, IllegalTransition, after
from app.rfa.models import Application, Round, SectionDraft
from app.rfa.queries import applications as queries
from app.rfa.queries.rounds import document_of, state_of, window_of
from app.rfa.services import completeness, mails
from app.rfa.services.telling import refuse_told
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.practices.models import Practice


def start_application(
    of: Round,
    practice: Practice,
    *,
    screening: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> Application:
    """Begin the application of a practice for a round, with what the eligibility check said.

    Whoever begins it becomes its lead, unless the practice has one. Raises `NotPossibleNow`
    when the round is not open and `Refused` when the practice may not apply or has applied.
    """
    if state_of(of, at, window_of(of)) is not RoundState.OPEN:
        raise NotPossibleNow("This round is not open for applications now.")
    if of.only_counties and practice.county not in of.only_counties:
        raise Refused("This round is for other counties. Call us if you are not sure.")
    if queries.in_round(of.id, practice.id) is not None:
        raise Refused("Your practice has an application in this round already.")
    document = document_of(of)
    known = genuine(document, screening)
    application = Application(
        round_id=of.id,
        practice_id=practice.id,
        screening=known,
        created_at=at,
        created_by_id=by.signed_in_id,
        content_at=at,
    )
    application.round, application.practice = of, practice
    db.session.add(application)
    db.session.flush()
    for section in sections_for(document, pays=of.pays):
        keys = {question.key for question in section.questions}
        answers = {key: {VALUE: value} for key, value in known.items() if key in keys}
        db.session.add(
            SectionDraft(application_id=application.id, section=section.key, answers=answers)
        )
    db.session.flush()
    _give_a_lead(application, by=by, at=at)
    completeness.look_again(queries.opened(application.id))
    note("started an application", application, by=by, at=at, after={"screening": known})
    return application


def _give_a_lead(of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Make whoever begins lead the application, when nobody at the practice does."""
    leads = accounts.roster(of.practice_id, (Role.APPLICATION_LEAD,))
    if not leads and by.person_id is not None:
        person = accounts.person(by.person_id)
        people.add_grant(
            person,
            Role.APPLICATION_LEAD,
            practice_id=of.practice_id,
            cohort_id=None,
            by=by,
            at=at,
        )


def withdraw(of: Application, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take an application back. Everything in it stays; staff can undo it until the deadline.

    Raises `Refused` without a reason and `NotPossibleNow` when it is withdrawn already.
    """
    if not reason:
        raise Refused("Say why you withdraw the application.", field="reason")
    refuse_told(of)
    try:
        state = after(of.state, Event.WITHDRAW)
    except IllegalTransition:
        raise NotPossibleNow("This application is withdrawn already.") from None
    before = of.state
    of.state, of.withdrawn_at, of.withdrawn_reason = state, at, reason
    db.session.flush()
    note(
        "withdrew the application",
        of,
        by=by,
        at=at,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )
    mails.tell_team(
        of,
        "withdrawn",
        key=f"withdrawn:{of.id}:{at.isoformat()}",
        subject="Your application was withdrawn",
        text=f"{by.name} withdrew the application of {of.practice.name}.\nThe reason: {reason}",
        at=at,
    )


def reinstate(of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Undo a withdrawal while applications are still taken.

    Raises `NotPossibleNow` after the deadline and when nothing was withdrawn.
    """
    if of.state is not ApplicationState.WITHDRAWN:
        raise NotPossibleNow("This application is not withdrawn.")
    refuse_told(of)
    if not queries.window_for(of).is_open(at):
        raise NotPossibleNow("The deadline has passed: a withdrawal cannot be undone any more.")
    request = queries.open_request(of.id)
    versions = queries.count_versions(of.id)
    of.state = after(of.state, Event.REINSTATE, versions=versions, requested=request is not None)
    reason, of.withdrawn_at, of.withdrawn_reason = of.withdrawn_reason, None, ""
    db.session.flush()
    note(
        "undid the withdrawal",
        of,
        by=by,
        at=at,
        before={"state": ApplicationState.WITHDRAWN, "reason": reason},
        after={"state": of.state},
    )
