"""Reading rounds, their forms and what was asked about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import orjson
from sqlalchemy import func, select

from app.core.clock import central
from app.core.db import db
from app.core.errors import Missing
from app.rfa.domain.dates import Dates
from app.rfa.domain.deadlines import RoundState, Window, extended, round_state
from app.rfa.domain.document import FormDocument
from app.rfa.domain.parsing import parsed
from app.rfa.models import Application, Extension, Round
from app.rfa.queries import statements

SHIPPED = "cares2.json"


def round_with(key: str) -> Round:
    """The round with that key; raises `Missing`."""
    found = db.session.scalar(select(Round).where(Round.key == key))
    if found is None:
        raise Missing(key)
    return found


def public_round(key: str) -> Round:
    """The same for anyone: drafts and archived rounds are missing."""
    found = round_with(key)
    if found.published_at is None or found.archived_at is not None:
        raise Missing(key)
    return found


def rounds() -> tuple[Round, ...]:
    """Every round, the latest first."""
    return tuple(db.session.scalars(select(Round).order_by(Round.opens_at.desc(), Round.id)))


def public_rounds() -> tuple[Round, ...]:
    """The rounds that anyone may read, the latest first; archived ones aside."""
    return tuple(
        db.session.scalars(
            select(Round)
            .where(Round.published_at.is_not(None), Round.archived_at.is_(None))
            .order_by(Round.opens_at.desc(), Round.id)
        )
    )


def public_keys(round_ids: Collection[int]) -> tuple[str, ...]:
    """The keys of those of these rounds that anyone may read; their forms are not fetched."""
    return tuple(
        db.session.scalars(
            select(Round.key).where(
                Round.id.in_(round_ids),
                Round.published_at.is_not(None),
                Round.archived_at.is_(None),
            )
        )
    )


def state_of(of: Round, at: dt.datetime, window: Window | None = None) -> RoundState:
    """The state of a round at `at`; with `window`, for whom that window holds."""
    return round_state(
        window or of.window,
        is_published=of.published_at is not None,
        is_archived=of.archived_at is not None,
        at=at,
    )


def current(at: dt.datetime) -> Round | None:
    """The round that visitors are shown: an open one, else the next one, else the latest closed.

    Extensions of a whole round count.
    """
    found = public_rounds()
    windows = windows_of(found)
    order = {RoundState.OPEN: 0, RoundState.SCHEDULED: 1, RoundState.CLOSED: 2}

    def rank(one: Round) -> tuple[int, float]:
        state = state_of(one, at, windows[one.id])
        distance = abs((one.opens_at - at).total_seconds())
        return order.get(state, 3), distance

    return min(found, key=rank, default=None)


def windows_of(found: Iterable[Round]) -> dict[int, Window]:
    """The windows of rounds with the extensions that hold for everybody: one statement."""
    wanted = {one.id: one for one in found}
    given: dict[int, list[dt.datetime]] = {}
    rows = db.session.execute(statements.EXTENSIONS_FOR_ALL, {"rounds": list(wanted)})
    for round_id, closes_at in rows:
        given.setdefault(round_id, []).append(closes_at)
    return {key: extended(one.window, given.get(key, ())) for key, one in wanted.items()}


def window_of(of: Round) -> Window:
    """The window of one round, with the extensions that hold for everybody."""
    return windows_of([of])[of.id]


def dates_of(of: Round, **instead: Any) -> Dates:
    """The dates of a round as they hold now; `instead`: with other values for some."""
    named = ("opens_at", "questions_until", "call_at", "decision_on", "starts_on")
    given = {name: getattr(of, name) for name in named} | {"closes_at": window_of(of).closes_at}
    given |= instead
    return Dates(last_day=central(given["closes_at"]).date(), **given)


def document_of(of: Round) -> FormDocument:
    """The form of a round; parsed once for the same content."""
    return parsed(of.form)


def shipped_form() -> dict[str, object]:
    """The form of CYSHCN Cares 2 as it ships, as plain values."""
    text = resources.files("app.rfa").joinpath(SHIPPED).read_text(encoding="utf-8")
    source: dict[str, object] = orjson.loads(text)
    return source


def title_is_taken(title: str, *, but: int | None = None) -> bool:
    """Whether another round (not the one with id `but`) has that title, in any case."""
    statement = select(Round.id).where(func.lower(Round.title) == title.lower())
    if but is not None:
        statement = statement.where(Round.id != but)
    return db.session.scalar(statement.limit(1)) is not None


def keys_like(key: str) -> frozenset[str]:
    """The keys in use that start with `key`."""
    return frozenset(
        db.session.scalars(select(Round.key).where(Round.key.startswith(key, autoescape=True)))
    )


def count_applications() -> dict[int, int]:
    """How many applications each round has, by its id: one statement."""
    found = db.session.execute(
        select(Application.round_id, func.count()).group_by(Application.round_id)
    )
    return {round_id: count for round_id, count in found}


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application of a round and the practice that it belongs to."""

    application_id: int
    practice_id: int


def applicants(round_id: int) -> tuple[Applicant, ...]:
    """The applications of a round, in whatever state: one statement."""
    found = db.session.execute(
        select(Application.id, Application.practice_id)
        .where(Application.round_id == round_id)
        .order_by(Application.id)
    )
    return tuple(Applicant(*row) for row in found)


def extensions(round_id: int) -> tuple[Extension, ...]:
    """The extensions of a whole round, the latest first."""
    return tuple(
        db.session.scalars(
            select(Extension)
            .where(Extension.round_id == round_id, Extension.application_id.is_(None))
            .order_by(Extension.id.desc())
        )
    )


def extension(round_id: int, extension_id: int, *, locked: bool = False) -> Extension:
    """One extension of a whole round; raises `Missing`.

    `locked`: fresh, and held until the transaction ends.
    """
    statement = select(Extension).where(
        Extension.id == extension_id,
        Extension.round_id == round_id,
        Extension.application_id.is_(None),
    )
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(str(extension_id))
    return found


def reason_for_more_time(of: Round) -> str:
    """Why everybody has more time: the reason of the extension that holds, "" without one."""
    reason = db.session.scalar(
        select(Extension.reason)
        .where(
            Extension.round_id == of.id,
            Extension.application_id.is_(None),
            Extension.ended_at.is_(None),
        )
        .order_by(Extension.closes_at.desc(), Extension.id.desc())
        .limit(1)
    )
    return reason or ""


def latest_end(of: Round) -> dt.datetime:
    """Until when anything can still arrive: grace and the extensions of single applicants count."""
    longest = db.session.scalar(
        select(func.max(Extension.closes_at)).where(
            Extension.round_id == of.id, Extension.ended_at.is_(None)
        )
    )
    end = of.window.closes_at + of.window.grace
    return end if longest is None else max(end, longest)
