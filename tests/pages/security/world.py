"""A small world in which everything that an address can name exists, twice."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from app.accounts.domain.tokens import digest
from app.accounts.models import Invitation, Session
from app.audit.services import record
from app.charts.domain.decisions import DecisionKind
from app.charts.models import Annotation, ChartDecision
from app.collaborative.domain.kinds import DateKind
from app.collaborative.models import CohortDate, Enrolment
from app.core.db import db
from app.measures.models import (
    DataPointRevision,
    ImportBatch,
    PeriodSubmission,
    Via,
)
from app.outbox.models import OutboxMail
from app.outbox.services import queue
from app.policy import COHORT_ROLES, PRACTICE_ROLES, Actor, Role
from tests.pages.security import beginnings, calls, events, learning, panels
from tests.support import build
from tests.support.page import open_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Flask
    from werkzeug.routing import Rule

    from app.accounts.models import Person

NOW = dt.datetime(2026, 11, 5, 18, tzinfo=dt.UTC)
MONTHS = [dt.date(2026, month, 1) for month in (6, 7, 8, 9)]
PART = re.compile(r"<(?:\w+:)?(\w+)>")
NOTHING = {
    "team": "no-such-team",
    "measure": "no-such-measure",
    "cohort": "no-such-cohort",
    "practice": "no-such-practice",
    "month": "2026-09",
    "secret": "A" * 40,
    "token": "A" * 40,
    "key": "no-such-round",
    "section": "no-such-section",
    "question": "no_such_question",
    "piece": "no-such-piece",
    "part": "no_such_part",
    "text": "no-such-text",
    "contact": "no-such-contact",
    "kind": "no-such-letter",
    "field": "no-such-field",
    "module": "no-such-module",
    "track": "no-such-track",
    "lesson": "no-such-lesson",
    "event": "no-such-event",
    "name": "no-such-file",
}
"""Names of what is not there; a number that is not there is `NO_ROW`."""
NO_ROW = 2**31 - 1
NUMBERED = (
    *("batch", "cycle", "date", "decision", "enrolment", "grant", "invitation", "mail", "note"),
    *("person", "ramp", "session", "application", "comment", "entry", "extension", "file", "mark"),
    *("task", "view", "consensus", "review", "milestone", "snapshot", "member", "check"),
    *("assignment", "attempt", "certificate", "material", "roster", "row", "study"),
)
ONE = "/staff/applications/<id:application_id>"
VERSION = "/staff/curriculum/<slug:module>/<id:number>"
REVIEWED = ("reviews", "reviewers", "conflicts", "redactions", "decision", "letter", "feedback")
"""The staff's pages about an application that is reviewed, and about which nobody was told."""
INSTEAD = (
    ("/own/<", "measure", "own"),
    ("/tags/<", "mark_id", "tag_id"),
    ("/applications/<id:application_id>/people", "person_id", "mate_id"),
    ("/applications/<id:application_id>/people", "invitation_id", "place_id"),
    ("/staff/rounds/<slug:key>/form", "key", "draft"),
    ("/staff/rounds/<slug:key>/open", "key", "draft"),
    ("/staff/rounds/<slug:key>/settings", "key", "draft"),
    ("/staff/applications/seal/", "key", "sealed"),
    ("/staff/applications/<id:application_id>/extensions/", "extension_id", "own_extension_id"),
    ("/staff/rounds/<slug:key>/discard", "key", "draft"),
    *((f"/staff/rounds/<slug:key>/{part}", "key", "reviewing") for part in ("reviewing", "board")),
    ("/decisions/appeals", "key", "appealed"),
    ("/decisions/survey", "key", "appealed"),
    ("/staff/rounds/<slug:key>/decisions", "key", "reviewing"),
    ("/staff/rounds/<slug:key>/awards", "key", "begun"),
    *((f"/reviews/{part}/<", "key", "reviewing") for part in ("declaration", "due", "exercise")),
    ("/reviews/pack/<", "key", "reviewing"),
    *((f"{ONE}/{part}", "application_id", "reviewed_id") for part in REVIEWED),
    ("/reviews/<id:application_id>", "application_id", "reviewed_id"),
    ("/reviews/<id:application_id>/files/<", "file_id", "read_file_id"),
    (f"{ONE}/conflicts/<", "person_id", "reviewer_id"),
    (f"{ONE}/appeal", "application_id", "appealed_id"),
    (f"{ONE}/promote", "application_id", "waiting_id"),
    ("/award/reply", "application_id", "offered_id"),
    ("/award/confirm", "application_id", "offered_id"),
    ("/applications/<id:application_id>/award", "application_id", "begun_id"),
    ("/applications/<id:application_id>/decision", "application_id", "waiting_id"),
    ("/reopen", "milestone_id", "met_id"),
    *((f"{VERSION}/{step}", "module", "in_review") for step in ("approve", "send-back")),
    *((f"{VERSION}/{step}", "number", "first") for step in ("approve", "send-back", "schedule")),
    (f"{VERSION}/schedule", "module", "approved"),
    (f"{VERSION}/end", "number", "out"),
    (VERSION, "number", "version"),
    (f"{VERSION}/lessons/<slug:lesson>/questions/", "question", "asked"),
    (f"{VERSION}/comments/", "comment_id", "remark_id"),
    (f"{VERSION}/files/", "file_id", "module_file_id"),
    ("/curriculum-files/", "file_id", "module_file_id"),
    ("/staff/curriculum/certificates/words/", "number", "words_number"),
    ("/reinstate", "certificate_id", "revoked_id"),
    ("/certificates/<name:number>", "number", "proof"),
    ("/verify/", "number", "proof"),
    ("/learn/<slug:module>/quiz", "module", "quizzed"),
    ("/learn/<slug:module>/<slug:lesson>/notes/", "note_id", "team_note_id"),
    ("/learn/record/evaluation/", "study_id", "done_id"),
    ("/staff/learning/studies/", "study_id", "tried_id"),
    ("/staff/learning/people/", "person_id", "learner_id"),
    ("/attendance/", "person_id", "learner_id"),
    ("/roster/<id:roster_id>/undo", "roster_id", "undone_roster_id"),
    ("/staff/events/<slug:event>/publish", "event", "planned"),
    ("/events/<slug:event>/leave", "event", "ahead"),
    ("/calendar/<token:secret>", "secret", "calendar"),
)
"""Where a part of an address means something else than usual: the name to take instead."""
ASKED = {
    "/staff/applications/<id:application_id>/differences": "?old=1&new=2",
    "/staff/rounds/<slug:key>/form/new/<slug:piece>": "?section=plan&kind=text",
    "/staff/rounds/<slug:key>/decisions/templates/<slug:kind>/version": "?number=0",
    "/staff/rounds/<slug:key>/board/decide": "?application={reviewed_id}",
    "/staff/rounds/<slug:key>/board/snapshots/<id:snapshot_id>": "?compare=now",
    "/staff/rounds/<slug:key>/reviewing/assignments/proposal": "?seed=1",
    "/learn/search": f"?q={learning.SOUGHT}",
    "/staff/learning/remind": "?pick={learner_id}-{module_id}",
}
"""Pages that want to be asked for something."""


