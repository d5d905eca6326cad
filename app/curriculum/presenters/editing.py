"""What authors see around their boxes: tabs, the toolbar, what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.dates import day
from app.curriculum.domain import comparing, gate, grade, publishing
from app.curriculum.domain.content import Facts, Lesson, Prerequisite, Question, Text
from app.curriculum.domain.files import File
from app.curriculum.domain.grade import Hint
from app.curriculum.domain.kinds import Fact, FileUse, Gate, Language
from app.curriculum.domain.prerequisites import Named
from app.curriculum.domain.shipped import Reviewed
from app.curriculum.presenters import lesson_body
from app.curriculum.presenters.lesson_body import LessonBody

NOTHING = "Nothing"
FACT_WORDS = {
    Fact.CHARTER_CONFIRMED: "The team's charter is confirmed",
    Fact.NUMBERS_SENT: "The team sent its first month of numbers",
    Fact.CYCLE_STUDIED: "The team studied its first PDSA cycle",
}
USE_WORDS = {
    FileUse.IMAGE: "Picture",
    FileUse.DOCUMENT: "Document",
    FileUse.CAPTIONS: "Captions",
}

# ------------------------------------------------------------------ the editor


@dataclass(frozen=True, slots=True)
class Tool:
    """A button above the text that puts signs around `words`, or around the chosen words.

    `place`: within a line, at the start of each chosen line, or as a block of its own.
    """

    name: str
    before: str
    after: str = ""
    words: str = ""
    place: str = "within"


TOOLS = (
    Tool("Heading", "## ", words="Heading", place="line"),
    Tool("Bold", "**", "**", "bold"),
    Tool("Italic", "*", "*", "italic"),
    Tool("List", "- ", words="point", place="line"),
    Tool("Numbers", "1. ", words="step", place="line"),
    Tool("Link", "[", "](https://)", "words that say where it leads"),
    Tool("Checklist", "- [ ] ", words="point to tick", place="line"),
    Tool("Note", "> **Keep in mind:** ", words="one thing to remember", place="line"),
    Tool("Table", "| ", " | Second |\n|---|---|\n| one | two |\n", "First", "block"),
    Tool("Picture", "![", "](file:1)", "say what the picture shows"),
    Tool(
        "Run chart",
        "```run-chart\ntitle = ",
        '\nunit = "percent"\nvalues = [20, 21, 18, 23, 30, 33]\n'
        'first = "2026-06"\ntarget = 60\n```\n',
        '"A made-up clinic"',
        "block",
    ),
    Tool(
        "Video",
        "```video\nurl = ",
        '\ntitle = "What it shows"\nminutes = 4\ncaptions = "host"\n'
        'transcript = """\nWhat is said and shown.\n"""\n```\n',
        '"https://"',
        "block",
    ),
)


BEGINNING = 40
"""So many characters of a line are shown, so that one finds it."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing to mend: where it is, and how its line begins; `line` is 0 for the whole text."""

    place: str
    line: int
    begins: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as learners would see it, with what must be mended and how hard it reads."""

    body: LessonBody
    problems: tuple[Mend, ...]
    hint: Hint | None


def preview(body: str, files: Mapping[int, File], language: Language) -> Preview:
    """A text on its way; nothing of it is kept."""
    return Preview(
        lesson_body.shown(Text("", (), body), files=files, language=language),
        tuple(_mends(body, gate.body_problems(body, files, language))),
        grade.hint(body, language),
    )


def _mends(body: str, found: Iterable[tuple[str, str]]) -> Iterator[Mend]:
    lines = body.splitlines()
    for place, sentence in found:
        line = publishing.line_of(place)
        words = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        cut = f"{words[:BEGINNING].rstrip()}…" if len(words) > BEGINNING else words
        yield Mend(place, line, cut, sentence)


def insertion(file_id: int, use: FileUse) -> str:
    """What an author writes into a text to show or link a file.

    >>> insertion(3, FileUse.IMAGE), insertion(4, FileUse.CAPTIONS)
    ('![Say what the picture shows](file:3)', 'captions = 4')
    """
    match use:
        case FileUse.IMAGE:
            return f"![Say what the picture shows](file:{file_id})"
        case FileUse.DOCUMENT:
            return f"[Name of the document](file:{file_id})"
        case FileUse.CAPTIONS:
            return f"captions = {file_id}"


# ------------------------------------------------------------------ what stands there meanwhile


@dataclass(frozen=True, slots=True)
class Theirs:
    """A part that somebody else saved otherwise than it was typed."""

    label: str
    text: str


def clash(there: Mapping[str, str], typed: Mapping[str, str]) -> tuple[Theirs, ...]:
    """What stands there, where it is not what was typed."""
    labels = list(dict.fromkeys([*there, *typed]))
    return tuple(
        Theirs(label, there.get(label) or NOTHING)
        for label in labels
        if there.get(label, "") != typed.get(label, "")
    )


def facts_clash(
    there: Facts, typed: Facts, titles: Mapping[tuple[Gate, str], str]
) -> tuple[Theirs, ...]:
    """The same for a version's own words; `titles` of the modules and events that come first."""
    return clash(comparing.facts_in_words(there, titles), comparing.facts_in_words(typed, titles))


