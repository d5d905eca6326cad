"""Nobody skips a step: what a state does not allow is refused to every role, without effect."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.awards.domain.kinds import LetterKind
from app.awards.models import Agreement, AwardReply, Decision, Release
from app.core.db import db
from app.core.model import Model
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application, Submission
from tests.pages.security.test_policy import token_of
from tests.pages.security.world import NOW, Corner, corner
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

STAFF = "/staff/applications/<id>"
ROUND = "/staff/rounds/<key>/decisions"
OWN = "/applications/<id>"
DESK = "/reviews/<id>"
REFUSED = {302, 403, 404, 409, 422}
"""302 leads back to the page that says how it stands; that nothing happened is checked."""
FIELDS = {
    "outcome": "decline",
    "rationale": "I say so",
    "departure": "I say so",
    "seen_version": "1",
    "reply": "accept",
    "reason": "I say so",
    "basis": "I say so",
    "name": "Somebody",
    "title": "Somebody",
    "password": "porch-swing-magnolia",
    "agree": "y",
    "on": "2026-11-01",
    "done": "yes",
    "edit": "1",
    "score-K1": "0",
    "why-K1": "I say so",
    "go": "send",
    "recommendation": "decline",
    "strengths": "I say so",
    "concerns": "I say so",
    "body": "I say so",
    "subject": "I say so",
    "text": "I say so",
    "score": "1.00",
    "statement": "no conflict",
    "seen": "0" * 64,
}
OTHERWISE = {
    f"{STAFF}/appeal": {"outcome": "denied"},
    f"{OWN}/award/reply": {"reply": "decline"},
}
DECIDE = (f"{STAFF}/decision/record", f"{STAFF}/decision/take-back")
REVIEW = (DESK, f"{DESK}/revise", f"{DESK}/stands", f"{DESK}/conflict", f"{DESK}/panel/posts", f"{DESK}/panel/consensus")  # fmt: skip
ANSWER = (f"{OWN}/award/reply", f"{OWN}/award/confirm", f"{OWN}/award/agreement", f"{OWN}/decision/appeal")  # fmt: skip
FOLLOW = (f"{STAFF}/award/enrol", f"{STAFF}/award/w-9", f"{STAFF}/award/countersign", f"{STAFF}/promote", f"{STAFF}/appeal")  # fmt: skip


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


def draft(here: Corner) -> int:
    """Never sent, though somebody is assigned to it."""
    row = _reviewed(here)
    for table in ("review_sent", "review_score", "review", "review_consensus_vote", "review_consensus"):  # fmt: skip
        db.session.execute(Model.metadata.tables[table].delete())
    _drop_decision(row)
    db.session.execute(db.delete(Submission).where(Submission.application_id == row.id))
    row.state, row.submitted_at, row.reference = ApplicationState.DRAFT, None, None
    return row.id


def withdrawn(here: Corner) -> int:
    """Sent, reviewed, then withdrawn; what was decided meanwhile was taken back."""
    row = _reviewed(here)
    _drop_decision(row)
    row.state, row.withdrawn_at, row.withdrawn_reason = ApplicationState.WITHDRAWN, NOW, "We merge"
    return row.id


def decided(here: Corner) -> int:
    """Decided, and nobody was told."""
    return _reviewed(here).id


def on_wait_list(here: Corner) -> int:
    """Told that it waits."""
    return int(here.names["waiting_id"])


def declined(here: Corner) -> int:
    """Told of a decline that is appealed."""
    return int(here.names["appealed_id"])


def offered(here: Corner) -> int:
    """Told of an award that nobody answered."""
    return int(here.names["offered_id"])


def accepted(here: Corner) -> int:
    """Accepted, and the agreement is not signed."""
    row = db.session.get_one(Application, here.names["begun_id"])
    db.session.execute(db.delete(Agreement))
    return row.id


def turned_down(here: Corner) -> int:
    """The practice declined its award."""
    decision = select(Decision.id).where(Decision.application_id == here.names["offered_id"])
    given = {"reply": "declined", "reason": "No staff", "replied_at": NOW}
    db.session.add(AwardReply(decision_id=db.session.scalars(decision).one(), replied_by_id=1, **given))  # fmt: skip
    return offered(here)


def too_late(here: Corner) -> int:
    """An award that was not answered in time."""
    told = NOW - dt.timedelta(days=40)
    row = db.session.get_one(Application, here.names["offered_id"])
    row.told_at = told
    db.session.execute(
        db.update(Decision).where(Decision.application_id == row.id).values(released_at=told)
    )
    return row.id


STATES: Mapping[Callable[[Corner], int], tuple[str, ...]] = {
    draft: (*DECIDE, *REVIEW, *ANSWER, *FOLLOW, f"{STAFF}/feedback/approve"),
    withdrawn: (*DECIDE, *REVIEW, *ANSWER, *FOLLOW),
    decided: (*ANSWER, *FOLLOW),
    on_wait_list: (*DECIDE, *ANSWER[:3], *FOLLOW[:3], FOLLOW[4], f"{STAFF}/letter/edit"),
    declined: (*DECIDE, *ANSWER, *FOLLOW[:4], f"{STAFF}/letter/edit"),
    offered: (*DECIDE, ANSWER[2], *FOLLOW[:1], *FOLLOW[2:], f"{STAFF}/letter/edit"),
    accepted: (*DECIDE, *ANSWER[:2], ANSWER[3], *FOLLOW[2:]),
    turned_down: (*DECIDE, *ANSWER[:3], *FOLLOW[:1], *FOLLOW[2:]),
    too_late: (*DECIDE, *ANSWER, *FOLLOW[:1], *FOLLOW[2:]),
}
"""The moves that each state does not allow, whoever makes them."""


def _reviewed(here: Corner) -> Application:
    return db.session.get_one(Application, here.names["reviewed_id"])


def _drop_decision(of: Application) -> None:
    tables = Model.metadata.tables
    found = select(Decision.id).where(Decision.application_id == of.id)
    db.session.execute(
        tables["award_letter"]
        .delete()
        .where(
            tables["award_letter"].c.decision_id.in_(found),
            tables["award_letter"].c.kind == LetterKind.AWARD,
        )
    )
    db.session.execute(db.delete(Decision).where(Decision.application_id == of.id))


def makers(here: Corner) -> list[Person]:
    """Everybody who makes one of these moves in its time."""
    lead = here.member(Role.APPLICATION_LEAD)
    build.grant(lead, Role.APPLICATION_SIGNER, at=here.practice)
    people = [here.names["ruth"], here.names["tess"], lead]
    return [*people, here.member(Role.PROGRAM_STAFF), here.member(Role.DIRECTOR)]


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows that a move could touch; a look at scores is no move."""
    db.session.expire_all()
    skipped = ("session", "person", "throttle", "kept")
    rows = {
        name: sorted(map(tuple, db.session.execute(table.select())), key=repr)
        for name, table in Model.metadata.tables.items()
        if name.startswith(("rfa_", "review", "award_", "charter", "enrolment"))
        and not name.startswith(skipped)
    }
    looks = AuditEvent.verb.in_(("looked at the scores", "sign-in", "signed in"))
    rows["trail"] = [tuple(row) for row in db.session.execute(select(AuditEvent.verb).where(~looks))]  # fmt: skip
    rows["mails"] = [(db.session.scalar(select(func.count()).select_from(OutboxMail)),)]
    return rows


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_move_that_its_state_does_not_allow_is_refused_without_effect(
    client: PageClient, here: Corner, state: Callable[[Corner], int]
) -> None:
    one = state(here)
    db.session.commit()
    people = makers(here)
    before = everything()
    done = []
    for person in people:
        client.sign_in(person)
        token = token_of(client)
        for move in STATES[state]:
            path = move.replace("<id>", str(one))
            reply = client.post(path, data=_typed(move, token))
            if reply.status_code not in REFUSED or everything() != before:
                done.append((person.name, path, reply.status_code))
                before = everything()
    assert done == []


