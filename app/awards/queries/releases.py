"""Reading when decisions are told, what is in the way, and whether a confirmation still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.awards.domain.kinds import Outcome
from app.awards.domain.letters import OF_SETTINGS, label_of
from app.awards.models import Release
from app.awards.queries import letters
from app.awards.queries.plans import plan_of
from app.core.clock import central
from app.core.db import db
from app.rfa.queries import sent

if TYPE_CHECKING:
    from app.awards.queries.letters import Composed
    from app.rfa.models import Application, Round


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way of the release, with the application where it is mended.

    `is_setting`: it is mended once, in the settings of the round.
    """

    words: str
    application_id: int | None = None
    is_undecided: bool = False
    is_setting: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """The release of a round: what would be told, what is in the way, and who agreed.

    `letters` are those not told yet and `told` the others. `undecided` are applications that
    were sent and about which nothing was decided.
    """

    release: Release | None
    letters: tuple[Composed, ...]
    told: tuple[Composed, ...]
    undecided: tuple[Application, ...]
    mark: str

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person agreed to exactly what is there now."""
        release = self.release
        return (
            release is not None
            and release.confirmed_at is not None
            and release.fingerprint == self.mark
        )

    @property
    def is_void(self) -> bool:
        """Whether something changed after a second person agreed."""
        release = self.release
        return release is not None and release.confirmed_at is not None and not self.is_confirmed

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Everything in the way, in words that name the practice and the field."""
        nothing = () if self.letters else (Obstacle("No decision waits to be told."),)
        undecided = (
            Obstacle(f"{one.practice.name} has no decision.", one.id, is_undecided=True)
            for one in self.undecided
        )
        lacking = (
            Obstacle(
                f"The letter to {one.to.practice} lacks “{label_of(name)}” ({{{{{name}}}}}).",
                one.to.application_id,
            )
            for one in self.going_out
            for name in one.filled.missing
            if name not in OF_SETTINGS
        )
        return (*nothing, *undecided, *self._unset(), *lacking, *self._gaps())

    def _unset(self) -> tuple[Obstacle, ...]:
        """What every letter would lack is said once."""
        missing = {name for one in self.going_out for name in one.filled.missing}
        return tuple(
            Obstacle(f"The settings lack “{label_of(name)}” ({{{{{name}}}}}).", is_setting=True)
            for name in OF_SETTINGS
            if name in missing
        )

    @property
    def going_out(self) -> tuple[Composed, ...]:
        """The letters that go out: nobody is told about what was withdrawn."""
        return tuple(one for one in self.letters if one.to.is_sent)

    def _gaps(self) -> tuple[Obstacle, ...]:
        """A wait list counts 1, 2, 3; those who were told before count too."""
        places = sorted(
            one.decision.waits_as
            for one in (*self.letters, *self.told)
            if one.decision.outcome is Outcome.WAIT_LIST
            and one.decision.waits_as is not None
            and one.to.is_sent
        )
        if places == list(range(1, len(places) + 1)):
            return ()
        said = ", ".join(str(place) for place in places)
        return (Obstacle(f"The wait list must count 1, 2, 3 without a gap. It says {said}."),)


def current(round_id: int, *, locked: bool = False) -> Release | None:
    """The release of a round that is planned and neither over nor cancelled.

    `locked`: fresh, and held until the transaction ends.
    """
    statement = select(Release).where(
        Release.round_id == round_id,
        Release.cancelled_at.is_(None),
        Release.released_at.is_(None),
    )
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def day_of(release: Release | None, at: dt.datetime) -> dt.date:
    """The day that letters are written for: of the planned release, else of `at`."""
    return central(release.release_at if release else at).date()


def past(round_id: int) -> tuple[Release, ...]:
    """The releases of a round that are over or cancelled, the latest first."""
    return tuple(
        db.session.scalars(
            select(Release)
            .where(
                Release.round_id == round_id,
                Release.cancelled_at.is_not(None) | Release.released_at.is_not(None),
            )
            .order_by(Release.id.desc())
        )
    )


def due(at: dt.datetime) -> Sequence[int]:
    """The rounds whose confirmed release is due: one small statement."""
    return db.session.scalars(
        select(Release.round_id)
        .where(
            Release.release_at <= at,
            Release.confirmed_at.is_not(None),
            Release.cancelled_at.is_(None),
            Release.released_at.is_(None),
        )
        .order_by(Release.release_at, Release.id)
    ).all()


def outlook(of: Round, at: dt.datetime, *, locked: bool = False) -> Outlook:
    """How the release of a round stands: the same number of statements for any number."""
    release = current(of.id, locked=locked)
    found = letters.in_round(of, day_of(release, at))
    decided = {one.decision.application_id for one in found}
    waiting = tuple(one for one in found if one.decision.released_at is None)
    return Outlook(
        release=release,
        letters=waiting,
        told=tuple(one for one in found if one.decision.released_at is not None),
        undecided=tuple(one for one in sent.sent_in(of.id) if one.id not in decided),
        mark=letters.fingerprint(waiting, plan_of(of)),
    )
