"""Who peeks, who has a conflict, and who oversteps: the abuse of reviews, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.awards.models import Decision, Release
from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import ReviewState
from app.reviews.models import Review, ReviewerAssignment, ReviewScore
from app.rfa.models import Application, Round
from tests.pages.security.test_policy import as_seen, ask, token_of
from tests.pages.security.test_text import CANARY, SECRET, crawl
from tests.pages.security.world import NO_ROW, NOW, Corner, corner, rules
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

SCORES = (
    "/staff/applications/<id:application_id>/reviews",
    *(
        f"/staff/rounds/<slug:key>/{page}"
        for page in (
            *("board", "board.csv", "board.xlsx", "board/snapshots/<id:snapshot_id>"),
            *("board/fairness", "board/fairness.csv", "board/fairness.xlsx"),
            *("reviewing/reviews.csv", "reviewing/reviews.json", "reviewing/reviews.xlsx"),
        )
    ),
)
"""Every page and file that shows scores to staff."""


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder", says=CANARY, library_says="Words of all")


def board_of(client: PageClient, here: Corner) -> str:
    return client.get(here.address("/staff/rounds/<slug:key>/board.csv")).text


# ------------------------------------------------------------------ conflicts


def test_a_late_conflict_takes_everything_away_at_once_and_counts_nowhere(
    app: Flask, client: PageClient, here: Corner
) -> None:
    ruth = here.names["ruth"]
    client.sign_in(here.member(Role.DIRECTOR))
    before = board_of(client, here)
    client.sign_in(ruth)
    client.fill_in(here.address("/reviews/<id:application_id>/conflict"), statement="conflict", reason="My sister works there")  # fmt: skip

    token = token_of(client)
    for rule, method in rules(app):
        if rule.rule.startswith("/reviews/<id:application_id>"):
            hidden = ask(client, method, here.address(rule), token)
            nothing = ask(client, method, here.address(rule, application_id=NO_ROW), token)
            assert hidden.status_code == 404, rule.rule
            assert as_seen(hidden) == as_seen(nothing), rule.rule
    said = {
        path: reply.data.decode("utf-8", "replace")
        .replace(here.practice.name, "")
        .replace(ruth.name, "")
        for path, reply in crawl(app, client, here).items()
        if not path.startswith(SECRET)
    }
    own_words = here.address("/reviews/declaration/<slug:key>")
    assert {path for path, text in said.items() if CANARY in text} <= {own_words}

    assert db.session.scalar(select(Review.state).where(Review.person_id == ruth.id)) is ReviewState.VOID  # fmt: skip
    client.sign_in(here.member(Role.DIRECTOR))
    assert board_of(client, here) != before
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.actor_id == ruth.id))
    assert any("conflict" in verb for verb in verbs)


def test_staff_with_a_conflict_find_no_score_in_any_page_or_file(
    app: Flask, client: PageClient, here: Corner
) -> None:
    mona = here.member(Role.DIRECTOR)
    client.sign_in(mona)
    path = here.address("/staff/applications/<id:application_id>/conflicts/<id:person_id>", person_id=mona.id)  # fmt: skip
    client.fill_in(path, ruling="conflict", reason="My brother is its doctor")

    db.session.execute(db.update(ReviewScore).values(comment="quagga comment"))
    db.session.execute(
        db.update(Review).values(
            strengths="quagga strength", concerns="quagga concern", private_note="quagga note"
        )
    )
    db.session.commit()
    shown = [
        path
        for path, reply in crawl(app, client, here).items()
        if "quagga" in reply.data.decode("utf-8", "replace")
    ]
    assert shown == []
    assert here.practice.name not in board_of(client, here)


@pytest.mark.parametrize("role", [Role.LEAD, Role.APPLICATION_VIEWER])
def test_who_belongs_to_the_applicant_is_never_its_reviewer(
    app: Flask, client: PageClient, here: Corner, role: Role
) -> None:
    wanda = build.person(name="Wanda", role=Role.REVIEWER)
    build.grant(wanda, role, at=here.practice)
    one = here.names["reviewed_id"]
    client.sign_in(here.member(Role.DIRECTOR))
    path = here.address("/staff/rounds/<slug:key>/reviewing/assignments")
    form = client.visit(path).form(path)
    ticked = [pair for pair in form.fields.get("was", "").split(",") if pair]
    typed = {**form.fields, "pair": [*ticked, f"{one}-{wanda.id}"]}
    assert client.post(path, data=typed).status_code in {200, 409, 422}
    who = here.address("/staff/applications/<id:application_id>/reviewers")
    typed = {"csrf_token": token_of(client), "token": "a" * 20, "reviewer": str(wanda.id)}
    assert client.post(who, data=typed).status_code == 422
    assert not db.session.scalars(select(ReviewerAssignment).where(ReviewerAssignment.person_id == wanda.id)).all()  # fmt: skip

    of = db.session.get_one(Application, one)
    build.declaration(db.session.get_one(Round, of.round_id), wanda)
    build.reviewer_assignment(of, wanda)
    client.sign_in(wanda)
    for page in ("", "/conflict", "/panel", "/application.pdf"):
        assert client.get(f"/reviews/{one}{page}").status_code == 404, page


# ------------------------------------------------------------------ peeking


def test_who_has_not_sent_the_own_review_cannot_tell_what_others_sent(
    app: Flask, client: PageClient, here: Corner
) -> None:
    tess = here.names["tess"]
    client.sign_in(tess)
    before = {path: as_seen(reply) for path, reply in _of_reviews(app, client, here).items()}

    others = select(Review.id).where(Review.person_id != tess.id)
    db.session.execute(
        db.update(ReviewScore)
        .where(ReviewScore.review_id.in_(others))
        .values(score=0, comment="Other")
    )
    db.session.execute(
        db.update(Review).where(Review.id.in_(others)).values(strengths="Other", state="draft")
    )
    db.session.commit()

    after = {path: as_seen(reply) for path, reply in _of_reviews(app, client, here).items()}
    assert after == before
    assert len([status for status, *_ in after.values() if status == 200]) >= 6


def _of_reviews(app: Flask, client: PageClient, here: Corner) -> dict[str, Any]:
    """What a reviewer reads; papers have the moment inside in which they were made."""
    found = crawl(app, client, here)
    return {path: found[path] for path in found if path.startswith("/reviews") and ".pdf" not in path}  # fmt: skip


def test_what_was_sent_is_final_for_its_author_whatever_is_posted(
    client: PageClient, here: Corner
) -> None:
    ruth = here.names["ruth"]
    client.sign_in(ruth)
    token, path = token_of(client), here.address("/reviews/<id:application_id>")
    kept = _scores(ruth)
    fields = {"score-K1": "0", "why-K1": "Less", "edit": "1"}
    for go in ("", "send", "next"):
        sent = {**fields, "go": go, "csrf_token": token}
        assert client.post(path, data=sent).status_code == 409
    script = {"json": {"edit": 1, "fields": {"score-K1": "0"}}, "headers": {"X-CSRF-Token": token}}
    assert client.put(path, **script).status_code == 409
    assert client.post(f"{path}/revise", data={"csrf_token": token}).status_code == 409
    assert _scores(ruth) == kept


def _scores(of: Any) -> list[tuple[int | None, str]]:
    db.session.expire_all()
    found = select(ReviewScore.score, ReviewScore.comment).join(Review).where(Review.person_id == of.id)  # fmt: skip
    return [(score, comment) for score, comment in db.session.execute(found)]


# ------------------------------------------------------------------ misuse by staff


@pytest.mark.parametrize("page", SCORES)
@pytest.mark.parametrize("role", [Role.PROGRAM_STAFF, Role.DIRECTOR])
def test_whoever_looks_at_scores_is_in_the_trail(
    client: PageClient, here: Corner, page: str, role: Role
) -> None:
    mona = here.member(role)
    client.sign_in(mona)
    assert client.get(here.address(page)).status_code == 200
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.actor_id == mona.id)).all()
    assert [row.verb for row in rows if "score" in row.verb or "review" in row.verb], page
    assert {row.at for row in rows} == {NOW}


def test_whoever_planned_a_release_does_not_confirm_it(client: PageClient, here: Corner) -> None:
    release = db.session.scalars(select(Release).where(Release.round_id == _round_id(here))).one()
    mona = here.member(Role.DIRECTOR)
    release.planned_by_id, release.confirmed_at, release.confirmed_by_id = mona.id, None, None
    db.session.commit()
    client.sign_in(mona)
    at = here.address("/staff/rounds/<slug:key>/decisions")
    sent = {"csrf_token": token_of(client), "seen": release.fingerprint}

    assert client.post(f"{at}/confirm", data=sent).status_code == 422
    db.session.expire_all()
    assert release.confirmed_at is None


def _round_id(here: Corner) -> int:
    return db.session.get_one(Application, here.names["reviewed_id"]).round_id


@pytest.mark.parametrize("who", ["reviewer", "staff", "administrator", "director who reviewed", "director in conflict"])  # fmt: skip
def test_only_a_director_without_a_part_in_it_decides(
    client: PageClient, here: Corner, who: str
) -> None:
    person = {
        "reviewer": lambda: here.names["ruth"],
        "staff": lambda: here.member(Role.PROGRAM_STAFF),
        "administrator": lambda: here.member(Role.ADMINISTRATOR),
        "director who reviewed": lambda: here.names["ruth"],
        "director in conflict": lambda: here.member(Role.LEAD),
    }[who]()
    if who.startswith("director"):
        build.grant(person, Role.DIRECTOR)
    client.sign_in(person)
    sent = {
        "csrf_token": token_of(client),
        "outcome": "decline",
        "rationale": "I say so",
        "departure": "I say so",
        "seen_version": "1",
        "application": str(here.names["reviewed_id"]),
    }
    for page, status in (
        ("/staff/applications/<id:application_id>/decision/record", {403, 404, 409}),
        ("/staff/applications/<id:application_id>/decision/take-back", {403, 404, 409}),
        ("/staff/rounds/<slug:key>/board/decide", {403, 409, 422}),
    ):
        assert client.post(here.address(page), data=sent).status_code in status, page
    db.session.expire_all()
    found = db.session.scalars(select(Decision).where(Decision.application_id == here.names["reviewed_id"])).one()  # fmt: skip
    assert (found.outcome.value, found.version) == ("award", 1)
