"""Carrying an application into a charter: nothing is lost, made up or changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.awards.domain.carrying import LONGEST_SOURCE, carried, mapping, source_of
from app.charter.domain.fields import FIELDS
from app.operations.demo.application_answers import complete
from app.rfa.domain.answers import parts_of
from app.rfa.domain.document import Question
from app.rfa.domain.kinds import WITHOUT_ANSWER, Kind
from app.rfa.domain.parsing import parse
from app.rfa.domain.snapshots import fingerprint, opened
from app.rfa.queries.rounds import shipped_form
from tests.unit.rfa.documents import Source, form_documents

TYPED = st.text("abc xyz01", min_size=1, max_size=12).map(str.strip).filter(bool)


def frozen(form: Source, answers: dict[str, Any]) -> dict[str, Any]:
    """A snapshot of a form with these answers."""
    return {
        "format": 1,
        "round": "RFA 2026",
        "practice": "Delta Pines",
        "kind": "fqhc",
        "form": form,
        "sections": [section["key"] for section in form["sections"]],
        "answers": answers,
        "files": [],
    }


def asking(*questions: dict[str, Any], **given: Any) -> Source:
    return {
        "title": "Another form",
        "sections": [{"key": "all", "code": "1", "title": "All", "questions": list(questions)}],
        "criteria": [],
    } | given


def demo() -> dict[str, Any]:
    """A whole application on the form that the portal ships."""
    sections = complete("Delta Pines", "Indianola", "Sunflower", "fqhc")
    answers = {key: answer for section in sections.values() for key, answer in section.items()}
    measures = parse(shipped_form()).question("D3")
    assert measures is not None
    answers["D3"] = {row.key: "untested" for row in measures.rows}
    return frozen(shipped_form(), answers)


def test_the_shipped_form_fills_the_whole_charter() -> None:
    found = carried(opened(demo()))
    by_field = {one.field: one for one in found.entries}

    assert [one.field for one in found.entries] == [field.key for field in FIELDS]
    assert by_field["aim"].source == "G1. What do you want to change in 12 months?"
    assert by_field["ehr"].source.startswith("D2. ")
    assert by_field["profile"].source.startswith("A1. Legal name, and the name you go by; A2. ")
    assert len(by_field["profile"].source) <= LONGEST_SOURCE
    assert {one.role for one in found.members} >= {"QI lead", "Care coordinator"}
    assert all(one.source.startswith("C1. ") for one in found.members)
    assert found.measures


def test_the_parts_of_the_aim_stand_in_their_fields_and_make_its_sentence() -> None:
    form = asking({"key": "Z1", "kind": "aim", "text": "What is your aim?"})
    answer = {"what": "Shared plans", "how-much": "from 10% to 60%", "by-when": "by May 2027"}
    found = {one.field: one.text for one in carried(opened(frozen(form, {"Z1": answer}))).entries}

    assert found == {
        "aim": "Shared plans, from 10% to 60%, by May 2027",
        "aim-what": "Shared plans",
        "aim-how-much": "from 10% to 60%",
        "aim-by-when": "by May 2027",
        "baseline": "from 10% to 60%",
    }


def test_another_form_is_known_by_the_kinds_of_its_questions() -> None:
    rows = [{"key": "lead", "label": "Lead"}, {"key": "data", "label": "Data"}]
    form = asking(
        {"key": "G1", "kind": "text", "text": "Something else under a known key"},
        {"key": "Z1", "kind": "aim", "text": "Aim?"},
        {"key": "Z2", "kind": "team roster", "text": "Team?", "rows": rows},
        {"key": "Z3", "kind": "text", "text": "Which EHR do you use?"},
        {"key": "Z4", "kind": "text", "text": "Which other health record?"},
    )
    assert mapping(parse(form)) == {"Z1": "aim", "Z2": "members", "Z3": "ehr"}


def test_what_the_form_says_itself_counts_first() -> None:
    form = asking(
        {"key": "G2", "kind": "long text", "text": "First test?"},
        {"key": "Z1", "kind": "long text", "text": "Your aim?"},
        {"key": "Z2", "kind": "aim", "text": "More aims?"},
        {"key": "Z3", "kind": "person", "text": "Who leads?"},
        {
            "key": "Z4",
            "kind": "multiple choice",
            "text": "Measures?",
            "options": [{"key": "dental-home", "label": "Dental home"}],
        },
        {"key": "Z5", "kind": "text", "text": "Who else?"},
        carries={
            "G2": "barriers",
            "Z1": "aim",
            "Z2": "need",
            "Z3": "members",
            "Z4": "measures",
            "Z5": "members",
        },
    )
    answers = {
        "G2": {"value": "Time"},
        "Z1": {"value": "Better"},
        "Z2": {"what": "More"},
        "Z3": {"name": "Ana", "title": "Manager"},
        "Z4": {"value": ["dental-home"]},
        "Z5": {"value": "Ben"},
    }
    found = carried(opened(frozen(form, answers)))

    assert {one.field: one.text for one in found.entries} == {
        "need": "What will get better?: More",
        "barriers": "Time",
        "aim": "Better",
        "measures": "Dental home",
    }
    assert [(one.role, one.name) for one in found.members] == [("Manager", "Ana")]
    assert found.measures == {"dental-home"}


def test_several_answers_share_a_field_in_the_order_of_the_form() -> None:
    form = asking(
        {"key": "C4", "kind": "long text", "text": "Changes?"},
        {"key": "D5", "kind": "long text", "text": "Problems?"},
    )
    answers = {"D5": {"value": "Old record"}, "C4": {"value": "New owner"}}
    (one,) = carried(opened(frozen(form, answers))).entries

    assert (one.text, one.source) == ("New owner\nOld record", "C4. Changes?; D5. Problems?")


@pytest.mark.parametrize(
    ("hours", "found"), [("6", 6), ("744", 744), ("745", None), ("many", None), ("9" * 9, None)]
)
def test_hours_are_taken_over_when_they_are_hours(hours: str, found: int | None) -> None:
    rows = [{"key": "lead", "label": "Lead"}, {"key": "data", "label": "Data"}]
    form = asking({"key": "C1", "kind": "team roster", "text": "Team?", "rows": rows})
    answers = {"C1": {"lead.name": "Ana", "lead.hours": hours, "data.hours": "3"}}
    (member,) = carried(opened(frozen(form, answers))).members

    assert (member.role, member.name, member.hours) == ("Lead", "Ana", found)


def test_a_measure_is_named_when_it_can_be_reported() -> None:
    form = asking(
        {
            "key": "D3",
            "kind": "matrix",
            "text": "Measures?",
            "rows": [{"key": key, "label": key} for key in ("one", "two", "three")],
            "options": [{"key": key, "label": key} for key in ("tested", "not-yet")],
        }
    )
    found = carried(opened(frozen(form, {"D3": {"one": "tested", "two": "not-yet"}})))
    assert found.measures == {"one"}
    texts = carried(
        opened(frozen(asking({"key": "M", "kind": "text", "text": "?"}, carries={"M": "measures"}),
                      {"M": {"value": "dental-home"}}))
    )  # fmt: skip
    assert texts.measures == frozenset()


def test_a_person_without_a_name_is_nobody() -> None:
    form = asking({"key": "Z3", "kind": "person", "text": "Who?"}, carries={"Z3": "members"})
    assert carried(opened(frozen(form, {"Z3": {"title": "Boss"}}))).members == ()


def test_a_long_source_is_cut() -> None:
    assert source_of([Question("Q", Kind.TEXT, "x" * 300)]).endswith("x…")


def answer_to(question: Question, data: st.DataObject) -> dict[str, Any]:
    """Anything that a question can be answered with, or nothing."""
    answer: dict[str, Any] = {}
    for part in parts_of(question):
        options = [option.key for option in part.options]
        typed = data.draw(st.none() | (st.sampled_from(options) if options else TYPED))
        if typed:
            answer[part.key] = [typed] if question.kind is Kind.CHOICES else typed
    return answer


def words_known(question: Question, answer: dict[str, Any]) -> set[str]:
    """What was typed, and the labels that the form has for it."""
    typed = {one for part in answer.values() for one in ([part] if isinstance(part, str) else part)}
    parts = parts_of(question)
    options = {option.label for part in parts for option in part.options}
    columns = {column.label for column in question.columns}
    return typed | options | columns | {part.label for part in parts} | {"Agreed", "Total"}


@given(form_documents(), st.data())
def test_nothing_is_made_up_and_the_snapshot_stays(source: Source, data: st.DataObject) -> None:
    asked = [one for one in parse(source).questions() if one.kind not in WITHOUT_ANSWER]
    fields = [field.key for field in FIELDS] + ["members"]
    keys = [one.key for one in asked]
    carries = st.dictionaries(st.sampled_from(keys), st.sampled_from(fields)) if keys else st.none()
    source = source | {"carries": data.draw(carries)}
    answers = {one.key: answer_to(one, data) for one in asked}
    known = {text for one in asked for text in words_known(one, answers[one.key])}
    content = frozen(source, {key: answer for key, answer in answers.items() if answer})
    before, mark = copy.deepcopy(content), fingerprint(content)
    found = carried(opened(content))

    assert content == before
    assert fingerprint(content) == mark
    for entry in found.entries:
        rest = entry.text
        for words in sorted(known, key=len, reverse=True):
            rest = rest.replace(words, "")
        assert not any(sign.isalpha() for sign in rest), (entry, rest)
        assert entry.source
    assert {member.name for member in found.members} <= known
