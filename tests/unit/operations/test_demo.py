"""The demonstration can be loaded and put back exactly, and never touches real data."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from app.accounts.domain.passwords import TOO_COMMON, weakness
from app.audit.models import AuditEvent
from app.core.days import add_months
from app.core.db import db, transaction
from app.operations.demo import accounts, applicants, contenders, load, people, rows
from app.operations.models import Installation
from app.policy import TEAM_ROLES, Role
from app.rfa.domain.states import ApplicationState
from config import BadSetting, Mode
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.operations.demo.rows import Rows


EVERYBODY = (*people.ACCOUNTS, *applicants.ACCOUNTS, *contenders.ACCOUNTS)


@pytest.fixture
def ready(app: Flask, made: Rows, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A demonstration whose cohort need not be built again."""
    app.config["MODE"] = Mode.DEMO
    monkeypatch.setattr(load, "build", lambda _at: made)
    return app


def seen() -> Rows:
    found = rows.everything()
    db.session.rollback()
    return found


def test_the_demo_cohort_is_the_same_whenever_it_is_built_in_a_month(
    app: Flask, made: Rows
) -> None:
    again = load.build(build.NOON)

    private: dict[str, set[str]] = {
        "person": {"password_hash"},
        "invitation": {"token_hash"},
        "rfa_attachment": {"storage_key"},
        "outbox_mail": {"link", "calendar"},
        "learning_event": {"uid", "check_in_code"},
        "curriculum_attempt": {"questions", "answers"},
        "certificate": {"number"},
        "event_evaluation_given": {"id"},
        "event_evaluation_answers": {"id", "mark", "is_counted"},
    }
    for table in rows.tables():
        hidden = private.get(table.name, set())
        strip = [
            [
                {k: v for k, v in row.items() if k not in hidden | numbered(row)}
                for row in side[table.name]
            ]
            for side in (made, again)
        ]
        if "id" in hidden:
            strip = [sorted(side, key=str) for side in strip]
        assert strip[0] == strip[1], table.name


def numbered(row: dict[str, Any]) -> set[str]:
    """What names a certificate in the trail or a mail: by its number, which nobody can foretell."""
    if str(row.get("kind", "")).startswith("certificate"):
        return {"body"}
    return {"subject_name"} if row.get("subject_type") == "certificate" else set()


def test_an_empty_database_is_filled(ready: Flask) -> None:
    assert load.is_needed()

    load.fill()

    assert not load.is_needed()
    db.session.rollback()


def test_a_reset_puts_everything_back_exactly(ready: Flask, made: Rows) -> None:
    load.fill()
    before = seen()
    extra = build.practice(name="Somebody tried something").id
    db.session.execute(text("UPDATE person SET name = 'Changed'"))
    db.session.commit()

    load.fill()

    assert seen() == before
    assert before["person"] == made["person"]
    db.session.expunge_all()
    assert build.practice().id <= extra, "ids count on from the demo data again"


def test_the_trail_is_guarded_again_after_a_reset(ready: Flask) -> None:
    load.fill()

    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text("DELETE FROM audit_event"))
    db.session.rollback()


def test_new_rows_get_free_ids_after_a_reset(ready: Flask) -> None:
    load.fill()
    newest = db.session.scalar(select(func.max(AuditEvent.id))) or 0
    db.session.rollback()

    person = build.person()

    assert person.id > 0
    with transaction():
        db.session.execute(text(EVENT))
    assert db.session.scalar(select(func.max(AuditEvent.id))) == newest + 1
    db.session.rollback()


EVENT = """INSERT INTO audit_event (at, actor_name, verb, subject_type, subject_name)
           VALUES ('2026-11-02 18:00:00', 'Ana', 'tried', 'portal', '')"""


def test_real_data_is_never_replaced(app: Flask) -> None:
    build.saved(Installation(id=1, is_demo=False, created_at=build.NOON))
    app.config["MODE"] = Mode.DEMO
    with pytest.raises(BadSetting, match="made for real data"):
        load.fill()

    app.config["MODE"] = Mode.PRODUCTION
    with pytest.raises(BadSetting, match="not a demonstration"):
        load.fill()


# ------------------------------------------------------------------ commands


def test_the_accounts_are_printed_for_programs(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "accounts", "--json"])

    listed = json.loads(result.output)
    assert {entry["role"] for entry in listed} == set(Role)
    assert {entry["password"] for entry in listed} == {people.PASSWORD}
    assert listed == accounts.as_list()


def test_the_accounts_are_printed_for_people(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["demo", "accounts"]).output

    assert "lead.magnolia@demo.example" in output
    assert "Data manager" in output
    assert people.PASSWORD in output
    assert output.count("@demo.example") == len(EVERYBODY)


def test_production_has_no_demo_accounts(app: Flask) -> None:
    app.config["MODE"] = Mode.PRODUCTION

    for command in ("accounts", "load", "reset"):
        result = app.test_cli_runner().invoke(args=["demo", command])
        assert result.exit_code == 1
        assert "@demo.example" not in result.output


def test_the_commands_load_once_and_reset_any_time(ready: Flask) -> None:
    runner = ready.test_cli_runner()

    assert "is loaded" in runner.invoke(args=["demo", "load"]).output
    assert "not empty" in runner.invoke(args=["demo", "load"]).output
    assert "as it was" in runner.invoke(args=["demo", "reset"]).output


