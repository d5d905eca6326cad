"""Small changes to what stands in a version, free of tables."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from typing import Any

from app.core.text import key_from
from app.curriculum.domain.content import Lesson, Prerequisite
from app.curriculum.domain.kinds import Gate

RESERVED = frozenset({"begin", "new", "quiz", "switch"})
"""Words that other pages have in the addresses of lessons and questions."""
LONGEST_KEY = 56


def fingerprint(*parts: object) -> str:
    """Tells whether a part of a version is still what somebody saw when they began to write."""
    words = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    """What JSON does not know: content itself, its days, its sets."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, dt.date) else sorted(value)


def about(lesson: Lesson) -> Lesson:
    """A lesson without its texts and questions, which have pages of their own."""
    return replace(lesson, texts={}, questions=())


def moved(keys: Iterable[str], key: str, steps: int) -> list[str]:
    """The same keys, one of them some steps further down; at the ends it stays.

    >>> moved(["a", "b", "c"], "c", -1), moved(["a", "b", "c"], "c", 1)
    (['a', 'c', 'b'], ['a', 'b', 'c'])
    """
    order = list(keys)
    place = order.index(key)
    order.insert(max(0, place + steps), order.pop(place))
    return order


def fresh_key(title: str, taken: Collection[str], *, otherwise: str) -> str:
    """A key for an address that nothing else has.

    >>> fresh_key("What is a run chart?", {"what-is-a-run-chart"}, otherwise="lesson")
    'what-is-a-run-chart-2'
    >>> fresh_key("Quiz", set(), otherwise="lesson"), fresh_key("???", set(), otherwise="lesson")
    ('quiz-2', 'lesson')
    """
    wanted = (key_from(title) or otherwise)[:LONGEST_KEY].rstrip("-")
    key, count = wanted, 1
    while key in taken or key in RESERVED:
        count += 1
        key = f"{wanted}-{count}"
    return key


def asks_for(
    module: str, wanted: Sequence[Prerequisite], others: Mapping[str, Sequence[Prerequisite]]
) -> str:
    """The first wanted module that itself asks for `module`, by any way; "" when none does.

    Two modules that wait for each other would never open. `others` has what modules ask for.
    """
    for first in _modules(wanted):
        seen, ahead = set[str](), [first]
        while ahead:
            key = ahead.pop()
            if key == module:
                return first
            if key not in seen:
                seen.add(key)
                ahead += _modules(others.get(key, ()))
    return ""


def _modules(asked: Iterable[Prerequisite]) -> list[str]:
    return [one.of for one in asked if one.gate in (Gate.MODULE, Gate.QUIZ)]
