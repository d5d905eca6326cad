"""Words are taken out of every text that was chosen, with a trace, and without the words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.audit.models import AuditEvent
from app.audit.services import record
from app.core.db import db, transaction
from app.core.errors import Conflict, Refused
from app.improvement.models import Cycle, Ramp
from app.outbox.models import OutboxMail
from app.outbox.services import queue
from app.policy import Actor, Role
from app.removals import services
from app.removals.domain.words import MARK
from app.removals.models import RemovedWords
from app.removals.queries import removed, texts
from app.reviews.models import Review, ReviewScore, SentReview
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import AnswerChange, Application, SectionDraft, Submission
from app.rfa.presenters.signing import belongs
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

SSN = "219-09-9999"
AT = build.NOON


@pytest.fixture
def staff(app: Flask) -> Actor:
    someone = build.person(role=Role.PROGRAM_STAFF, name="Stella Staff")
    return Actor(person_id=someone.id, name=someone.name)


def take_out(words: str, by: Actor, **given: Any) -> tuple[Any, ...]:
    """Take words out of every text they stand in."""
    marks = [text.mark for text in texts.standing([words]).found]
    with transaction():
        return services.remove(
            marks, [words], **{"reason": "A nurse told us", "by": by, "at": AT} | given
        )


def a_cycle(**given: Any) -> Any:
    clinic = build.practice()
    lead = build.person(role=Role.LEAD, at=clinic, name="Lee Lead", email="lee@example.org")
    return build.cycle(clinic, ramp=build.ramp(clinic, created_by_id=lead.id), **given)


def test_words_leave_every_part_and_the_rest_stays(staff: Actor) -> None:
    row = a_cycle(title=f"Call {SSN}", learned=f"{SSN} said yes, {SSN} twice", what="Calls")

    done = take_out(SSN, staff)

    db.session.refresh(row)
    assert (row.title, row.learned) == (f"Call {MARK}", f"{MARK} said yes, {MARK} twice")
    assert (row.what, row.version) == ("Calls", 3)
    assert len(done) == 2


def test_the_trace_says_everything_but_the_words(staff: Actor) -> None:
    row = a_cycle(learned=f"We saw {SSN} and {SSN}")

    take_out(SSN, staff)

    trace = db.session.scalars(select(RemovedWords)).one()
    assert (trace.place, trace.row_id, trace.part) == ("cycle", row.id, "learned")
    assert (trace.practice_id, trace.characters) == (row.practice_id, 22)
    assert str(trace.looks_like) == "a Social Security number"
    assert (trace.removed_by_id, trace.removed_at, trace.reason) == (
        staff.person_id,
        AT,
        "A nurse told us",
    )
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "took words out")).one()
    assert event.after == {"where": "PDSA cycle: What we learned", "characters": 22}
    assert (event.practice_id, event.reason) == (row.practice_id, "A nurse told us")
    assert removed.page() == ((trace,), 1, 1)


def test_words_that_look_like_nothing_have_no_kind(staff: Actor) -> None:
    a_cycle(learned="Dorothea Quill came back")

    take_out("dorothea  quill", staff)

    assert db.session.scalars(select(Cycle.learned)).one() == f"{MARK} came back"
    assert db.session.scalars(select(RemovedWords.looks_like)).one() is None


def test_the_author_and_the_lead_hear_where_and_not_what(staff: Actor) -> None:
    author = build.person(name="Ada Author", email="ada@example.org")
    a_cycle(learned=SSN, what=SSN, changed_by_id=author.id)

    take_out(SSN, staff)

    mails = {m.recipient: m for m in db.session.scalars(select(OutboxMail))}
    assert set(mails) == {"ada@example.org", "lee@example.org"}
    for mail in mails.values():
        assert "- PDSA cycle: What we learned\n" in mail.body
        assert "- PDSA cycle: What we test\n" in mail.body
        assert "A nurse told us" not in mail.body
        assert SSN not in mail.body + mail.subject


def test_texts_of_one_kind_are_named_once_in_a_mail(staff: Actor) -> None:
    row = a_cycle(learned=SSN)
    ramp = db.session.get_one(Ramp, row.ramp_id)
    build.cycle(ramp, ramp=ramp, number=2, practice_id=row.practice_id, learned=SSN)

    take_out(SSN, staff)

    [mail] = db.session.scalars(select(OutboxMail))
    assert mail.body.count("- PDSA cycle: What we learned\n") == 1


def test_staff_write_no_mail_to_themselves(staff: Actor) -> None:
    clinic = build.practice()
    build.cycle(clinic, learned=SSN, changed_by_id=staff.person_id)

    take_out(SSN, staff)

    assert db.session.scalars(select(OutboxMail)).all() == []


def test_the_reason_is_asked_for_and_holds_no_such_words(staff: Actor) -> None:
    a_cycle(learned=SSN)

    for reason, field in (("", "reason"), (f"It said {SSN}", "reason")):
        with pytest.raises(Refused) as refusal:
            take_out(SSN, staff, reason=reason)
        assert refusal.value.field == field
    assert db.session.scalars(select(Cycle.learned)).one() == SSN


def test_nothing_chosen_or_words_too_short_are_refused(staff: Actor) -> None:
    a_cycle(learned="It was fun")

    with pytest.raises(Refused, match="Choose at least one"):
        take_out("nowhere", staff)
    with pytest.raises(Refused, match="4 characters"):
        take_out("fun", staff)


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "cycle",
        "cycle.1.learned",
        "person.1.name.0123456789abcdef",
        "cycle.x.learned.0123456789abcdef",
        "cycle.1.decision.0123456789abcdef",
        "cycle.999.learned.0123456789abcdef",
        "cycle.99999999999999999999.learned.0123456789abcdef",
    ],
)
def test_a_text_that_is_not_there_is_a_conflict(staff: Actor, mark: str) -> None:
    a_cycle(learned=SSN)

    with pytest.raises(Conflict, match="meanwhile"), transaction():
        services.remove([mark], [SSN], reason="Told", by=staff, at=AT)


def test_a_text_that_was_changed_meanwhile_stays_and_so_do_all_others(staff: Actor) -> None:
    row = a_cycle(learned=SSN, what=SSN)
    marks = [text.mark for text in texts.standing([SSN]).found]
    row.learned = f"{SSN} and more"
    db.session.commit()

    with pytest.raises(Conflict, match="meanwhile"), transaction():
        services.remove(marks, [SSN], reason="Told", by=staff, at=AT)

    db.session.refresh(row)
    assert (row.what, row.learned) == (SSN, f"{SSN} and more")
    assert db.session.scalars(select(RemovedWords)).all() == []


def test_a_mark_that_does_not_fit_gets_shorter(staff: Actor) -> None:
    names = "Dora " * 32
    row = a_cycle(title=names.strip()[:160])

    take_out("Dora", staff)

    db.session.refresh(row)
    assert set(row.title.split()) == {"…"}


# ------------------------------------------------------------------ the trail and mails


def test_the_trail_lets_go_of_the_words_only(staff: Actor) -> None:
    with transaction():
        record(
            "changed",
            "cycle",
            by=staff,
            at=AT,
            name=f"About {SSN}",
            before={"learned": SSN, "version": 1},
            after={"learned": f"{SSN} said yes"},
            reason=f"{SSN} called",
        )

    take_out(SSN, staff)
    db.session.expire_all()

    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "changed")).one()
    assert (event.subject_name, event.reason) == (f"About {MARK}", f"{MARK} called")
    assert event.before == {"learned": MARK, "version": 1}
    assert event.after == {"learned": f"{MARK} said yes"}
    traces = db.session.scalars(select(RemovedWords).order_by(RemovedWords.id)).all()
    assert event.removal_id == traces[-1].id
    assert {trace.place for trace in traces} == {"audit_event"}


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE audit_event SET reason = 'x'",
        "UPDATE audit_event SET reason = 'x', removal_id = 999",
        "UPDATE audit_event SET reason = 'x', removal_id = removal_id",
        "UPDATE audit_event SET actor_name = 'x', removal_id = (SELECT max(id) FROM removed_words)",
        "DELETE FROM audit_event",
        "UPDATE removed_words SET reason = 'x'",
        "DELETE FROM removed_words",
    ],
)
def test_without_a_new_trace_no_row_of_either_trail_changes(staff: Actor, order: str) -> None:
    with transaction():
        record("changed", "cycle", by=staff, at=AT, reason=SSN)
    take_out(SSN, staff)
    where = " WHERE verb = 'changed'" if "audit_event SET" in order else ""

    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(order + where))
    db.session.rollback()


def test_mails_lose_the_words_and_stay_what_they_are(staff: Actor) -> None:
    with transaction():
        queue("receipt", key="r:1", to="a@example.org", subject=SSN, body=f"Said {SSN}", at=AT)

    take_out(SSN, staff)
    db.session.expire_all()

    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.key == "r:1")).one()
    assert (mail.subject, mail.body, mail.state) == (MARK, f"Said {MARK}", "queued")


# ------------------------------------------------------------------ applications


def plain(words: str) -> dict[str, Any]:
    return {"P1": {"": words}, "P2": {"": "Nothing"}}


def test_a_sent_version_stays_signed_and_says_that_words_are_gone(staff: Actor) -> None:
    sent = build.sent_application(content=plain(f"Our patient {SSN}"))
    version = db.session.scalars(select(Submission)).one()
    was = version.fingerprint

    take_out(SSN, staff)
    db.session.expire_all()

    from app.rfa.queries.oversight.one import signatures

    assert version.content["answers"] == plain(f"Our patient {MARK}")
    assert version.content["form"] == build.SMALL_FORM
    assert (version.fingerprint, version.words_removed_at) == (was, AT)
    assert version.mended_fingerprint == fingerprint(version.content) != was
    assert belongs(signatures([version.signature_id])[version.signature_id], version)
    trace = db.session.scalars(select(RemovedWords)).one()
    assert (trace.fingerprint, trace.mended_fingerprint) == (was, version.mended_fingerprint)
    assert trace.practice_id == sent.practice_id
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "took words out")).one()
    assert event.after is not None
    assert event.after["fingerprint"] == was


def test_why_staff_changed_a_version_has_no_fingerprint(staff: Actor) -> None:
    build.sent_application()
    version = db.session.scalars(select(Submission)).one()
    version.staff_reason = f"{SSN} had to go"
    db.session.commit()

    take_out(SSN, staff)
    db.session.expire_all()

    assert version.staff_reason == f"{MARK} had to go"
    assert (version.words_removed_at, version.mended_fingerprint) == (None, None)


def test_a_draft_gets_a_change_so_that_open_pages_do_not_bring_the_words_back(
    staff: Actor,
) -> None:
    row = build.application()
    draft = build.section_draft(row, "plan", plain(f"Our patient {SSN}"))
    draft.stale = {"keys": [SSN]}
    db.session.commit()

    take_out(SSN, staff)
    db.session.expire_all()

    assert draft.answers == plain(f"Our patient {MARK}")
    assert draft.version == 2
    [change] = db.session.scalars(select(AnswerChange)).all()
    assert (change.question, change.version, change.by_staff) == ("P1", 2, True)
    assert change.before == change.after == {"": f"Our patient {MARK}"}


def test_what_belongs_to_an_application_names_its_practice(staff: Actor) -> None:
    row = build.application()
    row.screening = {"Q1": SSN}
    db.session.commit()

    take_out(SSN, staff)

    assert db.session.scalars(select(Application.screening)).one() == {"Q1": MARK}
    assert db.session.scalars(select(RemovedWords.practice_id)).one() == row.practice_id


# ------------------------------------------------------------------ reviews


def test_an_open_sheet_does_not_bring_words_of_a_review_back(staff: Actor) -> None:
    sent = build.sent_application()
    ruth = build.person(role=Role.REVIEWER, email="ruth@example.org")
    row = build.review(sent, ruth, {"plan": 3})
    row.strengths = f"Strong, {SSN}"
    score = db.session.scalars(select(ReviewScore)).first()
    assert score is not None
    score.comment = f"See {SSN}"
    db.session.add(SentReview(review_id=row.id, number=1, content={"a": [SSN]}, sent_at=AT))
    db.session.commit()
    before = row.edit

    take_out(SSN, staff)
    db.session.expire_all()

    review = db.session.scalars(select(Review)).one()
    assert (review.strengths, review.edit) == (f"Strong, {MARK}", before + 2)
    assert db.session.get_one(ReviewScore, score.id).comment == f"See {MARK}"
    assert db.session.scalars(select(SentReview.content)).one() == {"a": [MARK]}
    mails = db.session.scalars(select(OutboxMail.recipient)).all()
    assert mails == ["ruth@example.org"], "who applied hears nothing of reviews"
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "took words out"))
    assert {event.practice_id for event in events} == {None}


def test_a_signed_agreement_keeps_its_fingerprint(staff: Actor) -> None:
    from app.awards.domain.agreement import fingerprint as mark_of
    from app.awards.models import Agreement, AgreementText

    sent = build.sent_application()
    decided = build.decision(sent)
    words = f"Agreement\nConditions: see {SSN}"
    source = build.saved(
        AgreementText(round_id=sent.round_id, number=1, title="T", body="B", written_at=AT)
    )
    row = build.saved(
        Agreement(
            decision_id=decided.id,
            text_id=source.id,
            person_id=sent.created_by_id,
            name="Sam",
            title=f"Director {SSN}",
            words=words,
            fingerprint=mark_of(words),
            signed_at=AT,
        )
    )

    take_out(SSN, staff)
    db.session.refresh(row)

    assert row.words == f"Agreement\nConditions: see {MARK}"
    assert (row.fingerprint, row.mended_fingerprint) == (mark_of(words), mark_of(row.words))
    assert (row.title, row.words_removed_at) == (f"Director {MARK}", AT)


def test_the_words_stand_nowhere_afterwards(staff: Actor) -> None:
    a_cycle(learned=SSN, predictions=[(SSN, SSN)])
    build.sent_application(content=plain(SSN))

    take_out(SSN, staff, at=AT + dt.timedelta(hours=1))

    assert texts.standing([SSN]).found == ()
    assert texts.suspicious_texts().found == ()
    assert db.session.scalars(select(SectionDraft)).all() == []
