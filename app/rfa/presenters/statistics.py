"""The statistics of a round in words and tables; hidden numbers stay hidden in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.rfa.domain import statistics as rules
from app.rfa.domain.document import Section
from app.rfa.queries.statistics import RoundNumbers

HIDDEN = "hidden"
NOTE = (
    "Numbers from 1 to 4 are hidden (fewer than 5). Where such a number could be worked out, "
    "others are hidden with it: so is one that is 1 to 4 away from how many were started or "
    "submitted. Small counties are counted together."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; None for a hidden number."""

    label: str
    count: int | None

    @property
    def words(self) -> str:
        return HIDDEN if self.count is None else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the page."""

    key: str
    title: str
    head: str
    counted: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything on the page."""

    summary: str
    median: str
    tables: tuple[Table, ...]


def statistics(numbers: RoundNumbers, sections: Iterable[Section]) -> Statistics:
    """The page: a summary in words, then the tables."""
    funnel = _funnel(numbers)
    started, submitted = (line.count for line in funnel[-2:])
    kinds = rules.without_small(numbers.by_kind)
    regions = rules.without_small(numbers.by_region)
    counties = rules.by_county(numbers.by_county, regions)
    tables = (
        Table(
            "funnel",
            "From registration to submission",
            "Step",
            "How many",
            funnel,
        ),
        Table(
            "kinds",
            "By type of practice",
            "Type",
            "Submitted",
            tuple(Line(kind.label, count) for kind, count in kinds.items()),
        ),
        Table(
            "regions",
            "By region",
            "Region",
            "Submitted",
            tuple(Line(region.label, count) for region, count in regions.items()),
        ),
        Table(
            "counties",
            "By county",
            "County",
            "Submitted",
            tuple(Line(_county(line, counties), line.count) for line in counties),
        ),
        Table(
            "sections",
            "Sections completed",
            "Section",
            "Applications in which it is complete",
            tuple(
                Line(
                    f"{section.code}. {section.title}",
                    rules.part(numbers.complete.get(section.key, 0), (started, submitted)),
                )
                for section in sections
            ),
        ),
    )
    days = rules.days_to_submit(numbers.spans)
    return Statistics(_summary(started, submitted), _median(days, submitted), tables)


def _funnel(numbers: RoundNumbers) -> tuple[Line, ...]:
    """The steps of the round; who registered is left out where more started without it."""
    counted = [
        ("People who registered", numbers.registered),
        ("Applications started", numbers.started),
        ("Applications submitted", numbers.submitted),
    ]
    if numbers.registered < numbers.started:
        del counted[0]
    shown = rules.steps([count for _, count in counted])
    return tuple(Line(label, count) for (label, _), count in zip(counted, shown, strict=True))


def _county(line: rules.CountyLine, among: Iterable[rules.CountyLine]) -> str:
    if line.county:
        return line.county
    which = "other" if any(one.county and one.region is line.region for one in among) else ""
    return f"{line.region.label} region: all {which} counties together".replace("  ", " ")


def _summary(started: int | None, submitted: int | None) -> str:
    if started is None:
        return f"{_amount(submitted)} were submitted. How many were started is hidden."
    return f"{_amount(started)} were started and {_amount(submitted).lower()} were submitted."


def _amount(count: int | None) -> str:
    return "Fewer than 5 applications" if count is None else f"{count:,} applications"


def _median(days: float | None, submitted: int | None) -> str:
    if days is None:
        few = "Nothing was submitted yet." if submitted == 0 else ""
        return few or "Too few were submitted to say how long it takes."
    return f"From start to submission it took {days:g} days (middle value)."


def rows(found: Statistics) -> Iterator[tuple[str, str, str]]:
    """The tables as the rows of a file: table, line, number."""
    for table in found.tables:
        for line in table.lines:
            yield table.title, line.label, line.words
    yield "Time to submit", found.median, ""
    yield "Note", NOTE, ""
