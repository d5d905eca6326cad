"""The ranking board in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.awards.domain import board as rules
from app.awards.domain import lines as domain
from app.awards.domain.adjusting import Adjusted, Method, adjusted
from app.awards.domain.board import Column, Place, Ranking, Side
from app.awards.domain.kinds import Outcome
from app.awards.domain.sifting import Sort, Wanted
from app.core.paging import Pages
from app.practices.domain.counties import Region
from app.practices.domain.kinds import PracticeKind
from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.scoring import HIGHEST, two_places

if TYPE_CHECKING:
    from app.awards.domain.lines import Line
    from app.awards.queries.board import Board

PER_PAGE = 50
COLUMN_WORDS = {
    Column.MEAN: "Mean of the reviews",
    Column.CONSENSUS: "Agreed score, else mean",
    Column.MEDIAN: "Median of the reviews",
}
OUTCOME_TAGS = {
    Outcome.AWARD: "ok",
    Outcome.AWARD_WITH_CONDITIONS: "ok",
    Outcome.WAIT_LIST: "grey",
    Outcome.DECLINE: "bad",
}
RURAL, URBAN = "Rural county", "Urban county"
FIRST, RETURNING = "First application", "Applied before"
_LEFT, _RIGHT = 5, 85
"""Where 0 and the highest score lie on the line of dots."""


@dataclass(frozen=True, slots=True)
class Row:
    """One application as a line of the page; `line_before` is said above it."""

    key: int
    reference: str
    name: str
    county: str
    about: str
    kind: str
    rank: str
    mean: str
    n: int
    reviews: int
    spread: str
    dots: tuple[int, ...]
    scores: str
    is_far_apart: bool
    agreed: str
    other: str
    centred: str
    z: str
    advice: str
    side: str
    decision: str
    tag: str
    is_released: bool
    line_before: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the board: number `number` of `pages`, both from 1."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


def page(of: Board, wanted: Wanted, number: int) -> Page:
    """The lines that are asked for, 50 a page. A page beyond the last is the last."""
    found = _found(of.lines, of.ranking(wanted.column), wanted)
    pages = Pages(len(found), PER_PAGE, number)
    return Page(_rows(of, wanted, pages.of(found)), pages.number, pages.count, len(found))


def all_rows(of: Board, wanted: Wanted) -> tuple[Row, ...]:
    """All lines that are asked for, in order, ranked among everything on the board."""
    return _rows(of, wanted, _found(of.lines, of.ranking(wanted.column), wanted))


def _rows(of: Board, wanted: Wanted, found: Sequence[Found]) -> tuple[Row, ...]:
    scores = of.scores
    habits = {
        method: adjusted(scores.marks, scores.applications, method)
        for method in (Method if wanted.adjusted else ())
    }
    return tuple(_row(one, of.far_apart, habits, wanted.column) for one in found)


@dataclass(frozen=True, slots=True)
class Found:
    """A line with its place; `ends` says that the line of the awards is above it."""

    place: Place
    line: Line
    ends: bool


def _found(lines: Sequence[Line], ranking: Ranking, wanted: Wanted) -> list[Found]:
    """The lines that are asked for, in the order that is asked for."""
    by_key = {line.key: line for line in lines}
    pairs = [(place, by_key[place.key]) for place in ranking.places]
    fitting = _sorted([pair for pair in pairs if wanted.fits(pair[1])], wanted.sort)
    others = (number for number, (place, _) in enumerate(fitting) if place.side is not Side.ABOVE)
    end = next(others, None) if wanted.sort is Sort.RANK else None
    return [Found(place, line, number == end) for number, (place, line) in enumerate(fitting)]


def _sorted(pairs: list[tuple[Place, Line]], sort: Sort) -> list[tuple[Place, Line]]:
    match sort:
        case Sort.PRACTICE:
            return sorted(pairs, key=lambda pair: pair[1].name.casefold())
        case Sort.SPREAD:
            return sorted(pairs, key=lambda pair: -(pair[1].panel.spread or Fraction(-1)))
        case Sort.REVIEWS:
            return sorted(pairs, key=lambda pair: pair[1].panel.n)
        case _:
            return pairs


def _row(
    found: Found,
    far_apart: Fraction,
    habits: Mapping[Method, Mapping[int, Adjusted]],
    column: Column,
) -> Row:
    place, line = found.place, found.line
    panel = line.panel
    return Row(
        key=line.key,
        reference=line.reference,
        name=line.name,
        county=line.county,
        about=", ".join(
            (f"{line.region.label} region", rural_words(line).lower(), first_words(line).lower())
        ),
        kind=line.kind.short_label,
        rank=rank_words(place),
        mean=two_places(panel.mean),
        n=panel.n,
        reviews=line.reviews,
        spread=two_places(panel.spread),
        dots=tuple(sorted(_dot(total) for total in line.totals)),
        scores=", ".join(two_places(total) for total in sorted(line.totals)),
        is_far_apart=panel.is_far_apart(far_apart),
        agreed=two_places(line.agreed) if line.agreed is not None else "",
        other=_other(place, line, column),
        centred=_habit_words(habits, Method.CENTRED, line.key),
        z=_habit_words(habits, Method.Z, line.key),
        advice=advice_words(line.advice),
        side=str(place.side).capitalize(),
        decision=decision_words(line.outcome, line.waits_as),
        tag=OUTCOME_TAGS[line.outcome] if line.outcome else "",
        is_released=line.is_released,
        line_before=found.ends,
    )


def _dot(total: Fraction) -> int:
    return round(_LEFT + total / HIGHEST * (_RIGHT - _LEFT))


def _other(place: Place, line: Line, column: Column) -> str:
    """The value that the board is ranked by, when that is not the mean."""
    if column is Column.MEAN:
        return ""
    lacks = column is Column.CONSENSUS and line.agreed is None and place.value is not None
    return two_places(place.value) + (", not agreed" if lacks else "")


def _habit_words(habits: Mapping[Method, Mapping[int, Adjusted]], method: Method, key: int) -> str:
    found = habits.get(method, {}).get(key)
    if found is None:
        return ""
    return two_places(found.value) + (" *" if found.has_raw else "")


def rank_words(place: Place) -> str:
    """The rank, and whether it is shared.

    >>> rank_words(Place(1, Fraction(4), 2, Side.ABOVE, is_tied=True))
    '2, tie'
    """
    if place.rank is None:
        return "none"
    return f"{place.rank}, tie" if place.is_tied else str(place.rank)


def rural_words(line: Line) -> str:
    """Whether the county is rural."""
    return RURAL if line.is_rural else URBAN


def first_words(line: Line) -> str:
    """Whether the practice applied before."""
    return FIRST if line.is_first else RETURNING


def advice_words(given: Sequence[Recommendation]) -> str:
    """How many reviewers recommend what.

    >>> advice_words([Recommendation.DECLINE, Recommendation.AWARD, Recommendation.AWARD])
    'Award (2), decline (1)'
    """
    counted = Counter(given)
    said = [f"{one.value} ({counted[one]})" for one in Recommendation if counted[one]]
    words = ", ".join(said)
    return words[:1].upper() + words[1:] or "None yet"


def decision_words(outcome: Outcome | None, waits_as: int | None) -> str:
    """What is decided.

    >>> decision_words(Outcome.WAIT_LIST, 2), decision_words(None, None)
    ('Wait list, number 2', 'Not decided')
    """
    if outcome is None:
        return "Not decided"
    number = "" if waits_as is None else f", number {waits_as}"
    return outcome.capitalize() + number


def line_words(ranking: Ranking, names: Mapping[int, str]) -> str:
    """What is to know of the line of the awards beyond where it is; "" when that is all."""
    line = line_title(ranking)
    across = ranking.on(Side.ACROSS)
    if across:
        named = ", ".join(names[key] for key in across)
        return f"{line} A tie across the line: {named}. The scores do not say who is above."
    if ranking.on(Side.BELOW):
        return ""
    if ranking.on(Side.ABOVE):
        return f"{line} Everybody with a score is above it."
    return f"{line} Nobody has a score yet."


def line_title(ranking: Ranking) -> str:
    """What the line itself is called, inside the table."""
    awards = ranking.awards
    return "The line of the award." if awards == 1 else f"The line of {awards} awards."


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of those who would get a place now have each trait."""

    title: str
    counts: tuple[tuple[str, int], ...]


