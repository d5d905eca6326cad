"""Answers and limits in words."""

from __future__ import annotations

from typing import Any

import pytest

from app.rfa.domain.answers import parts_of
from app.rfa.domain.document import Question
from app.rfa.domain.parsing import parse
from app.rfa.domain.wording import limit_words, lines_of, text_of, words_of

OPTIONS = [{"key": "a", "label": "Apples"}, {"key": "b", "label": "Bread"}]
ROWS = [{"key": "one", "label": "First"}, {"key": "two", "label": "Second"}]
COLUMNS = [
    {"key": "n", "label": "Number", "kind": "whole number"},
    {"key": "cost", "label": "Cost", "kind": "money"},
    {"key": "note", "label": "Note", "kind": "text"},
]


def question(kind: str, **more: Any) -> Question:
    """A question of that kind, as a form makes it."""
    asked = {"key": "Q", "kind": kind, "text": "What?"} | more
    section = {"key": "one", "code": "1", "title": "One", "questions": [asked]}
    return parse({"title": "T", "sections": [section], "criteria": []}).sections[0].questions[0]


@pytest.mark.parametrize(
    ("asked", "answer", "lines"),
    [
        (question("text"), {"value": "As typed"}, [("", "As typed")]),
        (question("long text"), {"value": "Two\nlines"}, [("", "Two\nlines")]),
        (question("yes/no"), {"value": "no"}, [("", "No")]),
        (question("yes/no"), {"value": "maybe"}, [("", "maybe")]),
        (question("choice", options=OPTIONS), {"value": "b"}, [("", "Bread")]),
        (question("choice", options=OPTIONS), {"value": "gone"}, [("", "gone")]),
        (question("multiple choice", options=OPTIONS), {"value": ("a", "b")}, [("", "Apples, Bread")]),
        (question("whole number"), {"value": "1,200"}, [("", "1,200")]),
        (question("attestation"), {"value": "yes"}, [("", "Agreed")]),
        (question("percent split", rows=ROWS), {"two": "40"}, [("Second", "40%")]),
        (question("matrix", rows=ROWS, options=OPTIONS), {"one": "a"}, [("First", "Apples")]),
        (question("person"), {"phone": "601", "name": "Ana"}, [("Name", "Ana"), ("Phone", "601")]),
        (question("address"), {"county": "Hinds"}, [("County", "Hinds")]),
        (question("team roster", rows=ROWS), {"one.hours": "3"}, [("First: hours a month", "3")]),
        (question("aim"), {"by-when": "May"}, [("By when?", "May")]),
        (question("file"), {}, []),
        (question("signature"), {}, []),
        (question("text"), {}, []),
        (question("table", rows=ROWS, columns=COLUMNS), {}, []),
    ],
)  # fmt: skip
def test_an_answer_is_read_line_by_line(
    asked: Question, answer: dict[str, Any], lines: list[tuple[str, str]]
) -> None:
    assert list(lines_of(asked, answer)) == lines
    assert text_of(asked, answer) == "\n".join(f"{a}: {b}" if a else b for a, b in lines)


def test_a_table_ends_with_its_totals() -> None:
    table = question("table", rows=ROWS, columns=COLUMNS)
    answer = {
        "one.n": "1,200",
        "two.n": "34",
        "one.cost": "$99.50",
        "two.cost": "x",
        "one.note": "5",
    }

    assert text_of(table, answer) == (
        "First: Number: 1,200\n"
        "First: Cost: $99.50\n"
        "First: Note: 5\n"
        "Second: Number: 34\n"
        "Second: Cost: x\n"
        "Total: Number: 1,234\n"
        "Total: Cost: $99.50"
    )  # fmt: skip


def test_one_part_is_put_into_words() -> None:
    asked = question("multiple choice", options=OPTIONS)
    (part,) = parts_of(asked)

    assert words_of(asked, part, ("b", "gone")) == "Bread, gone"
    assert words_of(asked, part, ()) == ""


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (question("long text", words=1250), "Up to 1,250 words"),
        (question("long text", characters=600), "Up to 600 characters"),
        (question("long text"), ""),
        (question("whole number", most=5), ""),
        (question("file"), "1 file, PDF, 10 MB at most"),
        (
            question("file", files={"kinds": ["pdf", "csv"], "megabytes": 2, "count": 3}),
            "Up to 3 files, PDF, CSV, 2 MB at most",
        ),
    ],
)
def test_limits_are_said_in_words(asked: Question, words: str) -> None:
    assert limit_words(asked) == words
