"""What holds for the awards of a round, and reading decisions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.awards.domain.kinds import Outcome
from app.awards.domain.steps import USUAL_STEPS, Step, adds_up
from app.awards.models import AwardPlan
from app.awards.queries import decisions, plans
from app.awards.services import plans as services
from app.core.db import db, transaction
from app.core.errors import Conflict, Refused
from tests.support import build
from tests.unit.awards.meeting import AT, Meeting, tilted

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def meeting(app: object) -> Meeting:  # a portal has to be there
    return tilted()


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


def test_a_decision_is_found_by_its_application() -> None:
    told = build.sent_application()
    build.decision(told)
    build.decision(build.sent_application())
    found = decisions.decision_of(told.id, locked=True)
    assert found is not None
    assert found.outcome is Outcome.AWARD
    assert decisions.decision_of(build.sent_application().id) is None


def test_settings_are_kept_changed_and_noted(meeting: Meeting) -> None:
    terms = plans.Terms(accept_days=10, signer_name="Dana Director")
    with transaction():
        row = services.set_terms(meeting.round, terms, by=meeting.by, at=AT)
    kept = plans.plan_of(meeting.round)
    assert (kept.accept_days, kept.signer_name, kept.version) == (10, "Dana Director", 1)
    with transaction():
        services.set_terms(meeting.round, kept, by=meeting.by, at=AT)
        longer = replace(kept, accept_days=20)
        services.set_terms(meeting.round, longer, by=meeting.by, at=AT)
    assert row.accept_days == 20
    verbs = list(db.session.scalars(select(AuditEvent.verb)))
    assert verbs == ["changed the settings of awards"] * 2


def test_old_settings_pages_overwrite_nothing(meeting: Meeting) -> None:
    with transaction():
        services.set_terms(meeting.round, plans.Terms(), by=meeting.by, at=AT)
    with transaction(), pytest.raises(Conflict):
        services.set_terms(meeting.round, plans.Terms(accept_days=3), by=meeting.by, at=AT)


def test_the_steps_of_a_round_that_pays_add_up(meeting: Meeting) -> None:
    paying = build.rfa_round(cap=15_000)
    short = plans.Terms(steps=(Step("Half", 50),))
    with transaction(), pytest.raises(Refused, match="50 percent"):
        services.set_terms(paying, short, by=meeting.by, at=AT)
    with transaction():
        services.set_terms(meeting.round, short, by=meeting.by, at=AT)
    assert plans.plan_of(meeting.round).steps == short.steps


def test_days_that_letters_promised_are_not_taken_away(meeting: Meeting) -> None:
    row = build.decision(build.sent_application(round_id=meeting.round.id))
    with transaction():
        services.set_terms(meeting.round, plans.Terms(accept_days=9), by=meeting.by, at=AT)
    with transaction():
        row.released_at = AT
    there = plans.plan_of(meeting.round)
    lesser = {
        "accept_days": replace(there, accept_days=8),
        "appeal_days": replace(there, appeal_days=0),
    }
    for field, less in lesser.items():
        with transaction(), pytest.raises(Refused, match="promise") as refusal:
            services.set_terms(meeting.round, less, by=meeting.by, at=AT)
        assert refusal.value.field == field
    with transaction():
        more = replace(there, accept_days=30)
        services.set_terms(meeting.round, more, by=meeting.by, at=AT)
    assert plans.plan_of(meeting.round).accept_days == 30
