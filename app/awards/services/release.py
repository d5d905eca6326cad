"""Telling the decisions of a round: planned by one, confirmed by another, done at one instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.queries.names import names_of
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.awards.models import Release
from app.awards.queries import releases
from app.awards.queries.changers import changers
from app.awards.services.decisions import note_release
from app.awards.services.letters import freeze
from app.core.dates import moment
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.outbox.services import queue
from app.policy import SYSTEM, Role
from app.rfa.queries import telling as applicants
from app.rfa.services import telling

if TYPE_CHECKING:
    from app.awards.queries.letters import Composed
    from app.awards.queries.releases import Outlook
    from app.policy import Actor
    from app.rfa.models import Round

LONGEST_WAIT = dt.timedelta(days=365)
CHANGED = "Something changed since you opened this page. Look at it again, then confirm."
CHANGED_BY_YOU = (
    "Changed since it was planned, by {changers}. Somebody else has to confirm it, "
    "or {planner} plans it again."
)
TWO_PEOPLE = "You planned this release. Somebody else has to confirm it."


def plan(of: Round, *, release_at: dt.datetime, by: Actor, at: dt.datetime) -> Release:
    """Plan when the decisions of a round are told. Nothing happens until a second person agrees.

    Raises `NotPossibleNow` when a release is planned already and `Refused` for an instant
    that is not ahead, or while something is in the way.
    """
    if releases.current(of.id, locked=True) is not None:
        raise NotPossibleNow("A release is planned already. Cancel it first.")
    if release_at <= at:
        raise Refused("Choose a time in the future.", field="time")
    if release_at > at + LONGEST_WAIT:
        raise Refused("Choose a time within a year. Is the year right?", field="day")
    _refuse_obstacles(releases.outlook(of, release_at))
    planned = Release(
        round_id=of.id,
        release_at=release_at,
        fingerprint="",
        planned_at=at,
        planned_by_id=by.signed_in_id,
    )
    db.session.add(planned)
    db.session.flush()
    planned.fingerprint = releases.outlook(of, at).mark
    audit.record(
        "planned the release", planned, by=by, at=at, name=of.title, after={"at": release_at}
    )
    return planned


def confirm(of: Round, *, seen: str, by: Actor, at: dt.datetime) -> None:
    """Agree, as a second person, to telling exactly what is there now; `seen` is its mark.

    Raises `Refused` for whoever planned it, for whoever changed it since, and while something
    is in the way, `Conflict` when something changed since the page was opened, and
    `NotPossibleNow` when it is too late.
    """
    outlook = releases.outlook(of, at, locked=True)
    release = _planned(outlook)
    if release.planned_by_id == by.person_id:
        raise Refused(TWO_PEOPLE)
    if release.release_at <= at:
        raise NotPossibleNow("The planned time has passed. Cancel this release and plan another.")
    if outlook.is_confirmed:
        raise NotPossibleNow("This release is confirmed already.")
    _refuse_obstacles(outlook)
    if seen != outlook.mark:
        raise Conflict(CHANGED)
    _refuse_changer(outlook, release, by)
    release.confirmed_at, release.confirmed_by_id = at, by.person_id
    release.fingerprint = outlook.mark
    audit.record(
        "confirmed the release",
        release,
        by=by,
        at=at,
        name=of.title,
        after={"at": release.release_at, "fingerprint": outlook.mark},
    )


def cancel(of: Round, *, by: Actor, at: dt.datetime) -> None:
    """Cancel a planned release; possible until its instant."""
    release = releases.current(of.id, locked=True)
    if release is None:
        raise NotPossibleNow("No release is planned.")
    if release.confirmed_at is not None and release.release_at <= at:
        raise NotPossibleNow("It is too late: the decisions are being told now.")
    release.cancelled_at = at
    audit.record("cancelled the release", release, by=by, at=at, name=of.title)


def is_due(*, at: dt.datetime) -> bool:
    """Whether decisions are to be told now."""
    return bool(releases.due(at))


def release_due(*, at: dt.datetime) -> int:
    """Tell all decisions of each round whose time has come, in the running transaction.

    Returns how many were told. Called again, or by two at once, it tells nothing twice: the
    release is held, and is looked for again by whoever waited.
    """
    told = 0
    for round_id in releases.due(at):
        of = applicants.round_by_id(round_id)
        outlook = releases.outlook(of, at, locked=True)
        release = outlook.release
        if release is None or release.confirmed_at is None or release.release_at > at:
            continue  # somebody else was faster
        if outlook.is_void or outlook.obstacles:
            _hold_back(of, release, outlook, at)
        else:
            told += _tell_all(of, release, outlook, at)
    return told


def _tell_all(of: Round, release: Release, outlook: Outlook, at: dt.datetime) -> int:
    going_out = {one.to.application_id: one for one in outlook.going_out}
    for application in applicants.locked(list(going_out)):
        one = going_out[application.id]
        telling.tell(application, by=SYSTEM, at=at)
        note_release(one.decision, at=at)
        freeze(one, at=at)
        tell_lead(one, at=at)
        audit.record(
            "told the decision",
            one.decision,
            by=SYSTEM,
            at=at,
            name=f"{one.to.practice}, {of.title}",
            after={"outcome": one.decision.outcome},
        )
    release.released_at = at
    audit.record(
        "told the decisions",
        release,
        by=SYSTEM,
        at=at,
        name=of.title,
        after={"decisions": len(going_out)},
    )
    db.session.flush()
    return len(going_out)


def tell_lead(one: Composed, *, at: dt.datetime, key: str = "decision") -> None:
    """Mail each lead of an application, once, that there is something to read after sign-in."""
    for lead in accounts.roster(one.to.practice_id, (Role.APPLICATION_LEAD,)):
        queue(
            "decision",
            key=f"{key}:{one.decision.id}:{lead.person_id}",
            to=lead.email,
            subject=f"A decision is ready for {one.to.practice}",
            body=_quoted(f"Hello {lead.name},\n\nA decision is ready for {one.to.practice}.\n")
            + "Sign in to read it:\n{link}\n",
            at=at,
            link=full_address(f"/applications/{one.to.application_id}/decision"),
        )


def _hold_back(of: Round, release: Release, outlook: Outlook, at: dt.datetime) -> None:
    """Tell nobody: what two people agreed to is not what is there. They hear of it."""
    people = [release.planned_by_id, release.confirmed_by_id]
    reason = "; ".join(one.words for one in outlook.obstacles) or "something changed afterwards"
    key = f"release held back:{release.id}:{release.confirmed_at}"
    release.confirmed_at, release.confirmed_by_id = None, None
    audit.record("held the release back", release, by=SYSTEM, at=at, name=of.title, reason=reason)
    for person_id in filter(None, people):
        person = accounts.person(person_id)
        queue(
            "release held back",
            key=f"{key}:{person_id}",
            to=person.email,
            subject=f"{of.title}: the decisions were not told",
            body=_quoted(f"Hello {person.name},\n\n")
            + f"The release of {moment(release.release_at)} was confirmed, but something changed "
            "afterwards. Nobody was told anything.\n"
            "Look at the letters, cancel this release and plan another:\n{link}\n",
            at=at,
            link=full_address(f"/staff/rounds/{of.key}/decisions"),
        )


def _quoted(text: str) -> str:
    """Names may say anything; nothing in them takes the place of the link."""
    return text.replace("{link}", "(link)")


def _planned(outlook: Outlook) -> Release:
    if outlook.release is None:
        raise NotPossibleNow("No release is planned.")
    return outlook.release


def _refuse_changer(outlook: Outlook, release: Release, by: Actor) -> None:
    """What one person changed after the plan, that person alone does not agree to."""
    changed_by = changers(outlook)
    if by.person_id in changed_by:
        planner = names_of([release.planned_by_id])[release.planned_by_id]
        raise Refused(
            CHANGED_BY_YOU.format(changers=", ".join(changed_by.values()), planner=planner)
        )


def _refuse_obstacles(outlook: Outlook) -> None:
    if outlook.obstacles:
        raise Refused(" ".join(one.words for one in outlook.obstacles))
