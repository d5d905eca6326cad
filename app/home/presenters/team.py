"""What waits for a team and what the program sees, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from app.core.clock import central
from app.core.dates import day, month, time_of_day
from app.improvement.domain.states import CycleState
from app.measures.domain.periods import MonthState
from app.policy import Role

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry
    from app.charts.presenters.cards import Card
    from app.collaborative.models import CohortDate
    from app.collaborative.queries import Team
    from app.improvement.queries import CycleOnChart
    from app.measures.queries import MonthProgress, Numbers

MOST_STEPS = 4
MINUTES_A_MEASURE = 2


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do now, with the button that leads there."""

    icon: str
    title: str
    detail: str
    href: str
    button: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date that comes up."""

    on: dt.date
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the six steps of getting started."""

    words: str
    href: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class GettingStarted:
    """How far a new team is, and its next step."""

    steps: tuple[FirstStep, ...]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> FirstStep | None:
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def share(self) -> int:
        return round(100 * self.done / len(self.steps))


def last_day(due_at: dt.datetime) -> dt.date:
    """The last calendar day in Mississippi on which something due at `due_at` is on time."""
    return central(due_at - dt.timedelta(seconds=1)).date()


def next_steps(
    team: Team,
    numbers: Numbers,
    cycles: Sequence[CycleOnChart],
    cards: Sequence[Card],
    today: dt.date,
) -> list[NextStep]:
    """What needs doing, the most pressing first; at most four."""
    steps = [
        *_months(team, numbers.months, today),
        *_cycles(team, cycles, today),
        *_charts(cards),
    ]
    return steps[:MOST_STEPS]


def _months(team: Team, months: Sequence[MonthProgress], today: dt.date) -> Iterable[NextStep]:
    """Late months and the one that is due next."""
    this_month = today.replace(day=1)
    waiting = [one for one in months if one.is_waiting and one.month < this_month]
    for one in waiting[:2]:
        left = one.total - one.sent
        late = one.state is MonthState.LATE
        due = f"{'Was due' if late else 'Due'} {day(last_day(one.due_at))}"
        count = f"{left} measure{'s' if left != 1 else ''}"
        yield NextStep(
            icon="alert" if late else "edit",
            title=f"Enter {month(one.month)} numbers",
            detail=f"{count}, about {max(5, left * MINUTES_A_MEASURE)} minutes. {due}",
            href=url_for("measures.entry_month", team=team.key, month=one.month),
            button="Enter numbers",
        )


def _cycles(team: Team, cycles: Sequence[CycleOnChart], today: dt.date) -> Iterable[NextStep]:
    """Tests that are over but not studied, studied but not decided, or planned but not begun."""
    titles = {
        CycleState.STUDYING: "Decide on",
        CycleState.RUNNING: "Record what you saw in",
        CycleState.DRAFT: "Start",
    }
    for state, verb in titles.items():
        for cycle in cycles:
            over = cycle.planned_end is not None and cycle.planned_end < today
            if cycle.state is state and (state is not CycleState.RUNNING or over):
                yield NextStep(
                    icon="cycle",
                    title=f"{verb} cycle {cycle.number}",
                    detail=cycle.title,
                    href=url_for("improvement.cycle", team=team.key, cycle_id=cycle.id),
                    button="Open cycle",
                )


def _charts(cards: Sequence[Card]) -> Iterable[NextStep]:
    for card in cards:
        if card.kind == "worse":
            yield NextStep("pulse", f"Look at {card.name}", card.detail, card.href, "Open chart")


def coming_up(
    dates: Iterable[CohortDate], months: Sequence[MonthProgress], today: dt.date
) -> list[DateRow]:
    """The next dates of the cohort and the next day on which numbers are due, in order."""
    rows = [DateRow(date.on, date.title, _when(date)) for date in dates]
    due = [one for one in months if last_day(one.due_at) >= today and one.is_waiting]
    rows += [
        DateRow(last_day(one.due_at), f"{month(one.month)} numbers due", day(last_day(one.due_at)))
        for one in due[:1]
    ]
    return sorted(rows, key=lambda row: row.on)[:4]


def _when(date: CohortDate) -> str:
    words = day(date.on)
    if date.at is not None:
        words += f", {time_of_day(date.at)} Central"
    return f"{words}. {date.place}" if date.place else words


def getting_started(
    team: Team,
    roster: Sequence[RosterEntry],
    numbers: Numbers,
    cycles: Sequence[CycleOnChart],
) -> GettingStarted:
    """The six first steps of a team; shown until all are done."""
    roles = {grant.role for entry in roster for grant in entry.roles}
    sent = max((len(series.points) for series in numbers.series), default=0)
    people = url_for("collaborative.roster", team=team.key)
    entry = url_for("measures.entry", team=team.key)
    plan = url_for("improvement.cycles", team=team.key)
    return GettingStarted(
        (
            FirstStep("Invite your team", people, len(roster) > 1),
            FirstStep("Add your family partner", people, Role.FAMILY_PARTNER in roles),
            FirstStep("Send your first month", entry, sent >= 1),
            FirstStep("Send three months", entry, sent >= 3),
            FirstStep("Plan a first small test", plan, bool(cycles)),
            FirstStep(
                "Finish a test and decide",
                plan,
                any(cycle.state is CycleState.DONE for cycle in cycles),
            ),
        )
    )


def is_ahead(team: Team, today: dt.date) -> bool:
    """Whether the first month of the team's cohort is still to come."""
    return team.cohort is not None and team.cohort.starts_on.replace(day=1) > today


def cohort_words(team: Team, today: dt.date) -> str:
    """Where the team is in its cohort: its name and the month of how many, or when it starts."""
    cohort = team.cohort
    if cohort is None:
        return "Not in a cohort now"
    if is_ahead(team, today):
        return f"{cohort.name}. Starts in {month(cohort.starts_on)}"
    total = _months_between(cohort.starts_on, cohort.ends_on)
    number = _months_between(cohort.starts_on, min(today, cohort.ends_on))
    return f"{cohort.name}, month {number} of {total}"


def _months_between(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def lead_words(team: Team, steps: Sequence[NextStep], has_first_steps: bool, today: dt.date) -> str:
    """One sentence on how much waits."""
    match len(steps):
        case 0 if has_first_steps:
            return "Your first steps come now."
        case 0 if is_ahead(team, today):
            return "Nothing waits for you yet."
        case 0:
            return "Nothing waits for you. Well done."
        case 1:
            return "One thing needs your team."
        case count:
            return f"{['Two', 'Three', 'Four'][count - 2]} things need your team."


def nothing_words(
    team: Team, has_measures: bool, has_first_steps: bool, today: dt.date
) -> tuple[str, bool]:
    """What is said when nothing else waits, and whether that is because all is done."""
    if team.cohort is not None and is_ahead(team, today):
        return f"Your cohort starts in {month(team.cohort.starts_on)}.", False
    if has_first_steps:
        return "Nothing waits besides your first steps.", False
    if has_measures:
        return "Everything is in. The next month opens on its first day.", True
    return "Nothing to do yet.", False


def greeting(name: str) -> str:
    """
    >>> greeting("Denise Walker")
    'Hello, Denise'
    """
    return f"Hello, {name.split(maxsplit=1)[0]}"
