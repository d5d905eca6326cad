"""What reviewers read while those who apply are hidden: nothing says who they are."""

from __future__ import annotations

from typing import Any

from app.reviews.domain.redacting import HIDDEN, redacted, title
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import parse
from app.rfa.domain.snapshots import FileMark, Frozen, differences
from app.rfa.domain.wording import text_of

NAME = "St. Mary's Clinic"
QUESTIONS: list[dict[str, Any]] = [
    {"key": "A1", "kind": "choice", "text": "Kind?", "options": [{"key": "x", "label": "X"}, {"key": "y", "label": "Y"}]},
    {"key": "A2", "kind": "address", "text": "Where?"},
    {"key": "A3", "kind": "person", "text": "Who signs?"},
    {"key": "A4", "kind": "text", "text": "Number?"},
    {"key": "A5", "kind": "long text", "text": "Need?"},
    {"key": "A6", "kind": "long text", "text": "Plan?", "show_if": {"question": "A1", "is": ["x"]}},
    {"key": "A7", "kind": "long text", "text": "Only others?", "show_if": {"question": "A1", "is": ["y"]}},
    {"key": "A8", "kind": "file", "text": "Letter"},
    {"key": "A9", "kind": "team roster", "text": "Team?", "rows": [{"key": "lead", "label": "Lead"}]},
    {"key": "A10", "kind": "multiple choice", "text": "Which?", "options": [{"key": "p", "label": "P"}, {"key": "q", "label": "Q"}]},
    {"key": "A11", "kind": "text", "text": "Called?", "scored": True},
]  # fmt: skip
ANSWERS: dict[str, Any] = {
    "A1": {"value": "x"},
    "A2": {"street": "1 Main Street", "city": "Pearl"},
    "A3": {"name": "Ana Ruiz", "title": "Manager"},
    "A4": {"value": "1234567893"},
    "A5": {
        "value": "At ST. MARY\N{RIGHT SINGLE QUOTATION MARK}S\n clinic Ana  Ruiz sees Mary and Bo."
    },
    "A6": {"value": "We are the Pearl Kids Place"},
    "A7": {"value": "St. Mary's Clinic kept this"},
    "A9": {"lead.name": "Bo", "lead.hours": "10"},
    "A10": {"value": ("p", "q")},
}


def frozen(**given: Any) -> Frozen:
    section = {"key": "one", "code": "1", "title": "One", "questions": QUESTIONS}
    document = parse({"title": "A form", "sections": [section], "criteria": []})
    defaults: dict[str, Any] = {
        "document": document,
        "sections": document.sections,
        "answers": ANSWERS,
        "files": (FileMark("A8", "st-marys.pdf", 10, "0" * 64, 7),),
        "kind": "private",
        "practice": NAME,
        "round_title": "RFA 2026",
    }
    return Frozen(**defaults | given)


def said(of: Frozen) -> dict[str, str]:
    return {
        question.key: text_of(question, of.answers.get(question.key, {}))
        for section in of.sections
        for question in section.questions
    }


def test_places_people_numbers_and_files_are_hidden() -> None:
    shown = redacted(frozen(), {}, reference="CC2-2026-0001")
    words = said(shown)

    assert {words[key] for key in ("A2", "A3", "A4", "A8", "A9")} == {HIDDEN}
    assert shown.files == ()
    assert (words["A1"], words["A10"]) == ("X", "P, Q")
    assert shown.practice == "CC2-2026-0001"
    assert title("CC2-2026-0001") == "Application CC2-2026-0001"


def test_the_names_are_taken_out_of_all_texts_however_they_are_written() -> None:
    words = said(redacted(frozen(), {}, reference="R", names=["Pearl Kids Place", " "]))

    assert words["A5"] == "At [the practice] [a person] sees Mary and Bo."
    assert words["A6"] == "We are the [the practice]"


def test_names_inside_of_other_words_stay() -> None:
    named = frozen(practice="Pearl", answers={"A5": {"value": "Pearls are not Pearl"}})

    assert said(redacted(named, {}, reference="R"))["A5"] == "Pearls are not [the practice]"


def test_places_and_telling_words_of_the_name_are_taken_out_of_texts() -> None:
    typed = "In HINDS county, delta  pines cares for families of Gulf\nPort and Hindsight: Delta's plan."
    named = frozen(
        practice="Delta Pines Family Health Center",
        answers={"A2": {"city": "Pearl"}, "A5": {"value": typed}, "A6": {"value": "PEARL, health"}},
    )
    shown = said(redacted(named, {}, reference="R", places=["Hinds", "Gulf Port", ""]))

    assert shown["A5"] == (
        "In [a place], [the practice] cares for families of [a place] and Hindsight: "
        "[the practice]'s plan."
    )


def test_numbers_and_choices_stay_whatever_the_practice_is_called() -> None:
    questions = [
        *QUESTIONS,
        {"key": "A12", "kind": "whole number", "text": "How many?", "scored": True},
    ]
    section = {"key": "one", "code": "1", "title": "One", "questions": questions}
    document = parse({"title": "A form", "sections": [section], "criteria": []})
    named = frozen(
        document=document,
        sections=document.sections,
        practice="42",
        answers={"A1": {"value": "x"}, "A5": {"value": "Of 42"}, "A12": {"value": "42"}},
    )
    shown = redacted(named, {}, reference="R", places=["X"])

    assert shown.answers["A12"] == {"value": "42"}
    assert shown.answers["A1"] == {"value": "x"}
    assert shown.answers["A5"] == {"value": "Of [the practice]"}


def test_what_staff_wrote_stands_in_the_place_of_the_answer() -> None:
    words = said(redacted(frozen(), {"A3": "The manager", "A5": ""}, reference="R"))

    assert words["A3"] == "The manager"
    assert words["A5"] == ""


def test_only_what_was_asked_is_there_and_it_stays_when_its_decider_is_hidden() -> None:
    words = said(redacted(frozen(), {"A1": "Some kind"}, reference="R"))

    assert words["A1"] == "Some kind"
    assert words["A6"] != ""
    assert "A7" not in words
    assert words["A11"] == ""


def test_nothing_of_a_practice_without_a_name_is_taken_out() -> None:
    nameless = frozen(practice="", answers={"A5": {"value": "We are here"}})

    assert said(redacted(nameless, {}, reference="R"))["A5"] == "We are here"


def test_differences_between_versions_show_nothing_that_is_hidden() -> None:
    after = frozen(answers=ANSWERS | {"A3": {"name": "Cy Young"}, "A6": {"value": "Cy Young came"}})
    before = frozen()
    found = differences(
        redacted(before, {}, reference="R", beside=[after]),
        redacted(after, {}, reference="R", beside=[before]),
    )

    assert [one.question_key for one in found] == ["A6"]
    assert "Cy Young" not in "".join(stretch.text for stretch in found[0].stretches)


def test_the_form_itself_is_redacted_too() -> None:
    shown = redacted(frozen(), {}, reference="R")
    question = shown.document.question("A3")

    assert question is not None
    assert question.kind is Kind.TEXT
