"""Staff pages: how a round is reviewed, and what reviewers read in the place of answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import OthersSeen, PhaseKind
from app.reviews.models import Redaction, ReviewPhase, ReviewPlan
from tests.pages.reviews.kudzu import AT, DUE, Kudzu
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

SETTINGS = "/staff/rounds/kudzu/reviewing/settings"


@pytest.fixture
def kudzu(app: Flask, client: PageClient) -> Kudzu:
    app.extensions["clock"].set(AT)
    client.sign_in(build.person(name="Mona Staff", role=Role.PROGRAM_STAFF))
    return Kudzu(applications=1)


def plan() -> ReviewPlan:
    db.session.expire_all()
    found: ReviewPlan = db.session.scalars(db.select(ReviewPlan)).one()
    return found


def errors(page: Page) -> str:
    return page.one("error-summary").text


def test_settings_are_shown_saved_and_on_record(client: PageClient, kudzu: Kudzu) -> None:
    page = client.visit(SETTINGS)
    fields = page.form(SETTINGS).fields
    assert (fields["due_on"], fields["due_time"]) == ("2026-04-10", "17:00")
    assert (fields["far_apart"], fields["most_each"]) == ("1.50", "3")
    client.fill_in(
        SETTINGS,
        due_on="2026-04-17",
        far_apart="1.25",
        reviewers_each="3",
        review_hides_applicants="y",
        review_others="never",
        discussion_on="2026-04-18",
    )
    found = plan()
    assert found.due_at == DUE + dt.timedelta(days=7)
    assert (found.far_apart, found.version) == (125, 2)
    first, second = db.session.scalars(db.select(ReviewPhase).order_by(ReviewPhase.begins_at))
    assert (first.kind, first.hides_applicants, first.others) == (
        PhaseKind.REVIEW,
        True,
        OthersSeen.NEVER,
    )
    assert second.others is OthersSeen.AFTER_OWN
    db.session.refresh(kudzu.round)
    assert kudzu.round.reviewers_each == 3
    event = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.verb == "changed how a round is reviewed")
    ).one()
    assert event.before is not None
    assert event.after is not None
    assert (event.before["far_apart"], event.after["far_apart"]) == (150, 125)
    client.fill_in(SETTINGS, review_others="always", due_on="2026-04-16")
    assert plan().version == 3


def test_the_usual_settings_can_be_written_down_as_they_are(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(AT)
    client.sign_in(build.person(role=Role.DIRECTOR))
    build.rfa_round(key="kudzu")
    client.fill_in(SETTINGS)
    assert (plan().far_apart, plan().most_each) == (150, 20)
    client.fill_in(SETTINGS)
    assert plan().version == 1


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"due_on": ""}, "Enter the day"),
        ({"due_on": "x"}, "Enter the day as year, month and day"),
        ({"due_on": "2026-11-01", "due_time": "01:30"}, "That time comes twice"),
        ({"due_on": "2026-03-08", "due_time": "02:30"}, "That time does not exist"),
        ({"due_on": "2026-03-01"}, "Applications arrive until"),
        ({"least_each": "4"}, "Enter a most that is not below the least."),
        ({"most_each": "0"}, "Enter a number from 1 to 200"),
        ({"reviewers_each": "x"}, "Enter a whole number"),
        ({"far_apart": "0"}, "Enter points from 0.01 to 5.00"),
        ({"far_apart": "x"}, "Enter points, such as 1.50"),
        ({"far_apart": "1.505"}, "Enter points with at most two decimals, such as 1.50"),
        ({"far_apart": "1e-9"}, "Enter points with at most two decimals, such as 1.50"),
        ({"far_apart": "1e9999999"}, "Enter points from 0.01 to 5.00"),
        ({"far_apart": "nan"}, "Enter points, such as 1.50"),
        ({"discussion_on": "2026-03-01"}, "The discussion begins before the reviews."),
        ({"review_others": "x"}, "Choose one of the list"),
    ],
)
@pytest.mark.usefixtures("kudzu")
def test_what_contradicts_itself_is_refused(
    client: PageClient, answers: dict[str, Any], error: str
) -> None:
    assert error in errors(client.fill_in(SETTINGS, status=422, **answers))
    assert plan().version == 1


def test_the_number_of_reviews_is_fixed_once_one_is_submitted(
    client: PageClient, kudzu: Kudzu
) -> None:
    build.reviewer_assignment(kudzu.applications[0], kudzu.people["Tess"])
    build.review(kudzu.applications[0], kudzu.people["Tess"])
    page = client.fill_in(SETTINGS, status=422, reviewers_each="3")
    assert "A review is submitted" in errors(page)
    client.fill_in(SETTINGS, most_each="9")
    assert plan().most_each == 9


@pytest.mark.usefixtures("kudzu")
def test_of_two_who_change_settings_the_second_is_told(client: PageClient) -> None:
    form = client.visit(SETTINGS).form(SETTINGS)
    client.fill_in(SETTINGS, most_each="9")
    client.send(form, status=409, most_each="8")
    assert plan().most_each == 9


def test_settings_of_an_archived_round_stay(client: PageClient, kudzu: Kudzu) -> None:
    kudzu.round.archived_at = AT
    db.session.commit()
    client.fill_in(SETTINGS, status=409, most_each="8")


@pytest.mark.usefixtures("kudzu")
def test_only_staff_set_them(client: PageClient) -> None:
    client.visit(SETTINGS.replace("kudzu", "none"), status=404)
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        client.sign_in(build.person(role=role))
        client.visit(SETTINGS, status=403)


# what reviewers read instead


def written() -> dict[str, str]:
    db.session.expire_all()
    return {row.question: row.text for row in db.session.scalars(db.select(Redaction))}


@pytest.fixture
def path(kudzu: Kudzu) -> str:
    return f"/staff/applications/{kudzu.applications[0].id}/redactions"


def test_texts_are_replaced_left_empty_and_given_back(client: PageClient, path: str) -> None:
    fields = client.visit(path).form(path).fields
    assert "text_P1" in fields
    client.fill_in(path, text_P1="Not ticked, so it does not count.")
    assert written() == {}
    client.fill_in(path, other_P1="y", text_P1="A clinic in the south.")
    assert written() == {"P1": "A clinic in the south."}
    client.fill_in(path, other_P1="y", text_P1="")
    assert written() == {"P1": ""}
    client.fill_in(path, other_P1="y", text_P1="")
    client.fill_in(path, other_P1=None)
    assert written() == {}
    deeds = db.session.scalars(
        db.select(AuditEvent.verb).where(AuditEvent.verb == "changed what reviewers read")
    ).all()
    assert len(deeds) == 3


def test_two_people_of_staff_do_not_overwrite_each_other(client: PageClient, path: str) -> None:
    form = client.visit(path).form(path)
    client.fill_in(path, other_P1="y", text_P1="A clinic in the south.")

    page = client.send(form, status=409, other_P1=None)

    assert "Someone else changed these texts" in page.text
    assert written() == {"P1": "A clinic in the south."}


def test_a_text_that_is_too_long_is_refused(client: PageClient, path: str) -> None:
    page = client.fill_in(path, status=422, other_P1="y", text_P1="x" * 10_001)
    assert "Shorten the text" in errors(page)


def test_only_staff_replace_texts(client: PageClient, path: str) -> None:
    client.visit("/staff/applications/999999/redactions", status=404)
    client.visit(f"/staff/applications/{build.application().id}/redactions")
    for role, status in ((Role.REVIEWER, 404), (Role.ADMINISTRATOR, 403)):
        client.sign_in(build.person(role=role))
        client.visit(path, status=status)


def test_the_pages_take_few_statements(client: PageClient, path: str) -> None:
    client.visit(path)
    with statements() as sent:
        client.visit(path)
    assert len(sent) <= 8, sent
