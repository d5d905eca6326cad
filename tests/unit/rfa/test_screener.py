"""The eligibility check: its questions, its branches and its outcomes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rfa.domain.document import FormDocument, Question
from app.rfa.domain.fitting import answers_of
from app.rfa.domain.kinds import MOST_SCREENING, Outcome
from app.rfa.domain.parsing import parse
from app.rfa.domain.screener import asked_of, genuine, judge
from app.rfa.queries.rounds import shipped_form
from tests.support import build
from tests.unit.rfa.documents import form_documents

FORM = parse(shipped_form())
KEYS = [question.key for question in FORM.screening]
GOOD = {"E2": "rhc free-standing"} | dict.fromkeys(KEYS[1:], "yes")


def question(key: str, screen: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"key": key, "kind": "yes/no", "text": f"Is {key} so?", "screen": screen, **given}


def rule(outcome: str) -> dict[str, str]:
    return {"outcome": outcome, "reason": f"The rule says {outcome}."}


def form(*questions: Any) -> FormDocument:
    profile = build.SMALL_FORM["sections"][0] | {"questions": list(questions)}
    return parse(build.SMALL_FORM | {"sections": [profile, *build.SMALL_FORM["sections"][1:]]})


BRANCHING = form(
    question("Q1", {"no": rule("talk to us")}),
    question("Q2", {"no": rule("not eligible")}, show_if={"question": "Q1", "is": ["no"]}),
    question("Q3", {"no": rule("talk to us"), "yes": rule("eligible")}),
)

answers = st.fixed_dictionaries(
    {},
    optional={q.key: st.sampled_from([*answers_of(q), "", "made up"]) for q in FORM.screening},
)
full_answers = st.fixed_dictionaries(
    {q.key: st.sampled_from(answers_of(q)) for q in FORM.screening}
)


def test_the_shipped_check_has_at_most_eight_questions() -> None:
    assert 0 < len(FORM.screening) <= MOST_SCREENING


def test_an_emergency_department_is_not_eligible_and_the_rule_is_named() -> None:
    verdict = judge(FORM, {"E2": "emergency"})

    assert verdict.outcome is Outcome.NOT_ELIGIBLE
    [(decided, reason)] = verdict.rules
    assert decided.key == "E2"
    assert "does not follow children over time" in reason


def test_good_answers_are_eligible_without_a_rule() -> None:
    verdict = judge(FORM, GOOD)

    assert (verdict.next, verdict.outcome, verdict.rules) == (None, Outcome.ELIGIBLE, ())


@pytest.mark.parametrize("key", KEYS[1:])
def test_every_no_has_a_rule_with_its_reason(key: str) -> None:
    verdict = judge(FORM, GOOD | {key: "no"})

    assert verdict.outcome in {Outcome.NOT_ELIGIBLE, Outcome.TALK}
    assert [(q.key, bool(reason)) for q, reason in verdict.rules] == [(key, True)]


def test_not_eligible_outweighs_talk_to_us_and_names_its_own_rule_only() -> None:
    verdict = judge(FORM, GOOD | {"E2": "other", "E5": "no"})

    assert verdict.outcome is Outcome.NOT_ELIGIBLE
    assert [q.key for q, _ in verdict.rules] == ["E5"]


def test_doubts_add_up() -> None:
    verdict = judge(FORM, GOOD | {"E2": "other", "E3": "no"})

    assert verdict.outcome is Outcome.TALK
    assert [q.key for q, _ in verdict.rules] == ["E2", "E3"]


# ------------------------------------------------------------------ branches


def test_a_question_is_asked_only_after_the_answer_that_it_waits_for() -> None:
    def keys(given: dict[str, str]) -> list[str]:
        return [q.key for q in asked_of(BRANCHING, given)]

    assert keys({}) == keys({"Q1": "yes"}) == ["Q1", "Q3"]
    assert keys({"Q1": "no"}) == ["Q1", "Q2", "Q3"]


def test_an_answer_to_a_question_that_is_not_asked_any_more_does_not_count() -> None:
    assert judge(BRANCHING, {"Q1": "no", "Q2": "no"}).outcome is Outcome.NOT_ELIGIBLE
    assert judge(BRANCHING, {"Q1": "yes", "Q2": "no", "Q3": "yes"}).outcome is Outcome.ELIGIBLE


def test_a_form_without_a_check_finds_everybody_eligible() -> None:
    plain = form({"key": "Q1", "kind": "yes/no", "text": "Is it so?"})

    assert plain.screening == ()
    assert judge(plain, {"Q1": "no"}).outcome is Outcome.ELIGIBLE


# ------------------------------------------------------------------ whatever is answered


@given(form_documents(), st.data())
def test_the_check_of_any_valid_form_ends(source: dict[str, Any], data: st.DataObject) -> None:
    document = parse(source)
    given: dict[str, str] = {}
    while (verdict := judge(document, given)).next is not None:
        assert verdict.next.key not in given
        given[verdict.next.key] = data.draw(st.sampled_from(answers_of(verdict.next)))

    assert len(given) <= MOST_SCREENING
    assert verdict.outcome is not None
    assert bool(verdict.rules) is (verdict.outcome is not Outcome.ELIGIBLE)


@given(answers)
def test_there_is_either_a_next_question_or_an_outcome(given: dict[str, str]) -> None:
    verdict = judge(FORM, given)

    assert (verdict.next is None) is not (verdict.outcome is None)
    if verdict.next is not None:
        assert verdict.next.key not in genuine(FORM, given)
        assert verdict.next in asked_of(FORM, given)
        assert verdict.rules == ()


@given(answers, st.dictionaries(st.text(max_size=8), st.text(max_size=8)))
def test_what_is_made_up_changes_nothing(given: dict[str, str], noise: dict[str, str]) -> None:
    known = genuine(FORM, given)

    assert genuine(FORM, known) == known
    assert judge(FORM, known) == judge(FORM, given)
    unknown = {key: value for key, value in noise.items() if key not in KEYS}
    assert judge(FORM, given | unknown) == judge(FORM, given)


@given(full_answers)
def test_the_check_ends_after_at_most_eight_questions(told: dict[str, str]) -> None:
    given: dict[str, str] = {}
    for _ in range(MOST_SCREENING + 1):
        verdict = judge(FORM, given)
        if verdict.next is None:
            break
        given[verdict.next.key] = told[verdict.next.key]

    assert verdict.outcome is not None
    assert len(given) <= MOST_SCREENING
    assert judge(FORM, told).outcome is verdict.outcome


@given(full_answers)
def test_the_outcome_follows_from_the_strictest_rule(told: dict[str, str]) -> None:
    found = {_outcome_of(q, told[q.key]) for q in FORM.screening}
    strictest = next(o for o in (Outcome.NOT_ELIGIBLE, Outcome.TALK, Outcome.ELIGIBLE) if o in found)  # fmt: skip

    verdict = judge(FORM, told)

    assert verdict.outcome is strictest
    assert bool(verdict.rules) is (strictest is not Outcome.ELIGIBLE)


def _outcome_of(asked: Question, answer: str) -> Outcome:
    found = asked.screen.get(answer)
    return found.outcome if found else Outcome.ELIGIBLE
