"""The events of a corner: one that goes on now, and one that is only planned."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.accounts.domain.tokens import digest
from app.core import storage
from app.core.db import db
from app.events.domain.evaluations import AFTER_SET, LATER_SET
from app.events.domain.kinds import Noted, Presence, RegistrationState, Wave
from app.events.models import (
    Attendance,
    CalendarFeed,
    EvaluationAnswers,
    Event,
    EventMaterial,
    EventRoster,
    Registration,
)
from app.events.services import roster_undo
from tests.support import build
from tests.support.build import saved

if TYPE_CHECKING:
    from tests.pages.security.calls import Applying

HALF = dt.timedelta(minutes=30)
ASKED = [one.as_dict() for one in (AFTER_SET[0], AFTER_SET[5], AFTER_SET[7])]
ASKED_LATER = [one.as_dict() for one in LATER_SET[:3]]


def names(of: Applying, cohort: Any, ben_id: int) -> dict[str, Any]:
    """Two events of the cohort with all that belongs to them: names for parts of addresses."""
    key = of.practice.key
    going_on = _event(of, cohort, f"{key}-event", starts_at=of.now - HALF, ends_at=of.now + HALF)
    ahead = _event(
        of, cohort, f"{key}-ahead", starts_at=of.now + 2 * HALF, ends_at=of.now + 4 * HALF
    )
    planned = _event(of, cohort, f"{key}-planned", published_at=None, published_by_id=None)
    secret = f"{key}-secret-of-the-calendar"
    saved(
        CalendarFeed(
            person_id=ben_id, token_hash=digest(secret).hex(), token=secret, made_at=of.now
        )
    )
    comes(going_on, ben_id, of.now)
    registers(ahead, ben_id, of.now)
    return {
        "going_on": going_on,
        "lies_ahead": ahead,
        "ahead": ahead.key,
        "event": going_on.key,
        "planned": planned.key,
        "calendar": secret,
        **_belongings(of, going_on),
    }


def _event(of: Applying, cohort: Any, key: str, **given: Any) -> Event:
    return build.learning_event(
        key=key,
        uid=f"{key}@portal.test",
        title=f"{key} {of.says}"[:200],
        summary=of.says,
        place=of.says[:300],
        link=f"https://call.example.org/{key}",
        cohort_id=cohort.id,
        record=of.says,
        recording_link=f"https://video.example.org/{key}",
        recording_transcript=of.says,
        recording_has_captions=True,
        evaluation=ASKED,
        follow_up=ASKED_LATER,
        created_by_id=of.author.id,
        **given,
    )


def registers(of: Event, person_id: int, now: dt.datetime) -> bool:
    """Somebody has a place at an event; whether they had none before."""
    about = {"event_id": of.id, "person_id": person_id}
    if db.session.scalar(select(Registration).filter_by(**about)) is not None:
        return False
    asked = {"asked_at": now, "placed_at": now}
    saved(Registration(state=RegistrationState.REGISTERED, **about, **asked))
    return True


def comes(of: Event, person_id: int, now: dt.datetime) -> None:
    """Somebody has a place at an event, and is there."""
    if registers(of, person_id, now):
        about = {"event_id": of.id, "person_id": person_id}
        saved(Attendance(presence=Presence.ATTENDED, how=Noted.CODE, noted_at=now, **about))


def _belongings(of: Applying, event: Event) -> dict[str, int]:
    signed = {"noted_at": of.now, "noted_by_id": of.author.id}
    stranger = saved(
        Attendance(
            event_id=event.id,
            name=of.says[:160],
            email=f"{of.practice.key}-came@example.org",
            presence=Presence.ATTENDED,
            how=Noted.ROSTER,
            reason=of.says[:500],
            **signed,
        )
    )
    person = {"name": of.says[:160], "email": "", "minutes": 50, "lines": [2]}
    roster = saved(
        EventRoster(
            event_id=event.id,
            filename=of.says[:200],
            digest="0" * 64,
            said={"people": [person], "problems": []},
            brought_at=of.now,
            brought_by_id=of.author.id,
        )
    )
    wrote = {"row": stranger.id, "was": None, "wrote": roster_undo.state(stranger)}
    undone = saved(
        EventRoster(
            event_id=event.id,
            filename=of.says[:200],
            digest="1" * 64,
            said={"before": [wrote]},
            brought_at=of.now,
            brought_by_id=of.author.id,
            confirmed_at=of.now,
            confirmed_by_id=of.author.id,
        )
    )
    for place in range(3):
        answers = {"0": 4, "1": "About right", "2": of.says}
        mark = f"{of.practice.key}-{place}"
        saved(EvaluationAnswers(event_id=event.id, wave=Wave.AFTER, mark=mark, answers=answers))
    return {
        "row_id": stranger.id,
        "roster_id": roster.id,
        "undone_roster_id": undone.id,
        "material_id": _material(of, event),
    }


def _material(of: Applying, event: Event) -> int:
    kept = storage.keep(b"Slides", folder="events")
    added = {"event_id": event.id, "added_at": of.now, "added_by_id": of.author.id}
    saved(EventMaterial(title=of.says[:200], link="https://example.org/slides", **added))
    file = saved(
        EventMaterial(
            title=of.says[:200],
            name="slides.txt",
            media_type="text/plain",
            size=kept.size,
            digest=kept.sha256,
            stored_as=kept.key,
            **added,
        )
    )
    return int(file.id)
