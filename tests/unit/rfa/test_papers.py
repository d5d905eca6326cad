"""The empty form with its rubric, as PDF, Word file and text."""

from __future__ import annotations

import io

import docx
import pytest
from pypdf import PdfReader

from app.rfa.domain.answers import sections_for
from app.rfa.domain.parsing import parse
from app.rfa.presenters import papers
from app.rfa.presenters.papers import blank
from tests.support.build import SMALL_FORM
from tests.unit.rfa.reading import TITLE, cares2, docx_text, pdf_text, plain, small

BLANKS = {
    "pdf": lambda *a, **k: pdf_text(papers.blank_pdf(*a, **k)),
    "docx": lambda *a, **k: docx_text(papers.blank_docx(*a, **k)),
    "text": lambda *a, **k: plain(papers.blank_text(*a, **k)),
}


@pytest.mark.parametrize("form", BLANKS)
def test_the_empty_form_asks_every_question_with_its_help_and_limits(form: str) -> None:
    said = BLANKS[form](TITLE, cares2(), pays=True)

    for section in cares2().sections:
        assert plain(blank.section_title(section)) in said
        assert plain(section.intro) in said
    for question in cares2().questions():
        assert plain(blank.question_title(question)) in said
        assert plain(question.help) in said
        assert plain(blank.rules(cares2(), question)) in said
    for option in ("Federally Qualified Health Center (FQHC)", "By chart sample", "Never"):
        assert option in said


@pytest.mark.parametrize("form", BLANKS)
def test_the_empty_form_ends_with_the_rubric_and_its_anchors(form: str) -> None:
    said = BLANKS[form](TITLE, cares2(), pays=True)

    for criterion in cares2().criteria:
        assert f"{criterion.key}. {criterion.title} ({criterion.points} points)" in said
        for anchor in criterion.anchors.values():
            assert plain(anchor) in said


@pytest.mark.parametrize("form", BLANKS)
def test_the_budget_is_asked_only_when_the_round_pays(form: str) -> None:
    assert "H. Budget" in BLANKS[form](TITLE, cares2(), pays=True)
    assert "H. Budget" not in BLANKS[form](TITLE, cares2(), pays=False)


@pytest.mark.parametrize("form", BLANKS)
def test_a_form_without_rubric_says_nothing_of_scores(form: str) -> None:
    said = BLANKS[form](TITLE, small({"key": "Q", "kind": "text", "text": "Why?"}), pays=True)

    assert "Q. Why?" in said
    assert "scored" not in said


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("E3a", "Only if E3 is No. Text. Up to 600 characters."),
        ("A9", "Only for FQHC or FQHC look-alike. Choose one."),
        ("A10", "Only for RHC, provider-based. One line of text. Up to 160 characters."),
        ("A3b", "One line of text. Up to 20 characters. You may leave this out."),
        ("B3", "Whole number. 100,000 or less."),
        ("B4", "Text. Up to 1,500 characters. Scored."),
        ("C1", "People by role. Name at least 3. At least 6 hours a month together."),
        ("C3", "File to attach. 1 file, PDF, 10 MB at most."),
        ("H2", "Table. The lines make the amount in H1. “Pay for family partners” cannot be 0."),
        ("S6", "Signature."),
    ],
)
def test_the_rules_of_a_question_are_said_in_words(key: str, words: str) -> None:
    question = cares2().question(key)
    assert question is not None
    assert blank.rules(cares2(), question) == words


def test_conditions_on_options_are_said_with_their_labels() -> None:
    options = [{"key": "a", "label": "Apples"}, {"key": "b", "label": "Bread"}]
    form = small(
        {"key": "M", "kind": "multiple choice", "text": "Which?", "options": options},
        {"key": "C", "kind": "choice", "text": "Which one?", "options": options},
        {
            "key": "X",
            "kind": "whole number",
            "text": "How many?",
            "least": 1,
            "only_for": ["private"],
            "show_if": {"question": "M", "is": ["a", "b"]},
        },
        {"key": "Y", "kind": "text", "text": "?", "show_if": {"question": "C", "is": ["b"]}},
        {"key": "R", "kind": "team roster", "text": "Who?", "rows": [{"key": "r", "label": "R"}]},
    )
    said = [blank.rules(form, question) for question in form.questions()]

    assert said[2:] == [
        "Only for Private practice and if M includes Apples or Bread. Whole number. 1 or more.",
        "Only if C is Bread. One line of text.",
        "People by role.",
    ]


def test_a_word_file_has_headings_header_rows_and_room_to_write() -> None:
    content = papers.blank_docx(TITLE, cares2(), pays=True)
    file = docx.Document(io.BytesIO(content))

    levels = {p.style.name: p.text for p in file.paragraphs if p.style and p.text}
    assert {"Title", "Heading 1", "Heading 2", "Normal"} <= set(levels)
    assert file.core_properties.title == "CYSHCN Cares 2: application form"
    assert file.core_properties.language == "en-US"
    roster = next(t for t in file.tables if t.rows[0].cells[0].text == "Role")
    assert [cell.text for cell in roster.rows[0].cells] == ["Role", "Name", "Credentials", "Hours a month"]  # fmt: skip
    assert roster.rows[1].cells[0].text == "QI lead"
    assert "w:tblHeader" in roster.rows[0]._tr.xml
    rooms = [t for t in file.tables if len(t.rows) == len(t.columns) == 1]
    texts = [q for q in cares2().questions() if q.kind in {"text", "long text", "whole number", "money"}]  # fmt: skip
    assert len(rooms) == len(texts)
    assert all(table.rows[0].height for table in rooms)


def test_a_text_form_keeps_its_lines_short() -> None:
    lines = papers.blank_text(TITLE, cares2(), pays=True).splitlines()

    assert max(map(len, lines)) <= 76
    assert "[ ] FQHC look-alike" in lines
    assert "- QI lead: Name: ________; Credentials: ________; Hours a month: ________" in lines


def test_a_pdf_is_named_in_english_numbered_and_brings_its_fonts() -> None:
    reader = PdfReader(io.BytesIO(papers.blank_pdf(TITLE, cares2(), pays=True)))

    assert reader.metadata is not None
    assert reader.metadata.title == "CYSHCN Cares 2: application form"
    assert reader.root_object["/Lang"] == "en-US"
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {count}" in page.extract_text()
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert "/FontFile2" in inner.get_object()["/FontDescriptor"]
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [reader.metadata.title]  # fmt: skip


def test_the_same_form_is_always_the_same_pdf() -> None:
    one, other = (papers.blank_pdf(TITLE, cares2(), pays=True) for _ in range(2))

    assert one == other
    assert one != papers.blank_pdf(TITLE, cares2(), pays=False)


def test_the_small_form_is_written_too() -> None:
    form = parse(SMALL_FORM)
    said = pdf_text(papers.blank_pdf("Round", form, pays=False))

    for section in sections_for(form, pays=False):
        assert section.title in said
