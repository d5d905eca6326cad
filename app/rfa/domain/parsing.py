"""From JSON to a form, or a list of what is wrong with it, each with its place and reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import orjson

from app.core.text import clean
from app.rfa.domain.document import (
    Column,
    Criterion,
    Files,
    FormDocument,
    Option,
    Question,
    Row,
    Screen,
    Section,
    ShowIf,
)
from app.rfa.domain.fitting import COLUMNS, Fitting
from app.rfa.domain.keys import CHOICE_KEY, QUESTION_KEY, SLUG, is_reserved
from app.rfa.domain.kinds import (
    WITH_OPTIONS,
    WITH_ROWS,
    Kind,
    Outcome,
    Required,
)
from app.rfa.domain.lines import Path, line_at, lines_of, repeated
from app.rfa.domain.reading import BadDocument, Problem

FILE_KINDS = ("pdf", "docx", "xlsx", "csv", "png", "jpg", "txt")
LARGEST_FILE = 25
MOST_FILES = 20
_LONGEST = 100
MOST_SECTIONS = 30
_OF_DOCUMENT = frozenset({"title", "sections", "criteria", "carries"})
_OF_SECTION = frozenset(
    {"key", "code", "title", "intro", "points", "questions", "waits_for", "only_if_paid"}
)
_OF_QUESTION = frozenset(field.name for field in fields(Question))
_OF_CRITERION = frozenset(field.name for field in fields(Criterion))
_MEMBERS = (
    *("key", "code", "label", "kind", "title", "text", "intro", "help", "section", "points"),
    *("required", "scored", "options", "rows", "columns", "question", "is", "outcome", "reason"),
    *("guidance", "anchors", "waits_for", "only_if_paid", "sections", "questions", "criteria"),
    "carries",
)
_ORDER = {name: place for place, name in enumerate(_MEMBERS)}
_FEWEST_ROWS = {Kind.SHARES: 2}
_MORE = {"rows": {"above_zero"}, "columns": {"kind"}}


def parse_text(text: str) -> FormDocument:
    """The form that a JSON text describes; raises `BadDocument` with lines."""
    try:
        source = _storable(json.loads(text, parse_int=_whole_number))
    except (ValueError, RecursionError) as bad:
        line = getattr(bad, "lineno", 1)
        words = "This is not JSON: look for a missing comma, quote or bracket."
        raise BadDocument([Problem((), words, line)]) from bad
    twice = [
        Problem(path, f"“{path[-1]}” stands here twice. Keep one of them.", line)
        for path, line in _repeated(text)
    ]
    try:
        document = parse(source)
    except BadDocument as bad:
        lines = lines_of(text)
        found = [replace(one, line=line_at(lines, one.path)) for one in bad.problems]
        raise BadDocument([*twice, *found]) from bad
    if twice:
        raise BadDocument(twice)
    return document


def _repeated(text: str) -> Iterable[tuple[Path, int]]:
    for path, line in repeated(text):
        yield tuple(_storable(list(path))), line


def parse(source: Any) -> FormDocument:
    """The form that plain JSON values describe; raises `BadDocument`."""
    reader = _Reader()
    document = reader.document(source)
    if not reader.problems:
        reader.check(document)
    if reader.problems:
        raise BadDocument(reader.problems)
    return document


def parsed(source: Mapping[str, Any]) -> FormDocument:
    """The same of a form that is kept already; parsed once for the same content."""
    return _parsed(orjson.dumps(source))


@lru_cache(maxsize=32)
def _parsed(text: bytes) -> FormDocument:
    return parse(orjson.loads(text))


def text_of(source: Mapping[str, Any]) -> str:
    """The document as text that people can read and change, always the same for the same form."""
    return json.dumps(_ordered(source), indent=2, ensure_ascii=False)


def _ordered(value: Any) -> Any:
    """The same values, their members in the order of the documentation; a database keeps none."""
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
        return {name: _ordered(value[name]) for name in names}
    return [_ordered(one) for one in value] if isinstance(value, list) else value


def _whole_number(digits: str) -> int:
    """The number, or the beginning of one that is too long for any use, to be refused in place."""
    return int(digits[:_LONGEST])


def _storable(value: Any) -> Any:
    """The same values with text that every database and page can hold."""
    if isinstance(value, dict):
        return {clean(name): _storable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return clean(value) if isinstance(value, str) else value


class _Reader(Fitting):
    """Reads the parts, and notes what is wrong; one mistake does not hide the next."""

    def document(self, source: Any) -> FormDocument:
        given = self._object(source, (), _OF_DOCUMENT)
        return FormDocument(
            title=self._text(given, "title", (), most=200),
            sections=tuple(
                self._section(one, path)
                for one, path in self._list(given, "sections", (), least=1, most=MOST_SECTIONS)
            ),
            criteria=tuple(
                self._criterion(one, path) for one, path in self._list(given, "criteria", ())
            ),
            source=given,
            carries=self._carries(given),
        )

    def _carries(self, given: Mapping[str, Any]) -> Mapping[str, str]:
        path = ("carries",)
        fields = self._object(given.get("carries") or {}, path, None)
        return {key: self._text(fields, key, path, most=40) for key in fields}

    def _section(self, source: Any, path: Path) -> Section:
        given = self._object(source, path, _OF_SECTION)
        return Section(
            key=self._key(given, path, SLUG),
            code=self._text(given, "code", path, most=4),
            title=self._text(given, "title", path, most=120),
            intro=self._text(given, "intro", path, most=2000, needed=False),
            points=self._whole(given, "points", path) or 0,
            questions=tuple(
                self._question(one, inner)
                for one, inner in self._list(given, "questions", path, most=60)
            ),
            waits_for=self._texts(given, "waits_for", path),
            only_if_paid=self._flag(given, "only_if_paid", path),
        )

    def _question(self, source: Any, path: Path) -> Question:
        given = self._object(source, path, _OF_QUESTION)
        kind = self._one_of(given, "kind", path, Kind, Kind.TEXT)
        return Question(
            key=self._question_key(given, path),
            kind=kind,
            text=self._text(given, "text", path, most=1000),
            help=self._text(given, "help", path, most=1000, needed=False),
            required=self._one_of(given, "required", path, Required, Required.SUBMIT),
            scored=self._flag(given, "scored", path),
            options=tuple(
                Option(key, label)
                for key, label, _, _ in self._labelled(
                    given, "options", path, least=int(kind in WITH_OPTIONS)
                )
            ),
            rows=tuple(
                Row(key, label, self._flag(one, "above_zero", inner))
                for key, label, one, inner in self._labelled(
                    given, "rows", path, least=_FEWEST_ROWS.get(kind, int(kind in WITH_ROWS))
                )
            ),
            columns=tuple(
                Column(
                    key, label, self._one_of(one, "kind", inner, Kind, Kind.WHOLE, plain=COLUMNS)
                )
                for key, label, one, inner in self._labelled(
                    given, "columns", path, least=int(kind is Kind.TABLE)
                )
            ),
            words=self._whole(given, "words", path, least=1),
            characters=self._whole(given, "characters", path, least=1),
            least=self._whole(given, "least", path),
            most=self._whole(given, "most", path),
            hours=self._whole(given, "hours", path),
            pattern=self._text(given, "pattern", path, most=20, needed=False),
            matches=self._text(given, "matches", path, most=40, needed=False),
            files=self._files(given, path),
            show_if=self._show_if(given, path),
            only_for=self._texts(given, "only_for", path),
            screen=self._screen(given, path),
        )

    def _question_key(self, given: Mapping[str, Any], path: Path) -> str:
        key = self._key(given, path, QUESTION_KEY)
        if is_reserved(key):
            self._note((*path, "key"), f"The portal needs the name “{key}” itself. Choose another.")
        return key

    def _files(self, given: Mapping[str, Any], path: Path) -> Files:
        if "files" not in given:
            return Files()
        inner = (*path, "files")
        files = self._object(given["files"], inner, frozenset({"kinds", "megabytes", "count"}))
        kinds = self._texts(files, "kinds", inner) or ("pdf",)
        for kind in kinds:
            if kind not in FILE_KINDS:
                words = f"“{kind}” is no kind of file. Use: {', '.join(FILE_KINDS)}."
                self._note((*inner, "kinds"), words)
        megabytes = self._whole(files, "megabytes", inner, least=1) or 10
        if megabytes > LARGEST_FILE:
            self._note((*inner, "megabytes"), f"A file may have up to {LARGEST_FILE} MB.")
        count = self._whole(files, "count", inner, least=1) or 1
        if count > MOST_FILES:
            self._note((*inner, "count"), f"Ask for at most {MOST_FILES} files.")
        return Files(kinds, megabytes, count)

    def _show_if(self, given: Mapping[str, Any], path: Path) -> ShowIf | None:
        if given.get("show_if") is None:
            return None
        inner = (*path, "show_if")
        rule = self._object(given["show_if"], inner, frozenset({"question", "is"}))
        return ShowIf(
            self._text(rule, "question", inner, most=40), self._texts(rule, "is", inner, least=1)
        )

    def _screen(self, given: Mapping[str, Any], path: Path) -> Mapping[str, Screen]:
        inner = (*path, "screen")
        rules = self._object(given.get("screen") or {}, inner, None)
        found = {}
        for answer, rule in rules.items():
            place = (*inner, answer)
            one = self._object(rule, place, frozenset({"outcome", "reason"}))
            found[answer] = Screen(
                self._one_of(one, "outcome", place, Outcome, Outcome.ELIGIBLE, plain=""),
                self._text(one, "reason", place, most=500, needed=False),
            )
        return found

    def _criterion(self, source: Any, path: Path) -> Criterion:
        given = self._object(source, path, _OF_CRITERION)
        inner = (*path, "anchors")
        anchors = self._object(given.get("anchors") or {}, inner, None)
        for score in anchors:
            if score not in {"0", "1", "2", "3", "4", "5"}:
                self._note((*inner, score), "Scores go from 0 to 5.")
        return Criterion(
            key=self._key(given, path, QUESTION_KEY),
            title=self._text(given, "title", path, most=120),
            section=self._text(given, "section", path, most=60),
            points=self._whole(given, "points", path, least=1) or 0,
            anchors={
                int(score): self._text(anchors, score, inner, most=500)
                for score in anchors
                if score in {"0", "1", "2", "3", "4", "5"}
            },
            guidance=self._text(given, "guidance", path, most=1000, needed=False),
        )

    def _labelled(
        self, given: Mapping[str, Any], name: str, path: Path, *, least: int
    ) -> list[tuple[str, str, Mapping[str, Any], Path]]:
        found = []
        known = frozenset({"key", "label"} | _MORE.get(name, set()))
        for one, inner in self._list(given, name, path, least=least):
            part = self._object(one, inner, known)
            label = self._text(part, "label", inner, most=200)
            shape = CHOICE_KEY if name == "options" else SLUG
            found.append((self._key(part, inner, shape), label, part, inner))
        self._once(f"key of the {name}", [(key, (*path, name)) for key, *_ in found])
        if name == "options":
            self._check_labels(found)
        return found

    def _check_labels(self, options: Iterable[tuple[str, str, Mapping[str, Any], Path]]) -> None:
        """No two options look the same: nobody could tell which one was chosen."""
        seen: set[str] = set()
        for _, label, _, path in options:
            if label and label.casefold() in seen:
                self._note((*path, "label"), f"Two answers are called “{label}”. Change one.")
            seen.add(label.casefold())
