"""Find the counts in somebody's spreadsheet: which columns say what, and what each row says.

Two layouts are read. Long: one row per month and measure. Wide: one row per month, with a
top and a bottom column for each measure; the names of the measures may stand in a row above.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Line = tuple[int, list[str]]

MONTH, MEASURE, TOP, BOTTOM = "month", "measure", "top", "bottom"
NONE, SOURCE, SAMPLE, NOTE = "none", "source", "sample", "note"
HEADS: Mapping[str, frozenset[str]] = {
    MONTH: frozenset(
        {"month", "period", "date", "quarter", "month year", "reporting month", "reporting period"}
    ),
    MEASURE: frozenset({"measure", "indicator", "measure name", "measure code", "measure key"}),
    TOP: frozenset({"top", "top number", "numerator", "num", "n", "count", "sum"}),
    BOTTOM: frozenset({"bottom", "bottom number", "denominator", "denom", "den", "d", "how many"}),
    NONE: frozenset({"no eligible patients", "none eligible", "no eligible", "not applicable"}),
    SOURCE: frozenset({"source", "data source"}),
    SAMPLE: frozenset({"sample size", "sample"}),
    NOTE: frozenset({"note", "notes", "comment", "comments"}),
}
HEAD_ROWS = 20
LEAST_SHARED_WORDS = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A measure by every name that a spreadsheet may use for it."""

    key: str
    names: tuple[str, ...]
    has_bottom: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one row of the file says about one measure, as text; `line` is its line there."""

    line: int
    month: str
    measure: str
    top: str = ""
    bottom: str = ""
    none: str = ""
    source: str = ""
    sample: str = ""
    note: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.top or self.bottom or self.none)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Table:
    """What was found in a file, and the heads of the columns that were not read."""

    said: tuple[Said, ...]
    unread: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Words to compare by: small letters and digits with single blanks.

    >>> plain("Shared plan of care - Numerator (n)")
    'shared plan of care numerator n'
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def measure_named(text: str, measures: Sequence[Named]) -> Named | None:
    """The measure that `text` means: by any of its names, else by words only one of them has.

    >>> plans = [Named("spc", ("M07", "Current shared plan of care"), True)]
    >>> [measure_named(text, plans) is not None for text in ("m07", "Shared plan", "Plan")]
    [True, True, False]
    """
    wanted = plain(text)
    for measure in measures:
        if wanted in {plain(name) for name in (measure.key, *measure.names)}:
            return measure
    words = set(wanted.split())
    if len(words) < LEAST_SHARED_WORDS:
        return None
    close = [m for m in measures if any(words <= set(plain(name).split()) for name in m.names)]
    return close[0] if len(close) == 1 else None


def find_table(sheets: Sequence[Sequence[Line]], measures: Sequence[Named]) -> Table | None:
    """The first table of these sheets that can be read; None when there is none."""
    for rows in sheets:
        for at in range(min(HEAD_ROWS, len(rows))):
            table = _long(rows, at) or _wide(rows, at, measures)
            if table is not None:
                return table
    return None


def _long(rows: Sequence[Line], at: int) -> Table | None:
    heads = rows[at][1]
    columns: dict[str, int] = {}
    for number, head in enumerate(heads):
        part = next((part for part, names in HEADS.items() if plain(head) in names), None)
        if part is not None:
            columns.setdefault(part, number)
    if not {MONTH, MEASURE, TOP} <= columns.keys():
        return None
    said = [
        Said(line, **{part: _cell(cells, number) for part, number in columns.items()})
        for line, cells in rows[at + 1 :]
    ]
    unread = [head for number, head in enumerate(heads) if head and number not in columns.values()]
    return Table(tuple(one for one in said if one.says_something), tuple(unread))


def _wide(rows: Sequence[Line], at: int, measures: Sequence[Named]) -> Table | None:
    """Read a wide table whose head is this row, or this one with the next below it."""
    heads = rows[at][1]
    below = rows[at + 1][1] if at + 1 < len(rows) else []
    for names, rest in ((heads, rows[at + 1 :]), (_joined(heads, below), rows[at + 2 :])):
        month = next((n for n, head in enumerate(names) if plain(head) in HEADS[MONTH]), None)
        columns, unread = _columns(names, measures)
        if month is not None and columns:
            said = [one for line, cells in rest for one in _row(line, cells, month, columns)]
            return Table(tuple(said), tuple(head for n, head in unread if n != month))
    return None


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two rows of heads as one; a name reaches over the empty cells to its right."""
    names, last = [], ""
    for number in range(max(len(above), len(below))):
        last = _cell(above, number) or last
        part = _cell(below, number)
        is_month = plain(part) in HEADS[MONTH] or not part
        names.append((_cell(above, number) or part) if is_month else f"{last} {part}")
    return names


def _columns(
    heads: Sequence[str], measures: Sequence[Named]
) -> tuple[dict[str, dict[str, int]], list[tuple[int, str]]]:
    """The columns of each measure by part, and the heads that mean nothing to us."""
    found: dict[str, dict[str, int]] = {}
    unread = []
    for number, head in enumerate(heads):
        meant = _meaning(plain(head), measures)
        if meant is not None and meant[1] not in found.get(meant[0], {}):
            found.setdefault(meant[0], {})[meant[1]] = number
        elif head:
            unread.append((number, head))
    return found, unread


def _meaning(head: str, measures: Sequence[Named]) -> tuple[str, str] | None:
    """Which measure and part a head such as "shared plan numerator" or "n shared plan" is."""
    for name, part in _splits(head):
        measure = measure_named(name, measures)
        if measure is not None:
            return measure.key, part
    measure = measure_named(head, measures)
    return (measure.key, TOP) if measure is not None and not measure.has_bottom else None


def _splits(head: str) -> Iterator[tuple[str, str]]:
    for part in (TOP, BOTTOM, NONE, SOURCE, SAMPLE, NOTE):
        for word in sorted(HEADS[part], key=len, reverse=True):
            if head.endswith(f" {word}"):
                yield head.removesuffix(f" {word}"), part
            if head.startswith(f"{word} "):
                yield head.removeprefix(f"{word} "), part


def _row(
    line: int, cells: Sequence[str], month: int, columns: Mapping[str, Mapping[str, int]]
) -> Iterator[Said]:
    for key, parts in columns.items():
        texts = {part: _cell(cells, number) for part, number in parts.items()}
        one = Said(line, _cell(cells, month), key, **texts)
        if one.says_something:
            yield one


def _cell(cells: Sequence[str], number: int) -> str:
    """The text of a cell; rows may be shorter than their head."""
    return cells[number] if number < len(cells) else ""
