"""Beginning an application: for an own practice, or for one that is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import Role
from app.practices.models import Practice
from app.rfa.models import Application, Registration, Round, SectionDraft
from tests.pages.accounts.people import look_again
from tests.pages.public.rounds import KEY, PAGE, at, rfa_2026, set_clock
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.html import Page
    from tests.support.page import PageClient

START = f"{PAGE}/start"
SCREENING = {"E2": "rhc free-standing", "E1": "yes", "E1a": "yes"}


@pytest.fixture
def ana(app: Flask, client: PageClient) -> Person:
    """Somebody without a practice, signed in while the round is open."""
    set_clock(app, "2026-02-20")
    rfa_2026()
    person = build.person(email="ana@example.org")
    client.sign_in(person)
    return person


def begin(client: PageClient, **given: Any) -> Page:
    answers = {"name": "Delta Pines", "kind": "fqhc", "county": "Bolivar", "city": "Cleveland", "practice": None}  # fmt: skip
    return client.fill_in(START, **answers | given)


def application() -> Application:
    look_again()
    return db.session.query(Application).one()


def choose(client: PageClient, practice: Practice, *, status: int = 302) -> Page:
    """Press the button of one practice."""
    [form] = [
        form
        for form in client.visit(START).forms
        if form.fields.get("practice") == str(practice.id)
    ]
    return client.send(form, status=status)


def test_a_new_practice_is_added_and_its_application_begun(client: PageClient, ana: Person) -> None:
    begun = begin(client)

    of = application()
    assert begun.location == f"/applications/{of.id}"
    practice = db.session.get_one(Practice, of.practice_id)
    assert (practice.name, practice.kind, practice.county, practice.city) == ("Delta Pines", "fqhc", "Bolivar", "Cleveland")  # fmt: skip
    assert [grant.role for grant in _grants(ana)] == [Role.APPLICATION_LEAD]


def _grants(person: Person) -> list[Any]:
    from app.accounts.models import RoleGrant

    return db.session.query(RoleGrant).filter_by(person_id=person.id).all()


def test_the_answers_of_the_check_are_in_the_draft(client: PageClient, ana: Person) -> None:
    with client.session_transaction() as session:
        session["screening"] = {KEY: SCREENING}

    page = client.visit(START)
    assert page.form(START).fields["kind"] == "rhc free-standing"
    assert "Your answers from the check are filled in." in page.text
    begin(client)

    assert application().screening == SCREENING
    draft = db.session.query(SectionDraft).filter_by(section="eligibility").one()
    assert draft.answers == {key: {"value": value} for key, value in SCREENING.items()}


def test_the_answers_of_the_registration_count_in_another_browser(
    client: PageClient, ana: Person
) -> None:
    of = db.session.query(Round).filter_by(key=KEY).one()
    for number, (confirmed, answers) in enumerate([(True, {"E1": "no"}), (True, SCREENING), (False, {})]):  # fmt: skip
        build.saved(
            Registration(
                token_hash=bytes([number]) * 32,
                round_id=of.id,
                email=ana.email,
                name="Ana",
                password_hash="-",
                screening=answers,
                created_at=at("2026-02-19"),
                expires_at=at("2026-02-26"),
                confirmed_at=at("2026-02-19") if confirmed else None,
            )
        )

    begin(client)

    assert application().screening == SCREENING


def test_without_a_check_the_kind_is_asked(client: PageClient, ana: Person) -> None:
    page = client.visit(START)

    assert "kind" not in page.form(START).fields
    assert page.links["eligibility check"] == f"{PAGE}/check"


# ------------------------------------------------------------------ own practices


@pytest.mark.parametrize("role", [Role.LEAD, Role.APPLICATION_LEAD])
def test_leads_choose_their_practice(client: PageClient, ana: Person, role: Role) -> None:
    practice = build.practice(name="Delta Pines")
    build.grant(ana, role, at=practice)

    begun = choose(client, practice)

    assert application().practice_id == practice.id
    assert begun.location == f"/applications/{application().id}"
    assert Role.APPLICATION_LEAD in {grant.role for grant in _grants(ana)}


def test_others_of_a_team_do_not_begin_for_it(client: PageClient, ana: Person) -> None:
    practice = build.practice(name="Delta Pines")
    build.grant(ana, Role.DATA_MANAGER, at=practice)

    page = client.visit(START)

    assert page.all("own-practice") == []
    token = page.form(START).fields["csrf_token"]
    for number in (str(practice.id), "0", "-1", "nonsense", "9" * 30, "\u00b2", str(2**31)):
        reply = client.post(START, data={"csrf_token": token, "practice": number})
        assert reply.status_code == 404, number
    assert db.session.query(Application).count() == 0


def test_a_closed_practice_is_not_offered(client: PageClient, ana: Person) -> None:
    build.grant(ana, Role.LEAD, at=build.practice(closed_at=build.NOON))

    assert client.visit(START).all("own-practice") == []


def test_an_application_that_is_there_is_opened(client: PageClient, ana: Person) -> None:
    practice = build.practice()
    of = db.session.query(Round).filter_by(key=KEY).one()
    build.grant(ana, Role.APPLICATION_LEAD, at=practice)
    there = build.application(round_id=of.id, practice_id=practice.id)

    begun = choose(client, practice)

    assert begun.location == f"/applications/{there.id}"
    assert db.session.query(Application).count() == 1


def test_two_clicks_begin_one_application(client: PageClient, ana: Person) -> None:
    practice = build.practice()
    build.grant(ana, Role.LEAD, at=practice)
    [form] = [f for f in client.visit(START).forms if "practice" in f.fields]

    first, second = client.send(form), client.send(form)

    assert first.location == second.location
    assert db.session.query(Application).count() == 1


def test_a_team_lead_does_not_begin_what_somebody_else_leads(
    client: PageClient, ana: Person
) -> None:
    practice = build.practice(name="Delta Pines")
    build.grant(ana, Role.LEAD, at=practice)
    [form] = [f for f in client.visit(START).forms if "practice" in f.fields]
    build.person(role=Role.APPLICATION_LEAD, at=practice)

    assert "Ask to be invited" in client.visit(START).one("own-practice").text
    page = client.send(form, status=422)

    assert "Somebody else leads the application of Delta Pines." in page.one("error-summary").text
    assert db.session.query(Application).count() == 0


def test_a_team_lead_is_told_of_an_application_that_others_write(
    client: PageClient, ana: Person
) -> None:
    practice = build.practice(name="Delta Pines")
    of = db.session.query(Round).filter_by(key=KEY).one()
    build.grant(ana, Role.LEAD, at=practice)
    build.application(round_id=of.id, practice_id=practice.id)

    words = client.visit(START).one("own-practice").text

    assert "has an application in this round already. Ask its lead to invite you." in words


def test_more_practices_take_no_more_statements(client: PageClient, ana: Person) -> None:
    build.grant(ana, Role.APPLICATION_LEAD, at=build.practice())
    client.visit(START)
    with statements() as few:
        client.visit(START)
    for _ in range(2):
        build.grant(ana, Role.APPLICATION_LEAD, at=build.practice())
    with statements() as many:
        page = client.visit(START)

    assert len(page.all("own-practice")) == 3
    assert len(many) == len(few)


# ------------------------------------------------------------------ refusals


def test_a_name_that_is_taken_is_refused_in_words(client: PageClient, ana: Person) -> None:
    build.practice(name="Delta Pines")

    page = begin(client, name="delta  pines", status=422)

    words = page.one("error-summary").text
    assert "If it is yours, ask its lead to invite you, or call us at 1-800-844-0898." in words
    assert page.control("city").attrs["value"] == "Cleveland"
    assert db.session.query(Practice).count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Enter the name of the practice"),
        ({"name": "x" * 201}, "Shorten the name"),
        ({"kind": None}, "Choose the type of the practice"),
        ({"county": ""}, "Choose the county"),
        ({"city": "x" * 81}, "Shorten the city"),
    ],
)
def test_what_must_be_fixed_is_said(
    client: PageClient, ana: Person, given: dict[str, Any], words: str
) -> None:
    assert words in begin(client, **given, status=422).one("error-summary").text
    assert db.session.query(Practice).count() == 0


def test_other_fields_in_the_form_change_nothing(client: PageClient, ana: Person) -> None:
    begin(client, role="administrator", practice_id="1", state="submitted", round_id="99")

    assert [grant.role for grant in _grants(ana)] == [Role.APPLICATION_LEAD]
    assert application().state == "draft"


def test_made_up_kinds_and_counties_are_refused(client: PageClient, ana: Person) -> None:
    begin(client, kind="hospital", status=422)
    begin(client, county="Shelby", status=422)


def test_a_county_outside_of_the_round_is_refused(app: Flask, client: PageClient) -> None:
    set_clock(app, "2026-02-20")
    rfa_2026(counties={"only": ["Hinds", "Lee"]})
    person = build.person()
    elsewhere = build.practice(county="Jones")
    build.grant(person, Role.LEAD, at=elsewhere)
    client.sign_in(person)

    page = begin(client, status=422)
    assert "Practices in this county cannot apply in this round." in page.one("error-summary").text
    assert "practices in Hinds and Lee Counties" in page.text
    own = choose(client, elsewhere, status=422)
    assert "other counties" in own.one("error-summary").text
    assert db.session.query(Application).count() == 0
    begin(client, county="Lee")


@pytest.mark.parametrize("day", ["2026-01-10", "2026-03-14"])
def test_nothing_is_begun_while_the_round_is_not_open(
    app: Flask, client: PageClient, ana: Person, day: str
) -> None:
    practice = build.practice()
    build.grant(ana, Role.LEAD, at=practice)
    forms = [form for form in client.visit(START).forms if form.action == START]
    set_clock(app, day)
    client.sign_in(ana)

    there = client.follow(client.visit(START, status=302))
    assert "RFA 2026 does not take applications now." in there.text
    for form in forms:
        fresh = there.form("/sign-out").fields["csrf_token"]
        given = {"name": "Delta", "kind": "fqhc", "county": "Lee", "csrf_token": fresh}
        page = client.send(form, status=409, **given)
        assert "not open" in page.text
    assert db.session.query(Application).count() == 0


def test_visitors_sign_in_first(app: Flask, client: PageClient) -> None:
    set_clock(app, "2026-02-20")
    rfa_2026()

    assert client.visit(START, status=302).location == f"/sign-in?next={START}"
    client.sign_in(build.person())
    client.visit("/apply/no-such-round/start", status=404)
