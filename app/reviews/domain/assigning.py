"""Who reviews what: solved exactly, as an integer program. Conflicts are never relaxed.

Loads are as even as the conflicts allow. Among even loads as many pairs stay as can, then
pairs with a hint are avoided, then each reviewer gets a mix of types and regions.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from app.reviews.domain.programs import Program

DEFAULT_SEED = 2026
Pair = tuple[int, int]
"""An application and a reviewer, by id."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """An application that wants `wanted` reviews.

    `groups` are what a mix is made of, each inside of the one before: a type, then a region
    of that type.
    """

    id: int
    name: str
    wanted: int
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Able:
    """A reviewer who is to get `least` to `most` reviews."""

    id: int
    name: str
    least: int
    most: int


@dataclass(frozen=True)
class Problem:
    """What is to be assigned, and what holds.

    `forbidden` pairs are never made. `kept` pairs stay whatever happens, and count for both
    sides. `settled` pairs stay unless loads become more even without them. `hinted` pairs are
    made only when nothing else fits as well.
    """

    applications: tuple[Wanting, ...]
    reviewers: tuple[Able, ...]
    forbidden: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    settled: frozenset[Pair] = frozenset()
    hinted: frozenset[Pair] = frozenset()

    @cached_property
    def needs(self) -> dict[int, int]:
        """How many reviews each application needs besides those that stay."""
        has = Counter(application for application, _ in self.kept)
        return {one.id: max(0, one.wanted - has[one.id]) for one in self.applications}

    @cached_property
    def has(self) -> Counter[int]:
        """How many reviews each reviewer has with the pairs that stay."""
        return Counter(who for _, who in self.kept)

    @cached_property
    def free(self) -> frozenset[Pair]:
        """The pairs that can be made."""
        every = {(one.id, who.id) for one in self.applications for who in self.reviewers}
        return frozenset(every - self.forbidden - self.kept)


def solve(problem: Problem, seed: int = DEFAULT_SEED) -> frozenset[Pair]:
    """The best pairs with those that are kept; `proofs.why_not` must have found nothing.

    The same `seed` gives the same pairs, whatever the order of the input.
    """
    order = {one.id: _shuffled(seed, "application", one.id) for one in problem.applications}
    turns = {one.id: _shuffled(seed, "reviewer", one.id) for one in problem.reviewers}
    free = sorted(problem.free, key=lambda pair: (order[pair[0]], turns[pair[1]]))
    reviewers = sorted(problem.reviewers, key=lambda one: turns[one.id])
    even = _even(problem, reviewers, free)
    special = problem.settled | problem.hinted
    stays = problem.kept | (even & special)
    loose = [pair for pair in free if pair not in special]
    return stays | _mixed(problem, loose, even - special, stays)


def _shuffled(seed: int, kind: str, key: int) -> str:
    """A place in an order that only the seed decides, on every machine alike."""
    return hashlib.sha256(f"{seed}:{kind}:{key}".encode()).hexdigest()


def _even(problem: Problem, reviewers: list[Able], free: list[Pair]) -> frozenset[Pair]:
    """Pairs with loads as even as can be, then as many that stay, then as few hints as can be.

    The n-th review of a reviewer costs n times more than all the rest. The cheapest loads are
    also those whose largest and least are the closest together.
    """
    stay = len(problem.hinted & problem.free) + 1
    load = stay * (len(problem.settled & problem.free) + 1)
    program = Program()
    by_application, by_reviewer = _by_both(free)
    for pair in free:
        program.choice(pair, (pair in problem.hinted) - stay * (pair in problem.settled))
    for key, needed in problem.needs.items():
        program.row(((pair, 1) for pair in by_application[key]), least=needed, most=needed)
    for one in reviewers:
        has = problem.has[one.id]
        most = min(one.most, has + len(by_reviewer[one.id]))
        loads = [("load", one.id, number) for number in range(has + 1, most + 1)]
        for name in loads:
            program.choice(name, load * name[2], least=int(name[2] <= one.least))
        terms = [*((pair, 1) for pair in by_reviewer[one.id]), *((name, -1) for name in loads)]
        program.row(terms, least=0, most=0)
    chosen = program.solve(like_a_flow=True)
    return frozenset(pair for pair in free if pair in chosen)


def _mixed(
    problem: Problem,
    loose: list[Pair],
    even: Collection[Pair],
    stays: Collection[Pair],
) -> frozenset[Pair]:
    """The same loads as `even`, with each group spread over the reviewers as far as it goes.

    A reviewer's fair share of a group is rounded up; every review above it costs.
    """
    groups = {one.id: one.groups for one in problem.applications}
    has = Counter((who, group) for key, who in stays for group in groups[key])
    loads = Counter(who for _, who in [*stays, *even])
    wanted = Counter(group for key, _ in [*stays, *even] for group in groups[key])
    every = max(1, loads.total())
    program = Program()
    for pair in loose:
        program.choice(pair, 0)
    by_application, by_reviewer = _by_both(loose)
    to_place = Counter(key for key, _ in even)
    to_take = Counter(who for _, who in even)
    for key, pairs in by_application.items():
        number = to_place[key]
        program.row(((pair, 1) for pair in pairs), least=number, most=number)
    for who, pairs in by_reviewer.items():
        number = to_take[who]
        program.row(((pair, 1) for pair in pairs), least=number, most=number)
        for group in sorted({group for key, _ in pairs for group in groups[key]}):
            fair = math.ceil(loads[who] * wanted[group] / every)
            program.choice(("above", who, group), 1, most=every)
            terms = [(pair, 1) for pair in pairs if group in groups[pair[0]]]
            program.row([*terms, (("above", who, group), -1)], most=fair - has[who, group])
    chosen = program.solve(like_a_flow=True)
    return frozenset(pair for pair in loose if pair in chosen)


def _by_both(pairs: Collection[Pair]) -> tuple[dict[int, list[Pair]], dict[int, list[Pair]]]:
    """The pairs by application and by reviewer."""
    by_application: dict[int, list[Pair]] = defaultdict(list)
    by_reviewer: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_application[pair[0]].append(pair)
        by_reviewer[pair[1]].append(pair)
    return by_application, by_reviewer
