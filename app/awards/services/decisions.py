"""Recording decisions. Recorded is not told: nothing here reaches an applicant.

The trail of the application says who decided, when, and which parts were changed, but not what
was decided: it is read by people who may not see decisions before their release, such as
administrators and staff with a conflict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.awards.domain import deciding
from app.awards.domain.board import Side
from app.awards.domain.deciding import Facts, Move, State, Wish
from app.awards.domain.kinds import Outcome
from app.awards.models import Decision, Letter
from app.awards.queries import board, decisions
from app.awards.queries.checks import gates
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.queries import seats, standings
from app.rfa.domain.states import SENT
from app.rfa.queries import sent, telling
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application, Round

RELEASED = "This decision was released. It does not change any more."
NOT_SENT = "Only an application that was sent, and not withdrawn, can be decided."
NOTHING = "Nothing is decided about this application."
CLASH = "Someone else recorded a decision here. Nothing was overwritten."
CLASH_ABOUT = (
    "Somebody else recorded a decision about {names} meanwhile. Nothing was overwritten. "
    "The list says what is there now."
)
REVIEWED = "You reviewed this application. Somebody else has to decide about it."
CONFLICTED = "You have a conflict with this application. Somebody else has to decide about it."
_PARTS = ("outcome", "waits_as", "conditions", "amount", "rationale", "departure")


def state_of(of: Application, decision: Decision | None) -> State:
    """Where the deciding about an application is."""
    was_released = decision is not None and decision.released_at is not None
    return deciding.state_of(
        is_sent=of.state in SENT,
        is_decided=decision is not None,
        is_told=of.told_at is not None or was_released,
    )


def decide(
    application: Application,
    outcome: Outcome,
    *,
    rationale: str,
    departure: str = "",
    conditions: str = "",
    waits_as: int | None = None,
    amount: int | None = None,
    by: Actor,
    at: dt.datetime,
    seen_version: int | None = None,
) -> Decision:
    """Record what is decided about an application, or change it until it is released.

    `seen_version` is the version of the decision on the page, 0 for none; without it, whatever
    is there is changed. Raises `Refused` for a wish that lacks something and for what nobody
    else checked, `NotPossibleNow` when nothing can be decided, or not by this person, and
    `Conflict` for an old page.
    """
    wish = Wish(outcome, rationale, departure, conditions, waits_as, amount)
    return _decide_each([application.id], wish, by=by, at=at, seen_version=seen_version)[0]


def decide_together(
    application_ids: Sequence[int],
    wish: Wish,
    *,
    seen: Mapping[int, int],
    by: Actor,
    at: dt.datetime,
) -> tuple[Decision, ...]:
    """Record the same decision for each of some applications of a round, or for none of them.

    On a wait list they get the places from `waits_as` on, in the order of `application_ids`.
    `seen` are the versions of their decisions on the page; what is not there had none. Raises
    `Refused`, with the names, when somebody else decided meanwhile.
    """
    return _decide_each(application_ids, wish, by=by, at=at, seen=seen)


def _decide_each(
    application_ids: Sequence[int],
    wish: Wish,
    *,
    by: Actor,
    at: dt.datetime,
    seen_version: int | None = None,
    seen: Mapping[int, int] | None = None,
) -> tuple[Decision, ...]:
    held = {one.id: one for one in _hold_round_of(application_ids[0])}
    if not held.keys() >= set(application_ids):
        raise NotPossibleNow(NOT_SENT)
    of_round = held[application_ids[0]].round
    whole = board.board(of_round)
    sides = whole.ranking().sides()
    decided = decisions.of_applications(held, locked=True)
    if seen is not None:
        _check_seen([held[key] for key in application_ids], decided, seen)
    for key in application_ids:
        there = decided.get(key)
        _check_move(held[key], there, Move.CHANGE if there else Move.RECORD)
        if seen_version is not None and seen_version != (there.version if there else 0):
            raise Conflict(CLASH)
        _check_person(held[key], by)
    _refuse_unchecked(of_round, [held[key] for key in application_ids], by)
    done = []
    for place, key in enumerate(application_ids):
        of = held[key]
        facts = Facts(
            side=sides.get(key, Side.UNSCORED),
            reviews=len(whole.entries[key].reviews),
            cap=of_round.cap,
            waiting=waiting(decided.values(), without=application_ids),
        )
        wanted = _at_place(wish, place)
        fault = deciding.fault(wanted, facts)
        if fault is not None:
            several = len(application_ids) > 1
            sentence = f"{of.practice.name}: {fault.sentence}" if several else fault.sentence
            raise Refused(sentence, field=fault.field)
        done.append(_record(of, decided.get(key), deciding.settled(wanted, facts), by=by, at=at))
    return tuple(done)


def _check_seen(
    chosen: Sequence[Application], decided: Mapping[int, Decision], seen: Mapping[int, int]
) -> None:
    """Nothing is overwritten that was not on the page."""
    versions = {key: one.version for key, one in decided.items() if one.released_at is None}
    names = [
        one.practice.name
        for one in chosen
        if one.id in versions and versions[one.id] != seen.get(one.id, 0)
    ]
    if names:
        raise Refused(CLASH_ABOUT.format(names=", ".join(names)))


def _refuse_unchecked(of: Round, chosen: Sequence[Application], by: Actor) -> None:
    """Nothing is decided that another person has not checked, where the round asks for it."""
    found = gates(of, [one.id for one in chosen], _person(by))
    faults = [(one.practice.name, found[one.id].why_not) for one in chosen if one.id in found]
    sentences = [
        f"{name}: {why_not}" if len(chosen) > 1 else why_not for name, why_not in faults if why_not
    ]
    if sentences:
        raise Refused(" ".join(sentences))


def _hold_round_of(application_id: int) -> tuple[Application, ...]:
    """The sent applications of a round, held until the end: places on its wait list are unique."""
    home = sent.homes([application_id]).get(application_id)
    if home is None:
        raise NotPossibleNow(NOT_SENT)
    held = telling.locked([one.id for one in sent.sent_in(home.round_id)])
    return tuple(one for one in held if one.state in SENT)


def _at_place(wish: Wish, place: int) -> Wish:
    waits_as = None if wish.waits_as is None else wish.waits_as + place
    return Wish(
        wish.outcome, wish.rationale, wish.departure, wish.conditions, waits_as, wish.amount
    )


def waiting(found: Collection[Decision], *, without: Collection[int] = ()) -> frozenset[int]:
    """The places on the wait list that are taken, those of some applications aside."""
    return frozenset(
        one.waits_as
        for one in found
        if one.waits_as is not None and one.application_id not in without
    )


def _check_move(of: Application, there: Decision | None, move: Move) -> None:
    state = state_of(of, there)
    if move in deciding.MOVES[state]:
        return
    if state is State.RELEASED:
        raise NotPossibleNow(RELEASED)
    raise NotPossibleNow(NOTHING if state is State.OPEN else NOT_SENT)


def why_not_by(of: Application, person_id: int) -> str:
    """Why this person may not decide about an application; "" when nothing is in the way."""
    if standings.stand(of.id, person_id).standing is Standing.CONFLICTED:
        return CONFLICTED
    own = seats.own_review(of.id, person_id)
    return REVIEWED if own is not None and own.state is not ReviewState.VOID else ""


def _check_person(of: Application, by: Actor) -> None:
    why_not = why_not_by(of, _person(by))
    if why_not:
        raise NotPossibleNow(why_not)


def _person(by: Actor) -> int:
    return by.signed_in_id


def _record(
    of: Application, there: Decision | None, wish: Wish, *, by: Actor, at: dt.datetime
) -> Decision:
    wanted = {part: getattr(wish, part) for part in _PARTS}
    if there is None:
        row = Decision(application_id=of.id, decided_at=at, decided_by_id=_person(by), **wanted)
        db.session.add(row)
        db.session.flush()
        note("recorded a decision", of, by=by, at=at)
        return row
    changed = [part for part in _PARTS if getattr(there, part) != wanted[part]]
    if changed:
        for part in changed:
            setattr(there, part, wanted[part])
        there.decided_at, there.decided_by_id = at, _person(by)
        db.session.flush()
        note("changed a decision", of, by=by, at=at, after={"parts": changed})
    return there


def take_back(
    application: Application, *, by: Actor, at: dt.datetime, seen_version: int | None = None
) -> None:
    """Take a recorded decision back, with the letters that were prepared for it.

    Raises `NotPossibleNow` when there is none, or once it was released.
    """
    (of,) = telling.locked([application.id])
    there = decisions.decision_of(of.id, locked=True)
    _check_move(of, there, Move.TAKE_BACK)
    assert there is not None  # noqa: S101  # what is recorded has a row
    if seen_version is not None and seen_version != there.version:
        raise Conflict(CLASH)
    _check_person(of, by)
    db.session.execute(delete(Letter).where(Letter.decision_id == there.id))
    db.session.delete(there)
    db.session.flush()
    note("took a decision back", of, by=by, at=at)


def note_release(decision: Decision, *, at: dt.datetime) -> None:
    """Note that a decision is told; the release says so in the trail."""
    decision.released_at = at


def note_promotion(
    decision: Decision, *, reason: str, amount: int | None, by: Actor, at: dt.datetime
) -> None:
    """Note that a place that became free is given; who gives it says so in the trail."""
    decision.promoted_at, decision.promoted_by_id = at, _person(by)
    decision.promotion_reason = reason
    decision.amount = amount
    db.session.flush()
