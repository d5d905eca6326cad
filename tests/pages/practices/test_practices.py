"""Staff pages about practices: the list, adding, changing, closing and reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.practices.domain.kinds import PracticeKind
from app.practices.models import Practice
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.page import Page, PageClient

LIST = "/staff/practices"
NEW = f"{LIST}/new"
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
DELTA = {"name": "Delta Pines Family Health", "kind": "fqhc", "county": "Bolivar", "city": "Cleveland"}  # fmt: skip


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


def listed(page: Page) -> list[str]:
    return [tr.attrs["data-key"] for tr in page.root.walk("tr") if "data-key" in tr.attrs]


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def found(key: str) -> Practice | None:
    db.session.rollback()
    return db.session.scalar(select(Practice).where(Practice.key == key))


def last_event() -> AuditEvent:
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return event


@pytest.mark.parametrize("role", Role)
def test_program_staff_manages_practices_and_nobody_else(client: PageClient, role: Role) -> None:
    clinic = build.practice()
    client.sign_in(build.person(role=role))
    at = f"{LIST}/{clinic.key}"
    statuses = {client.get(path).status_code for path in (LIST, NEW, at, f"{at}/close")}
    assert statuses == ({200} if role in MANAGES else {403})


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(LIST, status=302).location.startswith("/sign-in")


@pytest.mark.usefixtures("kim")
def test_a_practice_that_is_not_there_is_not_found(client: PageClient) -> None:
    for path in (f"{LIST}/nowhere", f"{LIST}/nowhere/close", f"{LIST}/No_Key"):
        client.visit(path, status=404)


# the list


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["alpha", "beta"]),
        ("search=ALPH", ["alpha"]),
        ("search=%25", []),
        ("kind=private", ["beta"]),
        ("region=southern", ["beta"]),
        ("kind=nonsense&region=nowhere&page=x", ["alpha", "beta"]),
        ("page=-5", ["alpha", "beta"]),
        ("page=99999999999999999999", ["alpha", "beta"]),
        ("closed=yes", ["shut"]),
    ],
)
@pytest.mark.usefixtures("kim")
def test_practices_are_listed_as_asked_for(client: PageClient, query: str, keys: list[str]) -> None:
    build.practice(key="beta", name="Beta", kind=PracticeKind.PRIVATE, county="Harrison")
    build.practice(key="alpha", name="Alpha")
    build.practice(key="shut", name="Shut", closed_at=build.NOON)
    assert listed(client.visit(f"{LIST}?{query}")) == keys


@pytest.mark.usefixtures("kim")
def test_the_list_has_pages_that_keep_the_filter(client: PageClient) -> None:
    for number in range(26):
        build.practice(name=f"Clinic {number:02}", county="Lee")
    page = client.visit(f"{LIST}?region=northern&search=clinic")
    assert len(listed(page)) == 25
    onward = next(href for name, href in page.links.items() if name.startswith("Next"))
    assert len(listed(client.visit(onward))) == 1


@pytest.mark.usefixtures("kim")
def test_an_empty_list_says_what_to_do(client: PageClient) -> None:
    assert "No practice found" in client.visit(f"{LIST}?search=zzz").text


@pytest.mark.usefixtures("kim")
def test_more_practices_take_no_more_statements(client: PageClient) -> None:
    build.practice()
    client.visit(LIST)
    with statements() as one:
        client.visit(LIST)
    build.practice()
    build.practice()
    with statements() as three:
        client.visit(LIST)
    assert len(one) == len(three) <= 8, three


# adding and changing


@pytest.mark.usefixtures("kim")
def test_a_practice_is_added(client: PageClient) -> None:
    page = client.follow(client.fill_in(NEW, **DELTA))
    assert "Delta Pines Family Health is added." in page.text
    assert listed(page) == ["delta-pines-family-health"]
    assert (last_event().verb, last_event().actor_name) == ("added a practice", "Kim Lott")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"name": "  "}, "Enter the name of the practice"),
        ({"name": "x" * 201}, "Shorten the name to 200 characters or fewer"),
        ({"kind": None}, "Choose the type of the practice"),
        ({"county": ""}, "Choose the county"),
        ({"city": "x" * 81}, "Shorten the city to 80 characters or fewer"),
        ({"name": "TAKEN"}, "A practice with this name is already there."),
    ],
)
@pytest.mark.usefixtures("kim")
def test_what_is_missing_or_taken_is_asked_for_and_the_rest_is_kept(
    client: PageClient, answers: dict[str, str | None], error: str
) -> None:
    build.practice(name="Taken")
    page = client.fill_in(NEW, status=422, **DELTA | answers)
    assert errors(page) == [error]
    typed = DELTA | answers
    assert page.control("name").attrs.get("value", "").strip() == (typed["name"] or "").strip()
    assert page.form(NEW).fields.get("county") == typed["county"]


@pytest.mark.parametrize("answers", [{"kind": "hospital"}, {"county": "Shelby"}])
@pytest.mark.usefixtures("kim")
def test_answers_that_no_form_offers_are_refused(
    client: PageClient, answers: dict[str, str]
) -> None:
    assert len(errors(client.fill_in(NEW, status=422, **DELTA | answers))) == 1


@pytest.mark.usefixtures("kim")
def test_a_practice_is_changed(client: PageClient) -> None:
    build.practice(key="delta", name="Delta")
    at = f"{LIST}/delta"
    client.follow(client.fill_in(at, name="Delta Pines", county="Bolivar"))
    changed = found("delta")
    assert changed is not None
    assert (changed.name, changed.county, changed.version) == ("Delta Pines", "Bolivar", 2)
    build.practice(name="Other")
    page = client.fill_in(at, name="Other", status=422)
    assert errors(page) == ["A practice with this name is already there."]
    assert page.headings == ["Change Delta Pines"]


@pytest.mark.parametrize("version", ["1", "x", "-1", "\u0661", "99999999999", ""])
@pytest.mark.usefixtures("kim")
def test_a_change_made_on_an_old_page_is_not_written(client: PageClient, version: str) -> None:
    build.practice(key="delta", name="Delta")
    at = f"{LIST}/delta"
    old = client.visit(at).form(at)
    client.fill_in(at, city="Cleveland")
    page = client.send(old, status=409, city="Merigold", seen_version=version)
    assert "Merigold" in page.text
    changed = found("delta")
    assert changed is not None
    assert changed.city == "Cleveland"


# closing


@pytest.mark.usefixtures("kim")
def test_a_practice_is_closed_with_a_reason_and_opened_again(client: PageClient) -> None:
    build.practice(key="delta", name="Delta")
    at = f"{LIST}/delta/close"
    page = client.fill_in(at, status=422, reason=" ")
    assert errors(page) == ["Say why. One short sentence is enough"]
    page = client.follow(client.fill_in(at, reason="Merged with Beta."))
    assert "Delta is closed." in page.text
    assert listed(page) == []
    assert last_event().reason == "Merged with Beta."

    closed = client.visit(f"{LIST}?closed=yes")
    page = client.follow(client.send(closed.form(f"{LIST}/delta/reopen")))
    assert listed(page) == ["delta"]


@pytest.mark.usefixtures("kim")
def test_what_somebody_else_closed_or_opened_is_told(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    build.practice(key="delta", name="Delta")
    at = f"{LIST}/delta/close"
    form = client.visit(at).form(at)
    client.send(form, reason="Merged.")
    page = client.send(form, status=409, reason="Merged too.")
    assert "closed already" in page.text
    reopen = client.visit(f"{LIST}?closed=yes").form(f"{LIST}/delta/reopen")
    client.send(reopen)
    assert "open already" in client.send(reopen, status=409).text
