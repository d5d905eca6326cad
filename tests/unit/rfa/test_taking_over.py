"""Answers of the last application: what fits, what is copied, how it is marked."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.policy import Actor
from app.rfa.domain.states import ApplicationState
from app.rfa.models import AnswerChange, Application, SectionDraft, Signature, Submission
from app.rfa.queries import applications
from app.rfa.services import taking_over
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
LAST_YEAR = AT - dt.timedelta(days=365)
COUNTED: dict[str, Any] = {
    "key": "Q3",
    "kind": "multiple choice",
    "text": "Whom do you serve?",
    "options": [{"key": "babies", "label": "Babies"}, {"key": "teens", "label": "Teens"}],
}
AGREED = {"key": "Q4", "kind": "attestation", "text": "I promise."}
OLD = {
    "profile": {
        "Q1": {"value": "private"},
        "Q2": {"name": "Ana", "phone": "601-555-0100"},
        "Q3": {"value": ["babies", "teens"]},
        "Q4": {"value": "yes"},
    },
    "plan": {"P1": {"value": "Monthly huddles"}},
}


def form(**profile: Any) -> dict[str, Any]:
    """The small form with two more questions; `profile` changes questions by key."""
    source = copy.deepcopy(build.SMALL_FORM)
    questions = [*source["sections"][0]["questions"], COUNTED, AGREED]
    source["sections"][0]["questions"] = [
        profile.get(one["key"], one) for one in questions if profile.get(one["key"], one)
    ]
    return source


class Practice:
    """A practice that applied a year ago, with a draft in this year's round."""

    def __init__(self, new: dict[str, Any] | None = None, **given: Any) -> None:
        self.practice = build.practice()
        ana = build.person(name="Ana")
        self.by = Actor(ana.id, "Ana")
        self.old = build.application(
            practice_id=self.practice.id,
            round_id=build.rfa_round(title="RFA 2025", form=form()).id,
            state=ApplicationState.SUBMITTED,
            submitted_at=LAST_YEAR,
            reference=f"CC2-2025-{self.practice.id:04}",
        )
        for section in ("profile", "plan", "papers", "signature"):
            build.section_draft(self.old, section, OLD.get(section, {}))
        self.sent = build.saved(
            Submission(
                application_id=self.old.id,
                number=1,
                submitted_at=LAST_YEAR,
                submitted_by_id=ana.id,
                signature_id=sign(self.old.id, ana.id).id,
                content=applications.opened(self.old.id).content(),
                fingerprint="0" * 64,
            )
        )
        self.round = build.rfa_round(title="RFA 2026", form=new or form())
        self.draft = build.application(
            practice_id=self.practice.id,
            round_id=self.round.id,
            **given,
        )
        for section in ("profile", "plan", "papers", "signature"):
            build.section_draft(self.draft, section, {})
        self.id = self.draft.id

    def write(self, section: str, answers: dict[str, Any]) -> None:
        self.section(section).answers = answers
        db.session.commit()

    def section(self, key: str) -> SectionDraft:
        return db.session.scalars(
            select(SectionDraft).filter_by(application_id=self.id, section=key)
        ).one()

    def fitting(self) -> dict[str, Any]:
        frozen = applications.frozen(self.sent)
        found = taking_over.fitting(applications.opened(self.id), frozen)
        return {one.question.key: one.answer for one in found}

    def take(self) -> int:
        with transaction():
            of = applications.opened(self.id, locked=True)
            return taking_over.take_over(of, self.sent, by=self.by, at=AT)

    def confirm(self, section: str) -> None:
        with transaction():
            of = applications.opened(self.id, locked=True)
            taking_over.confirm(of, of.section(section), by=self.by, at=AT)


def sign(application_id: int, person_id: int) -> Signature:
    signature: Signature = build.saved(
        Signature(
            application_id=application_id,
            person_id=person_id,
            name="Ana",
            title="Director",
            statement="True.",
            fingerprint="0" * 64,
            signed_at=LAST_YEAR,
        )
    )
    return signature


def test_the_last_application_of_the_practice_is_found() -> None:
    here = Practice()
    assert applications.earlier_version(here.draft) is here.sent
    assert applications.earlier_version(here.old) is None


