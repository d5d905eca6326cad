"""Build rows for tests; every argument has a default, so a test names only what matters."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from app.accounts.models import Person, RoleGrant
from app.collaborative.models import Cohort, Enrolment
from app.core.db import db
from app.curriculum.domain.content import Asked, Lesson, Question, Text
from app.curriculum.domain.kinds import ChangeClass, Language, QuestionKind
from app.curriculum.models import Module, ModuleVersion, Track
from app.curriculum.services import contents, searching
from app.events.domain.kinds import EventKind
from app.events.models import Event
from app.improvement.models import Cycle, Prediction, Ramp
from app.measures.domain.kinds import Answer, Direction, Frequency, MeasureKind, MeasureRole
from app.measures.models import CohortMeasure, DataPoint, Measure, MeasureVersion, TeamMeasure
from app.policy import COHORT_ROLES, PRACTICE_ROLES, SYSTEM, Role
from app.practices.models import Practice, PracticeKind

_number = itertools.count(1)
NOON = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)


def saved(row: Any) -> Any:
    """Write `row` and give it back."""
    db.session.add(row)
    db.session.commit()
    return row


def practice(**given: Any) -> Practice:
    """A practice; with `name=`, `kind=`, `county=` as the test needs."""
    n = next(_number)
    defaults = {
        "key": f"practice-{n}",
        "name": f"Practice {n}",
        "kind": PracticeKind.FQHC,
        "county": "Hinds",
        "created_at": NOON,
    }
    return saved(Practice(**defaults | given))


def person(*, role: Role | None = None, at: Any = None, **given: Any) -> Person:
    """Somebody with an account; with `role=` also a grant, at the practice or cohort `at`."""
    n = next(_number)
    defaults = {"email": f"person{n}@example.org", "name": f"Person {n}", "created_at": NOON}
    row: Person = saved(Person(**defaults | given))
    if role is not None:
        grant(row, role, at=at)
    return row


def grant(to: Person, role: Role, *, at: Any = None, **given: Any) -> RoleGrant:
    """A role of `to`; `at` is the practice of a team role or the cohort of a coach."""
    place: dict[str, Any] = {}
    if role in PRACTICE_ROLES:
        place["practice_id"] = (at or practice()).id
    if role in COHORT_ROLES:
        place["cohort_id"] = (at or cohort()).id
    defaults = {"person_id": to.id, "role": role, "granted_at": NOON}
    return saved(RoleGrant(**defaults | place | given))


def cohort(**given: Any) -> Cohort:
    """A cohort that runs from June 2026 to November 2027, due on the 10th."""
    n = next(_number)
    defaults = {
        "key": f"cohort-{n}",
        "name": f"Cohort {n}",
        "starts_on": dt.date(2026, 6, 1),
        "ends_on": dt.date(2027, 11, 30),
        "created_at": NOON,
    }
    return saved(Cohort(**defaults | given))


def enrolment(**given: Any) -> Enrolment:
    """A practice in a cohort since June 2026."""
    defaults = {
        "practice_id": given.get("practice_id") or practice().id,
        "cohort_id": given.get("cohort_id") or cohort().id,
        "joined_on": dt.date(2026, 6, 1),
    }
    return saved(Enrolment(**defaults | given))


def team(**given: Any) -> Any:
    """A practice in a cohort, as pages know it; `cohort=` and fields of the practice."""
    from app.collaborative import queries

    of = given.pop("cohort", None) or cohort()
    joined_on = given.pop("joined_on", of.starts_on)
    clinic = practice(**given)
    enrolment(practice_id=clinic.id, cohort_id=of.id, joined_on=joined_on)
    return queries.team(clinic.key)


def measure(*, of: Any = None, required: bool = True, **given: Any) -> Measure:
    """A measure with one definition; `of` is the cohort or team that reports it."""
    n = next(_number)
    position = given.pop("position", n)
    baseline = given.pop("baseline_points", None)
    own = given.pop("own", False)
    key = given.pop("key", f"measure-{n}")
    row: Measure = saved(
        Measure(
            key=key,
            code=None if own else f"T{n:03}",
            practice_id=of.id if own else None,
            created_at=NOON,
        )
    )
    version(row, **given)
    if of is not None and hasattr(of, "due_day"):
        saved(
            CohortMeasure(
                cohort_id=of.id,
                measure_id=row.id,
                is_required=required,
                position=position,
                baseline_points=baseline,
            )
        )
    elif of is not None:
        saved(TeamMeasure(practice_id=of.id, measure_id=row.id, adopted_at=NOON))
    return row


def version(of: Measure, **given: Any) -> MeasureVersion:
    """One definition of a measure: a percent, higher is better, monthly, goal 60."""
    defaults = {
        "measure_id": of.id,
        "number": 1,
        "effective_from": dt.date(2020, 1, 1),
        "name": f"Measure {of.key}",
        "short_name": of.key,
        "role": MeasureRole.PROCESS,
        "kind": MeasureKind.PERCENT,
        "unit": "percent",
        "per": 100,
        "direction": Direction.HIGHER,
        "goal": 60.0,
        "frequency": Frequency.MONTHLY,
        "numerator": "Children with a plan",
        "denominator": "Children in all",
        "created_at": NOON,
    }
    return saved(MeasureVersion(**defaults | given))


def sent_point(
    team: Any, measure: Measure, period: dt.date, top: int | None, bottom: int | None, **given: Any
) -> DataPoint:
    """A number that was sent; `at=` is when, `answer=` what it says."""
    from app.measures.queries import version_for, versions_of

    at = given.pop("at", NOON)
    answer = given.pop("answer", Answer.COUNTED)
    of = version_for(versions_of([measure.id])[measure.id], period)
    row = DataPoint(
        practice_id=team.id,
        measure_id=measure.id,
        measure_version_id=of.id,
        period=period,
        answer=answer,
        numerator=top,
        denominator=bottom,
        changed_at=at,
        sent_answer=answer,
        sent_numerator=top,
        sent_denominator=bottom,
        sent_note="",
        sent_version_id=of.id,
        sent_at=at,
        first_sent_at=at,
    )
    for name, value in given.items():
        setattr(row, name, value)
    return saved(row)


def ramp(of: Any, **given: Any) -> Ramp:
    """A ramp of the team (or practice) `of`."""
    by = given.pop("created_by_id", None) or person().id
    defaults = {
        "practice_id": of.id,
        "title": f"Ramp {next(_number)}",
        "created_at": NOON,
        "created_by_id": by,
    }
    return saved(Ramp(**defaults | given))


def cycle(of: Any, **given: Any) -> Cycle:
    """A draft cycle of the team `of`; `predictions=` are (question, predicted) pairs."""
    in_ramp = given.pop("ramp", None) or ramp(of)
    pairs = given.pop("predictions", [])
    defaults = {
        "ramp_id": in_ramp.id,
        "practice_id": of.id,
        "title": f"Cycle {next(_number)}",
        "created_at": NOON,
        "created_by_id": in_ramp.created_by_id,
        "changed_at": NOON,
        "changed_by_id": in_ramp.created_by_id,
    }
    row = Cycle(**defaults | given)
    row.predictions = [
        Prediction(position=place, question=question, predicted=predicted)
        for place, (question, predicted) in enumerate(pairs)
    ]
    return saved(row)


SMALL_FORM = {
    "title": "A small form",
    "sections": [
        {
            "key": "profile",
            "code": "1",
            "title": "Practice profile",
            "questions": [
                {
                    "key": "Q1",
                    "kind": "choice",
                    "text": "What kind of practice are you?",
                    "required": "now",
                    "options": [
                        {"key": "fqhc", "label": "Health center"},
                        {"key": "private", "label": "Private practice"},
                        {"key": "emergency", "label": "Hospital emergency department"},
                    ],
                    "screen": {
                        "emergency": {
                            "outcome": "not eligible",
                            "reason": "Emergency departments do not give primary care.",
                        }
                    },
                },
                {"key": "Q2", "kind": "person", "text": "Whom do we call?"},
            ],
        },
        {
            "key": "plan",
            "code": "2",
            "title": "Plan and aim",
            "points": 100,
            "questions": [
                {"key": "P1", "kind": "long text", "text": "What will you do?", "words": 50},
                {"key": "P2", "kind": "long text", "text": "What will last?", "required": "no"},
            ],
        },
        {
            "key": "papers",
            "code": "3",
            "title": "Attachments",
            "questions": [{"key": "L1", "kind": "file", "text": "Letter of leadership support"}],
        },
        {
            "key": "signature",
            "code": "4",
            "title": "Signature",
            "waits_for": ["profile", "plan", "papers"],
            "questions": [
                {"key": "S1", "kind": "signature", "text": "All of this is true. I may sign."}
            ],
        },
    ],
    "criteria": [
        {
            "key": "K1",
            "title": "Plan",
            "section": "plan",
            "points": 100,
            "anchors": {"0": "A wish", "3": "Clear", "5": "Clear and measurable"},
        }
    ],
}


def rfa_round(**given: Any) -> Any:
    """A published round with a small form: open from October 1 to December 1, 2026."""
    from app.rfa.models import Round

    n = next(_number)
    defaults = {
        "key": f"round-{n}",
        "title": f"Round {n}",
        "opens_at": dt.datetime(2026, 10, 1, 13, tzinfo=dt.UTC),
        "closes_at": dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC),
        "form": SMALL_FORM,
        "created_at": NOON,
    }
    if "published_at" not in given:
        defaults |= {"published_at": NOON, "published_by_id": person().id}
    return saved(Round(**defaults | given))


def application(*, lead: Person | None = None, **given: Any) -> Any:
    """A draft of a practice for a round; `lead=` also becomes its application lead."""
    from app.rfa.models import Application

    clinic_id = given.get("practice_id") or practice().id
    by = lead or person()
    defaults = {
        "round_id": given.get("round_id") or rfa_round().id,
        "practice_id": clinic_id,
        "created_at": NOON,
        "created_by_id": by.id,
        "content_at": NOON,
    }
    row = saved(Application(**defaults | given))
    if lead is not None:
        grant(lead, Role.APPLICATION_LEAD, at=db.session.get(Practice, clinic_id))
    return row


def section_draft(of: Any, section: str, answers: dict[str, Any], **given: Any) -> Any:
    """The answers of one section of an application, as they are kept: parts by question."""
    from app.rfa.models import SectionDraft

    defaults = {"application_id": of.id, "section": section, "answers": answers}
    return saved(SectionDraft(**defaults | {"is_started": bool(answers)} | given))


def sent_application(
    *, form: Any = None, number: int = 1, checked: bool = True, **given: Any
) -> Any:
    """An application that was signed and sent; its answers are those of `content=`, by question.

    `content` are plain answers: parts by question key, as a snapshot keeps them. A second
    person checked it, unless `checked=False`.
    """
    from app.rfa.domain.snapshots import fingerprint
    from app.rfa.domain.states import ApplicationState
    from app.rfa.models import Round, Signature, Submission

    content = given.pop("content", {})
    sent_at = given.pop("sent_at", dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC))
    row = application(
        **{
            "state": ApplicationState.SUBMITTED,
            "submitted_at": sent_at,
            "reference": f"CC2-2026-{next(_number):04}",
        }
        | given
    )
    of, clinic = db.session.get(Round, row.round_id), db.session.get(Practice, row.practice_id)
    assert of is not None  # it was made with the application
    assert clinic is not None
    source = form or of.form
    frozen = {
        "format": 1,
        "round": of.title,
        "practice": clinic.name,
        "kind": clinic.kind.value,
        "form": source,
        "sections": [section["key"] for section in source["sections"]],
        "answers": content,
        "files": [],
    }
    mark = fingerprint(frozen)
    signature = saved(
        Signature(
            application_id=row.id,
            person_id=row.created_by_id,
            name="Sam Signer",
            title="Director",
            statement="I am authorized.",
            fingerprint=mark,
            signed_at=sent_at,
        )
    )
    saved(
        Submission(
            application_id=row.id,
            number=number,
            submitted_at=sent_at,
            submitted_by_id=row.created_by_id,
            signature_id=signature.id,
            content=frozen,
            fingerprint=mark,
        )
    )
    if checked:
        check(row, version=number)
    return row


def check(of: Any, **given: Any) -> Any:
    """Somebody who is not there otherwise checked version 1; `by=` and `version=` for others."""
    from app.rfa.models import Check

    by = given.pop("by", None) or person(name="Cora Checker")
    defaults = {
        "application_id": of.id,
        "version": 1,
        "checked_at": of.submitted_at,
        "checked_by_id": by.id,
    }
    return saved(Check(**defaults | given))


def declaration(of: Any, by: Person, *practices: Any, **given: Any) -> Any:
    """What `by` declared for a round: employment at these practices, or nothing at all."""
    from app.reviews.domain.kinds import TieKind
    from app.reviews.models import Declaration, DeclaredTie

    defaults = {
        "round_id": of.id,
        "person_id": by.id,
        "declared_at": NOON,
        "is_nothing": not practices,
    }
    row = saved(Declaration(**defaults | given))
    for one in practices:
        saved(DeclaredTie(declaration_id=row.id, kind=TieKind.EMPLOYMENT, practice_id=one.id))
    return row


def reviewer_assignment(of: Any, to: Person, *, clear: bool = True, **given: Any) -> Any:
    """`to` is to review an application and, unless `clear=False`, said to have no conflict."""
    from app.reviews.domain.kinds import Statement
    from app.reviews.models import AssignmentBatch, ConflictStatement, ReviewerAssignment

    n = next(_number)
    if "batch_id" not in given:
        batch = AssignmentBatch(
            round_id=of.round_id, token=f"batch-{n}", made_at=NOON, made_by_id=to.id
        )
        given["batch_id"] = saved(batch).id
    defaults = {"application_id": of.id, "person_id": to.id, "assigned_at": NOON}
    row = saved(ReviewerAssignment(**defaults | given))
    if clear:
        saved(
            ConflictStatement(
                application_id=of.id,
                person_id=to.id,
                statement=Statement.NO,
                said_at=NOON,
                said_by_id=to.id,
            )
        )
    return row


def review(of: Any, by: Person, scores: dict[str, int | None] | None = None, **given: Any) -> Any:
    """A submitted review; `scores` by criterion, None for "cannot assess". `state=` for others."""
    from app.reviews.domain.kinds import Recommendation, ReviewState
    from app.reviews.models import Review, ReviewScore
    from app.rfa.models import Submission

    version = db.session.scalars(
        db.select(Submission)
        .where(Submission.application_id == of.id)
        .order_by(Submission.number.desc())
    ).first()
    assert version is not None  # only what was sent is reviewed
    defaults = {
        "application_id": of.id,
        "person_id": by.id,
        "submission_id": version.id,
        "state": ReviewState.SUBMITTED,
        "recommendation": Recommendation.AWARD,
        "strengths": "A strong team.",
        "started_at": NOON,
        "changed_at": NOON,
        "submitted_at": NOON,
    }
    row = saved(Review(**defaults | given))
    for key, score in (scores or {"K1": 4}).items():
        saved(
            ReviewScore(
                review_id=row.id,
                criterion=key,
                score=score,
                cannot_assess=score is None,
                comment=f"Why {score}." if score is not None else "Nothing to judge by.",
            )
        )
    return row


def decision(of: Any, **given: Any) -> Any:
    """A recorded, unreleased award; `outcome=`, `released_at=` and so on for others."""
    from app.awards.domain.kinds import Outcome
    from app.awards.models import Decision

    by = given.pop("by", None) or person(role=Role.DIRECTOR)
    defaults = {
        "application_id": of.id,
        "outcome": Outcome.AWARD,
        "rationale": "The panel recommends it.",
        "decided_at": NOON,
        "decided_by_id": by.id,
    }
    return saved(Decision(**defaults | given))


def track(**given: Any) -> Track:
    """A group of modules; with `title=` and `position=` as the test needs."""
    n = next(_number)
    return saved(Track(**{"key": f"track-{n}", "title": f"Track {n}", "position": n} | given))


def module(**given: Any) -> Module:
    """A module of the curriculum without a version."""
    n = next(_number)
    defaults = {"key": f"module-{n}", "code": str(n), "position": n, "created_at": NOON}
    if "track_id" not in given:
        defaults["track_id"] = track().id
    return saved(Module(**defaults | given))


def lesson(key: str = "lesson-1", **given: Any) -> Lesson:
    """A lesson as content: a short text, one question, done when read."""
    asked = Asked("What is a run chart?", ("A line over time", "A pie"), "It shows time.")
    defaults = {
        "code": "",
        "minutes": 10,
        "texts": {Language.ENGLISH: Text(f"About {key}", ("Say why",), f"## Why\n\nOf {key}.")},
        "questions": (
            Question(
                key="q1",
                kind=QuestionKind.ONE,
                right=frozenset({0}),
                texts={Language.ENGLISH: asked},
            ),
        ),
    }
    return Lesson(**{"key": key} | defaults | given)


def module_version(
    of: Module | None = None, *, lessons: Sequence[Lesson] = (), **given: Any
) -> ModuleVersion:
    """A draft of a module with its lessons (one, unless named)."""
    of = of or module()
    defaults = {
        "module_id": of.id,
        "number": 1,
        "title": f"Module {of.code}",
        "summary": "What it is about.",
        "created_at": NOON,
    }
    row = saved(ModuleVersion(**defaults | given))
    contents.put_lessons(row, lessons or (lesson(),), by=SYSTEM, at=NOON)
    if row.approved_at is not None:
        searching.index(row)
    db.session.commit()
    return row


def published_version(
    of: Module | None = None, *, lessons: Sequence[Lesson] = (), **given: Any
) -> ModuleVersion:
    """A version of a module that is out since noon of 2 November 2026."""
    out = {
        "review_asked_at": NOON,
        "approved_at": NOON,
        "change_class": ChangeClass.MINOR,
        "publish_at": NOON,
    }
    if "approved_by_id" not in given:
        out["approved_by_id"] = person().id
    return module_version(of, lessons=lessons, **out | given)


def learning_event(**given: Any) -> Event:
    """A published call of one hour, on 9 November 2026 at noon in Mississippi."""
    n = next(_number)
    start = given.get("starts_at", dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC))
    by = person().id
    defaults = {
        "key": f"event-{n}",
        "kind": EventKind.CALL,
        "title": f"Call {n}",
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=1),
        "uid": f"event-{n}@portal.test",
        "check_in_code": "PINE42",
        "created_at": NOON,
        "created_by_id": by,
        "changed_at": NOON,
        "published_at": NOON,
        "published_by_id": by,
    }
    return saved(Event(**defaults | given))