@dataclass(frozen=True)
class Corner:
    """One team with one of everything: `names` fill the parts of addresses."""

    practice: Any
    cohort: Any
    names: Mapping[str, Any]

    def address(self, rule: Rule | str, **other: Any) -> str:
        """The address of `rule` here; `other` names win."""
        pattern = rule if isinstance(rule, str) else rule.rule
        path = PART.sub(
            lambda part: str(other[part[1]] if part[1] in other else self.name(pattern, part[1])),
            pattern,
        )
        return path + ASKED.get(pattern, "").format_map(self.names)

    def name(self, rule: Rule | str, part: str) -> Any:
        """What stands for a part of an address here."""
        pattern = rule if isinstance(rule, str) else rule.rule
        found = [name for fragment, of, name in INSTEAD if of == part and fragment in pattern]
        return self.names[found[0] if found else part]

    def member(self, role: Role = Role.LEAD, **given: Any) -> Person:
        """Somebody with that role: here when it is a role of teams or coaches.

        The reviewer is always the same: one who sent the own review of what is reviewed here.
        """
        if role is Role.REVIEWER:
            return cast("Person", self.names["ruth"])
        place = self.practice if role in PRACTICE_ROLES else self.cohort
        return build.person(role=role, at=place if role in PRACTICE_ROLES + COHORT_ROLES else None, **given)  # fmt: skip

    def of(self, person: Person) -> Corner:
        """The same corner in which `person` learns: tries, proof, place and note are theirs."""
        events.comes(self.names["going_on"], person.id, NOW)
        events.registers(self.names["lies_ahead"], person.id, NOW)
        taught = self.names["taught"]
        own = learning.takes_part(taught, person, NOW)
        note = learning.noted(self.practice.id, taught.to_begin.module_id, person.id, "Mine", NOW)
        return replace(self, names={**self.names, **own, "team_note_id": note.id})


def missing(**other: Any) -> dict[str, Any]:
    """Names under which nothing is found."""
    ids = {f"{name}_id": NO_ROW for name in NUMBERED}
    versions = dict.fromkeys(("number", "old", "new"), NO_ROW)
    return {**NOTHING, **ids, **versions, **other}


