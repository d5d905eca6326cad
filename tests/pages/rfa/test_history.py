"""The history of one answer, and what the team says about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.rfa.models import AnswerChange, Attachment, DraftComment
from tests.pages.rfa.team import STAFF, Team, errors
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture
def team(app: Flask, client: PageClient) -> Team:
    """The team, with Ana signed in at 2 November."""
    app.extensions["clock"].set(build.NOON)
    team = Team()
    client.sign_in(team.people["ana"])
    return team


def change(team: Team, before: str, after: str, **given: Any) -> None:
    defaults = {
        "application_id": team.id,
        "section": "plan",
        "question": "P1",
        "before": {"value": before} if before else {},
        "after": {"value": after} if after else {},
        "version": 2,
        "began_at": build.NOON,
        "at": build.NOON,
        "by_id": team.ids["ben"],
    }
    build.saved(AnswerChange(**defaults | given))


def remarks() -> list[DraftComment]:
    db.session.rollback()
    return list(db.session.scalars(select(DraftComment).order_by(DraftComment.id)))


# who may


@pytest.mark.parametrize("name", ["ana", "ben", "carla", "dev"])
def test_the_team_reads_and_all_but_viewers_comment(
    client: PageClient, team: Team, name: str
) -> None:
    client.sign_in(team.people[name])
    here = f"{team.at}/history/P1"
    page = client.visit(here)
    assert ("Add the comment" in page.buttons) == (name != "dev")
    token = page.forms[0].fields["csrf_token"]
    sent = client.post(f"{here}/comments", data={"csrf_token": token, "body": "Good."})
    assert sent.status_code == (403 if name == "dev" else 302)
    assert len(remarks()) == (name != "dev")


def test_a_viewer_resolves_nothing(client: PageClient, team: Team) -> None:
    client.fill_in(f"{team.at}/history/P1/comments", at=f"{team.at}/history/P1", body="Really?")
    client.sign_in(team.people["dev"])
    page = client.visit(f"{team.at}/history/P1")
    assert "Really?" in page.one("comment").text
    assert "Resolve" not in page.buttons
    token = page.forms[0].fields["csrf_token"]
    path = f"{team.at}/comments/{remarks()[0].id}/resolve"
    assert client.post(path, data={"csrf_token": token}).status_code == 403
    assert remarks()[0].resolved_at is None


def test_strangers_and_staff_find_nothing_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    here = f"{team.at}/history/P1"
    assert new_client().visit(here, status=302).location.startswith("/sign-in")
    for person in (team.stranger(), *(build.person(role=role) for role in STAFF)):
        client.sign_in(person)
        client.visit(here, status=404)


@pytest.mark.parametrize("key", ["P9", "p1", "plan", "%00", "%F0%9F%98%80", "a" * 500])
def test_questions_that_are_not_asked_are_not_there(
    client: PageClient, team: Team, key: str
) -> None:
    client.visit(f"{team.at}/history/{key}", status=404)


# changes


def test_changes_are_shown_word_by_word_the_latest_first(client: PageClient, team: Team) -> None:
    change(team, "", "Monthly huddles")
    change(
        team,
        "Monthly huddles",
        "Weekly huddles",
        by_id=team.ids["ana"],
        at=build.NOON + dt.timedelta(minutes=5),
        note="Kept in place of the text by Ben Test.",
    )
    change(team, "Weekly huddles", "", by_staff=True, note="Edited by staff: by phone.")
    change(team, "Other", "Another", question="P2")
    page = client.visit(f"{team.at}/history/P1")
    texts = [diff.text for diff in page.all("diff")]
    assert texts == [
        "removed: Weekly huddles",
        "removed: Monthly added: Weekly huddles",
        "added: Monthly huddles",
    ]
    rows = [row.text for row in page.all("change-row")]
    assert "Edited by staff" in rows[0]
    assert rows[1].startswith("Ana Test today at 12:05 p.m.")
    assert "Kept in place of the text by Ben Test." in rows[1]
    assert rows[2].startswith("Ben Test")


def test_choices_and_parts_are_shown_in_words(client: PageClient, team: Team) -> None:
    change(team, "fqhc", "private", question="Q1", section="profile")
    page = client.visit(f"{team.at}/history/Q1")
    assert page.one("diff").text == "removed: Health center added: Private practice"


def test_an_answer_that_nobody_changed_says_so(client: PageClient, team: Team) -> None:
    page = client.visit(f"{team.at}/history/S1")
    assert "This answer has not been changed yet." in page.text
    assert "Nobody has commented on this question." in page.text


def test_a_long_history_comes_in_pages(client: PageClient, team: Team) -> None:
    for number in range(11):
        change(team, f"text {number}", f"text {number + 1}")
    page = client.visit(f"{team.at}/history/P1")
    assert len(page.all("change-row")) == 10
    assert "Page 1 of 2" in page.text
    for tail in ("2", "99"):
        page = client.visit(f"{team.at}/history/P1?page={tail}")
        assert [diff.text for diff in page.all("diff")] == ["text removed: 0 added: 1"]
    assert len(client.visit(f"{team.at}/history/P1?page=x").all("change-row")) == 10


def test_the_files_of_a_question_stay_in_its_history(client: PageClient, team: Team) -> None:
    def hang(name: str, **given: Any) -> None:
        build.saved(
            Attachment(
                application_id=team.id,
                question="L1",
                name=name,
                kind="pdf",
                size=2048,
                sha256="0" * 64,
                storage_key=name,
                uploaded_at=build.NOON,
                uploaded_by_id=team.ids["ben"],
                **given,
            )
        )

    hang("old.pdf", removed_at=build.NOON, removed_by_id=team.ids["ana"])
    hang("new.pdf")
    page = client.visit(f"{team.at}/history/L1")
    new, old = (row.text for row in page.all("file-row"))
    assert "new.pdf" in new
    assert "Removed" not in new
    assert "2 KB, added by Ben Test today at 12:00 p.m." in old
    assert "Removed by Ana Test today at 12:00 p.m." in old


# comments


def test_a_comment_is_written_read_and_resolved(client: PageClient, team: Team) -> None:
    here = f"{team.at}/history/P1"
    page = client.follow(client.fill_in(f"{here}/comments", at=here, body="Is that\nso?"))
    assert "Open" in page.one("comment").text
    page = client.follow(client.send(page.form(f"{team.at}/comments/{remarks()[0].id}/resolve")))
    assert "Resolved by Ana Test today at 12:00 p.m." in page.one("comment").text
    assert "Resolve" not in page.buttons
    assert client.visit(f"{team.at}/history/P2").all("comment") == []


def test_a_comment_that_is_resolved_is_not_resolved_again(client: PageClient, team: Team) -> None:
    here = f"{team.at}/history/P1"
    page = client.follow(client.fill_in(f"{here}/comments", at=here, body="So?"))
    form = page.form(f"{team.at}/comments/{remarks()[0].id}/resolve")
    client.send(form)
    client.send(form, status=409)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (" ", "Write a comment"),
        ("a" * 2001, "Shorten the comment to 2,000 characters or fewer"),
    ],
)
def test_an_empty_or_endless_comment_is_refused_and_kept(
    client: PageClient, team: Team, body: str, error: str
) -> None:
    here = f"{team.at}/history/P1"
    page = client.fill_in(f"{here}/comments", at=here, status=422, body=body)
    assert errors(page) == [error]
    assert page.control("body").text == body.strip()
    assert remarks() == []


def test_comments_of_other_applications_are_out_of_reach(client: PageClient, team: Team) -> None:
    here = f"{team.at}/history/P1"
    page = client.follow(client.fill_in(f"{here}/comments", at=here, body="So?"))
    other = build.application(lead=db.session.merge(team.people["ana"])).id
    token = page.forms[0].fields["csrf_token"]
    path = f"/applications/{other}/comments/{remarks()[0].id}/resolve"
    assert client.post(path, data={"csrf_token": token}).status_code == 404


def test_more_changes_and_comments_take_no_more_statements(client: PageClient, team: Team) -> None:
    here = f"{team.at}/history/P1"

    def add() -> None:
        change(team, "a", "b")
        build.saved(
            DraftComment(
                application_id=team.id,
                section="plan",
                question="P1",
                body="So?",
                written_at=build.NOON,
                written_by_id=team.ids["ben"],
                resolved_at=build.NOON,
                resolved_by_id=team.ids["ana"],
            )
        )

    add()
    client.visit(here)
    with statements() as one:
        client.visit(here)
    add()
    add()
    with statements() as three:
        client.visit(here)
    assert len(one) == len(three) <= 13, three
