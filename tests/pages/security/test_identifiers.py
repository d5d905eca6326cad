"""No form keeps what looks like a patient's identifier, unless somebody confirms and it is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.audit.models import AuditEvent
from app.audit.services import CONFIRMED
from app.core.db import db
from app.core.model import Model
from app.policy import Role
from tests.pages.security import walk
from tests.pages.security.world import Corner, corner
from tests.support.html import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from app.accounts.models import Person
    from tests.pages.security.walk import Offered
    from tests.support.html import Form
    from tests.support.page import PageClient

REASON = "It is the number of an order"
DRAFTS = ("/section/", "/entry/")
"""Pages that keep drafts or ask for numbers, with tests of their own."""
SHEET = "/reviews/"
ONLY_TAKEN_OUT = "/survey"
"""The trail tells nobody who answered: there, words can only be taken out."""
TYPED_IN = {"text", "search", "tel"}


@dataclass
class Walk:
    """What happened to a number of its own in every field, in the order of sending."""

    passed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    accepted: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    where: str
    number: str


def fields_of_text(form: Form) -> Iterator[str]:
    """The names of the boxes in which a person writes words."""
    for box in form.element.walk("textarea"):
        yield box.attrs["name"]
    for box in form.element.walk("input"):
        if box.attrs.get("type", "text") in TYPED_IN:
            yield box.attrs["name"]


def number_of(turn: int) -> str:
    return f"428-{11 + turn // 9000:02}-{1000 + turn % 9000}"


def send_everywhere(client: PageClient, every: list[Offered]) -> Walk:
    done, turn = Walk(), 0
    for one in every:
        names = list(fields_of_text(one.form))
        for name in names if not any(part in one.path for part in DRAFTS) else ():
            turn += 1
            typed = filled_in(one.again(client), names)
            typed[name] = f"The order is {number_of(turn)}."
            _send(client, one, typed, Sent(f"{one.path} {name}", number_of(turn)), done)
    return done


def filled_in(one: Offered, names: list[str]) -> MultiDict[str, str]:
    """The form with something in every box for words."""
    typed = MultiDict(one.form.fields)
    for name in names:
        typed[name] = typed.get(name) or "I say so"
    return typed


def _send(
    client: PageClient, one: Offered, typed: MultiDict[str, str], what: Sent, done: Walk
) -> None:
    """Send one form with a number in one field, then confirm what the page asks about."""
    where, number = what.where, what.number
    reply = walk.post(client, one.form.action, typed)
    if reply.status_code in {302, 303}:
        done.passed.append(where)
    asking = [form for form in _forms(reply) if "_words_seen" in form.fields]
    if reply.status_code == 422 and not asking:
        done.silent.append(where)
    if not asking:
        done.refused[number] = where
        return
    confirmed = MultiDict(asking[0].fields)
    confirmed["not_a_patient"], confirmed["not_a_patient_reason"] = "y", REASON
    before = _noted()
    again = walk.post(client, asking[0].action, confirmed)
    is_noted = again.status_code in {302, 303} and _noted() > before
    (done.accepted if is_noted else done.refused)[number] = where


def _forms(reply: Any) -> list[Form]:
    if reply.mimetype != "text/html":
        return []
    return [form for form in Page(reply).forms if form.method == "post"]


def _noted() -> int:
    found = db.session.scalar(
        select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == CONFIRMED)
    )
    db.session.rollback()
    return found or 0


def everything_kept() -> dict[str, str]:
    """All that the database holds, as text, by table."""
    found = {
        table.name: str(db.session.execute(select(table)).all())
        for table in Model.metadata.sorted_tables
    }
    db.session.rollback()
    return found


@pytest.mark.parametrize(
    ("who", "part", "fewest"),
    [("everybody", "", 40), ("director", "", 40), ("ruth", "reviews", 0), ("tess", "reviews", 0)],
)
def test_no_form_keeps_a_number_that_nobody_confirmed(
    app: Flask, client: PageClient, who: str, part: str, fewest: int
) -> None:
    here = corner(app, "alder")
    person = _person(here, who)
    here = here.of(person)
    client.sign_in(person)
    every = [one for one in walk.offered(app, client, here, part) if list(fields_of_text(one.form))]

    done = send_everywhere(client, every)

    assert [where for where in done.passed if not _is_sheet(where)] == []
    assert [where for where in done.silent if ONLY_TAKEN_OUT not in where] == []
    assert len(done.accepted) >= fewest, done.accepted
    assert len(done.accepted) + len(done.refused) > 10
    kept = everything_kept()
    leaked = [
        f"{where} is in {table}"
        for number, where in done.refused.items()
        for table, text in kept.items()
        if number in text and not _is_sheet(where)
    ]
    assert leaked == []


def _is_sheet(where: str) -> bool:
    """Whether it is a score sheet, whose button for the draft the form begins with."""
    path = where.split(maxsplit=1)[0]
    return path.startswith(SHEET) and path.removeprefix(SHEET).isdigit()


def _person(here: Corner, who: str) -> Person:
    if who == "everybody":
        return walk.everybody(here)
    person: Person = here.member(Role.DIRECTOR) if who == "director" else here.names[who]
    return person


def test_the_trail_says_who_confirmed_what_and_never_the_words(
    app: Flask, client: PageClient
) -> None:
    here = corner(app, "alder")
    client.sign_in(walk.everybody(here))
    path = here.address("/staff/applications/<id:application_id>")
    form = client.visit(path).form(f"{path}/notes")

    page = client.send(form, status=422, note="Order 428-11-5937 of MRN 0045821")
    assert "Look at New note" in page.one("not-a-patient").text
    asked = page.form(f"{path}/notes")
    client.send(asked, status=302, not_a_patient="y", not_a_patient_reason=REASON)

    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
    noted, deed = events
    assert (noted.verb, deed.verb) == (CONFIRMED, "wrote a note")
    assert (noted.subject_type, noted.subject_id) == (deed.subject_type, deed.subject_id)
    assert noted.reason == REASON
    assert noted.after == {
        "fields": ["New note"],
        "looked like": ["a Social Security number", "a medical record number"],
    }
    assert "428-11" not in str([noted.after, noted.reason, noted.subject_name])


def test_a_deed_that_leaves_no_event_leaves_the_confirmation(
    app: Flask, client: PageClient
) -> None:
    here = corner(app, "alder")
    client.sign_in(walk.everybody(here))
    path = here.address("/applications/<id:application_id>/history/P1")
    form = client.visit(path).form(f"{path}/comments")

    page = client.send(form, status=422, body="See SSN 428115937")
    client.send(
        page.form(f"{path}/comments"), status=302, not_a_patient="y", not_a_patient_reason=REASON
    )

    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == CONFIRMED)).one()
    assert noted.subject_type == "rfa_application"
    assert noted.after == {"fields": ["Comment"], "looked like": ["a Social Security number"]}