def _typed(move: str, token: str) -> dict[str, str]:
    return {**FIELDS, **OTHERWISE.get(move, {}), "csrf_token": token}


@pytest.mark.parametrize(
    ("state", "move"),
    [
        *((decided, move) for move in (*DECIDE, DESK, REVIEW[4])),
        *((offered, move) for move in (ANSWER[0], ANSWER[3])),
        (on_wait_list, FOLLOW[3]),
        (on_wait_list, ANSWER[3]),
        (declined, FOLLOW[4]),
    ],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_the_same_words_do_something_where_the_state_allows_it(
    client: PageClient, here: Corner, state: Callable[[Corner], int], move: str
) -> None:
    one = state(here)
    db.session.commit()
    people, before = makers(here), everything()
    for person in people:
        client.sign_in(person)
        client.post(move.replace("<id>", str(one)), data=_typed(move, token_of(client)))
    assert everything() != before


@pytest.mark.parametrize("how", ["not confirmed", "changed after it", "cancelled", "over"])
def test_nobody_is_told_without_two_people_who_agree_to_what_is_there(
    app: Flask, client: PageClient, here: Corner, how: str
) -> None:
    release = db.session.scalars(select(Release)).one()
    if how == "not confirmed":
        release.confirmed_at, release.confirmed_by_id = None, None
    if how == "changed after it":
        db.session.execute(
            db.update(Decision)
            .where(Decision.application_id == here.names["reviewed_id"])
            .values(rationale="Another", outcome="decline")
        )
    if how == "cancelled":
        release.cancelled_at = NOW
    if how == "over":
        release.released_at = NOW
    db.session.commit()
    app.extensions["clock"].set(NOW + dt.timedelta(days=8))
    told = app.test_cli_runner().invoke(args=["awards", "release"])

    assert told.exception is None, told.output
    db.session.expire_all()
    assert _reviewed(here).told_at is None
    client.sign_in(here.member(Role.APPLICATION_LEAD))
    for page in ("decision", "decision/letter.pdf", "award", "award/reply"):
        path = f"/applications/{here.names['reviewed_id']}/{page}"
        assert client.get(path).status_code == 404, page


# ------------------------------------------------------------------ stolen databases


def test_a_stolen_database_holds_no_key_to_reviews_and_awards(
    client: PageClient, here: Corner
) -> None:
    kept = [
        f"{name}.{column.name}"
        for name, table in Model.metadata.tables.items()
        if name.startswith(("review", "award_", "charter"))
        for column in table.columns
        if any(word in column.name for word in ("token", "secret", "key", "password", "code"))
    ]
    assert kept == ["review_assignment_batch.token"], "say here why this opens nothing"

    token = db.session.scalars(select(Model.metadata.tables["review_assignment_batch"].c.token)).first()  # fmt: skip
    at = here.address("/staff/rounds/<slug:key>/reviewing/assignments")
    for role, status in ((Role.REVIEWER, 403), (Role.ADMINISTRATOR, 403)):
        client.sign_in(here.member(role))
        sent = {"csrf_token": token_of(client), "token": token, "was": "", "pair": "1-1"}
        assert client.post(at, data=sent).status_code == status
    client.sign_in(here.member(Role.DIRECTOR))
    assert client.post(at, data={"csrf_token": token, "token": token}).status_code == 400
