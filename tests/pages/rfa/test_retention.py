"""Staff pages about what a round keeps, removing it, and every old address of what is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from app.awards.models import Decision
from app.core.db import db, transaction
from app.policy import Role
from app.rfa.forms.retention import WORD as YES
from app.rfa.models import Application, Mark, MarkKind, RetentionHold, RetentionLog
from app.rfa.queries import retention as queries
from app.rfa.services import retention as services
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.keeping import LATER, Kept
from tests.unit.rfa.telling_words import TOLD, WORD

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

AT = "/staff/rounds/kept/retention"
KEEP = "/staff/applications/{bay}/keep"
PAGES = (AT, f"{AT}/schedule", f"{AT}/preview", f"{AT}/log.csv", KEEP)
MANAGES = {Role.PROGRAM_STAFF, Role.DIRECTOR}


@pytest.fixture
def kept(app: Flask) -> Kept:
    app.extensions["clock"].set(LATER)
    return Kept()


def row(kept: Kept, name: str) -> Application:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Application, kept.of[name].id)


def confirm(client: PageClient, word: str = YES, status: int = 302) -> Page:
    return client.fill_in(f"{AT}/remove", at=f"{AT}/preview", word=word, status=status)


def token(client: PageClient) -> str:
    return client.visit("/account").forms[-1].fields["csrf_token"]


def emptied(kept: Kept, *names: str) -> None:
    for name in names:
        with transaction():
            services.remove(kept.round, kept.of[name].id, by=kept.by, at=LATER)


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("role", Role)
def test_who_manages_rounds_looks_and_nobody_else(
    client: PageClient, kept: Kept, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    bay = kept.of["Bay"].id
    statuses = {page: client.get(page.format(bay=bay)).status_code for page in PAGES}

    one = statuses.pop(PAGES[-1])
    assert set(statuses.values()) == {200 if role in MANAGES else 403}
    seen = 403 if role is Role.ADMINISTRATOR else 404
    assert one == (200 if role in MANAGES else seen)


@pytest.mark.parametrize("role", Role)
def test_only_the_director_removes(client: PageClient, kept: Kept, role: Role) -> None:
    client.sign_in(build.person(role=role))
    reply = client.post(f"{AT}/remove", data={"csrf_token": token(client), "word": YES})

    assert reply.status_code == (409 if role is Role.DIRECTOR else 403)
    assert row(kept, "Bay").emptied_at is None


def test_visitors_sign_in_first_and_unknown_rounds_are_not_there(
    client: PageClient, kept: Kept
) -> None:
    assert client.visit(AT, status=302).location.startswith("/sign-in")
    client.sign_in(kept.staff)
    for page in PAGES[:4]:
        client.visit(page.replace("kept", "other"), status=404)
    client.visit(KEEP.format(bay=9999), status=404)


# ------------------------------------------------------------------ looking


def test_the_page_says_what_is_due_what_is_held_and_what_is_kept(
    client: PageClient, kept: Kept
) -> None:
    by = {"set_at": TOLD, "set_by_id": kept.staff.id}
    build.saved(Mark(kind=MarkKind.FLAG, label="Ask them", application_id=kept.of["Bay"].id, **by))
    client.sign_in(kept.staff)
    page = client.visit(AT)

    assert "36 months" in page.text
    assert "1 kept with their practice" in page.text
    assert "It started on Dec 17, 2026." in page.text
    due = page.one("due").text
    assert [name in due for name in ("Ash", "Bay", "Cedar", "Dell", "Elm")] == [False, False, True, True, True]  # fmt: skip
    assert "An open flag: Ask them" in page.one("held").text


def test_a_round_whose_clock_stands_says_what_starts_it(client: PageClient, app: Flask) -> None:
    app.extensions["clock"].set(TOLD)
    of = build.rfa_round(key="new")
    build.application(round_id=of.id)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    page = client.visit("/staff/rounds/new/retention")

    assert "It has not started" in page.text
    assert "Nothing is due to go." in page.text
    assert "not known yet" in page.one("later").text
    assert "Nothing is due to go" in client.visit("/staff/rounds/new/retention/preview").text


def test_the_preview_says_how_much_goes_and_whether_the_name_does(
    client: PageClient, kept: Kept
) -> None:
    kept.name_people()
    build.application(practice_id=kept.of["Bay"].practice_id)
    client.sign_in(kept.staff)
    page = client.visit(f"{AT}/preview")
    going = page.one("going").text

    assert "answers: 2, files: 1, comments of the team: 1" in going
    assert "reviews: 3" in going
    assert "Stays: it still takes part" in going
    assert "Goes too: it takes part in nothing else" in going
    assert "2 people who registered for the round or asked about it" in page.text
    assert "The director removes what is on this list." in page.text


def test_the_lists_take_the_same_statements_for_one_and_for_four(
    client: PageClient, kept: Kept
) -> None:
    client.sign_in(kept.director)
    for page in (AT, f"{AT}/preview"):
        with statements() as many:
            client.visit(page)
        for name in ("Bay", "Cedar", "Dell"):
            build.saved(
                RetentionHold(
                    application_id=kept.of[name].id,
                    reason="Kept",
                    set_at=TOLD,
                    set_by_id=kept.staff.id,
                )
            )
        with statements() as one:
            client.visit(page)
        for hold in db.session.query(RetentionHold):
            db.session.delete(hold)
        db.session.commit()
        assert len(many) == len(one), page


def test_before_its_time_a_list_says_nothing_of_decisions(
    client: PageClient, app: Flask, kept: Kept
) -> None:
    """Staff in a conflict read this page, too."""
    app.extensions["clock"].set(TOLD)
    for decision in db.session.query(Decision):
        decision.released_at = None
    build.saved(
        RetentionHold(
            application_id=kept.of["Bay"].id,
            reason="Kept",
            set_at=TOLD,
            set_by_id=kept.staff.id,
        )
    )
    client.sign_in(kept.staff)
    page = client.visit(AT)

    assert "decision that nobody" not in page.text
    assert page.one("later").text.count("Kept by staff") == 1
    assert "0 kept with their practice" in page.text


# ------------------------------------------------------------------ settings and holds


def test_the_months_are_changed_and_shown(client: PageClient, kept: Kept) -> None:
    client.sign_in(kept.staff)
    client.fill_in(f"{AT}/schedule", unawarded_months="48", draft_months="24")

    page = client.visit(AT)
    assert "48 months" in page.text
    assert "24 months" in page.text


@pytest.mark.parametrize("months", ["", "0", "241", "a year", "-3", "1.5"])
def test_what_is_no_number_of_months_is_refused_in_words(
    client: PageClient, kept: Kept, months: str
) -> None:
    client.sign_in(kept.staff)
    page = client.fill_in(f"{AT}/schedule", unawarded_months=months, status=422)

    said = page.one("error-summary").text
    assert "Enter months from 1 to 240" in said or "Enter a whole number" in said
    assert queries.schedule_of(kept.round.id) is None


def test_months_that_somebody_else_changed_are_not_overwritten(
    client: PageClient, kept: Kept
) -> None:
    client.sign_in(kept.staff)
    stale = client.visit(f"{AT}/schedule").form(f"{AT}/schedule")
    client.fill_in(f"{AT}/schedule", unawarded_months="48", draft_months="24")

    client.send(stale, unawarded_months="6", draft_months="6", status=409)
    assert "48 months" in client.visit(AT).text


def test_one_application_is_kept_longer_and_let_go_again(client: PageClient, kept: Kept) -> None:
    client.sign_in(kept.staff)
    bay = kept.of["Bay"].id
    page = client.fill_in(KEEP.format(bay=bay), reason=" ", status=422)
    assert "Say why" in page.one("error-summary").text
    client.fill_in(KEEP.format(bay=bay), reason="A lawsuit")

    page = client.visit(AT)
    assert "Kept by staff: A lawsuit" in page.one("held").text
    client.send(page.form(f"{KEEP.format(bay=bay)}/end"))
    assert f"Bay {WORD}" in client.visit(AT).one("due").text


# ------------------------------------------------------------------ removing


def test_the_director_removes_what_is_due_with_a_typed_word(client: PageClient, kept: Kept) -> None:
    kept.name_people()
    client.sign_in(kept.director)
    confirm(client)

    assert [row(kept, name).emptied_at is not None for name in kept.of] == [False, True, True, True, True]  # fmt: skip
    page = client.visit(AT)
    assert "4 applications were emptied." in page.text
    log = page.one("log").text
    assert "Never sent" in log
    assert "Registrations and questions" in log
    assert str(kept.of["Bay"].reference) in log
    assert db.session.query(RetentionLog).filter(RetentionLog.files_left.is_not(None)).count() == 0


@pytest.mark.parametrize("word", ["", "remove", "REMOVED"])
def test_without_the_word_nothing_goes(client: PageClient, kept: Kept, word: str) -> None:
    client.sign_in(kept.director)
    page = confirm(client, word, 422)

    assert "in capitals" in page.one("error-summary").text
    assert row(kept, "Bay").emptied_at is None


def test_a_list_that_changed_since_is_looked_at_again(client: PageClient, kept: Kept) -> None:
    client.sign_in(kept.director)
    form = client.visit(f"{AT}/preview").form(f"{AT}/remove")
    by = {"set_at": TOLD, "set_by_id": kept.staff.id}
    build.saved(RetentionHold(application_id=kept.of["Bay"].id, reason="Kept", **by))
    page = client.send(form, word=YES, status=409)

    assert "The list is not the one that you saw." in page.text
    assert row(kept, "Cedar").emptied_at is None


def test_what_changes_while_others_go_stays(
    client: PageClient, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flag is set on Cedar in the very moment in which Bay is emptied."""
    client.sign_in(kept.director)
    really = services.remove
    bay, cedar = kept.of["Bay"].id, kept.of["Cedar"].id
    by = {"set_at": TOLD, "set_by_id": kept.staff.id}

    def and_then_flag(of: Any, application_id: int, **how: Any) -> Any:
        if application_id == bay:
            db.session.add(RetentionHold(application_id=cedar, reason="Now", **by))
        return really(of, application_id, **how)

    monkeypatch.setattr(services, "remove", and_then_flag)
    confirm(client)

    assert row(kept, "Cedar").emptied_at is None
    assert row(kept, "Elm").emptied_at is not None
    assert "1 changed meanwhile and stayed as before." in client.visit(AT).text


