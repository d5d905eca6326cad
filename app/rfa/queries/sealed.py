"""Which applications staff do not read, and the names of rounds in addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.rfa.domain.seals import Seal, last_end
from app.rfa.models import Application, Extension, Round


def unread(application_ids: Collection[int], at: dt.datetime) -> frozenset[int]:
    """Those of these applications that nobody of the staff reads at `at`: at most two statements.

    All of a sealed round while the seal holds, and afterwards those that were never sent.
    """
    found = db.session.scalars(
        select(Application)
        .join(Application.round)
        .where(
            Application.id.in_(application_ids),
            Round.is_sealed.is_(True),
            Round.seal_broken_at.is_(None),
        )
        .options(joinedload(Application.round))
    ).all()
    if not found:
        return frozenset()
    given = db.session.execute(
        select(Extension.round_id, Extension.closes_at).where(
            Extension.round_id.in_({one.round_id for one in found}), Extension.ended_at.is_(None)
        )
    ).all()
    unread: set[int] = set()
    for one in found:
        later = [closes_at for round_id, closes_at in given if round_id == one.round_id]
        seal = Seal(True, False, last_end(one.round.window, later))
        if seal.holds(at) or one.submitted_at is None:
            unread.add(one.id)
    return frozenset(unread)


def keys_of(round_ids: Collection[int]) -> dict[int, str]:
    """What names these rounds in addresses: one statement."""
    rows = db.session.execute(select(Round.id, Round.key).where(Round.id.in_(round_ids)))
    return {round_id: key for round_id, key in rows}
