"""Reviews side by side: for staff, and for the panel when the phase lets it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.reviews.domain.kinds import OthersSeen, Recommendation, ReviewState, Statement
from app.reviews.models import ConflictStatement, DiscussionPost, Review, ReviewScore
from tests.pages.accounts.viewing import view_as
from tests.pages.reviews.room import AT, Panel, panel
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient


@pytest.fixture
def room(app: Flask) -> Panel:
    return panel(app)


def recuse(room: Panel, who: Any) -> None:
    build.saved(
        ConflictStatement(
            application_id=room.of.id,
            person_id=who.id,
            statement=Statement.YES,
            reason="Family works there.",
            said_at=AT,
            said_by_id=who.id,
        )
    )


def numbers(page: Page) -> list[str]:
    return [page.one(f"score-{name}").text for name in ("total", "n", "spread")]


UMAS = {"K1": 2, "K2": 5, "K3": 2}
"""0.4 + 1.5 + 1.0: a total of 2.90."""
SAMS = {"K1": 3, "K2": 5, "K3": 5}
"""0.6 + 1.5 + 2.5: a total of 4.60."""


def test_independence_first_then_discussion_and_consensus(client: PageClient, room: Panel) -> None:
    room.review(room.uma, UMAS, strengths="Uma's secret sentence.", private_note="For staff only.")
    client.sign_in(room.sam)
    client.visit(room.path, status=404)
    room.review(room.sam, SAMS, submitted_at=AT)

    page = client.visit(room.path)
    assert numbers(page) == ["3.75", "2", "1.70"]
    assert "discuss" in page.one("score-flag").text
    assert "Uma's secret sentence." in page.text
    assert "For staff only." not in page.text
    client.fill_in(f"{room.path}/posts", at=room.path, criterion="K2", body="Why 5 for the team?")
    client.sign_in(room.uma)
    client.fill_in(f"{room.path}/posts", at=room.path, criterion="K2", body="They have a lead.")

    client.sign_in(room.mona)
    page = client.visit(room.staff)
    assert numbers(page) == ["3.75", "2", "1.70"]
    assert "For staff only." in page.text
    client.fill_in(
        f"{room.staff}/consensus", at=room.staff, score="3.5", text="Between both of you."
    )
    before = kept()
    for who in (room.sam, room.uma):
        client.sign_in(who)
        page = client.visit(room.path)
        action = next(form.action for form in page.forms if form.action.endswith("/answer"))
        client.fill_in(action, at=room.path, says="agree")
    page = client.visit(room.path)
    assert page.one("score-consensus").text == "3.50"
    assert numbers(page) == ["3.75", "2", "1.70"]
    assert kept() == before


def kept() -> list[Any]:
    rows = db.session.execute(
        select(Review.id, Review.edit, Review.state, Review.strengths, ReviewScore.score)
        .join(ReviewScore)
        .order_by(ReviewScore.id)
    )
    return [tuple(row) for row in rows]


# ------------------------------------------------------------------ staff


def test_staff_read_every_text_and_see_that_drafts_exist(client: PageClient, room: Panel) -> None:
    late = dt.datetime(2026, 12, 31, tzinfo=dt.UTC)
    room.review(
        room.sam,
        {"K1": 4, "K2": None},
        strengths="Strong lead.",
        concerns="No data yet.",
        conditions="Name a data person.",
        recommendation=Recommendation.AWARD_WITH_CONDITIONS,
        submitted_at=late,
    )
    room.review(room.uma, strengths="Not sent yet", state=ReviewState.DRAFT, submitted_at=None)
    room.review(
        room.tess,
        {"K1": 0, "K2": 0, "K3": 0},
        state=ReviewState.VOID,
        voided_at=AT,
        void_reason="Late conflict.",
    )
    client.sign_in(room.mona)

    page = client.visit(room.staff)

    for words in (
        "Strong lead.",
        "No data yet.",
        "Name a data person.",
        "Award with conditions",
        "Cannot assess",
        "No score",
        "Nothing to judge by.",
        "after the due date",
        "Late conflict.",
    ):
        assert words in page.text
    assert numbers(page) == ["4.00", "1", "0.00"]
    assert [one.text for one in page.all("in-progress")] == ["Uma Dial"]
    assert "Not sent yet" not in page.text
    assert len(page.all("review")) == len(page.all("void-review")) == 1
    assert "Void, not counted" in page.one("void-review").text
    assert [one.text for one in page.all("review-total")] == ["4.00"]


def test_a_look_is_noted_once_an_hour_for_each_person(
    app: Flask, client: PageClient, room: Panel
) -> None:
    director = build.person(role=Role.DIRECTOR)

    def looks() -> int:
        query = select(AuditEvent).where(AuditEvent.verb == "looked at the scores")
        return len(list(db.session.scalars(query)))

    client.sign_in(room.mona)
    client.visit(room.staff)
    client.visit(room.staff)
    assert looks() == 1
    client.sign_in(director)
    client.visit(room.staff)
    assert looks() == 2
    app.extensions["clock"].set(AT + dt.timedelta(hours=1))
    client.sign_in(director)
    client.visit(room.staff)
    assert looks() == 3


def test_a_look_with_the_eyes_of_staff_is_noted_by_the_real_name(
    client: PageClient, room: Panel
) -> None:
    olga = build.person(name="Olga Reyes", role=Role.ADMINISTRATOR)
    client.sign_in(olga)
    view_as(client, room.mona)

    client.visit(room.staff)

    query = select(AuditEvent.actor_name).where(AuditEvent.verb == "looked at the scores")
    assert list(db.session.scalars(query)) == ["Olga Reyes"]


def test_the_page_is_for_those_who_read_reviews(client: PageClient, room: Panel) -> None:
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    client.visit(room.staff, status=403)
    for stranger in (
        room.sam,
        build.person(),
        build.person(role=Role.APPLICATION_LEAD, at=room.practice),
    ):
        client.sign_in(stranger)
        client.visit(room.staff, status=404)


def test_staff_with_a_conflict_see_nothing(client: PageClient, room: Panel) -> None:
    room.review(room.sam)
    recuse(room, room.mona)
    client.sign_in(room.mona)

    client.visit(room.staff, status=404)


def test_an_application_without_reviews_says_so(client: PageClient, room: Panel) -> None:
    client.sign_in(room.mona)

    page = client.visit(room.staff)

    assert "No review was submitted yet" in page.text
    assert numbers(page) == ["none", "0", "none"]


def test_more_reviews_take_no_more_statements(client: PageClient, room: Panel) -> None:
    counts = []
    for who in (room.sam, room.uma, room.tess):
        room.review(who)
        build.saved(
            DiscussionPost(
                application_id=room.of.id, body="A post", written_at=AT, written_by_id=who.id
            )
        )
        for looker, path in ((room.mona, room.staff), (room.sam, room.path)):
            client.sign_in(looker)
            client.visit(path)
            with statements() as sent:
                client.visit(path)
            counts.append(len(sent))

    assert len(set(counts[0::2])) == 1
    assert len(set(counts[1::2])) == 1


# ------------------------------------------------------------------ reviewers


def test_the_phase_decides_what_reviewers_see(client: PageClient, room: Panel) -> None:
    room.phase(others=OthersSeen.NEVER)
    room.review(room.sam)
    client.sign_in(room.sam)

    client.visit(room.path, status=404)


def test_always_shows_reviews_but_the_talk_waits_for_the_own_one(
    client: PageClient, room: Panel
) -> None:
    room.phase(others=OthersSeen.ALWAYS)
    room.review(room.uma, strengths="Said by Uma.")
    client.sign_in(room.sam)

    page = client.visit(room.path)

    assert "Said by Uma." in page.text
    assert "opens for you when your own review is submitted" in page.text
    assert not [form for form in page.forms if form.action.startswith(room.path)]


def test_hidden_names_are_numbers_everywhere(client: PageClient, room: Panel) -> None:
    room.phase(hides_reviewers=True, hides_applicants=True)
    room.review(room.uma)
    room.review(room.sam, submitted_at=AT)
    for who in (room.uma, room.mona):
        build.saved(
            DiscussionPost(
                application_id=room.of.id,
                body="Read the plan again.",
                mentions={"people": [room.uma.id]},
                written_at=AT,
                written_by_id=who.id,
            )
        )
    client.sign_in(room.mona)
    client.fill_in(f"{room.staff}/consensus", at=room.staff, score="4", text="Agreed in talk.")
    client.sign_in(room.sam)

    page = client.visit(room.path)

    for name in ("Uma Dial", "Mona Lee", "Pine Belt"):
        assert name not in page.text
    assert "Reviewer 1" in page.text
    assert "@Reviewer 1" in page.text
    assert "Program staff" in page.text
    assert "Sam Boone (you)" in page.text


@pytest.mark.parametrize("why", ["recused", "not assigned", "nobody", "before the phase"])
def test_nothing_is_here_for_others(app: Flask, client: PageClient, room: Panel, why: str) -> None:
    room.review(room.sam)
    who = room.sam
    if why == "recused":
        recuse(room, who)
    elif why == "not assigned":
        who = build.person(role=Role.REVIEWER)
    elif why == "nobody":
        who = build.person()
    else:
        app.extensions["clock"].set(dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    client.sign_in(who)

    client.visit(room.path, status=404)
    assert client.get(f"{room.path}/posts").status_code in {404, 405}


# ------------------------------------------------------------------ the discussion


def test_a_post_is_mailed_once_to_each_reader_without_its_text(
    client: PageClient, room: Panel
) -> None:
    for who in (room.sam, room.uma, room.tess):
        room.review(who)
    recuse(room, room.tess)
    client.sign_in(room.mona)
    page = client.visit(room.staff)
    assert "@Uma Dial" in page.text

    client.fill_in(
        f"{room.staff}/posts", at=room.staff, mentions="2", body="A sentence nobody mails."
    )

    mails = list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)))
    assert {mail.recipient for mail in mails} == {room.sam.email, room.uma.email}
    assert len(mails) == 2
    named = next(mail for mail in mails if mail.recipient == room.uma.email)
    assert "names you" in named.subject
    for mail in mails:
        assert "A sentence nobody mails." not in mail.subject + mail.body
        assert "Pine Belt" not in mail.subject + mail.body
        assert mail.link is not None
        assert mail.link.endswith(room.path)
    client.sign_in(room.tess)
    client.visit(room.path, status=404)


def test_a_hostile_post_is_only_text(client: PageClient, room: Panel) -> None:
    room.review(room.sam)
    client.sign_in(room.sam)
    body = '<script>alert("x")</script><b>bold</b>'

    page = client.follow(client.fill_in(f"{room.path}/posts", at=room.path, body=body))

    assert page.one("post").text.count(body) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": ""}, "Write the post first"),
        ({"body": "x" * 5_001}, "Shorten the post"),
        ({"body": "DOB: 3/14/2015"}, "a date of birth"),
        ({"body": "Fine", "criterion": "K9"}, "Choose one of the list"),
        ({"body": "Fine", "mentions": "9"}, "Choose one of the list"),
    ],
)
def test_a_post_that_cannot_be_kept_stays_on_the_page(
    client: PageClient, room: Panel, typed: dict[str, str], said: str
) -> None:
    room.review(room.sam)
    for who, path in ((room.sam, room.path), (room.mona, room.staff)):
        client.sign_in(who)

        page = client.fill_in(f"{path}/posts", at=path, status=422, **typed)

        assert said in page.one("error-summary").text
        assert db.session.scalars(select(DiscussionPost)).first() is None


# ------------------------------------------------------------------ consensus


def propose(client: PageClient, room: Panel, **typed: str) -> Page:
    return client.fill_in(
        f"{room.path}/consensus", at=room.path, **{"score": "3.5", "text": "Between."} | typed
    )


def answer_form(page: Page) -> Any:
    return next(form for form in page.forms if form.action.endswith("/answer"))


@pytest.mark.parametrize("score", ["", "5.01", "-1", "3.505", "many", "1e1", "٣"])
def test_a_score_out_of_bounds_is_refused(client: PageClient, room: Panel, score: str) -> None:
    room.review(room.sam)
    client.sign_in(room.sam)

    page = client.fill_in(
        f"{room.path}/consensus", at=room.path, status=422, score=score, text="Why"
    )

    assert "Enter a score from 0.00 to 5.00" in page.one("error-summary").text


def test_disagreeing_needs_a_note(client: PageClient, room: Panel) -> None:
    room.review(room.sam)
    client.sign_in(room.sam)
    page = client.follow(propose(client, room))

    refused = client.send(answer_form(page), status=422, says="disagree")
    assert "Say why you disagree" in refused.one("error-summary").text
    page = client.follow(client.send(answer_form(refused), says="disagree", note="Too low."))

    assert "Somebody disagrees" in page.one("consensus").text
    assert "Too low." in page.text


def test_who_proposed_takes_it_back_and_proposes_anew(client: PageClient, room: Panel) -> None:
    room.review(room.sam)
    room.review(room.uma)
    client.sign_in(room.sam)
    page = client.follow(propose(client, room))
    withdraw = next(form for form in page.forms if form.action.endswith("/withdraw"))

    client.sign_in(room.uma)
    page = client.visit(room.path)
    assert not [form for form in page.forms if form.action.endswith("/withdraw")]
    token = answer_form(page).fields["csrf_token"]
    assert client.post(withdraw.action, data={"csrf_token": token}).status_code == 403
    client.sign_in(room.sam)
    page = client.visit(room.path)
    again = next(form for form in page.forms if form.action.endswith("/withdraw"))
    stale = answer_form(page)
    page = client.follow(client.send(again))
    assert client.send(again, status=409)
    assert client.send(stale, status=409, says="agree")
    page = client.follow(propose(client, room, score="4.00"))
    assert page.one("consensus-score").text == "4.00"


def test_staff_take_a_proposal_back(client: PageClient, room: Panel) -> None:
    room.review(room.sam)
    client.sign_in(room.sam)
    propose(client, room)
    client.sign_in(room.mona)
    page = client.visit(room.staff)
    form = next(form for form in page.forms if form.action.endswith("/withdraw"))

    page = client.follow(client.send(form))

    assert f"{room.staff}/consensus" in [form.action for form in page.forms]


@pytest.mark.parametrize("has_proposal", [True, False])
def test_once_decisions_are_told_the_consensus_is_only_read(
    client: PageClient, room: Panel, *, has_proposal: bool
) -> None:
    room.review(room.sam)
    client.sign_in(room.sam)
    if has_proposal:
        propose(client, room, text="Between both.")
    room.of.told_at = AT
    db.session.commit()

    page = client.visit(room.path)

    assert not [form.action for form in page.forms if "consensus" in form.action]
    assert ("Between both." in page.text) is has_proposal


def test_a_proposal_of_another_application_is_not_there(client: PageClient, room: Panel) -> None:
    room.review(room.sam)
    client.sign_in(room.sam)
    page = client.follow(propose(client, room))
    token = answer_form(page).fields["csrf_token"]

    reply = client.post(
        f"{room.path}/consensus/999/answer", data={"csrf_token": token, "says": "agree"}
    )

    assert reply.status_code == 404


@pytest.mark.parametrize("why", ["not submitted", "only reads", "recused", "other", "staff tie"])
def test_nobody_else_writes_to_the_panel(client: PageClient, room: Panel, why: str) -> None:
    room.review(room.uma)
    client.sign_in(room.mona)
    client.fill_in(f"{room.staff}/consensus", at=room.staff, score="4", text="Why")
    page = client.visit(room.staff)
    proposal = page.one("consensus").attrs["data-key"]
    who, path = room.sam, room.path
    if why == "only reads":
        room.phase(others=OthersSeen.ALWAYS)
    elif why == "recused":
        room.review(room.sam)
        recuse(room, room.sam)
    elif why == "other":
        who = build.person(role=Role.REVIEWER)
    elif why == "staff tie":
        who, path = room.mona, room.staff
        recuse(room, room.mona)
    client.sign_in(who)
    token = client.visit("/account").forms[0].fields["csrf_token"]
    typed = {"body": "Hello", "score": "1", "text": "Why", "says": "agree"}

    for deed in ("posts", "consensus", f"consensus/{proposal}/withdraw"):
        reply = client.post(f"{path}/{deed}", data={"csrf_token": token} | typed)
        assert reply.status_code == 404, deed
    reply = client.post(
        f"{room.path}/consensus/{proposal}/answer", data={"csrf_token": token} | typed
    )

    assert reply.status_code == 404
    assert db.session.scalars(select(DiscussionPost)).first() is None
