"""A form that fills a charter, and an application that was corrected before it was reviewed."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING, Any

from app.core.db import transaction
from app.rfa.domain.answers import VALUE
from app.rfa.queries import applications as queries
from app.rfa.services import drafting, steering
from tests.browser.calls import COMPLETE, FORM, acting, long, send, sign

if TYPE_CHECKING:
    from tests.browser.calls import Applicant, Someone

ANSWERS: dict[str, dict[str, dict[str, str]]] = {
    **COMPLETE,
    "team": {
        **COMPLETE["team"],
        "Q22": {
            "lead.name": "Dev Patel",
            "lead.hours": "8",
            "family.name": "Rosa Hill",
            "family.hours": "4",
        },
    },
    "capacity": {**COMPLETE["capacity"], "Q34": {VALUE: "22 of 100 children have a plan."}},
}
"""Answers to the form of `form`."""


def form() -> dict[str, Any]:
    """The form with a roster and a start, and with the field of a charter for some answers."""
    found = copy.deepcopy(FORM)
    questions = {section["key"]: section["questions"] for section in found["sections"]}
    rows = [{"key": "lead", "label": "QI lead"}, {"key": "family", "label": "Family partner"}]
    questions["team"].append(
        {"key": "Q22", "kind": "team roster", "text": "Who has which part?", "rows": rows}
    )
    questions["capacity"].append(long("Q34", "Where do you start?"))
    fields = {"Q11": "profile", "Q21": "family", "Q22": "members", "Q33": "ehr"}
    return found | {"carries": fields | {"Q34": "baseline", "Q41": "aim"}}


def correct(
    of: Applicant, staff: Someone, key: str, answers: dict[str, Any], when: dt.datetime
) -> None:
    """Ask for changes in one section, and answer, sign and send it again two days later."""
    two_days = dt.timedelta(days=2)
    with transaction():
        steering.request_changes(
            queries.opened(of.id, locked=True),
            sections=[key],
            reason="Say how much, and by when.",
            due_at=when + 2 * two_days,
            by=acting(staff),
            at=when,
        )
    lead, signer = next(iter(of.people.values())), [*of.people][-1]
    with transaction():
        opened = queries.opened(of.id, locked=True)
        section = opened.section(key)
        drafting.save_section(
            opened, section, answers, seen_version=99, by=acting(lead), at=when + two_days
        )
    sign(of, signer, when + two_days)
    send(of, when + two_days)
