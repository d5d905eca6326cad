"""Where a feature keeps free text, so that words can be found, and taken out, wherever they stand.

A feature names its tables in its room `words`: one `FreeText` for each. What looks through
them lies above all features (`app.removals`); this is the form in which they are named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.core.dates import moment

if TYPE_CHECKING:
    from app.core.model import Model


class Trace(Protocol):
    """What stays of a removal: its number, when and by whom, the fingerprint of what is left."""

    id: Any
    removed_at: Any
    removed_by_id: Any
    mended_fingerprint: Any


Follow = Callable[[Any, str, Any, Trace], None]
"""What else the owner of a row does: the row, the part that changed, what it was, the trace."""
Opened = Callable[[str, Any], Any]
"""The words in a part of a row, when they are kept in a form of their own."""
Closed = Callable[[str, Any, Any], Any]
"""What a part was, with other words in it."""
Fingerprints = Callable[[Any, str, Any], tuple[str, str] | None]
"""The fingerprint of a part as it was kept, and that of what it will say; None without one."""


def nothing_follows(_row: Any, _part: str, _was: Any, _trace: Trace) -> None:
    """What most owners do."""


def as_it_is(_part: str, value: Any) -> Any:
    """Most texts are kept as people wrote them."""
    return value


def as_changed(_part: str, _was: Any, words: Any) -> Any:
    """What most texts become."""
    return words


def no_fingerprint(_row: Any, _part: str, _value: Any) -> tuple[str, str] | None:
    """Most texts have none."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FreeText:
    """One table with free text: `parts` are its columns, and what people call them.

    `at`, `by`: when and by whom a row was last written. `practice`, `application`, `round`: to
    which of these it belongs, as columns of the table or of those in `joins`. `page` is the
    endpoint on which it is read, with `arguments` beside those that follow from where it belongs.
    `told` are the roles of the policy that hear of a removal at its practice, beside the author.
    `is_private`: staff do not read it elsewhere, so they see no words around what is found.
    `skipped` are members of its JSON that nobody typed for this row. Of parts in `coded` the
    words are kept in a form of their own: `opened` reads them out of it, `closed` puts them back.
    """

    table: type[Model]
    title: str
    parts: Mapping[str, str]
    at: Any = None
    by: Any = None
    practice: Any = None
    application: Any = None
    round: Any = None
    joins: tuple[tuple[Any, Any], ...] = ()
    page: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[Any, ...] = ()
    is_private: bool = False
    skipped: frozenset[str] = frozenset()
    coded: frozenset[str] = frozenset()
    opened: Opened = as_it_is
    closed: Closed = as_changed
    fingerprints: Fingerprints = no_fingerprint
    follow: Follow = nothing_follows

    @property
    def key(self) -> str:
        """The name of the table."""
        return str(self.table.__tablename__)


def removal_notes(at: dt.datetime | None, mended: str | None) -> tuple[tuple[str, str], ...]:
    """What a page or paper says of a signed text from which words were taken out later.

    >>> removal_notes(None, None)
    ()
    """
    if at is None:
        return ()
    said = f"On {moment(at)}, by program staff. Fingerprint of what is left: {mended}"
    return (("Words removed", said),)


@dataclass(frozen=True, slots=True)
class Belongs:
    """To what a text belongs, and where it is read."""

    practice_id: int | None = None
    application_id: int | None = None
    round_id: int | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """When a text was last written, and by whom, as far as its table knows."""

    at: dt.datetime | None = None
    by_id: int | None = None
