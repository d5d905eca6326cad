"""Reading what the numbers of teams that came to an event did before and after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import contacts_of, emails_at
from app.charts.queries import SeenSignal, every_signal
from app.collaborative import queries as collaborative
from app.core.clock import central
from app.events.queries import attendance

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.events.models import Event
    from app.policy import Actor


@dataclass(frozen=True, slots=True)
class Effect:
    """A team that came: how many people, and its latest signals before and since.

    What shows in the number of the month of the event counts as since.
    """

    team: Team
    people: int
    before: SeenSignal | None
    since: SeenSignal | None


def effects(of: Event, *, by: Actor, at: dt.datetime) -> tuple[Effect, ...]:
    """The teams that came, by name, as far as the actor oversees them; few statements."""
    came = attendance.attendees([of.id]).get(of.id, ())
    emails = {contact.email for contact in contacts_of(came).values()}
    teams = collaborative.program_teams(by)
    there = {
        team_id: len(found & emails)
        for team_id, found in emails_at([team.id for team in teams]).items()
    }
    theirs = [team for team in teams if there[team.id]]
    signals = every_signal(theirs, at)
    month = central(of.starts_at).date().replace(day=1)
    return tuple(
        Effect(
            team,
            there[team.id],
            _latest(one for one in signals[team.id] if one.period < month),
            _latest(one for one in signals[team.id] if one.period >= month),
        )
        for team in theirs
    )


def _latest(signals: Iterable[SeenSignal]) -> SeenSignal | None:
    return max(signals, key=lambda one: one.period, default=None)
