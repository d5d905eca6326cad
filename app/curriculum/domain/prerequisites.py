"""What must have happened before a module opens for somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.editing import asks_for
from app.curriculum.domain.kinds import Fact, Gate
from app.curriculum.domain.publishing import WHOLE


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody did so far, as far as modules may ask for it.

    `quizzes`: the best share of right answers in percent by module. `passed`: the modules with a
    try that reached the pass mark of the version that was tried. `attended`: also events that
    were cancelled, since nobody can come to them. `offered`: the modules that are not archived
    and have an approved version; `without_quiz` those that have no quiz in the version that is
    served. `has_team`: facts about a team are asked of people with a team only.
    """

    completed: frozenset[str] = frozenset()
    quizzes: Mapping[str, int] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    attended: frozenset[str] = frozenset()
    facts: frozenset[Fact] = frozenset()
    offered: frozenset[str] = frozenset()
    without_quiz: frozenset[str] = frozenset()
    has_team: bool = True


def missing(asked: Iterable[Prerequisite], record: Record) -> tuple[Prerequisite, ...]:
    """What still keeps a module closed, as it can be done now.

    Where a module has no quiz any more, the module itself is to be completed.
    """
    left = (one for one in asked if not is_met(one, record))
    return tuple(
        dict.fromkeys(
            Prerequisite(Gate.MODULE, one.of) if _has_lost_its_quiz(one, record) else one
            for one in left
        )
    )


def is_met(one: Prerequisite, record: Record) -> bool:
    """Whether one thing that a module asks for is there.

    A module that was archived, or that never came out, cannot be learned, so it closes nothing.
    A quiz that is asked for without a score has to be passed. Where no quiz can be taken, as the
    version that is served has none, completing the module is enough.
    """
    match one.gate:
        case Gate.MODULE:
            return one.of in record.completed or one.of not in record.offered
        case Gate.QUIZ:
            is_enough = _has_lost_its_quiz(one, record) and one.of in record.completed
            return is_enough or _is_reached(one, record) or one.of not in record.offered
        case Gate.EVENT:
            return one.of in record.attended
        case _:
            return not record.has_team or one.of in record.facts


def _has_lost_its_quiz(one: Prerequisite, record: Record) -> bool:
    return one.gate is Gate.QUIZ and one.of in record.without_quiz


def _is_reached(one: Prerequisite, record: Record) -> bool:
    if one.percent is None:
        return one.of in record.passed
    best = record.quizzes.get(one.of)
    return best is not None and best >= one.percent


# ------------------------------------------------------------------ before approval


@dataclass(frozen=True, slots=True)
class Named:
    """A module that others may ask for: what it is called, and what is still to be had of it.

    `is_out`: learners have it, or will at a time that is set. `asks`: what it asks for itself.
    """

    title: str
    has_quiz: bool = False
    is_archived: bool = False
    is_out: bool = True
    asks: tuple[Prerequisite, ...] = ()


def faults(
    module: str,
    asked: Iterable[Prerequisite],
    modules: Mapping[str, Named],
    events: Collection[str],
    cancelled: Mapping[str, str],
) -> tuple[str, ...]:
    """Why `module` would never open for some people, in sentences; none when it can.

    `modules` and `events` are all that there are, by key; `cancelled` has the titles of those
    events that nobody can come to.
    """
    asked = tuple(asked)
    found = [_fault(one, modules, events, cancelled) for one in asked]
    circle = asks_for(module, asked, {key: one.asks for key, one in modules.items()})
    if circle == module:
        found.append("The module asks for itself first, so it would never open.")
    elif circle:
        found.append(
            f"“{modules[circle].title}” waits for this module, so both would never open."
            " Take one of the two away."
        )
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


def _fault(
    one: Prerequisite,
    modules: Mapping[str, Named],
    events: Collection[str],
    cancelled: Mapping[str, str],
) -> str:
    match one.gate:
        case Gate.MODULE | Gate.QUIZ:
            return _module_fault(one, modules.get(one.of))
        case Gate.EVENT if one.of in cancelled:
            return f"“{cancelled[one.of]}” was cancelled, so nobody can come to it."
        case Gate.EVENT:
            known = one.of in events
        case _:
            known = one.of in set(Fact)
    return "" if known else f"“{one.of}” is not known to the portal. Choose something else."


def _module_fault(one: Prerequisite, module: Named | None) -> str:
    if module is None:
        return f"“{one.of}” is no module of the curriculum. Choose another one."
    if module.is_archived:
        return f"“{module.title}” is archived. Choose another module, or bring it back first."
    if not module.is_out:
        return (
            f"“{module.title}” is not out yet, and no time is set for it. Publish it first, or"
            " choose another module."
        )
    return _quiz_fault(one, module) if one.gate is Gate.QUIZ else ""


def _quiz_fault(one: Prerequisite, module: Named) -> str:
    if not module.has_quiz:
        return f"“{module.title}” has no quiz, so nobody can reach a score in it."
    if one.percent is not None and not 1 <= one.percent <= WHOLE:
        return f"Nobody can reach {one.percent} percent in “{module.title}”."
    return ""
