"""An answer that looks as if it named a patient holds the application up until it is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.audit.models import AuditEvent
from app.audit.services import CONFIRMED
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain.judging import faults
from app.rfa.domain.suspicion import suspicious, suspicious_in
from app.rfa.models import ConfirmedWords
from app.rfa.queries import applications
from app.rfa.services import confirming
from tests.support.sql import statements
from tests.unit.rfa.desk import AT, Desk, minutes

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

ORDER = "Our order 428-11-5937 and chart no. 55123 came late."
REASON = "It is the number of an order"


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    desk = Desk().complete()
    desk.write("plan", "P1", ORDER)
    return desk


def rows() -> list[tuple[str, str]]:
    db.session.rollback()
    found = db.session.query(ConfirmedWords).order_by(ConfirmedWords.kind)
    return [(row.question, str(row.kind)) for row in found]


def confirm(desk: Desk, text: str = ORDER, **how: Any) -> None:
    """Confirm what P1 says, by Ben, as its page does."""
    with transaction():
        of = applications.opened(desk.id, locked=True)
        question = of.document.question("P1")
        assert question is not None
        shown = tuple(suspicious_in(question, {"value": text}))
        defaults = {"seen": confirming.seen_of(shown), "reason": REASON, "by": desk.ben, "at": AT}
        confirming.confirm(of, of.section("plan"), question, **defaults | how)


# ------------------------------------------------------------------ the page


def test_whoever_may_write_confirms_an_answer_from_the_check_page(
    client: PageClient, desk: Desk
) -> None:
    client.sign_in(desk.ben.person_id)
    page = client.visit(f"{desk.at}/check")
    assert "P1" in page.one("error-summary").text
    assert "a Social Security number and a medical record number" in page.one("to-confirm").text

    path = f"{desk.at}/words/P1"
    assert ORDER in client.visit(path).one("suspicious").text
    page = client.follow(client.fill_in(path, reason=REASON, tick="y"))

    assert page.all("to-confirm") == []
    assert "Nothing is missing" in page.text
    assert rows() == [("P1", "a Social Security number"), ("P1", "a medical record number")]
    noted = db.session.query(AuditEvent).filter_by(verb=CONFIRMED).one()
    assert (noted.subject_type, noted.subject_id) == ("rfa_application", desk.id)
    assert noted.reason == REASON
    assert noted.after["question"] == "P1"
    assert "428-11" not in str(noted.after)
    assert desk.of.drafts["plan"].is_complete
    desk.sign()
    desk.submit()
    assert desk.state == "submitted"


def test_a_reader_sees_no_way_and_has_none(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.viewer().person_id)

    assert client.visit(f"{desk.at}/check").all("to-confirm") == []
    client.visit(f"{desk.at}/words/P1", status=403)


def test_an_answer_that_looks_like_nothing_leads_back_to_the_check(
    client: PageClient, desk: Desk
) -> None:
    client.sign_in(desk.ben.person_id)
    for question in ("Q2", "L1"):
        page = client.follow(client.visit(f"{desk.at}/words/{question}", status=302))
        assert f"Nothing in {question} looks like a detail of a patient" in page.text
    client.visit(f"{desk.at}/words/Z9", status=404)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": "", "tick": "y"}, "Say in 3 words or more how you know"),
        ({"reason": "an order", "tick": "y"}, "Say in 3 words or more how you know"),
        ({"reason": REASON, "tick": None}, "Tick the box"),
        ({"reason": "the order is 428-11-5937", "tick": "y"}, "a Social Security number"),
    ],
)
def test_a_confirmation_that_says_nothing_is_refused(
    client: PageClient, desk: Desk, typed: dict[str, Any], said: str
) -> None:
    client.sign_in(desk.ben.person_id)

    page = client.fill_in(f"{desk.at}/words/P1", status=422, **typed)

    assert said in page.one("error-summary").text
    assert rows() == []


def test_an_answer_that_changed_meanwhile_is_shown_again(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ben.person_id)
    form = client.visit(f"{desk.at}/words/P1").form(f"{desk.at}/words/P1")
    desk.write("plan", "P1", "Ana, DOB 3/14/2015", at=minutes(1))

    page = client.send(form, status=422, reason=REASON, tick="y")

    assert confirming.CHANGED in page.one("error-summary").text
    assert "DOB 3/14/2015" in page.one("suspicious").text
    assert rows() == []


# ------------------------------------------------------------------ what holds


def test_it_holds_for_that_very_text_and_in_that_answer(desk: Desk) -> None:
    confirm(desk)
    assert suspicious(desk.of.sections, desk.of.about) == ()
    assert faults(desk.of.sections, desk.of.about) == ()

    desk.write("plan", "P1", f"{ORDER} Sorry.", at=minutes(1))
    assert [one.question.key for one in suspicious(desk.of.sections, desk.of.about)] == ["P1"]
    assert not desk.of.drafts["plan"].is_complete

    desk.write("plan", "P1", ORDER, at=minutes(2))
    assert faults(desk.of.sections, desk.of.about) == ()
    name = {"name": ORDER, "title": "Manager", "email": "a@example.org", "phone": "601-555-0143"}
    desk.save("profile", {"Q2": name}, at=minutes(3))
    assert [fault.question.key for _, fault in faults(desk.of.sections, desk.of.about)] == ["Q2"]


def test_confirming_twice_is_noted_once(desk: Desk) -> None:
    confirm(desk)
    confirm(desk, at=minutes(1))

    assert len(rows()) == 2
    assert db.session.query(AuditEvent).filter_by(verb=CONFIRMED).count() == 1


def test_what_is_sent_is_confirmed_no_more(desk: Desk) -> None:
    confirm(desk)
    desk.sign()
    desk.submit()

    with pytest.raises(NotPossibleNow):
        confirm(desk, at=minutes(1))


def test_the_service_takes_no_empty_reason(desk: Desk) -> None:
    with pytest.raises(Refused, match="3 words"):
        confirm(desk, reason="order")
    with pytest.raises(Refused, match="meanwhile"):
        confirm(desk, text="DOB 3/14/2015")


def test_an_application_without_such_words_asks_the_database_nothing_more(desk: Desk) -> None:
    with statements() as before:
        applications.opened(desk.id)
    confirm(desk)
    with statements() as after:
        applications.opened(desk.id)

    assert len(after) == len(before) + 1


# ------------------------------------------------------------------ staff on behalf


def test_staff_confirm_what_they_write_for_the_practice(client: PageClient, desk: Desk) -> None:
    desk.write("plan", "P1", "improve plans", at=minutes(1))
    desk.sign()
    desk.submit()
    client.sign_in(desk.mona.person_id)
    path = f"/staff/applications/{desk.id}/behalf/plan"

    page = client.fill_in(path, status=422, P1=ORDER, reason="You asked by phone")
    assert "P1: This looks like a Social Security number" in page.one("error-summary").text
    asked = page.form(path)
    assert asked.fields["P1"] == ORDER
    client.send(asked, not_a_patient="y", not_a_patient_reason=REASON)

    assert desk.of.versions == 2
    assert rows() == [("P1", "a Social Security number"), ("P1", "a medical record number")]
    noted = db.session.query(AuditEvent).filter_by(verb=CONFIRMED).one()
    assert noted.after["fields"] == ["P1"]
    assert noted.reason == REASON
