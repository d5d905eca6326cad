from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import paths, prerequisites
from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import Fact, Gate
from app.curriculum.domain.prerequisites import Record
from app.curriculum.presenters import learn_words
from app.policy import Role

MODULE = Prerequisite(Gate.MODULE, "basics")
QUIZ = Prerequisite(Gate.QUIZ, "basics", 80)
PASS = Prerequisite(Gate.QUIZ, "basics")
EVENT = Prerequisite(Gate.EVENT, "kickoff")
FACT = Prerequisite(Gate.FACT, Fact.CHARTER_CONFIRMED)
OFFERED = frozenset({"basics"})


@pytest.mark.parametrize(
    ("asked", "record"),
    [
        (MODULE, Record(completed=OFFERED, offered=OFFERED)),
        (QUIZ, Record(quizzes={"basics": 80}, offered=OFFERED)),
        (PASS, Record(quizzes={"basics": 40}, passed=OFFERED, offered=OFFERED)),
        (EVENT, Record(attended=frozenset({"kickoff"}))),
        (FACT, Record(facts=frozenset({Fact.CHARTER_CONFIRMED}))),
    ],
)
def test_each_kind_opens_by_what_it_asks_for(asked: Prerequisite, record: Record) -> None:
    assert prerequisites.missing([asked], record) == ()
    assert prerequisites.missing([asked], Record(offered=OFFERED)) == (asked,)


def test_a_quiz_must_reach_its_share() -> None:
    assert not prerequisites.is_met(QUIZ, Record(quizzes={"basics": 79}, offered=OFFERED))


@given(best=st.integers(0, 100), is_passed=st.booleans())
def test_without_a_score_only_a_passed_try_opens(best: int, is_passed: bool) -> None:
    passed = OFFERED if is_passed else frozenset()
    record = Record(quizzes={"basics": best}, passed=passed, offered=OFFERED)

    assert prerequisites.is_met(PASS, record) is is_passed


@given(best=st.integers(0, 100), asked=st.integers(1, 100), is_passed=st.booleans())
def test_with_a_score_only_the_best_share_counts(best: int, asked: int, is_passed: bool) -> None:
    passed = OFFERED if is_passed else frozenset()
    record = Record(quizzes={"basics": best}, passed=passed, offered=OFFERED)

    assert prerequisites.is_met(replace(QUIZ, percent=asked), record) is (best >= asked)


def test_an_archived_module_closes_nothing() -> None:
    assert prerequisites.missing([MODULE, QUIZ, PASS], Record()) == ()


@pytest.mark.parametrize("asked", [PASS, QUIZ])
def test_a_quiz_that_is_no_longer_there_is_met_by_completing_its_module(
    asked: Prerequisite,
) -> None:
    gone = Record(offered=OFFERED, without_quiz=OFFERED)
    assert prerequisites.missing([asked, MODULE], gone) == (MODULE,)
    assert prerequisites.missing([asked], replace(gone, completed=OFFERED)) == ()
    assert (
        prerequisites.missing([asked], replace(gone, quizzes={"basics": 80}, passed=OFFERED)) == ()
    )
    assert prerequisites.missing([asked], Record(offered=OFFERED, completed=OFFERED)) == (asked,)


def test_facts_about_a_team_are_not_asked_of_people_without_one() -> None:
    assert prerequisites.missing([FACT], Record(has_team=False)) == ()


def test_prerequisites_are_named_in_words() -> None:
    assert learn_words.asked(MODULE, "Basics") == ("Complete", "Basics")
    assert learn_words.asked(MODULE, "") == ("Complete", "another module")
    assert learn_words.asked(PASS, "Basics") == ("Pass the quiz of", "Basics")
    assert learn_words.asked(QUIZ, "Basics") == ("Reach 80 percent in the quiz of", "Basics")
    assert learn_words.asked(EVENT, "Kickoff") == ("Come to", "Kickoff")
    assert learn_words.asked(FACT, "")[1] == "your team's charter is confirmed"


def test_lessons_without_an_audience_are_for_everyone() -> None:
    assert paths.is_for((), frozenset())
    assert paths.audience_words(()) == "everyone"
    assert paths.audience_words(("lead", "sponsor", "coach")) == "QI leads, sponsors and coaches"
    assert paths.is_for((Role.COACH,), {Role.COACH, Role.VIEWER})
    assert not paths.is_for((Role.COACH,), {Role.VIEWER})
