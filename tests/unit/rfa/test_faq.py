"""Questions about a round: asked by anyone, answered by staff."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import Actor
from app.rfa.models import FaqEntry
from app.rfa.queries import faq as queries
from app.rfa.services import faq
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
HOUR = dt.timedelta(hours=1)


def ask(of: Any, question: str = "May two sites apply?", **given: Any) -> FaqEntry:
    with transaction():
        return faq.ask(of, question=question, **{"at": AT} | given)


def answer(of: Any, entry: FaqEntry, text: str = "Yes, each for itself.", seen: str = "") -> None:
    person = build.person(name="Kim Lott")
    with transaction():
        faq.answer(of, entry, text=text, seen=seen, by=Actor(person.id, "Kim Lott"), at=AT)


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_a_question_waits_until_it_is_answered_and_then_everybody_reads_it() -> None:
    of = build.rfa_round()
    first, second = ask(of), ask(of, "  When is\r\nthe call?\0 ")
    assert [entry.question for entry in queries.waiting(of.id)] == [
        "May two sites apply?",
        "When is\nthe call?",
    ]
    answer(of, second)
    assert queries.waiting(of.id) == (first,)
    assert queries.answered(of.id) == (second,)
    assert queries.count_waiting() == {of.id: 1}
    assert verbs() == ["asked a question", "asked a question", "answered a question"]


def test_questions_of_another_round_stay_there() -> None:
    of, other = build.rfa_round(), build.rfa_round()
    entry = ask(of)
    assert queries.waiting(other.id) == ()
    with pytest.raises(Missing):
        queries.entry(other.id, entry.id)
    assert queries.entry(of.id, entry.id, locked=True) is entry


def test_sending_the_same_question_twice_asks_it_once() -> None:
    of = build.rfa_round()
    assert ask(of, email="A@example.org ").id == ask(of, email="a@example.org").id
    assert ask(of, email="b@example.org").id != ask(of).id


@pytest.mark.parametrize("question", ["", " \n\0 ", "x" * 1001])
def test_an_empty_or_endless_question_is_refused(question: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask(build.rfa_round(), question)
    assert refusal.value.field == "question"


def test_questions_are_taken_until_the_time_for_them_and_not_of_drafts_or_archived_rounds() -> None:
    until = build.rfa_round(questions_until=AT)
    ask(until, at=AT)
    draft = build.rfa_round(published_at=None)
    archived = build.rfa_round(archived_at=AT)
    for of, at in ((until, AT + HOUR), (draft, AT), (archived, AT)):
        with pytest.raises(NotPossibleNow):
            ask(of, at=at)


def test_who_left_an_address_gets_the_first_answer_once() -> None:
    of = build.rfa_round(title="CYSHCN Cares 2")
    entry = ask(of, "What of {link}?", asked_by="Ann", email="ann@example.org")
    answer(of, entry)
    answer(of, entry, "No.", seen=faq.mark_of(entry))
    answer(of, entry, "No.", seen=faq.mark_of(entry))
    assert entry.answer == "No."
    assert [(mail.recipient, mail.subject) for mail in mails()] == [
        ("ann@example.org", "Your question about CYSHCN Cares 2")
    ]
    assert "Hello Ann," in mails()[0].body
    assert mails()[0].body.count("{link}") == 1
    assert verbs()[1:] == ["answered a question", "changed an answer"]


def test_who_left_no_address_gets_no_mail() -> None:
    of = build.rfa_round()
    answer(of, ask(of))
    assert mails() == []


def test_two_people_who_answer_at_once_do_not_overwrite_each_other() -> None:
    of = build.rfa_round()
    entry = ask(of)
    answer(of, entry)
    for seen in ("", "0123456789abcdef"):
        with pytest.raises(Conflict):
            answer(of, entry, "Other words", seen=seen)
    assert entry.answer == "Yes, each for itself."


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_an_answer_has_words_and_not_too_many(text: str) -> None:
    of = build.rfa_round()
    with pytest.raises(Refused) as refusal:
        answer(of, ask(of), text)
    assert refusal.value.field == "answer"


def test_a_question_is_removed_with_a_reason_and_stays_in_the_trail() -> None:
    of = build.rfa_round()
    entry = ask(of)
    with pytest.raises(Refused), transaction():
        faq.remove(of, entry, reason="", by=Actor(), at=AT)
    with transaction():
        faq.remove(of, queries.entry(of.id, entry.id), reason="Not a question", by=Actor(), at=AT)
    assert queries.waiting(of.id) == queries.answered(of.id) == ()
    with pytest.raises(Missing):
        queries.entry(of.id, entry.id)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.verb, event.reason) == ("removed a question", "Not a question")
    assert event.before == {"question": "May two sites apply?", "answer": None}


def test_questions_of_an_archived_round_are_not_answered_any_more() -> None:
    of = build.rfa_round()
    entry = ask(of)
    of.archived_at = AT
    db.session.commit()
    with pytest.raises(NotPossibleNow, match="archived"):
        answer(of, entry)
