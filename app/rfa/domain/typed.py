"""Questions as staff types them: lists as lines of text, and back to a form's JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.core.text import key_from
from app.rfa.domain.editing import Source
from app.rfa.domain.kinds import Kind, Required

Typed = Mapping[str, Any]
"""What is in the fields of the editor, by field."""

_KEYED = re.compile(r"[a-z0-9][a-z0-9 -]{0,59}")
_PLAIN = ("help", "words", "characters", "least", "most", "hours", "pattern", "matches")

_LIMITS = ("words", "characters")
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.YES_NO: ("screen",),
    Kind.CHOICE: ("options", "screen"),
    Kind.CHOICES: ("options",),
    Kind.TEXT: (*_LIMITS, "pattern"),
    Kind.LONG_TEXT: _LIMITS,
    Kind.WHOLE: ("least", "most"),
    Kind.SHARES: ("rows",),
    Kind.ROSTER: ("rows", "least", "hours"),
    Kind.MATRIX: ("rows", "options"),
    Kind.AIM: _LIMITS,
    Kind.FILE: ("file_kinds", "megabytes", "count"),
    Kind.TABLE: ("rows", "columns", "above_zero", "matches"),
}
"""The fields that only some kinds of question have, in the order of the page."""


def typed_of(question: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show about a question."""
    rule = question.get("show_if") or {}
    files = question.get("files") or {}
    rows = question.get("rows") or []
    shown = {name: question.get(name) for name in ("key", "text", *_PLAIN)}
    return shown | {
        "required": question.get("required", Required.SUBMIT.value),
        "scored": question.get("scored", False),
        "only_for": question.get("only_for") or [],
        "options": _text(question.get("options")),
        "rows": _text(rows),
        "columns": _text(question.get("columns")),
        "above_zero": "\n".join(row["key"] for row in rows if row.get("above_zero")),
        "show_question": rule.get("question", ""),
        "show_answers": "\n".join(rule.get("is", [])),
        "screen": "\n".join(
            " | ".join([answer, one.get("outcome", ""), _one_line(one.get("reason", ""))])
            for answer, one in (question.get("screen") or {}).items()
        ),
        "file_kinds": files.get("kinds") or ["pdf"],
        "megabytes": files.get("megabytes") or 10,
        "count": files.get("count") or 1,
    }


def question_from(kind: Kind, typed: Typed, earlier: Iterable[Source]) -> Source:
    """The question that the fields describe; `earlier` are those asked before it.

    Whether it is a right one, `parsing` says of the whole form.
    """
    own = {name: typed.get(name) for name in FIELDS.get(kind, ())}
    options = _labelled(own.get("options"), "answer")
    part: Source = {
        "key": typed["key"],
        "kind": kind.value,
        "text": typed["text"],
        "help": typed.get("help"),
        "required": typed.get("required"),
        "scored": typed.get("scored"),
        "only_for": list(typed.get("only_for") or []),
        "show_if": _show_if(typed, earlier),
        "options": options,
        "rows": _rows(own),
        "columns": _columns(own.get("columns")),
        "screen": _screen(own.get("screen"), {"kind": kind, "options": options}),
    }
    part |= {name: own.get(name) for name in _PLAIN if name in own}
    if kind is Kind.FILE:
        named = ("kinds", "file_kinds"), ("megabytes", "megabytes"), ("count", "count")
        part["files"] = {name: own.get(field) for name, field in named if own.get(field)}
    if part["required"] == Required.SUBMIT:
        del part["required"]
    return {
        name: value
        for name, value in part.items()
        if name in {"key", "text"} or not _says_nothing(value)
    }


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def answers_of(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The (key, label) pairs with which a yes/no or choice question can be answered."""
    if question["kind"] == Kind.YES_NO:
        return [("yes", "Yes"), ("no", "No")]
    return [(one["key"], one["label"]) for one in question.get("options") or []]


# ------------------------------------------------------------------ to text


def _text(labelled: Iterable[Mapping[str, Any]] | None) -> str:
    """One line for each: "key: label", and " | kind" for columns."""
    return "\n".join(
        f"{one['key']}: {_one_line(one['label'])}" + (f" | {one['kind']}" if "kind" in one else "")
        for one in labelled or []
    )


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


# ------------------------------------------------------------------ from text


def lines_of(text: Any) -> list[str]:
    """The lines of a text that say something.

    >>> lines_of(" a \\n\\n b")
    ['a', 'b']
    """
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _labelled(text: Any, stem: str) -> list[Source]:
    """What the lines "key: label" or "label" name; a label alone gets a key made from it."""
    found: list[Source] = []
    for line in lines_of(text):
        head, colon, tail = line.partition(":")
        if colon and _KEYED.fullmatch(head.strip()):
            found.append({"key": head.strip(), "label": tail.strip()})
        else:
            taken = {one["key"] for one in found}
            found.append(
                {"key": _free(key_from(line)[:40].strip("-") or stem, taken), "label": line}
            )
    return found


def _free(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)


def _rows(own: Typed) -> list[Source]:
    rows = _labelled(own.get("rows"), "row")
    never_zero = set(_keys(lines_of(own.get("above_zero")), [(r["key"], r["label"]) for r in rows]))
    return [row | ({"above_zero": True} if row["key"] in never_zero else {}) for row in rows]


def _columns(text: Any) -> list[Source]:
    columns = []
    for line in lines_of(text):
        head, bar, tail = line.rpartition("|")
        kind = tail.strip() if bar else Kind.WHOLE.value
        columns += [
            one | {"kind": kind} for one in _labelled(head.strip() if bar else line, "column")
        ]
    return columns


def _show_if(typed: Typed, earlier: Iterable[Source]) -> Source | None:
    key = typed.get("show_question")
    if not key:
        return None
    decider = next((one for one in earlier if one["key"] == key), None)
    pairs = [] if decider is None else answers_of(decider)
    return {"question": key, "is": _keys(lines_of(typed.get("show_answers")), pairs)}


def _screen(text: Any, of: Mapping[str, Any]) -> Source:
    rules = {}
    for line in lines_of(text):
        answer, outcome, reason = [*(word.strip() for word in line.split("|", 2)), "", ""][:3]
        (key,) = _keys([answer], answers_of(of))
        rules[key] = {"outcome": outcome, "reason": reason}
    return rules


def _keys(named: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The keys of what is named by key or by label, in any case; other words stay."""
    known = list(pairs)
    by_label = {label.lower(): key for key, label in reversed(known)}
    keys = {key for key, _ in known}
    return [one if one in keys else by_label.get(one.lower(), one) for one in named]
