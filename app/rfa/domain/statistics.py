"""Numbers about a round in which no small group can be found, or worked out.

Counts from 1 to 4 are hidden. One hidden number among shown ones is the total less the rest,
so others are hidden with it, the smallest first, until even a reader who knows these rules
cannot tell: zeros are hidden too, two or more are hidden, together they count at least 5, not
each of them is 4, and none is shown that equals a hidden one. Nothing says which was small.

A count that differs by 1 to 4 from the whole that it is a part of is hidden too: the difference
would be such a number. So it is with the steps of a round and with the sections that are complete.

Counties are many and mostly small: those with fewer than 5 are counted together within their
region, unnamed, and so is the smallest named one while that count would be small itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from app.practices.domain.counties import REGIONS, Region

LEAST = 5
"""The smallest count that is shown, zero aside."""
Group = TypeVar("Group", bound=Hashable)


def count_or_hidden(count: int) -> int | None:
    """One count by itself; None when it is hidden.

    >>> [count_or_hidden(count) for count in (0, 1, 4, 5)]
    [0, None, None, 5]
    """
    return None if 0 < count < LEAST else count


def near(count: int, other: int) -> bool:
    """Whether two counts, shown together, would tell a small number: how they differ.

    >>> [near(8, other) for other in (3, 4, 7, 8, 9, 12, 13)]
    [False, True, True, False, True, True, False]
    """
    return 0 < abs(count - other) < LEAST


def steps(counts: Sequence[int]) -> tuple[int | None, ...]:
    """The counts of steps, each a part of the one before; None for those that are hidden.

    The last step stays, as other tables add up to it, and what is near a shown one goes.

    >>> steps((40, 30, 28)), steps((32, 30, 28)), steps((40, 30, 2))
    ((40, None, 28), (None, None, 28), (40, 30, None))
    """
    later: list[int] = []
    shown: list[int | None] = []
    for count in reversed(counts):
        if 0 < count < LEAST or any(near(count, one) for one in later):
            shown.append(None)
        else:
            later.append(count)
            shown.append(count)
    return tuple(reversed(shown))


def part(count: int, wholes: Iterable[int | None]) -> int | None:
    """One count of a part; None when it is small, or near a whole.

    `wholes` as they are shown: what is near a hidden one stays, as hiding it would tell of both.

    >>> [part(count, (12, None, 20)) for count in (0, 4, 5, 7, 8, 12, 15, 16, 20)]
    [0, None, 5, 7, None, 12, None, None, 20]
    """
    return (
        None
        if any(near(count, one) for one in wholes if one is not None)
        else count_or_hidden(count)
    )


def without_small(counts: Mapping[Group, int]) -> dict[Group, int | None]:
    """The counts of groups that add up to a known total; None for those that are hidden.

    >>> without_small({"a": 20, "b": 2, "c": 7})
    {'a': 20, 'b': None, 'c': None}
    >>> without_small({"a": 20, "b": 0})
    {'a': 20, 'b': 0}
    """
    hidden = {group: count for group, count in counts.items() if count < LEAST}
    if not any(hidden.values()):
        return dict(counts)
    for group in sorted(counts.keys() - hidden.keys(), key=lambda one: counts[one]):
        if _is_safe(hidden.values()) and counts[group] not in hidden.values():
            break
        hidden[group] = counts[group]
    return {group: None if group in hidden else count for group, count in counts.items()}


def _is_safe(hidden: Collection[int]) -> bool:
    """Whether none of the hidden counts can be told from their sum."""
    all_at_most = all(count == LEAST - 1 for count in hidden)
    return len(hidden) > 1 and sum(hidden) >= LEAST and not all_at_most


@dataclass(frozen=True, slots=True)
class CountyLine:
    """One line of the table of counties; without a county it is the rest of the region."""

    region: Region
    county: str
    count: int | None


def by_county(
    counts: Mapping[str, int], regions: Mapping[Region, int | None]
) -> tuple[CountyLine, ...]:
    """The lines of the table of counties, by region; `regions` as they are shown.

    A region that is hidden has one line, hidden as well.

    >>> shown = {Region.NORTHERN: 12, Region.CENTRAL: None, Region.SOUTHERN: None}
    >>> for line in by_county({"Lee": 6, "Tate": 5, "Union": 1, "Hinds": 2}, shown):
    ...     print(line.region, line.county or "others", line.count)
    northern Lee 6
    northern others 6
    central others None
    southern others None
    """
    lines: list[CountyLine] = []
    for region, total in regions.items():
        if total is None:
            lines.append(CountyLine(region, "", None))
            continue
        named = _named({c: n for c, n in counts.items() if REGIONS[c] is region})
        lines += [CountyLine(region, county, count) for county, count in sorted(named.items())]
        if rest := total - sum(named.values()):
            lines.append(CountyLine(region, "", rest))
    return tuple(lines)


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    """The counties that are named: without the small ones, and without what gives these away."""
    named = {county: count for county, count in counts.items() if count >= LEAST}
    rest = sum(counts.values()) - sum(named.values())
    for county in sorted(named, key=lambda one: named[one]):
        if rest == 0 or rest >= LEAST:
            break
        rest += named.pop(county)
    return named


def days_to_submit(spans: Iterable[tuple[dt.datetime, dt.datetime]]) -> float | None:
    """The middle number of days from start to submission; None for fewer than 5 of them.

    >>> noon = dt.datetime(2026, 1, 1, 12)
    >>> days_to_submit([(noon, noon + dt.timedelta(days=n)) for n in (1, 2, 3, 4, 50)])
    3.0
    """
    days = [(end - start) / dt.timedelta(days=1) for start, end in spans]
    return round(median(days), 1) if len(days) >= LEAST else None
