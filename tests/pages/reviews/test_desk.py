"""A reviewer's desk and the guide to scoring."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.policy import Actor, Role
from app.reviews.domain.kinds import Statement
from app.reviews.models import ConflictStatement, Exercise, ReviewPlan
from app.reviews.services import reviews
from tests.support import build
from tests.support.sql import statements
from tests.unit.reviews.rows import OVERDUE, REVIEWING, Case, sheet

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

MOST_STATEMENTS = 20


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(REVIEWING)


@pytest.fixture
def case(client: PageClient) -> Case:
    found = Case()
    client.sign_in(found.ruth)
    return found


def more(case: Case, count: int = 1, **how: Any) -> list[Any]:
    """More applications of the same round for Ruth."""
    found = [build.sent_application(round_id=case.round.id) for _ in range(count)]
    for of in found:
        build.reviewer_assignment(of, case.ruth, **how)
    return found


def say(case: Case, of: Any, what: Statement) -> None:
    build.saved(
        ConflictStatement(
            application_id=of.id, person_id=case.ruth.id, statement=what, reason="A tie",
            said_at=build.NOON, said_by_id=case.ruth.id,
        )
    )  # fmt: skip


def rows(page: Page) -> dict[str, str]:
    return {row.attrs["data-key"]: row.text for row in page.all("queue-row")}


def test_an_empty_desk_says_what_will_happen(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.REVIEWER))
    page = client.visit("/reviews")

    assert "Nothing to review now" in page.text
    assert page.links["Scoring guide"] == "/reviews/guide"


def test_each_row_says_how_far_the_own_review_is(client: PageClient, case: Case) -> None:
    of = case.of.reference
    row = rows(client.visit("/reviews"))[of]
    for words in ("Delta Pines", "County", of, "To do", "Begin Delta Pines"):
        assert words in row

    case.save(sheet())
    row = rows(client.visit("/reviews"))[of]
    assert "In progress" in row
    assert "Draft saved Thursday, December 10" in row
    assert "Go on" in row

    case.send()
    page = client.visit("/reviews")
    for words in ("Done", "4.00 of 5, your score", "Sent Thursday, December 10", "Read"):
        assert words in rows(page)[of]
    assert "Nothing is left to do here" in page.text
    assert "1 of 1 finished" in page.text


def test_the_clock_makes_a_review_overdue(client: PageClient, case: Case, app: Flask) -> None:
    assert "Reviews are due Tuesday, December 22, 5:00 p.m. Central: 12 days left" in (
        client.visit("/reviews").text
    )
    app.extensions["clock"].set(OVERDUE)
    client.sign_in(case.ruth)
    page = client.visit("/reviews")

    assert "Overdue" in rows(page)[case.of.reference]
    assert "Reviews were due" in page.text


def test_a_review_that_staff_opened_again_says_so_until_it_is_saved(
    client: PageClient, case: Case
) -> None:
    case.save(sheet())
    case.send()
    mona = Actor(person_id=build.person(role=Role.PROGRAM_STAFF).id)
    with transaction():
        reviews.reopen(case.review, case.of, reason="Criterion 3", by=mona, at=REVIEWING)
    row = rows(client.visit("/reviews"))[case.of.reference]
    assert "Staff opened it again" in row
    assert "Draft saved" not in row

    case.save(sheet(strengths="A plan"), at=REVIEWING + dt.timedelta(hours=1))
    row = rows(client.visit("/reviews"))[case.of.reference]
    assert "Draft saved Thursday, December 10" in row


def test_a_review_that_its_reviewer_took_back_was_not_opened_by_staff(
    client: PageClient, case: Case
) -> None:
    case.save(sheet())
    case.send()
    case.change()
    case.do(reviews.revise, at=REVIEWING + dt.timedelta(hours=1))

    row = rows(client.visit("/reviews"))[case.of.reference]
    assert "Staff opened it again" not in row


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (REVIEWING + dt.timedelta(hours=2), "due today"),
        (REVIEWING + dt.timedelta(days=1), "1 day left"),
        (REVIEWING + dt.timedelta(days=30), "due Saturday, January 9, 2027"),
    ],
)
def test_the_due_date_is_said_in_words(
    client: PageClient, case: Case, due: dt.datetime, words: str
) -> None:
    build.saved(ReviewPlan(round_id=case.round.id, due_at=due, changed_at=build.NOON))
    page = client.visit("/reviews")

    assert words in page.text
    assert ("left" in page.text) is ("left" in words)


def test_before_the_reviews_begin_only_the_count_is_told(
    client: PageClient, case: Case, app: Flask
) -> None:
    app.extensions["clock"].set(build.NOON)
    client.sign_in(case.ruth)
    page = client.visit("/reviews")
    assert "1 application is assigned to you. You can read from Tuesday, December 1" in page.text
    more(case)
    page = client.visit("/reviews")

    assert "2 applications are assigned to you" in page.text
    assert "Delta Pines" not in page.text
    client.visit(case.at, status=404)


def test_rows_say_where_the_conflict_question_stands(client: PageClient, case: Case) -> None:
    [unasked, waits] = more(case, 2, clear=False)
    say(case, waits, Statement.NOT_SURE)
    found = rows(client.visit("/reviews"))

    assert "Say first whether you have a conflict" in found[unasked.reference]
    assert "Waits for staff" in found[waits.reference]


def test_of_applications_in_conflict_only_the_count_is_told(client: PageClient, case: Case) -> None:
    [first] = more(case, clear=False)
    say(case, first, Statement.YES)
    page = client.visit("/reviews")
    assert "You have a conflict of interest with 1 application." in page.text
    assert list(rows(page)) == [case.of.reference]

    say(case, case.of, Statement.YES)
    assert "with 2 applications." in client.visit("/reviews").text


def test_changes_and_told_decisions_show(client: PageClient, case: Case) -> None:
    case.save(sheet())
    case.change()
    assert "changed its application since" in rows(client.visit("/reviews"))[case.of.reference]
    case.tell()
    row = rows(client.visit("/reviews"))[case.of.reference]

    assert "Closed" in row
    assert "This review was not sent" in row


def test_the_order_stays_whatever_others_do(client: PageClient, case: Case) -> None:
    found = more(case, 5)
    before = client.get("/reviews").text
    for of in found[:3]:
        other = build.person(role=Role.REVIEWER)
        build.reviewer_assignment(of, other)
        build.review(of, other, {"K1": 5})

    keys = [row.attrs["data-key"] for row in client.visit("/reviews").all("queue-row")]
    positions = [before.index(f'data-key="{key}"') for key in keys]
    assert positions == sorted(positions)


def test_next_and_previous_go_around_what_is_left(client: PageClient, case: Case) -> None:
    more(case, 2)
    keys = [
        next(a.attrs["href"] for a in row.walk("a"))
        for row in client.visit("/reviews").all("queue-row")
    ]
    there = {key: client.visit(f"{key}/next", status=302).location for key in keys}
    back = {client.visit(f"{key}/previous", status=302).location: key for key in keys}

    assert there == dict(zip(keys, [*keys[1:], keys[0]], strict=True))
    assert back == there


def test_save_and_next_opens_the_next_one(client: PageClient, case: Case) -> None:
    [other] = more(case)
    page = client.fill_in(case.at, go="next", strengths="Kept")

    assert page.location == f"/reviews/{other.id}"
    assert case.review.strengths == "Kept"


def test_after_the_last_one_the_desk_opens(client: PageClient, case: Case) -> None:
    assert client.visit(f"{case.at}/next", status=302).location == "/reviews"


def test_the_desk_costs_the_same_for_one_row_and_for_three(client: PageClient, case: Case) -> None:
    client.visit("/reviews")
    with statements() as first:
        client.visit("/reviews")
    more(case, 2)
    with statements() as second:
        client.visit("/reviews")

    assert len(first) == len(second) <= MOST_STATEMENTS, "\n".join(first)


def test_the_guide_shows_the_rubric_of_the_own_rounds(client: PageClient, case: Case) -> None:
    page = client.visit("/reviews/guide")

    for words in ("Rubric: RFA 2026", "Capacity", "Tested reports", "When you cannot assess"):
        assert words in page.text


@pytest.mark.parametrize("with_round", [True, False])
def test_without_assignments_the_guide_shows_the_current_round(
    client: PageClient, with_round: bool
) -> None:
    if with_round:
        build.rfa_round(title="RFA 2026")
    client.sign_in(build.person(role=Role.REVIEWER))

    assert ("Rubric: RFA 2026" in client.visit("/reviews/guide").text) is with_round


@pytest.mark.parametrize("path", ["/reviews", "/reviews/guide"])
@pytest.mark.parametrize("role", [Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_only_reviewers_have_a_desk(client: PageClient, path: str, role: Role) -> None:
    client.sign_in(build.person(role=role))
    client.visit(path, status=403)


def test_rounds_with_something_left_to_do_come_before_finished_ones(
    app: Flask, client: PageClient
) -> None:
    app.extensions["clock"].set(OVERDUE)
    ruth = build.person(role=Role.REVIEWER)
    client.sign_in(ruth)
    for title, is_done in (("Round that is done", True), ("Round to do", False)):
        of = build.sent_application(round_id=build.rfa_round(title=title).id)
        build.reviewer_assignment(of, ruth)
        if is_done:
            build.review(of, ruth)

    text = client.visit("/reviews").text

    assert text.index("Round to do") < text.index("Round that is done")
    assert text.count("You can still send yours") == 1


def test_what_a_reviewer_may_need_is_linked(client: PageClient, case: Case) -> None:
    say(case, case.of, Statement.LIFTED)
    links = client.visit("/reviews").links
    assert "All applications as one PDF" not in links
    assert links["Due date for my calendar"] == f"/reviews/due/{case.round.key}.ics"
    assert links["My interests in RFA 2026"] == f"/reviews/declaration/{case.round.key}"

    say(case, case.of, Statement.NO)
    build.saved(
        Exercise(
            round_id=case.round.id, title="Clinic X", text="Read", opened_at=REVIEWING,
            changed_at=REVIEWING, changed_by_id=case.ruth.id,
        )
    )  # fmt: skip
    links = client.visit("/reviews").links
    for words, path in (
        ("All applications as one PDF", f"/reviews/pack/{case.round.key}.pdf"),
        ("Exercise before the reviews of RFA 2026", f"/reviews/exercise/{case.round.key}"),
    ):
        assert links[words] == path
        client.get(path)


def test_an_archived_round_offers_nothing_more(client: PageClient, case: Case) -> None:
    say(case, case.of, Statement.NO)
    case.round.archived_at = REVIEWING
    db.session.commit()

    links = client.visit("/reviews").links
    assert not {"All applications as one PDF", "Due date for my calendar"} & links.keys()


def test_before_anything_is_assigned_interests_can_be_declared(client: PageClient) -> None:
    of = build.rfa_round(title="RFA 2026")
    client.sign_in(build.person(role=Role.REVIEWER))
    page = client.visit("/reviews")

    assert "Before the reviews: RFA 2026" in page.text
    assert page.links["Declare your interests"] == f"/reviews/declaration/{of.key}"
