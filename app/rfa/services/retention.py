"""Keeping what people wrote no longer than the round says: settings, holds, and removing.

Nothing goes by itself. A person confirms a list, and each application of it is emptied in a
transaction of its own: what was interrupted is due as before, and goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.accounts.services import invitations
from app.audit import services as audit
from app.core import storage
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.outbox import services as outbox
from app.policy import APPLICANT_ROLES
from app.practices.services import forget_name
from app.rfa.domain.retention import (
    ANSWERS,
    COMMENTS,
    FILES,
    MOST_MONTHS,
    Leaving,
    LogKind,
    Schedule,
    anonymous_name,
)
from app.rfa.models import FaqEntry, Registration, RetentionHold, RetentionLog, RetentionSchedule
from app.rfa.queries import retention as queries
from app.rfa.queries import telling as applicants
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application, Round

log = logging.getLogger(__name__)

LONGEST_REASON = 500
FILES_AT_ONCE = 20
CLASH = "Someone else changed how long this round keeps things. Nothing was overwritten."
NOT_DUE = "This application is not due to go any more. Look at the list again."


def change_schedule(
    of: Round, wanted: Schedule, *, seen_version: int, by: Actor, at: dt.datetime
) -> None:
    """Say how many months a round keeps what people wrote.

    Raises `Conflict` when somebody else was faster and `Refused` for what is no number of months.
    """
    row = queries.schedule_of(of.id)
    if (row.version if row else 0) != seen_version:
        raise Conflict(CLASH)
    for field in ("unawarded_months", "draft_months"):
        if not 1 <= getattr(wanted, field) <= MOST_MONTHS:
            raise Refused(f"Enter months from 1 to {MOST_MONTHS}", field=field)
    months = {"unawarded_months": wanted.unawarded_months, "draft_months": wanted.draft_months}
    before, after = audit.changes(row or RetentionSchedule(**_months(Schedule())), months)
    if row is None:
        row = RetentionSchedule(round_id=of.id, changed_at=at, changed_by_id=by.signed_in_id)
        db.session.add(row)
    row.unawarded_months, row.draft_months = wanted.unawarded_months, wanted.draft_months
    row.changed_at, row.changed_by_id = at, by.signed_in_id
    db.session.flush()
    audit.record(
        "changed how long a round keeps things",
        of,
        by=by,
        at=at,
        name=of.title,
        before=before,
        after=after,
    )


def _months(schedule: Schedule) -> dict[str, int]:
    return {
        "unawarded_months": schedule.unawarded_months,
        "draft_months": schedule.draft_months,
    }


# ------------------------------------------------------------------ holds


def keep(of: Application, *, reason: str, by: Actor, at: dt.datetime) -> RetentionHold:
    """Keep an application whatever the schedule says, until somebody ends that.

    The application is locked. Raises `Refused` without a reason and `NotPossibleNow` when it is
    kept already.
    """
    if not reason:
        raise Refused("Say why it has to be kept.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Shorten this to {LONGEST_REASON} characters or fewer.", field="reason")
    if queries.hold_of(of.id) is not None:
        raise NotPossibleNow("This application is kept already.")
    row = RetentionHold(application_id=of.id, reason=reason, set_at=at, set_by_id=by.signed_in_id)
    db.session.add(row)
    db.session.flush()
    note("kept the application", of, by=by, at=at, reason=reason)
    return row


def keep_no_longer(of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Let the schedule of the round hold again for an application; once is enough."""
    row = queries.hold_of(of.id)
    if row is not None:
        row.ended_at, row.ended_by_id = at, by.person_id
        db.session.flush()
        note("kept the application no longer", of, by=by, at=at)


# ------------------------------------------------------------------ removing


