"""Every step of a version: begun, given to review, sent back, approved, published, archived."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.curriculum.domain import publishing
from app.curriculum.domain.kinds import ChangeClass, VersionStatus
from app.curriculum.domain.publishing import Deed, Times
from app.curriculum.models import Module, ModuleVersion
from app.curriculum.queries import contents, gating, modules, tracks
from app.curriculum.queries import versions as queries
from app.curriculum.services import comments, drafts, searching
from app.curriculum.services import contents as writing
from app.curriculum.services import publishing_mails as mails

if TYPE_CHECKING:
    from app.policy import Actor

CLASH = "Somebody changed this version since you opened the page. Look at it again, then decide."


def start_version(module: Module, *, by: Actor, at: dt.datetime) -> ModuleVersion:
    """Begin a new draft with everything that stands in the newest version.

    Raises `NotPossibleNow` while another version is on its way.
    """
    rows = modules.versions_of([module.id])[module.id]
    living = [row for row in rows if row.archived_at is None] or rows
    return _copied(module, living[-1], verb="started a version", by=by, at=at)


def restore(version: ModuleVersion, *, by: Actor, at: dt.datetime) -> ModuleVersion:
    """Begin a new draft with everything that stands in an old version, which stays as it is.

    A draft that says the very same is there already after a second click: gives that one.
    """
    _check(Deed.RESTORE, version, by=by, at=at)
    module = queries.module_of(version)
    words = queries.present_digest(version)
    for standing in queries.lineup(module.id, at):
        is_draft = standing.status is VersionStatus.DRAFT
        if is_draft and queries.present_digest(standing.row) == words:
            return standing.row
    return _copied(module, version, verb="restored a version", by=by, at=at)


def _copied(
    module: Module, source: ModuleVersion, *, verb: str, by: Actor, at: dt.datetime
) -> ModuleVersion:
    draft = drafts.begin(
        module,
        queries.facts(source),
        contents.lessons(source.id),
        queries.reviews(source.id),
        by=by,
        at=at,
    )
    writing.carry_authors(source, draft, at=at)
    _record(verb, draft, by=by, at=at, after={"based_on": source.number, "number": draft.number})
    return draft


# ------------------------------------------------------------------ review


def ask_review(version: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    """Give a draft to those who may approve it, and tell them."""
    _check(Deed.ASK_REVIEW, version, by=by, at=at)
    version.review_asked_at, version.review_asked_by_id = at, by.person_id
    db.session.flush()
    _record("asked for review of a version", version, by=by, at=at)
    mails.tell_approvers(version, points=len(gating.obstacles(version, at)), by=by, at=at)


def take_back(version: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    """Make a version in review a draft again, to write on."""
    _check(Deed.TAKE_BACK, version, by=by, at=at)
    _to_draft(version)
    _record("took a version back from review", version, by=by, at=at)


def send_back(
    version: ModuleVersion, *, reason: str, seen: int | None = None, by: Actor, at: dt.datetime
) -> None:
    """Make it a draft again with a reason, which its authors read as a comment and as a mail."""
    _check(Deed.SEND_BACK, version, seen=seen, by=by, at=at)
    if not reason:
        raise Refused("Say what should change. The authors read it.", field="reason")
    comments.add(version, body=f"Sent back: {reason}", by=by, at=at)
    mails.tell_authors_sent_back(version, reason=reason, by=by, at=at)
    _to_draft(version)
    _record("sent a version back", version, by=by, at=at, reason=reason)


def _to_draft(version: ModuleVersion) -> None:
    version.review_asked_at = version.review_asked_by_id = None
    db.session.flush()


def approve(
    version: ModuleVersion,
    *,
    change_class: ChangeClass,
    note: str,
    seen: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Approve what somebody else wrote; from now on nothing in it changes.

    `seen` is the row's version that the page was made from: what was changed since is not
    approved unread (`Conflict`). Raises `NotPossibleNow` for one's own work and `Refused`
    while anything on the checklist is open. Others who change what a module asks for wait.
    """
    _check(Deed.APPROVE, version, seen=seen, by=by, at=at)
    tracks.held()
    for obstacle in gating.obstacles(version, at):
        raise Refused(f"This version cannot be approved yet. {obstacle.sentence}")
    version.approved_at, version.approved_by_id = at, by.person_id
    version.change_class, version.change_note = change_class, note
    db.session.flush()
    after = {"change_class": change_class, "change_note": note}
    _record("approved a version", version, by=by, at=at, after=after)
    mails.tell_authors_approved(version, by=by, at=at)
    searching.index(version)


# ------------------------------------------------------------------ publishing


def schedule(
    version: ModuleVersion,
    *,
    publish_at: dt.datetime,
    expires_at: dt.datetime | None = None,
    weeks: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Say when an approved version is out; until then the one before it is served.

    Whoever approved it says so, or another one who may, but nobody who wrote in it. `weeks`
    holds it back for each cohort until that many weeks after the cohort began.
    """
    _check(Deed.SCHEDULE, version, by=by, at=at)
    if (wrong := publishing.wrong_time(Times(publish_at, expires_at, weeks), at)) is not None:
        raise Refused(wrong[1], field=wrong[0])
    wanted = {"publish_at": publish_at, "expires_at": expires_at, "weeks_after_start": weeks}
    verb = "published a version" if publish_at == at else "scheduled a version"
    _change(verb, version, wanted, by=by, at=at)


def change_times(
    version: ModuleVersion,
    *,
    expires_at: dt.datetime | None,
    weeks: int | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Give a version that is out an end and other weeks, or none; whoever began it may finish it.

    Nobody who wrote in it does that.
    """
    _check(Deed.CHANGE_TIMES, version, by=by, at=at)
    if expires_at is not None and expires_at <= at:
        raise Refused("That time has passed. Choose a later one.", field="end_day")
    if (wrong := publishing.wrong_weeks(weeks)) is not None:
        raise Refused(wrong[1], field=wrong[0])
    wanted = {"expires_at": expires_at, "weeks_after_start": weeks}
    _change("changed the times of a version", version, wanted, by=by, at=at)


def archive(version: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    """Take a version away from new learners; whoever began it may finish it."""
    _check(Deed.ARCHIVE, version, by=by, at=at)
    version.archived_at, version.archived_by_id = at, by.person_id
    db.session.flush()
    _record("archived a version", version, by=by, at=at)


# ------------------------------------------------------------------ together


def _check(
    deed: Deed, version: ModuleVersion, *, seen: int | None = None, by: Actor, at: dt.datetime
) -> None:
    """Hold the version, and refuse what the rules do not allow for it as it is now."""
    queries.locked(version.id)
    if seen not in (None, version.version):
        raise Conflict(CLASH)
    words = publishing.objection(
        deed,
        queries.standing(version, at),
        is_editor=by.person_id is None or queries.is_editor(version, by.person_id),
    )
    if words:
        raise NotPossibleNow(words)


def _change(
    verb: str, version: ModuleVersion, wanted: dict[str, Any], *, by: Actor, at: dt.datetime
) -> None:
    before, after = audit.changes(version, wanted)
    for name, value in wanted.items():
        setattr(version, name, value)
    db.session.flush()
    _record(verb, version, by=by, at=at, before=before, after=after)


def _record(verb: str, version: ModuleVersion, **more: Any) -> None:
    audit.record(verb, version, name=drafts.named(version), **more)
