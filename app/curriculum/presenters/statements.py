"""The record of learning as xAPI statements, which other learning systems can read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.days import CENTRAL
from app.core.text import key_from
from app.curriculum.queries.attempts import Try
from app.curriculum.queries.proofs import Record, Studied
from app.events.queries.attendance import Attended

VERSION = "1.0.3"
PLATFORM = "CYSHCN Cares 2"
_VERBS, _ACTIVITIES = "http://adlnet.gov/expapi/verbs/", "http://adlnet.gov/expapi/activities/"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose statements they are: `site` is the portal, which knows the person by a number."""

    site: str
    person_id: int
    name: str

    @property
    def actor(self) -> Json:
        return {
            "objectType": "Agent",
            "name": self.name,
            "account": {"homePage": self.site, "name": str(self.person_id)},
        }


def statements(of: Record, by: Learner) -> list[Json]:
    """Everything in a record, the oldest first; the same deed is always the same statement."""
    found = [
        *(one for part in of.studied for one in _of_study(part, by)),
        *(_of_event(one, by) for one in of.attended),
    ]
    return sorted(found, key=lambda one: str(one["timestamp"]))


def _of_study(part: Studied, by: Learner) -> Iterator[Json]:
    study, version = part.study, part.version
    here, title = f"{by.site}/learn/{part.module.key}", version.title
    module = _activity(here, "module", title)
    about = {"revision": str(version.number)}
    yield _statement(by, "initialized", module, study.began_at, about=about)
    for lesson, row in part.done:
        if row.done_at is not None and not row.carried:
            activity = _activity(f"{here}/{lesson.key}", "lesson", lesson.title())
            result = {"completion": True, "duration": f"PT{lesson.minutes}M"}
            yield _statement(by, "completed", activity, row.done_at, about=about, result=result)
    for one in part.tries:
        yield from _of_try(one, _activity(f"{here}/quiz", "assessment", title), by)
    if study.completed_at is not None:
        result = {"completion": True, "duration": f"PT{part.minutes}M"}
        yield _statement(by, "completed", module, study.completed_at, about=about, result=result)


def _of_try(one: Try, quiz: Json, by: Learner) -> Iterator[Json]:
    """A try that was sent; one that is open says nothing yet."""
    row = one.row
    if row.submitted_at is None:
        return
    right, passes = row.right_count or 0, bool(row.is_passed)
    result = {
        "completion": True,
        "success": passes,
        "score": {"scaled": round(right / row.total, 4), "raw": right, "min": 0, "max": row.total},
    }
    about = {"revision": str(one.version.number)}
    verb = "passed" if passes else "failed"
    yield _statement(
        by, verb, quiz, row.submitted_at, about=about, result=result, number=row.number
    )


def _of_event(one: Attended, by: Learner) -> Json:
    key = key_from(one.title) or "event"
    activity = _activity(f"{by.site}/events#{one.on.isoformat()}-{key}", "meeting", one.title)
    at = dt.datetime.combine(one.on, dt.time(12), CENTRAL).astimezone(dt.UTC)
    result = {"completion": True, "duration": f"PT{one.minutes}M"}
    return _statement(by, "attended", activity, at, result=result)


def _activity(ident: str, kind: str, name: str) -> Json:
    return {
        "objectType": "Activity",
        "id": ident,
        "definition": {"type": f"{_ACTIVITIES}{kind}", "name": {"en-US": name}},
    }


def _statement(
    by: Learner,
    verb: str,
    activity: Json,
    at: dt.datetime,
    *,
    about: Json | None = None,
    result: Json | None = None,
    number: int = 0,
) -> Json:
    when = at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    deed = f"{by.site} {by.person_id} {verb} {activity['id']} {about} {number} {when}"
    made: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, deed)),
        "actor": by.actor,
        "verb": {"id": f"{_VERBS}{verb}", "display": {"en-US": verb}},
        "object": activity,
        "context": {"platform": PLATFORM, **(about or {})},
        "timestamp": when,
        "version": VERSION,
    }
    return made | ({"result": result} if result else {})
