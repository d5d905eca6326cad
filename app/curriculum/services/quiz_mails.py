"""Mails about tries at a quiz: to staff who may give one more, and to whoever gets it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import contacts_holding, open_contacts_of
from app.accounts.services.mails import full_address
from app.curriculum.queries import versions as queries
from app.outbox.services import queue
from app.policy import TABLE, Action

if TYPE_CHECKING:
    from app.curriculum.models import ExtraAttempt, ModuleVersion, Study
    from app.policy import Actor


def tell_asked(study: Study, version: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    """Tell everybody who may give one more try that somebody asks for it."""
    text = (
        f"{by.name} used all tries at the quiz of “{version.title}” and asks for one more.\n"
        "You can give it, with a reason, or talk with them first."
    ).replace("{link}", "(link)")
    for to in contacts_holding(tuple(TABLE[Action.LEARNING_MANAGE])).values():
        queue(
            "one more try asked",
            key=f"one more try asked:{study.id}:{at.isoformat()}:{to.email}",
            to=to.email,
            subject=f"One more try? {version.title}",
            body=f"Hello {to.name},\n\n{text}\n\nGive one more try:\n{{link}}\n",
            at=at,
            link=full_address(f"/staff/learning/studies/{study.id}/try"),
        )


def tell_given(row: ExtraAttempt, study: Study, version: ModuleVersion, *, at: dt.datetime) -> None:
    """Tell the learner, unless their account is closed, that they have one more try."""
    text = f"You have one more try at the quiz of “{version.title}”.".replace("{link}", "(link)")
    module = queries.module_of(version)
    for to in open_contacts_of([study.person_id]).values():
        queue(
            "one more try given",
            key=f"one more try given:{row.id}",
            to=to.email,
            subject=f"One more try: {version.title}",
            body=f"Hello {to.name},\n\n{text}\nRead the lessons again before you start.\n\n"
            "Open the quiz:\n{link}\n",
            at=at,
            link=full_address(f"/learn/{module.key}/quiz"),
        )
