"""Questions as staff types them: nothing is lost on the way there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from app.rfa.domain.document import Question
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import parse
from app.rfa.domain.typed import question_from, typed_of
from app.rfa.queries.rounds import shipped_form
from tests.unit.rfa.documents import Source, form_documents


def there_and_back(source: Source) -> None:
    """Open every question in the editor and save it as it is: the form is the same."""
    earlier: list[Source] = []
    sections = []
    for section in source["sections"]:
        saved = []
        for question in section["questions"]:
            saved.append(question_from(Kind(question["kind"]), typed_of(question), earlier))
            earlier.append(question)
        sections.append(section | {"questions": saved})
    assert asked(source | {"sections": sections}) == asked(source)


def asked(source: Source) -> list[Question]:
    return [replace(one, only_for=tuple(sorted(one.only_for))) for one in parse(source).questions()]


@given(form_documents())
def test_saving_any_question_unchanged_changes_nothing(source: Source) -> None:
    there_and_back(source)


def test_saving_the_shipped_questions_unchanged_changes_nothing() -> None:
    there_and_back(shipped_form())


def made(kind: Kind, earlier: Any = (), **typed: Any) -> Source:
    return question_from(kind, {"key": "Q", "text": "?"} | typed, earlier)


def test_a_line_without_a_key_gets_one_from_its_label() -> None:
    options = made(Kind.CHOICE, options="Yes, often\n\nNote: rarely\nyes often\n\u6f22\nnever: Never: not once")["options"]  # fmt: skip
    assert [(one["key"], one["label"]) for one in options] == [
        ("yes-often", "Yes, often"),
        ("note-rarely", "Note: rarely"),
        ("yes-often-2", "yes often"),
        ("answer", "\u6f22"),
        ("never", "Never: not once"),
    ]


def test_columns_hold_numbers_unless_they_say_otherwise() -> None:
    table = made(Kind.TABLE, rows="Staff\nFamily", columns="Hours\ndollars: Dollars | money", above_zero="family", matches="M")  # fmt: skip
    assert table["columns"] == [
        {"key": "hours", "label": "Hours", "kind": "whole number"},
        {"key": "dollars", "label": "Dollars", "kind": "money"},
    ]
    assert table["rows"] == [
        {"key": "staff", "label": "Staff"},
        {"key": "family", "label": "Family", "above_zero": True},
    ]
    assert table["matches"] == "M"


def test_answers_are_named_by_key_or_by_label() -> None:
    decider = made(Kind.CHOICE, options="a: First\nb: Second")
    rule = {"show_question": "Q", "show_answers": "first\nb\nthird"}
    assert made(Kind.TEXT, [decider], **rule)["show_if"] == {
        "question": "Q",
        "is": ["a", "b", "third"],
    }
    assert made(Kind.TEXT, [], **rule)["show_if"]["is"] == ["first", "b", "third"]


def test_screening_is_one_line_for_each_answer() -> None:
    text = "No | not eligible | Only here | now.\nyes|eligible\nmaybe"
    assert made(Kind.YES_NO, screen=text)["screen"] == {
        "no": {"outcome": "not eligible", "reason": "Only here | now."},
        "yes": {"outcome": "eligible", "reason": ""},
        "maybe": {"outcome": "", "reason": ""},
    }


@pytest.mark.parametrize("kind", Kind)
def test_what_a_kind_does_not_have_is_not_kept(kind: Kind) -> None:
    empty = made(kind, required="at submit")
    assert set(empty) <= {"key", "kind", "text"}
    assert made(kind, required="no", scored=True, help="H")["required"] == "no"


def test_files_are_limited() -> None:
    files = made(Kind.FILE, file_kinds=["pdf", "png"], megabytes=5, count=2)["files"]
    assert files == {"kinds": ["pdf", "png"], "megabytes": 5, "count": 2}
