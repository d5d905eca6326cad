"""Writing reviews: drafts that count nowhere, sending, changes of the application, reopening."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.policy import Actor, Role
from app.reviews.domain.kinds import Recommendation, ReviewState
from app.reviews.domain.sheets import LONGEST_TEXT, blank
from app.reviews.models import SentReview
from app.reviews.queries import scores
from app.reviews.queries import sheets as queries
from app.reviews.services import reviews
from app.reviews.services.reviews import FINAL, TOLD, UNREAD_CHANGES, Stale
from app.rfa.queries.rounds import document_of
from tests.support import build
from tests.unit.reviews.rows import OVERDUE, REVIEWING, SCORES, Case, sheet
from tests.unit.rfa.desk import mails, trail

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def case(app: object) -> Case:
    return Case()


def written(case: Case) -> object:
    seat = case.seat
    return queries.written(seat.review, queries.criteria_of(seat))


def counted(case: Case) -> list[str]:
    """The totals that screens and exports would show."""
    found = scores.scored([case.of.id], document_of(case.round))[case.of.id]
    return [str(one.total) for one in found]


def test_a_draft_keeps_everything_however_incomplete_and_counts_nowhere(case: Case) -> None:
    part = sheet({"K1": 4, "K2": None, "K3": 3, "K4": 0}, strengths="A team", private_note="Ask")
    case.save(part)
    case.save(blank(queries.criteria_of(case.seat)))
    case.save(part)

    assert written(case) == part
    assert case.review.edit == 3
    assert case.review.state is ReviewState.DRAFT
    assert counted(case) == []


def test_the_same_sheet_may_arrive_twice(case: Case) -> None:
    case.save(sheet())
    case.save(sheet(), edit=0)

    assert case.review.edit == 1


def test_what_another_window_saved_is_not_overwritten(case: Case) -> None:
    theirs, mine = sheet(strengths="Theirs"), sheet(strengths="Mine")
    case.save(theirs)
    with pytest.raises(Stale) as stale:
        case.save(mine, edit=0)

    assert (stale.value.theirs, stale.value.edit) == (theirs, 1)
    assert written(case) == theirs
    case.save(mine, edit=stale.value.edit)
    assert written(case) == mine


def test_a_page_that_knows_a_review_which_is_not_there_is_stale(case: Case) -> None:
    with pytest.raises(Stale):
        case.save(sheet(), edit=3)


def test_text_without_end_is_refused_by_name(case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        case.save(sheet(concerns="x" * (LONGEST_TEXT + 1)))

    assert refusal.value.field == "concerns"
    assert case.seat.review is None


def test_a_sent_review_counts_and_is_kept_as_it_was(case: Case) -> None:
    case.save(sheet(SCORES | {"K3": None}, strengths="A team"))
    case.send()
    kept = db.session.scalars(select(SentReview)).one()

    assert counted(case) == ["31/7"]
    assert (case.review.state, case.review.submitted_at) == (ReviewState.SUBMITTED, REVIEWING)
    assert kept.number == 1
    assert kept.content["marks"]["K1"] == {"score": 4, "cannot_assess": False, "comment": "Why 4"}
    assert kept.content["recommendation"] == "award"
    assert kept.content["texts"]["strengths"] == "A team"
    assert trail()[-1:] == ["sent review"]


def test_sending_twice_sends_once(case: Case) -> None:
    case.save(sheet())
    case.send()
    case.save(sheet(), edit=1)
    case.send()

    assert len(db.session.scalars(select(SentReview)).all()) == 1
    assert trail().count("sent review") == 1


def test_what_was_sent_is_final(case: Case) -> None:
    case.save(sheet())
    case.send()
    with pytest.raises(NotPossibleNow, match=FINAL):
        case.save(sheet(strengths="More"))


def test_an_incomplete_review_is_not_sent(case: Case) -> None:
    case.save(sheet(recommendation=Recommendation.AWARD_WITH_CONDITIONS))
    with pytest.raises(Refused) as refusal:
        case.send()

    assert refusal.value.field == "conditions"
    assert case.review.state is ReviewState.DRAFT


def test_a_late_review_is_taken_and_marked(case: Case) -> None:
    case.save(sheet(), at=OVERDUE)
    case.send(at=OVERDUE)

    assert case.review.submitted_at == OVERDUE
    assert events("sent review") == [{"version": 1, "late": True}]


def test_nothing_changes_once_the_decision_was_told(case: Case) -> None:
    case.save(sheet())
    case.change()
    case.tell()
    for deed in (
        lambda: case.save(sheet(strengths="More")),
        case.send,
        lambda: case.do(reviews.let_stand),
        lambda: case.do(reviews.revise),
    ):
        with pytest.raises(NotPossibleNow, match=TOLD):
            deed()


def test_changes_are_to_be_read_before_sending(case: Case) -> None:
    case.save(sheet())
    newer = case.change()
    with pytest.raises(Refused, match=UNREAD_CHANGES) as refusal:
        case.send()
    assert refusal.value.field == "changed"

    case.do(reviews.let_stand)
    case.send()
    assert case.review.submission_id == newer.id
    assert trail()[-2:] == ["let review stand", "sent review"]


def test_a_sent_review_may_stand_on_the_newer_version(case: Case) -> None:
    case.save(sheet())
    case.send()
    newer = case.change()
    case.do(reviews.let_stand)

    assert (case.review.submission_id, counted(case)) == (newer.id, ["4"])
    assert events("let review stand") == [{"version": 2}]


def test_a_revised_review_counts_again_when_it_is_sent_again(case: Case) -> None:
    case.save(sheet())
    case.send()
    case.change()
    case.do(reviews.revise)
    assert (case.review.state, counted(case)) == (ReviewState.DRAFT, [])

    case.save(sheet(SCORES | {"K1": 5}))
    case.send()
    numbers = db.session.scalars(select(SentReview.number).order_by(SentReview.number)).all()
    assert numbers == [1, 2]
    assert counted(case) == ["21/5"]


def test_only_changes_give_a_choice(case: Case) -> None:
    for prepare in (lambda: None, lambda: case.save(sheet())):
        prepare()
        with pytest.raises(NotPossibleNow, match="did not change"):
            case.do(reviews.let_stand)


def test_a_void_review_is_taken_up_as_a_draft(case: Case) -> None:
    row = build.review(
        case.of, case.ruth, SCORES, state=ReviewState.VOID, voided_at=REVIEWING,
        void_reason="A conflict",
    )  # fmt: skip
    newer = case.change()
    with pytest.raises(NotPossibleNow):
        case.do(reviews.let_stand)
    case.save(queries.written(row, queries.criteria_of(case.seat)))

    assert (case.review.state, case.review.submission_id) == (ReviewState.DRAFT, newer.id)
    assert case.review.void_reason == ""
    assert counted(case) == []
    assert trail()[-1] == "took up void review"


def reopen(case: Case, *, by: Actor | None = None, reason: str = "Criterion 3 {link}") -> None:
    mona = by or Actor(build.person(role=Role.PROGRAM_STAFF).id, "Mona")
    with transaction():
        review = queries.review_of(case.of.id, case.review.id, locked=True)
        reviews.reopen(review, case.seat.application, reason=reason, by=mona, at=REVIEWING)


def test_staff_open_a_review_again_and_its_reviewer_is_told(case: Case) -> None:
    case.save(sheet())
    case.send()
    reopen(case)
    [mail] = mails("review opened again")

    assert (case.review.state, case.review.submitted_at, counted(case)) == (
        ReviewState.DRAFT, None, [],
    )  # fmt: skip
    assert mail.recipient == case.ruth.email
    assert str(case.of.reference) in mail.subject
    assert "Criterion 3 (link)" in mail.body
    assert "Delta Pines" not in mail.subject + mail.body
    assert trail()[-1] == "opened review again"


def test_only_sent_reviews_of_others_are_opened_again_with_a_reason(case: Case) -> None:
    case.save(sheet())
    with pytest.raises(NotPossibleNow, match="that was sent"):
        reopen(case)
    case.send()
    with pytest.raises(NotPossibleNow, match="your own"):
        reopen(case, by=case.by)
    with pytest.raises(Refused, match="Say why"):
        reopen(case, reason="")
    case.tell()
    with pytest.raises(NotPossibleNow, match=TOLD):
        reopen(case)
    assert mails("review opened again") == []


def test_a_review_belongs_to_its_application(case: Case) -> None:
    case.save(sheet())
    with pytest.raises(Missing):
        queries.review_of(build.sent_application().id, case.review.id)


def events(verb: str) -> list[object]:
    """What the trail says of these deeds."""
    return [*db.session.scalars(select(AuditEvent.after).where(AuditEvent.verb == verb))]
