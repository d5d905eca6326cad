"""Texts and removals as the pages and the export say them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for

from app.audit.presenters import harmless
from app.core.dates import moment
from app.removals.domain.words import AROUND, Stretch, after_removal, pattern_of, stretches
from app.removals.queries.places import BY_KEY

if TYPE_CHECKING:
    from app.removals.models import RemovedWords
    from app.removals.queries.around import Around
    from app.removals.queries.texts import Standing

MOST_STRETCHES = 24
NOT_KNOWN = "not known"
HEADINGS = (
    "When (UTC)",
    "By",
    "Kind of text",
    "Part",
    "Number of the text",
    "Practice",
    "Looked like",
    "Characters",
    "Reason",
    "Fingerprint as it was",
    "Fingerprint of what is left",
)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text with words in it: where it stands, who wrote it, and the words."""

    mark: str
    title: str
    part: str
    whose: str
    written: str
    href: str
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    is_hidden: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """One removal: never what was removed."""

    key: int
    when: str
    by: str
    where: str
    whose: str
    looked_like: str
    characters: int
    reason: str


def text_rows(
    texts: Iterable[Standing], about: Around, *, ticked: Collection[str] = ()
) -> tuple[TextRow, ...]:
    """The texts as lines of a page; `ticked` are the marks of those that are chosen."""
    return tuple(_row(text, about, ticked) for text in texts)


def _row(text: Standing, about: Around, ticked: Collection[str]) -> TextRow:
    is_hidden = about.is_hidden(text)
    shown = stretches(
        text.value,
        pattern_of(text.words),
        around=0 if is_hidden else AROUND,
        skipped=text.place.skipped,
    )[:MOST_STRETCHES]
    owner = about.owner(text)
    return TextRow(
        mark=text.mark,
        title=text.place.title,
        part=text.part_words,
        whose=owner.name if owner else "",
        written=_written(text, about),
        href=_address(text, about),
        before=shown,
        after=after_removal(shown),
        is_hidden=is_hidden,
        is_ticked=text.mark in ticked,
    )


def _written(text: Standing, about: Around) -> str:
    who = about.names.get(text.written.by_id or 0, "")
    when = moment(text.written.at) if text.written.at else ""
    return ", ".join(part for part in (who, when) if part) or NOT_KNOWN


def _address(text: Standing, about: Around) -> str:
    """The page on which the text is read; "" when it is not known."""
    endpoint = text.place.page
    if not endpoint:
        return ""
    wanted = next(current_app.url_map.iter_rules(endpoint)).arguments
    owner = about.owner(text)
    known = {
        **text.belongs.arguments,
        "team": owner.key if owner else None,
        "application_id": text.belongs.application_id,
        "key": about.rounds.get(text.belongs.round_id or 0),
    }
    given = {name: known.get(name) for name in wanted}
    return "" if None in given.values() else url_for(endpoint, **given)


def removed_rows(
    removals: Iterable[RemovedWords], names: dict[int, str], practices: dict[int, str]
) -> tuple[RemovedRow, ...]:
    """What was taken out, as lines of a page."""
    return tuple(
        RemovedRow(
            key=one.id,
            when=moment(one.removed_at),
            by=names.get(one.removed_by_id, NOT_KNOWN),
            where=f"{_title(one)}: {_part(one)}",
            whose=practices.get(one.practice_id or 0, ""),
            looked_like=str(one.looks_like or "words that staff were told about"),
            characters=one.characters,
            reason=one.reason,
        )
        for one in removals
    )


def as_csv(
    removals: Iterable[RemovedWords], names: dict[int, str], practices: dict[int, str]
) -> Iterator[str]:
    """The same as the lines of a CSV file; no cell can be taken for a formula."""
    yield _line(HEADINGS)
    for one in removals:
        yield _line(
            (
                one.removed_at.strftime("%Y-%m-%d %H:%M:%S"),
                names.get(one.removed_by_id, NOT_KNOWN),
                _title(one),
                _part(one),
                str(one.row_id),
                practices.get(one.practice_id or 0, ""),
                str(one.looks_like or ""),
                str(one.characters),
                one.reason,
                one.fingerprint or "",
                one.mended_fingerprint or "",
            )
        )


def _title(one: RemovedWords) -> str:
    place = BY_KEY.get(one.place)
    return place.title if place else one.place


def _part(one: RemovedWords) -> str:
    place = BY_KEY.get(one.place)
    return place.parts.get(one.part, one.part) if place else one.part


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()
