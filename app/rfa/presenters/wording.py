"""Words that the pages of an application share: its state, instants, capitals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import short_day, time_of_day
from app.rfa.domain.checking import CheckState
from app.rfa.domain.states import SENT, ApplicationState

if TYPE_CHECKING:
    from app.rfa.models import Application

STATE_WORDS = {
    ApplicationState.DRAFT: "Draft",
    ApplicationState.SUBMITTED: "Submitted",
    ApplicationState.CHANGES_REQUESTED: "Changes requested",
    ApplicationState.SUBMITTED_WITH_CHANGES: "Submitted with changes",
    ApplicationState.WITHDRAWN: "Withdrawn",
}
STATE_TAGS = {
    ApplicationState.DRAFT: "info",
    ApplicationState.SUBMITTED: "ok",
    ApplicationState.CHANGES_REQUESTED: "due",
    ApplicationState.SUBMITTED_WITH_CHANGES: "ok",
    ApplicationState.WITHDRAWN: "grey",
}
CHECK_TAGS = {CheckState.NONE: "due", CheckState.OUTDATED: "due", CheckState.CHECKED: "ok"}
IN_REVIEW = "In review"
DECIDED = "Decision ready"
EMPTIED = "Content removed"


def applicant_words(of: Application, *, in_review: bool) -> tuple[str, str]:
    """The tag and the words of the state as applicants read it.

    `in_review` says whether it is being reviewed (`queries.telling`). Only having been told
    makes a difference, never what was decided.
    """
    if of.emptied_at is not None:
        return "grey", EMPTIED
    if of.told_at is not None and of.state in SENT:
        return "ok", DECIDED
    return ("info", IN_REVIEW) if in_review else (STATE_TAGS[of.state], STATE_WORDS[of.state])


def when(then: dt.datetime, at: dt.datetime) -> str:
    """An instant as people say it: "today at 9:40 a.m.", else the day."""
    if central(then).date() == central(at).date():
        return f"today at {time_of_day(then)}"
    return f"on {short_day(central(then).date())} at {time_of_day(then)}"


def saved_words(then: dt.datetime, at: dt.datetime) -> str:
    """What the save state says: "Saved today at 9:41 a.m."."""
    return f"Saved {when(then, at)}"


def capital(text: str) -> str:
    """
    >>> capital("in progress")
    'In progress'
    """
    return text[:1].upper() + text[1:]
