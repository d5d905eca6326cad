"""What archiving a module or a version would change, said before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.core.dates import short_day
from app.curriculum.models import LearningAssignment
from app.curriculum.presenters import assigning, learn_words
from app.curriculum.presenters.assigning import Names
from app.curriculum.queries.assignments import aim_of
from app.curriculum.queries.hanging import Hanging
from app.curriculum.queries.serving import Change

OTHERS = "everybody without a cohort"
GOES = "From then on it asks for nothing instead."
STAYS = "It stays closed for whoever did not finish this one."


def losses(changes: Iterable[Change]) -> tuple[str, ...]:
    """What those who are served a version get once it is archived.

    >>> losses([Change("", 1), Change("Cohort 1", 1)])
    ('From then on everybody without a cohort and “Cohort 1” get version 1.',)
    >>> losses([Change("Cohort 1", None)])
    ('From then on “Cohort 1” gets nothing of this module.',)
    """
    found: dict[int | None, list[str]] = {}
    for one in changes:
        found.setdefault(one.instead, []).append(f"“{one.name}”" if one.name else OTHERS)
    return tuple(
        f"From then on {learn_words.listed(iter(names))} {'gets' if len(names) == 1 else 'get'}"
        f" {'nothing of this module' if instead is None else f'version {instead}'}."
        for instead, names in found.items()
    )


def hangs(on: Hanging, names: Names | None) -> tuple[str, ...]:
    """What hangs on a module, in sentences; without `names`, assignments are only counted."""
    return (
        *(["It is required of every team."] if on.is_required else []),
        *(f"“{title}” asks for it first. {STAYS if on.stays else GOES}" for title in on.asked_by),
        *(_assignments(on.assigned, names)),
    )


def _assignments(assigned: Sequence[LearningAssignment], names: Names | None) -> Iterator[str]:
    if names is not None:
        yield from (f"It is assigned, and stays so: {_assigned(one, names)}." for one in assigned)
    elif assigned:
        count = len(assigned)
        yield f"It is assigned {'once' if count == 1 else f'{count} times'}, and stays so."


def _assigned(one: LearningAssignment, names: Names) -> str:
    due = f", due {short_day(one.due_on)}" if one.due_on else ""
    kind = "required" if one.is_required else "optional"
    return f"{assigning.whom(aim_of(one), names)} ({kind}{due})"
