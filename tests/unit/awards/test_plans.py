"""What holds for the awards of a round, and reading decisions."""

from __future__ import annotations

import pytest

from app.awards.domain.kinds import Outcome
from app.awards.domain.steps import USUAL_STEPS, Step, adds_up
from app.awards.models import AwardPlan
from app.awards.queries import decisions, plans
from app.core.db import transaction
from app.rfa.domain.states import ApplicationState
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")


def test_without_settings_the_usual_holds() -> None:
    terms = plans.plan_of(build.rfa_round())
    assert (terms.accept_days, terms.appeal_days, terms.cohort_id) == (14, 30, None)
    assert [step.percent for step in terms.steps] == [40, 25, 20, 15]
    assert adds_up(terms.steps)
    assert terms.version == 0


def test_what_staff_set_holds_in_its_place() -> None:
    of = build.rfa_round()
    cohort = build.cohort()
    steps = [{"title": "All at once", "percent": 100, "evidence": "A report"}]
    build.saved(
        AwardPlan(
            round_id=of.id,
            cohort_id=cohort.id,
            accept_days=7,
            appeal_days=0,
            letterhead="One\nTwo",
            signer_name="Dana Director",
            signer_title="Program Director",
            milestones={"steps": steps},
            changed_at=build.NOON,
        )
    )
    terms = plans.plan_of(of)
    assert terms.cohort_id == cohort.id
    assert (terms.accept_days, terms.appeal_days) == (7, 0)
    assert terms.letterhead == ("One", "Two")
    assert terms.steps == (Step("All at once", 100, "A report"),)
    assert terms.version == 1
    held = plans.plan(of.id, locked=True)
    assert held is not None
    assert held.signer_name == "Dana Director"


def test_steps_pay_the_whole_amount_or_do_not_add_up() -> None:
    assert not adds_up(USUAL_STEPS[:3])
    assert not adds_up((*USUAL_STEPS, Step("More", 1)))


def test_the_decisions_of_a_round_are_those_about_what_still_stands() -> None:
    of = build.rfa_round()
    told, gone = (build.sent_application(round_id=of.id) for _ in range(2))
    elsewhere = build.sent_application()
    for one in (told, gone, elsewhere):
        build.decision(one)
    with transaction():
        gone.state = ApplicationState.WITHDRAWN
        gone.withdrawn_at, gone.withdrawn_reason = build.NOON, "Later"
    assert set(decisions.in_round(of.id)) == {told.id}
    found = decisions.decision_of(told.id, locked=True)
    assert found is not None
    assert found.outcome is Outcome.AWARD
    assert decisions.decision_of(build.sent_application().id) is None
