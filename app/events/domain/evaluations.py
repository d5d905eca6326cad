"""What an evaluation asks, when it is open, and what its results may show. Pure.

Nobody who answers can be found out by results. They show nothing before `least` people have
answered. After that they change only when `least` more have: between two looks there are always
that many new answers, so the difference is never about one of them. Every question but those for
words must be answered, so that this holds for each question by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from app.events.domain.doors import Dated
from app.events.domain.kinds import ItemKind, Wave

MOST_ITEMS = 6
SCALE = {
    1: "Strongly disagree",
    2: "Disagree",
    3: "In between",
    4: "Agree",
    5: "Strongly agree",
}
LATER_LASTS = dt.timedelta(days=60)
"""How long people can answer what is asked some weeks later."""
MAILED_FROM = dt.timedelta(hours=1)
"""How long after the end the first questions go out: most people answer on the spot."""
MAILED_UNTIL = dt.timedelta(days=14)
"""How long after the end they still do, to people who were noted later."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. An event keeps its own copy, so that a new wording changes no old answers."""

    key: str
    kind: ItemKind
    text: str
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The name of its field in a form: its own, wherever it stands."""
        return f"item_{self.key}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `items` reads it again."""
        return asdict(self) | {"kind": self.kind.value, "choices": list(self.choices)}


_PACE = ("Too slow", "About right", "Too fast")
_LENGTH = ("Too short", "About right", "Too long")
_TRIED = ("Yes, and we still do it", "Yes, once", "Not yet", "No")
_BARRIERS = ("Nothing", "Time", "Changes in our staff", "Not sure how", "Something else")
AFTER_SET = (
    Item("worth", ItemKind.RATING, "This event was worth my time."),
    Item("useful", ItemKind.RATING, "I can use what I heard in my work."),
    Item("clear", ItemKind.RATING, "The speakers made it clear."),
    Item("know", ItemKind.RATING, "I know more about the topic than before."),
    Item("ready", ItemKind.RATING, "I feel ready to try something new."),
    Item("pace", ItemKind.CHOICE, "How was the pace?", _PACE),
    Item("length", ItemKind.CHOICE, "How was the length?", _LENGTH),
    Item("helped", ItemKind.TEXT, "What helped you most?"),
    Item("change", ItemKind.TEXT, "What should we change?"),
    Item("try", ItemKind.TEXT, "What is one thing that you will try?"),
)
"""Reaction (the first level of Kirkpatrick) and learning (the second)."""
LATER_SET = (
    Item("tried", ItemKind.CHOICE, "Did you try something from this event?", _TRIED),
    Item("changed", ItemKind.RATING, "This event changed how we work."),
    Item("support", ItemKind.RATING, "My team backs the change."),
    Item("barrier", ItemKind.CHOICE, "What got in the way most?", _BARRIERS),
    Item("different", ItemKind.TEXT, "What is different now for families or for your team?"),
    Item("need", ItemKind.TEXT, "What help do you need now?"),
)
"""Behavior (the third level). The fourth are the measures of the teams."""
SETS = {Wave.AFTER: AFTER_SET, Wave.LATER: LATER_SET}


class Evaluated(Dated, Protocol):
    """What decides what is asked and when."""

    @property
    def evaluation(self) -> list[Any]: ...
    @property
    def follow_up(self) -> list[Any]: ...
    @property
    def follow_up_days(self) -> int: ...


def items(of: Evaluated, wave: Wave) -> tuple[Item, ...]:
    """What an event asks in a wave."""
    kept: Iterable[Mapping[str, Any]] = of.evaluation if wave is Wave.AFTER else of.follow_up
    return tuple(
        Item(one["key"], ItemKind(one["kind"]), one["text"], tuple(one["choices"])) for one in kept
    )


def mark(asked: Iterable[Item]) -> str:
    """Short words that stand for exactly these questions.

    >>> mark(AFTER_SET[:2]) == mark(AFTER_SET[:2]), mark(AFTER_SET[:2]) == mark(AFTER_SET[1:3])
    (True, False)
    """
    text = json.dumps([item.as_dict() for item in asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def later_from(of: Evaluated) -> dt.datetime:
    """When people are asked again."""
    return of.ends_at + dt.timedelta(days=of.follow_up_days)


def open_wave(of: Evaluated, now: dt.datetime) -> Wave | None:
    """What can be answered at `now`: from the start on, and some weeks later what comes then."""
    if of.published_at is None or of.cancelled_at is not None or now < of.starts_at:
        return None
    if now >= later_from(of) + LATER_LASTS:
        return None
    wave = Wave.AFTER if now < later_from(of) else Wave.LATER
    return wave if items(of, wave) else None


def mailed_wave(of: Evaluated, now: dt.datetime) -> Wave | None:
    """The wave whose questions go out by mail at `now`, to those who have not answered."""
    wave = open_wave(of, now)
    first = of.ends_at + MAILED_FROM <= now < of.ends_at + MAILED_UNTIL
    return None if wave is Wave.AFTER and not first else wave


def all_count(waiting: int, least: int) -> bool:
    """Whether the answers that wait are enough to show, all of them at once.

    >>> all_count(4, 5), all_count(5, 5)
    (False, True)
    """
    return waiting >= least


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What people said to one question: the mean and its spread, or counts, or their words."""

    item: Item
    n: int
    mean: str = ""
    spread: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What may be shown of a wave; no items while there are too few answers."""

    n: int
    waiting: int
    items: tuple[ItemResult, ...]

    @property
    def are_too_few(self) -> bool:
        return not self.n


def results(asked: Sequence[Item], counted: Sequence[Mapping[str, Any]], waiting: int) -> Results:
    """The results of the answers that count, by place of the item."""
    if not counted:
        return Results(0, waiting, ())
    shown = [_result(item, [one.get(str(n)) for one in counted]) for n, item in enumerate(asked)]
    return Results(len(counted), waiting, tuple(shown))


def _result(item: Item, said: Sequence[Any]) -> ItemResult:
    given = [one for one in said if one not in (None, "")]
    if item.kind is ItemKind.RATING:
        return ItemResult(item, len(given), *_mean_and_spread(given))
    if item.kind is ItemKind.CHOICE:
        tally = Counter(given)
        counts = tuple((choice, tally[choice]) for choice in item.choices)
        return ItemResult(item, len(given), counts=counts)
    return ItemResult(item, len(given), words=tuple(given))


def _mean_and_spread(given: Sequence[int]) -> tuple[str, str]:
    """The mean and the standard deviation, both with one decimal.

    >>> _mean_and_spread([5, 4, 4, 3, 5])
    ('4.2', '0.7')
    """
    mean = Decimal(sum(given)) / len(given)
    variance = sum(((one - mean) ** 2 for one in given), Decimal(0)) / len(given)
    return _one_decimal(mean), _one_decimal(variance.sqrt())


def _one_decimal(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))
