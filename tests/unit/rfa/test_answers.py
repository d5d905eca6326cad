"""Answers are kept as they were typed, part by part, and count only when they are asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rfa.domain import answers
from app.rfa.domain.answers import Control
from app.rfa.domain.document import FormDocument, Question
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import parse
from tests.unit.rfa.documents import form_documents
from tests.unit.rfa.reading import cares2, small

OPTIONS = [{"key": "a", "label": "Apple"}, {"key": "b", "label": "Berry"}]
ROWS = [{"key": "one", "label": "One"}, {"key": "two", "label": "Two"}]
COLUMNS = [
    {"key": "count", "label": "Count", "kind": "whole number"},
    {"key": "cost", "label": "Cost", "kind": "money"},
    {"key": "why", "label": "Why", "kind": "text"},
]


def question(kind: str, **more: Any) -> Question:
    found = small({"key": "Q1", "kind": kind, "text": "What?"} | more).question("Q1")
    assert found is not None
    return found


def read(of: Question, **sent: str | list[str]) -> answers.Answer:
    fields = {name: [v] if isinstance(v, str) else v for name, v in sent.items()}
    return answers.read(of, lambda name: fields.get(name, []))


EVERY = {
    "yes/no": {},
    "choice": {"options": OPTIONS},
    "multiple choice": {"options": OPTIONS},
    "text": {},
    "long text": {},
    "whole number": {},
    "money": {},
    "percent split": {"rows": ROWS},
    "address": {},
    "person": {},
    "team roster": {"rows": ROWS},
    "matrix": {"rows": ROWS, "options": OPTIONS},
    "aim": {},
    "file": {},
    "table": {"rows": ROWS, "columns": COLUMNS},
    "attestation": {},
    "signature": {},
}


def test_every_kind_is_here() -> None:
    assert set(EVERY) == {str(kind) for kind in Kind}


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("yes/no", ["value"]),
        ("choice", ["value"]),
        ("multiple choice", ["value"]),
        ("text", ["value"]),
        ("long text", ["value"]),
        ("whole number", ["value"]),
        ("money", ["value"]),
        ("attestation", ["value"]),
        ("percent split", ["one", "two"]),
        ("matrix", ["one", "two"]),
        ("address", ["street", "city", "zip", "county", "phone"]),
        ("person", ["name", "title", "email", "phone"]),
        ("aim", ["what", "how-much", "by-when", "for-whom", "where"]),
        (
            "team roster",
            [
                f"{row}.{part}"
                for row in ("one", "two")
                for part in ("name", "credentials", "hours")
            ],
        ),
        (
            "table",
            ["one.count", "one.cost", "one.why", "two.count", "two.cost", "two.why"],
        ),
        ("file", []),
        ("signature", []),
    ],
)
def test_every_kind_has_its_parts(kind: str, keys: list[str]) -> None:
    of = question(kind, **EVERY[kind])

    assert [part.key for part in answers.parts_of(of)] == keys


def test_a_county_is_chosen_among_those_of_the_round() -> None:
    county = answers.parts_of(question("address"), ("Hinds", "Rankin"))[3]

    assert county.control is Control.SELECT
    assert [option.key for option in county.options] == ["Hinds", "Rankin"]


def test_empty_fields_are_no_answer_and_the_rest_is_kept_as_typed() -> None:
    of = question("person")
    sent = {"Q1-name": "", "Q1-title": "MD, PhD", "Q1-email": "not an address"}

    assert read(of, **sent) == {"title": "MD, PhD", "email": "not an address"}
    assert read(question("text"), Q1="") == {}


def test_several_choices_are_kept_once_each_in_their_order() -> None:
    of = question("multiple choice", options=OPTIONS)

    assert read(of, Q1=["b", "a", "b", ""]) == {"value": ("b", "a")}
    assert read(of, Q1=[]) == {}


def test_a_field_sent_twice_counts_once() -> None:
    assert read(question("text"), Q1=["first", "second"]) == {"value": "first"}


def test_texts_are_never_cut_and_options_nobody_offered_are() -> None:
    endless = "x" * 50_000

    assert read(question("long text"), Q1=endless) == {"value": endless}
    assert read(question("text"), Q1=endless) == {"value": endless}
    picked = read(question("choice", options=OPTIONS), Q1=endless)["value"]
    assert len(picked) == answers.LONGEST_LINE


def test_files_and_signatures_are_not_typed() -> None:
    section = small(
        {"key": "Q1", "kind": "file", "text": "A letter"},
        {"key": "Q2", "kind": "signature", "text": "True"},
        {"key": "Q3", "kind": "text", "text": "Why?"},
    ).sections[0]

    assert answers.read_section(section, lambda _name: ["x"]) == {"Q3": {"value": "x"}}


def test_plain_values_come_back_as_they_were() -> None:
    given_answers = {"Q1": {"value": ("a", "b")}, "Q2": {"name": "Ana"}, "Q3": {}}

    plain = answers.to_plain(given_answers)

    assert plain == {"Q1": {"value": ["a", "b"]}, "Q2": {"name": "Ana"}}
    assert answers.from_plain(plain) == {"Q1": {"value": ("a", "b")}, "Q2": {"name": "Ana"}}


@pytest.mark.parametrize(
    ("answer", "single", "chosen"),
    [
        (None, "", ()),
        ({}, "", ()),
        ({"value": "a"}, "a", ("a",)),
        ({"value": ("a", "b")}, "", ("a", "b")),
    ],
)
def test_what_was_chosen(answer: Any, single: str, chosen: tuple[str, ...]) -> None:
    assert answers.single(answer) == single
    assert answers.chosen(answer) == chosen


def asking(*more: dict[str, Any]) -> FormDocument:
    first = {"key": "Q1", "kind": "multiple choice", "text": "Which?", "options": OPTIONS}
    return small(first, *more)


def test_a_question_is_asked_when_one_of_the_answers_is_there() -> None:
    document = asking(
        {"key": "Q2", "kind": "text", "text": "?", "show_if": {"question": "Q1", "is": ["b"]}}
    )
    (section,) = document.sections

    def keys(**given_answers: Any) -> list[str]:
        return [q.key for q in answers.asked(section, given_answers, "fqhc")]

    assert keys() == ["Q1"]
    assert keys(Q1={"value": ("a",)}) == ["Q1"]
    assert keys(Q1={"value": ("a", "b")}) == ["Q1", "Q2"]


def test_some_questions_are_for_some_kinds_of_practice() -> None:
    (section,) = asking(
        {"key": "Q2", "kind": "text", "text": "?", "only_for": ["fqhc", "look-alike"]}
    ).sections

    assert [q.key for q in answers.asked(section, {}, "fqhc")] == ["Q1", "Q2"]
    assert [q.key for q in answers.asked(section, {}, "private")] == ["Q1"]


def test_an_answer_that_is_not_asked_any_more_decides_nothing() -> None:
    document = asking(
        {"key": "Q2", "kind": "yes/no", "text": "?", "show_if": {"question": "Q1", "is": ["b"]}},
        {"key": "Q3", "kind": "text", "text": "?", "show_if": {"question": "Q2", "is": ["yes"]}},
    )
    said = {"Q1": {"value": ("b",)}, "Q2": {"value": "yes"}, "Q3": {"value": "Because"}}

    assert answers.counted(document.sections, said, "fqhc") == said
    said["Q1"] = {"value": ("a",)}
    assert answers.counted(document.sections, said, "fqhc") == {"Q1": {"value": ("a",)}}


@given(form_documents(every_kind=True), st.sampled_from(["fqhc", "private"]), st.data())
def test_whatever_counts_is_asked_and_whatever_is_not_asked_decides_nothing(
    source: dict[str, Any], kind: str, data: st.DataObject
) -> None:
    document = parse(source)
    said = {
        one.key: {"value": data.draw(st.sampled_from(["yes", "no", "choice-0", "choice-1"]))}
        for one in document.questions()
    }

    counting = answers.counted(document.sections, said, kind)

    asked = {q.key for s in document.sections for q in answers.asked(s, counting, kind)}
    assert set(counting) == asked
    assert answers.counted(document.sections, counting, kind) == counting


def test_the_budget_is_only_in_rounds_that_pay() -> None:
    document = cares2()

    paid = {section.key for section in answers.sections_for(document, pays=True)}
    unpaid = {section.key for section in answers.sections_for(document, pays=False)}
    assert paid - unpaid == {"budget"}


@pytest.mark.parametrize("kind", EVERY)
def test_the_fields_of_an_answer_are_read_as_that_answer(kind: str) -> None:
    of = question(kind, **EVERY[kind])
    typed: dict[str, answers.Typed] = {
        part.key: ("a", "b") if part.control is Control.CHOICES else "a"
        for part in answers.parts_of(of, ("Hinds",))
    }
    sent: dict[str, list[str]] = {}
    for name, text in answers.as_fields(of, typed):
        sent.setdefault(name, []).append(text)

    assert answers.read(of, lambda name: sent.get(name, [])) == typed
    assert answers.as_fields(of, {}) == []
