"""What stands in a version of a module, free of tables: the shape that loader, editor, check,
comparison and reader share.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from app.curriculum.domain.kinds import Feedback, Gate, Language, Need, QuestionKind


@dataclass(frozen=True, slots=True)
class Monday:
    """The test that a lesson leads to: what a new PDSA cycle is filled with."""

    title: str
    objective: str
    what: str
    prediction: str
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A lesson in one language: `body` is Markdown, whose headings begin at `##`.

    `monday` and `sources` are those of the lesson in the words of another language than English,
    as far as somebody wrote them; the measure of a test is that of the lesson.
    """

    title: str
    objectives: tuple[str, ...] = ()
    body: str = ""
    monday: Monday | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one language, its choices in order, and why the right one is right."""

    question: str
    options: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank. `right` holds places of options, from 0. Without `in_quiz` it only
    stands in the check of its lesson.
    """

    key: str
    kind: QuestionKind
    right: frozenset[int]
    texts: Mapping[Language, Asked]
    in_quiz: bool = True


@dataclass(frozen=True, slots=True)
class Completion:
    """What makes a lesson done: every one of `needs`, and what they speak of."""

    needs: frozenset[Need] = frozenset({Need.READ})
    minutes: int = 0
    checklist: tuple[str, ...] = ()
    attestation: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in a version of a module. `key` stays the same over versions.

    `audience`: the roles (`policy.Role`) that it is for; empty means everyone. `practice_types`:
    the kinds of practice (`PracticeKind`) that it is asked of; empty means every kind.
    """

    key: str
    code: str
    minutes: int
    texts: Mapping[Language, Text]
    audience: tuple[str, ...] = ()
    practice_types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    facilitator: str = ""
    monday: Monday | None = None
    completion: Completion = field(default_factory=Completion)
    questions: tuple[Question, ...] = ()
    outline: tuple[str, ...] = ()
    is_draft: bool = False

    @property
    def title(self) -> str:
        return self.texts[Language.ENGLISH].title

    def monday_in(self, language: Language) -> tuple[Monday | None, Language]:
        """The test for Monday, and the language of its words: English where nobody wrote others."""
        text = self.texts.get(language)
        if self.monday is None or text is None or text.monday is None:
            return self.monday, Language.ENGLISH
        return replace(text.monday, measure=self.monday.measure), language

    def sources_in(self, language: Language) -> tuple[tuple[str, ...], Language]:
        """The sources, and the language that speaks of them."""
        text = self.texts.get(language)
        if text is None or not text.sources:
            return self.sources, Language.ENGLISH
        return text.sources, language


@dataclass(frozen=True, slots=True)
class Quiz:
    """The quiz at the end of a module: how many questions of the bank, the share of right ones
    that passes in percent, how many tries (None: any number), and what is shown afterwards.
    """

    questions: int
    pass_percent: int = 80
    attempts: int | None = None
    shuffle: bool = True
    feedback: Feedback = Feedback.EACH


@dataclass(frozen=True, slots=True)
class Credit:
    """What a certificate says about continuing education."""

    accreditor: str
    kind: str
    amount: str
    activity: str = ""
    needs_evaluation: bool = False


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """What opens a module: `of` is the key of a module or event, or the value of a `Fact`.

    `percent`: the share that the quiz of that module must have reached, for `Gate.QUIZ`.
    """

    gate: Gate
    of: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a version of a module says about itself, besides its lessons."""

    title: str
    summary: str = ""
    title_es: str = ""
    summary_es: str = ""
    quiz: Quiz | None = None
    credit: Credit | None = None
    prerequisites: tuple[Prerequisite, ...] = ()


def digest(lesson: Lesson) -> str:
    """Tells whether what a learner reads and answers in a lesson is the same in two versions.

    Facilitator notes, place in the module and sources may change without a new lesson.
    """
    seen = {
        "texts": {
            language.value: asdict(replace(text, sources=()))
            for language, text in lesson.texts.items()
        },
        "questions": [
            {
                "key": question.key,
                "kind": question.kind,
                "right": sorted(question.right),
                "texts": {one.value: asdict(text) for one, text in question.texts.items()},
            }
            for question in lesson.questions
        ],
        "monday": asdict(lesson.monday) if lesson.monday else None,
        "needs": sorted(lesson.completion.needs),
        "minutes": lesson.completion.minutes,
        "checklist": lesson.completion.checklist,
        "attestation": lesson.completion.attestation,
    }
    words = json.dumps(seen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()
