"""Staff pages about conflicts: declarations, questions, rulings, missing reviewers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.policy import Role
from app.reviews.domain.kinds import Statement
from tests.pages.reviews.conflict_room import AT, WHY, address, assigned, errors, keys, ruling, said
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

AFTER = dt.datetime(2027, 1, 5, 18, tzinfo=dt.UTC)
STAFF = "/staff/rounds/open/reviewing/conflicts"
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR)


@pytest.fixture
def season(app: Flask) -> Any:
    app.extensions["clock"].set(AT)
    return build.rfa_round(key="open", title="Round One", reviewers_each=1)


@pytest.fixture
def tess() -> Any:
    return build.person(name="Tess Crane", role=Role.REVIEWER)


@pytest.fixture
def neil() -> Any:
    return build.person(name="Neil Orr", role=Role.PROGRAM_STAFF)


@pytest.fixture
def neil_signed_in(client: PageClient, season: Any, neil: Any) -> None:
    client.sign_in(neil)


@pytest.fixture
def of(season: Any, tess: Any) -> Any:
    return assigned(season, tess)


@pytest.mark.parametrize("role", Role)
def test_program_staff_manages_and_nobody_else(
    client: PageClient, of: Any, tess: Any, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    client.visit(STAFF, status=200 if role in MANAGES else 403)
    stranger = 403 if role is Role.ADMINISTRATOR else 404
    client.visit(ruling(of, tess), status=200 if role in MANAGES else stranger)


def test_what_is_not_there_is_not_found(client: PageClient, of: Any, neil: Any) -> None:
    client.sign_in(neil)
    client.visit("/staff/rounds/nowhere/reviewing/conflicts", status=404)
    client.visit(f"/staff/applications/999999/conflicts/{neil.id}", status=404)
    client.visit(f"/staff/applications/{of.id}/conflicts/999999", status=404)
    client.visit(ruling(of, build.person()), status=404)


def test_an_empty_round_says_so(client: PageClient, season: Any, neil: Any) -> None:
    client.sign_in(neil)
    page = client.visit(STAFF)
    assert "Nobody is a reviewer yet" in page.text
    assert "Every application has its reviewers" in page.text


def test_it_shows_who_declared(client: PageClient, season: Any, of: Any, neil: Any) -> None:
    build.person(name="Sam Boone", role=Role.REVIEWER)
    uma = build.person(name="Uma Dial", role=Role.REVIEWER)
    build.declaration(season, uma, declared_at=AT - dt.timedelta(days=400))
    client.sign_in(neil)
    page = client.visit(STAFF)
    rows = {row.attrs["data-key"]: row.text for row in page.all("declared-row")}
    assert "Not yet" in rows["Sam Boone"]
    assert "Declared" in rows["Tess Crane"]
    assert "Too old" in rows["Uma Dial"]
    page = client.follow(client.fill_in(f"{STAFF}/remind", at=STAFF))
    assert "2 mails go out" in page.text
    page = client.follow(client.fill_in(f"{STAFF}/remind", at=STAFF))
    assert "No mail goes out" in page.text


def test_one_mail_is_one_mail(client: PageClient, season: Any, tess: Any, neil: Any) -> None:
    client.sign_in(neil)
    assert "1 mail goes out" in client.follow(client.fill_in(f"{STAFF}/remind", at=STAFF)).text
    build.declaration(season, tess)
    assert "Everybody declared" in client.visit(STAFF).text


def test_a_question_is_decided(client: PageClient, of: Any, tess: Any, neil: Any) -> None:
    said(of, tess, Statement.NOT_SURE)
    client.sign_in(neil)
    page = client.visit(STAFF)
    assert keys(page, "conflict-question") == [of.reference]
    assert WHY in page.one("conflict-question").text
    assert keys(page, "needs-reviewer") == []
    path = ruling(of, tess)
    page = client.follow(client.fill_in(path, ruling="conflict", reason="It is too close."))
    assert page.path == STAFF
    assert keys(page, "needs-reviewer") == keys(page, "conflict-row") == [of.reference]
    assert "It is too close." in page.one("conflict-row").text
    assert keys(page, "conflict-question") == []
    client.sign_in(tess)
    client.visit(address(of), status=404)


def test_a_conflict_is_lifted_with_its_review(
    app: Flask, client: PageClient, of: Any, tess: Any, neil: Any
) -> None:
    said(of, tess, Statement.NO, "")
    build.review(of, tess)
    client.sign_in(tess)
    client.fill_in(address(of), statement="conflict", reason=WHY)
    client.sign_in(neil)
    path = ruling(of, tess)
    page = client.visit(path)
    assert "Void, in no number" in page.text
    assert len(page.all("said")) == 2
    app.extensions["clock"].set(AFTER)
    client.sign_in(neil)
    page = client.fill_in(path, status=422, ruling="lift", reason="Too late")
    assert errors(page) == [
        "Reviews were due Tuesday, December 22, 2026. After that, a conflict stays."
    ]
    assert page.control("reason").text == "Too late"
    app.extensions["clock"].set(AT)
    client.sign_in(neil)
    page = client.follow(client.fill_in(path, ruling="lift", reason="Another person."))
    assert "draft again" in page.text
    client.sign_in(tess)
    client.visit(address(of))


def test_no_conflict_opens_the_application(
    client: PageClient, of: Any, tess: Any, neil: Any
) -> None:
    said(of, tess, Statement.NOT_SURE)
    client.sign_in(neil)
    page = client.follow(client.fill_in(ruling(of, tess), ruling="clear", reason="Long ago."))
    assert "It is no conflict" in page.text


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"reason": "Well."}, "Choose a decision"),
        ({"ruling": "conflict"}, "Say why. A short sentence is enough."),
        ({"ruling": "lift", "reason": "Well."}, "Choose one of the list"),
    ],
)
@pytest.mark.usefixtures("neil_signed_in")
def test_decisions_are_checked(
    client: PageClient, of: Any, tess: Any, answers: dict[str, str], error: str
) -> None:
    assert errors(client.fill_in(ruling(of, tess), status=422, **answers)) == [error]


def test_the_own_practice_leaves_nothing_to_decide(
    client: PageClient, of: Any, tess: Any, neil: Any
) -> None:
    clinic = build.practice()
    own = build.sent_application(round_id=of.round_id, practice_id=clinic.id)
    build.grant(tess, Role.VIEWER, at=clinic)
    client.sign_in(neil)
    page = client.visit(ruling(own, tess))
    assert "There is nothing to decide" in page.text
    assert "Works, or once worked, for this practice" in page.one("hints").text
    page = client.visit(STAFF)
    assert "This can never be lifted" in page.one("conflict-row").text


def test_a_declared_tie_is_listed(client: PageClient, season: Any, of: Any, neil: Any) -> None:
    sam = build.person(name="Sam Boone", role=Role.REVIEWER)
    clinic = build.practice()
    own = build.sent_application(round_id=season.id, practice_id=clinic.id)
    build.declaration(season, sam, clinic)
    build.reviewer_assignment(own, sam, clear=False)
    client.sign_in(neil)
    row = client.visit(STAFF).one("conflict-row")
    assert "Declared a tie to the practice: employment." in row.text


def test_staff_decide_what_nobody_named(client: PageClient, of: Any, tess: Any, neil: Any) -> None:
    client.sign_in(neil)
    page = client.fill_in(STAFF, status=422)
    assert errors(page) == ["Choose an application", "Choose a person"]
    answers = {"application": str(of.id), "who": str(tess.id)}
    page = client.fill_in(STAFF, status=422, **answers)
    assert errors(page) == ["Say why. A short sentence is enough."]
    page = client.follow(client.fill_in(STAFF, reason="Seen at a party.", **answers))
    assert keys(page, "conflict-row") == [of.reference]
    client.fill_in(STAFF, status=409, reason="Again.", **answers)


def test_former_reviewers_are_still_listed(client: PageClient, of: Any, neil: Any) -> None:
    former = build.person(name="Old Hand")
    said(of, former, Statement.YES)
    client.sign_in(neil)
    assert "Old Hand" in client.visit(STAFF).one("conflict-row").text
    client.visit(ruling(of, former))


def test_more_rows_take_no_more_statements(
    client: PageClient, season: Any, of: Any, tess: Any, neil: Any
) -> None:
    def add() -> None:
        one = build.person(role=Role.REVIEWER)
        row = build.sent_application(round_id=season.id)
        for who, what in ((one, Statement.NOT_SURE), (build.person(), Statement.YES)):
            build.reviewer_assignment(row, who, clear=False)
            said(row, who, what)
        build.review(row, one)

    add()
    client.sign_in(neil)
    client.visit(STAFF)
    with statements() as one:
        client.visit(STAFF)
    add()
    add()
    with statements() as three:
        page = client.visit(STAFF)
    assert len(page.all("conflict-question")) == len(page.all("conflict-row")) == 3
    assert len(one) == len(three) <= 26, three
