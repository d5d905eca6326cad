"""What stands around texts: whose they are, who wrote them, and which of them may be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.accounts.queries.names import names_of
from app.core.db import db
from app.practices import queries as practices
from app.removals.queries.texts import Standing
from app.reviews.domain.kinds import Standing as Stance
from app.reviews.queries import standings
from app.rfa.queries import sealed, sent


@dataclass(frozen=True, slots=True)
class Owner:
    """A practice: what names it in addresses and on pages."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Around:
    """What pages say beside texts. `unread` are applications whose words stay unread."""

    owners: Mapping[int, Owner]
    rounds: Mapping[int, str]
    names: Mapping[int, str]
    homes: Mapping[int, int]
    unread: frozenset[int]

    def owner(self, text: Standing) -> Owner | None:
        """The practice that a text belongs to, itself or by its application."""
        return self.owners.get(practice_of(text, self.homes) or 0)

    def is_hidden(self, text: Standing) -> bool:
        """Whether the words around what was found are not for this reader."""
        return text.place.is_private or text.belongs.application_id in self.unread


def practice_of(text: Standing, homes: Mapping[int, int]) -> int | None:
    """The practice of a text; `homes` are those of applications."""
    return text.belongs.practice_id or homes.get(text.belongs.application_id or 0)


def homes_of(texts: Collection[Standing]) -> dict[int, int]:
    """The practices of the applications that these texts belong to: one statement."""
    found = sent.homes(_applications(texts))
    return {application_id: home.practice_id for application_id, home in found.items()}


def around(texts: Collection[Standing], *, reader_id: int, at: dt.datetime) -> Around:
    """Everything that a list of texts says beside them, in a fixed number of statements.

    Of applications that the reader stands in conflict with, nothing is read either.
    """
    applications = _applications(texts)
    homes = sent.homes(applications)
    stands = standings.stands_at(homes, [reader_id])
    conflicted = {
        application_id
        for (application_id, _), one in stands.items()
        if one.standing is Stance.CONFLICTED
    }
    wanted = {text.belongs.practice_id or 0 for text in texts}
    wanted |= {home.practice_id for home in homes.values()}
    found = db.session.scalars(practices.with_ids(wanted))
    return Around(
        owners={one.id: Owner(one.key, one.name) for one in found},
        rounds=sealed.keys_of({text.belongs.round_id or 0 for text in texts}),
        names=names_of([text.written.by_id for text in texts]),
        homes={application_id: home.practice_id for application_id, home in homes.items()},
        unread=sealed.unread(applications, at) | conflicted,
    )


def _applications(texts: Collection[Standing]) -> list[int]:
    return sorted({text.belongs.application_id or 0 for text in texts} - {0})
