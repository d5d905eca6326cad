"""Ticking that a sent version was checked, and taking that back.

Like everything that staff keep beside applications, a check is a subject of its own in the trail
and belongs to no practice there.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.queries.names import names_of
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.rfa.domain import checking
from app.rfa.domain.states import SENT
from app.rfa.models import Check
from app.rfa.queries import applications, checks, sent
from app.rfa.queries.oversight.one import check_unsealed

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application

NOT_SENT = "Only an application that was sent, and not withdrawn, can be checked."
NEWER = "A newer version was sent since you opened this page. Read it, then check that."
TOLD = "The decision was told. Its check does not change any more."


def tick(of: Application, *, version: int, note: str, by: Actor, at: dt.datetime) -> Check:
    """Note that a person checked the newest version of an application, which is `version`.

    Ticked twice by one person is ticked once. Raises `NotPossibleNow` for what cannot be
    checked now or is checked already, `Conflict` when a newer version was sent, and `Refused`
    for whoever edited it on behalf.
    """
    of = _held(of)
    if of.state not in SENT:
        raise NotPossibleNow(NOT_SENT)
    check_unsealed(of, at)
    last = sent.latest_versions([of.id])[of.id]
    if version != last.number:
        raise Conflict(NEWER)
    why_not = checking.why_not_check(by.signed_in_id, checks.editors(of.id, last.submitted_at))
    if why_not:
        raise Refused(why_not)
    there = checking.standing(checks.checked([of.id])[of.id].ticks, version)
    if there is not None:
        return _kept(of, there, by)
    row = Check(
        application_id=of.id,
        version=version,
        checked_at=at,
        checked_by_id=by.signed_in_id,
        note=note,
    )
    db.session.add(row)
    db.session.flush()
    _note("checked an application", row, of, by=by, at=at)
    return row


def _kept(of: Application, there: checking.Tick, by: Actor) -> Check:
    """The check that stands already, for whoever made it."""
    if there.person_id != by.person_id:
        name = names_of([there.person_id])[there.person_id]
        raise NotPossibleNow(f"{name} checked this version already.")
    return next(
        one
        for one in checks.checks_of(of.id)
        if one.version == there.version and one.taken_back_at is None
    )


def take_back(check: Check, of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Take a check back, one's own or another's; once is enough.

    Raises `NotPossibleNow` once the decision was told.
    """
    of = _held(of)
    db.session.refresh(check)
    if check.taken_back_at is None:
        check.taken_back_at, check.taken_back_by_id = at, by.signed_in_id
        _note("took a check back", check, of, by=by, at=at)


def _held(of: Application) -> Application:
    """The application, fresh and held until the end: a decision waits for this, and this for it."""
    held = applications.application(of.id, locked=True)
    if held.told_at is not None:
        raise NotPossibleNow(TOLD)
    return held


def _note(verb: str, row: Check, of: Application, *, by: Actor, at: dt.datetime) -> None:
    name = f"{of.practice.name}, {of.round.title}"
    audit.record(verb, row, by=by, at=at, name=name, after={"version": row.version})
