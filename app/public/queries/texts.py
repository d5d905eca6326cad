"""What the texts of the public pages say now, and what they said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import Missing
from app.core.markdown import rendered
from app.public.domain.texts import ALL, TEXTS, Text
from app.public.models import PublicText

if TYPE_CHECKING:
    from markupsafe import Markup

SHIPPED = 0

_later = aliased(PublicText)
_newest = select(func.max(_later.number)).where(_later.key == PublicText.key).scalar_subquery()
_CURRENT = select(PublicText).where(
    PublicText.key.in_(bindparam("keys", expanding=True)), PublicText.number == _newest
)
"""Built once: that costs more than asking it."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a text said from some time on; number 0 is how it came with the portal."""

    number: int
    body: str
    at: dt.datetime | None = None
    by_name: str = ""

    @property
    def html(self) -> Markup:
        """The body as a page shows it."""
        return rendered(self.body)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text and what it says now."""

    text: Text
    version: Version


def texts(keys: Collection[str]) -> Mapping[str, Markup]:
    """What the texts with these keys say now, as HTML; one statement. Unknown keys raise KeyError.

    texts(["landing-intro"])["landing-intro"]
    """
    found = _current(keys)
    return {key: found[key].html for key in keys}


def overview() -> tuple[Shown, ...]:
    """Every text in the order of the pages, with what it says now; one statement."""
    found = _current(TEXTS)
    return tuple(Shown(text, found[text.key]) for text in ALL)


def current(key: str) -> Version:
    """What the text says now; raises `Missing` for a text that no page has."""
    _known(key)
    return _current([key])[key]


def versions(key: str) -> tuple[Version, ...]:
    """Everything that the text has ever said, the latest first; raises `Missing`."""
    text = _known(key)
    rows = db.session.scalars(
        select(PublicText).where(PublicText.key == key).order_by(PublicText.number.desc())
    )
    return (*map(_version, rows), Version(SHIPPED, text.body))


def _current(keys: Collection[str]) -> dict[str, Version]:
    rows = db.session.scalars(_CURRENT, {"keys": list(keys)})
    shipped = {key: Version(SHIPPED, TEXTS[key].body) for key in keys}
    return shipped | {row.key: _version(row) for row in rows}


def _version(row: PublicText) -> Version:
    return Version(row.number, row.body, row.at, row.by_name)


def _known(key: str) -> Text:
    if key not in TEXTS:
        raise Missing(key)
    return TEXTS[key]
