"""How views come by an application: only for those who may, and a 404 for strangers."""

from __future__ import annotations

from flask import g

from app.core.clock import now
from app.policy import Action, authorize
from app.rfa.queries import applications
from app.rfa.queries.applications import Opened
from app.rfa.queries.oversight import one


def fetch(application_id: int, action: Action, *, locked: bool = False) -> Opened:
    """The application, for somebody who may do `action` with it.

    Whoever may read it is told no; for everybody else it is not there. `locked`: inside of
    a transaction that will change it. An administrator who views as an applicant does not
    see through the seal of a round.
    """
    of = applications.opened(application_id, locked=locked)
    authorize(action, of.place, seen_by=Action.APPLICATION_VIEW)
    if g.viewing is not None:
        one.check_unsealed(of.application, now())
    return of
