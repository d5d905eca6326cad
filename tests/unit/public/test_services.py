"""Rules of the services and queries of texts and contacts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import SYSTEM, Actor
from app.public import queries, services
from app.public.domain.contacts import STANDARD
from app.public.domain.texts import LONGEST, TEXTS
from app.public.models import Contact, PublicText
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
KEY = "families-lead"
GIVEN = {
    "name": "Hinds County Health Department",
    "what_for": "Intake Assessments in person.",
    "phone": "601-555-0142",
    "email": "",
    "address": "",
    "hours": "",
    "position": 40,
}


def staff() -> Actor:
    person = build.person(name="Kim Lott")
    return Actor(person_id=person.id, name=person.name)


def save(body: str, seen: int, by: Actor = SYSTEM) -> int:
    with transaction():
        return services.save_text(KEY, body, seen_number=seen, by=by, at=AT)


def add(by: Actor = SYSTEM, **given: Any) -> Contact:
    with transaction():
        return services.add_contact(given=GIVEN | given, by=by, at=AT)


def change(
    row: Contact, *, is_checked: bool = False, seen: int | None = None, **given: Any
) -> None:
    with transaction():
        services.change_contact(
            row,
            given={field: getattr(row, field) for field in GIVEN} | given,
            is_checked=is_checked,
            seen_version=row.version if seen is None else seen,
            by=SYSTEM,
            at=AT,
        )


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


# texts


def test_without_rows_every_text_is_there_as_it_comes() -> None:
    shown = queries.overview()

    assert [one.text.key for one in shown] == list(TEXTS)
    assert {one.version.number for one in shown} == {0}
    assert all(queries.texts(TEXTS).values())


def test_texts_come_in_one_statement_with_what_staff_wrote_last() -> None:
    save("First", 0)
    save("**Second**", 1)
    with statements() as sent:
        found = queries.texts([KEY, "privacy", "contact"])

    assert len(sent) == 1
    assert str(found[KEY]) == "<p><strong>Second</strong></p>\n"
    assert "What we never ask for" in found["privacy"]
    assert list(found) == [KEY, "privacy", "contact"]


def test_a_text_that_no_page_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        queries.texts(["nothing"])
    for ask in (queries.current, queries.versions):
        with pytest.raises(Missing):
            ask("nothing")


def test_every_version_is_kept_with_who_and_when() -> None:
    kim = staff()
    assert save("First", 0, kim) == 1
    assert save("Second", 1, kim) == 2

    second, first, shipped = queries.versions(KEY)
    assert (second.number, second.body, second.by_name, second.at) == (2, "Second", "Kim Lott", AT)
    assert first.body == "First"
    assert (shipped.number, shipped.body) == (0, TEXTS[KEY].body)
    assert queries.current(KEY) == second
    assert verbs() == ["changed a public text"] * 2


def test_the_same_words_make_no_new_version() -> None:
    assert save(TEXTS[KEY].body.strip(), 0) == 0
    assert queries.versions(KEY)[0].number == 0
    assert verbs() == []


def test_a_text_is_not_written_over_what_was_not_seen() -> None:
    save("First", 0)
    with pytest.raises(Conflict, match="Nothing was overwritten"):
        save("Mine", 0)
    with pytest.raises(Conflict), transaction():
        services.restore_text(KEY, 0, seen_number=0, by=SYSTEM, at=AT)
    assert queries.current(KEY).body == "First"


def test_two_who_save_at_the_same_moment_do_not_both_win() -> None:
    row = {"key": KEY, "number": 1, "at": AT, "by_name": "Kim"}
    with transaction():
        db.session.add(PublicText(**row, body="a"))
    with pytest.raises(Conflict), transaction():
        db.session.add(PublicText(**row, body="b"))


@pytest.mark.parametrize("body", ["", " \n ", "x" * (LONGEST + 1)])
def test_a_text_has_words_and_not_too_many(body: str) -> None:
    with pytest.raises(Refused) as refusal:
        save(body, 0)
    assert refusal.value.field == "body"


def test_an_old_version_comes_back_as_a_new_one() -> None:
    save("First", 0)
    save("Second", 1)
    with transaction():
        assert services.restore_text(KEY, 1, seen_number=2, by=SYSTEM, at=AT) == 3
        assert services.restore_text(KEY, 0, seen_number=3, by=SYSTEM, at=AT) == 4
        assert services.restore_text(KEY, 0, seen_number=4, by=SYSTEM, at=AT) == 4
    bodies = [version.body for version in queries.versions(KEY)]
    shipped = TEXTS[KEY].body
    assert bodies == [shipped, "First", "Second", "First", shipped]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.verb, event.after) == ("restored a public text", {"version": 4, "as version": 0})
    with pytest.raises(Missing), transaction():
        services.restore_text(KEY, 9, seen_number=4, by=SYSTEM, at=AT)


# contacts


def test_without_rows_the_directory_is_there_as_it_comes() -> None:
    with statements() as sent:
        found = queries.contacts()

    assert len(sent) == 1
    assert [one.key for one in found] == [one.key for one in STANDARD]
    assert not db.session.new


def test_loading_the_standard_contacts_twice_adds_them_once() -> None:
    for expected in (len(STANDARD), 0):
        with transaction():
            assert services.load_standard(by=SYSTEM, at=AT) == expected
    assert db.session.scalar(select(func.count()).select_from(Contact)) == len(STANDARD)
    assert [one.verified_on for one in queries.contacts()] == [dt.date(2016, 5, 11)] * 3


def test_the_command_loads_the_standard_contacts(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["public", "load"])

    assert result.output == "3 contacts added.\n"


def test_loading_brings_back_nothing_that_was_removed_or_changed() -> None:
    with transaction():
        services.remove_contact(queries.contact("cmp-jackson"), by=SYSTEM, at=AT)
    change(queries.contact("cmp-toll-free"), phone="601-555-0100")
    with transaction():
        assert services.load_standard(by=SYSTEM, at=AT) == 1
    assert [one.phone for one in queries.contacts()] == ["601-555-0100", "866-HLTHY4U"]


def test_a_contact_is_added_as_checked_today_in_mississippi() -> None:
    late = dt.datetime(2026, 11, 3, 3, tzinfo=dt.UTC)
    kim = staff()
    with transaction():
        row = services.add_contact(given=GIVEN, by=kim, at=late)

    assert row.key == "hinds-county-health-department"
    assert (row.verified_on, row.verified_by_id) == (dt.date(2026, 11, 2), kim.person_id)
    assert queries.contacts()[-1] is row
    assert add().key == "hinds-county-health-department-2"
    assert add(name="\u6f22\u5b57").key == "contact"
    assert add(name="CMP toll free").key == "cmp-toll-free-2"


@pytest.mark.parametrize(
    ("given", "words"),
    [({"phone": " "}, "Enter a phone number, an"), ({"phone": "555"}, "Enter a 10-digit phone")],
)
def test_a_contact_can_be_reached(given: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        add(**given)
    assert refusal.value.field == "phone"
    assert add(phone="", email="a@example.org").phone == ""


def test_a_standard_contact_gets_its_row_with_its_first_change() -> None:
    row = queries.contact("cmp-jackson")
    assert row.version == 0
    change(row, hours="Monday to Friday")

    db.session.expire_all()
    row = queries.contact("cmp-jackson")
    assert (row.version, row.hours, row.verified_on) == (
        2,
        "Monday to Friday",
        dt.date(2016, 5, 11),
    )
    assert len(queries.contacts()) == len(STANDARD)
    with pytest.raises(Conflict):
        change(row, seen=0, hours="Never")


def test_a_change_without_a_difference_leaves_no_trace_unless_it_was_checked() -> None:
    row = add()
    change(row)
    assert verbs() == ["added a contact"]
    change(row, is_checked=True)
    assert verbs() == ["added a contact", "checked a contact"]


def test_two_who_change_a_standard_contact_at_once_do_not_both_win() -> None:
    mine = queries.contact("cmp-jackson")
    change(queries.contact("cmp-jackson"), hours="Monday")
    with pytest.raises(Conflict):
        change(mine, hours="Tuesday")


def test_a_contact_is_checked_again() -> None:
    row = queries.contact("cmp-jackson")
    kim = staff()
    with transaction():
        services.verify_contact(row, by=kim, at=AT)
    assert (row.verified_on, row.verified_by_name) == (dt.date(2026, 11, 2), "Kim Lott")
    assert verbs() == ["checked a contact"]


def test_a_contact_is_removed_and_put_back_as_it_was() -> None:
    row = queries.contact("cmp-jackson")
    with pytest.raises(NotPossibleNow), transaction():
        services.put_back_contact(row, by=SYSTEM, at=AT)
    with transaction():
        services.remove_contact(row, by=SYSTEM, at=AT)
    assert "cmp-jackson" not in {one.key for one in queries.contacts()}
    assert queries.removed_contacts() == (row,)
    for deed in (services.verify_contact, services.remove_contact):
        with pytest.raises(NotPossibleNow), transaction():
            deed(row, by=SYSTEM, at=AT)
    with pytest.raises(NotPossibleNow):
        change(queries.contact("cmp-jackson"), hours="Never")
    with transaction():
        services.put_back_contact(queries.contact("cmp-jackson"), by=SYSTEM, at=AT)
    assert len(queries.contacts()) == len(STANDARD)
    assert verbs() == ["removed a contact", "put back a contact"]


def test_a_contact_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        queries.contact("nowhere")
