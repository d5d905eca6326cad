"""Where everybody is, in counts and words: by cohort and team, and person by person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.accounts.domain.names import role_words
from app.collaborative.queries import Team
from app.core.clock import central
from app.core.dates import short_day
from app.curriculum.domain import nudging
from app.curriculum.domain import stuck as rules
from app.curriculum.domain.stuck import Footing, Stage, Why
from app.curriculum.presenters.learn_words import counted
from app.curriculum.queries.members import Member
from app.curriculum.queries.nudges import Known
from app.curriculum.queries.oversight import REQUIRED, Column, Overview, Wanted

NO_TEAM, NO_COHORT = "Without a team", "Without a cohort"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people are where with one module."""

    done: int = 0
    in_progress: int = 0
    not_begun: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The counts in words."""
        return (
            f"{self.done} done",
            f"{self.in_progress} in progress",
            f"{self.not_begun} not begun",
        )

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.done + other.done,
            self.in_progress + other.in_progress,
            self.not_begun + other.not_begun,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A team, or a sum of teams. `key` is "" for what has no page."""

    name: str
    people: int
    stuck: int
    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The teams of a cohort with their sum."""

    title: str
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class Page:
    """Every block, and the sum of all rows."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    total: Row


def columns(found: Overview, wanted: Wanted) -> tuple[Column, ...]:
    """The modules that are out and shown."""
    return tuple(one for one in found.columns if _fits(one, wanted))


def columns_of(found: Overview, wanted: Wanted, person_id: int) -> tuple[Column, ...]:
    """The modules that are shown for somebody: also those that are gone and that they began."""
    return tuple(one for one in found.every if _fits(one, wanted) and found.matters(person_id, one))


def _fits(column: Column, wanted: Wanted) -> bool:
    if wanted.module == REQUIRED:
        return column.is_required
    return wanted.module in {"", column.key}


def page(found: Overview, wanted: Wanted, now: dt.datetime) -> Page:
    """Who is where, by cohort and team. Whoever is in two teams counts in both.

    With a role, only the teams that have somebody in it.
    """
    shown = columns(found, wanted)
    blocks: dict[str, list[Row]] = {}
    for team in groups(found, wanted):
        people = people_of(found, team, wanted)
        if people or not wanted.role:
            row = _row(found, team, people, wanted, now)
            blocks.setdefault(_block_title(team), []).append(row)
    made = tuple(
        Block(title, tuple(rows), total(f"All of {title}", rows, len(shown)))
        for title, rows in blocks.items()
    )
    return Page(shown, made, total("All together", (b.total for b in made), len(shown)))


def groups(found: Overview, wanted: Wanted) -> list[Team | None]:
    """The teams that fit, by cohort with the latest first; None are those without a team."""
    teams: list[Team | None] = [
        team
        for team in found.crowd.teams
        if wanted.cohort_id is None or wanted.cohort_id in team.place.cohort_ids
    ]
    teams.sort(key=_latest_cohort_first)
    is_all = wanted.cohort_id is None and found.crowd.others
    return [*teams, None] if is_all else teams


def _latest_cohort_first(team: Team | None) -> tuple[int, str]:
    cohort = team.cohort if team and team.is_in_cohort else None
    return (-cohort.starts_on.toordinal(), cohort.name) if cohort else (0, "")


def _block_title(team: Team | None) -> str:
    if team is None:
        return NO_TEAM
    return team.cohort.name if team.cohort and team.is_in_cohort else NO_COHORT


def people_of(found: Overview, team: Team | None, wanted: Wanted) -> tuple[Member, ...]:
    """The people of a team that fit."""
    at = team.id if team else None
    return tuple(
        one
        for one in found.crowd.at(team)
        if not wanted.role or wanted.role in {role.value for role in one.roles_at(at)}
    )


def _row(
    found: Overview,
    team: Team | None,
    people: Sequence[Member],
    wanted: Wanted,
    now: dt.datetime,
) -> Row:
    stuck, stages = set(), {one.id: Counter[Stage]() for one in columns(found, wanted)}
    for one in people:
        for column in columns_of(found, wanted, one.person_id):
            footing = found.footing(one.person_id, column.id)
            if column.id in stages:
                stages[column.id][footing.stage] += 1
            if _reasons(footing, now):
                stuck.add(one.person_id)
    cells = [Cell(*(counts[stage] for stage in Stage)) for counts in stages.values()]
    name, key = (team.name, team.key) if team else ("Coaches, reviewers and staff", "")
    return Row(name, len(people), len(stuck), tuple(cells), key)


def total(name: str, rows: Iterable[Row], width: int) -> Row:
    """The sum of rows."""
    rows = tuple(rows)
    cells = tuple(sum((row.cells[n] for row in rows), Cell()) for n in range(width))
    return Row(name, sum(row.people for row in rows), sum(row.stuck for row in rows), cells)


def _reasons(footing: Footing, now: dt.datetime) -> tuple[Why, ...]:
    return rules.reasons(footing, now, central(now).date())


# ------------------------------------------------------------------ one team


