"""What staff may do to the course of an application: nothing is offered that can only fail."""

from __future__ import annotations

import itertools

import pytest

from app.rfa.domain.deeds import Deed, possible
from app.rfa.domain.states import ApplicationState as State

WHOLE = {"is_archived": False, "is_open": True, "seal_holds": False}


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.DRAFT, (Deed.EXTEND, Deed.EDIT)),
        (State.SUBMITTED, (Deed.REQUEST_CHANGES, Deed.EDIT)),
        (State.SUBMITTED_WITH_CHANGES, (Deed.REQUEST_CHANGES, Deed.EDIT)),
        (State.CHANGES_REQUESTED, (Deed.CANCEL_REQUEST, Deed.EDIT)),
        (State.WITHDRAWN, (Deed.REINSTATE,)),
    ],
)
def test_each_state_has_deeds_of_its_own(state: State, offered: tuple[Deed, ...]) -> None:
    assert possible(state, **WHOLE) == offered


@pytest.mark.parametrize("state", State)
def test_behind_a_seal_nobody_edits(state: State) -> None:
    assert Deed.EDIT not in possible(state, **WHOLE | {"seal_holds": True})


def test_a_withdrawal_is_undone_until_the_deadline() -> None:
    assert possible(State.WITHDRAWN, **WHOLE | {"is_open": False}) == ()


def test_nothing_happens_in_an_archived_round() -> None:
    for state, is_open, holds in itertools.product(State, (True, False), (True, False)):
        assert possible(state, is_archived=True, is_open=is_open, seal_holds=holds) == ()
