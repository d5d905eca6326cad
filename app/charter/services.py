"""Every change to charters, with its trail. Callers authorise first, commit last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.charter import queries
from app.charter.domain.fields import BY_KEY, FIELDS
from app.charter.models import Charter, CharterEntry, CharterMember
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow

if TYPE_CHECKING:
    from app.charter.domain.fields import Carried, CarriedMember
    from app.collaborative.models import Cohort
    from app.policy import Actor
    from app.practices.models import Practice


class WrittenMeanwhile(Conflict):
    """Somebody else wrote the entry first: `theirs` stands there, `yours` was not saved."""

    def __init__(self, theirs: str, yours: str) -> None:
        super().__init__("Someone else changed this meanwhile. Nothing was overwritten.")
        self.theirs, self.yours = theirs, yours


def open_charter(
    practice: Practice,
    cohort: Cohort,
    entries: Iterable[Carried] = (),
    members: Iterable[CarriedMember] = (),
    *,
    by: Actor,
    at: dt.datetime,
) -> Charter:
    """Begin the charter of a practice in a cohort with what is known already.

    Every field is there from the beginning, empty where nothing is known. A charter that is
    there stays as it is.
    """
    found = queries.charter_of(practice.id, cohort.id)
    if found is not None:
        return found
    charter = Charter(practice_id=practice.id, cohort_id=cohort.id, created_at=at)
    db.session.add(charter)
    db.session.flush()
    known = {one.field: one for one in entries}
    for field in FIELDS:
        one = known.get(field.key)
        text = one.text if one else ""
        db.session.add(
            CharterEntry(
                charter_id=charter.id,
                field=field.key,
                text=text,
                first_text=text,
                source=one.source if one else "",
                changed_at=at,
                changed_by_id=by.person_id,
            )
        )
    for person in members:
        db.session.add(
            CharterMember(
                charter_id=charter.id,
                role=person.role,
                name=person.name,
                credentials=person.credentials,
                hours=person.hours,
                source=person.source,
            )
        )
    db.session.flush()
    audit.record(
        "began a charter",
        charter,
        by=by,
        at=at,
        name=f"{practice.name}, {cohort.name}",
        practice_id=practice.id,
        after={"fields": [field.key for field in FIELDS if field.key in known]},
    )
    return charter


def write_entry(
    charter: Charter,
    entry: CharterEntry,
    text: str,
    *,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Write one field. What its source said first stays beside it.

    Raises `WrittenMeanwhile` when somebody else was faster with other words.
    """
    if text == entry.text:
        return
    if entry.version != seen_version:
        raise WrittenMeanwhile(entry.text, text)
    before, entry.text = entry.text, text
    entry.changed_at, entry.changed_by_id = at, by.person_id
    db.session.flush()
    audit.record(
        "wrote the charter",
        entry,
        by=by,
        at=at,
        name=BY_KEY[entry.field].label,
        practice_id=charter.practice_id,
        before={"text": before},
        after={"text": text},
    )


def confirm(charter: Charter, *, by: Actor, at: dt.datetime) -> None:
    """Note that the team read its charter and agrees. Doing it again changes nothing."""
    if charter.confirmed_at is not None:
        return
    charter.confirmed_at, charter.confirmed_by_id = at, by.person_id
    db.session.flush()
    audit.record("confirmed the charter", charter, by=by, at=at, practice_id=charter.practice_id)


# ------------------------------------------------------------------ members


def add_member(
    charter: Charter,
    *,
    role: str,
    name: str,
    credentials: str,
    hours: int | None,
    by: Actor,
    at: dt.datetime,
) -> CharterMember:
    """Name somebody as a member of the team, with or without an account."""
    person = CharterMember(
        charter_id=charter.id, role=role, name=name, credentials=credentials, hours=hours
    )
    db.session.add(person)
    db.session.flush()
    audit.record(
        "named a team member",
        person,
        by=by,
        at=at,
        name=name,
        practice_id=charter.practice_id,
        after={"role": role, "credentials": credentials, "hours": hours},
    )
    return person


def change_member(
    charter: Charter,
    person: CharterMember,
    *,
    role: str,
    name: str,
    credentials: str,
    hours: int | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change what the charter says about somebody."""
    wanted = {"role": role, "name": name, "credentials": credentials, "hours": hours}
    before, after = audit.changes(person, wanted)
    if not after:
        return
    for field, value in wanted.items():
        setattr(person, field, value)
    db.session.flush()
    audit.record(
        "changed a team member",
        person,
        by=by,
        at=at,
        name=name,
        practice_id=charter.practice_id,
        before=before,
        after=after,
    )


def end_member(charter: Charter, person: CharterMember, *, by: Actor, at: dt.datetime) -> None:
    """Take somebody off the team. Raises `NotPossibleNow` when that has happened already."""
    if person.ended_at is not None:
        raise NotPossibleNow("This person is not on the team any more.")
    person.ended_at = at
    db.session.flush()
    audit.record(
        "took somebody off the team",
        person,
        by=by,
        at=at,
        name=person.name,
        practice_id=charter.practice_id,
        before={"role": person.role},
    )
