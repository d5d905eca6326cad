"""The two rounds of the demonstration that are over: one is reviewed, of the other all is told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from app.operations.demo import awarding, contenders, load, people, reviewing
from tests.support import build

if TYPE_CHECKING:
    from app.operations.demo.rows import Rows

NOW = build.NOON


def one(made: Rows, table: str, **wanted: object) -> dict[str, Any]:
    """The one row that has these values."""
    (found,) = (
        row for row in made[table] if all(row[name] == value for name, value in wanted.items())
    )
    return found


def round_id(made: Rows, title: str) -> int:
    return int(one(made, "rfa_round", title=title)["id"])


def application_id(made: Rows, clinic: str) -> int:
    practice_id = one(made, "practice", key=clinic)["id"]
    return int(one(made, "rfa_application", practice_id=practice_id)["id"])


def of_round(made: Rows, table: str, title: str) -> list[dict[str, Any]]:
    """The rows of a table that are about applications of a round."""
    wanted = round_id(made, title)
    ids = {row["id"] for row in made["rfa_application"] if row["round_id"] == wanted}
    return [row for row in made[table] if row["application_id"] in ids]


@pytest.mark.parametrize(
    "later", [dt.timedelta(days=4, hours=11), dt.timedelta(days=30, hours=-12)]
)
@pytest.mark.usefixtures("app")
def test_the_rounds_can_be_made_on_other_days_at_other_hours(later: dt.timedelta) -> None:
    rows = load.build(NOW + later)

    assert len(rows["award_decision"]) == len(contenders.PILOT)


# ------------------------------------------------------------------ under review


def test_the_reviews_of_the_fast_track_round_stand_everywhere(made: Rows) -> None:
    found = of_round(made, "review", reviewing.TITLE)
    pairs = of_round(made, "review_assignment", reviewing.TITLE)
    states = Counter(row["state"].value for row in found)

    assert len(pairs) == 18
    assert states == {"submitted": 13, "draft": 1}
    assert {row["person_id"] for row in pairs} == {
        one(made, "person", email=account.email)["id"] for account in people.REVIEWERS
    }


def test_the_reviews_are_due_in_about_a_week(made: Rows) -> None:
    due = one(made, "review_plan", round_id=round_id(made, reviewing.TITLE))["due_at"]

    assert dt.timedelta(days=7) <= due - NOW < dt.timedelta(days=10)


def test_ties_are_declared_and_kept_apart(made: Rows) -> None:
    kinds = {row["kind"].value for row in made["review_declared_tie"]}
    pairs = {(row["application_id"], row["person_id"]) for row in made["review_assignment"]}

    assert kinds == {"employment", "family"}
    for clinic, reviewer in ((contenders.HARBOR, 1), (contenders.COPPER, 2)):
        email = people.REVIEWERS[reviewer].email
        who = one(made, "person", email=email)["id"]
        assert (application_id(made, clinic), who) not in pairs


def test_one_question_about_a_conflict_waits_for_staff(made: Rows) -> None:
    last = {
        (row["application_id"], row["person_id"]): row["statement"].value
        for row in made["review_conflict_statement"]
    }

    assert Counter(last.values())["not sure"] == 1


def test_two_reviewers_are_far_apart_and_talk(made: Rows) -> None:
    kestrel = application_id(made, contenders.KESTREL)
    proposal = one(made, "review_consensus", application_id=kestrel)

    assert {row["application_id"] for row in made["review_post"]} == {kestrel}
    assert proposal["withdrawn_at"] is None
    assert len(made["review_consensus_vote"]) == 1


def test_one_application_changed_after_it_was_reviewed(made: Rows) -> None:
    changed = application_id(made, contenders.MUSCADINE)
    first = one(made, "rfa_submission", application_id=changed, number=1)["id"]
    second = one(made, "rfa_submission", application_id=changed, number=2)
    reviews = [row for row in made["review"] if row["application_id"] == changed]

    assert {row["submission_id"] for row in reviews} == {first}
    assert all(row["submitted_at"] < second["submitted_at"] for row in reviews)


def test_the_exercise_is_closed_with_a_lesson(made: Rows) -> None:
    exercise = one(made, "review_exercise", round_id=round_id(made, reviewing.TITLE))

    assert exercise["closed_at"] is not None
    assert exercise["lesson"]


def test_no_two_reviewers_of_an_application_use_the_same_words(made: Rows) -> None:
    criteria = {row["id"]: row["application_id"] for row in made["review"]}
    said = Counter(
        (criteria[row["review_id"]], row["criterion"], row["comment"])
        for row in made["review_score"]
        if row["comment"]
    )

    assert set(said.values()) == {1}


def test_every_clinic_wrote_in_its_own_words(made: Rows) -> None:
    contents = [
        row["content"]["answers"]["B4"]
        for title in (reviewing.TITLE, awarding.TITLE)
        for row in of_round(made, "rfa_submission", title)
        if row["number"] == 1
    ]

    assert len({str(answer) for answer in contents}) == len(contents) == 10


# ------------------------------------------------------------------ decided and told


def test_the_decisions_of_the_pilot_round_were_told_ten_days_ago(made: Rows) -> None:
    outcomes = Counter(row["outcome"].value for row in made["award_decision"])

    assert outcomes == {"award": 2, "wait list": 1, "decline": 1}
    assert {(NOW - row["released_at"]).days for row in made["award_decision"]} == {10}
    assert one(made, "award_feedback")["approved_at"] is not None


def test_one_award_waits_and_one_was_accepted(made: Rows) -> None:
    waiting = one(
        made, "award_decision", application_id=application_id(made, contenders.SWALLOWTAIL)
    )
    reply = one(made, "award_reply")

    assert reply["decision_id"] != waiting["id"]
    assert (NOW - reply["replied_at"]).days == 5
    assert NOW - waiting["released_at"] < dt.timedelta(days=14)


def test_the_team_that_accepted_has_a_charter_in_a_cohort_of_its_own(made: Rows) -> None:
    charter = one(made, "charter")
    cohort = one(made, "cohort", id=charter["cohort_id"])
    enrolment = one(made, "enrolment", practice_id=charter["practice_id"])

    assert cohort["starts_on"] == dt.date(2026, 12, 1)
    assert enrolment["cohort_id"] == cohort["id"]
    assert one(made, "award_agreement")["countersigned_at"] is None


def test_one_appeal_waits_for_an_answer(made: Rows) -> None:
    assert one(made, "award_appeal")["outcome"] is None
