"""The page before an application opens, and the staff pages about conflicts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.practices.domain.kinds import PracticeKind
from app.reviews.domain.kinds import PhaseKind, ReviewState, Statement
from app.reviews.models import ConflictStatement, ReviewPhase
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

AT = dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)
AFTER = dt.datetime(2027, 1, 5, 18, tzinfo=dt.UTC)
STAFF = "/staff/rounds/open/reviewing/conflicts"
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR)
WHY = "My sister works there."


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
    """Assigned to Tess, who declared that there is nothing to declare."""
    clinic = build.practice(name="Tupelo Creek Pediatrics", county="Lee")
    row = build.sent_application(
        round_id=season.id, practice_id=clinic.id, content={"P1": {"value": "Secret plan"}}
    )
    build.declaration(season, tess)
    build.reviewer_assignment(row, tess, clear=False)
    return row


def said(of: Any, who: Any, what: Statement, reason: str = WHY) -> None:
    build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=who.id,
            statement=what,
            reason=reason,
            said_at=AT,
            said_by_id=who.id,
        )
    )


def address(of: Any) -> str:
    return f"/reviews/{of.id}/conflict"


def ruling(of: Any, who: Any) -> str:
    return f"/staff/applications/{of.id}/conflicts/{who.id}"


def errors(page: Page) -> list[str]:
    return [item.text for item in page.one("error-summary").walk("li")]


def keys(page: Page, testid: str) -> list[str]:
    return [item.attrs["data-key"] for item in page.all(testid)]


# ------------------------------------------------------------------ the reviewer's page


@pytest.mark.parametrize("role", Role)
def test_it_is_there_for_the_assigned_reviewer_only(
    client: PageClient, of: Any, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    client.visit(address(of), status=404)


def test_it_shows_who_applies_and_nothing_else(client: PageClient, of: Any, tess: Any) -> None:
    client.sign_in(tess)
    page = client.visit(address(of))
    facts = [item.text for item in page.root.walk("dd")]
    assert facts == ["Tupelo Creek Pediatrics", PracticeKind.FQHC.label, "Lee"]
    assert "Secret plan" not in page.text
    assert page.one("coi-form")


def test_hints_about_this_reviewer_are_shown(client: PageClient, of: Any, tess: Any) -> None:
    build.grant(tess, Role.VIEWER, at=build.practice(name="Lee Family Medicine", county="Lee"))
    client.sign_in(tess)
    page = client.visit(address(of))
    assert "Same county. Works, or once worked, for Lee Family Medicine" in page.one("hints").text


def test_hidden_applicants_stay_hidden(client: PageClient, season: Any, of: Any, tess: Any) -> None:
    build.saved(
        ReviewPhase(
            round_id=season.id,
            kind=PhaseKind.REVIEW,
            begins_at=season.closes_at,
            hides_applicants=True,
        )
    )
    build.grant(tess, Role.VIEWER, at=build.practice(name="Lee Family Medicine", county="Lee"))
    client.sign_in(tess)
    page = client.visit(address(of))
    assert page.headings == [f"Application {of.reference}"]
    assert "Tupelo" not in page.text
    assert "Lee" not in page.text


def test_the_declaration_comes_first(client: PageClient, season: Any, of: Any) -> None:
    sam = build.person(role=Role.REVIEWER)
    build.reviewer_assignment(of, sam, clear=False)
    client.sign_in(sam)
    page = client.follow(client.visit(address(of), status=302))
    assert page.path == "/reviews/declaration/open"
    assert "Declare your interests" in page.text


def test_no_conflict_leads_to_the_review(client: PageClient, of: Any, tess: Any) -> None:
    client.sign_in(tess)
    page = client.fill_in(address(of), statement="no conflict")
    assert page.location == f"/reviews/{of.id}"
    assert "Back to the review" in client.visit(address(of)).links


def test_a_conflict_closes_the_door(client: PageClient, of: Any, tess: Any) -> None:
    client.sign_in(tess)
    page = client.follow(client.fill_in(address(of), statement="conflict", reason=WHY))
    assert page.path == "/reviews"
    assert "closed to you now" in page.text
    client.visit(address(of), status=404)
    client.visit(f"/reviews/{of.id}", status=404)


def test_a_late_conflict_says_what_happens(client: PageClient, of: Any, tess: Any) -> None:
    said(of, tess, Statement.NO, "")
    review = build.review(of, tess)
    client.sign_in(tess)
    assert "Your review becomes void" in client.visit(address(of)).text
    client.fill_in(address(of), statement="conflict", reason=WHY)
    db.session.refresh(review)
    assert review.state is ReviewState.VOID


def test_who_is_not_sure_waits_for_staff(client: PageClient, of: Any, tess: Any, neil: Any) -> None:
    client.sign_in(tess)
    page = client.follow(client.fill_in(address(of), statement="not sure", reason=WHY))
    assert "Staff are asked" in page.text
    page = client.visit(address(of))
    assert "Staff are looking" in page.text
    assert [
        e.attrs["value"] for e in page.root.walk("input") if e.attrs.get("name") == "statement"
    ] == ["conflict"]
    client.fill_in(address(of), status=422, statement="no conflict")
    db.session.rollback()
    assert list(db.session.scalars(select(OutboxMail.recipient))) == [neil.email]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"reason": "Well."}, "Choose an answer"),
        ({"statement": "conflict"}, "Say why. A short sentence is enough."),
        ({"statement": "not sure", "reason": " "}, "Say why. A short sentence is enough."),
        ({"statement": "lifted", "reason": "Well."}, "Choose one of the list"),
        (
            {"statement": "conflict", "reason": "x" * 1001},
            "Shorten the reason to 1,000 characters or fewer",
        ),
    ],
)
def test_answers_are_checked(
    client: PageClient, of: Any, tess: Any, answers: dict[str, str], error: str
) -> None:
    client.sign_in(tess)
    page = client.fill_in(address(of), status=422, **answers)
    assert errors(page) == [error]
    assert page.control("reason").text == answers.get("reason", "").strip()


def test_a_declaration_that_lapsed_meanwhile_is_asked_for(
    app: Flask, client: PageClient, of: Any, tess: Any
) -> None:
    client.sign_in(tess)
    form = client.visit(address(of)).form(address(of))
    app.extensions["clock"].set(AT + dt.timedelta(days=400))
    client.sign_in(tess)
    page = client.visit(address(of), status=302)
    assert page.location.endswith("/reviews/declaration/open")
    form.fields["csrf_token"] = client.visit("/reviews").forms[0].fields["csrf_token"]
    page = client.send(form, status=409, statement="no conflict")
    assert "Declare your interests" in page.text


# ------------------------------------------------------------------ staff's page


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