@dataclass(frozen=True, slots=True)
class Spot:
    """One person in one module, in words. `asked_at`: they wait for one more try at the quiz."""

    stage: Stage
    words: str
    more: tuple[str, ...]
    stuck: tuple[str, ...]
    study_id: int | None
    asked_at: dt.datetime | None
    tone: str

    @property
    def asked(self) -> str:
        """That they wait, in words."""
        return f"Asked for one more try on {on(self.asked_at)}" if self.asked_at else ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of a team: `picks` are the modules that one may remind them of."""

    person_id: int
    name: str
    roles: str
    last_seen: str
    spots: tuple[Spot, ...]
    picks: tuple[str, ...]


TONES: Mapping[Stage, str] = {Stage.DONE: "ok", Stage.IN_PROGRESS: "due", Stage.NOT_BEGUN: "grey"}


def team_rows(found: Overview, team: Team | None, now: dt.datetime) -> tuple[PersonRow, ...]:
    """The people of a team with every module."""
    return tuple(_person(found, one, team, now) for one in found.crowd.at(team))


def _person(found: Overview, one: Member, team: Team | None, now: dt.datetime) -> PersonRow:
    footings = [found.footing(one.person_id, column.id) for column in found.columns]
    seen = [at for at in (one.last_sign_in_at, *(f.last_at for f in footings)) if at is not None]
    roles = one.roles_at(team.id if team else None)
    return PersonRow(
        one.person_id,
        one.name,
        ", ".join(role_words(role) for role in roles),
        on(max(seen)) if seen else "Never",
        tuple(spot(footing, now) for footing in footings),
        tuple(
            pick_value(one.person_id, column.id)
            for column, footing in zip(found.columns, footings, strict=True)
            if _is_worth_a_word(column, footing)
        ),
    )


def _is_worth_a_word(column: Column, footing: Footing) -> bool:
    if footing.stage is Stage.NOT_BEGUN:
        return column.is_required or footing.due is not None
    return footing.stage is Stage.IN_PROGRESS


def pick_value(person_id: int, module_id: int) -> str:
    """A person in a module, as forms name them."""
    return f"{person_id}-{module_id}"


def spot(footing: Footing, now: dt.datetime) -> Spot:
    """Where somebody is with a module, in words."""
    more = []
    is_done, is_revoked = footing.stage is Stage.DONE, footing.revoked_at is not None
    left = footing.tries.left if footing.tries is not None else None
    if is_revoked:
        more.append(f"Certificate revoked on {on(footing.revoked_at)}")
    if left is not None and (is_revoked or not is_done):
        more.append(f"{counted_tries(left)} left")
    if footing.due is not None and not is_done:
        more.append(due_words(footing))
    why = _reasons(footing, now)
    is_out_of_tries = Why.NO_TRIES in why
    return Spot(
        footing.stage,
        _stage_words(footing),
        tuple(more),
        tuple(reason_words(one, footing) for one in why),
        footing.study_id if is_out_of_tries else None,
        footing.try_asked_at if is_out_of_tries else None,
        "bad" if is_revoked else TONES[footing.stage],
    )


def _stage_words(footing: Footing) -> str:
    if footing.revoked_at is not None:
        return "Revoked"
    if footing.completed_at is not None:
        return f"Done {on(footing.completed_at)}"
    if footing.began_at is None:
        return "Not begun"
    return f"{footing.lessons_done} of {counted(footing.lessons, 'lesson')}"


def counted_tries(count: int) -> str:
    """
    >>> counted_tries(1), counted_tries(0)
    ('1 try', '0 tries')
    """
    return "1 try" if count == 1 else f"{count} tries"


def due_words(footing: Footing) -> str:
    """What an assignment says."""
    due = footing.due
    if due is None:
        return ""
    kind = "Assigned" if due.is_required else "Assigned, optional"
    return f"{kind}, due {short_day(due.due_on)}" if due.due_on else kind


def reason_words(why: Why, footing: Footing) -> str:
    """Why somebody is stuck, in words for staff."""
    match why:
        case Why.QUIET:
            return f"Nothing since {on(footing.last_at)}"
        case Why.NO_TRIES:
            used = footing.tries.used if footing.tries else 0
            return f"Used {'the only try' if used == 1 else f'all {used} tries'} at the quiz"
        case Why.OVERDUE:
            day = footing.due.due_on if footing.due else None
            return f"Was due {short_day(day)}" if day else "Is overdue"


def on(at: dt.datetime | None) -> str:
    """The day of an instant, as Mississippi reads it."""
    return short_day(central(at).date()) if at else ""


# ------------------------------------------------------------------ who is stuck


@dataclass(frozen=True, slots=True)
class StuckRow:
    """Somebody who is stuck in a module."""

    pick: str
    person_id: int
    name: str
    team: str
    module: str
    spot: Spot
    reminder: str
    may_remind: bool


def stuck_rows(
    found: Overview,
    wanted: Wanted,
    known: Known,
    now: dt.datetime,
) -> tuple[StuckRow, ...]:
    """Everybody who is stuck, by team and name; whoever is in two teams stands there once.

    Those who wait for one more try at a quiz come first, the longest wait before the others.
    """
    rows: dict[str, StuckRow] = {}
    for team in groups(found, wanted):
        for one in people_of(found, team, wanted):
            for column in columns_of(found, wanted, one.person_id):
                shown = spot(found.footing(one.person_id, column.id), now)
                pick = pick_value(one.person_id, column.id)
                if not shown.stuck or pick in rows:
                    continue
                last = known.last.get(one.person_id)
                is_recent = last is not None and now - last < nudging.EVERY
                has_stopped = one.person_id in known.stopped
                rows[pick] = StuckRow(
                    pick,
                    one.person_id,
                    one.name,
                    team.name if team else NO_TEAM,
                    column.name,
                    shown,
                    _reminder(last, has_stopped=has_stopped),
                    not is_recent and not has_stopped and shown.stage is not Stage.DONE,
                )
    return tuple(sorted(rows.values(), key=lambda row: row.spot.asked_at or now))


def _reminder(last: dt.datetime | None, *, has_stopped: bool) -> str:
    if has_stopped:
        return "Wants no reminders"
    return f"Reminded {on(last)}" if last else "Not reminded yet"