def test_the_first_administrator_gets_an_address_that_works(app: Flask) -> None:
    runner = app.test_cli_runner()

    result = runner.invoke(args=["administrator", "create", "Ana@Example.org", "Ana Whitfield"])

    assert result.exit_code == 0, result.output
    link = result.output.splitlines()[-1]
    assert link.startswith("http://localhost/")
    assert app.test_client().get(link).status_code == 200


def test_the_address_and_name_of_the_first_administrator_are_cleaned(app: Flask) -> None:
    given = ["administrator", "create", "  Ana@Example.org ", " Ana\nWhitfield "]

    result = app.test_cli_runner().invoke(args=given)

    assert result.exit_code == 0, result.output
    assert result.output.startswith("Ana Whitfield is invited.")
    assert "http://localhost/invitations/" in result.output


@pytest.mark.parametrize(
    ("email", "name", "words"),
    [
        ("", "", "Enter an email address in the form name@example.com\nEnter a name"),
        ("notanemail", "Ana", "Enter an email address"),
        ("ana@example.org", "x" * 3_000, "Use 120 characters or fewer."),
        ("a" * 250 + "@example.org", "Ana", "Enter an email address"),
    ],
)
def test_an_administrator_is_checked_like_everybody(
    app: Flask, email: str, name: str, words: str
) -> None:
    result = app.test_cli_runner().invoke(args=["administrator", "create", email, name])

    assert result.exit_code == 1
    assert words in result.output


# ------------------------------------------------------------------ people


def test_everybody_is_clearly_made_up() -> None:
    for account in EVERYBODY:
        assert account.email.endswith("@demo.example")
        assert account.name.endswith("(demo)")
    assert len({account.email for account in EVERYBODY}) == len(EVERYBODY)


def test_two_teams_have_somebody_in_every_role() -> None:
    full = [
        clinic
        for clinic in {a.clinic for a in people.TEAMS}
        if {a.role for a in people.TEAMS if a.clinic == clinic} == set(TEAM_ROLES)
    ]

    assert len(full) == 2


def test_nobody_can_choose_the_shared_password_for_an_account_of_their_own() -> None:
    assert len(people.PASSWORD) >= 15
    assert weakness(people.PASSWORD) == TOO_COMMON


def test_the_time_of_the_demonstration_is_that_of_its_clock(app: Flask, made: Rows) -> None:
    latest = max(row["at"] for row in made["audit_event"])

    assert latest <= build.NOON
    assert build.NOON - latest < dt.timedelta(days=700)


# ------------------------------------------------------------------ what the cohort looks like


def column(made: Rows, table: str, name: str) -> list[object]:
    return [row[name] for row in made[table]]


def teams(made: Rows) -> list[int]:
    """The practices of the first cohort, which has all the numbers."""
    first = min(row["cohort_id"] for row in made["enrolment"])
    return [row["practice_id"] for row in made["enrolment"] if row["cohort_id"] == first]


def test_the_cohort_has_eighteen_months_up_to_the_last_one(made: Rows) -> None:
    periods = {row["period"] for row in made["period_submission"]}

    assert len(teams(made)) == 8
    assert min(periods) == dt.date(2025, 5, 1)
    assert max(periods) == dt.date(2026, 10, 1)
    assert len(periods) == 18


def test_applications_are_in_every_state_and_one_has_a_forerunner(made: Rows) -> None:
    assert {row["state"].value for row in made["rfa_application"]} == set(ApplicationState)
    assert len(made["rfa_round"]) == 4
    assert any(row["answer"] is None for row in made["rfa_faq_entry"])
    first = min(row["practice_id"] for row in made["rfa_application"])
    assert sum(row["practice_id"] == first for row in made["rfa_application"]) == 2


def test_blank_zero_and_none_eligible_all_occur(made: Rows) -> None:
    points = made["data_point"]

    assert any(row["sent_answer"] == "none eligible" for row in points)
    assert any(row["sent_numerator"] == 0 and row["sent_denominator"] for row in points)
    assert any(row["sent_at"] is None for row in points), "somebody has a draft"


def test_months_were_sent_on_time_late_and_never(made: Rows) -> None:
    late = [
        row
        for row in made["period_submission"]
        if row["last_sent_at"].date() > add_months(row["period"], 1).replace(day=11)
    ]
    months = dict.fromkeys(teams(made), 0)
    for row in made["period_submission"]:
        months[row["practice_id"]] += 1

    assert 5 <= len(late) <= 15
    assert min(months.values()) == 15
    assert max(months.values()) == 18


def test_cycles_stand_everywhere_and_end_in_every_way(made: Rows) -> None:
    assert set(column(made, "cycle", "state")) >= {"draft", "running", "studying", "done"}
    assert set(column(made, "cycle", "decision")) == {None, "adopt", "adapt", "abandon"}
    assert all(row["predicted"] for row in made["prediction"])
    overdue = [
        row
        for row in made["cycle"]
        if row["state"] == "running" and row["planned_end"] < build.NOON.date()
    ]
    assert overdue


def test_charts_have_notes_a_frozen_baseline_and_a_phase_with_reasons(made: Rows) -> None:
    assert sorted(map(str, column(made, "chart_decision", "kind"))) == ["freeze", "rephase"]
    assert all(column(made, "chart_decision", "reason"))
    assert len(made["annotation"]) >= 5


def test_every_deed_of_a_person_is_in_the_trail_with_the_name(made: Rows) -> None:
    names = set(column(made, "person", "name")) | {"The portal", "Visitor"}

    assert set(column(made, "audit_event", "actor_name")) <= names
    assert "sent numbers" in column(made, "audit_event", "verb")
