from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.reviews.domain import showing
from app.reviews.domain.calibrating import Spot, spots
from app.reviews.domain.consensus import ConsensusState
from app.reviews.domain.kinds import (
    OthersSeen,
    PhaseKind,
    Recommendation,
    ReviewState,
    Standing,
)
from app.reviews.domain.showing import OF_STAFF, Answer, Judgement, Post, Proposal, Written
from app.reviews.domain.visibility import Looker, Phase, sees_reviews

AT = dt.datetime(2026, 12, 14, 18, tzinfo=dt.UTC)
FAR = Fraction(3, 2)
PHASE = Phase(PhaseKind.REVIEW, AT)
HIDDEN = replace(PHASE, hides_reviewers=True)
STAFF = Looker(90, is_staff=True)
SAM, UMA, TESS = 1, 2, 3
NAMES = {SAM: "Sam", UMA: "Uma", TESS: "Tess", 90: "Mona"}


def written(author: int, total: int = 4, **given: object) -> Written:
    """A submitted review whose every text is marked with its author."""
    defaults = {
        "id": author,
        "author_id": author,
        "author": NAMES[author],
        "state": ReviewState.SUBMITTED,
        "first_sent_at": AT + dt.timedelta(hours=9 - author),
        "submitted_at": AT,
        "version": 1,
        "is_late": False,
        "total": Fraction(total),
        "recommendation": Recommendation.AWARD,
        "judgements": (Judgement("K1", total, cannot_assess=False, reason=f"reason-{author}"),),
        "strengths": f"strengths-{author}",
        "concerns": f"concerns-{author}",
        "conditions": f"conditions-{author}",
        "private_note": f"private-{author}",
        "void_reason": "",
    }
    return Written(**defaults | given)  # type: ignore[arg-type]  # as the test needs


def reviewer(person_id: int = SAM, **given: object) -> Looker:
    defaults = {"is_assigned": True, "standing": Standing.CLEAR, "has_submitted": True}
    return Looker(person_id, **defaults | given)  # type: ignore[arg-type]  # as the test needs


def post(author: int, *mentions: int) -> Post:
    return Post(author, author, NAMES[author], "", f"post-{author}", mentions, AT)


BOTH = (written(SAM, 5), written(UMA, 2))


def test_who_submitted_sees_both_reviews_with_mean_and_spread() -> None:
    found = showing.show(BOTH, reviewer(), PHASE, FAR)

    assert found is not None
    assert [one.author for one in found.reviews] == ["Uma", "Sam"]
    assert (found.panel.n, found.panel.mean, found.panel.spread) == (2, Fraction(7, 2), 3)
    assert found.is_far_apart
    assert {one.private_note for one in found.reviews} == {""}


def test_who_did_not_submit_sees_nothing() -> None:
    looker = reviewer(has_submitted=False)

    assert showing.show(BOTH, looker, PHASE, FAR) is None
    assert showing.talk([post(UMA)], BOTH, looker, PHASE) is None
    assert showing.others(BOTH, looker, PHASE) == ()


def test_staff_see_drafts_by_name_only_and_void_reviews_apart() -> None:
    rows = (
        written(SAM),
        written(UMA, state=ReviewState.DRAFT, first_sent_at=None),
        written(TESS, 0, state=ReviewState.VOID, void_reason="Conflict"),
    )
    found = showing.show(rows, STAFF, PHASE, FAR)

    assert found is not None
    assert found.in_progress == ("Uma",)
    assert [one.author for one in found.void] == ["Tess"]
    assert (found.panel.n, found.panel.mean) == (1, 4)
    assert "strengths-2" not in repr(found)
    assert found.reviews[0].private_note == "private-1"


def test_reviewers_know_of_no_draft_and_no_void_review() -> None:
    rows = (written(SAM), written(UMA, state=ReviewState.DRAFT), written(TESS, 0, state="void"))
    found = showing.show(rows, reviewer(), PHASE, FAR)

    assert found is not None
    assert found.in_progress == found.void == ()
    assert len(found.reviews) == found.panel.n == 1


def test_hidden_names_are_numbers_by_first_submission() -> None:
    assert showing.numbers(BOTH) == {UMA: 1, SAM: 2}
    found = showing.show(BOTH, reviewer(), HIDDEN, FAR)

    assert found is not None
    assert [one.author for one in found.reviews] == ["Reviewer 1", "Sam"]


def test_a_number_stays_when_others_submit_or_a_review_is_opened_again() -> None:
    later = written(TESS, first_sent_at=AT + dt.timedelta(days=1))
    again = tuple(replace(one, state=ReviewState.DRAFT) for one in BOTH)

    assert showing.numbers((*again, later)) == {UMA: 1, SAM: 2, TESS: 3}
    assert showing.members((*again, later)) == (TESS,)


