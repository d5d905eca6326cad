"""What staff do to an application: more time, changes asked for, edits on behalf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain.answers import Answer
from app.rfa.domain.deeds import RESTORED
from app.rfa.domain.judging import faults
from app.rfa.domain.states import SENT, ApplicationState, Event, IllegalTransition, after
from app.rfa.models import ChangeRequest, Extension
from app.rfa.queries import applications as queries
from app.rfa.services import attachments, confirming, drafting, submitting
from app.rfa.services.mails import tell_team
from app.rfa.services.telling import refuse_told
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.domain.document import Section
    from app.rfa.queries.applications import Opened
    from app.rfa.services.drafting import Saved


MOST_TIME = dt.timedelta(days=120)


def _refuse_archived(of: Opened) -> None:
    if of.round.archived_at is not None:
        raise NotPossibleNow("This round is archived. Nothing in it changes any more.")


def extend(of: Opened, *, until: dt.datetime, reason: str, by: Actor, at: dt.datetime) -> Extension:
    """Give one applicant more time, up to and including `until`. Nobody else sees it.

    Raises `NotPossibleNow` for what was sent or withdrawn, and `Refused` when `until` is
    not later than the deadline that the applicant has.
    """
    _refuse_archived(of)
    if of.application.state is not ApplicationState.DRAFT:
        raise NotPossibleNow("Only a draft can get more time.")
    if not reason:
        raise Refused("Say why this applicant gets more time.", field="reason")
    earliest = max(of.window.closes_at + of.window.grace, at)
    if until <= earliest:
        raise Refused(f"Choose a time after {moment(earliest)}.", field="time")
    if until > at + MOST_TIME:
        raise Refused(
            f"Choose a time within {MOST_TIME.days} days. Is the year right?", field="day"
        )
    extension = Extension(
        round_id=of.round.id,
        application_id=of.id,
        closes_at=until,
        reason=reason,
        given_at=at,
        given_by_id=by.signed_in_id,
    )
    db.session.add(extension)
    db.session.flush()
    note(
        "gave more time",
        of.application,
        by=by,
        at=at,
        before={"closes": moment(of.window.closes_at)},
        after={"closes": moment(until)},
        reason=reason,
    )
    tell_team(
        of.application,
        "more time",
        key=f"more time:{extension.id}",
        subject="You have more time for your application",
        text=(
            f"You can send the application of {of.practice.name} until {moment(until)}.\n"
            f"The reason: {reason}"
        ),
        at=at,
    )
    return extension


def end_extension(
    of: Opened, extension: Extension, *, reason: str, by: Actor, at: dt.datetime
) -> None:
    """Take more time back that was given to one applicant: the earlier deadline holds again."""
    if extension.ended_at is not None:
        raise NotPossibleNow("This extension has ended already.")
    if not reason:
        raise Refused("Say why the practice does not get more time.", field="reason")
    extension.ended_at, extension.ended_by_id = at, by.person_id
    db.session.flush()
    closes_at = queries.window_for(of.application).closes_at
    note(
        "took more time back",
        of.application,
        by=by,
        at=at,
        before={"closes": moment(extension.closes_at)},
        after={"closes": moment(closes_at)},
        reason=reason,
    )
    tell_team(
        of.application,
        "less time",
        key=f"less time:{extension.id}",
        subject="The deadline of your application has changed back",
        text=(
            f"The deadline of the application of {of.practice.name} is {moment(closes_at)} again.\n"
            f"The reason: {reason}"
        ),
        at=at,
    )


def request_changes(
    of: Opened,
    *,
    sections: Collection[str],
    reason: str,
    due_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> ChangeRequest:
    """Ask the applicant to change named sections of what was sent; only those open.

    The earlier signature does not hold for what is sent then. Raises `NotPossibleNow`
    unless the application was sent, and `Refused` without sections, reason or time.
    """
    _refuse_archived(of)
    wanted = [section for section in of.sections if section.key in sections]
    if not wanted:
        raise Refused("Choose at least one section to change.", field="sections")
    if not reason:
        raise Refused("Say what should change, and why.", field="reason")
    if due_at <= at:
        raise Refused("Choose a time in the future.", field="time")
    if due_at > at + MOST_TIME:
        raise Refused(
            f"Choose a time within {MOST_TIME.days} days. Is the year right?", field="day"
        )
    refuse_told(of.application)
    before = of.application.state
    try:
        of.application.state = after(before, Event.REQUEST_CHANGES)
    except IllegalTransition:
        raise NotPossibleNow("Changes can only be asked for in what was sent.") from None
    request = ChangeRequest(
        application_id=of.id,
        sections={"keys": [section.key for section in wanted]},
        reason=reason,
        due_at=due_at,
        asked_at=at,
        asked_by_id=by.signed_in_id,
    )
    db.session.add(request)
    db.session.flush()
    titles = [f"{section.code}. {section.title}" for section in wanted]
    note(
        "requested changes",
        of.application,
        by=by,
        at=at,
        before={"state": before},
        after={"state": of.application.state, "sections": titles, "due": moment(due_at)},
        reason=reason,
    )
    tell_team(
        of.application,
        "changes requested",
        key=f"changes requested:{request.id}",
        subject="We ask you to change your application",
        text=(
            f"{by.name} asks you to change these sections of your application:\n"
            + "".join(f"  {title}\n" for title in titles)
            + f"\nWhat should change: {reason}\n\n"
            "Change them, let your signer sign again, and send the application by "
            f"{moment(due_at)}."
        ),
        at=at,
    )
    return request


def cancel_request(of: Opened, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take a request for changes back; what was sent last counts again, and is there again."""
    if of.request is None or of.application.state is not ApplicationState.CHANGES_REQUESTED:
        raise NotPossibleNow("No changes are asked for.")
    if not reason:
        raise Refused("Say why the changes are not needed any more.", field="reason")
    _restore(of, by=by, at=at)
    of.request.cancelled_at = at
    of.application.state = after(of.application.state, Event.CANCEL_REQUEST, versions=of.versions)
    db.session.flush()
    note(
        "took the request for changes back",
        of.application,
        by=by,
        at=at,
        after={"state": of.application.state},
        reason=reason,
    )
    tell_team(
        of.application,
        "changes not needed",
        key=f"changes not needed:{of.request.id}",
        subject="You need not change your application",
        text=f"The changes that we asked for are not needed any more.\nThe reason: {reason}",
        at=at,
    )


