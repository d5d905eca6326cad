"""Staff's list of applications: filters, order, pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.policy import Role
from app.practices.domain.kinds import PracticeKind
from app.rfa.models import Extension, Mark, MarkKind, Registration, Task
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.oversight_rows import AFTER, BEFORE, draft, send, sent

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

LIST = "/staff/applications"
STAFF = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(BEFORE)


@pytest.fixture
def mona(client: PageClient) -> Any:
    """Program staff, signed in."""
    person = build.person(name="Mona Lee", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def listed(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("application-row")]


def status(page: Page, key: str) -> str:
    row = page.one("application-row", data_key=key)
    return next(e.text for e in row.walk("span") if e.attrs.get("data-testid") == "status")


def clinic(key: str, **given: Any) -> int:
    row: int = build.practice(key=key, name=key.title(), **given).id
    return row


@pytest.mark.parametrize("role", Role)
def test_program_staff_sees_the_list_and_nobody_else(client: PageClient, role: Role) -> None:
    draft()
    client.sign_in(build.person(role=role))
    for path in (LIST, f"{LIST}/statistics", f"{LIST}/statistics.csv", f"{LIST}/export"):
        assert client.get(path).status_code == (200 if role in STAFF else 403), path


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(LIST, status=302).location.startswith("/sign-in")


@pytest.mark.usefixtures("mona")
def test_without_a_round_the_list_says_so(client: PageClient) -> None:
    assert "No round yet" in client.visit(LIST).text
    assert "No round yet" in client.visit(f"{LIST}/statistics").text
    client.visit(f"{LIST}/statistics.csv", status=404)
    client.visit(f"{LIST}/export", status=404)
    client.visit(f"{LIST}?round=nothing", status=404)


@pytest.mark.usefixtures("mona")
def test_a_row_says_where_an_application_is(client: PageClient) -> None:
    lead = build.person(name="Ana Ruiz")
    row = draft(practice_id=clinic("delta", county="Bolivar"), lead=lead)
    build.saved(_mark(row, MarkKind.TAG, "rural"))
    build.saved(_mark(row, MarkKind.FLAG, "Check the budget"))
    shown = client.visit(LIST).one("application-row", data_key="delta").text
    for words in ("Delta", "FQHC", "Bolivar", "Central", "Draft", "1 of 4", "Ana Ruiz", "rural"):
        assert words in shown
    assert "1 flag" in shown


def _mark(of: Any, kind: MarkKind, label: str, **given: Any) -> Mark:
    return Mark(
        application_id=of.id,
        kind=kind,
        label=label,
        set_at=BEFORE,
        set_by_id=of.created_by_id,
        **given,
    )


def test_after_the_deadline_drafts_were_not_submitted_unless_they_have_more_time(
    client: PageClient, app: Flask, mona: Any
) -> None:
    of = build.rfa_round()
    late = draft(round_id=of.id, practice_id=clinic("late"))
    draft(round_id=of.id, practice_id=clinic("never"))
    send(draft(round_id=of.id, practice_id=clinic("extended")), under_extension=True)
    build.saved(
        Extension(
            round_id=of.id,
            application_id=late.id,
            closes_at=AFTER + dt.timedelta(days=1),
            reason="tornado",
            given_at=BEFORE,
            given_by_id=late.created_by_id,
        )
    )
    page = client.visit(LIST)
    assert [status(page, key) for key in ("late", "never")] == ["Draft", "Draft"]
    assert "Closes Tuesday, December 1, 2026, 5:00 p.m. Central." in page.text
    app.extensions["clock"].set(AFTER)
    client.sign_in(mona)
    page = client.visit(LIST)
    assert status(page, "never") == "Draft, not submitted"
    assert status(page, "late") == "Draft"
    assert status(page, "extended") == "Submitted"
    row = page.one("application-row", data_key="extended")
    assert "submitted under extension" in row.text
    assert "Closed Tuesday" in page.text


def _four(of: Any, person: Any) -> None:
    draft(round_id=of.id, practice_id=clinic("alpha", county="Lee"))
    beta = sent(
        round_id=of.id,
        practice_id=clinic("beta", kind=PracticeKind.PRIVATE, county="Harrison"),
    )
    gamma = sent(round_id=of.id, practice_id=clinic("gamma"))
    delta = draft(round_id=of.id, practice_id=clinic("delta"), content_at=AFTER)
    build.saved(_mark(beta, MarkKind.TAG, "rural"))
    build.saved(_mark(gamma, MarkKind.FLAG, "Look"))
    gone = _mark(delta, MarkKind.FLAG, "Old", removed_at=BEFORE, removed_by_id=person.id)
    build.saved(gone)
    for row, done in ((gamma, False), (delta, True)):
        build.saved(
            Task(
                application_id=row.id,
                title="Call",
                person_id=person.id,
                created_at=BEFORE,
                created_by_id=person.id,
                done_at=BEFORE if done else None,
                done_by_id=person.id if done else None,
            )
        )


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["alpha", "beta", "delta", "gamma"]),
        ("state=submitted", ["beta", "gamma"]),
        ("kind=private", ["beta"]),
        ("region=southern", ["beta"]),
        ("county=Lee", ["alpha"]),
        ("tag=rural", ["beta"]),
        ("tag=unknown", []),
        ("flagged=yes", ["gamma"]),
        ("mine=yes", ["gamma"]),
        ("search=ALPH", ["alpha"]),
        ("search=%25", []),
        ("search=cc2-", ["beta", "gamma"]),
        ("sort=changed", ["delta", "alpha", "beta", "gamma"]),
        ("sort=county", ["beta", "delta", "gamma", "alpha"]),
        ("sort=type", ["alpha", "delta", "gamma", "beta"]),
        ("sort=status", ["alpha", "delta", "beta", "gamma"]),
        ("state=x&kind=x&region=x&county=x&sort=x&page=x", ["alpha", "beta", "delta", "gamma"]),
        ("page=99999999999999999999", ["alpha", "beta", "delta", "gamma"]),
        ("page=-5", ["alpha", "beta", "delta", "gamma"]),
    ],
)
def test_applications_are_listed_as_asked_for(
    client: PageClient, mona: Any, query: str, keys: list[str]
) -> None:
    _four(build.rfa_round(), mona)
    assert listed(client.visit(f"{LIST}?{query}")) == keys


def test_the_numbers_over_the_list_narrow_it(client: PageClient, mona: Any) -> None:
    of = build.rfa_round()
    _four(of, mona)
    page = client.visit(f"{LIST}?search=a")
    narrowed = client.visit(page.links["2 Submitted"])
    assert listed(narrowed) == ["beta", "gamma"]


def test_the_steps_of_a_round_begin_where_they_make_sense(client: PageClient, mona: Any) -> None:
    of = build.rfa_round()
    _four(of, mona)
    for number in range(4):
        text = client.visit(LIST).text
        assert "4 started 2 submitted" in text
        assert "registered" not in text
        build.saved(
            Registration(
                token_hash=bytes([number]) * 32,
                round_id=of.id,
                email="new@example.org",
                name="New",
                password_hash="",
                screening={},
                created_at=BEFORE,
                expires_at=AFTER,
            )
        )
    assert "4 registered 4 started 2 submitted" in client.visit(LIST).text


@pytest.mark.usefixtures("mona")
def test_one_round_is_shown_at_a_time(client: PageClient) -> None:
    old = build.rfa_round(
        key="old", opens_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), closes_at=dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
    )  # fmt: skip
    draft(round_id=old.id, practice_id=clinic("past"))
    draft(round_id=build.rfa_round(key="now").id, practice_id=clinic("present"))
    build.rfa_round(
        key="next", opens_at=AFTER, closes_at=AFTER + dt.timedelta(days=9)
    )  # fmt: skip
    build.rfa_round(key="secret", published_at=None)
    page = client.visit(LIST)
    assert listed(page) == ["present"]
    assert listed(client.visit(f"{LIST}?round=old")) == ["past"]
    offered = [option.attrs["value"] for option in page.control("round").walk("option")]
    assert offered == ["next", "now", "old"]
    client.visit(f"{LIST}?round=secret", status=404)


@pytest.mark.usefixtures("mona")
def test_before_any_round_opened_the_next_one_is_shown(client: PageClient) -> None:
    build.rfa_round(title="Far", opens_at=AFTER + dt.timedelta(days=50), closes_at=AFTER + dt.timedelta(days=60))  # fmt: skip
    build.rfa_round(title="Near", opens_at=AFTER, closes_at=AFTER + dt.timedelta(days=9))
    page = client.visit(LIST)
    assert "No application found" in page.text
    chosen = [o.text for o in page.control("round").walk("option") if "selected" in o.attrs]
    assert chosen == ["Near"]


@pytest.mark.usefixtures("mona")
def test_the_list_has_pages_that_keep_the_filters(client: PageClient) -> None:
    of = build.rfa_round()
    for number in range(26):
        draft(round_id=of.id, practice_id=clinic(f"clinic-{number:02}", county="Lee"))
    page = client.visit(f"{LIST}?region=northern")
    assert len(listed(page)) == 25
    assert listed(client.visit(page.links["Next"])) == ["clinic-25"]


@pytest.mark.usefixtures("mona")
def test_the_list_takes_few_statements_however_long_it_is(client: PageClient) -> None:
    of = build.rfa_round()

    def count() -> list[str]:
        with statements() as sent_statements:
            client.visit(LIST)
        return sent_statements

    draft(round_id=of.id)
    client.visit(LIST)
    one = count()
    build.saved(_mark(draft(round_id=of.id), MarkKind.TAG, "rural"))
    sent(round_id=of.id)
    three = count()
    for _ in range(57):
        build.application(round_id=of.id)
    sixty = count()
    assert len(one) == len(three) == len(sixty) <= 8, sixty
