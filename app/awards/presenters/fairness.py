"""The fairness of a round in words and tables. Flags only: people decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.awards.domain import fairness as rules
from app.awards.domain.fairness import Habit, Load
from app.awards.presenters import board as board_words
from app.reviews.domain.scoring import two_places

if TYPE_CHECKING:
    from app.awards.domain.board import Moved
    from app.awards.domain.fairness import Coverage, Group
    from app.awards.queries.board import Board, Entry
    from app.awards.queries.fairness import Reviewing

TOO_FEW = "too few"
NOTHING_MOVES = "Nobody changes sides."
COUNT_WORDS = {
    "median": "The median in place of the mean",
    "centred": "Scores centred by reviewer",
    "z": "Scores centred and stretched by reviewer (z)",
}
_NOBODY = Load(0, 0, 0)
_SILENT = Habit(0, None, None, 0, None)


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """One reviewer: load, lateness, habits, and what leaving this person out would change."""

    name: str
    assigned: int
    submitted: int
    late: int
    n: int
    mean: str
    spread: str
    severity: str
    is_flagged: bool
    without: str
    changes: bool


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The mean by kind of applicant."""

    title: str
    rows: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What another way of counting would change."""

    title: str
    words: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Cockpit:
    """Everything that the page shows."""

    reviewers: tuple[ReviewerRow, ...]
    coverage: tuple[tuple[str, str], ...]
    groups: tuple[GroupTable, ...]
    effects: tuple[Effect, ...]
    flags: tuple[str, ...]


def cockpit(of: Board, found: Reviewing) -> Cockpit:
    """The fairness of a round as one person may see it."""
    names = {line.key: line.name for line in of.lines}
    reviewers = _reviewers(of, found, names)
    effects = tuple(
        Effect(COUNT_WORDS[how], moved_words(moved, names), bool(moved))
        for how, moved in rules.by_other_counts(of.scores).items()
    )
    return Cockpit(
        reviewers=reviewers,
        coverage=_coverage(found.coverage),
        groups=_groups(of),
        effects=effects,
        flags=tuple(_flags(reviewers, effects, found.coverage)),
    )


def _reviewers(of: Board, found: Reviewing, names: Mapping[int, str]) -> tuple[ReviewerRow, ...]:
    loads, habits = rules.loads(found.duties), rules.habits(of.scores.marks)
    without = rules.leaving_out(of.scores)
    rows = []
    for person_id, name in found.names.items():
        load, habit = loads.get(person_id, _NOBODY), habits.get(person_id, _SILENT)
        moved = without.get(person_id, ())
        rows.append(
            ReviewerRow(
                name=name,
                assigned=load.assigned,
                submitted=load.submitted,
                late=load.late,
                n=habit.n,
                mean=_or_too_few(habit.mean),
                spread=_or_too_few(habit.spread),
                severity=severity_words(habit.severity),
                is_flagged=habit.is_flagged,
                without=moved_words(moved, names),
                changes=bool(moved),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def _or_too_few(number: Fraction | None) -> str:
    return TOO_FEW if number is None else two_places(number)


def severity_words(severity: Fraction | None) -> str:
    """How far somebody is from the others of the panel, in words.

    >>> severity_words(Fraction(-3, 4)), severity_words(Fraction(1, 4)), severity_words(None)
    ('0.75 lower', '0.25 higher', 'too few')
    """
    if severity is None:
        return TOO_FEW
    if severity == 0:
        return "the same"
    return f"{two_places(abs(severity))} {'higher' if severity > 0 else 'lower'}"


def moved_words(moved: Sequence[Moved], names: Mapping[int, str]) -> str:
    """Which applications change sides, and from where to where."""
    if not moved:
        return NOTHING_MOVES
    return " ".join(f"{names[one.key]}: {one.was}, then {one.now}." for one in moved)


def _coverage(found: Coverage) -> tuple[tuple[str, str], ...]:
    return (
        ("Reviewers with an assignment", str(found.reviewers)),
        ("Declared their interests for this round", f"{found.declared} of {found.reviewers}"),
        ("Assignments with a word on conflicts", f"{found.asked} of {found.pairs}"),
        ("Assignments closed by a conflict", str(found.conflicts)),
    )


def _groups(of: Board) -> tuple[GroupTable, ...]:
    values, lines = of.scores.means(), of.lines
    by = {
        "Type": {line.key: line.kind.short_label for line in lines},
        "County": {line.key: line.county for line in lines},
        "Rural or urban county": {line.key: board_words.rural_words(line) for line in lines},
    }
    return tuple(
        GroupTable(title, tuple(_group(group) for group in rules.groups(values, names)))
        for title, names in by.items()
    )


def _group(group: Group) -> tuple[str, int, str]:
    return group.name, group.n, _or_too_few(group.mean)


def _flags(
    reviewers: Sequence[ReviewerRow], effects: Sequence[Effect], coverage: Coverage
) -> list[str]:
    flags = [
        f"{row.name} scores {row.severity} than the others of the same panels."
        for row in reviewers
        if row.is_flagged
    ]
    flags += [f"Without {row.name}: {row.without}" for row in reviewers if row.changes]
    flags += [f"{effect.title}: {effect.words}" for effect in effects if effect.changes]
    flags += [
        f"{row.name} is late with {row.late} of {row.assigned} reviews."
        for row in reviewers
        if row.late
    ]
    if coverage.declared < coverage.reviewers:
        flags.append("Not every reviewer declared interests for this round.")
    if coverage.asked < coverage.pairs:
        flags.append("Not every assigned reviewer said a word on conflicts.")
    return flags


HEADERS = ("Part", "Who or what", "Number", "Words")


def table(of: Cockpit) -> list[list[str | int | float]]:
    """The same as lines of a file."""
    rows: list[list[str | int | float]] = [["Flag", "", "", words] for words in of.flags]
    for row in of.reviewers:
        rows += [
            ["Reviewer: assigned", row.name, row.assigned, ""],
            ["Reviewer: submitted", row.name, row.submitted, ""],
            ["Reviewer: late", row.name, row.late, ""],
            ["Reviewer: mean", row.name, row.n, row.mean],
            ["Reviewer: spread", row.name, row.n, row.spread],
            ["Reviewer: against the panel", row.name, row.n, row.severity],
            ["Reviewer: without", row.name, row.n, row.without],
        ]
    rows += [["Conflicts", title, "", words] for title, words in of.coverage]
    for group in of.groups:
        rows += [[f"Mean by: {group.title}", name, n, mean] for name, n, mean in group.rows]
    rows += [["Counted otherwise", effect.title, "", effect.words] for effect in of.effects]
    return rows


def decision_table(of: Board) -> list[list[str | int | float]]:
    """The decisions of the round as lines of the same file."""
    return [
        ["Decision", entry.line.name, entry.line.reference, " ".join(_record(entry))]
        for entry in of.entries.values()
    ]


def _record(entry: Entry) -> Iterator[str]:
    line, found = entry.line, entry.decision
    yield f"{board_words.decision_words(line.outcome, line.waits_as)}."
    if found is not None:
        yield found.rationale
        if found.departure:
            yield f"Why it departs from the panel: {found.departure}"
