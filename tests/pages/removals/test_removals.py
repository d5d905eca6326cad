"""Staff find words that name a patient, see what would happen, and take them out."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.improvement.models import Cycle
from app.policy import Role
from app.practices.models import Practice
from app.removals.models import RemovedWords
from app.removals.queries import texts
from app.rfa.models import Submission
from tests.pages.accounts.viewing import token_of
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient

SSN = "219-09-9999"
HOME = "/staff/removals"
MARK = "[removed by program staff]"


@pytest.fixture
def staff(client: PageClient) -> PageClient:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF, name="Stella Staff"))
    return client


def a_cycle(**given: Any) -> Any:
    return build.cycle(build.practice(name="Magnolia Clinic", key="magnolia"), **given)


def hits(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("text-row")]


def chosen(client: PageClient, page: Page, *marks: str) -> Page:
    return client.send(page.form(f"{HOME}/chosen"), status=200, hit=list(marks))


def test_texts_that_look_odd_are_listed_with_where_they_stand(staff: PageClient) -> None:
    writer = build.person(name="Wanda Writer")
    row = a_cycle(learned=f"On Monday {SSN} came", changed_by_id=writer.id)

    page = staff.visit(HOME)

    [line] = page.all("text-row")
    assert "PDSA cycle What we learned, Magnolia Clinic" in line.text
    assert f"On Monday {SSN} came" in line.text
    assert "Wanda Writer, November 2, 2026" in line.text
    assert next(line.walk("mark")).text == SSN
    assert page.links["PDSA cycle"] == f"/teams/magnolia/pdsa/{row.id}"


def test_a_page_without_any_says_so(staff: PageClient) -> None:
    assert "No text looks like it" in staff.visit(HOME).text
    assert "Begin anew" in staff.visit(f"{HOME}?after=cycle.9").text


def test_more_texts_are_a_link_away(staff: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_cycle(learned="fine")
    build.cycle(db.session.get_one(Practice, row.practice_id), learned=SSN)
    monkeypatch.setattr(texts, "ROWS_AT_ONCE", 1)

    first = staff.visit(HOME)
    assert "Nothing was found in the texts looked at so far" in first.text
    second = staff.visit(first.links["Look through more texts"])

    assert len(second.all("text-row")) == 1


def test_chosen_words_are_shown_before_and_after_with_all_copies(staff: PageClient) -> None:
    a_cycle(learned=f"Saw {SSN}")
    build.sent_application(content={"P1": {"": f"Also {SSN}"}})
    page = staff.visit(HOME)

    confirm = chosen(staff, page, hits(page)[0])

    lines = [row.text for row in confirm.all("text-row")]
    assert len(lines) == 2
    assert f"Saw {SSN}" in lines[0]
    assert f"Saw {MARK}" in lines[0]
    assert f"Also {MARK}" in lines[1]
    assert confirm.form(f"{HOME}/remove").fields.getlist("hit") == hits(confirm)


def test_after_a_reason_the_words_are_gone_and_the_page_of_the_team_says_so(
    staff: PageClient,
) -> None:
    row = a_cycle(learned=f"Saw {SSN}")
    page = staff.visit(HOME)
    confirm = chosen(staff, page, *hits(page))

    done = staff.send(confirm.form(f"{HOME}/remove"), reason="A nurse told us")

    after = staff.follow(done)
    assert "Words were taken out of 1 text." in after.text
    assert SSN not in after.text
    assert f"Saw {MARK}" in staff.visit(f"/teams/magnolia/pdsa/{row.id}").text


def test_exact_words_are_looked_for_and_only_what_is_chosen_is_ticked(staff: PageClient) -> None:
    a_cycle(learned="Dora Quill came", what="Ask Dora Quill Street 4")

    page = staff.fill_in(f"{HOME}/search", at=HOME, words=" Dora  Quill ", status=200)
    assert len(hits(page)) == 2
    confirm = chosen(staff, page, hits(page)[1])
    form = confirm.form(f"{HOME}/remove")
    assert form.fields.getlist("hit") == [hits(page)[1]]
    assert form.fields.getlist("words") == ["Dora Quill"]
    staff.send(form, reason="The team asked us to")

    kept = db.session.scalars(select(Cycle)).one()
    assert (kept.what, kept.learned) == ("Ask Dora Quill Street 4", f"{MARK} came")
    assert "Dora" not in str([(e.before, e.after) for e in db.session.scalars(select(AuditEvent))])


def test_an_identifier_can_be_looked_for(staff: PageClient) -> None:
    a_cycle(learned=SSN)

    page = staff.fill_in(f"{HOME}/search", at=HOME, words=SSN, status=200)

    assert len(hits(page)) == 1


def test_words_that_stand_nowhere_are_said_to(staff: PageClient) -> None:
    page = staff.fill_in(f"{HOME}/search", at=HOME, words="nobody here", status=200)

    assert "These words stand in no text" in page.text


def test_too_many_texts_are_cut_with_a_word(
    staff: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_cycle(learned=SSN, what=SSN)
    monkeypatch.setattr(texts, "MOST_STANDING", 1)

    page = staff.fill_in(f"{HOME}/search", at=HOME, words=SSN, status=200)
    assert "The same words stand in more texts" in page.text
    assert "more texts than this page shows" in chosen(staff, page, *hits(page)).text


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Enter the words"), ("abc", "4 to 200 characters"), ("x" * 201, "4 to 200 characters")],
)
def test_words_to_look_for_have_a_length(staff: PageClient, words: str, said: str) -> None:
    page = staff.fill_in(f"{HOME}/search", at=HOME, words=words, status=422)

    assert said in page.one("error-summary").text


def test_nothing_chosen_is_said_and_the_words_stay(staff: PageClient) -> None:
    a_cycle(learned=SSN)
    page = staff.fill_in(f"{HOME}/search", at=HOME, words=SSN, status=200)

    again = staff.send(page.form(f"{HOME}/chosen"), status=422, hit=None)

    assert "Choose at least one text" in again.one("error-summary").text
    assert len(hits(again)) == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Say why"),
        (f"It held {SSN}", "This looks like a Social Security number"),
        ("x" * 501, "up to 500 characters"),
    ],
)
def test_a_reason_is_needed_and_keeps_the_page(staff: PageClient, reason: str, said: str) -> None:
    a_cycle(learned=SSN)
    page = staff.visit(HOME)
    confirm = chosen(staff, page, *hits(page))

    again = staff.send(confirm.form(f"{HOME}/remove"), status=422, reason=reason)

    assert said in again.one("error-summary").text
    assert hits(again) == hits(confirm)
    assert db.session.scalars(select(Cycle.learned)).one() == SSN


def test_nothing_ticked_is_said(staff: PageClient) -> None:
    a_cycle(learned=SSN)
    page = staff.visit(HOME)
    confirm = chosen(staff, page, *hits(page))

    again = staff.send(confirm.form(f"{HOME}/remove"), status=422, hit=None, reason="Told so")

    assert "Choose at least one text" in again.one("error-summary").text


def test_a_text_that_changed_meanwhile_is_a_conflict(staff: PageClient) -> None:
    row = a_cycle(learned=SSN)
    page = staff.visit(HOME)
    confirm = chosen(staff, page, *hits(page))
    row.learned = f"{SSN} and more"

    clash = staff.send(confirm.form(f"{HOME}/remove"), status=409, reason="A nurse told us")

    assert "changed or removed meanwhile. Nothing was taken out" in clash.one("error-summary").text
    [line] = clash.all("text-row")
    assert f"{SSN} and more" in line.text
    again = clash.form(f"{HOME}/remove")
    assert (again.fields.getlist("hit"), again.fields["reason"].strip()) == ([], "A nurse told us")
    assert db.session.scalars(select(RemovedWords)).all() == []


def test_words_around_what_was_found_may_be_hidden(staff: PageClient) -> None:
    row = build.application()
    build.section_draft(row, "plan", {"P1": {"": f"Our secret plan {SSN}"}})

    page = staff.visit(HOME)

    assert "You cannot read the words around it" in page.text
    assert "secret plan" not in page.text


def test_a_version_says_that_words_were_removed(staff: PageClient) -> None:
    sent = build.sent_application(content={"P1": {"value": f"Our patient {SSN}"}})
    page = staff.visit(HOME)
    confirm = chosen(staff, page, *hits(page))
    staff.send(confirm.form(f"{HOME}/remove"), reason="A nurse told us")

    version = staff.visit(f"/staff/applications/{sent.id}/versions/1")

    kept = db.session.scalars(select(Submission)).one()
    assert "by program staff" in version.one("words-removed").text
    assert str(kept.mended_fingerprint) in version.text
    assert "Sam Signer" in version.text
    assert MARK in version.text
    paper = staff.get(f"/staff/applications/{sent.id}/versions/1/paper.pdf")
    assert paper.status_code == 200


# ------------------------------------------------------------------ what was taken out


def taken(client: PageClient, reason: str = "=A nurse told us") -> Any:
    row = a_cycle(learned=SSN)
    page = client.visit(HOME)
    confirm = chosen(client, page, *hits(page))
    client.send(confirm.form(f"{HOME}/remove"), reason=reason)
    return row


def test_past_removals_say_where_and_why(staff: PageClient) -> None:
    assert "Nothing was taken out" in staff.visit(f"{HOME}/removed").text
    taken(staff)

    [line] = staff.visit(f"{HOME}/removed").all("removed-row")

    for part in (
        "PDSA cycle: What we learned",
        "Magnolia Clinic",
        "Stella Staff",
        "11",
        "=A nurse",
    ):
        assert part in line.text
    assert "a Social Security number" in line.text


def test_the_file_of_past_removals_holds_no_formula(staff: PageClient) -> None:
    row = taken(staff)

    text = staff.get(f"{HOME}/removed.csv").get_data(as_text=True)

    heads, line = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    named = dict(zip(heads, line, strict=True))
    assert named["Reason"] == "'=A nurse told us"
    assert (named["Part"], named["Number of the text"]) == ("What we learned", str(row.id))
    assert SSN not in text


def test_a_place_that_is_no_more_is_still_named(staff: PageClient) -> None:
    person = build.person()
    build.saved(
        RemovedWords(
            place="gone",
            row_id=1,
            part="text",
            characters=4,
            reason="Told",
            removed_at=build.NOON,
            removed_by_id=person.id,
        )
    )

    assert "gone: text" in staff.visit(f"{HOME}/removed").text
    assert "gone,text" in staff.get(f"{HOME}/removed.csv").get_data(as_text=True)


def test_many_removals_have_pages(staff: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    a_cycle(learned=SSN, what=SSN)
    page = staff.visit(HOME)
    confirm = chosen(staff, page, *hits(page))
    staff.send(confirm.form(f"{HOME}/remove"), reason="A nurse told us")
    monkeypatch.setattr("app.removals.queries.removed.PER_PAGE", 1)

    first = staff.visit(f"{HOME}/removed")

    assert "Page 1 of 2" in first.text
    assert "Page 2 of 2" in staff.visit(first.links["Next"]).text
    assert "Page 1 of 2" in staff.visit(f"{HOME}/removed?page=x").text


# ------------------------------------------------------------------ who, and how often it asks


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.COACH, Role.LEAD, Role.REVIEWER, Role.APPLICATION_LEAD]
)
def test_only_those_who_manage_the_program_take_words_out(
    app: Flask, client: PageClient, role: Role
) -> None:
    row = a_cycle(learned=SSN)
    place = {Role.LEAD: build.practice, Role.APPLICATION_LEAD: build.practice}.get(role)
    at = build.cohort() if role is Role.COACH else place() if place else None
    client.sign_in(build.person(role=role, at=at))

    for path in (HOME, f"{HOME}/removed", f"{HOME}/removed.csv"):
        assert client.get(path).status_code in {403, 404}
    for path in ("search", "chosen", "remove"):
        assert client.post(f"{HOME}/{path}").status_code in {400, 403, 404}
    db.session.refresh(row)
    assert row.learned == SSN


def test_visitors_are_sent_to_sign_in(client: PageClient) -> None:
    assert client.visit(HOME, status=302).location.startswith("/sign-in")


def test_whoever_views_as_staff_reads_the_page_but_searches_and_removes_nothing(
    client: PageClient,
) -> None:
    stella = build.person(role=Role.PROGRAM_STAFF)
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    client.fill_in(f"/staff/people/{stella.id}/view-as", reason="To see what she sees")

    page = client.visit(HOME)

    assert f"You are viewing as {stella.name}." in page.text
    token = {"csrf_token": token_of(client, HOME)}
    for path in ("search", "chosen", "remove"):
        assert client.post(f"{HOME}/{path}", data=token).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_often_for_many_texts_as_for_one(staff: PageClient, rows: int) -> None:
    clinics = [build.practice() for _ in range(rows)]
    for clinic in clinics:
        build.cycle(clinic, learned=SSN)
    staff.visit(HOME)

    with statements() as looking:
        page = staff.visit(HOME)
    with statements() as choosing:
        confirm = chosen(staff, page, *hits(page))
    staff.send(confirm.form(f"{HOME}/remove"), reason="A nurse told us")
    with statements() as listing:
        listed = staff.visit(f"{HOME}/removed")

    assert len(listed.all("removed-row")) == rows
    assert len(looking) <= len(texts.PLACES) + 14
    assert len(choosing) <= len(texts.PLACES) + 15
    assert len(listing) <= 10
