"""Staff open a review again that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from app.reviews.domain.kinds import ReviewState
from tests.support import build
from tests.unit.reviews.rows import REVIEWING, Case, sheet

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture
def case(app: Flask) -> Case:
    app.extensions["clock"].set(REVIEWING)
    found = Case()
    found.save(sheet())
    found.send()
    return found


def address(case: Case) -> str:
    return f"/staff/applications/{case.of.id}/reviews/{case.review.id}/reopen"


def test_staff_say_why_and_the_reviewer_goes_on(client: PageClient, case: Case) -> None:
    path = address(case)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert "Ruth Hall" in client.visit(path).text
    page = client.fill_in(path, reason="Criterion 3 names another practice")

    assert page.location == f"/staff/applications/{case.of.id}/reviews"
    assert case.review.state is ReviewState.DRAFT
    client.sign_in(case.ruth)
    assert client.visit(case.at).form(case.at).fields["why-K1"] == "Why 4"


def test_without_a_reason_nothing_happens(client: PageClient, case: Case) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))
    page = client.fill_in(address(case), status=422)

    assert "Say why the review is opened again" in page.one("error-summary").text
    assert case.review.state is ReviewState.SUBMITTED


def test_a_draft_cannot_be_opened_again(client: PageClient, case: Case) -> None:
    path = address(case)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    form = client.visit(path).form(path)
    client.send(form, reason="Once")
    client.send(form, reason="Twice", status=409)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMINISTRATOR, 403), (Role.REVIEWER, 404), (Role.PUBLISHER, 404)]
)
def test_others_may_not(client: PageClient, case: Case, role: Role, status: int) -> None:
    client.sign_in(build.person(role=role))
    client.visit(address(case), status=status)


def test_staff_in_conflict_see_nothing_of_it(client: PageClient, case: Case) -> None:
    mona = build.person(role=Role.PROGRAM_STAFF)
    build.declaration(case.round, mona, case.practice)
    client.sign_in(mona)
    client.visit(address(case), status=404)


def test_staff_who_owe_a_review_of_their_own_see_nothing_of_others(
    client: PageClient, case: Case
) -> None:
    mona = build.person(role=Role.PROGRAM_STAFF)
    build.reviewer_assignment(case.of, mona)
    client.sign_in(mona)
    client.visit(address(case), status=404)


def test_a_review_of_another_application_is_not_there(client: PageClient, case: Case) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    other = build.sent_application()
    client.visit(f"/staff/applications/{other.id}/reviews/{case.review.id}/reopen", status=404)
