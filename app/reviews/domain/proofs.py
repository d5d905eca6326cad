"""Why there is no assignment, in words that name who and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from app.reviews.domain.shortages import shortage

if TYPE_CHECKING:
    from app.reviews.domain.assigning import Able, Problem, Wanting

NAMED = 5


def why_not(problem: Problem) -> tuple[str, ...]:
    """Every reason why no assignment exists; empty when there is one.

    Reviews that find no reviewer and reviewers who find no review are each proven by a cut.
    When neither exists there is an assignment: both bounds can then be met together.
    """
    return tuple([*_lonely(problem)] or [*_too_full(problem), *_too_idle(problem)])


def _lonely(problem: Problem) -> Iterable[str]:
    found = Counter(key for key, _ in problem.free)
    for one in sorted(problem.applications, key=lambda one: one.name):
        able = found[one.id]
        needed = problem.needs[one.id]
        if able < needed:
            more = " more" if one.wanted > needed else ""
            only = f"only {able}{more} reviewer" if able else f"no{more} reviewer"
            yield (
                f"{one.name} has {only}{'s' if able != 1 else ''} without a conflict "
                f"and needs {needed}{more}."
            )


def _too_full(problem: Problem) -> Iterable[str]:
    places = {one.id: max(0, one.most - problem.has[one.id]) for one in problem.reviewers}
    cut = shortage(problem.needs, places, problem.free)
    if cut is None:
        return
    givers = [one for one in problem.applications if one.id in cut.givers]
    takers = [one for one in problem.reviewers if one.id in cut.takers]
    others = cut.possible - cut.places
    if len(takers) == len(problem.reviewers):
        who = "the reviewers" if len(takers) > 1 else takers[0].name
        yield (
            f"{cut.wanted} reviews are needed, but {who} can take at most "
            f"{cut.places}{' together' if len(takers) > 1 else ''}."
        )
        return
    yield (
        f"{_these(givers)} {_verb(givers, 'need')} {cut.wanted} more "
        f"{_noun(cut.wanted, 'review')}, but at most {cut.possible} can be placed: "
        f"{_named(takers)} {_verb(takers, 'have')} {cut.places} "
        f"{_noun(cut.places, 'place')} left, and other reviewers without a conflict can take "
        f"{others}."
    )


def _too_idle(problem: Problem) -> Iterable[str]:
    lacking = {one.id: max(0, one.least - problem.has[one.id]) for one in problem.reviewers}
    cut = shortage(lacking, problem.needs, [(who, key) for key, who in problem.free])
    if cut is not None:
        people = [one for one in problem.reviewers if one.id in cut.givers]
        yield (
            f"{_named(people)} {_verb(people, 'are')} to get {cut.wanted} more "
            f"{_noun(cut.wanted, 'review')}, but without conflicts only {cut.possible} can go "
            f"to {'them' if len(people) > 1 else 'this reviewer'}. Lower the least for each "
            "reviewer."
        )


def _these(found: Collection[Wanting]) -> str:
    if len(found) > 1:
        return f"These {len(found)} applications ({_named(found)})"
    return _named(found)


def _named(found: Collection[Wanting] | Collection[Able]) -> str:
    """Their names, at most five of them, and how many others."""
    names = sorted(one.name for one in found)
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{len(names) - NAMED} others"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _noun(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _verb(of: Collection[object], word: str) -> str:
    """The verb for one or for several; for nobody as for one."""
    one = {"need": "needs", "have": "has", "are": "is"}
    return word if len(of) > 1 else one[word]
