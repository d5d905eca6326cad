"""An application begins once, and is withdrawn and brought back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.accounts import queries as accounts
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import APPLICANT_ROLES, Actor, Role
from app.rfa.models import Application
from app.rfa.queries import applications as queries
from app.rfa.services import applications
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails, minutes, trail

SECOND = dt.timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("app")


def somebody() -> Actor:
    person = build.person(name="Ana")
    return Actor(person.id, "Ana")


def start(of: Any, practice: Any, by: Actor | None = None, **how: Any) -> Application:
    with transaction():
        defaults = {"screening": {}, "by": by or somebody(), "at": AT}
        return applications.start_application(of, practice, **defaults | how)


def team(practice: Any) -> dict[str, list[Role]]:
    found = accounts.roster(practice.id, APPLICANT_ROLES)
    return {entry.name: [given.role for given in entry.roles] for entry in found}


def test_what_the_eligibility_check_said_is_in_the_draft() -> None:
    of, practice = build.rfa_round(), build.practice()
    begun = start(of, practice, screening={"Q1": "private", "Q9": "x", "P1": "x"})

    opened = queries.opened(begun.id)
    assert begun.screening == {"Q1": "private"}
    assert opened.answers == {"Q1": {"value": "private"}}
    assert opened.drafts["profile"].is_started
    assert sorted(opened.drafts) == ["papers", "plan", "profile", "signature"]
    assert team(practice) == {"Ana": [Role.APPLICATION_LEAD]}
    assert trail()[-1] == "started an application"


def test_the_lead_of_the_practice_stays_the_lead() -> None:
    practice = build.practice()
    build.person(name="Lea", role=Role.APPLICATION_LEAD, at=practice)
    start(build.rfa_round(), practice)

    assert team(practice) == {"Lea": [Role.APPLICATION_LEAD]}


@pytest.mark.parametrize("edge", ["opens_at", "closes_at"])
def test_an_application_begins_while_the_round_is_open(edge: str) -> None:
    of = build.rfa_round()
    outside = -SECOND if edge == "opens_at" else SECOND

    with pytest.raises(NotPossibleNow, match="not open"):
        start(of, build.practice(), at=getattr(of, edge) + outside)
    assert start(of, build.practice(), at=getattr(of, edge))


def test_a_draft_of_a_round_takes_nobody() -> None:
    of = build.rfa_round(published_at=None)

    with pytest.raises(NotPossibleNow):
        start(of, build.practice())


def test_a_round_may_be_for_some_counties() -> None:
    of = build.rfa_round(counties={"only": ["Rankin"]})

    with pytest.raises(Refused, match="other counties"):
        start(of, build.practice(county="Hinds"))
    assert start(of, build.practice(county="Rankin"))


def test_a_practice_applies_once() -> None:
    of, practice = build.rfa_round(), build.practice()
    start(of, practice)

    with pytest.raises(Refused, match="has an application"):
        start(of, practice)


def test_two_clicks_at_the_same_moment_begin_one_application() -> None:
    desk = Desk()
    twice = Application(
        round_id=desk.round.id,
        practice_id=desk.practice.id,
        created_at=AT,
        content_at=AT,
        created_by_id=desk.ana.person_id,
    )
    with pytest.raises(Conflict), transaction():
        db.session.add(twice)


def test_the_budget_is_asked_only_where_the_round_pays() -> None:
    form = build.SMALL_FORM | {
        "sections": [
            section | ({"only_if_paid": True} if section["key"] == "papers" else {})
            for section in build.SMALL_FORM["sections"]
        ]
    }
    free = start(build.rfa_round(form=form), build.practice())
    paid = start(build.rfa_round(form=form, cap=25_000), build.practice())

    assert "papers" not in queries.opened(free.id).drafts
    assert "papers" in queries.opened(paid.id).drafts
    with pytest.raises(Missing):
        queries.opened(free.id).section("papers")


def withdraw(desk: Desk, **how: Any) -> None:
    with transaction():
        of = queries.application(desk.id, locked=True)
        applications.withdraw(of, **{"reason": "We moved", "by": desk.ana, "at": AT} | how)


def reinstate(desk: Desk, **how: Any) -> None:
    with transaction():
        of = queries.application(desk.id, locked=True)
        applications.reinstate(of, **{"by": desk.mona, "at": AT} | how)


def test_withdrawing_needs_a_reason_and_tells_the_team() -> None:
    desk = Desk()
    with pytest.raises(Refused, match="Say why"):
        withdraw(desk, reason="")
    withdraw(desk)

    of = desk.of.application
    assert (of.state.value, of.withdrawn_at, of.withdrawn_reason) == ("withdrawn", AT, "We moved")
    assert len(mails("withdrawn")) == 3
    assert "We moved" in mails("withdrawn")[0].body
    with pytest.raises(NotPossibleNow, match="withdrawn already"):
        withdraw(desk)


@pytest.mark.parametrize("state", ["draft", "submitted", "changes requested", "submitted with changes"])  # fmt: skip
def test_a_withdrawal_is_undone_to_where_it_was(state: str) -> None:
    desk = Desk().complete()
    if state != "draft":
        desk.sign()
        desk.submit()
    if "change" in state:
        desk.ask("plan", at=minutes(1))
    if state == "submitted with changes":
        desk.sign(at=minutes(2))
        desk.submit(at=minutes(3))
    assert desk.state == state
    withdraw(desk, at=minutes(4))
    reinstate(desk, at=desk.round.closes_at)

    assert desk.state == state
    assert desk.of.application.withdrawn_reason == ""
    assert trail()[-1] == "undid the withdrawal"


def test_after_the_deadline_a_withdrawal_stays() -> None:
    desk = Desk()
    with pytest.raises(NotPossibleNow, match="not withdrawn"):
        reinstate(desk)
    withdraw(desk)
    with pytest.raises(NotPossibleNow, match="The deadline has passed"):
        reinstate(desk, at=desk.round.closes_at + SECOND)
    assert desk.state == "withdrawn"


def test_an_application_is_found_by_its_practice_and_round() -> None:
    desk = Desk()

    assert queries.in_round(desk.round.id, desk.practice.id) is not None
    assert [one.id for one in queries.of_practices([desk.practice.id])] == [desk.id]
    assert queries.of_practices([]) == ()
    with pytest.raises(Missing):
        queries.application(desk.id + 99)
    with pytest.raises(Missing):
        queries.submission(desk.id, 1)


def test_what_was_sent_to_an_earlier_round_is_known() -> None:
    desk = Desk().send()
    later = build.rfa_round()
    next_one = start(later, desk.practice, at=minutes(5))

    earlier = queries.earlier_version(next_one)
    assert earlier is not None
    assert earlier.application_id == desk.id
    assert queries.earlier_version(desk.of.application) is None