def remove(of: Round, application_id: int, *, by: Actor, at: dt.datetime) -> RetentionLog:
    """Take everything that people wrote out of one application, and out of what stands around it.

    What is counted stays. The files of the storage go afterwards, with `forget_files`. Raises
    `NotPossibleNow` when the application is not due, or something holds it.
    """
    held = applicants.locked([application_id])
    now_due = {
        one.application_id: one for one in queries.overview(of, at, only=[application_id]).due
    }
    if application_id not in now_due:
        raise NotPossibleNow(NOT_DUE)
    application, standing = held[0], now_due[application_id]
    counted = queries.sizes([application_id])[application_id]
    files = queries.stored_files(application_id)
    leaving = _leaving(application)
    if leaving.practice_goes:
        forget_name(application.practice, name=leaving.name, by=by, at=at)
    _empty_around_it(leaving, at)
    for keeper in queries.keepers():
        keeper.empty(leaving)
    application.emptied_at = at
    entry = RetentionLog(
        round_id=of.id,
        application_id=application_id,
        kind=standing.kind,
        kept_until=standing.kept_until,
        at=at,
        by_id=by.signed_in_id,
        files_left={"keys": list(files)} if files else None,
        **_counts(counted),
    )
    db.session.add(entry)
    db.session.flush()
    note("removed what people wrote", application, by=by, at=at, after=_counts(counted))
    return entry


def _leaving(of: Application) -> Leaving:
    stays = of.practice_id in queries.still_taking_part([of.practice_id], but=[of.id])
    return Leaving(
        application_id=of.id,
        practice_id=of.practice_id,
        round_id=of.round_id,
        name=of.practice.name if stays else anonymous_name(of.practice_id),
        practice_goes=not stays,
    )


def _empty_around_it(of: Leaving, at: dt.datetime) -> None:
    """Take the words out of mails, invitations and the trail, before what they lead by is gone."""
    invited = invitations.empty(
        of.practice_id, roles=APPLICANT_ROLES, even_open=of.practice_goes, at=at
    )
    traces = [keeper.traces(of) for keeper in queries.keepers()]
    mails = [key for one in traces for key in one.mails]
    mails += [f"{kind}:{one}" for kind in ("invitation", "invitation declined") for one in invited]
    outbox.empty(mails)
    for one in traces:
        audit.take_words_out(one.events)
    audit.take_words_out(
        {"invitation": invited}, practice_id=of.practice_id if of.practice_goes else None
    )


def _counts(counted: Counter[str]) -> dict[str, int]:
    named = {"answers": counted[ANSWERS], "files": counted[FILES], "comments": counted[COMMENTS]}
    return named | {"others": counted.total() - sum(named.values())}


def remove_around(of: Round, *, by: Actor, at: dt.datetime) -> RetentionLog | None:
    """Forget who registered for a round and who asked about it; None when nobody is named.

    Raises `NotPossibleNow` before the last day of the schedule is over.
    """
    seen = queries.overview(of, at, only=())
    if not seen.around_is_over or seen.around_until is None:
        raise NotPossibleNow("This is not due yet.")
    count = queries.count_around(of.id)
    if not count:
        return None
    registered = queries.ids_of(Registration, Registration.round_id == of.id)
    asked = queries.ids_of(FaqEntry, FaqEntry.round_id == of.id)
    outbox.empty(
        [
            *(f"registration:{one}" for one in registered),
            *(f"answer:{one}" for one in asked),
            f"registration known:{of.id}",
        ]
    )
    audit.take_words_out({Registration.__tablename__: registered})
    db.session.execute(
        update(Registration)
        .where(Registration.round_id == of.id)
        .values(email="", name="", password_hash="")
    )
    db.session.execute(
        update(FaqEntry).where(FaqEntry.round_id == of.id).values(email="", asked_by="")
    )
    entry = RetentionLog(
        round_id=of.id,
        kind=LogKind.AROUND,
        kept_until=seen.around_until,
        at=at,
        by_id=by.signed_in_id,
        others=count,
    )
    db.session.add(entry)
    db.session.flush()
    audit.record(
        "removed who registered and asked", of, by=by, at=at, name=of.title, after={"people": count}
    )
    return entry


# ------------------------------------------------------------------ files


def forget_files(entry: RetentionLog) -> None:
    """Delete the files of an emptied application from the storage; what fails is tried again.

    No row names these files any more, and forgetting one twice is fine.
    """
    kept = []
    for key in (entry.files_left or {"keys": []})["keys"]:
        try:
            storage.forget(key)
        except NotPossibleNow:
            kept.append(key)
    entry.files_left = {"keys": kept} if kept else None
    db.session.flush()


def forget_left_files(*, at: dt.datetime) -> int:  # noqa: ARG001  # every duty is told the time
    """Delete what the storage still keeps of emptied applications; gives how many were tried."""
    entries = queries.with_files_left(FILES_AT_ONCE)
    for entry in entries:
        forget_files(entry)
    return len(entries)
