"""The page on which a reviewer reads an application and scores it, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.audit.models import AuditEvent
from app.audit.services import CONFIRMED
from app.core.db import db
from app.reviews.domain.kinds import ReviewState
from tests.support import build
from tests.unit.reviews.rows import OVERDUE, REVIEWING, SCORES, Case, sheet

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

ANSWERS = {
    **{f"score-{key}": str(score) for key, score in SCORES.items()},
    **{f"why-{key}": f"Why {score}" for key, score in SCORES.items()},
    "strengths": "A strong team",
    "recommendation": "award",
}


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(REVIEWING)


@pytest.fixture
def case(client: PageClient) -> Case:
    found = Case()
    client.sign_in(found.ruth)
    return found


def fill(client: PageClient, case: Case, go: str, *, status: int = 302, **answers: Any) -> Page:
    return client.fill_in(case.at, status=status, go=go, **answers)


def total(page: Page) -> str:
    return page.one("score-total").text


# ------------------------------------------------------------------ reading and scoring


def test_the_application_stands_beside_the_score_sheet(client: PageClient, case: Case) -> None:
    page = client.visit(case.at)

    assert page.headings[0] == "Delta Pines"
    for words in (
        "RHC" if "RHC" in page.text else "County",
        "Due Tuesday, December 22",
        "Ana Ruiz",
    ):
        assert words in page.text
    for anchor in ("No need", "Between 0 and 3", "Figures and a gap", "Tested reports"):
        assert anchor in page.text
    assert [key for key in page.form(case.at).fields if key.startswith("why-")] == [
        f"why-{key}" for key in SCORES
    ]
    assert (total(page), page.one("save-state").text) == ("none", "Not saved yet")
    assert page.links["See answer to Capacity"] == "#part-plan"
    assert "Other reviews" not in page.links


def test_a_rubric_that_begins_at_one_offers_no_zero(client: PageClient, case: Case) -> None:
    page = client.visit(case.at)
    offered = {
        key: [e.attrs["value"] for e in page.root.walk("input") if e.attrs.get("name") == f"score-{key}"]
        for key in ("K1", "K3")
    }  # fmt: skip

    assert offered == {
        "K1": ["0", "1", "2", "3", "4", "5", "cannot"],
        "K3": ["1", "2", "3", "4", "5", "cannot"],
    }


def test_a_draft_is_kept_however_incomplete(client: PageClient, case: Case) -> None:
    page = client.follow(fill(client, case, "save", **{"score-K1": "4", "why-K2": "Later"}))

    assert "Your draft is saved" in page.text
    assert page.form(case.at).fields["why-K2"] == "Later"
    assert (total(page), page.one("save-state").text) == ("4.00", "Saved 12:00 p.m.")
    assert "rests on 1 of 4 criteria" in page.text


def test_cannot_assess_is_left_out_of_the_total(client: PageClient, case: Case) -> None:
    given = ANSWERS | {"score-K3": "cannot", "why-K3": "No numbers"}
    page = client.follow(fill(client, case, "save", **given))

    assert total(page) == "4.43"
    assert "rests on 3 of 4 criteria" in page.text


def test_a_draft_is_there_the_next_day(client: PageClient, case: Case, app: Flask) -> None:
    fill(client, case, "save", **ANSWERS)
    app.extensions["clock"].set(OVERDUE)
    client.sign_in(case.ruth)
    page = client.visit(case.at)

    assert page.one("save-state").text == "Saved Thursday, December 10, 12:00 p.m."
    assert "Overdue since Tuesday, December 22" in page.text


def test_sending_needs_every_score_and_reason(client: PageClient, case: Case) -> None:
    page = fill(client, case, "send", status=422, **{"score-K1": "4", "strengths": "Kept"})
    summary = page.one("error-summary")

    assert [link.attrs["href"] for link in summary.walk("a")][:3] == [
        "#why-K1", "#score-K2-0", "#why-K2",
    ]  # fmt: skip
    assert "#score-K3-1" in [link.attrs["href"] for link in summary.walk("a")]
    assert page.form(case.at).fields["strengths"] == "Kept"
    assert case.review.state is ReviewState.DRAFT


def test_a_conflict_can_be_named_until_decisions_are_told(client: PageClient, case: Case) -> None:
    build.review(case.of, case.ruth)
    assert client.visit(case.at).links["I have a conflict"] == f"{case.at}/conflict"

    case.of.told_at = REVIEWING
    db.session.commit()
    assert "I have a conflict" not in client.visit(case.at).links


def test_a_sent_review_is_final_and_shown(client: PageClient, case: Case) -> None:
    page = client.follow(fill(client, case, "send", **ANSWERS | {"private_note": "For staff"}))

    for words in ("You sent this review", "It is final", "Why 5", "A strong team", "Award", "For staff", "Five roles"):  # fmt: skip
        assert words in page.text, words
    assert total(page) == "4.00"
    assert all(form.action != case.at for form in page.forms)
    assert page.links["Other reviews"] == f"{case.at}/panel"


def test_pressing_send_twice_sends_once(client: PageClient, case: Case) -> None:
    form = client.visit(case.at).form(case.at)
    for _ in range(2):
        page = client.send(form, go="send", **ANSWERS)
        assert page.location == case.at


def test_words_that_come_after_sending_are_handed_back(client: PageClient, case: Case) -> None:
    form = client.visit(case.at).form(case.at)
    client.send(form, go="send", **ANSWERS)
    page = client.send(form, go="save", status=409, **ANSWERS | {"concerns": "Too late"})

    assert "Too late" in page.one("lost-words").text
    assert "It is final" in page.one("error-summary").text
    assert case.review.concerns == ""


def test_two_windows_keep_both_texts(client: PageClient, case: Case) -> None:
    form = client.visit(case.at).form(case.at)
    client.send(form, go="save", strengths="From here")
    page = client.send(form, go="save", status=409, strengths="From there")

    assert "From here" in page.one("other-texts").text
    assert page.form(case.at).fields["strengths"] == "From there"
    client.send(page.form(case.at), go="save")
    assert case.review.strengths == "From there"


def test_text_without_end_is_refused_and_kept_on_the_page(client: PageClient, case: Case) -> None:
    page = fill(client, case, "save", status=422, strengths="x" * 10_001)

    assert "shorten your text" in page.one("error-summary").text
    assert len(page.form(case.at).fields["strengths"]) == 10_001


@pytest.mark.parametrize("edit", ["", "x", "\N{SUPERSCRIPT TWO}", "9" * 30])
def test_spoilt_fields_are_read_as_nothing(client: PageClient, case: Case, edit: str) -> None:
    fill(client, case, "save", edit="0", **{"score-K1": "9", "recommendation": "a medal"})
    assert case.review.recommendation is None
    assert case.review.scores[0].score is None
    fill(client, case, "save", edit=edit, status=409, strengths="New")


def test_a_late_review_is_taken_and_says_so(client: PageClient, case: Case, app: Flask) -> None:
    app.extensions["clock"].set(OVERDUE)
    client.sign_in(case.ruth)
    page = client.follow(fill(client, case, "send", **ANSWERS))

    assert "after it was due" in page.text


def test_nothing_is_written_once_the_decisions_are_out(client: PageClient, case: Case) -> None:
    form = client.visit(case.at).form(case.at)
    case.tell()
    page = client.send(form, go="send", status=409, **ANSWERS)

    assert "Why 5" in page.one("lost-words").text
    assert all(form.action != case.at for form in client.visit(case.at).forms)


def test_a_void_review_is_begun_again_on_the_newest_version(client: PageClient, case: Case) -> None:
    build.review(
        case.of, case.ruth, SCORES, state=ReviewState.VOID, voided_at=REVIEWING, void_reason="A tie"
    )  # fmt: skip
    case.change()
    assert "Begin" in client.visit("/reviews").one("queue-row").text
    page = client.visit(case.at)
    assert not page.all("changed")
    client.follow(fill(client, case, "send", recommendation="decline"))

    assert case.review.state is ReviewState.SUBMITTED


# ------------------------------------------------------------------ saved as somebody types


def put(client: PageClient, case: Case, body: Any, status: int = 200) -> Any:
    token = client.visit(case.at).form("/sign-out").fields["csrf_token"]
    response = client.put(case.at, json=body, headers={"X-CSRF-Token": token})
    assert response.status_code == status, response.text[:300]
    return response.get_json()


def test_the_script_saves_drafts_and_learns_the_total(client: PageClient, case: Case) -> None:
    answer = put(client, case, {"edit": 0, "fields": ANSWERS})
    assert answer == {
        "edit": 1, "saved": "Saved 12:00 p.m.", "total": "4.00",
        "rests": "rests on 4 of 4 criteria", "done": "4 of 4 done",
    }  # fmt: skip
    assert case.review.state is ReviewState.DRAFT


def test_the_script_is_told_of_another_window(client: PageClient, case: Case) -> None:
    put(client, case, {"edit": 0, "fields": {"strengths": "Here"}})
    answer = put(client, case, {"edit": 0, "fields": {"strengths": "There"}}, 409)

    assert answer["edit"] == 1
    assert answer["conflict"]["strengths"] == "Here"
    assert answer["conflict"]["score-K1"] == ""


def test_the_script_is_told_when_it_is_too_late_or_too_long(client: PageClient, case: Case) -> None:
    assert (
        "shorten"
        in put(client, case, {"edit": 0, "fields": {"why-K1": "x" * 10_001}}, 422)["error"]
    )
    case.save(sheet())
    case.send()
    assert "final" in put(client, case, {"edit": 2, "fields": {"strengths": "More"}}, 409)["error"]


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"edit": 0}, {"edit": "0", "fields": {}}, {"edit": True, "fields": {}},
     {"edit": -1, "fields": {}}, {"edit": 0, "fields": []}, {"edit": 0, "fields": {"why-K1": 7}},
     {"edit": 0, "fields": {str(n): "" for n in range(501)}}],
)  # fmt: skip
def test_anything_else_is_no_sheet(client: PageClient, case: Case, body: Any) -> None:
    put(client, case, body, 400)
    token = client.visit(case.at).form("/sign-out").fields["csrf_token"]
    deep = client.put(
        case.at,
        data="[" * 100_000,
        content_type="application/json",
        headers={"X-CSRF-Token": token},
    )
    assert deep.status_code == 400


# ------------------------------------------------------------------ changed since


def test_changes_since_are_shown_and_may_be_noted(client: PageClient, case: Case) -> None:
    fill(client, case, "save", **ANSWERS)
    case.change()
    page = client.visit(case.at)
    assert "Changed since version 1" in page.one("changed").text
    assert {"removed: a plan with Ana Ruiz for all families", "added: two plans"} <= {
        e.text for tag in ("del", "ins") for e in page.one("changed").walk(tag)
    }

    refused = fill(client, case, "send", status=422)
    assert [a.attrs["href"] for a in refused.one("error-summary").walk("a")] == ["#changed"]
    client.follow(client.fill_in(f"{case.at}/stands", at=case.at))
    assert client.follow(fill(client, case, "send")).text.count("You sent this review") == 1


def test_a_sent_review_stands_or_is_revised(client: PageClient, case: Case) -> None:
    fill(client, case, "send", **ANSWERS)
    case.change()
    assert "Changed since your review" in client.visit(case.at).one("changed").text
    page = client.follow(client.fill_in(f"{case.at}/revise", at=case.at))
    assert page.form(case.at).fields["strengths"] == "A strong team"

    client.send(page.form(case.at), go="send")
    case.change("Three plans")
    stale = client.visit(case.at).form(f"{case.at}/stands")
    assert not client.follow(client.send(stale)).all("changed")
    client.send(stale, status=409)


# ------------------------------------------------------------------ words about patients


def test_a_draft_keeps_suspicious_words_and_sending_asks_about_them(
    client: PageClient, case: Case
) -> None:
    typed = ANSWERS | {"strengths": "They follow order 428-11-5937", "why-K1": "DOB 3/14/2015"}
    fill(client, case, "save", **typed)

    page = fill(client, case, "send", status=422, **typed)
    summary = page.one("error-summary").text
    assert "Strengths: This looks like a Social Security number" in summary
    assert "This looks like a date of birth" in summary
    assert case.review.state is ReviewState.DRAFT
    asked = page.form(case.at)
    assert asked.fields["strengths"] == typed["strengths"]

    page = client.send(asked, status=422, go="send", not_a_patient="y")
    assert "Say in 3 words or more how you know" in page.one("error-summary").text
    reason = {"not_a_patient": "y", "not_a_patient_reason": "Both are numbers of orders"}
    client.send(page.form(case.at), status=302, go="send", **reason)

    assert case.review.state is ReviewState.SUBMITTED
    noted = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == CONFIRMED)).one()
    assert noted.reason == "Both are numbers of orders"
    assert "428-11" not in str(noted.after)
