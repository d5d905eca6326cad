"""Form documents: what parses, what is refused, and on which line."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rfa.domain.document import Question
from app.rfa.domain.fitting import APPLICANT_KINDS
from app.rfa.domain.kinds import Kind, Outcome, Required
from app.rfa.domain.lines import line_at, lines_of
from app.rfa.domain.parsing import parse, parse_text, text_of
from app.rfa.domain.reading import BadDocument, Problem
from app.rfa.queries.rounds import shipped_form
from tests.support.build import SMALL_FORM
from tests.unit.rfa.documents import Source, form_documents

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def form(**given: Any) -> Source:
    """The small form with other members."""
    return copy.deepcopy(SMALL_FORM) | given


def asking(**given: Any) -> Source:
    """A form of two questions: a yes/no question "Q0", then one with `given`."""
    questions = [
        {"key": "Q0", "kind": "yes/no", "text": "First?"},
        {"key": "Q1", "kind": "text", "text": "Then?"} | given,
    ]
    return {"title": "T", "sections": [{"key": "s", "code": "S", "title": "S", "questions": questions}]}  # fmt: skip


def problems(source: Any) -> dict[tuple[str | int, ...], str]:
    with pytest.raises(BadDocument) as bad:
        parse(source)
    return {problem.path: problem.message for problem in bad.value.problems}


def trouble(text: str) -> tuple[Problem, ...]:
    """What is wrong with a text; nothing when it parses."""
    try:
        parse_text(text)
    except BadDocument as bad:
        return bad.problems or (Problem((), "refused without a reason", 0),)
    return ()


def messages(source: Any) -> list[str]:
    return list(problems(source).values())


# what parses


@given(form_documents())
def test_any_valid_form_survives_being_written_and_read(source: Source) -> None:
    document = parse(source)
    assert parse_text(text_of(document.source)) == document
    assert parse(json.loads(json.dumps(source))) == document
    assert document.source == source


@given(form_documents(every_kind=True, rubric=True))
def test_a_form_can_ask_every_kind_of_question(source: Source) -> None:
    document = parse(source)
    assert {question.kind for question in document.questions()} == set(Kind)
    assert sum(criterion.points for criterion in document.criteria) == 100
    assert document.signature is not None


def test_the_shipped_form_is_valid() -> None:
    document = parse(shipped_form())
    assert len(document.sections) > 5
    assert document.question("E2") is document.screening[0]
    assert len(document.screening) <= 8


def test_a_form_has_one_text_whatever_order_a_database_gives_its_members() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(value)}
        return [turned(one) for one in value] if isinstance(value, list) else value

    text = text_of(shipped_form())
    assert text_of(turned(shipped_form())) == text
    assert text.startswith('{\n  "title": "CYSHCN Cares 2')
    question = text[text.index('"key": "E2"') :]
    assert question.index('"kind"') < question.index('"text"') < question.index('"options"')


def test_what_is_not_said_is_as_usual() -> None:
    question = parse(asking()).question("Q1")
    assert question == Question("Q1", Kind.TEXT, "Then?")
    assert question.required is Required.SUBMIT


def test_a_form_finds_its_parts_by_key() -> None:
    document = parse(form())
    assert document.section("plan") is document.sections[1]
    assert document.section_of("P1") is document.sections[1]
    assert document.section("x") is document.question("x") is document.section_of("x") is None
    first = document.question("Q1")
    assert first is not None
    assert first.label_of("fqhc") == "Health center"
    assert first.label_of("x") == "x"
    assert first.screen["emergency"].outcome is Outcome.NOT_ELIGIBLE
    assert parse(asking()).signature is None


# what is refused


@given(ANYTHING)
def test_whatever_is_no_form_is_refused_with_reasons(source: Any) -> None:
    assert all(messages(source))


@given(form_documents(), st.data())
def test_a_form_with_anything_in_a_wrong_place_is_read_or_refused_and_never_breaks(
    source: Source, data: st.DataObject
) -> None:
    text = text_of(source)
    path = data.draw(st.sampled_from([one for one in lines_of(text) if one]))
    spoilt = json.loads(text)
    inner = spoilt
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = data.draw(ANYTHING)
    found = trouble(json.dumps(spoilt, indent=1))
    assert all(problem.line >= 1 and problem.place for problem in found)


@given(st.text())
def test_text_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(BadDocument):
        parse_text(text)


def test_numbers_that_json_does_not_know_and_endless_nesting_are_refused() -> None:
    deep = ("[" * depth + "]" * depth for depth in (300, 600, 900, 100_000))
    for text in ("{", '{"title": NaN}', "-Infinity", "9" * 5000, *deep):
        with pytest.raises(BadDocument):
            parse_text(text)


def test_text_in_escapes_is_as_clean_as_text_that_is_typed() -> None:
    source = asking(text="QUESTION", SPOILT=1)
    written = json.dumps(source).replace("QUESTION", r"a\u0000b \ud800c \ud83d\ude00")
    with pytest.raises(BadDocument) as bad:
        parse_text(written.replace("SPOILT", r"x\udfff"))
    assert [problem.message for problem in bad.value.problems] == [
        "“x” is not known here. Check its spelling."
    ]
    question = parse_text(written.replace(', "SPOILT": 1', "")).question("Q1")
    assert question is not None
    assert question.text == "ab c \U0001f600"


@pytest.mark.parametrize(
    ("source", "path", "message"),
    [
        ([], (), "Write an object in { }."),
        (form(title=""), ("title",), "Fill in “title”."),
        (form(title=7), ("title",), "“title” is text in quotes."),
        (form(title="x" * 201), ("title",), "Shorten “title” to 200 characters."),
        (form(colour="red"), ("colour",), "“colour” is not known here. Check its spelling."),
        (form(sections=[]), ("sections",), "“sections” is a list of 1 to 30 things."),
        (form(sections="none"), ("sections",), "“sections” is a list of 1 to 30 things."),
        (form(sections=["x"]), ("sections", 0), "Write an object in { }."),
        (
            form(criteria=[]) | {"sections": SMALL_FORM["sections"] * 2},
            ("sections", 4, "key"),
            "The section key “profile” is used twice.",
        ),
    ],
)
def test_a_whole_form_says_what_is_wrong(
    source: Any, path: tuple[str | int, ...], message: str
) -> None:
    assert problems(source)[path] == message


@pytest.mark.parametrize(
    ("given", "step", "message"),
    [
        ({"key": "1x"}, "key", "Give it a key of letters and digits, such as “b4”."),
        ({"key": None}, "key", "Give it a key of letters and digits, such as “b4”."),
        ({"key": "Q0"}, "key", "The question key “Q0” is used twice."),
        ({"text": " "}, "text", "Fill in “text”."),
        ({"scored": "yes"}, "scored", "“scored” is true or false."),
        ({"words": 0}, "words", "“words” is a whole number from 1 to 999,999,999."),
        ({"words": True}, "words", "“words” is a whole number from 1 to 999,999,999."),
        ({"words": 10**9}, "words", "“words” is a whole number from 1 to 999,999,999."),
        ({"words": 5, "characters": 5}, "words", "Limit either words or characters, not both."),
        ({"least": 2, "most": 1}, "least", "The least may not be above the most."),
        ({"required": "soon"}, "required", "“required” is one of: now, at submit, no."),
        ({"required": []}, "required", "“required” is one of: now, at submit, no."),
        ({"pattern": "iban"}, "pattern", "Use one of: phone, email, npi, zip."),
        ({"kind": "choice"}, "options", "“options” is a list of 1 to 100 things."),
        ({"kind": "matrix"}, "rows", "“rows” is a list of 1 to 100 things."),
        ({"only_for": ["hospital"]}, "only_for", f"Use: {', '.join(APPLICANT_KINDS)}."),
        ({"matches": "Q0"}, "matches", "Name a money question that is asked before this one."),
        ({"matches": "Q9"}, "matches", "Name a money question that is asked before this one."),
        ({"least": 10**22}, "least", "“least” is a whole number from 0 to 999,999,999."),
        ({"kind": "percent split", "rows": [{"key": "r", "label": "R"}]}, "rows", "“rows” is a list of 2 to 100 things."),
        ({"show_if": {"question": "Q9", "is": ["yes"]}}, "show_if", "“Q9” is not asked before this question."),
        ({"show_if": {"question": "Q0", "is": ["maybe"]}}, "show_if", "“maybe” is no answer to Q0."),
        ({"kind": "essay"}, "kind", "“kind” is one of: " + ", ".join(Kind) + "."),
        ({"kind": "table", "rows": [{"key": "r", "label": "R"}], "columns": [{"key": "c", "label": "C", "kind": "file"}]}, "columns", "A column holds whole number, money or text."),
    ],
)  # fmt: skip
def test_a_question_says_what_is_wrong_and_where(
    given: dict[str, Any], step: str, message: str
) -> None:
    assert problems(asking(**given))[("sections", 0, "questions", 1, step)] == message


@pytest.mark.parametrize(
    "key",
    ["csrf_token", "seen_version", "kept_over", "go", "keep", "main", "password", "newPassword_2"],
)
def test_a_question_does_not_take_a_name_that_the_pages_need(key: str) -> None:
    text = text_of(asking(key=key))
    (problem,) = trouble(text)
    assert problem.message == f"The portal needs the name “{key}” itself. Choose another."
    assert problem.place == "section 1, question 2, key"
    assert f'"key": "{key}"' in text.splitlines()[problem.line - 1]


@pytest.mark.parametrize("key", ["goal", "GO", "keeper", "main2", "pass_word"])
def test_a_question_may_have_a_name_that_only_looks_like_it(key: str) -> None:
    assert parse(asking(key=key)).sections[0].questions[1].key == key


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"kinds": ["exe"]}, "“exe” is no kind of file. Use: pdf, docx, xlsx, csv, png, jpg, txt."),
        ({"megabytes": 26}, "A file may have up to 25 MB."),
        ({"count": 21}, "Ask for at most 20 files."),
    ],
)
def test_files_are_of_known_kinds_small_and_few(files: dict[str, Any], message: str) -> None:
    path = ("sections", 0, "questions", 1, "files", next(iter(files)))
    assert problems(asking(kind="file", files=files)) == {path: message}
    assert parse(asking(kind="file", files={"megabytes": 25, "count": 20}))


def test_no_two_answers_of_a_question_look_the_same() -> None:
    labels = ("Weekly", "Monthly", "WEEKLY ", "", "")
    options = [{"key": f"o{n}", "label": label} for n, label in enumerate(labels)]
    at = ("sections", 0, "questions", 1, "options")
    assert problems(asking(kind="choice", options=options)) == {
        (*at, 2, "label"): "Two answers are called “WEEKLY”. Change one.",
        (*at, 3, "label"): "Fill in “label”.",
        (*at, 4, "label"): "Fill in “label”.",
    }


def test_a_column_of_no_kind_is_named_where_it_is() -> None:
    row, column = {"key": "r", "label": "R"}, {"key": "c", "label": "C", "kind": "odd"}
    at = ("sections", 0, "questions", 1, "columns", 0, "kind")
    assert at in problems(asking(kind="table", rows=[row], columns=[column]))


def test_a_question_cannot_depend_on_a_text() -> None:
    source = asking(show_if={"question": "Q0", "is": ["yes"]})
    source["sections"][0]["questions"][0]["kind"] = "text"
    assert messages(source) == ["Only yes/no and choice questions can decide this."]


def test_lists_of_texts_hold_texts() -> None:
    assert messages(asking(only_for=[7])) == ["“only_for” lists texts in quotes."]


def test_options_and_rows_have_what_belongs_to_them_and_nothing_else() -> None:
    odd = {"key": "a", "label": "A", "kind": "money"}
    assert problems(asking(kind="choice", options=[odd])) == {
        ("sections", 0, "questions", 1, "options", 0, "kind"): (
            "“kind” is not known here. Check its spelling."
        )
    }
    loose = [{"key": "a", "label": "A", "above_zero": 1}]
    columns = [{"key": "c", "label": "C", "kind": "money"}]
    assert messages(asking(kind="table", rows=loose, columns=columns)) == [
        "“above_zero” is true or false."
    ]


def test_a_key_in_a_list_is_there_once() -> None:
    twice = [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]
    assert messages(asking(kind="choice", options=twice)) == [
        "The key of the options “a” is used twice."
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"screen": {"x": {"outcome": "eligible"}}}, "Only yes/no and choice questions can screen."),
        ({"kind": "yes/no", "screen": {"maybe": {"outcome": "eligible"}}}, "“maybe” is no answer to this question."),
        ({"kind": "yes/no", "screen": {"yes": {"outcome": "lucky"}}}, "“outcome” is one of: eligible, not eligible, talk to us."),
    ],
)  # fmt: skip
def test_only_answers_screen(given: dict[str, Any], message: str) -> None:
    assert message in messages(asking(**given))


def test_a_form_has_few_screening_questions_and_one_signature() -> None:
    rule = {"no": {"outcome": "talk to us", "reason": "Call."}}
    many = [{"key": f"Q{n}", "kind": "yes/no", "text": "?", "screen": rule} for n in range(9)] + [
        {"key": f"S{n}", "kind": "signature", "text": "True."} for n in range(2)
    ]
    source = asking()
    source["sections"][0]["questions"] = many
    with pytest.raises(BadDocument) as bad:
        parse(source)
    found = {problem.message for problem in bad.value.problems}
    assert found == {"Ask at most 8 screening questions.", "A form has one signature."}


def test_a_form_asks_200_questions_at_most() -> None:
    sections = [
        {"key": f"s{s}", "code": "S", "title": "S", "questions": [
            {"key": f"Q{s}_{q}", "kind": "text", "text": "?"} for q in range(60)
        ]} for s in range(4)
    ]  # fmt: skip
    assert messages({"title": "T", "sections": sections}) == ["Ask at most 200 questions."]


def test_a_section_waits_for_earlier_ones_only() -> None:
    source = form()
    source["sections"][0]["waits_for"] = ["plan"]
    assert problems(source) == {("sections", 0, "waits_for"): "“plan” is no earlier section."}


def test_the_rubric_is_about_sections_and_its_points_make_100() -> None:
    one = {"key": "K1", "title": "Plan", "section": "nowhere", "points": 99, "anchors": {"6": "?"}}
    assert problems(form(criteria=[one])) == {
        ("criteria", 0, "anchors", "6"): "Scores go from 0 to 5."
    }
    assert problems(form(criteria=[one | {"anchors": {}}, one | {"anchors": {}}])) == {
        ("criteria", 1, "key"): "The criterion key “K1” is used twice.",
        ("criteria", 0, "section"): "“nowhere” is no section.",
        ("criteria", 1, "section"): "“nowhere” is no section.",
        ("criteria",): "The points add up to 198. They must make 100.",
    }


# where it is


def test_a_mistake_is_named_with_its_line_and_place() -> None:
    source = form()
    source["sections"][1]["questions"][0]["words"] = "many"
    with pytest.raises(BadDocument) as bad:
        parse_text(text_of(source))
    (problem,) = bad.value.problems
    assert '"words": "many"' in text_of(source).splitlines()[problem.line - 1]
    assert problem.place == "section 2, question 1, words"
    assert str(bad.value).startswith(f"line {problem.line}: ")
    assert Problem((), "?").place == "the document"


def test_text_that_is_no_json_is_named_with_its_line() -> None:
    with pytest.raises(BadDocument) as bad:
        parse_text('{\n"title": "T"\n"sections": []}')
    assert [problem.line for problem in bad.value.problems] == [3]


def test_a_member_that_stands_twice_is_named_with_its_line() -> None:
    text = text_of(form())
    spoilt = text.replace('"title": "A small form"', '"title": "A small form",\n"title": "Other"')
    (problem,) = trouble(spoilt)
    assert (problem.line, problem.place) == (3, "title")
    assert problem.message == "“title” stands here twice. Keep one of them."
    odd = (
        r'{"a": {"b": 1}, "a": {"b": 2, "c\u0000": [1],' + "\n" + r'"c\u0000": [1]}, "sections": 1}'
    )
    assert [(one.line, one.place) for one in trouble(odd)][:1] == [(1, "a")]
    assert "\0" not in str([one.message for one in trouble(odd)])
    nested = trouble('{"a": {"b\\u0000": 1,\n"b\\u0000": 2}}')
    assert (2, "“b” stands here twice. Keep one of them.") in [(p.line, p.message) for p in nested]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 5000])  # fmt: skip
def test_a_number_that_no_form_can_have_is_named_with_its_line_and_reason(number: str) -> None:
    source = form()
    source["sections"][1]["questions"][0]["words"] = "NUMBER"
    (problem,) = trouble(text_of(source).replace('"NUMBER"', number))
    assert '"NUMBER"' in text_of(source).splitlines()[problem.line - 1]
    assert problem.message == "“words” is a whole number from 1 to 999,999,999."


@given(form_documents())
def test_every_place_of_a_form_has_its_line(source: Source) -> None:
    text = text_of(source)
    lines, shown = lines_of(text), text.split("\n")
    for number, section in enumerate(source["sections"]):
        line = lines["sections", number, "title"]
        assert json.dumps(section["title"], ensure_ascii=False) in shown[line - 1]
    assert max(lines.values()) <= len(shown)
    assert line_at(lines, ("sections", 0, "nothing", "here")) == lines["sections", 0]
    assert line_at({}, ("x",)) == 1


# ------------------------------------------------------------------ what a charter takes over


def test_a_form_may_say_what_a_charter_takes_over() -> None:
    source = form(carries={"P1": "aim", "Q2": "members"})

    assert parse(source).carries == {"P1": "aim", "Q2": "members"}
    assert parse(form()).carries == {}
    assert list(json.loads(text_of(source)))[-1] == "carries"


@pytest.mark.parametrize(
    ("carries", "message"),
    [
        ({"Z9": "aim"}, "“Z9” is no question of this form."),
        ({"P1": "shoe size"}, "“shoe size” is no part of a charter. Use: members, profile"),
        ({"P1": 3}, "“P1” is text in quotes."),
        ([], ""),
        ([1], "Write an object in { }."),
    ],
)
def test_what_a_charter_takes_over_must_be_there(carries: Any, message: str) -> None:
    if not message:
        assert parse(form(carries=carries)).carries == {}
        return
    with pytest.raises(BadDocument) as bad:
        parse(form(carries=carries))
    assert message in str(bad.value)
