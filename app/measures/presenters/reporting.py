"""Reporting rates in words: months in a row, and one month team by team."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment, month
from app.measures.domain.reporting import Rate, rate

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.measures.queries.reporting import Entry


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month in the list of months."""

    month: dt.date
    name: str
    rate: Rate
    is_due: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team in a month. `which` names the measures that the row is about."""

    key: str
    name: str
    state: str
    count: str
    which: str
    came: str = ""


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month: its rates, who is missing, who was late, who was on time."""

    month: dt.date
    rate: Rate
    is_due: bool
    due: str
    missing: tuple[TeamRow, ...]
    late: tuple[TeamRow, ...]
    on_time: tuple[TeamRow, ...]


def month_rows(
    entries: Mapping[dt.date, Sequence[Entry]], now: dt.datetime
) -> tuple[MonthRow, ...]:
    """Every month, the latest first."""
    return tuple(
        MonthRow(one, month(one), _rate(entries[one]), _is_due(entries[one], now))
        for one in sorted(entries, reverse=True)
    )


def month_page(period: dt.date, entries: Sequence[Entry], now: dt.datetime) -> MonthPage:
    """One month, its teams by name in three lists. A team is in the worst list that fits."""
    by_team: defaultdict[Team, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_team[entry.team].append(entry)
    missing, late, on_time = [], [], []
    for team, own in by_team.items():
        open_ones = [entry for entry in own if entry.point is None]
        late_ones = [entry for entry in own if entry.expected.is_late]
        if open_ones:
            missing.append(_row(team, own, open_ones, "missing"))
        if late_ones:
            late.append(_row(team, own, late_ones, _state(late_ones, "late")))
        if not open_ones and not late_ones:
            on_time.append(_row(team, own, own, _state(own, "on time")))
    dues = sorted({entry.expected.due_at for entry in entries})
    return MonthPage(
        month=period,
        rate=_rate(entries),
        is_due=_is_due(entries, now),
        due=moment(dues[0] - dt.timedelta(minutes=1)) if dues else "",
        missing=tuple(missing),
        late=tuple(late),
        on_time=tuple(on_time),
    )


def _rate(entries: Iterable[Entry]) -> Rate:
    return rate(entry.expected for entry in entries)


def _is_due(entries: Iterable[Entry], now: dt.datetime) -> bool:
    return any(entry.expected.due_at <= now for entry in entries)


def _state(entries: Iterable[Entry], word: str) -> str:
    revised = any(entry.point is not None and entry.point.is_revised for entry in entries)
    return f"{word}, revised" if revised else word


def _row(team: Team, every: Sequence[Entry], which: Sequence[Entry], state: str) -> TeamRow:
    came = [e.expected.first_sent_at for e in which if e.expected.first_sent_at is not None]
    return TeamRow(
        key=team.key,
        name=team.name,
        state=state,
        count=f"{len(which)} of {len(every)}",
        which=", ".join(entry.series.version.short_name for entry in which),
        came=moment(max(came)) if came else "",
    )
