"""The applications that were sent, for those who review and decide about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import immediateload, joinedload

from app.core.db import db
from app.rfa.domain.states import SENT
from app.rfa.models import Application
from app.rfa.queries import statements


@dataclass(frozen=True, slots=True)
class Home:
    """Where an application belongs."""

    practice_id: int
    round_id: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was sent, without its content."""

    id: int
    number: int
    submitted_at: dt.datetime


def homes(application_ids: Collection[int]) -> dict[int, Home]:
    """The practice and the round of these applications: one statement."""
    rows = db.session.execute(
        select(Application.id, Application.practice_id, Application.round_id).where(
            Application.id.in_(application_ids)
        )
    )
    return {one: Home(practice, of_round) for one, practice, of_round in rows}


def sent_in(round_id: int) -> tuple[Application, ...]:
    """The applications of a round that were sent and not withdrawn, by reference.

    Their round, with its whole form, is read once, and not at all when it is known already.
    """
    return tuple(
        db.session.scalars(
            select(Application)
            .where(Application.round_id == round_id, Application.state.in_(SENT))
            .options(joinedload(Application.practice), immediateload(Application.round))
            .order_by(Application.reference)
        )
    )


def among(application_ids: Collection[int]) -> tuple[Application, ...]:
    """Those of these applications that were sent and not withdrawn, with practice and round.

    Each round, with its whole form, is read once.
    """
    return tuple(db.session.scalars(statements.AMONG, {"applications": list(application_ids)}))


def latest_versions(application_ids: Collection[int]) -> dict[int, Version]:
    """The newest version of each of these applications, by application: one statement."""
    wanted = {"applications": list(application_ids)}
    rows = db.session.execute(statements.LATEST_VERSIONS, wanted)
    return {one: Version(key, number, at) for one, key, number, at in rows}


def returning_practices(of_round_id: int) -> frozenset[int]:
    """The practices that sent something to another round before: all others apply first now."""
    here = select(Application.practice_id).where(Application.round_id == of_round_id)
    return frozenset(
        db.session.scalars(
            select(Application.practice_id)
            .where(
                Application.practice_id.in_(here),
                Application.round_id != of_round_id,
                Application.submitted_at.is_not(None),
            )
            .distinct()
        )
    )
