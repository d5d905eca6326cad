"""Reading the values of a JSON document: the right sort and size, or a note of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.rfa.domain.lines import Path

LARGEST = 10**9 - 1
CHOOSE = "Choose one of the list."
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where in the document, on which line of its text, and what to do.

    `message` names members as the JSON does; `plain`, when there is one, says the same to
    people who see no JSON, and `name` is the member that either names as “name”.
    """

    path: Path
    message: str
    line: int = 1
    plain: str = ""
    name: str = ""

    @property
    def place(self) -> str:
        """The place in words, such as "section 2, question 3"."""
        return self.place_in({})

    def place_in(self, labels: Mapping[str, str]) -> str:
        """The same for a page where members have these labels."""
        words, path = [], list(self.path)
        while len(path) >= 2 and isinstance(path[1], int):
            words.append(f"{_SINGULAR.get(str(path[0]), str(path[0]))} {path[1] + 1}")
            path = path[2:]
        rest = (labels.get(str(step), str(step)) for step in path)
        return ", ".join([*words, *rest]) or "the document"

    def said(self, labels: Mapping[str, str]) -> str:
        """The mistake for a page where members have these labels."""
        words = self.plain or self.message
        return words.replace(f"“{self.name}”", f"“{labels.get(self.name, self.name)}”")


_SINGULAR = {
    "sections": "section",
    "questions": "question",
    "options": "option",
    "rows": "row",
    "columns": "column",
    "criteria": "criterion",
}


class BadDocument(ValueError):
    """The document cannot stand; `problems` says why, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.line))
        super().__init__("; ".join(f"line {p.line}: {p.message}" for p in self.problems))


class Values:
    """Reads values, and notes what is wrong; one mistake does not hide the next."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _once(self, what: str, keys: Iterable[tuple[str, Path]]) -> None:
        seen: set[str] = set()
        for key, path in keys:
            if key in seen:
                plain = f"The key “{key}” is used twice."
                self._note((*path, "key"), f"The {what} “{key}” is used twice.", plain=plain)
            seen.add(key)

    def _note(self, path: Path, message: str, *, plain: str = "", name: str = "") -> None:
        self.problems.append(Problem(path, message, plain=plain, name=name))

    def _object(self, given: Any, path: Path, known: Collection[str] | None) -> Mapping[str, Any]:
        if not isinstance(given, dict):
            self._note(path, "Write an object in { }.")
            return {}
        for name in given:
            if known is not None and name not in known:
                self._note((*path, name), f"“{name}” is not known here. Check its spelling.")
        return given

    def _list(
        self, given: Mapping[str, Any], name: str, path: Path, *, least: int = 0, most: int = 100
    ) -> list[tuple[Any, Path]]:
        inner = (*path, name)
        value = given.get(name) if given.get(name) is not None else []
        if not isinstance(value, list) or not least <= len(value) <= most:
            words = f"“{name}” is a list of {least} to {most} things."
            amount = f"needs {least} to {most}" if least else f"takes up to {most}"
            plain = f"“{name}” {amount} entries."
            self._note(inner, words, plain=plain, name=name)
            return []
        return [(one, (*inner, number)) for number, one in enumerate(value)]

    def _key(self, given: Mapping[str, Any], path: Path, shape: re.Pattern[str]) -> str:
        key = given.get("key")
        if not isinstance(key, str) or not shape.fullmatch(key):
            self._note((*path, "key"), "Give it a key of letters and digits, such as “b4”.")
            return ""
        return key

    def _text(
        self, given: Mapping[str, Any], name: str, path: Path, *, most: int, needed: bool = True
    ) -> str:
        text = given.get(name, "")
        if not isinstance(text, str):
            self._note((*path, name), f"“{name}” is text in quotes.", name=name)
            return ""
        if needed and not text.strip():
            self._note((*path, name), f"Fill in “{name}”.", name=name)
        if len(text) > most:
            words = f"Shorten “{name}” to {most} characters."
            self._note((*path, name), words, name=name)
        return text.strip()

    def _texts(
        self, given: Mapping[str, Any], name: str, path: Path, *, least: int = 0
    ) -> tuple[str, ...]:
        found = []
        for one, inner in self._list(given, name, path, least=least):
            if isinstance(one, str):
                found.append(one)
            else:
                self._note(inner, f"“{name}” lists texts in quotes.")
        return tuple(found)

    def _whole(
        self, given: Mapping[str, Any], name: str, path: Path, *, least: int = 0
    ) -> int | None:
        number = given.get(name)
        if number is None:
            return None
        if (
            isinstance(number, bool)
            or not isinstance(number, int)
            or not least <= number <= LARGEST
        ):
            words = f"“{name}” is a whole number from {least} to {LARGEST:,}."
            self._note((*path, name), words, name=name)
            return None
        return number

    def _flag(self, given: Mapping[str, Any], name: str, path: Path) -> bool:
        flag = given.get(name, False)
        if not isinstance(flag, bool):
            self._note((*path, name), f"“{name}” is true or false.", name=name)
            return False
        return flag

    def _one_of(
        self,
        given: Mapping[str, Any],
        name: str,
        path: Path,
        choices: type[T],
        default: T,
        *,
        plain: str = CHOOSE,
    ) -> T:
        text = given.get(name, default)
        try:
            return choices(text)  # type: ignore[call-arg]  # an enumeration is called with a value
        except (ValueError, TypeError):
            known = ", ".join(str(one) for one in choices)  # type: ignore[attr-defined]  # so is it gone through
            self._note((*path, name), f"“{name}” is one of: {known}.", plain=plain, name=name)
            return default
