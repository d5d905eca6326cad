"""How the parts of a form fit together: what no part can see alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.charter.domain.fields import FIELDS, MEMBERS
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.document import FormDocument, Question, ShowIf
from app.rfa.domain.kinds import CAN_DECIDE, MAY_SCREEN, MOST_SCREENING, Kind
from app.rfa.domain.lines import Path
from app.rfa.domain.reading import CHOOSE, Values

APPLICANT_KINDS = tuple(str(kind) for kind in PracticeKind)
PATTERNS = ("", "phone", "email", "npi", "zip")
FULL_POINTS = 100
COLUMNS = "A column holds whole number, money or text."
MOST_QUESTIONS = 200
CHARTER_FIELDS = (MEMBERS, *(field.key for field in FIELDS))


class Fitting(Values):
    """Checks what was read, and notes what does not fit."""

    def check(self, document: FormDocument) -> None:
        """What no part can see alone: keys that repeat or lead nowhere, points, order."""
        self._once(
            "section key", [(s.key, ("sections", n)) for n, s in enumerate(document.sections)]
        )
        places = list(_places(document))
        self._once("question key", [(q.key, path) for q, path in places])
        rubric = enumerate(document.criteria)
        self._once("criterion key", [(c.key, ("criteria", n)) for n, c in rubric])
        seen: dict[str, Question] = {}
        for question, path in places:
            self._check_question(question, path, seen)
            seen[question.key] = question
        self._check_sections(document)
        self._check_rubric(document)
        self._check_carries(document, seen)
        if len(document.screening) > MOST_SCREENING:
            self._note(("sections",), f"Ask at most {MOST_SCREENING} screening questions.")
        if sum(q.kind is Kind.SIGNATURE for q, _ in places) > 1:
            self._note(("sections",), "A form has one signature.")
        if len(places) > MOST_QUESTIONS:
            self._note(("sections",), f"Ask at most {MOST_QUESTIONS} questions.")

    def _check_question(self, question: Question, path: Path, seen: Mapping[str, Question]) -> None:
        if question.show_if is not None:
            self._check_show_if(question.show_if, (*path, "show_if"), seen)
        self._check_screen(question, path)
        self._check_limits(question, path)
        if question.pattern not in PATTERNS:
            words = f"Use one of: {', '.join(PATTERNS[1:])}."
            self._note((*path, "pattern"), words, plain=CHOOSE)
        for kind in question.only_for:
            if kind not in APPLICANT_KINDS:
                words = f"Use: {', '.join(APPLICANT_KINDS)}."
                self._note((*path, "only_for"), words, plain=CHOOSE)
        target = seen.get(question.matches)
        if question.matches and (target is None or target.kind is not Kind.MONEY):
            self._note((*path, "matches"), "Name a money question that is asked before this one.")

    def _check_screen(self, question: Question, path: Path) -> None:
        if question.screen and question.kind not in MAY_SCREEN:
            self._note(path, "Only yes/no and choice questions can screen.")
        for answer in question.screen:
            if answer not in answers_of(question):
                self._note((*path, "screen", answer), f"“{answer}” is no answer to this question.")

    def _check_limits(self, question: Question, path: Path) -> None:
        least, most = question.least, question.most
        if least is not None and most is not None and least > most:
            self._note((*path, "least"), "The least may not be above the most.")
        if question.words and question.characters:
            self._note((*path, "words"), "Limit either words or characters, not both.")
        if any(c.kind not in {Kind.WHOLE, Kind.MONEY, Kind.TEXT} for c in question.columns):
            self._note((*path, "columns"), COLUMNS)

    def _check_show_if(self, rule: ShowIf, path: Path, seen: Mapping[str, Question]) -> None:
        decider = seen.get(rule.question)
        if decider is None:
            self._note(path, f"“{rule.question}” is not asked before this question.")
        elif decider.kind not in CAN_DECIDE:
            self._note(path, "Only yes/no and choice questions can decide this.")
        else:
            for answer in rule.answers:
                if answer not in answers_of(decider):
                    self._note(path, f"“{answer}” is no answer to {decider.key}.")

    def _check_sections(self, document: FormDocument) -> None:
        before: list[str] = []
        titles = {section.key: section.title for section in document.sections}
        for number, section in enumerate(document.sections):
            for key in section.waits_for:
                if key not in before:
                    self._note(
                        ("sections", number, "waits_for"),
                        f"“{key}” is no earlier section.",
                        plain=f"“{titles.get(key, key)}” is no earlier section.",
                    )
            before.append(section.key)

    def _check_carries(self, document: FormDocument, seen: Mapping[str, Question]) -> None:
        for key, field in document.carries.items():
            if key not in seen:
                self._note(("carries", key), f"“{key}” is no question of this form.")
            if field not in CHARTER_FIELDS:
                words = f"“{field}” is no part of a charter. Use: {', '.join(CHARTER_FIELDS)}."
                self._note(("carries", key), words)

    def _check_rubric(self, document: FormDocument) -> None:
        keys = {section.key for section in document.sections}
        for number, criterion in enumerate(document.criteria):
            if criterion.section not in keys:
                self._note(("criteria", number, "section"), f"“{criterion.section}” is no section.")
        total = sum(criterion.points for criterion in document.criteria)
        if document.criteria and total != FULL_POINTS:
            self._note(
                ("criteria",), f"The points add up to {total}. They must make {FULL_POINTS}."
            )


def answers_of(question: Question) -> tuple[str, ...]:
    """The keys that a yes/no or choice question can be answered with."""
    if question.kind is Kind.YES_NO:
        return ("yes", "no")
    return tuple(option.key for option in question.options)


def _places(document: FormDocument) -> Iterable[tuple[Question, Path]]:
    for number, section in enumerate(document.sections):
        for place, question in enumerate(section.questions):
            yield question, ("sections", number, "questions", place)
