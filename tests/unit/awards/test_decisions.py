"""Recording decisions: what is possible, what it needs, and that nobody is told."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.awards.domain.deciding import Wish
from app.awards.domain.kinds import LetterKind, Outcome
from app.awards.models import Decision, Letter
from app.awards.queries import decisions
from app.awards.services import decisions as services
from app.awards.services import looking
from app.core.db import db, transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.reviews.domain.kinds import Statement
from app.reviews.models import ConflictStatement
from tests.support import build
from tests.unit.awards.meeting import AT, Meeting, tilted

SECRET = "Because of the strong plan"


@pytest.fixture
def meeting(app: object) -> Meeting:  # a portal has to be there
    return tilted()


def decide(meeting: Meeting, name: str, outcome: Outcome = Outcome.AWARD, **given: Any) -> Decision:
    wanted = {"rationale": SECRET, "by": meeting.by, "at": AT} | given
    with transaction():
        return services.decide(meeting.of[name], outcome, **wanted)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def events() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_a_decision_is_recorded_and_nobody_is_told(meeting: Meeting) -> None:
    row = decide(meeting, "Bay")
    assert (row.outcome, row.rationale) == (Outcome.AWARD, SECRET)
    assert (row.decided_at, row.decided_by_id) == (AT, meeting.director.id)
    assert row.released_at is None
    assert services.state_of(meeting.of["Bay"], row) == "recorded, not released"
    assert meeting.of["Bay"].told_at is None
    assert count(OutboxMail) == 0


def test_the_trail_tells_who_decided_and_not_what(meeting: Meeting) -> None:
    decide(meeting, "Bay")
    decide(meeting, "Bay", Outcome.DECLINE, departure="The clinic closes.")
    with transaction():
        services.take_back(meeting.of["Bay"], by=meeting.by, at=AT)
    found = events()
    assert [event.verb for event in found] == [
        "recorded a decision",
        "changed a decision",
        "took a decision back",
    ]
    assert {(e.subject_type, e.subject_id) for e in found} == {
        ("rfa_application", meeting.of["Bay"].id)
    }
    assert all(event.practice_id is None for event in found)
    assert found[1].after == {"parts": ["outcome", "departure"]}
    said = str([(e.before, e.after, e.reason, e.subject_name) for e in found])
    assert SECRET not in said
    assert "decline" not in said


def test_saving_the_same_again_changes_nothing(meeting: Meeting) -> None:
    first = decide(meeting, "Bay")
    assert decide(meeting, "Bay") is first
    assert len(events()) == 1


def test_a_departure_from_the_panel_needs_its_reason(meeting: Meeting) -> None:
    with pytest.raises(Refused, match="Write why you decide otherwise") as refused:
        decide(meeting, "Ash")
    assert refused.value.field == "departure"
    assert count(Decision) == 0
    row = decide(meeting, "Ash", departure="No other clinic in this county.")
    assert row.departure == "No other clinic in this county."


def test_without_a_review_a_reason_is_needed(meeting: Meeting) -> None:
    meeting.add("Dogwood", {})
    with pytest.raises(Refused, match="Nobody has sent a review"):
        decide(meeting, "Dogwood", Outcome.DECLINE)
    row = decide(meeting, "Dogwood", Outcome.DECLINE, departure="The clinic has closed.")
    assert row.departure == "The clinic has closed."


def test_places_on_the_wait_list_of_a_round_are_unique(meeting: Meeting) -> None:
    decide(meeting, "Ash", Outcome.WAIT_LIST, waits_as=1)
    with pytest.raises(Refused, match="number 1 on the wait list"):
        decide(meeting, "Cedar", Outcome.WAIT_LIST, waits_as=1)
    decide(meeting, "Cedar", Outcome.WAIT_LIST, waits_as=2)
    decide(meeting, "Ash", Outcome.WAIT_LIST, waits_as=1, rationale="Still first")
    other = tilted_elsewhere()
    assert decide(other, "Zinnia", Outcome.WAIT_LIST, waits_as=1).waits_as == 1


def tilted_elsewhere() -> Meeting:
    return Meeting({"Yew": {"Yan": 5}, "Zinnia": {"Zoe": 1}})


def test_drafts_and_withdrawn_applications_are_not_decided(meeting: Meeting) -> None:
    decide(meeting, "Bay")
    meeting.withdraw("Bay")
    with pytest.raises(NotPossibleNow, match="not withdrawn"):
        decide(meeting, "Bay", Outcome.DECLINE)
    with transaction(), pytest.raises(NotPossibleNow, match="not withdrawn"):
        services.take_back(meeting.of["Bay"], by=meeting.by, at=AT)
    meeting.of["Draft"] = build.application(round_id=meeting.round.id)
    with pytest.raises(NotPossibleNow, match="not withdrawn"):
        decide(meeting, "Draft")
    ghost = build.application(round_id=meeting.round.id)
    with transaction():
        db.session.delete(ghost)
    meeting.of["Ghost"] = ghost
    with pytest.raises(NotPossibleNow, match="not withdrawn"):
        decide(meeting, "Ghost")
    assert count(Decision) == 1


@pytest.mark.parametrize("where", ["decision", "application"])
def test_what_was_released_does_not_change(meeting: Meeting, where: str) -> None:
    row = decide(meeting, "Bay")
    with transaction():
        if where == "decision":
            row.released_at = AT
        else:
            meeting.of["Bay"].told_at = AT
    for deed in (
        lambda: decide(meeting, "Bay", rationale="Another reason"),
        lambda: services.take_back(meeting.of["Bay"], by=meeting.by, at=AT),
    ):
        with pytest.raises(NotPossibleNow, match="was released"):
            deed()


def test_nothing_is_taken_back_that_is_not_there(meeting: Meeting) -> None:
    with transaction(), pytest.raises(NotPossibleNow, match="Nothing is decided"):
        services.take_back(meeting.of["Bay"], by=meeting.by, at=AT)


def test_taking_back_also_drops_the_letter_that_was_prepared(meeting: Meeting) -> None:
    row = decide(meeting, "Bay")
    letter = {"kind": LetterKind.AWARD, "changed_at": AT}
    build.saved(Letter(decision_id=row.id, **letter))
    with transaction():
        services.take_back(meeting.of["Bay"], by=meeting.by, at=AT, seen_version=row.version)
    assert count(Letter) == count(Decision) == 0


def test_an_old_page_overwrites_nothing(meeting: Meeting) -> None:
    row = decide(meeting, "Bay", seen_version=0)
    with pytest.raises(Conflict):
        decide(meeting, "Bay", rationale="Typed on an old page", seen_version=0)
    decide(meeting, "Bay", rationale="Typed on the page of now", seen_version=row.version)
    with transaction(), pytest.raises(Conflict):
        services.take_back(meeting.of["Bay"], by=meeting.by, at=AT, seen_version=99)


def test_who_reviewed_an_application_does_not_decide_about_it(meeting: Meeting) -> None:
    build.review(meeting.of["Bay"], meeting.director, {"K1": 4})
    with pytest.raises(NotPossibleNow, match="You reviewed"):
        decide(meeting, "Bay")
    assert decide(meeting, "Cedar", Outcome.DECLINE).outcome is Outcome.DECLINE


def test_who_has_a_conflict_does_not_decide(meeting: Meeting) -> None:
    build.saved(
        ConflictStatement(
            application_id=meeting.of["Bay"].id,
            person_id=meeting.director.id,
            statement=Statement.YES,
            reason="Family",
            said_at=AT,
            said_by_id=meeting.director.id,
        )
    )
    with pytest.raises(NotPossibleNow, match="a conflict"):
        decide(meeting, "Bay")


def test_an_amount_stays_within_the_round(meeting: Meeting) -> None:
    assert decide(meeting, "Bay", amount=500).amount is None
    paying = Meeting({"Fir": {"Fay": 5}}, cap=15_000)
    with pytest.raises(Refused, match=r"\$15,000") as refused:
        decide(paying, "Fir", amount=15_001)
    assert refused.value.field == "amount"
    assert decide(paying, "Fir", amount=12_500).amount == 12_500


def test_several_are_decided_together_or_none(meeting: Meeting) -> None:
    ids = [meeting.of["Ash"].id, meeting.of["Cedar"].id]
    wish = Wish(Outcome.WAIT_LIST, "Next in line", waits_as=1)
    with transaction():
        services.decide_together(ids, wish, seen={}, by=meeting.by, at=AT)
    found = decisions.of_applications(ids)
    assert [found[key].waits_as for key in ids] == [1, 2]
    with pytest.raises(Refused, match=r"^Bay: ") as refused, transaction():
        services.decide_together(
            [ids[0], meeting.of["Bay"].id],
            Wish(Outcome.DECLINE, SECRET),
            seen={ids[0]: 1},
            by=meeting.by,
            at=AT,
        )
    assert refused.value.field == "departure"
    assert decisions.of_applications(ids)[ids[0]].outcome is Outcome.WAIT_LIST


def test_several_overwrite_nothing_that_was_not_seen(meeting: Meeting) -> None:
    ids = [meeting.of["Ash"].id, meeting.of["Cedar"].id]
    row = decide(meeting, "Cedar", Outcome.DECLINE)
    wish = Wish(Outcome.DECLINE, "Typed on an old page")
    for seen in ({}, {ids[0]: 0, ids[1]: 0}, {ids[1]: row.version + 1}):
        with pytest.raises(Refused, match="a decision about Cedar meanwhile"), transaction():
            services.decide_together(ids, wish, seen=seen, by=meeting.by, at=AT)
    assert decisions.of_applications(ids)[ids[1]].rationale == SECRET
    with transaction():
        seen = {ids[1]: row.version}
        services.decide_together(ids, wish, seen=seen, by=meeting.by, at=AT)
    assert decisions.of_applications(ids)[ids[1]].rationale == wish.rationale


def test_several_with_one_that_was_released_are_refused(meeting: Meeting) -> None:
    row = decide(meeting, "Cedar", Outcome.DECLINE)
    with transaction():
        row.released_at = AT
    with pytest.raises(NotPossibleNow, match="was released"), transaction():
        services.decide_together(
            [meeting.of["Cedar"].id], Wish(Outcome.DECLINE, SECRET), seen={}, by=meeting.by, at=AT
        )


def test_a_look_at_the_scores_is_noted_once_an_hour(meeting: Meeting) -> None:
    for minutes in (0, 20, 70):
        at = AT + build.dt.timedelta(minutes=minutes)
        with transaction():
            looking.note_look(meeting.round, by=meeting.by, at=at)
    with transaction():
        looking.record_export(meeting.round, file="csv", count=3, by=meeting.by, at=AT)
    assert [event.verb for event in events()] == [
        "looked at the scores",
        "looked at the scores",
        "exported scores",
    ]
