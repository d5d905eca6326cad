"""How many people were trained between two days, by role and by kind of practice. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.policy.table import Role

SMALL = 11
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody completed a module."""

    person_id: int
    module_id: int
    at: dt.datetime


def since(
    completed_at: dt.datetime, revoked_at: dt.datetime | None, issued_at: dt.datetime | None
) -> dt.datetime | None:
    """Since when somebody who completed a module counts as trained; None for not now.

    A revoked certificate proves nothing, so they count again only from the one that holds, as
    `issued_at` says. A report of the time between stays true by that.
    """
    return None if revoked_at is not None else issued_at or completed_at


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant on, and before another; None leaves a side open."""

    since: dt.datetime | None = None
    before: dt.datetime | None = None

    def holds(self, at: dt.datetime) -> bool:
        return (self.since is None or self.since <= at) and (
            self.before is None or at < self.before
        )


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role that somebody held for a time; `kind` is the kind of its practice, if it has one."""

    role: Role
    kind: str
    since: dt.datetime
    until: dt.datetime | None = None

    def covers(self, at: dt.datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Count:
    """How many completed a module, and how many all required ones."""

    one: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Trained:
    """The counts. Somebody with two roles counts in both, and once in `total`."""

    total: Count
    by_role: Mapping[Role | None, Count]
    by_kind: Mapping[str, Count]


def first_ones(found: Iterable[Completion]) -> dict[int, dict[int, dt.datetime]]:
    """When each person first completed each module: a second time counts no more."""
    first: defaultdict[int, dict[int, dt.datetime]] = defaultdict(dict)
    for one in found:
        known = first[one.person_id].get(one.module_id, one.at)
        first[one.person_id][one.module_id] = min(known, one.at)
    return first


def with_one(
    first: Mapping[int, Mapping[int, dt.datetime]], span: Span, module_id: int | None = None
) -> dict[int, dt.datetime]:
    """Who first completed a module (that one, or any) in a span, and when they did."""
    found = {}
    for person_id, of in first.items():
        times = [at for key, at in of.items() if module_id in {None, key} and span.holds(at)]
        if times:
            found[person_id] = min(times)
    return found


def with_all(
    first: Mapping[int, Mapping[int, dt.datetime]], required: Collection[int], span: Span
) -> dict[int, dt.datetime]:
    """Who had every required module complete for the first time in a span, and when."""
    found = {}
    for person_id, of in first.items():
        if required and all(module_id in of for module_id in required):
            at = max(of[module_id] for module_id in required)
            if span.holds(at):
                found[person_id] = at
    return found


def counted(
    one: Mapping[int, dt.datetime],
    every: Mapping[int, dt.datetime],
    tenures: Mapping[int, Collection[Tenure]],
    *,
    only_held: bool = False,
) -> Trained:
    """The counts by the roles and practices that people had at that time; None and "" for none.

    `only_held` leaves out whoever held none of the roles then.
    """

    def then(person_id: int, at: dt.datetime) -> list[Tenure]:
        return [tenure for tenure in tenures.get(person_id, ()) if tenure.covers(at)]

    def roles(person_id: int, at: dt.datetime) -> Collection[Role | None]:
        return {tenure.role for tenure in then(person_id, at)} or {None}

    def kinds(person_id: int, at: dt.datetime) -> Collection[str]:
        return {tenure.kind for tenure in then(person_id, at)} or {""}

    if only_held:
        one = {key: at for key, at in one.items() if then(key, at)}
        every = {key: at for key, at in every.items() if then(key, at)}
    return Trained(
        Count(len(one), len(every)), _split(one, every, roles), _split(one, every, kinds)
    )


def _split(
    one: Mapping[int, dt.datetime],
    every: Mapping[int, dt.datetime],
    of: Callable[[int, dt.datetime], Collection[Key]],
) -> dict[Key, Count]:
    """Both groups taken apart; somebody stands under each of their keys."""
    with_one = Counter(key for person_id, at in one.items() for key in of(person_id, at))
    with_all = Counter(key for person_id, at in every.items() for key in of(person_id, at))
    return {key: Count(with_one[key], with_all[key]) for key in {**with_one, **with_all}}


def is_small(count: int) -> bool:
    """Whether a number may point at somebody: 1 to 10."""
    return 0 < count < SMALL


def not_to_publish(counts: Sequence[int]) -> frozenset[int]:
    """The places of the numbers of a table that stay inside: small ones, and those that tell one.

    One small number among others is the total less the rest. So the smallest others stay inside
    with it, until there are two or more, and together at least as many as may be published.

    >>> sorted(not_to_publish((3, 40, 12, 0))), sorted(not_to_publish((6, 7, 40)))
    ([0, 2], [0, 1])
    """
    inside = {place for place, count in enumerate(counts) if is_small(count)}
    if not inside:
        return frozenset()
    others = (place for place, count in enumerate(counts) if count >= SMALL)
    for place in sorted(others, key=lambda place: counts[place]):
        if len(inside) > 1 and sum(counts[one] for one in inside) >= SMALL:
            break
        inside.add(place)
    return frozenset(inside)