def test_the_talk_names_authors_and_who_is_asked_by_the_same_rule() -> None:
    posts = [post(UMA, SAM), post(90, UMA, 77)]
    open_words = showing.talk(posts, BOTH, reviewer(), PHASE)
    hidden = showing.talk(posts, BOTH, reviewer(), HIDDEN)

    assert open_words is not None
    assert hidden is not None
    assert [(one.author, one.mentions) for one in open_words] == [
        ("Uma", ("Sam",)),
        ("Mona", ("Uma",)),
    ]
    assert [(one.author, one.mentions) for one in hidden] == [
        ("Reviewer 1", ("Sam",)),
        (OF_STAFF, ("Reviewer 1",)),
    ]


def test_the_others_of_the_panel_may_be_mentioned() -> None:
    assert showing.others(BOTH, reviewer(), HIDDEN) == ((1, UMA, "Reviewer 1"),)
    assert showing.others(BOTH, STAFF, HIDDEN) == ((1, UMA, "Uma"), (2, SAM, "Sam"))


def test_a_proposal_tells_what_each_member_said() -> None:
    given = Proposal(7, FAR, "Between", 90, "Mona", AT, {SAM: Answer(agrees=True)})
    found = showing.proposal(given, BOTH, reviewer(), HIDDEN)
    staff = showing.proposal(given, BOTH, STAFF, HIDDEN)

    assert found is not None
    assert staff is not None
    assert found.answers == (("Reviewer 1", None), ("Sam", Answer(agrees=True)))
    assert found.state is ConsensusState.OPEN
    assert (found.proposed_by, found.own) == (OF_STAFF, Answer(agrees=True))
    assert (found.may_answer, found.may_withdraw) == (True, False)
    assert (staff.may_answer, staff.may_withdraw) == (False, True)
    assert showing.proposal(given, BOTH, reviewer(has_submitted=False), PHASE) is None


def test_always_shows_reviews_before_the_own_one_but_no_talk() -> None:
    phase = replace(PHASE, others=OthersSeen.ALWAYS)
    looker = reviewer(has_submitted=False)

    assert showing.show(BOTH, looker, phase, FAR) is not None
    assert not showing.may_talk(looker, phase)


LOOKERS = st.builds(
    Looker,
    st.sampled_from([SAM, UMA, TESS, 90]),
    is_staff=st.booleans(),
    is_assigned=st.booleans(),
    standing=st.sampled_from(Standing),
    has_submitted=st.booleans(),
)
PHASES = st.none() | st.builds(
    Phase,
    st.sampled_from(PhaseKind),
    st.just(AT),
    hides_reviewers=st.booleans(),
    hides_applicants=st.booleans(),
    others=st.sampled_from(OthersSeen),
)
REVIEWS = st.lists(
    st.builds(
        written,
        st.sampled_from([SAM, UMA, TESS]),
        st.integers(0, 5),
        state=st.sampled_from(ReviewState),
        first_sent_at=st.none() | st.just(AT),
    ),
    unique_by=lambda one: one.author_id,
).map(tuple)


@given(REVIEWS, LOOKERS, PHASES)
def test_nothing_of_others_comes_out_for_who_may_not_see(
    rows: tuple[Written, ...], looker: Looker, phase: Phase | None
) -> None:
    posts = [post(UMA, SAM), post(TESS)]
    given = Proposal(7, FAR, "proposal-text", TESS, "Tess", AT, {UMA: Answer(False, "note-2")})
    out = repr(
        (
            showing.show(rows, looker, phase, FAR),
            showing.talk(posts, rows, looker, phase),
            showing.proposal(given, rows, looker, phase),
            showing.others(rows, looker, phase),
        )
    )
    sees = sees_reviews(looker, phase)

    if not sees:
        assert out == "(None, None, None, ())"
    for one in rows:
        if one.author_id == looker.person_id:
            continue
        if looker.is_staff:
            assert (f"strengths-{one.author_id}" in out) == (
                sees and one.state is not ReviewState.DRAFT
            )
            continue
        assert f"private-{one.author_id}" not in out
        if one.state is not ReviewState.SUBMITTED:
            assert f"strengths-{one.author_id}" not in out
        if phase is None or phase.hides_reviewers:
            assert NAMES[one.author_id] not in out


@given(st.lists(st.dictionaries(st.sampled_from(["K1", "K2"]), st.integers(0, 5))))
def test_spots_hold_every_score_between_lowest_and_highest(sheets: list[dict[str, int]]) -> None:
    found = spots(sheets, ["K1", "K2"])

    for key, spot in found.items():
        scores = [sheet[key] for sheet in sheets if key in sheet]
        assert spot.n == len(scores)
        if spot == Spot(0, None, None, None):
            assert scores == []
        else:
            assert spot.lowest is not None
            assert spot.highest is not None
            assert spot.mean is not None
            assert spot.lowest <= spot.mean <= spot.highest