def test_the_log_is_a_file_that_names_no_practice(client: PageClient, kept: Kept) -> None:
    emptied(kept, "Bay", "Elm")
    client.sign_in(kept.staff)
    reply = client.get(f"{AT}/log.csv")
    lines = reply.get_data(as_text=True).splitlines()

    assert "attachment" in reply.headers["Content-Disposition"]
    assert len(lines) == 3
    assert "Dana Director,Never sent" in lines[1]
    assert WORD not in reply.get_data(as_text=True)
    assert "1 file still in the storage" in client.visit(AT).one("log").text


# ------------------------------------------------------------------ old addresses


def test_the_applicant_reads_what_happened(client: PageClient, kept: Kept) -> None:
    emptied(kept, "Bay")
    client.sign_in(kept.leads["Bay"])
    page = client.visit(f"/applications/{kept.of['Bay'].id}", status=410)

    assert "What you wrote for Kept round was removed on January 5, 2030" in page.text
    assert str(kept.of["Bay"].reference) in page.text
    assert "Dana" not in page.text


def test_staff_reads_what_is_still_known(client: PageClient, kept: Kept) -> None:
    emptied(kept, "Bay", "Elm")
    client.sign_in(kept.staff)
    page = client.visit(f"/staff/applications/{kept.of['Bay'].id}", status=410)

    assert "The content itself is gone." in page.text
    assert "Dana Director" in page.text
    assert "Anonymised practice" in page.text
    assert WORD not in page.text
    assert "Never" in client.visit(f"/staff/applications/{kept.of['Elm'].id}", status=410).text


