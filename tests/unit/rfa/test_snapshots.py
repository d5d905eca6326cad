"""Frozen versions: they keep everything, and their fingerprint tells any two apart."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.differences import Change
from app.rfa.domain.answers import Answers, from_plain, is_asked, parts_of, sections_for
from app.rfa.domain.document import FormDocument
from app.rfa.domain.parsing import parse
from app.rfa.domain.snapshots import (
    FileMark,
    Frozen,
    changed_sections,
    differences,
    fingerprint,
    opened,
    short,
    snapshot,
)
from app.rfa.domain.wording import text_of
from app.rfa.presenters import exports, papers
from tests.unit.rfa.documents import form_documents
from tests.unit.rfa.reading import cares2
from tests.unit.rfa.test_application_papers import SENT

Draw = Callable[[st.SearchStrategy[Any]], Any]
PLAIN = st.recursive(
    st.text(max_size=5) | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)  # fmt: skip
CONTENTS = st.dictionaries(st.text(max_size=3), PLAIN, max_size=4)
HASH = "ab" * 32


@st.composite
def answers_to(draw: Draw, document: FormDocument) -> Answers:
    """Some answers to a form, right or wrong."""
    found = {}
    for question in document.questions():
        parts = parts_of(question, ("Hinds", "Rankin"))
        found[question.key] = {
            part.key: draw(
                st.sampled_from([option.key for option in part.options] or ["7", "Ana é"])
            )
            for part in parts
            if draw(st.booleans())
        }
    return found  # fmt: skip


def only_asked(document: FormDocument, answers: Answers, kind: str) -> Answers:
    """The answers to what is asked, given those answers themselves."""
    while True:
        said = {
            question.key: answers[question.key]
            for question in document.questions()
            if question.key in answers and is_asked(question, answers, kind)
        }
        if said == answers:
            return said
        answers = said


@st.composite
def contents(draw: Draw) -> dict[str, Any]:
    """A snapshot of any application to any form."""
    document = parse(draw(form_documents()))
    sections = sections_for(document, pays=draw(st.booleans()))
    files = [FileMark("C3", f"{n}.pdf", n, HASH, n) for n in range(draw(st.integers(0, 2)))]
    kind = draw(st.sampled_from(["fqhc", "private"]))
    answers = draw(answers_to(dataclasses.replace(document, sections=sections)))
    return snapshot(
        document,
        sections,
        only_asked(document, answers, kind),
        files,
        kind=kind,
        practice="Delta Clinic",
        round_title="Cares 2",
    )


def version(answers: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A snapshot of an application to the shipped form."""
    settings = {"kind": "private", "practice": "Delta Clinic", "round_title": "Cares 2"} | more
    files = settings.pop("files", [])
    pays = settings.pop("pays", True)
    document = settings.pop("document", cares2())
    given = {"B4": {"value": "Much need"}, "B3a": {"value": ("claims",)}} | (answers or {})
    return snapshot(document, sections_for(document, pays=pays), given, files, **settings)


# ------------------------------------------------------------------ what is kept


@settings(deadline=None)
@given(st.data())
def test_a_snapshot_opens_to_what_was_put_into_it(data: st.DataObject) -> None:
    document = parse(data.draw(form_documents()))
    sections = sections_for(document, pays=data.draw(st.booleans()))
    answers = data.draw(answers_to(document))
    files = [FileMark("B", "b.pdf", 2, HASH, 2), FileMark("A", "a.pdf", 1, HASH, 1)]
    content = snapshot(
        document, sections, answers, files, kind="fqhc", practice="P", round_title="R"
    )
    frozen = opened(json.loads(json.dumps(content)))

    assert frozen.document == document
    assert frozen.sections == sections
    assert (frozen.kind, frozen.practice, frozen.round_title) == ("fqhc", "P", "R")
    assert frozen.files == (files[1], files[0])
    asked = {q.key for s in sections for q in s.questions if is_asked(q, answers, "fqhc")}
    assert frozen.answers == {key: a for key, a in answers.items() if a and key in asked}


def test_several_choices_come_back_as_they_were() -> None:
    assert opened(version()).answers["B3a"] == {"value": ("claims",)}


def test_what_is_not_asked_of_this_applicant_stays_out() -> None:
    given = {"A9": {"value": "330"}, "E3": {"value": "yes"}, "E3a": {"value": "Hidden"}, "H1": {"value": "5"}, "B5": {}}  # fmt: skip

    assert set(version(given)["answers"]) == {"B4", "B3a", "E3", "H1"}
    assert set(version(given, pays=False)["answers"]) == {"B4", "B3a", "E3"}
    assert "A9" in version(given, kind="fqhc")["answers"]
    assert "E3a" in version(given | {"E3": {"value": "no"}})["answers"]


# ------------------------------------------------------------------ the fingerprint


def test_the_fingerprint_is_the_sha256_of_the_content_for_ever() -> None:
    content = {"b": "é", "a": [1, None]}

    # printf '%s' '{"a":[1,null],"b":"\\u00e9"}' | sha256sum
    assert fingerprint(content) == (
        "fdaff1fbea8b4eb51e48128b1db50baa5f3ff6285a4d66f88d8573babc400fd4"
    )


@given(CONTENTS, st.randoms())
def test_the_same_content_has_the_same_fingerprint_in_any_order(
    content: dict[str, Any], chance: Any
) -> None:
    names = list(content)
    chance.shuffle(names)

    assert fingerprint({name: content[name] for name in names}) == fingerprint(content)
    assert fingerprint(json.loads(json.dumps(content))) == fingerprint(content)


