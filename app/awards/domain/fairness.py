"""How even the reviewing of a round was. These are flags for people, who decide.

Numbers that rest on fewer than `LEAST` scores are not given: they would say more about one
application, or one person, than about a pattern.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.awards.domain.adjusting import Mark, Method, adjusted, totals_by
from app.awards.domain.board import Moved, Ranking, mean, median, moved, rank

LEAST = 3
HARSH = Fraction(1, 2)
"""A mean difference from the panel, in points, from which a reviewer is flagged."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One assignment that is in force; `is_late` when its review came, or is, after the due day."""

    application: int
    reviewer: int
    is_submitted: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What one reviewer was given, sent, and sent or still owes too late."""

    assigned: int
    submitted: int
    late: int


def loads(duties: Iterable[Duty]) -> dict[int, Load]:
    """The load of each reviewer.

    >>> loads([Duty(1, 7, is_submitted=True), Duty(2, 7, is_late=True)])
    {7: Load(assigned=2, submitted=1, late=1)}
    """
    given: Counter[int] = Counter()
    sent: Counter[int] = Counter()
    late: Counter[int] = Counter()
    for duty in duties:
        given[duty.reviewer] += 1
        sent[duty.reviewer] += duty.is_submitted
        late[duty.reviewer] += duty.is_late
    return {who: Load(given[who], sent[who], late[who]) for who in given}


@dataclass(frozen=True, slots=True)
class Habit:
    """How one reviewer scores; `mean` and `spread` are None when it rests on too few scores.

    `shared` counts the applications that somebody else scored too; `severity` is the mean
    difference from what the others gave there, below 0 for somebody strict.
    """

    n: int
    mean: Fraction | None
    spread: Fraction | None
    shared: int
    severity: Fraction | None

    @property
    def is_flagged(self) -> bool:
        """Whether this reviewer scores so differently that people should look."""
        return self.severity is not None and abs(self.severity) >= HARSH


def habits(marks: Sequence[Mark]) -> dict[int, Habit]:
    """How each reviewer scores; the order of the marks never matters."""
    panels: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        panels[mark.application].append(mark)
    differences: dict[int, list[Fraction]] = defaultdict(list)
    for panel in panels.values():
        whole = sum((mark.total for mark in panel), Fraction())
        for mark in panel:
            if len(panel) > 1:
                others = (whole - mark.total) / (len(panel) - 1)
                differences[mark.reviewer].append(mark.total - others)
    return {
        who: Habit(
            n=len(totals),
            mean=_enough(totals),
            spread=max(totals) - min(totals) if len(totals) >= LEAST else None,
            shared=len(differences[who]),
            severity=_enough(differences[who]),
        )
        for who, totals in totals_by(marks).items()
    }


def _enough(values: Sequence[Fraction]) -> Fraction | None:
    return mean(values) if len(values) >= LEAST else None


@dataclass(frozen=True, slots=True)
class Group:
    """The scored applications of one kind; `mean` is None when there are too few."""

    name: str
    n: int
    mean: Fraction | None


def groups(values: Mapping[int, Fraction | None], names: Mapping[int, str]) -> tuple[Group, ...]:
    """The mean by group, over the applications with a score; groups in the order of the alphabet.

    >>> values = {1: Fraction(3), 2: Fraction(4), 3: Fraction(5), 4: None}
    >>> groups(values, {1: "a", 2: "a", 3: "a", 4: "b"})
    (Group(name='a', n=3, mean=Fraction(4, 1)), Group(name='b', n=0, mean=None))
    """
    found: dict[str, list[Fraction]] = {name: [] for name in names.values()}
    for key, one in values.items():
        if one is not None:
            found[names[key]].append(one)
    return tuple(Group(name, len(found[name]), _enough(found[name])) for name in sorted(found))


@dataclass(frozen=True, slots=True)
class Round:
    """The scores of a round: the applications that were sent, and the marks they got."""

    applications: tuple[int, ...]
    marks: tuple[Mark, ...]
    awards: int

    def ranking(self) -> Ranking:
        """The ranking by the raw mean."""
        return rank(self.means(), self.awards)

    def means(self) -> dict[int, Fraction | None]:
        """The raw mean of each application."""
        return {key: mean(totals) for key, totals in self._totals().items()}

    def medians(self) -> dict[int, Fraction | None]:
        """The median of each application."""
        return {key: median(totals) for key, totals in self._totals().items()}

    def adjusted(self, method: Method) -> dict[int, Fraction | None]:
        """The adjusted score of each application."""
        found = adjusted(self.marks, self.applications, method)
        return {key: one.value for key, one in found.items()}

    def without(self, reviewer: int) -> Round:
        """The same round as if one reviewer had sent nothing."""
        kept = tuple(mark for mark in self.marks if mark.reviewer != reviewer)
        return Round(self.applications, kept, self.awards)

    def _totals(self) -> dict[int, list[Fraction]]:
        found: dict[int, list[Fraction]] = {key: [] for key in self.applications}
        for mark in self.marks:
            found[mark.application].append(mark.total)
        return found


def by_other_counts(of: Round) -> dict[str, tuple[Moved, ...]]:
    """Which applications change sides when scores are counted in another way."""
    usual = of.ranking()
    return {
        "median": moved(usual, rank(of.medians(), of.awards)),
        Method.CENTRED.value: moved(usual, rank(of.adjusted(Method.CENTRED), of.awards)),
        Method.Z.value: moved(usual, rank(of.adjusted(Method.Z), of.awards)),
    }


def leaving_out(of: Round) -> dict[int, tuple[Moved, ...]]:
    """Which applications change sides when one reviewer is left out, for each who scored."""
    usual = of.ranking()
    return {
        who: moved(usual, of.without(who).ranking())
        for who in sorted({mark.reviewer for mark in of.marks})
    }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far conflicts were asked about: people who declared, and pairs that were asked."""

    reviewers: int
    declared: int
    pairs: int
    asked: int
    conflicts: int
