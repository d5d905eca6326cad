"""How reviewers come by an application: through their seat, and a 404 for everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from app.core.clock import now
from app.core.errors import Missing
from app.policy import Action, authorize
from app.reviews.queries import seats

if TYPE_CHECKING:
    from app.reviews.queries.seats import Seat


def take_seat(application_id: int, *, locked: bool = False) -> Seat:
    """The reviewer's seat before an application that was assigned, without a conflict.

    Its content may still be closed: nothing was declared, or staff are asked. `locked`:
    inside of a transaction that will change the review.
    """
    seat = seats.seat(application_id, g.person.id, now(), locked=locked)
    authorize(Action.REVIEW_WRITE, seat.place, seen_by=Action.REVIEW_WRITE)
    return seat


def take_open_seat(application_id: int, *, locked: bool = False) -> Seat:
    """The same when the content may be read; otherwise there is nothing here."""
    seat = take_seat(application_id, locked=locked)
    if not seat.is_open:
        raise Missing(str(application_id))
    return seat
