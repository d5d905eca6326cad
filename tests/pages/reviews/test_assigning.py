"""Staff pages: who reviews what, by hand and by proposal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import ReviewState, TieKind
from app.reviews.models import ReviewerAssignment
from tests.pages.reviews.kudzu import AT, Kudzu, mails, pairs
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Form, Page, PageClient

DESK = "/staff/rounds/kudzu/reviewing"
MATRIX = f"{DESK}/assignments"
PROPOSAL = f"{MATRIX}/proposal"
REBALANCE = f"{MATRIX}/rebalance"
PAGES = (DESK, MATRIX, PROPOSAL, REBALANCE)


@pytest.fixture
def mona(app: Flask, client: PageClient) -> Any:
    app.extensions["clock"].set(AT)
    person = build.person(name="Mona Staff", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


@pytest.fixture
def kudzu(mona: Any) -> Kudzu:
    world = Kudzu()
    world.tie("Ruth", 1)
    world.tie("Sam", 3, TieKind.FAMILY)
    return world


def new_pairs(page: Page) -> set[str]:
    matrix = page.one("assignment-matrix")
    return {
        str(cell.attrs["data-key"]) for cell in matrix.walk("td") if cell.text.startswith("New")
    }


def sending(page: Page) -> Form:
    """The form that changes something."""
    return next(form for form in page.forms if "token" in form.fields)


def errors(page: Page) -> str:
    return page.one("error-summary").text


# proposals


def test_a_proposal_is_fair_free_of_conflicts_and_told_once(
    client: PageClient, kudzu: Kudzu
) -> None:
    page = client.visit(f"{PROPOSAL}?seed=2026")
    proposed = new_pairs(page)
    assert len(proposed) == 12
    assert set(Counter(pair.split("-")[0] for pair in proposed).values()) == {2}
    assert set(Counter(pair.split("-")[1] for pair in proposed).values()) == {3}
    assert not proposed & {kudzu.pair("Ruth", 1), kudzu.pair("Sam", 3)}
    explained = page.one("assignment-explain").text
    assert "Ruth Reviewer and CC2-2026-0001, Practice P1: declared tie: employment" in explained
    assert "Sam Reviewer and CC2-2026-0003, Practice P3: declared tie: family" in explained
    assert (pairs(), mails()) == (set(), [])

    again = client.visit(f"{PROPOSAL}?seed=2026")
    assert new_pairs(again) == proposed

    form = sending(again)
    done = client.follow(client.send(form))
    assert "12 assigned, 0 taken away." in done.text
    assert {f"{one}-{other}" for one, other in pairs()} == proposed
    written = mails()
    assert len(written) == 4
    assert {mail.recipient for mail in written} == {p.email for p in kudzu.people.values()}
    for mail in written:
        assert mail.body.count("- CC2-2026-") == 3
        assert "Friday, April 10, 2026, 5:00 p.m." in mail.body or "April 10" in mail.body
        assert mail.link.endswith("/reviews")
        assert "/reviews/due/kudzu.ics" in mail.body

    client.send(form)
    assert (len(mails()), len(pairs())) == (4, 12)

    matrix = client.visit(MATRIX)
    refused = client.send(
        sending(matrix),
        status=422,
        pair=[*sorted(proposed), kudzu.pair("Ruth", 1)],
    )
    assert "Ruth Reviewer has a conflict with CC2-2026-0001" in errors(refused)
    assert "declared tie: employment" in errors(refused)
    assert len(pairs()) == 12


def test_what_changed_meanwhile_makes_a_new_proposal(client: PageClient, kudzu: Kudzu) -> None:
    page = client.visit(f"{PROPOSAL}?seed=1")
    form = sending(page)
    kudzu.tie("Tess", 2)
    kudzu.tie("Uma", 5)
    kudzu.tie("Ruth", 4)
    kudzu.tie("Ruth", 6)
    refused = client.send(form, status=422)
    assert "Something changed meanwhile" in errors(refused)
    assert pairs() == set()
    again = sending(refused)
    client.send(again)
    assert len(pairs()) == 12


def test_no_way_is_explained(client: PageClient, kudzu: Kudzu) -> None:
    for name in ("Sam", "Tess"):
        kudzu.tie(name, 1)
    page = client.visit(f"{PROPOSAL}?seed=1")
    assert "CC2-2026-0001 has only 1 reviewer without a conflict and needs 2." in page.text
    assert not [form for form in page.forms if form.method == "post" and "mark" in form.fields]


def test_a_proposal_that_became_impossible_is_not_saved(client: PageClient, kudzu: Kudzu) -> None:
    form = sending(client.visit(f"{PROPOSAL}?seed=1"))
    for name in ("Sam", "Tess"):
        kudzu.tie(name, 1)
    assert "Something changed" in errors(client.send(form, status=422))


@pytest.mark.parametrize("seed", ["", "x", "-1", "1000000"])
@pytest.mark.usefixtures("kudzu")
def test_a_seed_is_a_whole_number(client: PageClient, seed: str) -> None:
    page = client.visit(f"{PROPOSAL}?seed={seed}", status=422)
    assert "Enter a whole number from 0 to 999999" in errors(page)
    form = sending(client.visit(f"{PROPOSAL}?seed=1"))
    client.send(form, status=422, seed=seed)
    assert pairs() == set()


def test_rebalancing_moves_only_what_nobody_started(client: PageClient, kudzu: Kudzu) -> None:
    tess = kudzu.people["Tess"]
    for of in kudzu.applications[:3]:
        build.reviewer_assignment(of, tess)
    build.review(kudzu.applications[0], tess)
    build.review(kudzu.applications[1], tess, state=ReviewState.DRAFT, submitted_at=None)
    page = client.visit(f"{REBALANCE}?seed=1")
    assert "Tess Reviewer" in page.one("assignment-explain").text
    client.send(sending(page))
    held = {key for key, who in pairs() if who == tess.id}
    assert {kudzu.applications[0].id, kudzu.applications[1].id} <= held
    assert set(Counter(who for _, who in pairs()).values()) == {3}


def test_when_nothing_is_missing_nothing_is_offered(client: PageClient, mona: Any) -> None:
    world = Kudzu(applications=1, each=1)
    build.reviewer_assignment(world.applications[0], world.people["Tess"])
    page = client.visit(f"{PROPOSAL}?seed=1")
    assert "Nothing is to be changed." in page.text


# by hand


def test_the_matrix_saves_ticks_and_mails_only_what_is_new(
    client: PageClient, kudzu: Kudzu
) -> None:
    client.fill_in(MATRIX, pair=[kudzu.pair("Tess", 1), kudzu.pair("Uma", 1)])
    client.fill_in(MATRIX, pair=[kudzu.pair("Tess", 1), kudzu.pair("Tess", 2)])
    first, second = kudzu.applications[0].id, kudzu.applications[1].id
    tess = kudzu.people["Tess"].id
    assert pairs() == {(first, tess), (second, tess)}
    assert [mail.recipient for mail in mails()] == [
        "tess@example.org",
        "uma@example.org",
        "tess@example.org",
    ]
    (row,) = [
        row
        for row in db.session.scalars(db.select(ReviewerAssignment))
        if row.removed_at is not None
    ]
    assert row.removed_reason == "Taken away before the review was started"


def test_a_page_that_is_sent_twice_assigns_once(client: PageClient, kudzu: Kudzu) -> None:
    form = sending(client.visit(MATRIX))
    client.send(form, pair=[kudzu.pair("Tess", 1)])
    page = client.follow(client.send(form, pair=[kudzu.pair("Tess", 1)]))
    assert "Nothing was changed" in page.text
    assert (len(mails()), len(pairs())) == (1, 1)


def test_a_page_that_comes_back_with_something_else_is_shown_anew(
    client: PageClient, kudzu: Kudzu
) -> None:
    form = sending(client.visit(MATRIX))
    client.send(form, pair=[kudzu.pair("Tess", 1), kudzu.pair("Uma", 1)])
    for other in ([kudzu.pair("Tess", 1)], [kudzu.pair("Tess", number) for number in (1, 2)]):
        page = client.send(form, status=409, pair=other)
        assert "This page was saved before and shows something else now." in errors(page)
    assert len(pairs()) == 2

    again = sending(page)
    assert again.fields["token"] != form.fields["token"]
    client.send(again, pair=[kudzu.pair("Uma", 1)])
    assert pairs() == {(kudzu.applications[0].id, kudzu.people["Uma"].id)}
    page = client.follow(client.send(again, pair=[kudzu.pair("Uma", 1)]))
    assert "Nothing was changed" in page.text
    client.send(again, status=409, pair=[])


def test_a_proposal_that_comes_back_with_another_seed_is_refused(
    client: PageClient, kudzu: Kudzu
) -> None:
    form = sending(client.visit(f"{PROPOSAL}?seed=1"))
    client.send(form)
    there = pairs()
    assert "saved before" in client.send(form, status=409, seed="2").text
    assert pairs() == there


def test_above_the_most_a_reason_is_asked_and_kept(client: PageClient, kudzu: Kudzu) -> None:
    wanted = [kudzu.pair("Tess", number) for number in range(1, 5)]
    page = client.fill_in(MATRIX, status=422, pair=wanted)
    assert "more than the most for a reviewer, which is 3: Tess Reviewer (4)" in errors(page)
    assert {c.attrs["value"] for c in page.one("assignment-matrix").walk("input")} >= set(wanted)
    client.send(sending(page), pair=wanted, override="She offered it.")
    assert len(pairs()) == 4
    reasons = {row.override_reason for row in db.session.scalars(db.select(ReviewerAssignment))}
    assert reasons == {"She offered it."}


def test_a_started_review_is_taken_away_with_a_reason_and_a_submitted_one_never(
    client: PageClient, kudzu: Kudzu
) -> None:
    tess, uma = kudzu.people["Tess"], kudzu.people["Uma"]
    one = kudzu.applications[0]
    build.reviewer_assignment(one, tess)
    build.reviewer_assignment(one, uma)
    build.review(one, tess, state=ReviewState.DRAFT, submitted_at=None)
    build.review(one, uma)
    page = client.fill_in(MATRIX, status=422, pair=[kudzu.pair("Uma", 1)])
    assert "was started. Say why it is taken away." in errors(page)
    page = client.fill_in(MATRIX, status=422, pair=[kudzu.pair("Tess", 1)])
    assert "A submitted review of CC2-2026-0001 stays." in errors(page)
    client.fill_in(MATRIX, pair=[kudzu.pair("Uma", 1)], reason="She is on leave.")
    assert pairs() == {(one.id, uma.id)}


def test_who_lost_the_role_keeps_a_column_until_nothing_is_left(
    client: PageClient, kudzu: Kudzu
) -> None:
    gone = build.person(name="Vera Gone")
    build.reviewer_assignment(kudzu.applications[0], gone)
    page = client.visit(MATRIX)
    assert "Vera Gone 1 now, no reviewer any more" in page.one("assignment-matrix").text
    second = f"{kudzu.applications[1].id}-{gone.id}"
    assert second not in {box.attrs.get("value") for box in page.root.walk("input")}
    client.fill_in(MATRIX, pair=[])
    assert pairs() == set()
    assert "Vera Gone" not in client.visit(MATRIX).text


def test_filters_and_pages_keep_a_big_round_usable(client: PageClient, mona: Any) -> None:
    world = Kudzu(applications=27, each=1)
    build.reviewer_assignment(world.applications[0], world.people["Tess"])

    def keys(query: str) -> list[str]:
        rows = client.visit(f"{MATRIX}?{query}").one("assignment-matrix").walk("tr")
        return [str(row.attrs["data-key"]) for row in rows if "data-key" in row.attrs]

    assert len(keys("")) == 25
    assert keys("page=2") == ["CC2-2026-0026", "CC2-2026-0027"]
    assert keys("page=99") == keys("page=2")
    assert len(keys("region=southern")) == 9
    assert "CC2-2026-0001" not in keys("lacks=yes")
    assert keys("kind=fqhc") == [f"CC2-2026-{n:04}" for n in range(5, 28, 5)]
    assert "No application found" in client.visit(f"{MATRIX}?kind=none").text


@pytest.mark.usefixtures("kudzu")
def test_what_names_no_pair_is_left_out_and_strangers_are_refused(client: PageClient) -> None:
    client.fill_in(MATRIX, pair=["x", "1-", "-1", "9" * 20 + "-1"])
    page = client.fill_in(MATRIX, status=422, pair=["999999-999999"])
    assert "is not in this round any more" in errors(page)
    form = sending(client.visit(MATRIX))
    assert "Open the page again" in errors(client.send(form, status=422, token="short"))
    assert pairs() == set()


def test_without_reviewers_or_applications_the_pages_say_what_to_do(
    client: PageClient, mona: Any
) -> None:
    build.rfa_round(key="kudzu")
    assert "No reviewer yet" in client.visit(MATRIX).text
    assert "No reviewer yet" in client.visit(DESK).text
    client.visit(f"{PROPOSAL}?seed=1")


# one application


def test_a_replacement_is_without_conflict_and_has_the_least_load(
    client: PageClient, kudzu: Kudzu
) -> None:
    path = f"/staff/applications/{kudzu.applications[0].id}/reviewers"
    build.reviewer_assignment(kudzu.applications[1], kudzu.people["Sam"])
    build.reviewer_assignment(kudzu.applications[0], kudzu.people["Uma"])
    page = client.visit(path)
    labels = [one.text for one in page.form(path).element.walk("label")]
    offered = [label for label in labels if "has " in label]
    assert offered == ["Tess Reviewer, has 0 of at most 3"]
    assert "Ruth Reviewer: declared tie: employment" in page.text
    client.fill_in(path, reviewer=str(kudzu.people["Tess"].id))
    assert (kudzu.applications[0].id, kudzu.people["Tess"].id) in pairs()
    assert len(mails()) == 1


def test_when_all_have_the_most_an_override_is_asked(client: PageClient, mona: Any) -> None:
    world = Kudzu(applications=2, each=1, most=1)
    path = f"/staff/applications/{world.applications[1].id}/reviewers"
    for person in world.people.values():
        build.reviewer_assignment(world.applications[0], person)
    page = client.visit(path)
    assert "All reviewers without a conflict have 1 or more." in page.text
    uma = str(world.people["Uma"].id)
    refused = client.fill_in(path, status=422, reviewer=uma)
    assert "more than the most" in errors(refused)
    client.fill_in(path, reviewer=uma, override="Nobody else is left.")
    assert (world.applications[1].id, world.people["Uma"].id) in pairs()


def test_when_everybody_is_tied_the_page_says_so(client: PageClient, kudzu: Kudzu) -> None:
    for name in kudzu.people:
        kudzu.tie(name, 1)
    path = f"/staff/applications/{kudzu.applications[0].id}/reviewers"
    assert "Nobody else is without a conflict." in client.visit(path).text


@pytest.mark.usefixtures("kudzu")
def test_what_was_not_sent_has_no_reviewers(client: PageClient) -> None:
    client.visit(f"/staff/applications/{build.application().id}/reviewers", status=404)
    client.visit("/staff/applications/999999/reviewers", status=404)


# progress, calendar, doors


def test_progress_is_told_by_reviewer_and_by_application(client: PageClient, kudzu: Kudzu) -> None:
    tess, uma = kudzu.people["Tess"], kudzu.people["Uma"]
    one = kudzu.applications[0]
    for person in (tess, uma):
        build.reviewer_assignment(one, person)
    build.review(one, tess)
    build.review(one, uma, state=ReviewState.DRAFT, submitted_at=None)
    page = client.visit(DESK)
    assert "5 applications need a reviewer." in page.text
    assert "1 of 1 submitted" in page.text
    assert "0 of 1 submitted, 1 begun" in page.text
    assert "0 of 2 submitted, needs 2 reviewers" in page.text


def test_the_due_date_is_a_calendar_file_for_the_reviewers_of_the_round(
    client: PageClient, kudzu: Kudzu
) -> None:
    build.reviewer_assignment(kudzu.applications[0], kudzu.people["Tess"])
    client.sign_in(kudzu.people["Tess"])
    response = client.get("/reviews/due/kudzu.ics")
    assert response.mimetype == "text/calendar"
    assert "DTSTART:20260410T220000Z" in response.text
    assert "UID:kudzu-reviews-due@" in response.text
    client.sign_in(kudzu.people["Uma"])
    client.visit("/reviews/due/kudzu.ics", status=404)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPLICATION_LEAD])
@pytest.mark.usefixtures("kudzu")
def test_only_staff_open_these_pages(client: PageClient, path: str, role: Role) -> None:
    client.sign_in(build.person(role=role))
    client.visit(path, status=403)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("mona")
def test_there_is_nothing_about_a_round_that_is_not(client: PageClient, path: str) -> None:
    client.visit(path.replace("kudzu", "none"), status=404)


def test_an_archived_round_does_not_change(client: PageClient, kudzu: Kudzu) -> None:
    kudzu.round.archived_at = AT + dt.timedelta(days=90)
    db.session.commit()
    client.fill_in(MATRIX, status=409, pair=[kudzu.pair("Tess", 1)])


@pytest.mark.parametrize("path", [DESK, MATRIX])
@pytest.mark.usefixtures("mona")
def test_more_rows_take_no_more_statements(client: PageClient, path: str) -> None:
    world = Kudzu(applications=3, each=1)
    build.reviewer_assignment(world.applications[0], world.people["Tess"])
    client.visit(path)
    with statements() as one:
        client.visit(path)
    for of, person in zip(world.applications[1:], world.people.values(), strict=False):
        build.reviewer_assignment(of, person)
    build.review(world.applications[0], world.people["Tess"])
    with statements() as three:
        client.visit(path)
    assert len(one) == len(three) <= 30, three
