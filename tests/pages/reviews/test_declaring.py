"""The page on which reviewers declare their interests for a round."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import TieKind
from app.reviews.models import Declaration
from app.reviews.queries import declarations
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

AT = dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)
PATH = "/reviews/declaration/open"


@pytest.fixture
def season(app: Flask) -> Any:
    app.extensions["clock"].set(AT)
    return build.rfa_round(key="open", title="Round One")


@pytest.fixture
def tess(client: PageClient, season: Any) -> Any:
    someone = build.person(name="Tess Crane", role=Role.REVIEWER)
    client.sign_in(someone)
    return someone


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("role", Role)
def test_only_reviewers_declare(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    client.visit(PATH, status=200 if role is Role.REVIEWER else 403)


@pytest.mark.usefixtures("tess")
def test_rounds_that_are_not_public_are_not_found(client: PageClient, season: Any) -> None:
    client.visit("/reviews/declaration/nowhere", status=404)
    season.archived_at = AT
    db.session.commit()
    client.visit(PATH, status=404)


def test_several_ties_are_declared_in_one_form(client: PageClient, season: Any, tess: Any) -> None:
    clinic, gone = build.practice(), build.practice(closed_at=AT)
    page = client.visit(PATH)
    assert len(page.all("tie-line")) == 6
    assert gone.name not in page.text
    answers = {
        "ties-0-kind": "employment",
        "ties-0-practice": str(clinic.id),
        "ties-2-kind": "family",
        "ties-2-organisation": " Delta   Pines ",
        "ties-2-note": "Since May 2025.",
    }
    page = client.follow(client.fill_in(PATH, **answers))
    assert page.path == "/reviews"
    assert "Your declaration is kept." in page.text
    kept = declarations.declarations_of(season.id, tess.id)[0]
    assert [(tie.kind, tie.practice_id, tie.organisation, tie.note) for tie in kept.ties] == [
        (TieKind.EMPLOYMENT, clinic.id, "", ""),
        (TieKind.FAMILY, None, "Delta Pines", "Since May 2025."),
    ]


def test_it_can_be_renewed_from_what_was_declared(
    client: PageClient, season: Any, tess: Any
) -> None:
    clinic = build.practice(closed_at=AT, name="Closed Clinic")
    build.declaration(season, tess, clinic)
    page = client.visit(PATH)
    assert "You declared November 2, 2026" in page.one("status").text
    assert "November 2, 2027" in page.one("status").text
    fields = page.form(PATH).fields
    assert (fields["ties-0-kind"], fields["ties-0-practice"]) == ("employment", str(clinic.id))
    client.fill_in(PATH, **{"ties-0-kind": "", "ties-0-practice": "", "is_nothing": "y"})
    kept = declarations.declarations_of(season.id, tess.id)
    assert [one.is_nothing for one in kept] == [True, False]
    assert client.visit(PATH).form(PATH).fields["is_nothing"] == "y"


@pytest.mark.usefixtures("tess")
@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, "Name your ties, or tick that you have nothing to declare. It cannot be both."),
        (
            {"is_nothing": "y", "ties-0-kind": "family", "ties-0-organisation": "Delta"},
            "Name your ties, or tick that you have nothing to declare. It cannot be both.",
        ),
        ({"ties-1-organisation": "Delta"}, "Choose what kind of tie it is"),
        ({"ties-1-kind": "funding"}, "Choose a practice or name the organization"),
        (
            {"ties-1-kind": "funding", "ties-1-organisation": "x" * 201},
            "Shorten the name to 200 characters or fewer",
        ),
        ({"ties-1-kind": "bribe", "ties-1-organisation": "Delta"}, "Choose one of the list"),
        (
            {"ties-1-kind": "other", "ties-1-organisation": "Delta", "ties-1-practice": "999"},
            "Choose one of the list",
        ),
    ],
)
def test_nothing_typed_is_lost(client: PageClient, answers: dict[str, str], error: str) -> None:
    page = client.fill_in(PATH, status=422, **answers)
    assert [item.text for item in page.one("error-summary").walk("li")] == [error]
    fields = page.form(PATH).fields
    for name, value in answers.items():
        if "organisation" in name:
            assert fields[name] == value
    db.session.rollback()
    assert list(db.session.scalars(select(Declaration))) == []


@pytest.mark.usefixtures("tess")
def test_more_lines_keep_what_was_typed(client: PageClient) -> None:
    page = client.fill_in(
        PATH, status=200, add="yes", **{"ties-5-kind": "other", "ties-5-note": "Half a line"}
    )
    assert len(page.all("tie-line")) == 12
    assert page.form(PATH).fields["ties-5-note"].strip() == "Half a line"
    form = page.form(PATH)
    for _ in range(9):
        form = client.send(form, status=200, add="yes").form(PATH)
    page = client.send(form, status=200, add="yes")
    assert len(page.all("tie-line")) == 60
    assert "Add more lines" not in page.buttons
    db.session.rollback()
    assert list(db.session.scalars(select(Declaration))) == []


def test_a_tie_that_is_not_named_any_more_is_a_question(
    client: PageClient, season: Any, tess: Any
) -> None:
    clinic = build.practice()
    of = build.sent_application(round_id=season.id, practice_id=clinic.id)
    build.declaration(season, tess, clinic)
    build.reviewer_assignment(of, tess)
    answers = {"ties-0-kind": "", "ties-0-practice": "", "is_nothing": "y"}
    page = client.follow(client.fill_in(PATH, **answers))
    assert "staff are asked" in page.text
    assert "Staff are looking" in client.visit(f"/reviews/{of.id}/conflict").text


@pytest.mark.parametrize("count", [1, 2])
def test_a_new_tie_closes_what_was_open(
    client: PageClient, season: Any, tess: Any, count: int
) -> None:
    build.declaration(season, tess)
    answers = {}
    rows = []
    for number in range(count):
        clinic = build.practice()
        rows.append(build.sent_application(round_id=season.id, practice_id=clinic.id))
        build.reviewer_assignment(rows[-1], tess)
        answers |= {f"ties-{number}-kind": "family", f"ties-{number}-practice": str(clinic.id)}
    page = client.follow(client.fill_in(PATH, is_nothing=None, **answers))
    assert f"because of a tie that is new: {count}." in page.text
    for row in rows:
        client.visit(f"/reviews/{row.id}/conflict", status=404)


def test_more_ties_take_no_more_statements(client: PageClient, season: Any, tess: Any) -> None:
    build.declaration(season, tess, build.practice())
    client.visit(PATH)
    with statements() as one:
        client.visit(PATH)
    build.declaration(season, tess, *[build.practice() for _ in range(3)])
    with statements() as three:
        client.visit(PATH)
    assert len(one) == len(three) <= 10, three
