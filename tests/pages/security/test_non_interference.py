"""What is decided behind closed doors changes nothing, byte by byte, for those outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.db import db
from app.policy import Role
from app.reviews.models import Review, ReviewScore
from tests.pages.security.canaries import NUMBERS, STEMS, canaries, practice_name
from tests.pages.security.leaks import looker
from tests.pages.security.planted import DEEDS, RELEASE_AT, SECOND, planted

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.pages.security.leaks import Crawl, Looker
    from tests.pages.security.planted import Planted

APPLICANTS = ("application lead", "application editor", "application signer", "application viewer")
OUTSIDE = (*APPLICANTS, "another applicant", "visitor", "member")
PUBLIC = ["/", "/apply/rfa-2026", "/awardees", "/program"]
"""The pages on which everybody learns who was awarded, and where to read it."""
TYPED = ("quaggastrengths", "3.43")


def person_of(world: Planted, who: str) -> Person | None:
    """Somebody by a role in the first application, or by name; None for a visitor."""
    if who in APPLICANTS:
        return world.applicants[0][Role(who)]
    if who == "another applicant":
        return world.applicants[1][Role.APPLICATION_LEAD]
    return world.people.get(who)


@pytest.mark.parametrize("who", OUTSIDE)
def test_up_to_the_last_second_nothing_differs_for_anybody_outside(app: Flask, who: str) -> None:
    world = planted(app)
    app.extensions["clock"].set(RELEASE_AT - SECOND)
    person = person_of(world, who)
    browser = looker(app, person)
    before = browser.crawl(person, types=TYPED)

    for deed in DEEDS:
        getattr(world, deed)()
    assert world.tell(RELEASE_AT - SECOND) == 0
    after = browser.crawl(person, types=TYPED)

    assert before.differs(after) == []
    assert after.finds((*canaries(), *NUMBERS, "umaquagga", "tessquagga")) == []


def test_a_reviewer_who_sent_nothing_sees_nothing_happen(app: Flask) -> None:
    world = planted(app)
    sam = world.people["sam"]
    browser = looker(app, sam)
    before = browser.crawl(sam, types=TYPED)

    for deed in DEEDS:
        getattr(world, deed)()
    after = browser.crawl(sam, types=TYPED)

    assert before.differs(after) == []
    assert after.finds((*canaries(), *NUMBERS, "umaquagga", "tessquagga")) == []


@settings(max_examples=5)
@given(
    states=st.lists(st.sampled_from(["submitted", "draft", "void"]), min_size=8, max_size=8),
    scores=st.lists(st.integers(0, 5) | st.none(), min_size=32, max_size=32),
)
def test_whatever_others_score_no_page_of_who_has_not_sent_differs(
    scored: tuple[Planted, Crawl, Looker], states: list[str], scores: list[int | None]
) -> None:
    world, before, browser = scored

    _score(states, scores)

    assert before.differs(browser.again(before, world.people["sam"])) == []


@pytest.fixture
def scored(app: Flask) -> tuple[Planted, Crawl, Looker]:
    """Everybody else has sent their reviews; with what Sam can open."""
    world = planted(app)
    world.others_review()
    sam = world.people["sam"]
    browser = looker(app, sam)
    return world, browser.again(browser.crawl(sam), sam), browser


def _score(states: list[str], scores: list[int | None]) -> None:
    """Let every review be in some state, with other scores."""
    left = iter(scores)
    for review, state in zip(db.session.query(Review).order_by(Review.id), states, strict=True):
        review.state = state  # type: ignore[assignment]  # the word of it
        review.voided_at = review.changed_at if state == "void" else None
        review.void_reason = "Late" if state == "void" else ""
        for row in db.session.query(ReviewScore).filter_by(review_id=review.id):
            row.score = next(left)
            row.cannot_assess = row.score is None
    db.session.commit()


# ------------------------------------------------------------------ after the release


@pytest.mark.parametrize("who", [APPLICANTS[0], APPLICANTS[-1]])
def test_a_second_later_the_applicant_reads_what_is_the_own_and_nothing_else(
    app: Flask, who: str
) -> None:
    world = planted(app)
    for deed in DEEDS:
        getattr(world, deed)()
    app.extensions["clock"].set(RELEASE_AT)
    person = person_of(world, who)
    browser = looker(app, person)
    before = browser.crawl(person)

    assert world.tell() == len(STEMS)
    after = browser.crawl(person)

    own = f"/applications/{world.ids[0]}"
    changed = before.differs(after)
    wrong = [
        one
        for one in changed
        if not one.startswith((own, "mail decision:")) and one not in {"/applications", *PUBLIC}
    ]
    assert wrong == []
    told = canaries("letter", "praise", "advice", of=(0,))
    assert all(after.finds([word]) for word in told)
    assert after.finds(set(canaries()) - set(told)) == []
    assert after.finds((*NUMBERS, "umaquagga", "tessquagga")) == []
    assert [one for one in changed if after.replies.get(one) and one.startswith("mail ")] == (
        [one for one in after.replies if one.startswith("mail decision:")]
    )


def test_visitors_read_who_was_awarded_and_of_nobody_else(app: Flask) -> None:
    world = planted(app)
    for deed in DEEDS:
        getattr(world, deed)()
    app.extensions["clock"].set(RELEASE_AT)
    browser = looker(app)
    before = browser.crawl(None)

    world.tell()
    after = browser.crawl(None)

    assert before.differs(after) == PUBLIC
    listed = after.replies["/awardees"].text
    assert [practice_name(n) in listed for n in range(len(STEMS))] == [True, True, False, False]
    assert after.finds((*canaries(), *NUMBERS)) == []
    assert after.finds(STEMS[2:]) == []
