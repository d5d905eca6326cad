"""The ranking board: rows, line, filters, files, frozen boards, and who sees what."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.awards.domain.kinds import Outcome
from app.core.db import db
from app.policy import Role
from app.practices.domain.kinds import PracticeKind
from app.reviews.domain.kinds import Recommendation, Statement
from app.reviews.models import ConflictStatement
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.meeting import AT, Meeting, tilted

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

MANAGERS = (Role.PROGRAM_STAFF, Role.DIRECTOR)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(AT)


@pytest.fixture
def meeting(client: PageClient) -> Meeting:
    """A round with one award; its director is signed in."""
    found = tilted()
    client.sign_in(found.director)
    return found


def path(of: Meeting, rest: str = "") -> str:
    return f"/staff/rounds/{of.round.key}/board{rest}"


def ranked(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("ranking-row")]


def row(page: Page, name: str) -> str:
    text: str = page.one("ranking-row", data_key=f"CC2-{name}").text
    return text


def conflict(of: Any, who: Any) -> None:
    build.saved(
        ConflictStatement(
            application_id=of.id,
            person_id=who.id,
            statement=Statement.YES,
            reason="Family",
            said_at=AT,
            said_by_id=who.id,
        )
    )


@pytest.mark.parametrize("role", Role)
def test_managers_see_the_board_and_nobody_else(client: PageClient, role: Role) -> None:
    of = tilted()
    client.sign_in(build.person(role=role))
    for rest in ("", ".csv", ".xlsx", "/snapshots", "/fairness", "/fairness.csv", "/fairness.xlsx"):
        expected = 200 if role in MANAGERS else 403
        assert client.get(path(of, rest)).status_code == expected, rest


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(path(tilted()), status=302).location.startswith("/sign-in")


def test_a_round_that_is_not_there_is_missing(client: PageClient, meeting: Meeting) -> None:
    for rest in ("board", "board/fairness", "board/snapshots", "decisions/settings"):
        client.visit(f"/staff/rounds/nothing/{rest}", status=404)
    client.visit(path(meeting, "/snapshots/999"), status=404)


def test_rows_stand_in_order_with_mean_n_and_spread(client: PageClient, meeting: Meeting) -> None:
    meeting.add("Dogwood", {})
    page = client.visit(path(meeting))
    assert ranked(page) == ["CC2-Bay", "CC2-Ash", "CC2-Cedar", "CC2-Dogwood"]
    bay, ash, dogwood = row(page, "Bay"), row(page, "Ash"), row(page, "Dogwood")
    for words in ("1", "4.00", "n = 2", "spread 0.00", "Award (2)", "Not decided"):
        assert words in bay
    assert "far apart" in ash
    assert "far apart" not in bay
    assert "none" in dogwood
    assert "n = 0" in dogwood
    assert "0.00" not in dogwood


def test_the_line_stands_after_the_awards_and_names_a_tie(
    client: PageClient, meeting: Meeting
) -> None:
    page = client.visit(path(meeting))
    assert page.one("cut-line-row").text == "The line of the award."
    assert page.all("cut-line") == []
    meeting.add("Elm", {"Ruth": 4})
    page = client.visit(path(meeting))
    assert "A tie across the line: Bay, Elm" in page.one("cut-line").text
    assert "1, tie" in row(page, "Elm")
    assert page.one("cut-line-row").text == "The line of the award."


def test_nobody_below_the_line_is_said(client: PageClient) -> None:
    of = tilted(awards=5)
    client.sign_in(of.director)
    page = client.visit(path(of))
    assert "Everybody with a score is above it" in page.one("cut-line").text
    assert page.all("cut-line-row") == []


def test_that_nobody_has_a_score_is_said(client: PageClient) -> None:
    of = Meeting({"Oak": {}})
    client.sign_in(of.director)
    assert "Nobody has a score yet" in client.visit(path(of)).one("cut-line").text


def test_rows_say_how_many_of_the_reviews_are_in(client: PageClient) -> None:
    of = tilted(reviewers_each=3)
    client.sign_in(of.director)
    assert "2 of 3 reviews" in row(client.visit(path(of)), "Bay")
    of.add("Elm", {"Ruth": 4, "Sam": 4, "Wren": 4, "Once": 4})
    page = client.visit(path(of))
    assert "4 of 4 reviews" in row(page, "Elm")
    tags = [next(one.walk("span")) for one in page.all("decision")]
    assert {(tag.text, tag.attrs["class"]) for tag in tags} == {("Not decided", "tag tag--grey")}


def test_the_filters_are_folded_until_one_is_in_use(client: PageClient, meeting: Meeting) -> None:
    fold = client.visit(path(meeting)).one("sift")
    assert fold.text.startswith("Sort and filter")
    assert "open" not in fold.attrs
    assert "open" in client.visit(f"{path(meeting)}?sort=practice").one("sift").attrs


def test_another_column_and_adjusted_scores_stand_beside_the_mean(
    client: PageClient, meeting: Meeting
) -> None:
    meeting.add("Elm", {"Once": 2})
    page = client.visit(f"{path(meeting)}?by=median&adjusted=yes")
    assert "Median of the reviews" in page.text
    assert "Adjusted scores only compare" in page.text
    assert "2.00 *" in row(page, "Elm")
    assert "*" not in row(page, "Bay")
    page = client.visit(f"{path(meeting)}?by=consensus")
    assert "4.00, not agreed" in row(page, "Bay")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=private", ["CC2-Elm"]),
        ("region=southern", ["CC2-Elm"]),
        ("county=Harrison", ["CC2-Elm"]),
        ("where=urban&before=first", ["CC2-Elm", "CC2-Bay", "CC2-Ash", "CC2-Cedar"]),
        ("before=returning", []),
        ("decided=decided", ["CC2-Ash"]),
        ("sort=practice", ["CC2-Ash", "CC2-Bay", "CC2-Cedar", "CC2-Elm"]),
        ("sort=spread", ["CC2-Ash", "CC2-Cedar", "CC2-Elm", "CC2-Bay"]),
        ("sort=reviews", ["CC2-Elm", "CC2-Bay", "CC2-Ash", "CC2-Cedar"]),
        ("sort=nonsense&page=99&kind=x", ["CC2-Elm", "CC2-Bay", "CC2-Ash", "CC2-Cedar"]),
    ],
)
def test_filters_choose_what_is_shown_of_the_whole_ranking(
    client: PageClient, meeting: Meeting, query: str, found: list[str]
) -> None:
    meeting.add("Elm", {"Ruth": 5}, kind=PracticeKind.PRIVATE, county="Harrison")
    build.decision(meeting.of["Ash"], outcome=Outcome.WAIT_LIST, waits_as=2)
    page = client.visit(f"{path(meeting)}?{query}")
    assert ranked(page) == found
    if "CC2-Ash" in found:
        assert "Wait list, number 2" in row(page, "Ash")
        assert "recorded, not released" in row(page, "Ash")
    if not found:
        assert "Nothing to rank" in page.text


def test_the_mix_counts_who_would_get_a_place_now(client: PageClient, meeting: Meeting) -> None:
    build.decision(meeting.of["Cedar"])
    text = client.visit(path(meeting)).one("mix").text
    assert "Urban county2" in text.replace(" 2", "2").replace("\n", "")
    assert "2 of 1 place" in client.visit(path(meeting)).text


def test_of_a_conflict_only_the_name_is_there(client: PageClient, meeting: Meeting) -> None:
    conflict(meeting.of["Bay"], meeting.director)
    build.decision(meeting.of["Bay"], rationale="Nobody reads this")
    page = client.visit(path(meeting))
    assert ranked(page) == ["CC2-Ash", "CC2-Cedar", "CC2-Bay"]
    bay = row(page, "Bay")
    assert "You have a conflict" in bay
    assert "4.00" not in bay
    assert "Award" not in bay
    assert "1 application is left out" in page.one("cut-line").text
    for rest in (".csv", "/fairness.csv", "/fairness"):
        text = client.get(path(meeting, rest)).text
        assert "Nobody reads this" not in text
        assert "Bay" not in text.replace("Bayou", "")


def test_a_board_takes_the_same_statements_for_one_row_and_three(client: PageClient) -> None:
    small, large = Meeting({"Oak": {"Oz": 3}}), tilted()
    client.sign_in(small.director)
    counts = []
    for of in (small, large):
        here = path(of)
        client.visit(here)
        with statements() as sent:
            client.visit(here)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12, counts


def test_a_look_is_noted_once_an_hour(client: PageClient, app: Flask, meeting: Meeting) -> None:
    client.visit(path(meeting))
    client.visit(path(meeting, "/fairness"))
    app.extensions["clock"].set(AT + dt.timedelta(hours=1))
    client.sign_in(meeting.director)
    client.visit(path(meeting))
    looks = select(AuditEvent).where(AuditEvent.verb == "looked at the scores")
    found = list(db.session.scalars(looks))
    assert [event.verb for event in found] == ["looked at the scores"] * 2
    assert {event.actor_id for event in found} == {meeting.director.id}


def test_the_board_is_taken_along_as_a_file(client: PageClient, meeting: Meeting) -> None:
    build.decision(meeting.of["Bay"], rationale='=HYPERLINK("https://evil.example")')
    reply = client.get(f"{path(meeting)}.csv?sort=practice")
    assert reply.mimetype == "text/csv"
    lines = reply.text.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("Reference,Practice,Type")
    assert [line.split(",")[1] for line in lines[1:]] == ["Ash", "Bay", "Cedar"]
    assert "'=HYPERLINK" in lines[2]
    assert ",1,Above the line,4.00,2,2,0.00,no,4.00,none," in lines[2]
    book = load_workbook(BytesIO(client.get(f"{path(meeting)}.xlsx").data))
    assert [cell.value for cell in book.active["B"]] == ["Practice", "Bay", "Ash", "Cedar"]
    verbs = [e.verb for e in db.session.scalars(select(AuditEvent)) if "export" in e.verb]
    assert verbs == ["exported scores"] * 2


def test_a_long_board_has_pages_and_ranks_everything(client: PageClient) -> None:
    of = Meeting({f"P{number:02}": {"Ruth": number % 6} for number in range(53)}, awards=51)
    client.sign_in(of.director)
    first, second = client.visit(path(of)), client.visit(f"{path(of)}?page=2")
    assert (len(ranked(first)), len(ranked(second))) == (50, 3)
    assert "Page 1 of 2" in first.text
    assert "53 applications shown" in second.text


# ------------------------------------------------------------------ frozen boards


def test_a_frozen_board_never_changes_and_is_compared_with_now(
    client: PageClient, meeting: Meeting
) -> None:
    client.fill_in(path(meeting, "/snapshots"), title="Meeting of April 10")
    page = client.visit(path(meeting, "/snapshots"))
    there = path(meeting, f"/snapshots/{page.one('snapshot-row').attrs['data-key']}")
    before = client.visit(there)
    mark = before.one("fingerprint").text
    assert len(mark) == 64
    meeting.add("Elm", {"Ruth": 5})
    meeting.withdraw("Cedar")
    build.review(meeting.of["Ash"], build.person(), {"K1": 5})
    build.decision(meeting.of["Bay"])
    after = client.visit(there)
    assert ranked(after) == ["CC2-Bay", "CC2-Ash", "CC2-Cedar"]
    assert after.one("fingerprint").text == mark
    assert row(after, "Bay") == row(before, "Bay")
    since = client.visit(f"{there}?compare=now")
    told = {one.attrs["data-key"]: one.text for one in since.all("since-row")}
    assert "not on the board" in told["CC2-Elm"]
    assert "not on the board" in told["CC2-Cedar"]
    assert "Rank 1, mean 4.00, n = 2, above the line, not decided" in told["CC2-Bay"]
    assert "award" in told["CC2-Bay"]
    assert told["CC2-Ash"].endswith("Yes")


def test_a_title_is_needed(client: PageClient, meeting: Meeting) -> None:
    page = client.fill_in(path(meeting, "/snapshots"), title=" ", status=422)
    assert "Enter a title" in page.one("error-summary").text
    assert client.visit(path(meeting, "/snapshots")).all("snapshot-row") == []


def test_a_frozen_board_hides_what_is_in_conflict(client: PageClient, meeting: Meeting) -> None:
    client.fill_in(path(meeting, "/snapshots"), title="Before")
    conflict(meeting.of["Bay"], meeting.director)
    key = client.visit(path(meeting, "/snapshots")).one("snapshot-row").attrs["data-key"]
    page = client.visit(path(meeting, f"/snapshots/{key}?compare=now"))
    assert ranked(page) == ["CC2-Ash", "CC2-Cedar"]
    assert "1 left out" in page.text
    assert "Bay" not in page.text


# ------------------------------------------------------------------ fairness


def test_leaving_out_one_reviewer_is_named_with_the_applications(
    client: PageClient, meeting: Meeting
) -> None:
    page = client.visit(path(meeting, "/fairness"))
    wren = page.one("reviewer-row", data_key="Wren").text
    assert "Ash: below the line, then above the line." in wren
    assert "Bay: above the line, then below the line." in wren
    assert "Nobody changes sides." in page.one("reviewer-row", data_key="Ruth").text
    assert "Without Wren:" in page.one("flags").text
    assert "too few" in wren
    for words in ("Mean by type", "Mean by county", "Mean by rural or urban county", "centred"):
        assert words in page.text
    assert client.visit(path(meeting, "/fairness")).all("effect-row") != []


def test_a_harsh_reviewer_is_flagged_and_lateness_too(client: PageClient) -> None:
    of = Meeting({f"P{n}": {"Wren": 1, "Ruth": 4} for n in range(3)})
    client.sign_in(of.director)
    text = client.visit(path(of, "/fairness")).text
    assert "Wren scores 3.00 lower than the others" in text
    assert "Not every reviewer declared interests" in text


def test_an_even_round_has_no_flags(client: PageClient) -> None:
    of = Meeting({})
    client.sign_in(of.director)
    assert "Nothing stands out" in client.visit(path(of, "/fairness")).text


def test_fairness_is_taken_along_with_the_decisions(client: PageClient, meeting: Meeting) -> None:
    build.decision(meeting.of["Ash"], rationale="A strong plan", departure="No clinic nearby")
    text = client.get(path(meeting, "/fairness.csv")).text
    assert "Flag" in text
    assert "Reviewer: without,Wren" in text
    assert "A strong plan Why it departs from the panel: No clinic nearby" in text
    assert "Not decided." in text
    book = load_workbook(BytesIO(client.get(path(meeting, "/fairness.xlsx")).data))
    assert book.active["A1"].value == "Part"


def test_advice_is_counted(client: PageClient, meeting: Meeting) -> None:
    build.review(meeting.of["Bay"], build.person(), recommendation=Recommendation.DECLINE)
    page = client.visit(path(meeting))
    assert "Award (2), decline (1)" in row(page, "Bay")
    assert "far apart" in row(page, "Bay")


def test_the_page_of_the_round_leads_to_the_board(client: PageClient, meeting: Meeting) -> None:
    page = client.visit(f"/staff/rounds/{meeting.round.key}")
    assert path(meeting) in [link.attrs["href"] for link in page.root.walk("a")]
