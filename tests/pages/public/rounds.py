"""The round of the scenarios, and the clocks around it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.rfa.queries.rounds import shipped_form
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

CENTRAL = ZoneInfo("America/Chicago")
KEY = "rfa-2026"
PAGE = f"/apply/{KEY}"


def at(day: str, time: str = "10:00") -> dt.datetime:
    """An instant of US Central, such as at("2026-03-13", "17:00")."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=CENTRAL)


def set_clock(app: Flask, day: str, time: str = "10:00") -> None:
    """Hold the portal's clock still at a time of US Central."""
    app.extensions["clock"].set(at(day, time))


def rfa_2026(**given: Any) -> Any:
    """RFA 2026: open from February 2, 8:00, to March 13, 17:00, with the form as it ships."""
    defaults = {
        "key": KEY,
        "title": "RFA 2026",
        "opens_at": at("2026-02-02", "08:00"),
        "closes_at": at("2026-03-13", "17:00"),
        "questions_until": at("2026-03-06", "17:00"),
        "call_at": at("2026-02-24", "12:00"),
        "decision_on": dt.date(2026, 4, 17),
        "reviewers_each": 2,
        "awards": 3,
        "form": shipped_form(),
    }
    return build.rfa_round(**defaults | given)


def extension(of: Any, closes_at: dt.datetime, **given: Any) -> Any:
    """More time for everybody."""
    from app.rfa.models import Extension

    defaults = {
        "round_id": of.id,
        "closes_at": closes_at,
        "reason": "A storm closed many clinics.",
        "given_at": at("2026-03-01"),
        "given_by_id": build.person().id,
    }
    return build.saved(Extension(**defaults | given))


def faq(of: Any, question: str, answer: str | None = "Yes.", **given: Any) -> Any:
    """A question, answered unless told otherwise."""
    from app.rfa.models import FaqEntry

    defaults = {
        "round_id": of.id,
        "question": question,
        "asked_at": at("2026-02-10"),
        "answer": answer,
        "answered_at": at("2026-02-11") if answer else None,
        "answered_by_id": build.person().id if answer else None,
    }
    return build.saved(FaqEntry(**defaults | given))
