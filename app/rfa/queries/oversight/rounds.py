"""The rounds that staff oversee, who has more time in them, and their seals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.rfa.domain.answers import sections_for
from app.rfa.domain.deadlines import Window, extended
from app.rfa.domain.document import Section
from app.rfa.domain.seals import Seal, last_end
from app.rfa.models import Extension, Round
from app.rfa.queries.rounds import document_of

NONE: tuple[dt.datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Overseen:
    """A round with the extensions in force: by application, None for those of everybody."""

    round: Round
    extensions: Mapping[int | None, tuple[dt.datetime, ...]]

    @property
    def window(self) -> Window:
        """When applications are taken from everybody."""
        return extended(self.round.window, self.extensions.get(None, NONE))

    def window_of(self, application_id: int) -> Window:
        """When that application is taken."""
        own = self.extensions.get(application_id, NONE)
        return extended(self.round.window, (*self.extensions.get(None, NONE), *own))

    @property
    def seal(self) -> Seal:
        """What staff may read, and from when."""
        every = [closes_at for given in self.extensions.values() for closes_at in given]
        return Seal(
            self.round.is_sealed,
            self.round.seal_broken_at is not None,
            last_end(self.round.window, every),
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that its applicants fill in."""
        return sections_for(document_of(self.round), pays=self.round.pays)


def published_rounds() -> tuple[Round, ...]:
    """Every round that was published, the latest first, archived ones too."""
    return tuple(
        db.session.scalars(
            select(Round)
            .where(Round.published_at.is_not(None))
            .order_by(Round.opens_at.desc(), Round.id.desc())
        )
    )


def chosen(among: Sequence[Round], key: str, at: dt.datetime) -> Round | None:
    """The round with that key; without a key the one that opened last, else the next to open.

    Raises `Missing` for a key that none of them has.
    """
    if key:
        found = next((one for one in among if one.key == key), None)
        if found is None:
            raise Missing(key)
        return found
    opened = (one for one in among if one.opens_at <= at)
    return next(opened, among[-1] if among else None)


def overseen(of: Round) -> Overseen:
    """A round with the extensions in force: one statement."""
    given: dict[int | None, tuple[dt.datetime, ...]] = {}
    for application_id, closes_at in db.session.execute(
        select(Extension.application_id, Extension.closes_at)
        .where(Extension.round_id == of.id, Extension.ended_at.is_(None))
        .order_by(Extension.id)
    ):
        given[application_id] = (*given.get(application_id, NONE), closes_at)
    return Overseen(of, given)
