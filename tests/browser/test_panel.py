"""A panel in the browser: each scores alone, then they talk and agree (OPEN-10)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.reviews.domain.kinds import OthersSeen, PhaseKind, Recommendation
from app.reviews.models import Review, ReviewPhase, ReviewScore
from app.rfa.models import Application
from tests.browser import calls
from tests.browser.panels import DATA, FAMILY, NEED, TEAM, Panel, assign, panel
from tests.support import build
from tests.support.browser import check_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

# 20, 30, 30, 20: .6 + .9 + .6 + .8 = 2.90 and .8 + 1.5 + 1.5 + .8 = 4.60
UMAS = {NEED: 3, TEAM: 3, DATA: 2, FAMILY: 4}
SAMS = {NEED: 4, TEAM: 5, DATA: 5, FAMILY: 4}
SENTENCE = "Nobody owns the registry when the nurse is away."
UMAS_WORDS = (SENTENCE, "The registry is young", "Uma Dial", "2.90", "far apart")


@pytest.fixture
def room(app: Flask) -> Panel:
    """P5 before Sam, Uma and Tess; others are seen after the own review is sent."""
    made = panel(app)
    build.saved(
        ReviewPhase(
            round_id=made.round_id,
            kind=PhaseKind.REVIEW,
            begins_at=calls.CLOSES,
            others=OthersSeen.AFTER_OWN,
        )
    )
    assign(made, "P5", "Sam", "Uma")
    assign(made, "P4", "Sam")
    assign(made, "P5", "Tess", clear=False)
    return made


def uma_sends(room: Panel) -> None:
    of = db.session.get_one(Application, room.applicants["P5"].id)
    build.review(
        of,
        room.people["Uma"],  # type: ignore[arg-type]  # by id only
        dict(UMAS),
        strengths="The registry is young",
        concerns=SENTENCE,
        recommendation=Recommendation.DECLINE,
    )
    db.session.rollback()


def kept() -> list[tuple[object, ...]]:
    """Every review with its scores, as the database has it; nothing is left open there."""
    columns = (Review.id, Review.person_id, Review.state, Review.recommendation)
    texts = (Review.strengths, Review.concerns, Review.edit, Review.submitted_at)
    scores = (ReviewScore.criterion, ReviewScore.score, ReviewScore.comment)
    query = select(*columns, *texts, *scores).join(ReviewScore).order_by(Review.id, *scores)
    found = [tuple(row) for row in db.session.execute(query)]
    db.session.rollback()
    return found


def mails(*addresses: str) -> list[tuple[str, str]]:
    """Subject and text of what went to these people."""
    query = select(OutboxMail.subject, OutboxMail.body).where(OutboxMail.recipient.in_(addresses))
    found = [(subject, body) for subject, body in db.session.execute(query)]
    db.session.rollback()
    return found


def pdf_words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def places(room: Panel) -> tuple[str, ...]:
    """Where Sam might look, with orders and searches that the pages may or may not know."""
    p5 = room.path("P5")
    return (
        "/",
        "/account",
        "/reviews",
        "/reviews?sort=score&order=desc",
        "/reviews?by=mean&sort=spread",
        f"/reviews?q={SENTENCE}",
        "/reviews/guide",
        p5,
        f"{p5}?sort=score&q={SENTENCE}",
        room.path("P4"),
    )


def fill_sheet(page: Page, scores: dict[str, int]) -> None:
    for key, score in scores.items():
        page.locator(f"#score-{key}-{score}").check(force=True)
        page.locator(f"#why-{key}").fill(f"The answers show it: {score}.")
    page.get_by_label("Strengths", exact=True).fill("A team that meets each week")
    page.get_by_label("Concerns", exact=True).fill("One nurse for two sites")
    page.get_by_label("Overall advice").select_option("award")


def test_nothing_of_a_review_is_seen_before_the_own_is_sent(
    new_page: Callable[..., Page], room: Panel
) -> None:
    sam = new_page(sign_in=room.people["Sam"].id)
    before = {}
    for path in places(room):
        sam.goto(path)
        before[path] = sam.locator("main").inner_text()
    uma_sends(room)

    for path in places(room):
        sam.goto(path)
        assert sam.locator("main").inner_text() == before[path], path
        content = sam.content()
        for words in UMAS_WORDS:
            # what the address itself says may stand in the page once more
            assert words not in content or words in path, (path, words)
    for path in ("/reviews", room.path("P5")):
        sam.goto(path)
        check_page(sam)
    files = ("/reviews/pack/rfa-2026.pdf", f"{room.path('P5')}/application.pdf")
    for path in files:
        reply = sam.request.get(path)
        assert reply.status == 200
        said = pdf_words(reply.body()) + str(reply.headers)
        assert not [words for words in UMAS_WORDS if words in said], path
    assert sam.request.get(f"{room.path('P5')}/panel").status == 404
    p5, of_round = room.staff_path("P5", "/reviews"), room.round_path("/board")
    for path in (p5, of_round, f"{of_round}.csv", room.round_path("/reviewing/reviews.csv")):
        assert sam.request.get(path).status in {403, 404}, path
    found = mails(room.people["Sam"].email)
    assert not [words for words in UMAS_WORDS for mail in found if words in str(mail)]


def test_they_score_alone_then_talk_and_agree(  # noqa: PLR0915  # one story
    new_page: Callable[..., Page], room: Panel
) -> None:
    uma_sends(room)
    people = {first: room.people[first] for first in ("Sam", "Uma", "Tess", "Mona")}
    sam, uma, tess, mona = (new_page(sign_in=one.id) for one in people.values())
    hal = new_page(sign_in=room.applicants["P5"].people["Hal"].id)
    hal.goto(room.applicants["P5"].path)
    hals = hal.locator("main").inner_text()
    hals_mails = mails(room.applicants["P5"].people["Hal"].email)

    tess.goto(f"{room.path('P5')}/conflict")
    check_page(tess)
    tess.get_by_text("Yes, I have a conflict").click()
    tess.get_by_label("Why? Not needed if the answer is no").fill("My sister works there.")
    tess.get_by_role("button", name="Answer").click()
    expect(tess.get_by_test_id("queue-row")).to_have_count(0)
    tess_mails = mails(people["Tess"].email)

    sam.goto(room.path("P5"))
    fill_sheet(sam, SAMS)
    expect(sam.get_by_test_id("score-total")).to_have_text("4.60")
    sam.get_by_role("button", name="Send review").click()
    expect(sam.locator("main")).to_contain_text("You sent this review")
    check_page(sam)
    sam.get_by_role("link", name="Other reviews").click()
    originals = kept()
    assert len(originals) == 8

    uma.goto(f"{room.path('P5')}/panel")
    for page in (sam, uma):
        expect(page.get_by_test_id("review")).to_have_count(2)
        page.wait_for_load_state()
        totals = page.get_by_test_id("review-total").all_inner_texts()
        assert sorted(totals) == ["2.90", "4.60"]
        expect(page.get_by_test_id("score-total")).to_have_text("3.75")
        expect(page.get_by_test_id("score-n")).to_have_text("2")
        expect(page.get_by_test_id("score-spread")).to_have_text("1.70")
        expect(page.get_by_test_id("score-flag")).to_contain_text("discuss")
        expect(page.locator("main")).to_contain_text(SENTENCE)
        expect(page.locator("main")).to_contain_text("One nurse for two sites")
        check_page(page)

    write(sam, "Who leads when the nurse is away?")
    uma.reload()
    write(uma, "The parent partner does, on page 3.")
    sam.reload()
    posts = sam.get_by_test_id("post")
    expect(posts).to_have_count(2)
    for number, (who, words) in enumerate((("Sam Boone", "Who leads"), ("Uma Dial", "The parent"))):
        expect(posts.nth(number)).to_contain_text(who)
        expect(posts.nth(number)).to_contain_text(words)
        expect(posts.nth(number)).to_contain_text("Team & leadership")
    check_page(sam)

    mona.goto(room.staff_path("P5", "/reviews"))
    expect(mona.get_by_test_id("post")).to_have_count(2)
    mona.get_by_label("Score", exact=True).fill("3.5")
    mona.get_by_label("Why this score?").fill("The team is strong, the registry is not yet.")
    check_page(mona)
    mona.get_by_role("button", name="Propose this score").click()
    expect(mona.get_by_test_id("consensus")).to_contain_text("3.50")
    check_page(mona)
    for page in (sam, uma):
        page.reload()
        expect(page.get_by_test_id("consensus")).to_contain_text("3.50")
        page.get_by_text("I agree", exact=True).click()
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.locator("main")).to_contain_text("agrees")
    expect(uma.get_by_test_id("consensus")).to_contain_text("Agreed")
    expect(uma.get_by_test_id("score-consensus")).to_have_text("3.50")
    check_page(uma)

    mona.goto(room.round_path("/board"))
    row = mona.locator(f"[data-testid=ranking-row][data-key='{room.references['P5']}']")
    expect(row.get_by_test_id("score")).to_contain_text("3.75")
    expect(row.get_by_test_id("score")).to_contain_text("n = 2, spread 1.70")
    expect(row.get_by_test_id("agreed")).to_have_text("Agreed: 3.50")
    check_page(mona)
    assert kept() == originals

    hal.goto(room.applicants["P5"].path)
    assert hal.locator("main").inner_text() == hals
    for path in (room.path("P5"), f"{room.path('P5')}/panel", room.staff_path("P5", "/reviews")):
        assert hal.request.get(path).status in {403, 404}, path
    assert mails(room.applicants["P5"].people["Hal"].email) == hals_mails
    for path in ("", "/panel", "/application.pdf"):
        assert tess.request.get(f"{room.path('P5')}{path}").status == 404, path
    assert mails(people["Tess"].email) == tess_mails
    told = [subject for first in ("Sam", "Uma") for subject, _ in mails(people[first].email)]
    assert len([subject for subject in told if subject.startswith("There is a new post")]) == 2


def write(page: Page, text: str) -> None:
    page.get_by_label("What is it about?").select_option("Team & leadership")
    page.get_by_label("Your post").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_test_id("post").filter(has_text=text)).to_have_count(1)


def test_who_is_recused_later_is_out_at_once(new_page: Callable[..., Page], room: Panel) -> None:
    uma_sends(room)
    of = db.session.get_one(Application, room.applicants["P5"].id)
    build.review(of, room.people["Sam"], dict(SAMS))  # type: ignore[arg-type]  # by id only
    db.session.rollback()
    sam, uma, neil = (new_page(sign_in=room.people[one].id) for one in ("Sam", "Uma", "Neil"))
    uma.goto(f"{room.path('P5')}/panel")
    write(uma, "I know the office manager from school.")

    neil.goto(room.round_path("/reviewing/conflicts"))
    neil.get_by_label("Application", exact=True).select_option(str(room.applicants["P5"].id))
    neil.get_by_label("Reviewer or staff member").select_option("Uma Dial")
    neil.get_by_label("Why?").fill("She knows the office manager.")
    check_page(neil)
    neil.get_by_role("button", name="It is a conflict").click()
    expect(neil.get_by_test_id("conflict-row").filter(has_text="Uma Dial")).to_contain_text("Void")
    umas_mails = mails(room.people["Uma"].email)

    sam.goto(f"{room.path('P5')}/panel")
    expect(sam.get_by_test_id("score-total")).to_have_text("4.60")
    expect(sam.get_by_test_id("score-n")).to_have_text("1")
    write(sam, "Then I am alone on this.")
    for path in ("", "/panel", "/application.pdf"):
        assert uma.request.get(f"{room.path('P5')}{path}").status == 404, path
    uma.goto("/reviews")
    expect(uma.get_by_test_id("queue-row")).to_have_count(0)
    expect(uma.locator("main")).not_to_contain_text(room.references["P5"])
    assert mails(room.people["Uma"].email) == umas_mails
