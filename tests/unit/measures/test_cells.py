"""Cells: drafts, sending, corrections, two writers at once, and the history that keeps it all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.collaborative import queries as collaborative
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.measures import queries, services
from app.measures.domain.kinds import Answer, Frequency, Source
from app.measures.domain.periods import MonthState
from app.measures.models import HEAD, DataPoint, DataPointRevision, Via
from app.measures.services import Stale, Value, cells
from app.policy import Actor
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
OCTOBER = dt.date(2026, 10, 1)
NOW = dt.datetime(2026, 11, 5, 18, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 11, 11, 6, tzinfo=dt.UTC)
LOCKS = dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def counted(top: int | None, bottom: int | None = 60, **more: Any) -> Value:
    return Value(Answer.COUNTED, top, bottom, **more)


class Clinic:
    """A team since June with two required measures; `at` moves on with every deed."""

    def __init__(self) -> None:
        self.cohort = build.cohort()
        self.keys = tuple(build.measure(of=self.cohort).key for _ in range(2))
        self.team = build.team(cohort=self.cohort)
        self.dev = build.person()
        self.by = Actor(self.dev.id, "Dev")
        self.at = NOW

    def month(self, month: dt.date = OCTOBER) -> queries.OwedMonth:
        return queries.month_of(queries.owed(self.team, self.at), month)

    def cell(self, key: str | None = None) -> queries.Cell:
        return next(cell for cell in self.month().cells if cell.key == (key or self.keys[0]))

    def save(self, value: Value, seen: int, key: str | None = None, **more: Any) -> DataPoint:
        with transaction():
            return services.save_cell(
                self.cell(key),
                value,
                practice_id=self.team.id,
                seen_version=seen,
                by=self.by,
                at=self.at,
                **more,
            )

    def send(self, *keys: str, note: str | None = None) -> Any:
        month = self.month()
        chosen = [cell for cell in month.cells if cell.key in (keys or self.keys)]
        with transaction():
            return services.send_month(
                month, chosen, practice_id=self.team.id, note=note, by=self.by, at=self.at
            )

    def shown(self, key: str | None = None) -> list[tuple[int | None, int | None]]:
        """What charts show of a measure: (top, bottom) by period."""
        found = queries.series(self.team.id, self.cohort.id, key or self.keys[0])
        return [(point.numerator, point.denominator) for point in found.points]

    def history(self, key: str | None = None) -> list[DataPointRevision]:
        point = self.cell(key).point
        return [one.revision for one in queries.history(point.id)][::-1] if point else []


@pytest.fixture
def clinic(app: Any) -> Clinic:
    app.extensions["clock"].set(NOW)
    return Clinic()


# drafts


def test_a_draft_is_kept_and_no_chart_shows_it(clinic: Clinic) -> None:
    point = clinic.save(counted(12, 60, source=Source.EHR_REPORT, note="New list."), 0)

    assert (point.version, point.changed_at, point.changed_by_id) == (1, NOW, clinic.dev.id)
    assert clinic.shown() == []
    assert clinic.month().state is MonthState.IN_PROGRESS
    (first,) = clinic.history()
    assert (first.number, first.via, first.is_sent, first.by_id) == (1, Via.GRID, False, clinic.dev.id)  # fmt: skip
    assert [getattr(first, name) for name in HEAD] == [Answer.COUNTED, 12, 60, Source.EHR_REPORT, None, "New list."]  # fmt: skip


def test_saving_the_same_again_adds_nothing(clinic: Clinic) -> None:
    clinic.save(counted(12), 0)
    assert clinic.save(counted(12), 1).version == 1
    assert clinic.save(counted(12), 0).version == 1  # even by who has not seen it
    assert len(clinic.history()) == 1


def test_who_has_not_seen_the_last_value_is_told_and_overwrites_nothing(clinic: Clinic) -> None:
    clinic.save(counted(12), 0)

    with pytest.raises(Stale) as stale:
        clinic.save(counted(13), 0)
    assert stale.value.point.numerator == 12
    assert clinic.cell().point.numerator == 12
    assert len(clinic.history()) == 1


def test_a_cell_that_vanished_is_not_written_blindly(clinic: Clinic) -> None:
    with pytest.raises(Conflict, match="no longer there"):
        clinic.save(counted(12), 3)


def test_a_draft_may_be_cleared_again(clinic: Clinic) -> None:
    clinic.save(counted(12), 0)
    clinic.save(Value(Answer.BLANK), 1)

    assert clinic.month().state is MonthState.OPEN
    assert [one.answer for one in clinic.history()] == [Answer.COUNTED, Answer.BLANK]


# sending


def test_a_complete_month_is_sent_and_shown(clinic: Clinic) -> None:
    for key in clinic.keys:
        clinic.save(counted(12), 0, key)
    submission = clinic.send(note="All there.")

    assert (submission.first_complete_at, submission.note) == (NOW, "All there.")
    assert clinic.month().state is MonthState.SENT
    assert clinic.shown() == [(12, 60)]
    assert [(one.number, one.via, one.is_sent) for one in clinic.history()] == [
        (1, Via.GRID, False),
        (2, Via.SUBMIT, True),
    ]
    event = db.session.scalar(select(AuditEvent))
    assert event is not None
    assert (event.verb, event.subject_name) == ("sent numbers", "October 2026")
    assert event.after == {"cells": 2, "complete": True}


def test_a_part_is_sent_and_the_month_is_complete_with_the_rest(clinic: Clinic) -> None:
    clinic.save(counted(12), 0)
    assert clinic.send().first_complete_at is None
    assert clinic.shown() == [(12, 60)]
    assert [cell.key for cell in clinic.month().missing] == [clinic.keys[1]]

    clinic.save(counted(5), 0, clinic.keys[1])
    clinic.at = DUE
    assert clinic.send(clinic.keys[1]).first_complete_at == DUE
    assert clinic.cell().point.first_sent_at == NOW


def test_a_correction_shows_once_it_is_sent_and_moves_no_first_time(clinic: Clinic) -> None:
    for key in clinic.keys:
        clinic.save(counted(12), 0, key)
    clinic.send()
    clinic.at = DUE + HOUR
    clinic.save(counted(13, note="Counted again."), 2)
    assert clinic.cell().is_changed_since
    assert clinic.shown() == [(12, 60)]

    submission = clinic.send()
    assert (submission.first_complete_at, submission.last_sent_at) == (NOW, clinic.at)
    point = clinic.cell().point
    assert point is not None
    assert (point.first_sent_at, point.sent_at) == (NOW, clinic.at)
    assert clinic.shown() == [(13, 60)]
    assert len(clinic.history(clinic.keys[1])) == 2  # what did not change was not sent again
    assert [one.numerator for one in clinic.history()] == [12, 12, 13, 13]


def test_another_source_is_a_change_too(clinic: Clinic) -> None:
    clinic.save(counted(12), 0)
    clinic.send()
    clinic.save(counted(12, source=Source.LOG), 2)
    assert clinic.cell().is_changed_since


def test_a_sent_number_that_is_cleared_stays_on_the_chart(clinic: Clinic) -> None:
    clinic.save(counted(12), 0)
    clinic.send()
    clinic.save(Value(Answer.BLANK), 2)

    with pytest.raises(Refused, match="nothing to send"):
        clinic.send()
    assert clinic.shown() == [(12, 60)]


def test_nothing_is_sent_of_an_empty_month_or_of_a_locked_one(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="nothing to send"):
        clinic.send()
    clinic.save(counted(12), 0)
    clinic.at = LOCKS
    with pytest.raises(NotPossibleNow, match="locked"):
        clinic.send()
    clinic.at = LOCKS - HOUR
    clinic.send()


def test_nobody_eligible_counts_as_reported_and_leaves_a_gap(clinic: Clinic) -> None:
    for key in clinic.keys:
        clinic.save(Value(Answer.NONE_ELIGIBLE, 0, 0), 0, key)
    assert clinic.send().first_complete_at == NOW
    found = queries.series(clinic.team.id, clinic.cohort.id, clinic.keys[0])
    assert [point.value for point in found.points] == [None]


def test_a_month_is_noted_about_before_it_is_sent(clinic: Clinic) -> None:
    def note(text: str) -> None:
        with transaction():
            services.note_month(
                clinic.month(), text, practice_id=clinic.team.id, by=clinic.by, at=clinic.at
            )

    note("")
    assert queries.submission(clinic.team.id, OCTOBER) is None
    for text in ("Storm.", "Storm.", "Storm, closed 3 days."):
        note(text)
    clinic.save(counted(12), 0)
    assert clinic.month().state is MonthState.IN_PROGRESS
    submission = clinic.send()
    assert (submission.note, submission.last_sent_at) == ("Storm, closed 3 days.", NOW)
    verbs = list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))
    assert verbs == ["noted about a month"] * 2 + ["sent numbers"]
    clinic.at = LOCKS
    with pytest.raises(NotPossibleNow):
        note("Too late.")


def test_a_cell_says_again_what_it_said_before(clinic: Clinic) -> None:
    point = clinic.save(counted(12), 0)
    before = {name: getattr(point, name) for name in HEAD}
    clinic.save(counted(30), 1)
    for _ in range(2):  # the second time there is nothing to put back
        with transaction():
            cells.put_back(clinic.cell().point, before, by=clinic.by, at=NOW)

    assert [(one.numerator, one.via) for one in clinic.history()] == [
        (12, Via.GRID),
        (30, Via.GRID),
        (12, Via.UNDO),
    ]


def test_numbers_from_before_the_cohort_are_sent_without_a_month(clinic: Clinic) -> None:
    point = clinic.save(counted(12), 0)
    with transaction():
        cells.send_past([point], by=clinic.by, at=NOW)
    assert clinic.shown() == [(12, 60)]
    assert queries.submission(clinic.team.id, OCTOBER) is None


# what is owed


def test_the_oldest_month_that_waits_comes_first(clinic: Clinic) -> None:
    months = queries.owed(clinic.team, dt.datetime(2026, 7, 5, 18, tzinfo=dt.UTC))
    assert [(one.month.month, one.state) for one in months] == [
        (6, MonthState.OPEN),
        (7, MonthState.OPEN),
    ]
    now = queries.owed(clinic.team, NOW)
    assert [one.state for one in now] == [MonthState.LOCKED] * 4 + [MonthState.OPEN] * 2
    recently_locked = dt.date(2026, 9, 1)
    assert queries.current(now, NOW).month == recently_locked
    assert queries.current((), NOW) is None
    later = dt.datetime(2028, 7, 5, 18, tzinfo=dt.UTC)
    over = queries.owed(clinic.team, later)
    assert queries.current(over, later) is over[-1]
    with pytest.raises(Missing):
        queries.month_of(now, dt.date(2026, 12, 1))


def test_a_practice_without_a_cohort_owes_nothing() -> None:
    practice = build.practice()
    assert queries.owed(collaborative.team(practice.key), NOW) == ()


def test_a_quarter_is_asked_for_with_its_last_month(clinic: Clinic) -> None:
    quarterly = build.measure(of=clinic.cohort, frequency=Frequency.QUARTERLY)
    now = dt.datetime(2027, 1, 5, 18, tzinfo=dt.UTC)
    asked = {
        one.month.month: [cell.period.month for cell in one.cells if cell.key == quarterly.key]
        for one in queries.owed(clinic.team, now)
    }
    # June ends a quarter that the team was not there for from its beginning
    assert asked == {6: [], 7: [], 8: [], 9: [7], 10: [], 11: [], 12: [10], 1: []}


# whatever two people do


class TwoWriters(RuleBasedStateMachine):
    """Two people with the same page open save and send in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.clinic = Clinic()
        self.seen = {(who, key): 0 for who in "ab" for key in self.clinic.keys}
        self.head: dict[str, Value] = {}
        self.sent: dict[str, Value] = {}
        self.first: dict[str, dt.datetime] = {}

    who = st.sampled_from("ab")
    which = st.sampled_from([0, 1])
    values = st.one_of(
        st.just(Value(Answer.BLANK)),
        st.just(Value(Answer.NONE_ELIGIBLE, 0, 0)),
        st.builds(counted, st.integers(0, 3), st.sampled_from([None, 3, 4])),
    )

    @rule(who=who, which=which, value=values)
    def save(self, who: str, which: int, value: Value) -> None:
        key = self.clinic.keys[which]
        self.clinic.at += HOUR
        there = self.clinic.cell(key).point
        fresh = self.seen[who, key] == (there.version if there else 0)
        try:
            self.seen[who, key] = self.clinic.save(value, self.seen[who, key], key).version
        except Stale:
            assert not fresh
        else:
            assert fresh or value == self.head[key]
            self.head[key] = value

    @rule(who=who, which=which)
    def look_again(self, who: str, which: int) -> None:
        key = self.clinic.keys[which]
        point = self.clinic.cell(key).point
        self.seen[who, key] = point.version if point else 0

    @rule(which=st.sampled_from([(0,), (1,), (0, 1)]))
    def send(self, which: tuple[int, ...]) -> None:
        keys = [self.clinic.keys[number] for number in which]
        ready = [k for k in keys if k in self.head and self.head[k].answer is not Answer.BLANK]
        self.clinic.at += HOUR
        try:
            self.clinic.send(*keys)
        except Refused:
            assert not ready
        for key in ready:
            self.sent[key] = self.head[key]
            self.first.setdefault(key, self.clinic.at)

    @invariant()
    def charts_show_what_was_sent_and_never_a_draft(self) -> None:
        for key in self.clinic.keys:
            sent = self.sent.get(key)
            assert self.clinic.shown(key) == ([(sent.numerator, sent.denominator)] if sent else [])

    @invariant()
    def the_home_and_the_month_page_say_the_same(self) -> None:
        clinic = self.clinic
        on_page = [
            (one.month, one.state, len(one.cells), sum(cell.is_sent for cell in one.cells))
            for one in queries.owed(clinic.team, clinic.at)
            if one.locks_at > clinic.at
        ]
        at_home = queries.numbers(clinic.team, clinic.at).months
        assert [(one.month, one.state, one.total, one.sent) for one in at_home] == on_page

    @invariant()
    def history_is_whole_and_the_first_sending_stays(self) -> None:
        for key in self.clinic.keys:
            point, every = self.clinic.cell(key).point, self.clinic.history(key)
            assert [one.number for one in every] == list(range(1, len(every) + 1))
            if point is None:
                assert key not in self.head
                continue
            assert point.version == len(every)
            assert point.first_sent_at == self.first.get(key)
            assert [getattr(point, name) for name in HEAD] == [
                getattr(every[-1], name) for name in HEAD
            ]
            assert Value(*(getattr(point, name) for name in HEAD)) == self.head[key]


def test_two_writers_never_overwrite_each_other_unseen(clinic: Clinic) -> None:
    run_state_machine_as_test(
        TwoWriters, settings=settings(max_examples=20, stateful_step_count=12)
    )