@given(CONTENTS, CONTENTS)
def test_any_two_contents_have_different_fingerprints(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


@settings(deadline=None)
@given(contents())
def test_taking_the_same_application_again_gives_the_same_fingerprint(
    content: dict[str, Any],
) -> None:
    frozen = opened(content)
    again = snapshot(
        frozen.document,
        frozen.sections,
        frozen.answers,
        reversed(frozen.files),
        kind=frozen.kind,
        practice=frozen.practice,
        round_title=frozen.round_title,
    )

    assert fingerprint(again) == fingerprint(content)
    assert differences(frozen, opened(again)) == ()


@pytest.mark.parametrize(
    "changed",
    [
        version({"B4": {"value": "Much need."}}),
        version({"B4": {}}),
        version({"B5": {"value": "Hinds"}}),
        version({"B3a": {"value": ("claims", "estimate")}}),
        version({"C1": {"qi-lead.name": "Ana"}}),
        version(kind="fqhc"),
        version(practice="Delta Clinic 2"),
        version(round_title="Cares 3"),
        version(pays=False),
        version(files=[FileMark("C3", "a.pdf", 1, HASH)]),
        version(files=[FileMark("C3", "a.pdf", 1, "cd" * 32)]),
        version(files=[FileMark("C3", "b.pdf", 1, HASH)]),
        version(files=[FileMark("C3", "a.pdf", 2, HASH)]),
        version(files=[FileMark("D6", "a.pdf", 1, HASH)]),
        version(files=[FileMark("C3", "a.pdf", 1, HASH, 7)]),
        version(document=parse({**cares2().source, "title": "Another"})),
    ],
)
def test_any_change_changes_the_fingerprint(changed: dict[str, Any]) -> None:
    every = [version(), version(files=[FileMark("C3", "a.pdf", 1, HASH)])]

    assert changed in every or fingerprint(changed) not in map(fingerprint, every)
    assert fingerprint(changed) != fingerprint(version())


def test_a_fingerprint_is_shown_in_groups() -> None:
    assert short(HASH) == "abab abab abab abab"


# ------------------------------------------------------------------ differences


def test_versions_differ_question_by_question_in_the_order_of_the_form() -> None:
    old = opened(version({"B3a": {"value": ("claims",)}, "D1": {"value": "One test"}}))
    new = opened(version({"B3a": {"value": ("estimate",)}, "D1": {}, "E1": {"value": "yes"}}))
    found = differences(old, new)

    assert [one.question_key for one in found] == ["E1", "B3a", "D1"]
    assert [one.section.key for one in found] == ["eligibility", "need", "data"]
    assert found[0].question_text == "Is your practice in Mississippi?"
    assert [(s.change, s.text) for s in found[2].stretches] == [(Change.REMOVED, "One test")]
    assert changed_sections(old, new) == {"eligibility", "need", "data"}
    assert changed_sections(old, old) == frozenset()


def test_files_differ_by_name_and_content() -> None:
    def with_file(name: str, sha256: str) -> Frozen:
        return opened(version(files=[FileMark("C3", name, 1, sha256, 1)]))

    old, renamed, other = with_file("a.pdf", HASH), with_file("b.pdf", HASH), with_file("a.pdf", "cd" * 32)  # fmt: skip

    for new in (renamed, other, opened(version())):
        assert [one.question_key for one in differences(old, new)] == ["C3"]
    (replaced,) = differences(old, other)
    assert "".join(s.text for s in replaced.stretches if s.change is not Change.ADDED) == (
        "a.pdf (abab abab abab abab)"
    )


def test_a_question_that_an_older_form_did_not_ask_is_new() -> None:
    source = json.loads(json.dumps(cares2().source))
    (section,) = (one for one in source["sections"] if one["key"] == "need")
    section["questions"] = [one for one in section["questions"] if one["key"] != "B4"]
    old, new = opened(version(document=parse(source))), opened(version())

    (found,) = differences(old, new)
    assert (found.question_key, found.stretches[0].change) == ("B4", Change.ADDED)
    assert "B4" not in old.answers


@settings(deadline=None)
@given(st.data())
def test_differences_lead_from_the_old_answers_to_the_new(data: st.DataObject) -> None:
    document = parse(data.draw(form_documents()))
    old, new = (
        opened(
            snapshot(
                document,
                document.sections,
                data.draw(answers_to(document)),
                [],
                kind="fqhc",
                practice="P",
                round_title="R",
            )
        )
        for _ in range(2)
    )
    found = {one.question_key: one.stretches for one in differences(old, new)}

    for question in document.questions():
        before, after = (text_of(question, one.answers.get(question.key, {})) for one in (old, new))
        assert (question.key in found) == (before != after)
        kept = [s for s in found.get(question.key, ()) if s.change is not Change.REMOVED]
        assert question.key not in found or "".join(s.text for s in kept) == after


# ------------------------------------------------------------------ any form, on paper and in files


@settings(max_examples=30, deadline=None)
@given(contents())
def test_any_application_to_any_form_can_be_printed_and_exported(content: dict[str, Any]) -> None:
    frozen = opened(content)
    document = frozen.document

    assert papers.application_pdf(frozen, SENT).startswith(b"%PDF")
    assert "Application of Delta Clinic" in papers.application_text(frozen, SENT)
    assert papers.blank_pdf("Cares 2", document, pays=True).startswith(b"%PDF")
    assert papers.blank_docx("Cares 2", document, pays=True).startswith(b"PK")
    assert papers.blank_text("Cares 2", document, pays=True)
    columns = exports.answer_columns(document)
    assert len({header for header, _, _ in columns}) == len(columns)
    assert len(exports.answer_row(document, frozen.answers)) == len(columns)
    assert from_plain(content["answers"]) == frozen.answers
    assert dataclasses.replace(frozen) == frozen
