"""The board as a file for a spreadsheet: one line for each application, with its decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.awards.domain.adjusting import Method
from app.awards.domain.board import Column, Place
from app.awards.presenters import board as words
from app.core.dates import moment
from app.reviews.domain.scoring import two_places

if TYPE_CHECKING:
    from app.awards.domain.sifting import Wanted
    from app.awards.queries.board import Board, Entry
    from app.rfa.presenters.exports import Cell

HEADERS = (
    "Reference",
    "Practice",
    "Type",
    "County",
    "Region",
    "Rural",
    "First application",
    "Rank",
    "Line",
    "Mean",
    "Reviews with a score",
    "Reviews submitted",
    "Spread",
    "Far apart",
    "Median",
    "Agreed score",
    "Centred (compares only)",
    "Z (compares only)",
    "Advice",
    "Decision",
    "Place on the wait list",
    "Amount",
    "Conditions",
    "Rationale",
    "Why it departs from the panel",
    "Decided at",
    "Decided by",
    "Released",
)


def table(of: Board, wanted: Wanted, names: Mapping[int, str]) -> list[list[Cell]]:
    """The lines that are asked for; `names` of who decided, by id."""
    places = {place.key: place for place in of.ranking(wanted.column).places}
    medians, centred = of.ranking(Column.MEDIAN), of.scores.adjusted(Method.CENTRED)
    z = of.scores.adjusted(Method.Z)
    middle = {place.key: place.value for place in medians.places}
    return [
        [
            *_about(of.entries[row.key], places[row.key], row),
            two_places(middle[row.key]),
            two_places(of.entries[row.key].line.agreed),
            two_places(centred[row.key]),
            two_places(z[row.key]),
            row.advice,
            *_decided(of.entries[row.key], names),
        ]
        for row in words.all_rows(of, wanted)
    ]


def _about(entry: Entry, place: Place, row: words.Row) -> list[Cell]:
    line = entry.line
    return [
        line.reference,
        line.name,
        line.kind.short_label,
        line.county,
        line.region.label,
        _yes(line.is_rural),
        _yes(line.is_first),
        "" if place.rank is None else place.rank,
        row.side,
        row.mean,
        row.n,
        line.reviews,
        row.spread,
        _yes(row.is_far_apart),
    ]


def _decided(entry: Entry, names: Mapping[int, str]) -> list[Cell]:
    found = entry.decision
    if found is None:
        return ["", "", "", "", "", "", "", "", ""]
    return [
        found.outcome.capitalize(),
        found.waits_as or "",
        found.amount or "",
        found.conditions,
        found.rationale,
        found.departure,
        moment(found.decided_at),
        names.get(found.decided_by_id, ""),
        moment(found.released_at) if found.released_at else "no",
    ]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
