"""Who reviews what: assigned, taken away again, and told in one mail for each batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.reviews.domain.assigning import Pair
from app.reviews.domain.kinds import ReviewState
from app.reviews.models import AssignmentBatch, ReviewerAssignment
from app.reviews.queries import lineups, plans
from app.reviews.services.assignment_mails import tell_assigned

if TYPE_CHECKING:
    from app.policy import Actor
    from app.reviews.queries.lineups import Lineup
    from app.rfa.models import Round

NOT_STARTED = "Taken away before the review was started"
ARCHIVED = "This round is archived. Nothing in it changes any more."

SAVED_BEFORE = "This page was saved before and shows something else now. Look again, then save."


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff want changed. `token` is that of the page, `seed` of a proposal.

    `override` says why somebody gets more than the most, `reason` why a review that was
    started is taken away.
    """

    token: str
    add: frozenset[Pair] = frozenset()
    remove: frozenset[Pair] = frozenset()
    override: str = ""
    reason: str = ""
    seed: int | None = None


def assign(of: Round, wish: Wish, *, by: Actor, at: dt.datetime) -> bool:
    """Change who reviews what, and mail each reviewer who gets something new, once.

    False when there was nothing to do: the same page was confirmed before, or nothing differs.
    Raises `Refused` for a conflict, for a load above the most without `override`, for a review
    that was started without `reason`, and for one that was submitted. Raises `Conflict` when
    the same page was confirmed before with something else.
    """
    if of.archived_at is not None:
        raise NotPossibleNow(ARCHIVED)
    plans.plan(of.id, locked=True)
    batch = lineups.batch_with(wish.token)
    found = lineups.lineup(of)
    if batch is not None:
        if not _is_done(found, batch, wish):
            raise Conflict(SAVED_BEFORE)
        return False
    add = sorted(wish.add - found.live)
    remove = sorted(wish.remove & found.active.keys())
    if not add and not remove:
        return False
    _check(found, add, remove, wish.reason)
    above = _above(found, add, remove)
    if above and not wish.override:
        raise Refused(_too_many(found, above), field="override")
    batch = AssignmentBatch(
        round_id=of.id, seed=wish.seed, token=wish.token, made_at=at, made_by_id=by.signed_in_id
    )
    db.session.add(batch)
    db.session.flush()
    for pair in remove:
        _take_away(found, pair, wish.reason or NOT_STARTED, by=by, at=at)
    for pair in add:
        _give(found, pair, batch, wish.override if pair[1] in above else "", by=by, at=at)
    tell_assigned(found, batch.id, add, at=at)
    return True


def _is_done(found: Lineup, batch: AssignmentBatch, wish: Wish) -> bool:
    """Whether the batch did what is wished: all that it did, and nothing else is left to do."""
    added, removed = lineups.deeds_of(batch)
    return (
        batch.round_id == found.round.id
        and added <= wish.add
        and removed <= wish.remove
        and wish.add - added <= found.live
        and not (wish.remove - removed) & found.active.keys()
    )


def _check(found: Lineup, add: Collection[Pair], remove: Collection[Pair], reason: str) -> None:
    for pair in add:
        _check_addition(found, pair)
    for pair in remove:
        _check_removal(found, pair, reason)


def _check_addition(found: Lineup, pair: Pair) -> None:
    if pair[0] not in found.by_id or pair[1] not in found.people:
        raise Refused("That application or reviewer is not in this round any more. Look again.")
    if found.is_conflict(pair):
        name, of = found.people[pair[1]].name, found.by_id[pair[0]]
        raise Refused(
            f"{name} has a conflict with {of.reference}, {of.practice.name}: "
            f"{lineups.why_conflict(found.stand(pair))}. Choose somebody else."
        )


def _check_removal(found: Lineup, pair: Pair, reason: str) -> None:
    state = found.reviews.get(pair)
    of = found.by_id[pair[0]]
    if state is ReviewState.SUBMITTED:
        raise Refused(f"A submitted review of {of.reference} stays. It cannot be taken away.")
    if state is ReviewState.DRAFT and not reason:
        raise Refused(
            f"The review of {of.reference} was started. Say why it is taken away.", field="reason"
        )


def _above(found: Lineup, add: Collection[Pair], remove: Collection[Pair]) -> dict[int, int]:
    """Who gets more than the most by these changes, with how many they would have."""
    loads = found.loads.copy()
    loads.subtract(who for key, who in remove if (key, who) in found.live)
    loads.update(who for _, who in add)
    given = {who for _, who in add}
    return {who: loads[who] for who in sorted(given) if loads[who] > found.terms.most_each}


def _too_many(found: Lineup, above: dict[int, int]) -> str:
    who = ", ".join(f"{found.people[key].name} ({load})" for key, load in above.items())
    return (
        f"This is more than the most for a reviewer, which is {found.terms.most_each}: {who}. "
        "Say why, or choose somebody else."
    )


def _take_away(found: Lineup, pair: Pair, reason: str, *, by: Actor, at: dt.datetime) -> None:
    row = found.active[pair]
    row.removed_at, row.removed_by_id, row.removed_reason = at, by.person_id, reason
    db.session.flush()
    audit.record(
        "took a review away",
        row,
        by=by,
        at=at,
        name=found.by_id[pair[0]].reference or "",
        before={"reviewer": pair[1], "review": found.reviews.get(pair)},
        reason=reason,
    )


def _give(
    found: Lineup,
    pair: Pair,
    batch: AssignmentBatch,
    override: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    row = ReviewerAssignment(
        application_id=pair[0],
        person_id=pair[1],
        batch_id=batch.id,
        assigned_at=at,
        override_reason=override,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "assigned a review",
        row,
        by=by,
        at=at,
        name=found.by_id[pair[0]].reference or "",
        after={"reviewer": found.people[pair[1]].name, "seed": batch.seed},
        reason=override or None,
    )
