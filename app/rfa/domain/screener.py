"""The eligibility check that anyone can take before there is an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.rfa.domain.answers import VALUE, is_asked
from app.rfa.domain.document import FormDocument, Question
from app.rfa.domain.fitting import answers_of
from app.rfa.domain.kinds import Outcome

Given = Mapping[str, str]
"""The option chosen for each screening question, by question key."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a visitor stands: the next question to answer, or an outcome with its reasons.

    `rules` are the (question, reason) pairs that decided; none for "eligible".
    """

    next: Question | None
    outcome: Outcome | None = None
    rules: tuple[tuple[Question, str], ...] = ()


def asked_of(document: FormDocument, given: Given) -> tuple[Question, ...]:
    """The screening questions that are asked, given the answers so far."""
    answers = {key: {VALUE: value} for key, value in given.items()}
    return tuple(q for q in document.screening if is_asked(q, answers, ""))


def genuine(document: FormDocument, given: Given) -> dict[str, str]:
    """The given answers that are answers to screening questions."""
    return {
        question.key: given[question.key]
        for question in document.screening
        if given.get(question.key) in answers_of(question)
    }


def judge(document: FormDocument, given: Given) -> Verdict:
    """The next question, or the outcome: "not eligible" ends the check at once.

    One "not eligible" outweighs any "talk to us", which outweighs "eligible".
    """
    known = genuine(document, given)
    doubts: list[tuple[Question, str]] = []
    for question in asked_of(document, known):
        if question.key not in known:
            return Verdict(question)
        rule = question.screen.get(known[question.key])
        if rule is None or rule.outcome is Outcome.ELIGIBLE:
            continue
        if rule.outcome is Outcome.NOT_ELIGIBLE:
            return Verdict(None, Outcome.NOT_ELIGIBLE, ((question, rule.reason),))
        doubts.append((question, rule.reason))
    return Verdict(None, Outcome.TALK if doubts else Outcome.ELIGIBLE, tuple(doubts))