def mix(lines: Sequence[Line], ranking: Ranking) -> tuple[int, tuple[Mix, ...]]:
    """How many would get a place now, and what mix they are."""
    decided = {line.key: line.outcome for line in lines if line.outcome is not None}
    keys = rules.chosen(ranking, decided)

    def counted(title: str, traits: Mapping[int, str], every: Sequence[str]) -> Mix:
        return Mix(title, tuple(rules.mix(keys, traits, every).items()))

    return len(keys), (
        counted("Region", {x.key: x.region.label for x in lines}, [one.label for one in Region]),
        counted(
            "Type",
            {x.key: x.kind.short_label for x in lines},
            [kind.short_label for kind in PracticeKind],
        ),
        counted("County", {x.key: rural_words(x) for x in lines}, [RURAL, URBAN]),
        counted("History", {x.key: first_words(x) for x in lines}, [FIRST, RETURNING]),
    )


def snapshot_rows(
    lines: Sequence[Line], awards: int, far_apart: Fraction
) -> tuple[Ranking, tuple[Row, ...]]:
    """The lines of a frozen board, by the mean."""
    ranking = domain.ranking(lines, awards)
    found = _found(lines, ranking, Wanted())
    return ranking, tuple(_row(one, far_apart, {}, Column.MEAN) for one in found)
