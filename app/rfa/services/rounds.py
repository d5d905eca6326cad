"""Every change to a round: its settings, its form, its opening, more time for everybody."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from app.audit import services as audit
from app.core.clock import central
from app.core.dates import day as day_words
from app.core.dates import moment
from app.core.days import CENTRAL
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.text import clean_line, key_from
from app.rfa.domain.dates import a_year_later, contradictions, working_day
from app.rfa.domain.editing import Source, difference
from app.rfa.domain.opening import obstacles
from app.rfa.domain.parsing import parse
from app.rfa.models import Extension, Round
from app.rfa.queries import rounds as queries
from app.rfa.services.round_mails import tell_applicants

if TYPE_CHECKING:
    from app.policy import Actor

ANYTIME = (
    "questions_until",
    "call_at",
    "decision_on",
    "starts_on",
    "awards",
    "reviewers_each",
)
"""Settings that may change after the round was opened: no application depends on them."""
_COPIED = (
    "grace_minutes",
    "awards",
    "cap",
    "patients_least",
    "counties",
    "reviewers_each",
    "drafter_may_sign",
    "is_sealed",
)
_INSTANTS = ("opens_at", "closes_at", "questions_until", "call_at")
_DAYS = ("decision_on", "starts_on")
OPENS_IN, LASTS = dt.timedelta(days=30), dt.timedelta(days=45)
CLASH = "Someone else changed this round. Nothing was overwritten."
ARCHIVED = "This round is archived. Nothing in it changes any more."
FROZEN = "This round was opened, so its form is frozen. Applicants rely on it."


def create_round(*, title: str, based_on: Round | None, by: Actor, at: dt.datetime) -> Round:
    """Make a round that only staff sees, with the form of an earlier round or the shipped one.

    An earlier round also gives its settings, with every date one year later, on a working day.
    """
    _check_title(title)
    of = Round(
        key=_free_key(title),
        title=clean_line(title),
        form=queries.shipped_form() if based_on is None else copy.deepcopy(based_on.form),
        based_on_id=None if based_on is None else based_on.id,
        created_at=at,
        created_by_id=by.person_id,
        **(_first_dates(at) if based_on is None else _settings_of(based_on)),
    )
    db.session.add(of)
    db.session.flush()
    after = {"title": of.title, "based_on": based_on.title if based_on else "the shipped form"}
    _record("created a round", of, by=by, at=at, after=after)
    return of


def change_settings(
    of: Round, *, settings: Mapping[str, Any], seen_version: int, by: Actor, at: dt.datetime
) -> None:
    """Change settings; after the round was opened only those of `ANYTIME`.

    Raises `Conflict` when somebody else was faster, `NotPossibleNow` for a setting that is
    frozen and `Refused` for dates in a wrong order or a title that is taken.
    """
    _check_seen(of, seen_version)
    before, after = audit.changes(of, dict(settings))
    if of.archived_at is not None:
        raise NotPossibleNow(ARCHIVED)
    if of.published_at is not None and not after.keys() <= set(ANYTIME):
        raise NotPossibleNow(
            "This round was opened. Its deadline changes by an extension only, "
            "and what applicants rely on does not change."
        )
    if not after:
        return
    _check_title(settings.get("title", of.title), but=of.id)
    given = {name: settings[name] for name in (*_INSTANTS, *_DAYS) if name in settings}
    for field, words in contradictions(queries.dates_of(of, **given)):
        raise Refused(words, field=field)
    for name, value in settings.items():
        setattr(of, name, value)
    db.session.flush()
    _record("changed the settings of a round", of, by=by, at=at, before=before, after=after)


def change_form(
    of: Round, source: Source, *, seen_version: int, by: Actor, at: dt.datetime
) -> bool:
    """Put another form into a draft; False when it is the same form.

    Raises `NotPossibleNow` once the round was opened, `Conflict` when somebody else was
    faster, and `reading.BadDocument` for what is no valid form.
    """
    if of.published_at is not None:
        raise NotPossibleNow(FROZEN)
    _check_seen(of, seen_version)
    parse(source)
    before, after = difference(of.form, source)
    if of.form == source:
        return False
    of.form, of.form_version = source, of.form_version + 1
    db.session.flush()
    after |= {"form_version": of.form_version}
    _record("changed the form of a round", of, by=by, at=at, before=before, after=after)
    return True


def publish(of: Round, *, seen_version: int, by: Actor, at: dt.datetime) -> None:
    """Show the round to everybody, and freeze its form and rubric for good.

    Applications are taken from its opening on. Raises `Refused` while anything is in the way.
    """
    if of.published_at is not None:
        raise NotPossibleNow("This round was opened already.")
    _check_seen(of, seen_version)
    for obstacle in obstacles(queries.document_of(of), queries.dates_of(of), at):
        raise Refused(obstacle)
    of.published_at, of.published_by_id = at, by.person_id
    db.session.flush()
    after = {"opens_at": of.opens_at, "closes_at": of.closes_at, "form_version": of.form_version}
    _record("opened a round", of, by=by, at=at, after=after)


def archive(of: Round, *, by: Actor, at: dt.datetime) -> None:
    """Take a closed round off the public pages; everything in it stays."""
    if of.published_at is None or of.archived_at is not None:
        raise NotPossibleNow("Only a round that was opened can be archived, and only once.")
    if at <= (end := queries.latest_end(of)):
        raise NotPossibleNow(f"Applications can arrive until {moment(end)}. Archive it after that.")
    of.archived_at = at
    db.session.flush()
    _record("archived a round", of, by=by, at=at)


def discard(of: Round, *, seen_version: int, by: Actor, at: dt.datetime) -> None:
    """Delete a round that was never opened; rounds made from it stay and forget where from."""
    if of.published_at is not None:
        raise NotPossibleNow("This round was opened. It can be archived, not discarded.")
    _check_seen(of, seen_version)
    db.session.execute(update(Round).where(Round.based_on_id == of.id).values(based_on_id=None))
    before = {"key": of.key, "title": of.title}
    _record("discarded a draft round", of, by=by, at=at, before=before)
    db.session.delete(of)
    db.session.flush()


# ------------------------------------------------------------------ more time


def extend(of: Round, *, until: dt.datetime, reason: str, by: Actor, at: dt.datetime) -> Extension:
    """Give everybody more time, up to and including `until`, and tell every applicant.

    The round's page shows it with its reason. Raises `Refused` when `until` is not later
    than the end that holds now, or after the decision or the first day of the program.
    """
    if of.published_at is None or of.archived_at is not None:
        raise NotPossibleNow("Only a round that was opened can get more time.")
    window = queries.window_of(of)
    earliest = max(window.closes_at + window.grace, at)
    if until <= earliest:
        raise Refused(f"Choose a time after {moment(earliest)}.", field="until_time")
    for what, planned in (("decision is", of.decision_on), ("program starts", of.starts_on)):
        if planned is not None and central(until).date() > planned:
            raise Refused(
                f"The {what} on {day_words(planned, this_year=0)}. Choose an earlier time, "
                "or first change that day in the settings.",
                field="until_on",
            )
    if not reason:
        raise Refused("Say why there is more time.", field="reason")
    extension = Extension(
        round_id=of.id, closes_at=until, reason=reason, given_at=at, given_by_id=by.signed_in_id
    )
    db.session.add(extension)
    db.session.flush()
    _record(
        "gave a round more time",
        of,
        by=by,
        at=at,
        before={"closes_at": window.closes_at},
        after={"closes_at": until},
        reason=reason,
    )
    tell_applicants(
        of,
        "round extended",
        key=f"round extended:{extension.id}",
        subject=f"More time: {of.title}",
        text=f"Everybody can send the application until {moment(until)}.\nThe reason: {reason}",
        at=at,
    )
    return extension


def end_extension(
    of: Round, extension: Extension, *, reason: str, by: Actor, at: dt.datetime
) -> None:
    """Take more time for everybody back, and tell every applicant; what was sent stays sent."""
    if of.archived_at is not None:
        raise NotPossibleNow(ARCHIVED)
    if extension.ended_at is not None:
        raise NotPossibleNow("This extension has ended already.")
    if not reason:
        raise Refused("Say why the extension ends.", field="reason")
    before = queries.window_of(of).closes_at
    extension.ended_at, extension.ended_by_id = at, by.signed_in_id
    db.session.flush()
    closes_at = queries.window_of(of).closes_at
    _record(
        "ended an extension",
        of,
        by=by,
        at=at,
        before={"closes_at": before},
        after={"closes_at": closes_at},
        reason=reason,
    )
    tell_applicants(
        of,
        "extension ended",
        key=f"extension ended:{extension.id}",
        subject=f"The deadline changed: {of.title}",
        text=f"The deadline is {moment(closes_at)} now.\nThe reason: {reason}",
        at=at,
    )


# ------------------------------------------------------------------ inside


def _first_dates(at: dt.datetime) -> dict[str, dt.datetime]:
    """Dates to begin with: from 8:00 in the morning to 5:00 in the afternoon, some weeks long."""
    opens = _central(central(at + OPENS_IN).date(), dt.time(8))
    return {"opens_at": opens, "closes_at": _central(central(opens + LASTS).date(), dt.time(17))}


def _settings_of(earlier: Round) -> dict[str, Any]:
    moved: dict[str, Any] = {}
    for name in _INSTANTS:
        instant = getattr(earlier, name)
        if instant is not None:
            local = central(instant)
            moved[name] = _central(working_day(a_year_later(local.date())), local.time())
    for name in _DAYS:
        day = getattr(earlier, name)
        if day is not None:
            moved[name] = working_day(a_year_later(day))
    if moved["closes_at"] <= moved["opens_at"]:
        moved["closes_at"] = moved["opens_at"] + (earlier.closes_at - earlier.opens_at)
    return moved | {name: copy.deepcopy(getattr(earlier, name)) for name in _COPIED}


def _central(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant of a local time; one that is skipped or comes twice is taken as the earlier."""
    return dt.datetime.combine(day, time, CENTRAL).astimezone(dt.UTC)


def _check_seen(of: Round, seen_version: int) -> None:
    if of.version != seen_version:
        raise Conflict(CLASH)


def _check_title(title: str, *, but: int | None = None) -> None:
    if queries.title_is_taken(clean_line(title), but=but):
        raise Refused("A round with this title is already there.", field="title")


def _free_key(title: str) -> str:
    """A key for addresses that no round has: made from the title, numbered when it must be."""
    wanted = key_from(title)[:50].rstrip("-") or "round"
    taken = queries.keys_like(wanted) | {"new"}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)


def _record(verb: str, of: Round, **given: Any) -> None:
    audit.record(verb, of, name=of.title, **given)
