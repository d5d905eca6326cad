"""The status of a section is what its answers make it."""

from __future__ import annotations

from typing import Any

import pytest

from app.rfa.domain.document import Section
from app.rfa.domain.judging import Judged
from app.rfa.domain.progress import Content, SectionStatus, content_of, status_of
from tests.unit.rfa.reading import small

NEEDED = {"key": "Q1", "kind": "text", "text": "?"}
FREE = {"key": "Q2", "kind": "text", "text": "?", "required": "no"}
FILE = {"key": "Q3", "kind": "file", "text": "?", "required": "no"}
SIGNED = {"key": "S1", "kind": "signature", "text": "?"}
OTHERS = {"key": "Q4", "kind": "text", "text": "?", "only_for": ["private"]}
EMPTY, BEGUN, DONE = Content(False, False), Content(True, False), Content(True, True)


def content(*questions: dict[str, Any], **about: Any) -> Content:
    return content_of(small(*questions).sections[0], Judged(**{"answers": {}} | about))


@pytest.mark.parametrize(
    ("questions", "about", "expected"),
    [
        ([NEEDED, FREE], {}, EMPTY),
        ([NEEDED, FREE], {"answers": {"Q2": {"value": "x"}}}, BEGUN),
        ([NEEDED, FREE], {"answers": {"Q1": {"value": "x"}}}, DONE),
        ([FREE, FILE], {}, EMPTY),
        ([FREE, FILE], {"files": {"Q3": 1}}, DONE),
        ([OTHERS], {"kind": "fqhc"}, Content(False, True)),
        ([OTHERS], {"kind": "private"}, EMPTY),
        ([SIGNED], {}, EMPTY),
        ([SIGNED], {"is_signed": True}, DONE),
        ([NEEDED, SIGNED], {"is_signed": True}, BEGUN),
        ([NEEDED, SIGNED], {"answers": {"Q1": {"value": "x"}}}, BEGUN),
        ([NEEDED, SIGNED], {"answers": {"Q1": {"value": "x"}}, "is_signed": True}, DONE),
    ],
)
def test_a_section_is_started_and_completed_by_its_answers(
    questions: list[dict[str, Any]], about: dict[str, Any], expected: Content
) -> None:
    assert content(*questions, **about) == expected


@pytest.mark.parametrize(
    ("own", "other", "more", "status"),
    [
        (EMPTY, EMPTY, {}, SectionStatus.CANNOT_START),
        (DONE, BEGUN, {}, SectionStatus.CANNOT_START),
        (EMPTY, DONE, {}, SectionStatus.NOT_STARTED),
        (BEGUN, DONE, {}, SectionStatus.IN_PROGRESS),
        (DONE, DONE, {}, SectionStatus.COMPLETED),
        (DONE, DONE, {"requested": ("own",)}, SectionStatus.CHANGES_REQUESTED),
        (DONE, DONE, {"requested": ("own",), "changed": ("own",)}, SectionStatus.CHANGED),
        (DONE, DONE, {"requested": ("other",)}, SectionStatus.COMPLETED),
    ],
)
def test_the_status_says_where_a_section_is(
    own: Content, other: Content, more: dict[str, Any], status: SectionStatus
) -> None:
    section = Section("own", "2", "Own", waits_for=("other", "not-in-this-round"))

    assert status_of(section, {"own": own, "other": other}, **more) is status
