"""Whatever people and staff do in whatever order: places are never given twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.domain.kinds import RegistrationState
from app.events.models import Registration
from app.events.queries import events
from app.events.services import places, planning
from tests.support import build
from tests.unit.events.hall import START, actor, mails, method, out, staff
from tests.unit.events.hall import settings as plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.accounts.models import Person
    from app.events.models import Event

PEOPLE = 4
WHO = st.integers(0, PEOPLE - 1)
PLACED, WAITS = RegistrationState.REGISTERED, RegistrationState.WAITING


class Registering(RuleBasedStateMachine):
    """A model of an event: who has a place, who waits, in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.placed: list[int] = []
        self.line: list[int] = []
        self.is_over = False
        self.at = START - dt.timedelta(days=10)

    @initialize(capacity=st.none() | st.integers(1, 3))
    def begin(self, capacity: int | None) -> None:
        self.capacity = capacity
        self.staff = staff()
        self.people: list[Person] = [build.person() for _ in range(PEOPLE)]
        self.key = out(by=self.staff, at=self.at, capacity=capacity).key

    def _now(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at

    def _event(self) -> Event:
        return events.event(self.key, locked=True)

    def _fill(self) -> None:
        while self.line and (self.capacity is None or len(self.placed) < self.capacity):
            self.placed.append(self.line.pop(0))

    def _do(self, deed: Callable[[], Any]) -> bool:
        """Whether a deed was done; what is refused changes nothing."""
        try:
            with transaction():
                deed()
        except Refused:
            return False
        return True

    @rule(who=WHO)
    def register(self, who: int) -> None:
        by, at = actor(self.people[who]), self._now()
        has_one = who in self.placed + self.line
        done = self._do(lambda: places.register(self._event(), by=by, at=at))
        assert done is (has_one or not self.is_over)
        if done and not has_one:
            self.line.append(who)
            self._fill()

    @rule(who=WHO)
    def give_back(self, who: int) -> None:
        by, at = actor(self.people[who]), self._now()
        had_one = who in self.placed + self.line
        done = self._do(lambda: places.give_back(self._event(), by=by, at=at))
        assert done is (not had_one or not self.is_over)
        if done and had_one:
            for held in (self.placed, self.line):
                if who in held:
                    held.remove(who)
            self._fill()

    @precondition(lambda self: not self.is_over)
    @rule(capacity=st.none() | st.integers(1, 4))
    def change_capacity(self, capacity: int | None) -> None:
        at = self._now()

        def deed() -> None:
            of = self._event()
            planning.change(
                of,
                settings=plan(capacity=capacity),
                seen_version=of.version,
                by=self.staff,
                at=at,
            )

        done = self._do(deed)
        assert done is (capacity is None or capacity >= len(self.placed))
        if done:
            self.capacity = capacity
            self._fill()

    @precondition(lambda self: len(self.placed) + len(self.line) >= PEOPLE - 1)
    @rule()
    def cancel(self) -> None:
        at = self._now()
        done = self._do(lambda: planning.cancel(self._event(), reason="Ice", by=self.staff, at=at))
        assert done is (not self.is_over)
        self.is_over = True

    @invariant()
    def the_rows_are_what_the_model_says(self) -> None:
        if not hasattr(self, "key"):
            return
        db.session.rollback()
        db.session.expire_all()
        of = events.event(self.key)
        rows = list(
            db.session.scalars(
                select(Registration)
                .where(Registration.event_id == of.id)
                .order_by(Registration.asked_at, Registration.id)
            )
        )
        number = {person.id: place for place, person in enumerate(self.people)}
        found = {
            state: [number[row.person_id] for row in rows if row.state is state]
            for state in (PLACED, WAITS)
        }
        assert sorted(found[PLACED]) == sorted(self.placed)
        assert found[WAITS] == self.line
        assert len({row.person_id for row in rows}) == len(rows)
        if self.line and not self.is_over:
            assert self.capacity is not None
            assert len(self.placed) >= self.capacity

    @invariant()
    def every_calendar_holds_what_is_true(self) -> None:
        if not hasattr(self, "key"):
            return
        for who, person in enumerate(self.people):
            last = [m for m in mails() if m.recipient == person.email and m.calendar]
            has_entry = bool(last) and method(last[-1]) == "REQUEST"
            assert has_entry is (who in self.placed and not self.is_over)


def test_no_order_of_deeds_gives_a_place_twice_or_leaves_one_free(app: Flask) -> None:
    assert app
    run_state_machine_as_test(
        Registering, settings=settings(max_examples=12, stateful_step_count=14, deadline=None)
    )
