"""What is missing or wrong in an answer, in words that say what to do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rfa.domain import judging
from app.rfa.domain.answers import LONGEST_LINE, LONGEST_TEXT, Answer
from app.rfa.domain.document import Question
from app.rfa.domain.judging import Judged
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import parse
from tests.unit.rfa.documents import form_documents
from tests.unit.rfa.reading import small
from tests.unit.rfa.test_answers import COLUMNS, EVERY, OPTIONS, ROWS, question

FULL = {
    "yes/no": {"value": "yes"},
    "choice": {"value": "a"},
    "multiple choice": {"value": ("a", "b")},
    "text": {"value": "Words"},
    "long text": {"value": "Words\nand more"},
    "whole number": {"value": "1,200"},
    "money": {"value": "$12,500.50"},
    "percent split": {"one": "60", "two": "40"},
    "address": {
        "street": "1 Main St",
        "city": "Jackson",
        "zip": "39216",
        "county": "Hinds",
        "phone": "601-555-0143",
    },
    "person": {
        "name": "Ana",
        "title": "Manager",
        "email": "ana@example.org",
        "phone": "(601) 555-0143 x12",
    },
    "team roster": {"one.name": "Ana", "one.hours": "4"},
    "matrix": {"one": "a", "two": "b"},
    "aim": {
        "what": "Plans",
        "how-much": "60%",
        "by-when": "May",
        "for-whom": "Children",
        "where": "Here",
    },
    "table": {
        "one.count": "1",
        "one.cost": "10",
        "one.why": "x",
        "two.count": "2",
        "two.cost": "0.50",
        "two.why": "y",
    },
    "attestation": {"value": "yes"},
    "file": {},
    "signature": {},
}


def messages(kind: str, answer: Answer | None = None, **more: Any) -> list[str]:
    facts = {name: more.pop(name) for name in ("cap", "files", "counties") if name in more}
    of = question(kind, **EVERY[kind] | more)
    about = Judged({"Q1": answer or {}}, **{"counties": ("Hinds",)} | facts)
    return [fault.message for fault in judging.faults_of(of, about)]


@pytest.mark.parametrize("kind", EVERY)
def test_a_right_answer_of_every_kind_has_no_fault(kind: str) -> None:
    assert messages(kind, FULL[kind], files={"Q1": 1}) == []


@pytest.mark.parametrize("kind", EVERY)
def test_an_optional_question_may_stay_empty(kind: str) -> None:
    assert messages(kind, {}, required="no") == []


@pytest.mark.parametrize(
    ("kind", "sentences"),
    [
        ("yes/no", ["Choose an answer to Q1"]),
        ("choice", ["Choose an answer to Q1"]),
        ("multiple choice", ["Choose an answer to Q1"]),
        ("text", ["Answer Q1"]),
        ("long text", ["Answer Q1"]),
        ("whole number", ["Answer Q1"]),
        ("money", ["Answer Q1"]),
        ("percent split", ["Fill in “One” in Q1", "Fill in “Two” in Q1"]),
        ("person", [f"Fill in “{p}” in Q1" for p in ("Name", "Title", "Email", "Phone")]),
        ("matrix", ["Choose an answer for “One” in Q1", "Choose an answer for “Two” in Q1"]),
        ("team roster", ["Fill in “One: name” in Q1"]),
        ("file", ["Attach a file to Q1"]),
        ("attestation", ["Tick the box in Q1 to agree"]),
        ("signature", []),
    ],
)
def test_what_is_missing_is_asked_for(kind: str, sentences: list[str]) -> None:
    assert messages(kind) == sentences


def test_an_optional_answer_that_was_begun_is_completed() -> None:
    begun = {"name": "Ana", "email": "ana@example.org"}

    assert messages("person", begun, required="no") == [
        "Fill in “Title” in Q1",
        "Fill in “Phone” in Q1",
    ]


@pytest.mark.parametrize("kind", ["choice", "multiple choice", "yes/no"])
@pytest.mark.parametrize("typed", ["c", ("a", "c"), "maybe", "<script>"])
def test_only_what_is_offered_can_be_chosen(kind: str, typed: Any) -> None:
    assert messages(kind, {"value": typed}) == ["Choose from the list"]


def test_a_county_outside_of_the_round_is_not_offered() -> None:
    address = FULL["address"] | {"county": "Rankin"}

    assert messages("address", address) == ["Choose from the list"]
    assert messages("address", address, counties=("Hinds", "Rankin")) == []


@pytest.mark.parametrize("typed", ["12.5", "-1", "abc", "1,20", "1e3", "٣", "²", "9" * 11, "1 000"])
def test_a_number_is_whole(typed: str) -> None:
    assert messages("whole number", {"value": typed}) == [
        "Enter a whole number for “What?”, such as 120"
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("4", "Enter 5 or more"), ("5", ""), ("1,000", ""), ("1001", "Enter 1,000 or less")],
)
def test_a_number_stays_within_its_bounds(typed: str, sentence: str) -> None:
    found = messages("whole number", {"value": typed}, least=5, most=1000)

    assert found == ([sentence] if sentence else [])


def test_a_number_without_bounds_still_has_an_end() -> None:
    assert messages("whole number", {"value": "1000000000"}) == []
    assert messages("whole number", {"value": "1000000001"}) != []


@pytest.mark.parametrize("typed", ["a lot", "12.345", "-5", "$", "1,00", "٣٠", "1e5", "12 500"])
def test_an_amount_is_in_dollars(typed: str) -> None:
    assert messages("money", {"value": typed}) == ["Enter an amount in dollars, such as 12,500"]


def test_nobody_asks_for_more_than_the_round_gives() -> None:
    sentence = "Ask for $25,000 or less: that is the most in this round"

    assert messages("money", {"value": "25,000"}, cap=25_000) == []
    assert messages("money", {"value": "25,000.01"}, cap=25_000) == [sentence]


def test_an_amount_with_bounds_of_its_own_has_those() -> None:
    assert messages("money", {"value": "4.99"}, least=5, most=90_000, cap=25_000) == [
        "Enter $5 or more"
    ]
    assert messages("money", {"value": "90,000"}, least=5, most=90_000, cap=25_000) == []
    assert messages("money", {"value": "90,001"}, most=90_000, cap=25_000) == [
        "Enter $90,000 or less"
    ]


@pytest.mark.parametrize(
    ("pattern", "right", "wrong", "sentence"),
    [
        ("phone", "601-555-0143", "abc", "Enter a phone number with 10 digits, such as"),
        ("phone", "+1 601 555 0143 ext. 5", "٦٠١٥٥٥٠١٤٣", "Enter a phone number with 10 digits"),
        ("email", "ana@example.org", "ana@example", "Enter an email address in the form"),
        ("npi", "1234567893", "123456789", "Enter the NPI as 10 digits"),
        ("zip", "39216-1234", "3921", "Enter a ZIP code with 5 digits"),
        ("zip", "39216", "٣٩٢١٦", "Enter a ZIP code with 5 digits"),
    ],
)
def test_patterns_say_what_they_want(pattern: str, right: str, wrong: str, sentence: str) -> None:
    assert messages("text", {"value": right}, pattern=pattern) == []
    (message,) = messages("text", {"value": wrong}, pattern=pattern)
    assert message.startswith(sentence)


@pytest.mark.parametrize("kind", ["text", "long text"])
def test_words_are_counted_and_the_surplus_is_said(kind: str) -> None:
    assert messages(kind, {"value": "one two\nthree"}, words=3) == []
    assert messages(kind, {"value": "one two three four"}, words=3) == [
        "Shorten your answer to 3 words: it has 1 too many"
    ]


def test_characters_are_counted_and_the_surplus_is_said() -> None:
    assert messages("long text", {"value": "x" * 5}, characters=5) == []
    assert messages("long text", {"value": "x" * 7}, characters=5) == [
        "Shorten your answer to 5 characters: it has 2 too many"
    ]


def test_the_limit_of_an_aim_is_about_its_text() -> None:
    aim = FULL["aim"] | {"what": "one two three", "where": "In all of our clinics"}

    assert messages("aim", aim, words=3) == []
    assert messages("aim", aim, words=2) == ["Shorten your answer to 2 words: it has 1 too many"]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ({"one": "60", "two": "39"}, "The parts add up to 99%. They must make 100%"),
        ({"one": "100", "two": "1"}, "The parts add up to 101%. They must make 100%"),
        ({"one": "100", "two": "0"}, ""),
        ({"one": "100"}, "Fill in “Two” in Q1"),
        ({"one": "half", "two": "50"}, "Enter a whole number for “One”, such as 120"),
    ],
)
def test_shares_make_a_hundred(shares: Answer, sentence: str) -> None:
    assert messages("percent split", shares) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("team", "sentences"),
    [
        ({"one.name": "Ana", "one.hours": "6"}, ["Fill in “Two: name” in Q1"]),
        ({"two.name": "Ben"}, ["Fill in “One: name” in Q1", "Fill in “Two: hours a month” in Q1"]),
        ({"two.hours": "3"}, ["Fill in “Two: name” in Q1", "Fill in “One: name” in Q1"]),
        (
            {"one.name": "Ana", "one.hours": "2", "two.name": "Ben", "two.hours": "3"},
            ["The hours add up to 5. Free at least 6 hours a month"],
        ),
        ({"one.name": "Ana", "one.hours": "2", "two.name": "Ben", "two.hours": "4"}, []),
    ],
)
def test_a_roster_names_enough_people_with_enough_hours(team: Answer, sentences: list[str]) -> None:
    assert messages("team roster", team, least=2, hours=6) == sentences


def test_a_line_of_a_roster_that_was_begun_has_a_name() -> None:
    team = {"one.name": "Ana", "one.hours": "2", "two.credentials": "RN"}

    assert messages("team roster", team) == ["Fill in “Two: name” in Q1"]


def test_a_roster_may_ask_for_nobody() -> None:
    assert messages("team roster", {}, least=0) == []
    assert messages("team roster", {}, least=0, hours=6) == []


def budget(answer: Answer, asked: str = "100", **more: Any) -> list[str]:
    rows = [ROWS[0] | {"above_zero": True}, ROWS[1]]
    table = {"key": "Q2", "kind": "table", "text": "Lines", "matches": "Q1", "rows": rows}
    document = small({"key": "Q1", "kind": "money", "text": "How much?"}, table | more)
    about = Judged({"Q1": {"value": asked} if asked else {}, "Q2": answer})
    of = document.question("Q2")
    assert of is not None
    return [fault.message for fault in judging.faults_of(of, about)]


COST = [{"key": "cost", "label": "Cost", "kind": "money"}]
NOTED = [{"key": "why", "label": "Why", "kind": "text"}, *COST]


@pytest.mark.parametrize(
    ("cells", "asked", "sentences"),
    [
        ({"one.cost": "60", "two.cost": "40"}, "100", []),
        ({"one.cost": "60", "two.cost": "40"}, "", []),
        ({"one.cost": "60", "two.cost": "40"}, "a lot", []),
        (
            {"one.cost": "60", "two.cost": "30.50"},
            "$1,000",
            ["The lines add up to $90.50. They must make $1,000, as in Q1"],
        ),
        ({"one.cost": "0", "two.cost": "100"}, "100", ["“One” cannot be 0"]),
        ({"one.cost": "x", "two.cost": "1"}, "1", ["Enter an amount in dollars, such as 12,500"]),
        ({"one.cost": "100"}, "100", ["Fill in “Two: Cost” in Q2"]),
    ],
)
def test_a_budget_makes_what_is_asked_for(cells: Answer, asked: str, sentences: list[str]) -> None:
    assert budget(cells, asked, columns=COST) == sentences


def test_a_table_is_summed_by_its_first_column_of_numbers() -> None:
    cells = {"one.why": "Nurse", "one.cost": "60", "two.why": "Travel", "two.cost": "30"}

    assert budget(cells, columns=NOTED) == [
        "The lines add up to $90. They must make $100, as in Q1"
    ]
    assert budget(cells | {"two.cost": "40"}, columns=NOTED) == []


def test_a_table_of_words_has_nothing_to_sum() -> None:
    assert budget({"one.why": "Nurse", "two.why": "Travel"}, columns=NOTED[:1]) == []


def test_totals_are_of_the_columns_that_hold_numbers() -> None:
    of = question("table", rows=ROWS, columns=COLUMNS)

    assert {k: str(v) for k, v in judging.totals(of, FULL["table"]).items()} == {
        "count": "3",
        "cost": "10.50",
    }


def test_faults_are_those_of_questions_that_are_asked() -> None:
    document = small(
        {"key": "Q1", "kind": "yes/no", "text": "?"},
        {"key": "Q2", "kind": "text", "text": "?", "show_if": {"question": "Q1", "is": ["no"]}},
        {"key": "Q3", "kind": "text", "text": "?", "only_for": ["private"]},
    )

    def fields(kind: str, **answers: Any) -> list[str]:
        found = judging.faults(document.sections, Judged(answers, kind))
        return [fault.field for _, fault in found]

    assert fields("fqhc") == ["Q1"]
    assert fields("fqhc", Q1={"value": "yes"}) == []
    assert fields("fqhc", Q1={"value": "no"}) == ["Q2"]
    assert fields("private", Q1={"value": "yes"}) == ["Q3"]


def test_while_writing_only_what_is_wrong_or_needed_now_is_shown() -> None:
    document = small(
        {"key": "Q1", "kind": "text", "text": "?", "required": "now"},
        {"key": "Q2", "kind": "text", "text": "?"},
        {"key": "Q3", "kind": "text", "text": "?", "pattern": "phone"},
    )
    found = judging.faults_in(document.sections[0], Judged({"Q3": {"value": "abc"}}))

    assert [fault.field for fault in found] == ["Q1", "Q2", "Q3"]
    assert [fault.field for fault in judging.shown_on_page(found)] == ["Q1", "Q3"]


def test_a_fault_leads_to_its_control() -> None:
    found = judging.faults_of(question("person"), Judged({}))
    file = judging.faults_of(question("file"), Judged({}))

    assert [fault.field for fault in found] == ["Q1-name", "Q1-title", "Q1-email", "Q1-phone"]
    assert [fault.field for fault in file] == ["Q1"]


@pytest.mark.parametrize(
    ("kind", "part", "most"),
    [
        ("text", "value", LONGEST_LINE),
        ("person", "phone", LONGEST_LINE),
        ("long text", "value", LONGEST_TEXT),
        ("aim", "what", LONGEST_TEXT),
    ],
)
def test_a_text_without_end_is_not_kept(kind: str, part: str, most: int) -> None:
    of = question(kind)

    assert judging.too_long(of, {part: "x" * most}) is None
    fault = judging.too_long(of, {part: "x" * (most + 7)})
    assert fault is not None
    assert fault.message == f"This is not saved: it is 7 characters too long. The most is {most:,}"


def test_choices_are_never_too_long() -> None:
    of = question("multiple choice", options=OPTIONS)

    assert judging.too_long(of, {"value": ("x" * 900,)}) is None


TYPED = st.text(max_size=30) | st.sampled_from(["yes", "no", "12", "$5", "choice-0", "a@b.cd"])


@given(form_documents(every_kind=True), st.data())
def test_any_answers_to_any_form_can_be_judged(source: dict[str, Any], data: st.DataObject) -> None:
    from app.rfa.domain.answers import read_section

    document = parse(source)
    answers = {
        key: answer
        for section in document.sections
        for key, answer in read_section(
            section, lambda _: data.draw(st.lists(TYPED, max_size=2))
        ).items()
    }
    about = Judged(answers, data.draw(st.sampled_from(["fqhc", "private"])), cap=100)

    for section, fault in judging.faults(document.sections, about):
        assert fault.message
        assert fault.question in section.questions


def test_an_answer_that_names_a_patient_cannot_be_sent() -> None:
    asked = Question("B4", Kind.LONG_TEXT, "What is the need?")
    found = judging.faults_of(asked, Judged({"B4": {"value": "Our Ana, DOB 3/14/2015, waits."}}))

    assert [fault.message for fault in found] == [
        "This looks like a date of birth. Take it out: no patient details belong here."
    ]
