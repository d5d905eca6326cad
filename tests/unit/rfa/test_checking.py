"""The second person's check: its rules, and ticking and taking back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import Actor, Role
from app.rfa.domain import checking as rules
from app.rfa.domain.checking import CheckState, Tick
from app.rfa.models import Check
from app.rfa.queries import applications, checks
from app.rfa.services import checking, steering, telling
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, minutes

SOON = minutes(5)
LATER = minutes(10)

versions = st.integers(1, 4)
people = st.integers(1, 4)
ticks = st.lists(st.builds(Tick, versions, people), unique_by=lambda one: one.version)


# ------------------------------------------------------------------ the rules


@given(ticks, versions, people, st.sets(people))
def test_who_decides_never_checked_the_version_that_is_decided(
    made: list[Tick], version: int, person_id: int, conflicted: set[int]
) -> None:
    if not rules.why_not_decide(made, version, person_id, conflicted):
        checkers = {one.person_id for one in made if one.version == version}
        assert checkers
        assert person_id not in checkers
        assert not checkers & conflicted


@given(ticks, versions, people)
def test_a_check_holds_for_its_own_version_only(
    made: list[Tick], version: int, person_id: int
) -> None:
    others = [one for one in made if one.version != version]
    assert rules.standing(others, version) is None
    assert "Ask somebody else" in rules.why_not_decide(others, version, person_id, ())
    last = max((one.version for one in others), default=0)
    assert rules.state_of(last, version) is not CheckState.CHECKED


@given(people, st.sets(people))
def test_who_edited_on_behalf_does_not_check(person_id: int, editors: set[int]) -> None:
    assert bool(rules.why_not_check(person_id, editors)) is (person_id in editors)


def test_each_reason_says_what_to_do() -> None:
    ana = [Tick(1, 7)]
    assert rules.why_not_decide([], 1, 8, ()).startswith("Nobody has checked it yet (version 1).")
    assert rules.why_not_decide(ana, 3, 8, ()).startswith(
        "Version 1 was checked, but version 3 was sent since. Ask somebody else"
    )
    assert rules.why_not_decide(ana, 1, 7, ()).startswith("You checked it yourself.")
    assert "has a conflict with it. Take that check back." in rules.why_not_decide(ana, 1, 8, {7})
    assert rules.why_not_decide(ana, 1, 8, {8}) == ""


# ------------------------------------------------------------------ ticking


@pytest.fixture
def desk(app: object) -> Desk:
    return Desk().send()


def second(name: str = "Neil") -> Actor:
    return Actor(build.person(name=name, role=Role.PROGRAM_STAFF).id, name)


def tick(desk: Desk, *, by: Actor, **how: Any) -> Check:
    with transaction():
        of = applications.application(desk.id)
        return checking.tick(of, **{"version": 1, "note": "", "by": by, "at": SOON} | how)


def take_back(desk: Desk, check: Check, *, by: Actor) -> None:
    with transaction():
        checking.take_back(check, applications.application(desk.id), by=by, at=LATER)


def behalf(desk: Desk, text: str, **how: Any) -> None:
    of = desk.of
    desk.steer(
        steering.edit_on_behalf,
        of.section("plan"),
        {"P1": {"value": text}},
        seen_version=of.drafts["plan"].version,
        reason="Asked by phone",
        **how,
    )


def state(desk: Desk) -> CheckState:
    return checks.checked([desk.id])[desk.id].state


def events() -> list[AuditEvent]:
    found = select(AuditEvent).where(AuditEvent.subject_type == "rfa_check")
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


def test_somebody_checks_what_was_sent_and_the_trail_says_so(desk: Desk) -> None:
    assert state(desk) is CheckState.NONE
    neil = second()
    row = tick(desk, by=neil, note="All there.")
    assert (row.version, row.checked_at, row.checked_by_id) == (1, SOON, neil.person_id)
    assert row.note == "All there."
    assert state(desk) is CheckState.CHECKED
    (event,) = events()
    assert (event.verb, event.actor_id) == ("checked an application", neil.person_id)
    assert event.after == {"version": 1}
    assert event.practice_id is None


def test_two_clicks_are_one_check_and_two_people_are_not_two(desk: Desk) -> None:
    neil = second()
    first = tick(desk, by=neil)
    assert tick(desk, by=neil, note="Again").id == first.id
    with pytest.raises(NotPossibleNow, match="Neil checked this version already"):
        tick(desk, by=second("Olga"))
    assert len(events()) == 1


def test_the_database_keeps_one_standing_check_of_a_version(desk: Desk) -> None:
    tick(desk, by=second())
    with pytest.raises(IntegrityError):
        build.check(desk.of.application)
    db.session.rollback()


def test_a_check_is_taken_back_once_and_may_be_made_again(desk: Desk) -> None:
    neil, olga = second(), second("Olga")
    row = tick(desk, by=neil)
    take_back(desk, row, by=olga)
    take_back(desk, row, by=neil)
    assert (row.taken_back_at, row.taken_back_by_id) == (LATER, olga.person_id)
    assert state(desk) is CheckState.NONE
    again = tick(desk, by=olga, at=LATER)
    assert again.id != row.id
    assert tick(desk, by=olga, at=LATER).id == again.id
    assert [one.id for one in checks.checks_of(desk.id)] == [again.id, row.id]
    assert [one.verb for one in events()] == [
        "checked an application",
        "took a check back",
        "checked an application",
    ]


def test_who_edited_on_behalf_does_not_check_that_version_or_a_later_one(desk: Desk) -> None:
    behalf(desk, "By Mona", at=LATER)
    with pytest.raises(Refused, match="You edited this application for the practice"):
        tick(desk, by=desk.mona, version=2, at=LATER)
    tick(desk, by=second(), version=2, at=LATER)
    behalf(desk, "By Olga", by=second("Olga"), at=minutes(15))
    assert state(desk) is CheckState.OUTDATED
    with pytest.raises(Refused, match="You edited this application for the practice"):
        tick(desk, by=desk.mona, version=3, at=minutes(20))


def test_what_staff_wrote_into_a_draft_counts_too(app: object) -> None:
    desk = Desk()
    behalf(desk, "By Mona")
    desk.send(at=SOON)
    with pytest.raises(Refused, match="You edited"):
        tick(desk, by=desk.mona, at=LATER)


def test_putting_answers_back_is_no_edit(desk: Desk) -> None:
    desk.ask("plan", at=SOON)
    desk.write("plan", "P1", "On the way", at=SOON)
    desk.steer(steering.cancel_request, reason="Not needed", at=SOON)
    desk.ask("plan", at=LATER)
    desk.write("plan", "P1", "Better", at=LATER)
    desk.sign(at=LATER)
    desk.submit(at=LATER)
    assert tick(desk, by=desk.mona, version=2, at=LATER).version == 2


def test_a_newer_version_is_not_checked_unread(desk: Desk) -> None:
    behalf(desk, "By Mona", at=LATER)
    with pytest.raises(Conflict, match="A newer version was sent"):
        tick(desk, by=second(), version=1, at=LATER)


def test_only_what_was_sent_is_checked(app: object) -> None:
    desk = Desk()
    with pytest.raises(NotPossibleNow, match="Only an application that was sent"):
        tick(desk, by=second())
    assert checks.checked([desk.id]) == {}


def test_while_a_seal_holds_nobody_reads_and_nobody_checks(app: object) -> None:
    desk = Desk(is_sealed=True).send()
    with pytest.raises(NotPossibleNow, match="This round is sealed"):
        tick(desk, by=second())


def test_what_was_told_does_not_change(desk: Desk) -> None:
    row = tick(desk, by=second())
    with transaction():
        telling.tell(applications.application(desk.id, locked=True), by=desk.mona, at=AT)
    with pytest.raises(NotPossibleNow, match="The decision was told"):
        take_back(desk, row, by=second("Olga"))
    with pytest.raises(NotPossibleNow, match="The decision was told"):
        tick(desk, by=second("Pia"))


def test_a_check_belongs_to_its_application(desk: Desk) -> None:
    row = tick(desk, by=second())
    assert checks.check(desk.id, row.id) is row
    with pytest.raises(Missing):
        checks.check(desk.id + 1, row.id)
