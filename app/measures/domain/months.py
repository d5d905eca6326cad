"""Months and other answers as people write them in spreadsheets."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from app.measures.domain.kinds import Source
from app.measures.domain.layouts import plain

FULL = [name.lower() for name in calendar.month_name]
YES = frozenset({"yes", "y", "x", "true", "1"})
NO = frozenset({"", "no", "n", "false", "0"})

_YEAR_FIRST = re.compile(r"(20\d\d)[-/.](\d{1,2})(?:[-/.]\d{1,2})?(?:[ T].*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](?:\d{1,2}[-/.])?(20\d\d)")
_QUARTER = re.compile(r"q([1-4]) (20\d\d)|(20\d\d) q([1-4])")
_NAMED = re.compile(r"([a-z]{3,9}) (?:\d{1,2} )?((?:20)?\d\d)|(20\d\d) ([a-z]{3,9})")


def month_from(text: str) -> dt.date | None:
    """The first day of the month (or quarter) that `text` names; None when it names none.

    >>> [str(month_from(t)) for t in ("Nov 2026", "November 2026", "2026-11", "11/2026")]
    ['2026-11-01', '2026-11-01', '2026-11-01', '2026-11-01']
    >>> [str(month_from(t)) for t in ("2026-11-30", "11/30/2026", "Nov-26", "Q4 2026")]
    ['2026-11-01', '2026-11-01', '2026-11-01', '2026-10-01']
    >>> [month_from(t) for t in ("", "Total", "13/2026", "Novem 2026", "46327")]
    [None, None, None, None, None]
    """
    written = text.strip()
    if match := _YEAR_FIRST.fullmatch(written):
        return _first_day(match[1], int(match[2]))
    if match := _MONTH_FIRST.fullmatch(written):
        return _first_day(match[2], int(match[1]))
    words = plain(written)
    if match := _QUARTER.fullmatch(words):
        return _first_day(match[2] or match[3], 3 * int(match[1] or match[4]) - 2)
    if match := _NAMED.fullmatch(words):
        return _first_day(match[2] or match[3], _number(match[1] or match[4]))
    return None


def _number(name: str) -> int:
    """The number of a month by its name, its first three letters or "sept"; 0 for other words."""
    short = "sep" if name == "sept" else name
    for number, full in enumerate(FULL):
        if full and short in {full, full[:3]}:
            return number
    return 0


def _first_day(year: str, month: int) -> dt.date | None:
    return dt.date(int(year[-2:]) + 2000, month, 1) if 1 <= month <= 12 else None


def yes_or_no(text: str) -> bool | None:
    """Whether `text` means yes; None when it means neither.

    >>> yes_or_no("Yes"), yes_or_no(""), yes_or_no("perhaps")
    (True, False, None)
    """
    word = plain(text)
    return True if word in YES else False if word in NO else None


def source_from(text: str) -> Source | None:
    """The source that `text` names, by its word or its first; None when it names none.

    >>> source_from("EHR report"), source_from("Chart"), source_from("my head")
    (<Source.EHR_REPORT: 'ehr report'>, <Source.CHART_AUDIT: 'chart audit'>, None)
    """
    word = plain(text)
    for source in Source:
        if word in {source.value, source.value.split()[0]}:
            return source
    return None
