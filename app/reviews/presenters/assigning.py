"""The matrix of who reviews what, proposals and progress, in words for the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.paging import Pages
from app.practices.domain.counties import Region, region_of
from app.practices.domain.kinds import PracticeKind
from app.reviews.domain.kinds import ReviewState
from app.reviews.queries.lineups import STARTED, why_conflict

if TYPE_CHECKING:
    from app.reviews.domain.assigning import Pair
    from app.reviews.queries.lineups import Lineup, Proposed
    from app.rfa.models import Application

PAGE_SIZE = 25
NO_ROLE = "no reviewer any more"
NEW, AWAY, STAYS = "new", "moves away", "assigned"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which applications the matrix shows."""

    region: str = ""
    kind: str = ""
    lacks: bool = False
    page: int = 1

    @property
    def query(self) -> dict[str, Any]:
        """The filters as they stand in an address."""
        given = {"region": self.region, "kind": self.kind, "lacks": "yes" if self.lacks else ""}
        return {name: value for name, value in given.items() if value}

    def fits(self, of: Lineup, one: Application) -> bool:
        """Whether an application is to be shown."""
        return (
            (not self.region or region_of(one.practice.county) == self.region)
            and (not self.kind or one.practice.kind == self.kind)
            and (not self.lacks or of.lacks(one.id) > 0)
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A reviewer."""

    id: int
    name: str
    load: int
    bounds: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair. `state` is how far the review is, `plan` what a proposal makes of the pair.

    Pairs that are not `is_open` cannot be made: the role of the reviewer has ended.
    """

    pair: str
    who: str
    is_assigned: bool = False
    is_open: bool = True
    conflict: str = ""
    hints: tuple[str, ...] = ()
    state: str = ""
    plan: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether a submitted review keeps the pair as it is."""
        return self.state == ReviewState.SUBMITTED


@dataclass(frozen=True, slots=True)
class Row:
    """An application with its cells; `count` of `needed` reviewers."""

    id: int
    reference: str
    name: str
    kind: str
    region: str
    county: str
    count: int
    needed: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the matrix."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int

    @property
    def assigned(self) -> str:
        """The pairs that are assigned on this page, for the form."""
        cells = (cell for row in self.rows for cell in row.cells)
        return ",".join(cell.pair for cell in cells if cell.is_assigned)


def matrix(of: Lineup, wanted: Wanted, plan: Proposed | None = None) -> Matrix:
    """The applications that fit the filters, with a cell for each reviewer."""
    fitting = [one for one in of.applications if wanted.fits(of, one)]
    pages = Pages(len(fitting), PAGE_SIZE, wanted.page)
    bounds = f"{of.terms.least_each} to {of.terms.most_each}"
    columns = tuple(
        Column(key, who.name, of.loads[key], bounds if key in of.people else NO_ROLE)
        for key, who in of.everyone.items()
    )
    rows = tuple(_row(of, one, plan) for one in pages.of(fitting))
    return Matrix(columns, rows, len(fitting), pages.number, pages.count)


def _row(of: Lineup, one: Application, plan: Proposed | None) -> Row:
    clinic = one.practice
    return Row(
        one.id,
        one.reference or "",
        clinic.name,
        clinic.kind.short_label,
        region_of(clinic.county).label,
        clinic.county,
        of.counts[one.id],
        of.round.reviewers_each,
        tuple(_cell(of, (one.id, who), plan) for who in of.everyone),
    )


def _cell(of: Lineup, pair: Pair, plan: Proposed | None) -> Cell:
    state = of.reviews.get(pair)
    is_assigned = pair in of.live
    return Cell(
        pair=f"{pair[0]}-{pair[1]}",
        who=of.everyone[pair[1]].name,
        is_assigned=is_assigned,
        is_open=is_assigned or pair[1] in of.people,
        conflict=why_conflict(of.stand(pair)) if of.is_conflict(pair) else "",
        hints=tuple(dict.fromkeys(hint.kind.value for hint in of.hints.get(pair, ()))),
        state=state.value if state in STARTED and is_assigned else "",
        plan=_plan(pair, plan, is_assigned=is_assigned) if plan else "",
    )


def _plan(pair: Pair, plan: Proposed, *, is_assigned: bool) -> str:
    if pair in plan.added:
        return NEW
    if pair in plan.removed:
        return AWAY
    return STAYS if is_assigned else ""


def filters() -> dict[str, list[tuple[str, str]]]:
    """What the matrix can be filtered by: (value, words)."""
    return {
        "regions": [(one.value, one.label) for one in Region],
        "kinds": [(one.value, one.short_label) for one in PracticeKind],
    }


# ------------------------------------------------------------------ proposals


@dataclass(frozen=True, slots=True)
class Load:
    """How many applications a reviewer has, and would have."""

    name: str
    before: int
    after: int
    mix: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What a proposal comes to."""

    added: int
    moved: int
    exclusions: tuple[str, ...]
    hints: tuple[str, ...]
    loads: tuple[Load, ...]


def explained(of: Lineup, plan: Proposed) -> Explained:
    """The proposal in words: who is excluded from what and why, and who gets how many."""
    after = (of.live | plan.added) - plan.removed
    return Explained(
        len(plan.added),
        len(plan.removed),
        tuple(_exclusions(of)),
        tuple(
            f"{_pair(of, pair)}: {hint.words}"
            for pair in sorted(plan.added)
            for hint in of.hints.get(pair, ())
        ),
        tuple(
            Load(
                who.name,
                of.loads[key],
                sum(other == key for _, other in after),
                _mix(of, [one for one, other in after if other == key]),
            )
            for key, who in of.people.items()
        ),
    )


def _exclusions(of: Lineup) -> Iterator[str]:
    for one in of.applications:
        for key in of.people:
            pair = one.id, key
            if of.is_conflict(pair):
                yield f"{_pair(of, pair)}: {why_conflict(of.stand(pair))}"


def _pair(of: Lineup, pair: Pair) -> str:
    one = of.by_id[pair[0]]
    return f"{of.people[pair[1]].name} and {one.reference}, {one.practice.name}"


def _mix(of: Lineup, keys: Collection[int]) -> str:
    """Types and regions of these applications, such as "FQHC 2, Northern 1"."""
    clinics = [of.by_id[key].practice for key in sorted(keys)]
    kinds = Counter(clinic.kind.short_label for clinic in clinics)
    regions = Counter(region_of(clinic.county).label for clinic in clinics)
    return ", ".join(f"{words} {count}" for words, count in sorted((kinds + regions).items()))


# ------------------------------------------------------------------ progress


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reviewer or an application is."""

    key: str
    name: str
    done: int
    of: int
    words: str
    id: int = 0

    @property
    def share(self) -> int:
        """Of a hundred."""
        return round(100 * self.done / self.of) if self.of else 0


def by_reviewer(of: Lineup) -> tuple[Progress, ...]:
    """How many reviews each reviewer submitted and began."""
    found = []
    for key, who in of.everyone.items():
        states = Counter(of.reviews.get(pair) for pair in of.live if pair[1] == key)
        done, begun = states[ReviewState.SUBMITTED], states[ReviewState.DRAFT]
        words = f"{done} of {of.loads[key]} submitted" + (f", {begun} begun" if begun else "")
        found.append(Progress(str(key), who.name, done, of.loads[key], words))
    return tuple(found)


def by_application(of: Lineup) -> tuple[Progress, ...]:
    """How many reviews each application has; those that need a reviewer first."""
    found = []
    for one in sorted(of.applications, key=lambda one: -of.lacks(one.id)):
        done = sum(
            of.reviews.get(pair) is ReviewState.SUBMITTED for pair in of.live if pair[0] == one.id
        )
        wanted, lacking = of.round.reviewers_each, of.lacks(one.id)
        words = f"{done} of {wanted} submitted"
        if lacking:
            words += f", needs {lacking} {'reviewer' if lacking == 1 else 'reviewers'}"
        name = f"{one.reference}, {one.practice.name}"
        found.append(Progress(one.reference or "", name, min(done, wanted), wanted, words, one.id))
    return tuple(found)


def page_of(found: Sequence[Progress], number: int) -> tuple[tuple[Progress, ...], int, int]:
    """One page of the progress, its number and how many pages there are."""
    pages = Pages(len(found), PAGE_SIZE, number)
    return tuple(pages.of(found)), pages.number, pages.count


# ------------------------------------------------------------------ one application


@dataclass(frozen=True, slots=True)
class Offered:
    """A reviewer who could take an application."""

    id: int
    words: str
    hints: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """Who reviews an application and who else could; `is_full`: all of them have the most."""

    now: tuple[Cell, ...]
    closed: tuple[Cell, ...]
    offered: tuple[Offered, ...]
    is_full: bool
    lacks: int


def choice(of: Lineup, application_id: int) -> Choosing:
    """Reviewers without a conflict who have the least load; `is_full` when that is the most."""
    row = _row(of, of.by_id[application_id], None)
    able = [
        key
        for key in sorted(of.people, key=lambda key: (of.people[key].name, key))
        if (application_id, key) not in of.live and not of.is_conflict((application_id, key))
    ]
    least = min((of.loads[key] for key in able), default=0)
    return Choosing(
        now=tuple(cell for cell in row.cells if cell.is_assigned),
        closed=tuple(cell for cell in row.cells if cell.conflict),
        offered=tuple(_offered(of, application_id, key) for key in able if of.loads[key] == least),
        is_full=bool(able) and least >= of.terms.most_each,
        lacks=of.lacks(application_id),
    )


def _offered(of: Lineup, application_id: int, key: int) -> Offered:
    load, most = of.loads[key], of.terms.most_each
    noticed = of.hints.get((application_id, key), ())
    return Offered(
        key,
        f"{of.people[key].name}, has {load} of at most {most}",
        " ".join(hint.words for hint in noticed),
    )
