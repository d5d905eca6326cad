"""Declaring interests for a round, and reminding those who did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import contacts_holding
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import Refused
from app.outbox.queries import known_keys
from app.outbox.services import queue
from app.policy import Role
from app.reviews.domain import declaring
from app.reviews.domain.kinds import Standing
from app.reviews.models import Declaration, DeclaredTie
from app.reviews.queries import assignments, declarations, seats, standings
from app.reviews.services import conflicts
from app.rfa.domain.states import SENT
from app.rfa.queries import applications, rounds

if TYPE_CHECKING:
    from app.policy import Actor
    from app.reviews.domain.declaring import Tie
    from app.rfa.models import Application, Round


NO_LONGER = "Declared a tie to the practice before, and does not any more."


@dataclass(frozen=True, slots=True)
class Effect:
    """What a declaration did: it closed some applications, and staff are asked about others."""

    closed: tuple[Application, ...]
    asked: tuple[Application, ...]


def declare(
    of: Round,
    person_id: int,
    ties: Sequence[Tie],
    *,
    is_nothing: bool,
    by: Actor,
    at: dt.datetime,
) -> Effect:
    """Keep what a reviewer declares for a round, or that there is nothing; the last one counts.

    A practice that is named for the first time, and whose application the reviewer has or had
    before them, becomes a conflict at once. A tie that is not named any more ends a conflict
    only when staff agree: they are asked.
    """
    if bool(ties) is is_nothing:
        raise Refused(
            "Name your ties, or tick that you have nothing to declare. It cannot be both.",
            field="is_nothing",
        )
    if len(ties) > declaring.MOST_TIES:
        raise Refused(f"Name at most {declaring.MOST_TIES} ties.", field="is_nothing")
    for tie in ties:
        if wrong := declaring.what_is_wrong(tie):
            raise Refused(f"{wrong[1]}.")
    earlier = declarations.declarations_of(of.id, person_id)
    named = [one.practice_id for one in earlier[0].ties if one.practice_id] if earlier else []
    dropped = declaring.no_longer_tied(named, ties)
    late = tuple(_touched(of, person_id, declaring.newly_tied(named, ties)))
    tied = tuple(one for one in _locked(of, dropped) if _is_closed(one, person_id))
    _keep(of, person_id, ties, by=by, at=at)
    for application in late:
        reason = _reason(ties, application.practice_id)
        conflicts.recuse(application, person_id, reason=reason, by=by, at=at)
    asked = tuple(one for one in tied if not _is_closed(one, person_id))
    for application in asked:
        conflicts.doubt(application, person_id, reason=NO_LONGER, by=by, at=at)
    return Effect(late, asked)


def _locked(of: Round, practice_ids: frozenset[int]) -> Iterator[Application]:
    """The applications of these practices in the round that were sent, locked."""
    for one in rounds.applicants(of.id):
        if one.practice_id in practice_ids:
            application = applications.application(
                one.application_id, locked=True, even_emptied=True
            )
            if application.state in SENT and application.emptied_at is None:
                yield application


def _is_closed(application: Application, person_id: int) -> bool:
    return standings.stand(application.id, person_id).standing is Standing.CONFLICTED


def _touched(of: Round, person_id: int, practice_ids: frozenset[int]) -> Iterator[Application]:
    """The applications of these practices that the reviewer had to do with."""
    for application in _locked(of, practice_ids):
        stand = standings.stand(application.id, person_id)
        if stand.standing is not Standing.CONFLICTED and (
            stand.said is not None
            or seats.own_review(application.id, person_id) is not None
            or any(row.person_id == person_id for row in assignments.active([application.id]))
        ):
            yield application


def _keep(of: Round, person_id: int, ties: Sequence[Tie], *, by: Actor, at: dt.datetime) -> None:
    row = Declaration(round_id=of.id, person_id=person_id, declared_at=at, is_nothing=not ties)
    row.ties = [
        DeclaredTie(
            kind=tie.kind,
            practice_id=tie.practice_id,
            organisation=tie.organisation,
            note=tie.note,
        )
        for tie in ties
    ]
    db.session.add(row)
    db.session.flush()
    said = [
        {
            "kind": tie.kind,
            "practice_id": tie.practice_id,
            "organization": tie.organisation,
            "note": tie.note,
        }
        for tie in ties
    ]
    audit.record(
        "declared interests",
        row,
        by=by,
        at=at,
        name=of.title,
        after={"nothing": row.is_nothing, "ties": said},
    )


def _reason(ties: Sequence[Tie], practice_id: int) -> str:
    """Why an application closes: the ties to its practice, as they were declared."""
    said = [
        f"{tie.kind}: {tie.note}" if tie.note else str(tie.kind)
        for tie in ties
        if tie.practice_id == practice_id
    ]
    return f"Declared since then: {'; '.join(said)}"


def remind(of: Round, *, by: Actor, at: dt.datetime) -> int:
    """Mail the reviewers who did not declare, or too long ago; each at most once a day.

    Returns how many mails go out.
    """
    declared = declarations.last_declared(of.id)
    today = central(at).date()
    missing = {
        f"declare:{of.id}:{person_id}:{today.isoformat()}": contact
        for person_id, contact in contacts_holding((Role.REVIEWER,)).items()
        if not declaring.holds(declared.get(person_id), at)
    }
    done = known_keys(missing.keys())
    fresh = {key: contact for key, contact in missing.items() if key not in done}
    for key, contact in fresh.items():
        queue(
            "declaration reminder",
            key=key,
            to=contact.email,
            subject=f"Before you review: your interests for {of.title}",
            body=(
                f"Hello {contact.name},\n\n"
                f"Thank you for reviewing in {of.title}. Before any application opens, we ask "
                "you what ties you have to organizations that may apply.\n\n"
                "It takes a few minutes. If you have none, one tick is enough:\n{link}\n"
            ),
            at=at,
            link=full_address(f"/reviews/declaration/{of.key}"),
        )
    if fresh:
        audit.record(
            "reminded reviewers to declare",
            of,
            by=by,
            at=at,
            name=of.title,
            after={"mails": len(fresh)},
        )
    return len(fresh)
