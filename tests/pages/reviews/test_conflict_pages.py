"""The page on which a reviewer says whether there is a conflict, before an application opens."""

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
from app.reviews.models import ReviewPhase
from tests.pages.reviews.conflict_room import AT, WHY, address, assigned, errors, said
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


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
def of(season: Any, tess: Any) -> Any:
    return assigned(season, tess)


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
    (main,) = page.root.walk("main")
    assert "Lee" not in main.text


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
