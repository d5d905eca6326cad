"""Files about who learned what, for spreadsheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.accounts.domain.names import role_words
from app.core.clock import central
from app.curriculum.domain.stuck import Footing
from app.curriculum.presenters import oversight as words
from app.curriculum.presenters.records import written_csv
from app.curriculum.presenters.reports import TrainedPage
from app.curriculum.queries.oversight import Overview, Wanted

HEADERS = (
    "Name",
    "Team",
    "Cohort",
    "Roles",
    "Module",
    "Where",
    "Begun",
    "Completed",
    "Lessons done",
    "Lessons",
    "Tries left",
    "Assigned",
    "Due",
    "Stuck",
)


def everybody_csv(found: Overview, wanted: Wanted, now: dt.datetime) -> tuple[str, int]:
    """Each person in each module, and how many lines there are."""
    rows = list(_rows(found, wanted, now))
    return written_csv(HEADERS, rows), len(rows)


def _rows(found: Overview, wanted: Wanted, now: dt.datetime) -> Iterable[tuple[str, ...]]:
    for team in words.groups(found, wanted):
        name = team.name if team else ""
        cohort = team.cohort.name if team and team.cohort else ""
        for one in words.people_of(found, team, wanted):
            held = one.roles_at(team.id if team else None)
            roles = "; ".join(role_words(role) for role in held)
            for column in words.columns_of(found, wanted, one.person_id):
                footing = found.footing(one.person_id, column.id)
                stuck = "; ".join(words.spot(footing, now).stuck)
                yield (one.name, name, cohort, roles, column.name, *_cells(footing), stuck)


def _cells(footing: Footing) -> tuple[str, ...]:
    due, left = footing.due, footing.tries.left if footing.tries else None
    assigned = "" if due is None else "required" if due.is_required else "optional"
    return (
        footing.stage.value,
        _iso(footing.began_at),
        _iso(footing.completed_at),
        str(footing.lessons_done) if footing.began_at else "",
        str(footing.lessons) if footing.began_at else "",
        "" if left is None else str(left),
        assigned,
        due.due_on.isoformat() if due and due.due_on else "",
    )


def _iso(at: dt.datetime | None) -> str:
    return central(at).date().isoformat() if at else ""


def trained_csv(shown: TrainedPage) -> str:
    """The counts of trained people with what they mean."""
    every = [(table.title, row) for table in shown.tables for row in table.rows]
    lines = [
        (title, f"{row.name} *" if row.stays_inside else row.name, str(row.one), str(row.all))
        for title, row in (*every, ("Total", shown.total))
    ]
    lines += [("About these numbers", sentence, "", "") for sentence in shown.definitions]
    return written_csv(("Table", "Line", shown.one_words, shown.all_words), lines)