def test_strangers_find_nothing_and_scripts_get_json(client: PageClient, kept: Kept) -> None:
    emptied(kept, "Bay")
    path = f"/applications/{kept.of['Bay'].id}"
    client.sign_in(kept.leads["Cedar"])
    client.visit(path, status=404)
    client.visit("/applications/99999", status=404)
    client.sign_in(kept.leads["Bay"])
    reply = client.get(path, headers={"Accept": "application/json"})

    assert reply.status_code == 410
    assert "removed under the schedule" in reply.get_json()["error"]


def test_the_list_of_a_person_says_that_the_content_is_gone(client: PageClient, kept: Kept) -> None:
    other = build.application(practice_id=kept.of["Bay"].practice_id)
    assert other.round_id != kept.round.id
    emptied(kept, "Bay")
    client.sign_in(kept.leads["Bay"])

    assert "Content removed" in client.visit("/applications").text


def _addresses(app: Flask, kept: Kept) -> list[str]:
    """Every address that is read, with the ids of an application that was emptied."""
    bay = kept.of["Bay"]
    version = {"application_id": bay.id, "number": 1, "old": 1, "new": 1, "section": "plan"}
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("testing", "styleguide")):
            continue
        if not {"application_id", "key"} & set(rule.arguments):
            continue
        values = {name: version.get(name, 1) for name in rule.arguments} | {"key": "kept"}
        path = rule.rule
        for name, value in values.items():
            path = re.sub(rf"<(?:[^<>]*:)?{name}>", str(value), path)
        found.append(path)
    return sorted(found)


@pytest.mark.parametrize("who", ["lead", "reviewer", "staff", "director", "administrator"])
def test_no_old_address_breaks_or_tells(
    app: Flask, client: PageClient, kept: Kept, who: str
) -> None:
    emptied(kept, "Bay", "Cedar", "Dell", "Elm")
    people = {
        "lead": kept.leads["Bay"],
        "reviewer": kept.reviewers[0],
        "staff": kept.staff,
        "director": kept.director,
        "administrator": build.person(role=Role.ADMINISTRATOR),
    }
    client.sign_in(people[who])
    bay, seen = f"/{kept.of['Bay'].id}", set()
    for path in _addresses(app, kept):
        reply = client.get(path)
        assert reply.status_code in {200, 302, 303, 403, 404, 409, 410}, (path, reply.status_code)
        if f"applications{bay}" in path:
            seen.add(reply.status_code)
            assert WORD not in reply.get_data(as_text=True), path
    assert seen <= {403, 404, 410}
    for path in ("/staff/applications?round=kept", "/reviews", "/applications", "/staff/trail"):
        assert client.get(path).status_code in {200, 302, 403, 404}, path


def test_nothing_is_written_to_an_emptied_application(client: PageClient, kept: Kept) -> None:
    emptied(kept, "Bay")
    client.sign_in(kept.staff)
    bay = f"/staff/applications/{kept.of['Bay'].id}"
    for path in (f"{bay}/notes", f"{bay}/tags", f"{bay}/keep"):
        reply = client.post(path, data={"csrf_token": token(client), "note": "x", "tag": "x"})
        assert reply.status_code == 410