def _restore(of: Opened, *, by: Actor, at: dt.datetime) -> None:
    """Put the open sections back to what was sent last; what was typed stays in the history."""
    assert of.request is not None  # noqa: S101  # see the caller
    sent = queries.last_frozen(of.id)
    assert sent is not None  # noqa: S101  # changes are asked for in what was sent
    for section in of.sections:
        if section.key in of.request.section_keys:
            drafting.save_section(
                of,
                section,
                {
                    question.key: sent.answers.get(question.key, {})
                    for question in section.questions
                },
                seen_version=of.drafts[section.key].version,
                by=by,
                at=at,
                staff_reason=RESTORED,
            )
    attachments.restore(of, {file.id for file in sent.files}, by=by, at=at)


def edit_on_behalf(
    of: Opened,
    section: Section,
    given: Mapping[str, Answer],
    *,
    seen_version: int,
    reason: str,
    no_patient: str = "",
    by: Actor,
    at: dt.datetime,
) -> Saved:
    """Change answers for the applicant, marked as such; the team is told.

    What was sent gets a new version at once, which nobody has signed; it has to stay
    complete. `no_patient` is why words that look like it name no patient. Raises `Refused`
    without a reason and `NotPossibleNow` for what was withdrawn.
    """
    if not reason:
        raise Refused("Say why you edit this for the applicant.", field="reason")
    _refuse_archived(of)
    if of.application.state is ApplicationState.WITHDRAWN:
        raise NotPossibleNow("This application was withdrawn.")
    saved = drafting.save_section(
        of,
        section,
        given,
        seen_version=seen_version,
        by=by,
        at=at,
        staff_reason=f"Edited by staff: {reason}",
    )
    if not saved.changed:
        return saved
    if no_patient:
        changed_to = {key: given[key] for key in saved.changed}
        confirming.confirm_typed(of, section, changed_to, reason=no_patient, by=by, at=at)
    is_sent = of.application.state in SENT - {ApplicationState.CHANGES_REQUESTED}
    if is_sent:
        changed = queries.opened(of.id)
        if faults(changed.sections, changed.about):
            raise Refused("What was sent has to stay complete. Fill in what you emptied.")
        submitting.freeze(changed, by=by, at=at, staff_reason=reason)
    else:
        note(
            "edited on behalf",
            of.application,
            by=by,
            at=at,
            after={"section": section.title, "questions": list(saved.changed)},
            reason=reason,
        )
    tell_team(
        of.application,
        "edited by staff",
        key=f"edited by staff:{of.id}:{section.key}:{saved.version}",
        subject="Staff changed something in your application",
        text=(
            f"{by.name} changed section “{section.title}” of your application: "
            f"{', '.join(saved.changed)}.\nThe reason: {reason}"
        ),
        at=at,
    )
    return saved
