from __future__ import annotations

import pytest

from app.core.db import db
from app.policy import Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import AnswerChange, Application, SectionDraft
from tests.support import build
from tests.support.page import PageClient


class Draft:
    """A draft in an open round, with a lead, an editor, a signer and a viewer."""

    def __init__(self, **of_round: object) -> None:
        self.round = build.rfa_round(**of_round)
        self.practice = build.practice(name="Delta Pines")
        self.ana = build.person(name="Ana Whitfield")
        self.ben = build.person(name="Ben Okoro")
        self.carla = build.person(name="Carla Simms")
        self.dev = build.person(name="Dev Patel")
        self.application = build.application(
            lead=self.ana, round_id=self.round.id, practice_id=self.practice.id
        )
        for someone, role in (
            (self.ben, Role.APPLICATION_EDITOR),
            (self.carla, Role.APPLICATION_SIGNER),
            (self.dev, Role.APPLICATION_VIEWER),
        ):
            build.grant(someone, role, at=self.practice)
        for key in ("profile", "plan", "papers", "signature"):
            build.section_draft(self.application, key, {})
        self.at = f"/applications/{self.application.id}"

    def stored(self, section: str) -> SectionDraft:
        db.session.expire_all()
        return db.session.query(SectionDraft).filter_by(section=section).one()


@pytest.fixture
def draft(app: object) -> Draft:
    app.extensions["clock"].set(build.NOON)
    return Draft()


def test_the_task_list_says_what_is_done_and_until_when(client: PageClient, draft: Draft) -> None:
    client.sign_in(draft.ana)
    page = client.visit(draft.at)

    assert [row.text for row in page.all("section-row")][0] == "Practice profile Not started"
    assert "Cannot start yet" in page.all("section-row")[3].text
    assert page.all("status")[0].text == "Draft"
    assert "Tuesday, December 1, 2026" in page.all("deadline")[0].text


def test_a_section_is_saved_incomplete_and_wrong(client: PageClient, draft: Draft) -> None:
    client.sign_in(draft.ben)
    at = f"{draft.at}/section/profile"
    client.fill_in(at, Q1="private", **{"Q2-phone": "abc"})

    assert draft.stored("profile").answers == {
        "Q1": {"value": "private"},
        "Q2": {"phone": "abc"},
    }
    page = client.visit(at)
    assert "10 digits" in page.all("error-summary")[0].text
    assert client.visit(draft.at).all("section-row")[0].text.endswith("In progress")


def test_a_viewer_reads_and_a_stranger_finds_nothing(client: PageClient, draft: Draft) -> None:
    at = f"{draft.at}/section/plan"
    client.sign_in(draft.dev)
    page = client.visit(at)
    assert "Save and continue" not in page.buttons
    token = next(f.fields["csrf_token"] for f in page.forms if f.method == "post")
    sent = {"csrf_token": token, "P1": "Mine", "seen_version": "1"}
    assert client.post(at, data=sent).status_code == 403
    assert draft.stored("plan").answers == {}

    client.sign_in(build.person(role=Role.APPLICATION_LEAD))
    assert client.get(at).status_code == 404


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(
    client: PageClient, draft: Draft
) -> None:
    at = f"{draft.at}/section/plan"
    client.sign_in(draft.ben)
    opened = client.visit(at).form(at)
    client.sign_in(draft.ana)
    client.fill_in(at, P1="Monthly huddles")
    client.sign_in(draft.ben)
    opened.fields["csrf_token"] = client.visit(at).form(at).fields["csrf_token"]
    page = client.send(opened, P1="Weekly huddles", status=409)

    shown = page.all("conflict-dialog")[0].text
    assert "Monthly huddles" in shown
    assert "Weekly huddles" in shown
    assert "Ana Whitfield" in shown
    assert draft.stored("plan").answers == {"P1": {"value": "Monthly huddles"}}

    client.send(page.form(at), keep="mine")
    assert draft.stored("plan").answers == {"P1": {"value": "Weekly huddles"}}
    changes = db.session.query(AnswerChange).order_by(AnswerChange.id).all()
    assert [change.after["value"] for change in changes] == ["Monthly huddles", "Weekly huddles"]
    assert changes[1].note == "Kept in place of the text by Ana Whitfield."


def test_scripts_save_single_answers_and_hear_what_others_changed(
    client: PageClient, draft: Draft
) -> None:
    at = f"{draft.at}/section/plan"
    client.sign_in(draft.ana)
    token = client.visit(at).form(at).fields["csrf_token"]

    def put(**body: object) -> object:
        return client.put(at, json=body, headers={"X-CSRF-Token": token})

    first = put(version=1, questions=["P1"], fields=[["P1", "Monthly"]])
    assert first.get_json()["version"] == 2
    assert first.get_json()["saved"].startswith("Saved today at")

    client.sign_in(draft.ben)
    token = client.visit(at).form(at).fields["csrf_token"]
    other = put(version=1, questions=["P2"], fields=[["P2", "Habits"]])
    assert other.get_json()["fresh"] == {"P1": [["P1", "Monthly"]]}
    clash = put(version=1, questions=["P1"], fields=[["P1", "Weekly"]])
    assert clash.status_code == 409
    assert clash.get_json()["conflict"][0]["theirs"] == "Monthly"
    assert put(version="x").status_code == 400


def test_whoever_is_here_is_seen(client: PageClient, draft: Draft) -> None:
    at = f"{draft.at}/section/plan"
    client.sign_in(draft.ana)
    client.submit_json(f"{at}/presence", {"version": 1}, at=at)
    client.sign_in(draft.ben)
    answer = client.submit_json(f"{at}/presence", {"version": 1}, at=at)

    assert answer["people"] == ["Ana Whitfield"]
    assert "Ana Whitfield is here too" in client.visit(at).all("presence")[0].text


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN])
def test_what_was_sent_or_withdrawn_cannot_be_written(
    client: PageClient, draft: Draft, state: ApplicationState
) -> None:
    at = f"{draft.at}/section/plan"
    client.sign_in(draft.ana)
    form = client.visit(at).form(at)
    application = db.session.get(Application, draft.application.id)
    application.state = state
    application.submitted_at, application.reference = build.NOON, "CC2-1"
    if state is ApplicationState.WITHDRAWN:
        application.withdrawn_at, application.withdrawn_reason = build.NOON, "Moved"
    db.session.commit()
    page = client.send(form, P1="Too late", status=409)

    assert "Too late" in page.text
    assert draft.stored("plan").answers == {}
