"""The rules of answering an award and sharing its money."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.awards.domain.agreement import STANDARD, Text, fingerprint, words
from app.awards.domain.beginning import (
    Stage,
    first_month,
    last_day,
    pay,
    promotion_lacks,
    stage,
    usual_role,
)
from app.awards.domain.kinds import Reply
from app.awards.domain.steps import Step
from app.policy import APPLICANT_ROLES, TEAM_ROLES, Role

DAY = dt.date(2027, 5, 1)
LAST_SECOND = dt.datetime(2027, 5, 2, 4, 59, 59, tzinfo=dt.UTC)
SHARES = st.lists(st.integers(1, 30), min_size=1, max_size=6)


def test_the_last_day_counts_to_its_end_in_mississippi() -> None:
    assert last_day(dt.datetime(2027, 4, 17, 14, tzinfo=dt.UTC), 14) == DAY
    assert stage(None, DAY, LAST_SECOND) is Stage.OPEN
    assert stage(None, DAY, LAST_SECOND + dt.timedelta(seconds=1)) is Stage.LATE


def test_an_answer_stays_whatever_the_day() -> None:
    late = LAST_SECOND + dt.timedelta(days=9)
    assert stage(Reply.ACCEPTED, DAY, late) is Stage.ACCEPTED
    assert stage(Reply.DECLINED, DAY, LAST_SECOND) is Stage.DECLINED


def test_a_practice_takes_part_from_the_later_of_two_months() -> None:
    may = dt.datetime(2027, 5, 20, tzinfo=dt.UTC)
    assert first_month(dt.date(2027, 6, 15), may) == dt.date(2027, 6, 1)
    assert first_month(dt.date(2027, 3, 1), may) == dt.date(2027, 5, 1)


@given(st.integers(1, 1_000_000), SHARES)
def test_steps_pay_the_whole_amount_in_whole_dollars(amount: int, shares: list[int]) -> None:
    if sum(shares) >= 100:
        shares = [1]
    steps = [Step("Step", share) for share in shares] + [Step("Last", 100 - sum(shares))]
    paid = pay(amount, steps)

    assert sum(one or 0 for one in paid) == amount
    for one, step in zip(paid[:-1], steps, strict=False):
        assert one == amount * step.percent // 100


def test_without_an_amount_steps_pay_nothing() -> None:
    assert pay(None, [Step("One", 100)]) == (None,)
    assert pay(500, []) == ()


@pytest.mark.parametrize("role", APPLICANT_ROLES)
def test_everybody_of_the_application_has_a_usual_role(role: Role) -> None:
    assert usual_role([role]) in TEAM_ROLES


def test_who_leads_and_signs_is_the_lead() -> None:
    assert usual_role([Role.APPLICATION_SIGNER, Role.APPLICATION_LEAD]) is Role.LEAD


@pytest.mark.parametrize(
    ("waits_as", "waiting", "free", "reason", "lacks"),
    [
        (1, {1, 2}, 1, "", ""),
        (2, {2}, 1, "", ""),
        (2, {1, 2}, 1, "", "Another practice is before this one"),
        (1, {1}, 0, "", "No place is free"),
        (None, set(), 1, "", "this practice is not on the wait list"),
        (2, {1, 2}, 0, "Number 1 closed.", ""),
    ],
)
def test_the_order_of_the_wait_list_is_kept_or_has_a_reason(
    waits_as: int | None, waiting: set[int], free: int, reason: str, lacks: str
) -> None:
    found = promotion_lacks(waits_as, waiting, free=free, reason=reason)
    assert lacks in found
    assert bool(lacks) == bool(found)


def test_the_agreement_names_what_it_is_about() -> None:
    text = Text("Our agreement", "Body.")
    plain = words(text, practice="Delta Pines", program="RFA 2027")
    whole = words(text, practice="Delta Pines", program="RFA 2027", amount=15_000, conditions="X")

    assert plain == "Our agreement\nPractice: Delta Pines\nProgram: RFA 2027\n\nBody."
    assert "Award: $15,000\nConditions: X\n\nBody." in whole
    assert fingerprint(plain) != fingerprint(whole)
    assert len(fingerprint(plain)) == 64


@pytest.mark.parametrize(
    "word",
    ["counts", "family partner", "learning session", "No patient data", "Sharing", "12 months", "end it"],
)  # fmt: skip
def test_the_usual_agreement_says_what_each_side_does(word: str) -> None:
    assert word.casefold() in STANDARD.body.casefold()
