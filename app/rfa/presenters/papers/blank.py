"""What the empty form says: every question with its limits, room to write, and the rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core.papers.blocks import (
    Blanks,
    Block,
    Boxes,
    Grid,
    Heading,
    Paper,
    Room,
    Text,
    Tone,
)
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.answers import YES_NO, Control, parts_of, sections_for
from app.rfa.domain.document import Criterion, FormDocument, Question, Section
from app.rfa.domain.kinds import WITH_ROWS, Kind, Required
from app.rfa.domain.wording import limit_words

KIND_WORDS = {
    Kind.YES_NO: "Yes or no",
    Kind.CHOICE: "Choose one",
    Kind.CHOICES: "Choose all that apply",
    Kind.TEXT: "One line of text",
    Kind.LONG_TEXT: "Text",
    Kind.WHOLE: "Whole number",
    Kind.MONEY: "Amount in dollars",
    Kind.SHARES: "Shares that make 100%",
    Kind.ADDRESS: "Address",
    Kind.PERSON: "Person",
    Kind.ROSTER: "People by role",
    Kind.MATRIX: "Choose one for each line",
    Kind.AIM: "Aim in five parts",
    Kind.FILE: "File to attach",
    Kind.TABLE: "Table",
    Kind.ATTESTATION: "Tick to agree",
    Kind.SIGNATURE: "Signature",
}
INTRO = (
    "These are all the questions, to read and prepare. Only what is filled in and sent on the "
    "portal counts as an application."
)
RUBRIC = (
    "Reviewers give each line a score from 0 to 5. A score of 5 earns all of the points of the "
    "line, a score of 0 earns none."
)
SIGNED_THERE = "The person who may sign for the practice signs this sentence on the portal."
LINES_FOR_TEXT = 8


def paper(round_title: str, document: FormDocument, *, pays: bool) -> Paper:
    """The empty form of a round; the budget only when the round `pays`."""
    sections = sections_for(document, pays=pays)
    return Paper(
        title=f"{round_title}: application form",
        foot=round_title,
        blocks=(
            Text(document.title),
            Text(INTRO, Tone.QUIET),
            *(block for section in sections for block in _section(document, section)),
            *_rubric(document, sections),
        ),
    )


def section_title(section: Section) -> str:
    """The title of a section with its code and points."""
    points = f" ({points_words(section.points)})" if section.points else ""
    return f"{section.code}. {section.title}{points}"


def points_words(points: int) -> str:
    """A number of points in words.

    >>> points_words(1), points_words(20)
    ('1 point', '20 points')
    """
    return "1 point" if points == 1 else f"{points} points"


def question_title(question: Question) -> str:
    """The text of a question behind its key."""
    return f"{question.key}. {question.text}"


def _section(document: FormDocument, section: Section) -> Iterator[Block]:
    yield Heading(section_title(section), 1)
    if section.intro:
        yield Text(section.intro)
    for question in section.questions:
        yield Heading(question_title(question), 2)
        if question.help:
            yield Text(question.help)
        yield Text(rules(document, question), Tone.QUIET)
        yield _to_write(question)


def rules(document: FormDocument, question: Question) -> str:
    """What sort of answer is asked for, within which limits, of whom, as short sentences."""
    found = [
        condition(document, question),
        KIND_WORDS[question.kind],
        limit_words(question),
        *(_of_people(question) if question.kind is Kind.ROSTER else _of_numbers(question)),
        "Scored" if question.scored else "",
        "You may leave this out" if question.required is Required.NO else "",
    ]
    return " ".join(f"{one}." for one in found if one)


def condition(document: FormDocument, question: Question) -> str:
    """Who is asked, in words; "" when everybody is.

    >>> condition(FormDocument("", (), ()), Question("A9", Kind.TEXT, "?", only_for=("fqhc",)))
    'Only for FQHC'
    """
    found = []
    if question.only_for:
        found.append(f"for {_either([_kind(one) for one in question.only_for])}")
    if question.show_if:
        asked = document.question(question.show_if.question)
        labels = [_label(asked, one) for one in question.show_if.answers]
        verb = "includes" if asked and asked.kind is Kind.CHOICES else "is"
        found.append(f"if {question.show_if.question} {verb} {_either(labels)}")
    return f"Only {' and '.join(found)}" if found else ""


def _kind(key: str) -> str:
    known = {str(kind): kind.short_label for kind in PracticeKind}
    return known.get(key, key)


def _label(question: Question | None, option: str) -> str:
    if question is None:
        return option
    if question.kind is Kind.YES_NO:
        return next((one.label for one in YES_NO if one.key == option), option)
    return question.label_of(option)


def _either(labels: list[str]) -> str:
    return " or ".join(labels)


def _of_people(question: Question) -> Iterator[str]:
    if question.least:
        yield f"Name at least {question.least}"
    if question.hours:
        yield f"At least {question.hours} hours a month together"


def _of_numbers(question: Question) -> Iterator[str]:
    if question.least is not None:
        yield f"{question.least:,} or more"
    if question.most is not None:
        yield f"{question.most:,} or less"
    if question.matches:
        yield f"The lines make the amount in {question.matches}"
    for row in question.rows:
        if row.above_zero:
            yield f"“{row.label}” cannot be 0"


_PLACES: Mapping[Kind, Block] = {
    Kind.FILE: Blanks(("Name of your file",)),
    Kind.SIGNATURE: Text(SIGNED_THERE),
    Kind.ATTESTATION: Boxes(("We agree",)),
}


def _to_write(question: Question) -> Block:
    if question.kind in WITH_ROWS:
        return _table(question)
    if question.kind in _PLACES:
        return _PLACES[question.kind]
    parts = parts_of(question)
    if len(parts) > 1:
        return Blanks(tuple(f"{p.label} ({p.hint})" if p.hint else p.label for p in parts))
    if options := parts[0].options:
        return Boxes(tuple(option.label for option in options))
    return Room(LINES_FOR_TEXT if parts[0].control is Control.TEXT else 1)


def columns(question: Question) -> tuple[str, ...]:
    """The header of a question with rows; the first column names them."""
    match question.kind:
        case Kind.ROSTER:
            return ("Role", "Name", "Credentials", "Hours a month")
        case Kind.MATRIX:
            return ("For", "Answer")
        case Kind.SHARES:
            return ("Part", "Share in percent")
        case _:
            return ("Line", *(column.label for column in question.columns))


def _table(question: Question) -> Grid:
    header = columns(question)
    if question.kind is Kind.MATRIX:
        header = (header[0], *(option.label for option in question.options))
    rows = tuple((row.label, *("" for _ in header[1:])) for row in question.rows)
    return Grid(header, rows)


def _rubric(document: FormDocument, sections: tuple[Section, ...]) -> Iterator[Block]:
    titles = {section.key: section_title(section) for section in sections}
    scored = [criterion for criterion in document.criteria if criterion.section in titles]
    if not scored:
        return
    yield Heading("How applications are scored", 1)
    yield Text(RUBRIC)
    for criterion in scored:
        yield Heading(_criterion_title(criterion), 2)
        if criterion.guidance:
            yield Text(criterion.guidance)
        yield Text(f"From the answers in section {titles[criterion.section]}.", Tone.QUIET)
        yield Grid(
            ("Score", "What it takes"),
            tuple((str(score), text) for score, text in sorted(criterion.anchors.items())),
        )


def _criterion_title(criterion: Criterion) -> str:
    return f"{criterion.key}. {criterion.title} ({points_words(criterion.points)})"
