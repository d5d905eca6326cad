"""Editing a form: every change is exact, and never more than refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rfa.domain import editing
from app.rfa.domain.editing import NoSuchPart, Piece
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import parse
from app.rfa.domain.reading import BadDocument
from tests.support.build import SMALL_FORM
from tests.unit.rfa.documents import Source, form_documents, lines, question

NEW = {"key": "N1", "kind": "yes/no", "text": "New?"}


def keys(source: Source) -> dict[str, list[str]]:
    return {
        section["key"]: [one["key"] for one in section["questions"]]
        for section in source["sections"]
    }


def parts(source: Source) -> list[tuple[Piece, str]]:
    sections = [(Piece.SECTION, one["key"]) for one in source["sections"]]
    questions = [
        (Piece.QUESTION, one["key"]) for part in source["sections"] for one in part["questions"]
    ]
    return [*sections, *questions, *((Piece.CRITERION, c["key"]) for c in source.get("criteria", []))]  # fmt: skip


# what each change does


def test_a_part_is_found_by_its_key() -> None:
    assert editing.part_of(SMALL_FORM, Piece.QUESTION, "P1")["words"] == 50
    assert editing.part_of(SMALL_FORM, Piece.SECTION, "plan")["points"] == 100
    assert editing.part_of(SMALL_FORM, Piece.CRITERION, "K1")["title"] == "Plan"


def test_a_part_that_is_not_there_is_not_found() -> None:
    for deed in (
        lambda: editing.part_of(SMALL_FORM, Piece.QUESTION, "plan"),
        lambda: editing.removed(SMALL_FORM, Piece.CRITERION, "K9"),
        lambda: editing.added(SMALL_FORM, Piece.QUESTION, NEW, section="nowhere"),
        lambda: editing.earlier_questions(SMALL_FORM, Piece.SECTION, "nowhere"),
    ):
        with pytest.raises(NoSuchPart):
            deed()


def test_only_earlier_questions_can_decide() -> None:
    def before(piece: Piece, key: str) -> list[str]:
        return [one["key"] for one in editing.earlier_questions(SMALL_FORM, piece, key)]

    assert before(Piece.QUESTION, "P2") == ["Q1", "Q2", "P1"]
    assert before(Piece.SECTION, "plan") == ["Q1", "Q2", "P1", "P2"]


def test_parts_are_added_at_the_end() -> None:
    asked = editing.added(SMALL_FORM, Piece.QUESTION, NEW, section="plan")
    assert keys(asked.source)["plan"] == ["P1", "P2", "N1"]
    assert asked.path == ("sections", 1, "questions", 2)
    section = {"key": "more", "code": "5", "title": "More", "questions": None}
    more = editing.added(SMALL_FORM, Piece.SECTION, section)
    assert list(keys(editing.added(more.source, Piece.QUESTION, NEW, section="more").source)) == [
        "profile",
        "plan",
        "papers",
        "signature",
        "more",
    ]
    bare = {name: value for name, value in SMALL_FORM.items() if name != "criteria"}
    scored = editing.added(bare, Piece.CRITERION, {"key": "K1"})
    assert scored.path == ("criteria", 0)


def test_a_section_that_changes_keeps_its_questions() -> None:
    new = {"key": "aims", "code": "2", "title": "Aims"}
    after = editing.changed(SMALL_FORM, Piece.SECTION, "plan", new).source
    assert keys(after)["aims"] == ["P1", "P2"]
    assert after["sections"][3]["waits_for"] == ["profile", "aims", "papers"]
    assert after["criteria"][0]["section"] == "aims"
    parse(after)


def test_whatever_names_a_question_follows_its_new_key() -> None:
    rule = {"question": "M", "is": ["yes"]}
    questions = [
        {"key": "M", "kind": "money", "text": "How much?"},
        {"key": "T", "kind": "text", "text": "For what?", "matches": "M", "show_if": rule},
        {"key": "U", "kind": "text", "text": "Else?", "show_if": None},
    ]
    source = {"sections": [{"key": "s", "questions": questions}]}
    after = editing.changed(source, Piece.QUESTION, "M", questions[0] | {"key": "M2"}).source
    follower = editing.part_of(after, Piece.QUESTION, "T")
    assert (follower["matches"], follower["show_if"]["question"]) == ("M2", "M2")


def test_a_criterion_may_take_another_key() -> None:
    new = SMALL_FORM["criteria"][0] | {"key": "K2"}
    after = editing.changed(SMALL_FORM, Piece.CRITERION, "K1", new).source
    assert after["criteria"] == [new]


def test_parts_are_removed() -> None:
    after = editing.removed(SMALL_FORM, Piece.QUESTION, "P1")
    assert keys(after.source)["plan"] == ["P2"]
    assert after.path == ("sections", 1, "questions")
    assert list(keys(editing.removed(SMALL_FORM, Piece.SECTION, "papers").source)) == [
        "profile",
        "plan",
        "signature",
    ]


@pytest.mark.parametrize(
    ("piece", "key", "up", "path"),
    [
        (Piece.SECTION, "plan", True, ("sections", 0)),
        (Piece.SECTION, "plan", False, ("sections", 2)),
        (Piece.SECTION, "profile", True, ("sections", 0)),
        (Piece.SECTION, "signature", False, ("sections", 3)),
        (Piece.QUESTION, "P2", True, ("sections", 1, "questions", 0)),
        (Piece.QUESTION, "P1", True, ("sections", 0, "questions", 2)),
        (Piece.QUESTION, "P2", False, ("sections", 2, "questions", 0)),
        (Piece.QUESTION, "Q1", True, ("sections", 0, "questions", 0)),
        (Piece.QUESTION, "S1", False, ("sections", 3, "questions", 0)),
        (Piece.CRITERION, "K1", True, ("criteria", 0)),
    ],
)
def test_parts_move_by_one_place(piece: Piece, key: str, up: bool, path: Any) -> None:
    after = editing.moved(SMALL_FORM, piece, key, up=up)
    there: Any = after.source
    for step in path:
        there = there[step]
    assert (after.path, there["key"]) == (path, key)


def test_the_title_and_the_points_change_alone() -> None:
    assert editing.retitled(SMALL_FORM, "Other").source == SMALL_FORM | {"title": "Other"}
    after = editing.with_points(SMALL_FORM, {"K1": 60, "K9": 40})
    assert after["criteria"][0]["points"] == 60
    assert editing.with_points(SMALL_FORM, {}) == SMALL_FORM


# any form


@given(form_documents(), st.data())
def test_whatever_is_edited_is_a_form_or_is_refused_and_the_old_one_stays(
    source: Source, data: st.DataObject
) -> None:
    before = copy.deepcopy(source)
    piece, key = data.draw(st.sampled_from(parts(source)))
    after = data.draw(st.sampled_from(_deeds(data, source, piece, key))).source
    try:
        document = parse(after)
    except BadDocument as bad:
        assert bad.problems  # noqa: PT017  # either outcome is right
    else:
        assert document.source == after
    assert source == before


def _deeds(data: st.DataObject, source: Source, piece: Piece, key: str) -> list[editing.Edited]:
    other_piece, other = data.draw(st.sampled_from(parts(source)))
    part = editing.part_of(source, other_piece, other) | {"key": data.draw(lines(10))}
    asked = question(data.draw, data.draw(st.sampled_from(list(Kind))), 900, [])
    section = source["sections"][0]["key"]
    return [
        editing.removed(source, piece, key),
        editing.moved(source, piece, key, up=True),
        editing.moved(source, piece, key, up=False),
        editing.changed(source, piece, key, part),
        editing.added(source, other_piece, part, section=section),
        editing.added(source, Piece.QUESTION, asked, section=section),
        editing.retitled(source, data.draw(st.text())),
    ]


@given(form_documents(), st.data())
def test_a_move_can_be_taken_back(source: Source, data: st.DataObject) -> None:
    piece, key = data.draw(st.sampled_from(parts(source)))
    up = data.draw(st.booleans())
    there = editing.moved(source, piece, key, up=up)
    back = editing.moved(there.source, piece, key, up=not up)
    assert source in (there.source, back.source)


@given(form_documents(), st.data())
def test_what_was_added_can_be_removed_again(source: Source, data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(source["sections"]))["key"]
    there = editing.added(source, Piece.QUESTION, NEW, section=section)
    parse(there.source)
    assert editing.removed(there.source, Piece.QUESTION, "N1").source == source


@given(form_documents(), form_documents())
def test_the_difference_of_two_forms_names_what_changed(old: Source, new: Source) -> None:
    before, after = editing.difference(old, new)
    assert (before, after) == tuple(reversed(editing.difference(new, old)))
    assert editing.difference(old, old) == ({}, {})
    assert (old["title"] == new["title"]) == ("title" not in before)


def test_the_difference_holds_only_the_part_that_changed() -> None:
    changed = editing.changed(SMALL_FORM, Piece.QUESTION, "P1", NEW | {"key": "P1"}).source
    assert editing.difference(SMALL_FORM, changed) == (
        {"question P1": editing.part_of(SMALL_FORM, Piece.QUESTION, "P1")},
        {"question P1": NEW | {"key": "P1"}},
    )
    more = editing.added(SMALL_FORM, Piece.QUESTION, NEW, section="plan").source
    assert editing.difference(SMALL_FORM, more) == (
        {"questions of plan": ["P1", "P2"]},
        {"questions of plan": ["P1", "P2", "N1"], "question N1": NEW},
    )


def test_what_a_charter_takes_over_follows_its_question_and_goes_with_it() -> None:
    source = copy.deepcopy(SMALL_FORM) | {"carries": {"P1": "aim", "P2": "lasting"}}
    question = editing.part_of(source, Piece.QUESTION, "P1")
    renamed = editing.changed(source, Piece.QUESTION, "P1", question | {"key": "P9"}).source
    assert renamed["carries"] == {"P9": "aim", "P2": "lasting"}

    left = editing.removed(renamed, Piece.QUESTION, "P2").source
    assert left["carries"] == {"P9": "aim"}
    assert "carries" not in editing.removed(SMALL_FORM, Piece.QUESTION, "P2").source
    assert editing.difference(renamed, left)[1]["carries"] == {"P9": "aim"}
