"""Charts and videos as authors write them: a few lines of TOML in a fenced block."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.curriculum.domain.markdown import Leads, leads

FEWEST, MOST = 2, 60
FEWEST_BASELINE = 10
LARGEST = 1e9
PERCENT = "percent"

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_CHART_KEYS = ("title", "unit", "values", "first", "target", "note", "baseline", "better")
_VIDEO_KEYS = ("url", "title", "minutes", "captions", "transcript")


class Block(StrEnum):
    """What a fenced block may be, by the word after its fence."""

    CHART = "run-chart"
    VIDEO = "video"


class Better(StrEnum):
    """Which way is better on a chart of a lesson."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Unreadable(Exception):
    """A block that says something else than it may; the words are for its author."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The run chart of a lesson, as it was written."""

    title: str
    unit: str
    values: tuple[float, ...]
    first: dt.date
    target: float | None = None
    note: str = ""
    baseline: int | None = None
    better: Better = Better.HIGHER


@dataclass(frozen=True, slots=True)
class Video:
    """A video at its host. `captions`: a file of the module, or the host has them."""

    url: str
    title: str
    minutes: int
    captions_file: int | None = None
    host_has_captions: bool = False
    transcript: str = ""

    @property
    def has_captions(self) -> bool:
        return self.host_has_captions or self.captions_file is not None


def chart(written: str) -> Chart:
    """Read a chart; raises `Unreadable` with what is wrong."""
    given = _table(written, _CHART_KEYS)
    title, unit = _words(given, "title"), _words(given, "unit")
    values = _values(given.get("values"), unit)
    target = None if given.get("target") is None else _number(given["target"], "target", unit)
    return Chart(
        title=title,
        unit=unit,
        values=values,
        first=_month(given.get("first")),
        target=target,
        note=_words(given, "note", needed=False),
        baseline=_baseline(given.get("baseline"), len(values)),
        better=_better(given.get("better"), values, target),
    )


def video(written: str) -> Video:
    """Read a video; raises `Unreadable` with what is wrong. Missing captions are let through."""
    given = _table(written, _VIDEO_KEYS)
    url, minutes = _words(given, "url"), given.get("minutes")
    if not url.lower().startswith("https://") or leads(url) is not Leads.AWAY:
        raise Unreadable("url must be the whole address of the video, beginning with https://.")
    if type(minutes) is not int or not 1 <= minutes <= 600:
        raise Unreadable("minutes must be a whole number from 1 to 600.")
    captions = given.get("captions", "")
    return Video(
        url=url,
        title=_words(given, "title"),
        minutes=minutes,
        captions_file=_captions_file(captions),
        host_has_captions=captions == "host",
        transcript=_words(given, "transcript", needed=False),
    )


def _table(written: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    try:
        given = tomllib.loads(written)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"it is not written as key = value: {problem}.") from problem
    if unknown := [key for key in given if key not in known]:
        raise Unreadable(f"“{unknown[0][:40]}” is not known. Known are: {', '.join(known)}.")
    return given


def _words(given: Mapping[str, Any], key: str, *, needed: bool = True) -> str:
    words = given.get(key, "")
    if not isinstance(words, str):
        raise Unreadable(f"{key} must be words between quotation marks.")
    if needed and not words.strip():
        raise Unreadable(f"{key} is missing.")
    return words.strip()


def _values(values: object, unit: str) -> tuple[float, ...]:
    if not isinstance(values, list) or not FEWEST <= len(values) <= MOST:
        raise Unreadable(f"values must be a list of {FEWEST} to {MOST} numbers.")
    return tuple(_number(value, "every value", unit) for value in values)


def _number(value: object, name: str, unit: str) -> float:
    highest = 100.0 if unit == PERCENT else LARGEST
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(f"{name} must be a number.")
    if not math.isfinite(value) or not 0 <= value <= highest:
        raise Unreadable(f"{name} must be from 0 to {highest:,.0f}.")
    return float(value)


def _month(first: object) -> dt.date:
    found = _MONTH.fullmatch(first) if isinstance(first, str) else None
    if not found or not 1990 <= int(found[1]) <= 2100:
        raise Unreadable('first must be the first month, such as "2026-06".')
    return dt.date(int(found[1]), int(found[2]), 1)


def _baseline(count: object, points: int) -> int | None:
    if count is None:
        return None
    if type(count) is not int or not FEWEST_BASELINE <= count <= points:
        raise Unreadable(
            f"baseline must be a whole number from {FEWEST_BASELINE} to the number of values."
        )
    return count


def _better(word: object, values: tuple[float, ...], target: float | None) -> Better:
    """Which way is better: as it is said, else towards the target, else up."""
    if word is not None:
        if not isinstance(word, str) or word not in set(Better):
            raise Unreadable(f"better must be one of: {', '.join(Better)}.")
        return Better(word)
    return Better.LOWER if target is not None and target < min(values) else Better.HIGHER


def _captions_file(captions: object) -> int | None:
    if type(captions) is int and captions > 0:
        return captions
    if captions in ("host", ""):
        return None
    raise Unreadable('captions must be "host", or the number of a captions file of this module.')
