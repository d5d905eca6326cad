"""Sending an application: in time, complete, signed, once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import moment
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy import Actor
from app.rfa.domain.answers import from_plain
from app.rfa.domain.deadlines import is_under_extension
from app.rfa.domain.judging import Fault, faults
from app.rfa.domain.receipts import as_text
from app.rfa.domain.snapshots import fingerprint, opened, short
from app.rfa.domain.states import OPEN, ApplicationState, Event, after, may_submit
from app.rfa.domain.wording import text_of
from app.rfa.models import Submission
from app.rfa.queries import applications as queries
from app.rfa.queries import drafting, teamwork
from app.rfa.services.mails import tell_team
from app.rfa.services.telling import refuse_told
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.rfa.domain.document import Section
    from app.rfa.queries.applications import Opened


SENT_FIRST, SENT_AGAIN = "submitted the application", "submitted it with changes"


class Incomplete(Refused):
    """Something is missing or wrong; `faults` says what, section by section."""

    def __init__(self, found: tuple[tuple[Section, Fault], ...]) -> None:
        super().__init__("Something is missing or wrong. See below what it is.")
        self.faults = found


def submit(of: Opened, *, by: Actor, at: dt.datetime) -> Submission:
    """Send the application as it is now: freeze it as the next version, and mail the receipt.

    `of` was opened locked; `at` is when the request came in. An application that was sent
    already stays as it is, and gives its latest version: clicking twice sends once. Raises
    `NotPossibleNow` after the deadline, `Incomplete`, and `Refused` without a signature
    under this very content.
    """
    state = of.application.state
    if state not in OPEN:
        return _sent_already(of)
    if not may_submit(of.access, at):
        raise NotPossibleNow(_too_late(of))
    found = faults(of.sections, of.about)
    if found:
        raise Incomplete(found)
    if not of.is_signed:
        raise Refused("The authorized signer has to sign before you can send this.")
    return freeze(of, by=by, at=at)


def freeze(of: Opened, *, by: Actor, at: dt.datetime, staff_reason: str = "") -> Submission:
    """Make the next version of what the application says now, and tell its team."""
    application = of.application
    refuse_told(application)
    signature = of.last_signature
    assert signature is not None  # noqa: S101  # nothing is sent without one
    content = of.content()
    version = Submission(
        application_id=of.id,
        number=of.versions + 1,
        submitted_at=at,
        submitted_by_id=by.signed_in_id,
        signature_id=signature.id,
        content=content,
        fingerprint=fingerprint(content),
        under_extension=_is_late(of, at),
        open_comments=teamwork.count_open_comments(of.id),
        staff_reason=staff_reason,
    )
    if of.versions:
        _note_edits(of, queries.submission(of.id, of.versions))
    db.session.add(version)
    was = application.state
    if staff_reason:
        application.state = ApplicationState.SUBMITTED_WITH_CHANGES
    else:
        application.state = after(was, Event.SUBMIT)
    if of.request is not None and not staff_reason:
        of.request.answered_at = at
    application.submitted_at = application.submitted_at or at
    application.reference = application.reference or _reference(of, at)
    db.session.flush()
    note(
        "changed what was sent, on behalf"
        if staff_reason
        else (SENT_AGAIN if of.versions else SENT_FIRST),
        application,
        by=by,
        at=at,
        before={"state": was},
        after={
            "state": application.state,
            "version": version.number,
            "fingerprint": version.fingerprint,
            "under_extension": version.under_extension,
        },
        reason=staff_reason or None,
    )
    _mail_receipt(of, version, by=by, at=at)
    return version


def _sent_already(of: Opened) -> Submission:
    if of.application.state is ApplicationState.WITHDRAWN:
        raise NotPossibleNow("This application was withdrawn. Call us if you want it back.")
    return queries.submission(of.id, of.versions)


def _is_late(of: Opened, at: dt.datetime) -> bool:
    """Whether the first version came in after the round was over for everybody else."""
    return of.versions == 0 and is_under_extension(of.round_window, at)


def _too_late(of: Opened) -> str:
    if of.request is not None:
        return f"The changes were due on {moment(of.request.due_at)}. Call us about it."
    return (
        f"The deadline has passed. It was {moment(of.window.closes_at)}. "
        "Everything you wrote is still here: you can read and download it."
    )


def _reference(of: Opened, at: dt.datetime) -> str:
    """What people name an application by, such as CC2-2026-0017."""
    return f"CC2-{central(at).year}-{of.id:04}"


def _note_edits(of: Opened, last: Submission) -> None:
    """Put what was changed since the last version into the trail, as it was done.

    What a draft says is the applicant's own affair until it is sent; from then on every
    change of an answer is in the trail, with its author, time, and text before and after.
    """
    for found in drafting.changes_after(of.id, last.submitted_at):
        change = found.change
        section, question = of.section(change.section), of.document.question(change.question)
        assert question is not None  # noqa: S101  # an open round's form does not change
        before, after = (
            text_of(question, from_plain({"": plain}).get("", {}))
            for plain in (change.before, change.after)
        )
        note(
            "edited an answer",
            of.application,
            by=Actor(change.by_id, found.name),
            at=change.at,
            before={change.question: before},
            after={change.question: after, "section": f"{section.code}. {section.title}"},
            reason=change.note or None,
        )


def _mail_receipt(of: Opened, version: Submission, *, by: Actor, at: dt.datetime) -> None:
    application = of.application
    did = "changed, as staff," if version.staff_reason else "sent"
    tell_team(
        application,
        "receipt",
        key=f"receipt:{of.id}:{version.number}",
        subject=f"We have your application: {application.reference}",
        text=(
            f"{by.name} {did} the application of {of.practice.name} for {of.round.title}.\n\n"
            f"Reference: {application.reference}\n"
            f"Received: {moment(version.submitted_at)}\n"
            f"Version: {version.number}\n"
            f"Fingerprint: {short(version.fingerprint)}\n\n"
            "This is everything that was sent:\n\n"
            f"{as_text(opened(version.content))}"
        ),
        at=at,
    )
