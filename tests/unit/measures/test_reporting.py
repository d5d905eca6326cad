from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.measures.domain.reporting import Expected, rate
from app.measures.queries import reporting as queries
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

DUE = dt.datetime(2026, 10, 11, 5, tzinfo=dt.UTC)
SEPTEMBER = dt.date(2026, 9, 1)
NOW = DUE + dt.timedelta(days=3)
came = st.none() | st.integers(-1000, 1000).map(lambda m: DUE + dt.timedelta(minutes=m))


@given(st.lists(came, max_size=30))
def test_every_expected_number_is_on_time_late_or_missing(
    instants: list[dt.datetime | None],
) -> None:
    owed = [Expected(str(n), "m", SEPTEMBER, DUE, at) for n, at in enumerate(instants)]
    found = rate(owed)

    assert found.on_time + found.late + found.missing == found.expected == len(instants)
    assert found.late == sum(one.is_late for one in owed)


def test_the_first_sending_decides_and_a_correction_only_revises(app: Flask) -> None:
    cohort = build.cohort()
    measure = build.measure(of=cohort)
    early, late, none = (build.team(cohort=cohort, joined_on=SEPTEMBER) for _ in range(3))
    before, after = DUE - dt.timedelta(hours=1), DUE + dt.timedelta(hours=1)
    build.sent_point(early, measure, SEPTEMBER, 1, 20, at=before, sent_at=after)
    build.sent_point(late, measure, SEPTEMBER, 1, 20, at=DUE)

    entries = queries.expected((early, late, none), NOW)[SEPTEMBER]

    assert [entry.state for entry in entries] == ["on time, revised", "late", "missing"]


def test_as_many_statements_for_three_teams_as_for_one(app: Flask) -> None:
    cohort = build.cohort()
    build.measure(of=cohort)
    teams = [build.team(cohort=cohort) for _ in range(3)]
    counts = set()
    for some in (teams[:1], teams):
        with statements() as sent:
            queries.expected(some, NOW)
        counts.add(len(sent))

    assert len(counts) == 1
    assert max(counts) <= 3


def test_a_team_that_left_owes_through_its_last_month(app: Flask) -> None:
    cohort = build.cohort()
    build.measure(of=cohort)
    team = build.team(cohort=cohort)
    team.enrolment.left_on = dt.date(2026, 8, 1)

    assert [month.month for month in queries.expected((team,), NOW)] == [6, 7, 8]
