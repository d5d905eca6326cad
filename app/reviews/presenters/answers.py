"""An application as it stands beside its score sheet: what is scored first, tables as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rfa.domain.answers import asked, single
from app.rfa.domain.kinds import WITH_ROWS, Kind
from app.rfa.presenters.oversight import Answered, answers_of
from app.rfa.presenters.papers.answered import grid

if TYPE_CHECKING:
    from app.rfa.domain.document import Question, Section
    from app.rfa.domain.snapshots import Frozen

NUMBERS = "num"
_FORMAL = frozenset({Kind.YES_NO, Kind.ATTESTATION})


@dataclass(frozen=True, slots=True)
class Table:
    """An answer with rows. `classes` has how each column is set; the first one names the rows."""

    heads: tuple[str, ...]
    classes: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the application."""

    key: str
    title: str
    questions: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What an application says: the sections to judge, and behind them the formal ones.

    `tables` are the answers with rows, by question. `not_yes` is how many questions of the
    formal sections were not answered with yes.
    """

    sections: tuple[Part, ...]
    formal: tuple[Part, ...]
    not_yes: int
    tables: dict[str, Table]

    @property
    def formal_words(self) -> str:
        """What the formal sections come to."""
        if not self.not_yes:
            return "all yes"
        return "1 answer is not yes" if self.not_yes == 1 else f"{self.not_yes} answers are not yes"


def told(content: Frozen) -> Told:
    """The application as this reviewer may read it: `content` is without what is hidden."""
    formal = {section.key for section in content.sections if _is_formal(section, content)}
    parts = [Part(one.key, one.title, one.questions) for one in answers_of(content)]
    shown = [part for part in parts if part.questions]
    every = [(one, question) for one in content.sections for question in _asked(one, content)]
    return Told(
        sections=tuple(part for part in shown if part.key not in formal),
        formal=tuple(part for part in shown if part.key in formal),
        not_yes=sum(
            question.kind in _FORMAL and not _is_yes(question, content)
            for section, question in every
            if section.key in formal
        ),
        tables={
            question.key: _table(question, content)
            for _, question in every
            if question.kind in WITH_ROWS and content.answers.get(question.key)
        },
    )


def _asked(section: Section, content: Frozen) -> tuple[Question, ...]:
    return asked(section, content.answers, content.kind)


def _is_formal(section: Section, content: Frozen) -> bool:
    """Whether a section is there to be agreed to: mostly yes or no, and nothing of it is scored."""
    questions = _asked(section, content)
    is_judged = any(question.scored for question in questions) or any(
        criterion.section == section.key for criterion in content.document.criteria
    )
    return not is_judged and 2 * sum(one.kind in _FORMAL for one in questions) > len(questions)


def _is_yes(question: Question, content: Frozen) -> bool:
    said = single(content.answers.get(question.key))
    return said == "yes" if question.kind is Kind.YES_NO else bool(said)


def _table(question: Question, content: Frozen) -> Table:
    found = grid(question, content.answers[question.key])
    match question.kind:
        case Kind.TABLE:
            numbers = [column.kind is not Kind.TEXT for column in question.columns]
        case Kind.ROSTER:
            numbers = [False, False, True]
        case _:
            numbers = [question.kind is Kind.SHARES]
    classes = ("", *(NUMBERS if is_number else "" for is_number in numbers))
    return Table(found.header, classes, found.rows)