def text_clash(
    there: tuple[Text | None, Reviewed | None], typed: tuple[Text | None, Reviewed | None]
) -> tuple[Theirs, ...]:
    """The same for a lesson in one language, and who read it over."""
    return clash(_text(*there), _text(*typed))


def _text(text: Text | None, reviewed: Reviewed | None) -> dict[str, str]:
    if text is None:
        return {}
    return {
        "Title": text.title,
        "Objectives": "\n".join(text.objectives),
        "Text": text.body,
        "Try this on Monday": comparing.monday_in_words(text.monday),
        "Sources": "\n".join(text.sources),
        "Read over": f"{reviewed.by}, {day(reviewed.on)}" if reviewed else "",
    }


def lesson_clash(there: Lesson, typed: Lesson) -> tuple[Theirs, ...]:
    """The same for everything around the texts of a lesson."""
    return clash(comparing.lesson_in_words(there), comparing.lesson_in_words(typed))


def question_clash(there: Question | None, typed: Question) -> tuple[Theirs, ...]:
    """The same for a question, in both languages."""
    return clash(_question(there), _question(typed))


def _question(question: Question | None) -> dict[str, str]:
    if question is None:
        return {}
    labels = {Language.ENGLISH: "Question", Language.SPANISH: "Question in Spanish"}
    return {
        labels[language]: comparing.question_in_words(question, language)
        for language in question.texts
    }


# ------------------------------------------------------------------ what opens a module


def prerequisite_choices(
    modules: Mapping[str, Named],
    events: Iterable[tuple[str, str]],
    *,
    but: str,
    used: Sequence[Prerequisite],
    cancelled: Mapping[str, str],
) -> list[tuple[str, str]]:
    """What a module may ask for, by value and words. What it asks for already stays on the list,
    with what is wrong with it; `cancelled` has the titles of cancelled events.
    """
    found = {}
    for key, of in modules.items():
        if key != but and not of.is_archived:
            found[f"{Gate.MODULE}:{key}"] = f"Finish: {of.title}{_but(of)}"
            if of.has_quiz:
                found[f"{Gate.QUIZ}:{key}"] = f"Pass the quiz: {of.title}{_but(of)}"
    found |= {
        f"{Gate.EVENT}:{key}": f"Come to: {title}" for key, title in events if key not in cancelled
    }
    found |= {f"{Gate.FACT}:{fact}": words for fact, words in FACT_WORDS.items()}
    for one in used:
        found.setdefault(f"{one.gate}:{one.of}", _lost(one, modules, cancelled))
    return list(found.items())


def _but(of: Named) -> str:
    return "" if of.is_out else " (not out yet)"


def _lost(one: Prerequisite, modules: Mapping[str, Named], cancelled: Mapping[str, str]) -> str:
    """What a module asks for and nobody can have."""
    if one.gate is Gate.EVENT and one.of in cancelled:
        return f"Come to: {cancelled[one.of]} (cancelled)"
    of = modules.get(one.of)
    if of is not None and one.gate in {Gate.MODULE, Gate.QUIZ}:
        words = "Finish" if one.gate is Gate.MODULE else "Pass the quiz"
        return f"{words}: {of.title} ({'archived' if of.is_archived else 'has no quiz'})"
    return f"{one.gate.value.capitalize()}: {one.of}"