def corner(app: Flask, key: str, *, says: str = "", library_says: str = "") -> Corner:
    """A team named `key` whose every text says `says`, in a cohort of its own.

    It applies too. The library, the rounds and the public pages, which everybody may read,
    say `library_says`.
    """
    app.extensions["clock"].set(NOW)
    words = says or f"Words of {key}"
    cohort = build.cohort(key=f"{key}-cohort", name=f"{key} {words}"[:120])
    clinic = build.team(cohort=cohort, key=key, name=f"{key} {words}"[:200], city=words[:80])
    author = build.person(role=Role.LEAD, at=clinic.practice, name=f"{key} {words}"[:120])
    library = _measure(cohort, f"{key}-plan", library_says or f"Words of {key}")
    build.sent_point(clinic, library, MONTHS[0], 1, 20, note=words, sent_note=words)
    own = _measure(clinic, f"{key}-own", words, own=True)
    applying = calls.Applying(
        clinic.practice, author, words, library_says or f"Words of {key}", NOW
    )
    names = {
        **NOTHING,
        **_numbers(clinic, library, author, words),
        **_cycles(clinic, library, author, words),
        **_people(app, clinic, author, words),
        **_of_staff(cohort, clinic, words),
        **calls.names(applying),
        **panels.names(applying, cohort),
        **beginnings.names(applying, cohort),
        **(learns := learning.names(applying)),
        **events.names(applying, cohort, learns["learner_id"]),
        "team": key,
        "practice": key,
        "cohort": cohort.key,
        "measure": library.key,
        "own": own.key,
        "month": "2026-09",
    }
    by = Actor(person_id=author.id, name=author.name)
    record("changed", clinic.practice, by=by, at=NOW, practice_id=clinic.id, reason=words)
    db.session.commit()
    return Corner(clinic.practice, cohort, names)


def _measure(of: Any, key: str, words: str, *, own: bool = False) -> Any:
    short = words[:60]
    texts: dict[str, Any] = dict.fromkeys(
        ("numerator", "denominator", "population", "exclusions", "notes"), words
    )
    return build.measure(
        of=of, key=key, name=f"{key} {words}"[:120], short_name=short, source=words, own=own, **texts
    )  # fmt: skip


def _numbers(clinic: Any, library: Any, author: Person, words: str) -> dict[str, int]:
    points = [
        build.sent_point(clinic, library, month, 2 + at, 20, note=words, sent_note=words)
        for at, month in enumerate(MONTHS[1:])
    ]
    for point in points:
        build.saved(
            DataPointRevision(
                data_point_id=point.id,
                number=1,
                answer=point.answer,
                numerator=2,
                denominator=20,
                note=words,
                via=Via.GRID,
                at=NOW,
                by_id=author.id,
            )
        )
    build.saved(PeriodSubmission(practice_id=clinic.id, period=MONTHS[3], note=words))
    batch = build.saved(
        ImportBatch(
            practice_id=clinic.id,
            filename=words[:200],
            sha256=b"0" * 32,
            rows={"said": [], "unread": []},
            created_at=NOW,
            created_by_id=author.id,
        )
    )
    mine = {"practice_id": clinic.id, "measure_id": library.id, "made_at": NOW, "made_by_id": author.id}  # fmt: skip
    decision = build.saved(
        ChartDecision(kind=DecisionKind.EXCLUDE, period=MONTHS[1], reason=words, **mine)
    )
    note = build.saved(Annotation(period=MONTHS[2], text=words, **mine))
    return {"batch_id": batch.id, "decision_id": decision.id, "note_id": note.id}


def _cycles(clinic: Any, library: Any, author: Person, words: str) -> dict[str, int]:
    ramp = build.ramp(clinic, title=words[:160], measure_id=library.id, created_by_id=author.id)
    fields = ("objective", "what", "collection", "observations", "collected", "learned", "next_steps")  # fmt: skip
    cycle = build.cycle(
        clinic,
        ramp=ramp,
        title=words[:160],
        who=words[:200],
        location=words[:200],
        scale=words[:120],
        measure_id=library.id,
        predictions=[(words, words)],
        **dict.fromkeys(fields, words),
    )
    return {"ramp_id": ramp.id, "cycle_id": cycle.id}


def _people(app: Flask, clinic: Any, author: Person, words: str) -> dict[str, int]:
    other = build.person(name=f"{clinic.key} friend")
    grant = build.grant(other, Role.VIEWER, at=clinic.practice)
    open_session(app, other.id)
    session = db.session.query(Session).filter_by(person_id=other.id).one()
    offer = build.saved(
        Invitation(
            token_hash=digest(f"{clinic.key} offer"),
            email=f"{clinic.key}-new@example.org",
            name=words[:120],
            role=Role.VIEWER,
            practice_id=clinic.id,
            sent_at=NOW,
            expires_at=NOW + dt.timedelta(days=7),
            invited_by_id=author.id,
        )
    )
    ids = {"person_id": other.id, "grant_id": grant.id, "session_id": session.id}
    return {**ids, "invitation_id": offer.id}


def _of_staff(cohort: Any, clinic: Any, words: str) -> dict[str, int]:
    date = build.saved(
        CohortDate(
            cohort_id=cohort.id,
            kind=next(iter(DateKind)),
            title=words[:160],
            on=dt.date(2026, 12, 1),
            place=words[:200],
        )
    )
    queue("test", key=f"{clinic.key}:1", to=f"{clinic.key}@example.org", subject=words[:200], body=words, at=NOW)  # fmt: skip
    db.session.commit()
    mail = db.session.query(OutboxMail).filter_by(key=f"{clinic.key}:1").one()
    enrolled = db.session.query(Enrolment).filter_by(practice_id=clinic.id).one()
    return {"date_id": date.id, "mail_id": mail.id, "enrolment_id": enrolled.id}


def rules(app: Flask) -> Iterable[tuple[Rule, str]]:
    """Every rule of the portal with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method
