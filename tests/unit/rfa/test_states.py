"""The life of an application: only named events move it, and only in their states."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rfa.domain.deadlines import Window
from app.rfa.domain.states import (
    OPEN,
    SENT,
    TRANSITIONS,
    Access,
    ApplicationState,
    Event,
    IllegalTransition,
    after,
    may_answer,
    may_submit,
    open_sections,
    standing,
)

S, E = ApplicationState, Event
OPENS = dt.datetime(2026, 10, 1, 13, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)
WINDOW = Window(OPENS, CLOSES, dt.timedelta(minutes=5))
DUE = CLOSES + dt.timedelta(days=9)
INSTANT = dt.timedelta(microseconds=1)
EVERY = ("profile", "plan")


class Life:
    """An application as it would be kept: how often it was sent, and what is open."""

    def __init__(self) -> None:
        self.state = S.DRAFT
        self.versions = 0
        self.requested = False

    def facts(self) -> tuple[ApplicationState, int, bool]:
        return self.state, self.versions, self.requested

    def meet(self, event: Event) -> None:
        self.state = after(self.state, event, versions=self.versions, requested=self.requested)
        if event is E.SUBMIT:
            self.versions, self.requested = self.versions + 1, False
        if event in {E.REQUEST_CHANGES, E.CANCEL_REQUEST}:
            self.requested = event is E.REQUEST_CHANGES


@given(st.lists(st.sampled_from(list(Event)), max_size=30))
def test_the_state_always_agrees_with_what_was_sent_and_asked(events: list[Event]) -> None:
    life = Life()
    for event in events:
        before = life.facts()
        try:
            life.meet(event)
        except IllegalTransition:
            assert life.facts() == before
            continue
        state, versions, requested = life.facts()
        if state is not S.WITHDRAWN:
            assert state is standing(versions, requested=requested)
        assert (state in SENT) <= (versions > 0)
        assert not (state is S.DRAFT and versions)


@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("event", list(Event))
def test_what_is_not_in_the_table_is_refused(state: ApplicationState, event: Event) -> None:
    undone = {(S.WITHDRAWN, E.REINSTATE), (S.CHANGES_REQUESTED, E.CANCEL_REQUEST)}
    if (state, event) in TRANSITIONS or (state, event) in undone:
        assert after(state, event, versions=1) in ApplicationState
        return
    with pytest.raises(IllegalTransition, match=f"{event} is not possible while {state}"):
        after(state, event, versions=1)


def test_undoing_leads_back_to_where_it_was() -> None:
    assert after(S.WITHDRAWN, E.REINSTATE) is S.DRAFT
    assert after(S.WITHDRAWN, E.REINSTATE, versions=1) is S.SUBMITTED
    assert after(S.WITHDRAWN, E.REINSTATE, versions=1, requested=True) is S.CHANGES_REQUESTED
    assert after(S.CHANGES_REQUESTED, E.CANCEL_REQUEST, versions=1) is S.SUBMITTED
    assert after(S.CHANGES_REQUESTED, E.CANCEL_REQUEST, versions=2) is S.SUBMITTED_WITH_CHANGES


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (OPENS - INSTANT, False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + WINDOW.grace, True),
        (CLOSES + WINDOW.grace + INSTANT, False),
    ],
)
def test_a_draft_is_open_to_the_very_instant(at: dt.datetime, is_open: bool) -> None:
    access = Access(S.DRAFT, WINDOW)

    assert open_sections(access, EVERY, at) == (frozenset(EVERY) if is_open else frozenset())
    assert may_submit(access, at) is is_open


@pytest.mark.parametrize(
    ("at", "is_open"), [(CLOSES, True), (DUE - INSTANT, True), (DUE, True), (DUE + INSTANT, False)]
)
def test_only_what_was_asked_for_is_open_and_only_in_time(at: dt.datetime, is_open: bool) -> None:
    access = Access(S.CHANGES_REQUESTED, WINDOW, ("plan",), DUE)

    assert open_sections(access, EVERY, at) == (frozenset({"plan"}) if is_open else frozenset())
    assert may_submit(access, at) is is_open
    assert may_answer(access, at) is is_open


def test_nothing_is_due_when_nothing_was_asked_for() -> None:
    assert not may_answer(Access(S.DRAFT, WINDOW), OPENS)


@pytest.mark.parametrize("state", [one for one in ApplicationState if one not in OPEN])
def test_what_was_sent_or_withdrawn_is_closed(state: ApplicationState) -> None:
    access = Access(state, WINDOW, ("plan",), DUE)

    assert open_sections(access, EVERY, CLOSES) == frozenset()
    assert not may_submit(access, CLOSES)
