"""Giving a place that became free. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.awards.domain.beginning import promotion_lacks
from app.awards.domain.kinds import LetterKind
from app.awards.domain.letters import label_of
from app.awards.queries import beginnings, letters
from app.awards.services import release
from app.awards.services.decisions import note_promotion, why_not_by
from app.awards.services.letters import freeze
from app.core.clock import central
from app.core.errors import Missing, NotPossibleNow, Refused
from app.rfa.queries import telling
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.awards.models import Decision
    from app.policy import Actor
    from app.rfa.models import Application

NEXT = "Next on the wait list."


def promote(
    of: Application, *, reason: str, amount: int | None, by: Actor, at: dt.datetime
) -> Decision:
    """Give a place to a practice that waits, or whose appeal was upheld, and tell its leads.

    Raises `Missing` for what does not wait, `NotPossibleNow` for somebody with a conflict,
    and `Refused` without a reason where one is needed, for an amount that the round does not
    have, and while the letter lacks something.
    """
    telling.locked(telling.ids_in(of.round_id))
    whole = beginnings.in_round(of.round, at)
    waiting = next((one for one in whole.waiting if one.to.application_id == of.id), None)
    if waiting is None:
        raise Missing(str(of.id))
    why_not = why_not_by(of, by.signed_in_id)
    if why_not:
        raise NotPossibleNow(why_not)
    decision = waiting.decision
    lacks = promotion_lacks(decision.waits_as, whole.places, free=whole.free, reason=reason)
    if lacks:
        raise Refused(lacks, field="reason")
    _check_amount(amount, of.round.cap)
    note_promotion(decision, reason=reason or NEXT, amount=amount, by=by, at=at)
    today = central(at).date()
    letter = letters.composed(of.round, [decision], today, kind=LetterKind.PROMOTION)[0]
    if not letter.filled.is_ready:
        raise Refused(f"The letter lacks: {', '.join(map(label_of, letter.filled.missing))}.")
    freeze(letter, at=at)
    release.tell_lead(letter, at=at, key="promotion")
    note(
        "gave a place that became free",
        of,
        by=by,
        at=at,
        after={"amount": amount},
        reason=decision.promotion_reason,
    )
    return decision


def _check_amount(amount: int | None, cap: int | None) -> None:
    if cap is None:
        if amount is not None:
            raise Refused("This round pays nothing.", field="amount")
    elif amount is None or not 1 <= amount <= cap:
        raise Refused(f"Enter an amount from $1 to ${cap:,}.", field="amount")
