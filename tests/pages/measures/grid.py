"""A team with measures to enter, for the pages of monthly numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.collaborative import queries as collaborative
from app.core.days import add_months
from app.measures import queries
from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from app.collaborative.models import Cohort
    from app.measures.models import DataPoint, Measure
    from tests.support.html import Page
    from tests.support.page import PageClient

JUNE = dt.date(2026, 6, 1)
OCTOBER = dt.date(2026, 10, 1)
NOV_5 = dt.datetime(2026, 11, 5, 18, tzinfo=dt.UTC)
NOV_26 = dt.datetime(2026, 11, 26, 18, tzinfo=dt.UTC)


@dataclass
class Clinic:
    """P1 of the scenarios, which owes M1, and the addresses of its pages."""

    team: Any
    cohort: Cohort
    measure: Measure

    @property
    def entry(self) -> str:
        return f"/teams/{self.team.key}/entry"

    @property
    def october(self) -> str:
        return f"{self.entry}/2026-10"

    def cell(self, key: str = "shared-plan") -> str:
        return f"{self.october}/{key}"

    def member(self, role: Role = Role.DATA_MANAGER, **given: Any) -> Person:
        return build.person(role=role, at=self.team.practice, **given)

    def send_earlier(self, *pairs: tuple[int, int], measure: Measure | None = None) -> None:
        """Months from June on, each sent on the 5th of the next."""
        for count, (top, bottom) in enumerate(pairs):
            month = add_months(JUNE, count)
            at = dt.datetime.combine(add_months(month, 1).replace(day=5), dt.time(18), dt.UTC)
            build.sent_point(self.team, measure or self.measure, month, top, bottom, at=at)

    def point(self, key: str = "shared-plan", month: dt.date = OCTOBER) -> DataPoint | None:
        build.db.session.rollback()
        owed = queries.month_of(queries.owed(self.team, NOV_5), month)
        return next(cell.point for cell in owed.cells if cell.key == key)

    def shown(self) -> list[tuple[int, int | None, int | None]]:
        """What the chart shows: (month, top, bottom)."""
        build.db.session.rollback()
        found = queries.series(self.team.id, self.cohort.id, self.measure.key)
        return [(point.period.month, point.numerator, point.denominator) for point in found.points]


def clinic(app: Flask, *, at: dt.datetime = NOV_5, **given: Any) -> Clinic:
    """The clinic at 5 November: October is open, June to September were never sent."""
    app.extensions["clock"].set(at)
    cohort = build.cohort(baseline_points=6, **given)
    measure = build.measure(
        of=cohort, key="shared-plan", name="Shared plan of care", short_name="Shared plan"
    )
    practice = build.team(cohort=cohort, key="delta-pines", name="Delta Pines Family Health")
    return Clinic(collaborative.team(practice.key), cohort, measure)


def enter(
    client: PageClient, of: Clinic, top: str, bottom: str, *, status: int = 302, **more: Any
) -> Page:
    """Type two counts for October and press a button (`send="yes"` for the one that sends)."""
    typed = {"top-shared-plan": top, "bottom-shared-plan": bottom}
    return client.fill_in(of.october, status=status, **typed, **more)


def row(page: Page, key: str = "shared-plan") -> Any:
    return page.one("period-cell", data_key=key)
