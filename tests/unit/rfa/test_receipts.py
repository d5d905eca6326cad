"""A version in plain text holds everything that was asked and answered."""

from __future__ import annotations

from typing import Any

from app.rfa.domain.document import FormDocument
from app.rfa.domain.receipts import as_text
from app.rfa.domain.snapshots import FileMark, opened, snapshot
from tests.unit.rfa.reading import small

FORM = small(
    {"key": "Q1", "kind": "long text", "text": "What will you do?"},
    {"key": "Q2", "kind": "person", "text": "Whom do we call?"},
    {"key": "Q3", "kind": "text", "text": "Why?", "required": "no"},
    {"key": "Q4", "kind": "file", "text": "A letter"},
    {"key": "Q5", "kind": "text", "text": "Not yours", "only_for": ["private"]},
    {"key": "Q6", "kind": "signature", "text": "All of this is true."},
)


def text(answers: dict[str, Any], *files: FileMark, form: FormDocument = FORM) -> str:
    content = snapshot(
        form, form.sections, answers, files, kind="fqhc", practice="P", round_title="R"
    )
    return as_text(opened(content))


def test_questions_answers_and_files_are_listed_in_order() -> None:
    said = {
        "Q1": {"value": "First this.\nThen that."},
        "Q2": {"name": "Ana", "phone": "601-555-0143"},
        "Q5": {"value": "Hidden"},
    }

    assert text(said, FileMark("Q4", "letter.pdf", 12, "0" * 64)) == (
        "1. One\n"
        "\n"
        "Q1  What will you do?\n"
        "    First this.\n"
        "    Then that.\n"
        "\n"
        "Q2  Whom do we call?\n"
        "    Name: Ana\n"
        "    Phone: 601-555-0143\n"
        "\n"
        "Q3  Why?\n"
        "    No answer\n"
        "\n"
        "Q4  A letter\n"
        "    letter.pdf\n"
    )


def test_nothing_said_is_said() -> None:
    assert text({}).count("No answer") == 4
