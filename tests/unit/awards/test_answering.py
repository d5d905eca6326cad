"""Accepting an award begins the work, once and whole; declining frees the place."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.awards.domain.beginning import Stage
from app.awards.domain.kinds import Outcome
from app.awards.models import AwardPlan, AwardReply
from app.awards.queries import beginnings
from app.awards.services import answering
from app.charter import queries as charters
from app.charter import services as charter_services
from app.charter.models import Charter
from app.collaborative import queries as collaborative
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.measures.queries import library
from app.policy import Role
from app.rfa.domain.snapshots import fingerprint
from app.rfa.domain.states import ApplicationState
from tests.support import build
from tests.unit.awards.awarded import SOON, TOLD, Awarded, actor, verbs
from tests.unit.rfa.desk import mails

if TYPE_CHECKING:
    from flask import Flask

LATE = TOLD + dt.timedelta(days=15)


@pytest.fixture
def world(app: Flask) -> Awarded:
    app.extensions["clock"].set(SOON)
    starts, ends = dt.date(2027, 6, 1), dt.date(2028, 5, 31)
    return Awarded(cohort=build.cohort(name="Cohort 2", starts_on=starts, ends_on=ends))


def charter_of(world: Awarded) -> charters.Opened:
    return charters.opened(charters.charter(world.practice.id, world.cohort.id))


def test_accepting_makes_a_team_with_charter_roles_measures_and_milestones(
    world: Awarded,
) -> None:
    build.measure(of=world.cohort, key="required-one")
    optional = build.measure(of=world.cohort, required=False, key="dental-home")
    build.measure(of=world.cohort, required=False, key="plan")
    world.accept()

    (enrolment,) = collaborative.enrolments_of(world.practice.id)
    assert (enrolment.cohort_id, enrolment.joined_on) == (world.cohort.id, dt.date(2027, 6, 1))
    charter = charter_of(world)
    said = {key: entry.text for key, entry in charter.entries.items() if entry.text}
    assert said == {
        "aim": "60% with shared plan, by May 2027",
        "aim-what": "60% with shared plan",
        "aim-by-when": "by May 2027",
        "ehr": "Epic 2024",
        "measures": "Dental home: Yes\nPlan of care: Not yet",
    }
    assert charter.entries["aim"].source == "G1. What do you want to change?"
    assert [(one.role, one.name) for one in charter.members] == [
        ("QI lead", "Ana Test"),
        ("Family partner", "Rosa Hill"),
    ]
    team = {one.name: [given.role for given in one.roles] for one in accounts.roster(world.practice.id)}  # fmt: skip
    assert team == {"Ana Test": [Role.LEAD], "Carla Simms": [Role.SPONSOR]}
    assert set(library.team_measures(world.practice.id)) == {optional.id}
    steps = beginnings.milestones_of(world.decision.id)
    assert [(one.title, one.amount) for one in steps] == [("Agreement", 4000), ("Report", 6001)]
    assert [mail.recipient for mail in mails("award accepted")] == [world.carla.email]
    assert {"accepted the award", "enrolled a practice", "began a charter", "gave a role"} <= {
        *verbs()
    }


def test_accepting_twice_and_by_two_people_is_accepting_once(world: Awarded) -> None:
    world.accept()
    before = verbs()
    world.accept()
    world.accept(by=world.carla)

    assert verbs() == before
    for model in (AwardReply, Charter):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1
    assert len(beginnings.milestones_of(world.decision.id)) == 2


def test_changing_the_charter_leaves_the_application_as_it_was_sent(world: Awarded) -> None:
    before = copy.deepcopy(world.submission().content)
    mark = world.submission().fingerprint
    world.accept()
    charter = charters.charter(world.practice.id, world.cohort.id)
    with transaction():
        for field in ("aim", "ehr"):
            charter_services.write_entry(
                charter,
                charters.entry(charter, field),
                "Something else",
                seen_version=1,
                by=actor(world.ana),
                at=SOON,
            )
    db.session.expire_all()

    assert world.submission().content == before
    assert world.submission().fingerprint == mark == fingerprint(before)


def test_without_a_cohort_staff_finish_later(app: Flask) -> None:
    app.extensions["clock"].set(SOON)
    world = Awarded()
    world.accept()
    assert collaborative.enrolments_of(world.practice.id) == ()
    with pytest.raises(Refused, match="No cohort is chosen"):
        answering.enrol(world.award(), by=actor(world.neil), at=SOON)

    world.cohort = build.cohort()
    db.session.scalars(select(AwardPlan)).one().cohort_id = world.cohort.id
    for _ in range(2):
        with transaction():
            answering.enrol(world.award(), by=actor(world.neil), at=SOON)
    assert len(collaborative.enrolments_of(world.practice.id)) == 1
    assert charter_of(world).entries["ehr"].text == "Epic 2024"


def test_nothing_is_finished_before_it_is_accepted(world: Awarded) -> None:
    with pytest.raises(NotPossibleNow):
        answering.enrol(world.award(), by=actor(world.neil), at=SOON)


def test_a_practice_in_another_cohort_waits_for_staff(world: Awarded) -> None:
    build.enrolment(practice_id=world.practice.id, cohort_id=build.cohort(name="Old").id)
    world.accept()

    assert world.award().is_accepted
    with pytest.raises(Refused, match="still in Old"):
        answering.enrol(world.award(), by=actor(world.neil), at=SOON)


def test_a_practice_that_is_in_the_cohort_already_goes_on(world: Awarded) -> None:
    build.enrolment(
        practice_id=world.practice.id, cohort_id=world.cohort.id, joined_on=dt.date(2027, 6, 1)
    )
    build.grant(world.ana, Role.LEAD, at=world.practice)
    optional = build.measure(of=world.cohort, required=False, key="dental-home")
    other = build.measure(of=world.cohort, required=False, key="other")
    from app.measures.models import TeamMeasure

    for measure, dropped in ((other, None), (build.measure(), SOON)):
        build.saved(
            TeamMeasure(
                practice_id=world.practice.id,
                measure_id=measure.id,
                adopted_at=TOLD,
                dropped_at=dropped,
            )
        )
    world.accept()

    assert len(collaborative.enrolments_of(world.practice.id)) == 1
    kept = {key for key, row in library.team_measures(world.practice.id).items() if not row.dropped_at}  # fmt: skip
    assert kept == {optional.id, other.id}


def test_a_cohort_that_is_over_takes_nobody(app: Flask) -> None:
    app.extensions["clock"].set(SOON)
    over = build.cohort(name="Past", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    world = Awarded(cohort=over)
    world.accept()
    with pytest.raises(Refused, match="Past is over"):
        answering.enrol(world.award(), by=actor(world.neil), at=SOON)


def test_a_place_on_the_team_is_chosen_and_somebody_leads(world: Awarded) -> None:
    by = actor(world.ana)
    with pytest.raises(Refused, match="at least one team lead"):
        answering.accept(world.award(), {world.ana.id: Role.SPONSOR}, by=by, at=SOON)
    with pytest.raises(Refused, match="role on the team"):
        answering.accept(world.award(), {world.ana.id: Role.DIRECTOR}, by=by, at=SOON)
    stranger = build.person()
    roles = {world.ana.id: Role.LEAD, stranger.id: Role.LEAD}
    answering.accept(world.award(), roles, by=by, at=SOON)
    assert [one.name for one in accounts.roster(world.practice.id)] == ["Ana Test"]


def test_after_the_last_day_nobody_answers_until_staff_give_more_time(world: Awarded) -> None:
    with pytest.raises(NotPossibleNow, match=r"The last day to answer was Saturday, May 1"):
        world.accept(at=LATE)
    with pytest.raises(NotPossibleNow):
        answering.decline(world.award(), "Too busy", by=actor(world.ana), at=LATE)
    db.session.rollback()
    db.session.scalars(select(AwardPlan)).one().accept_days = 20
    db.session.commit()
    world.accept(at=LATE)
    assert world.award().is_accepted


def test_declining_has_a_reason_and_frees_the_place(world: Awarded) -> None:
    by = actor(world.ana)
    free = beginnings.in_round(world.round, SOON).free
    with pytest.raises(Refused, match="Tell us why"):
        answering.decline(world.award(), "", by=by, at=SOON)
    for _ in range(2):
        answering.decline(world.award(), "Our doctor left", by=by, at=SOON)

    assert world.award().stage(SOON) is Stage.DECLINED
    assert beginnings.in_round(world.round, SOON).free == free + 1
    assert verbs().count("declined the award") == 1
    with pytest.raises(NotPossibleNow, match="declined this award already"):
        world.accept()


def test_what_was_accepted_is_not_declined(world: Awarded) -> None:
    world.accept()
    with pytest.raises(NotPossibleNow, match="accepted this award already"):
        answering.decline(world.award(), "No", by=actor(world.ana), at=SOON)


def test_a_withdrawn_application_has_nothing_to_accept(world: Awarded) -> None:
    world.application.state = ApplicationState.WITHDRAWN
    world.application.withdrawn_at, world.application.withdrawn_reason = SOON, "closed"
    db.session.commit()
    with pytest.raises(NotPossibleNow, match="withdrawn"):
        world.accept()


def test_what_is_no_award_or_was_not_told_is_missing(world: Awarded) -> None:
    for given in (
        {"released_at": None},
        {"outcome": Outcome.DECLINE, "amount": None},
        {"outcome": Outcome.WAIT_LIST, "waits_as": 1},
    ):
        with pytest.raises(Missing):
            Awarded(name=f"Practice {given}", round=world.round, **given).award()
    undecided = build.sent_application()
    with pytest.raises(Missing):
        beginnings.award(undecided.id)
