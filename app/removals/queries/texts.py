"""Texts of all features: what looks like an identifier, and where exact words stand.

Every look asks each place once, however many rows there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import JSON, Row, Select, Text, cast, null, or_, select

from app.core.db import db
from app.core.free_text import Belongs, FreeText, Written
from app.core.keyed import keyed_digest
from app.removals.domain.words import matches, needle, pattern_of, suspicious, texts_in
from app.removals.queries.places import BY_KEY, PLACES

ROWS_AT_ONCE, MOST_FOUND = 2_000, 50
"""How many rows one look for identifiers reads, and how many texts it gives, at most."""
MOST_STANDING = 200
"""How many texts with certain words are given, at most."""
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """One text with words to take out: `words` are those that were found in it."""

    place: FreeText
    row_id: int
    part: str
    value: Any
    words: tuple[str, ...]
    written: Written
    belongs: Belongs

    @property
    def mark(self) -> str:
        """What stands for this text, as it was read, in a form."""
        return f"{self.place.key}.{self.row_id}.{self.part}.{seal(self.value)}"

    @property
    def part_words(self) -> str:
        """What people call the part of the row."""
        return self.place.parts[self.part]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found, and from where the next one goes on; "" when everything was seen."""

    found: tuple[Standing, ...]
    goes_on: str = ""


def seal(value: Any) -> str:
    """What stands for the words of a text: others have another one."""
    return keyed_digest("text as seen", json.dumps(value, sort_keys=True))[:_DIGITS]


def suspicious_texts(after: str = "") -> Look:
    """The texts that look as if they name a patient, from where the last look ended."""
    begin, last_id = _cursor(after)
    found: list[Standing] = []
    left = ROWS_AT_ONCE
    for place in PLACES[begin:]:
        query = _rows(place).where(_is_filled(place), place.table.id > last_id).limit(left)
        for row in db.session.execute(query).all():
            left -= 1
            found += _in_row(place, row, suspicious)
            if len(found) >= MOST_FOUND or not left:
                return Look(tuple(found), f"{place.key}.{row.row_id}")
        last_id = 0
    return Look(tuple(found))


def _cursor(after: str) -> tuple[int, int]:
    """The number of the place and the row after which a look begins; what is odd begins anew."""
    key, _, row_id = after.partition(".")
    if key not in BY_KEY or not re.fullmatch("[0-9]{1,9}", row_id):
        return 0, 0
    return PLACES.index(BY_KEY[key]), int(row_id)


def standing(words: Collection[str]) -> Look:
    """Where any of these words stand; `goes_on` is not empty when there are too many to show."""
    present = partial(matches, pattern=pattern_of(words))
    found: list[Standing] = []
    for place in PLACES:
        query = _rows(place).where(_may_hold(place, words)).execution_options(yield_per=500)
        with db.session.execute(query) as rows:
            for row in rows:
                found += _in_row(place, row, present)
                if len(found) > MOST_STANDING:
                    return Look(tuple(found[:MOST_STANDING]), place.key)
    return Look(tuple(found))


def in_one_row(place: FreeText, row_id: int, words: Collection[str]) -> dict[str, Standing]:
    """The texts of one row in which any of the words stand, by part; none when it is gone."""
    present = partial(matches, pattern=pattern_of(words))
    row = db.session.execute(_rows(place).where(place.table.id == row_id)).one_or_none()
    return {} if row is None else {one.part: one for one in _in_row(place, row, present)}


def words_in(marks: Collection[str]) -> list[str]:
    """What looks like an identifier in the texts that these marks stand for.

    Texts that are not as they were when the page was made have no words here.
    """
    rows: dict[str, set[int]] = {}
    for mark in marks:
        key, _, rest = mark.partition(".")
        number = rest.partition(".")[0]
        if key in BY_KEY and re.fullmatch("[0-9]{1,9}", number):
            rows.setdefault(key, set()).add(int(number))
    found: dict[str, None] = {}
    for key, ids in rows.items():
        place = BY_KEY[key]
        for row in db.session.execute(_rows(place).where(place.table.id.in_(ids))).all():
            for text in _in_row(place, row, suspicious):
                if text.mark in marks:
                    found |= dict.fromkeys(text.words)
    return list(found)


def _rows(place: FreeText) -> Select[Any]:
    """The statement that reads a place: its rows by id, with where they belong."""
    columns = [
        place.table.id.label("row_id"),
        _or_nothing(place.at).label("written_at"),
        _or_nothing(place.by).label("written_by_id"),
        _or_nothing(place.practice).label("practice_id"),
        _or_nothing(place.application).label("application_id"),
        _or_nothing(place.round).label("round_id"),
        *(getattr(place.table, part).label(f"part_{part}") for part in place.parts),
        *(column.label(f"to_{name}") for name, column in place.arguments.items()),
    ]
    query = select(*columns).select_from(place.table)
    for target, on in place.joins:
        query = query.join(target, on)
    return query.order_by(place.table.id)


def _or_nothing(column: Any) -> Any:
    return null() if column is None else column


def _is_filled(place: FreeText) -> Any:
    """Whether any part of a row says something."""
    columns = [getattr(place.table, part) for part in place.parts]
    return or_(*(c.is_not(None) if _is_json(c) else c != "" for c in columns))


def _may_hold(place: FreeText, words: Collection[str]) -> Any:
    """What is true of every row with one of the words, and of few others."""
    needles = [needle(one) for one in words]
    if not all(needles):
        return _is_filled(place)
    columns = [
        cast(getattr(place.table, part), Text) for part in place.parts if part not in place.coded
    ]
    coded = [getattr(place.table, part).is_not(None) for part in place.parts if part in place.coded]
    return or_(*(c.icontains(one, autoescape=True) for c in columns for one in needles), *coded)


def _is_json(column: Any) -> bool:
    return isinstance(column.type, JSON)


def _in_row(
    place: FreeText, row: Row[Any], look: Callable[[list[str]], tuple[str, ...]]
) -> Iterator[Standing]:
    read = row._mapping
    for part in place.parts:
        value = place.opened(part, read[f"part_{part}"])
        if found := look([*texts_in(value, place.skipped)]):
            yield Standing(
                place,
                row.row_id,
                part,
                value,
                found,
                Written(row.written_at, row.written_by_id),
                Belongs(
                    row.practice_id,
                    row.application_id,
                    row.round_id,
                    {name: read[f"to_{name}"] for name in place.arguments},
                ),
            )


def locked_row(place: FreeText, row_id: int) -> Any | None:
    """One row of a place, fresh, and locked until the transaction ends; None when it is gone."""
    return db.session.scalar(
        select(place.table)
        .where(place.table.id == row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
