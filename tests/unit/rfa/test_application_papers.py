"""Whole applications on paper, as PDF and text: complete, the same again, and never failing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.core.papers import as_pdf, glyphs
from app.core.papers.blocks import Grid, Heading, Pairs, Paper, Room, Text
from app.rfa.domain.answers import Control, is_asked, parts_of, sections_for
from app.rfa.domain.document import FormDocument, Question
from app.rfa.domain.snapshots import FileMark, Frozen, opened, snapshot
from app.rfa.domain.wording import lines_of
from app.rfa.presenters import papers
from app.rfa.presenters.papers import answered, as_docx, as_text, blank
from tests.unit.rfa.reading import TITLE, cares2, docx_text, pdf_text, plain, small

AT = dt.datetime(2026, 3, 13, 22, tzinfo=dt.UTC)
MARK = "0123456789abcdef" * 4
NAUGHTY = [
    "😀👩‍👩‍👧🏽 🏳️‍🌈",
    "עברית שלום",
    "العربية \u202eevil\u202c",
    "漢字かな한글",
    "z̷̡a̴̢l̶̨g̵̡o" + "\u0301" * 60,
    "e\u0301 ﬁ ½ ™ № ≥ → ☃ 𐍈 \U000e0041",
    "\x00\x07\x1b[31m\x1e\x1e\x1e\x1e",
    "\ud800 lone",
    "\t\ttabs\r\nand\rlines\u2028here\u2029there",
    "\u00a0\u200b\u00ad\ufeff\u3000",
    "W" * 3000,
    "{nb} **bold** --under-- __it__ [link](https://example.com) <b>html</b> ||x||",
    "\\(PDF\\) string ) endobj %%EOF /Type",
    "\n" * 200,
    "λόγος 漢 " * 400,
    "",
]


def typed(question: Question, text: str = "Some words") -> dict[str, Any]:
    """An answer to everything that a question asks."""
    answer: dict[str, Any] = {}
    for part in parts_of(question, ("Hinds",)):
        match part.control:
            case Control.CHOICES:
                answer[part.key] = tuple(option.key for option in part.options)
            case Control.CHOICE | Control.SELECT:
                answer[part.key] = part.options[0].key
            case Control.TICK:
                answer[part.key] = "yes"
            case Control.WHOLE | Control.MONEY:
                answer[part.key] = "1,200"
            case _:
                answer[part.key] = text
    return answer


def application(
    form: FormDocument | None = None, text: str = "Some words", **answers: Any
) -> Frozen:
    """A version of an application with everything answered."""
    form = form or cares2()
    said = {question.key: typed(question, text) for question in form.questions()} | answers
    files = [FileMark("C3", "letter of commitment.pdf", 3_250_586, MARK, 1)]
    content = snapshot(
        form,
        sections_for(form, pays=True),
        said,
        files,
        kind="private",
        practice="Delta Clinic",
        round_title=TITLE,
    )
    return opened(content)


SENT = papers.PaperFacts(
    status="Submitted, version 2",
    made_at=AT,
    reference="C2-2026-0014",
    submitted_at=AT,
    fingerprint=MARK,
    signed=papers.Signed("Ana Ruiz", "Medical director", AT),
    notes=(("Extension", "Until March 20"),),
)
DRAFT = papers.PaperFacts("Draft", AT)
WHOLE = {
    "pdf": lambda *a: pdf_text(papers.application_pdf(*a)),
    "text": lambda *a: plain(papers.application_text(*a)),
}


@pytest.mark.parametrize("form", WHOLE)
def test_an_application_says_who_sent_it_when_and_what_exactly(form: str) -> None:
    said = WHOLE[form](application(), SENT)

    for fact in (
        "Application of Delta Clinic",
        TITLE,
        "Private practice",
        "Submitted, version 2",
        "C2-2026-0014",
        "March 13, 2026, 5:00 p.m. Central",
        "Ana Ruiz, Medical director, March 13, 2026, 5:00 p.m. Central",
        "Until March 20",
        f"Fingerprint of the content (SHA-256): {MARK}",
        f"3.1 MB, SHA-256: {MARK}",
        "letter of commitment.pdf",
    ):
        assert fact in said


@pytest.mark.parametrize("form", WHOLE)
def test_an_application_gives_every_question_with_its_answer(form: str) -> None:
    frozen = application(E3={"value": "no"})
    said = WHOLE[form](frozen, SENT)
    words = set(said.replace(";", " ").split())

    for section in frozen.sections:
        assert plain(blank.section_title(section)) in said
        for question in section.questions:
            is_shown = plain(blank.question_title(question)) in said
            assert is_shown == is_asked(question, frozen.answers, "private"), question.key
            for _label, text in lines_of(question, frozen.answers.get(question.key, {})):
                assert set(text.split()) <= words, question.key
    assert "A9." not in said  # only for health centers


@pytest.mark.parametrize("form", WHOLE)
def test_what_is_not_answered_or_not_signed_is_said(form: str) -> None:
    frozen = application(B4={}, C1={}, F5={"value": ()})
    said = WHOLE[form](dataclasses.replace(frozen, files=()), DRAFT)

    assert "give the numbers you have No answer" in said.replace("Give", "give").replace("- ", "").replace("--", "")  # fmt: skip
    assert said.count("No answer") == 5  # with both files
    assert "Not signed yet" in said
    assert "As of" in said
    assert "Draft" in said
    for word in ("Reference", "Received", "Fingerprint", "Signed by"):
        assert word not in said


@pytest.mark.parametrize("form", WHOLE)
def test_what_staff_changed_after_it_was_sent_is_not_signed(form: str) -> None:
    said = WHOLE[form](application(), dataclasses.replace(SENT, signed=None))

    assert said.count("Not signed: changed by staff") == 2  # in the head and at the question
    assert "Signed by" not in said
    assert "Not signed yet" not in said


def test_whatever_a_version_holds_is_on_its_paper() -> None:
    frozen = dataclasses.replace(
        application(),
        answers={"A9": {"value": "330"}},
        files=(FileMark("D6", "sample.pdf", 1, MARK),),
        kind="private",
    )
    said = pdf_text(papers.application_pdf(frozen, SENT))

    assert "A9. How are you paid as a health center? Section 330 grant" in said
    assert "sample.pdf" in said
    assert "A10." not in said


def test_tables_are_tables_with_their_totals() -> None:
    rows = {
        "B1": {"0-5.patients": "1,200", "6-11.patients": "30"},
        "H2": {"staff.dollars": "100.50", "family.dollars": "$9"},
        "B2": {"medicaid": "60"},
    }
    paper = answered.paper(application(**rows), SENT)
    grids = {
        heading.text[:2]: block
        for heading, block in itertools.pairwise(paper.blocks)
        if isinstance(heading, Heading) and isinstance(block, Grid)
    }

    assert grids["B1"].header == ("Line", "Patients")
    assert grids["B1"].rows == (("Birth to 5", "1,200"), ("6 to 11", "30"), ("12 to 20", ""), ("Total", "1,230"))  # fmt: skip
    assert grids["H2"].rows[-1] == ("Total", "$109.50")
    assert grids["B2"].rows[0] == ("Medicaid or CHIP", "60%")
    assert grids["C1"].header == ("Role", "Name", "Credentials", "Hours a month")
    assert grids["C1"].rows[0] == ("QI lead", "Some words", "Some words", "1,200")
    assert grids["D3"].rows[0] == ("Care within a medical home", "Yes, tested")


def test_a_table_of_texts_has_no_totals_where_there_is_nothing_to_add() -> None:
    columns = [{"key": "who", "label": "Who", "kind": "text"}]
    rows = [{"key": "a", "label": "A"}]
    mixed = [*columns, {"key": "n", "label": "N", "kind": "whole number"}]
    form = small(
        {"key": "T", "kind": "table", "text": "Who?", "rows": rows, "columns": columns},
        {"key": "U", "kind": "table", "text": "And?", "rows": rows, "columns": mixed},
    )
    grids = [b for b in answered.paper(application(form), SENT).blocks if isinstance(b, Grid)]

    assert grids[0].rows == (("A", "Some words"),)
    assert grids[1].rows == (("A", "Some words", "1,200"), ("Total", "", "1,200"))


def test_a_practice_of_an_unknown_kind_or_none_has_a_paper_too() -> None:
    frozen = application()

    assert "Kind of practice: mobile" in papers.application_text(dataclasses.replace(frozen, kind="mobile"), DRAFT)  # fmt: skip
    assert "Kind of practice" not in papers.application_text(dataclasses.replace(frozen, kind=""), DRAFT)  # fmt: skip


def test_the_same_version_is_always_the_same_pdf_and_another_is_not() -> None:
    one, other = (papers.application_pdf(application(), SENT) for _ in range(2))

    assert one == other
    assert one != papers.application_pdf(application(B4={"value": "Changed"}), SENT)
    reader = PdfReader(io.BytesIO(one))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Application of Delta Clinic", "Delta Clinic")  # fmt: skip
    assert reader.metadata.creation_date == AT
    count = len(reader.pages)
    assert all(f"Page {n} of {count}" in p.extract_text() for n, p in enumerate(reader.pages, 1))


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_any_text_can_be_written_everywhere(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    frozen = application(text=text)
    hostile = dataclasses.replace(
        frozen,
        practice=text,
        round_title=text,
        files=(FileMark("C3", text, 1, MARK), FileMark("D6", "x", 1, MARK)),
    )
    facts = papers.PaperFacts(text, AT, text, AT, MARK, papers.Signed(text, text, AT))

    assert pdf_text(papers.application_pdf(hostile, facts))
    assert papers.application_text(hostile, facts)
    assert papers.blank_pdf(text, cares2(), pays=True).startswith(b"%PDF")
    assert docx_text(papers.blank_docx(text, cares2(), pays=True))
    assert caplog.messages == []


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_typed_the_papers_can_be_written(text: str) -> None:
    questions = [
        {"key": "T", "kind": "long text", "text": "Why?"},
        {"key": "P", "kind": "person", "text": "Who?"},
        {"key": "R", "kind": "team roster", "text": "?", "rows": [{"key": "r", "label": "R"}]},
    ]
    frozen = application(small(*questions), text)

    assert PdfReader(io.BytesIO(papers.application_pdf(frozen, SENT))).pages
    assert papers.application_text(frozen, SENT)


@given(st.text())
def test_what_is_printed_can_be_drawn(text: str) -> None:
    drawn = glyphs.letters(glyphs.REGULAR) | glyphs.letters(glyphs.OTHERS) | {"\n"}

    assert set(glyphs.printable(text)) <= drawn


def test_what_no_font_can_draw_is_shown_and_explained() -> None:
    said = pdf_text(papers.application_pdf(application(B4={"value": "漢 and ☃"}), SENT))

    assert "□ and ☃" in said
    assert "The sign □ stands for a character that this file cannot show." in said
    for text in ("plain", "typed □ itself"):
        said = pdf_text(papers.application_pdf(application(B4={"value": text}), SENT))
        assert "stands for" not in said


def test_paragraphs_stay_apart_by_one_empty_line() -> None:
    said = application(B4={"value": "First" + "\n \n" * 500 + "Second\n\nThird\nFourth"})
    reader = PdfReader(io.BytesIO(papers.application_pdf(said, SENT)))

    assert len(reader.pages) < 20
    assert "First Second Third Fourth" in pdf_text(papers.application_pdf(said, SENT))


def test_braces_are_not_taken_for_the_number_of_pages() -> None:
    said = pdf_text(papers.application_pdf(application(B4={"value": "{nb} of them"}), SENT))

    assert "{nb} of them" in said


def test_a_long_cell_turns_its_table_into_lines() -> None:
    long = "word " * 90
    team = {"qi-lead.name": long, "qi-lead.hours": "3"}
    said = pdf_text(papers.application_pdf(application(C1=team), SENT))

    assert f"QI lead Name: {plain(long)} Credentials: Hours a month: 3" in said


def test_a_wide_table_is_written_as_lines() -> None:
    columns = [{"key": f"c{n}", "label": f"Column {n}", "kind": "text"} for n in range(8)]
    rows = [{"key": "a", "label": "Alpha"}]
    form = small({"key": "T", "kind": "table", "text": "?", "rows": rows, "columns": columns})

    assert "Alpha Column 0: Column 1:" in pdf_text(papers.blank_pdf(TITLE, form, pays=True))


def test_every_sort_of_block_is_written_and_nothing_else() -> None:
    paper = Paper("Title", "A foot that is so long " * 20, (Text("one"), "no block"))  # type: ignore[arg-type]  # on purpose

    for write in (as_pdf.written, as_docx.written, as_text.written):
        with pytest.raises(TypeError):
            write(paper)
    good = Paper("Title", "Foot " * 60, (Pairs((("Label", "Text"), ("Two", "a\nb"))), Room(2)))
    assert "Foot Foot" in pdf_text(as_pdf.written(good))
    assert "…" in pdf_text(as_pdf.written(good))
    assert "Label: Text" in docx_text(as_docx.written(good))
    assert "Two: a\n  b" in as_text.written(good)
