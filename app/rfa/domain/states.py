"""The life of an application: what may happen to it, and what that makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.rfa.domain.deadlines import Window


class ApplicationState(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes requested"
    SUBMITTED_WITH_CHANGES = "submitted with changes"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to an application."""

    SUBMIT = "submit"
    REQUEST_CHANGES = "request changes"
    CANCEL_REQUEST = "take the request for changes back"
    WITHDRAW = "withdraw"
    REINSTATE = "undo the withdrawal"


class IllegalTransition(ValueError):
    """This cannot happen to an application in this state."""


_S, _E = ApplicationState, Event
TRANSITIONS: Mapping[tuple[ApplicationState, Event], ApplicationState] = {
    (_S.DRAFT, _E.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _E.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.SUBMITTED_WITH_CHANGES, _E.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.CHANGES_REQUESTED, _E.SUBMIT): _S.SUBMITTED_WITH_CHANGES,
    (_S.DRAFT, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.CHANGES_REQUESTED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED_WITH_CHANGES, _E.WITHDRAW): _S.WITHDRAWN,
}
"""`CANCEL_REQUEST` and `REINSTATE` lead back to what the sent versions say: see `standing`."""

SENT = frozenset({_S.SUBMITTED, _S.CHANGES_REQUESTED, _S.SUBMITTED_WITH_CHANGES})
OPEN = frozenset({_S.DRAFT, _S.CHANGES_REQUESTED})


def standing(versions: int, *, requested: bool = False) -> ApplicationState:
    """The state of an application that is not withdrawn, from what was sent and asked.

    >>> [standing(versions).value for versions in (0, 1, 2)]
    ['draft', 'submitted', 'submitted with changes']
    """
    if requested:
        return _S.CHANGES_REQUESTED
    if versions == 0:
        return _S.DRAFT
    return _S.SUBMITTED if versions == 1 else _S.SUBMITTED_WITH_CHANGES


def after(
    state: ApplicationState, event: Event, *, versions: int = 0, requested: bool = False
) -> ApplicationState:
    """The state that `event` leads to; raises `IllegalTransition`.

    `versions` counts what was sent so far and `requested` says whether a request for
    changes is open: both matter only when something is undone.
    """
    if event is Event.REINSTATE and state is _S.WITHDRAWN:
        return standing(versions, requested=requested)
    if event is Event.CANCEL_REQUEST and state is _S.CHANGES_REQUESTED:
        return standing(versions)
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(f"{event} is not possible while {state}") from None


@dataclass(frozen=True, slots=True)
class Access:
    """What decides which sections may be written now.

    `requested` are the sections that staff asked to change, `requested_until` when they
    want them back.
    """

    state: ApplicationState
    window: Window
    requested: tuple[str, ...] = ()
    requested_until: dt.datetime | None = None


def open_sections(access: Access, every: Iterable[str], at: dt.datetime) -> frozenset[str]:
    """The keys of the sections that may be written at `at`: all, those asked for, or none."""
    if access.state is ApplicationState.DRAFT and access.window.is_open(at):
        return frozenset(every)
    if access.state is ApplicationState.CHANGES_REQUESTED and may_answer(access, at):
        return frozenset(access.requested)
    return frozenset()


def may_answer(access: Access, at: dt.datetime) -> bool:
    """Whether changes that were asked for may still be sent: up to that instant, inclusive."""
    return access.requested_until is not None and at <= access.requested_until


def may_submit(access: Access, at: dt.datetime) -> bool:
    """Whether the application may be sent, or sent again, at `at`."""
    if access.state is ApplicationState.DRAFT:
        return access.window.is_open(at)
    return access.state is ApplicationState.CHANGES_REQUESTED and may_answer(access, at)