def test_what_was_answered_is_copied_and_marked_with_its_history() -> None:
    here = Practice()
    assert here.take() == 4
    profile = here.section("profile")
    assert profile.answers == {key: OLD["profile"][key] for key in ("Q1", "Q2", "Q3")}
    assert profile.stale == {"keys": ["Q1", "Q2", "Q3"]}
    assert (profile.version, profile.changed_at, profile.changed_by_id) == (
        2,
        AT,
        here.by.person_id,
    )
    assert profile.is_started
    plan = here.section("plan")
    assert plan.answers == OLD["plan"]
    assert plan.is_complete
    assert here.section("papers").version == 1
    of = db.session.get_one(Application, here.id)
    assert (of.taken_from_id, of.content_at) == (here.old.id, AT)
    changes = list(db.session.scalars(select(AnswerChange).order_by(AnswerChange.id)))
    assert [change.question for change in changes] == ["Q1", "Q2", "Q3", "P1"]
    assert changes[0].before == {}
    assert changes[0].after == {"value": "private"}
    assert {(change.note, change.version) for change in changes} == {
        ("Taken over from RFA 2025.", 2)
    }
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.verb == "took over earlier answers"
    assert event.after == {"from": "RFA 2025", "questions": ["Q1", "Q2", "Q3", "P1"]}


def test_nothing_that_was_written_is_replaced() -> None:
    here = Practice()
    here.write("profile", {"Q1": {"value": "fqhc"}})
    here.section("profile").stale = {"keys": ["Q2"]}
    assert "Q1" not in here.fitting()
    here.take()
    assert here.section("profile").answers["Q1"] == {"value": "fqhc"}
    assert here.section("profile").stale == {"keys": ["Q2", "Q3"]}


def test_promises_and_files_are_made_anew() -> None:
    assert set(Practice().fitting()) == {"Q1", "Q2", "Q3", "P1"}


def test_a_question_that_is_new_or_of_another_kind_stays_empty() -> None:
    new = {"key": "Q5", "kind": "text", "text": "Who are you?"}
    changed = {"key": "Q3", "kind": "text", "text": "Whom do you serve?"}
    here = Practice(form(Q2=new, Q3=changed))
    assert set(here.fitting()) == {"Q1", "P1"}


def test_options_that_are_gone_are_not_copied() -> None:
    q1, _ = build.SMALL_FORM["sections"][0]["questions"]
    fewer = q1 | {"options": [q1["options"][0], q1["options"][2]]}
    others = [COUNTED["options"][1], {"key": "all", "label": "All"}]
    here = Practice(form(Q1=fewer, Q3=COUNTED | {"options": others}))
    assert here.fitting() == {
        "Q2": OLD["profile"]["Q2"],
        "Q3": {"value": ("teens",)},
        "P1": OLD["plan"]["P1"],
    }


def test_a_second_time_there_is_nothing_left() -> None:
    here = Practice()
    here.take()
    with pytest.raises(Refused, match="Nothing is left"):
        here.take()
    assert here.section("plan").version == 2


def test_what_was_sent_takes_nothing_over() -> None:
    sent = Practice(state=ApplicationState.SUBMITTED, submitted_at=AT, reference="CC2-2026-0009")
    with pytest.raises(NotPossibleNow):
        sent.take()


def test_after_the_deadline_nothing_is_taken_over() -> None:
    late = Practice()
    late.round.closes_at = AT - dt.timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(NotPossibleNow):
        late.take()


def test_a_signature_is_void_when_answers_are_taken_over() -> None:
    here = Practice()
    signature = sign(here.id, here.by.person_id or 0)
    here.take()
    db.session.refresh(signature)
    assert signature.void_reason == "content changed"


def test_marks_go_when_a_section_is_still_true() -> None:
    here = Practice()
    here.take()
    here.confirm("profile")
    assert here.section("profile").stale == {"keys": []}
    assert here.section("plan").stale == {"keys": ["P1"]}
    assert here.section("profile").version == 2
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert (last.verb, last.after) == (
        "checked earlier answers of section 1",
        {"questions": ["Q1", "Q2", "Q3"]},
    )
    with pytest.raises(NotPossibleNow, match="Nothing"):
        here.confirm("profile")


def test_marks_stay_when_the_section_is_closed() -> None:
    here = Practice()
    here.take()
    here.round.closes_at = AT - dt.timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(NotPossibleNow, match="cannot be changed"):
        here.confirm("plan")
