"""Any valid form: strategies for documents with every kind of question, rule and rubric.

@given(form_documents())
def test_something(source):
    document = parse(source)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from app.core.text import clean, clean_line
from app.rfa.domain.fitting import APPLICANT_KINDS, PATTERNS
from app.rfa.domain.kinds import CAN_DECIDE, MAY_SCREEN, MOST_SCREENING, WITH_OPTIONS, Kind
from app.rfa.domain.parsing import FILE_KINDS

Source = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

_LETTERS = st.characters(exclude_categories=["Cc", "Cn", "Co", "Cs"])
_NASTY = ("<b>bold</b>", "“quoted”", '"', "a: b", "{{ 7 * 7 }}", "{link}", "é", "\U0001f600", "=1+1")  # fmt: skip


def lines(most: int = 60) -> st.SearchStrategy[str]:
    """Text of one line that is never empty."""
    made = st.text(_LETTERS, min_size=1, max_size=most).map(clean_line)
    return (made | st.sampled_from(_NASTY)).filter(lambda text: 0 < len(text) <= most)


def texts(most: int = 120) -> st.SearchStrategy[str]:
    """Text of any number of lines, possibly none."""
    made = st.lists(st.text(_LETTERS, max_size=most // 3), max_size=3).map("\n".join).map(clean)
    return made.filter(lambda text: len(text) <= most)


@st.composite
def form_documents(
    draw: Draw, *, every_kind: bool = False, most_sections: int = 4, rubric: bool | None = None
) -> Source:
    """A document that `parse` takes, as plain JSON values.

    `every_kind`: all 17 kinds of questions are in it. `rubric`: True for always one with
    points that make 100, False for never, None for either.
    """
    kinds = _kinds(draw, every_kind=every_kind)
    count = draw(st.integers(1, most_sections))
    sections: list[Source] = []
    asked: list[Source] = []
    for number in range(count):
        share = kinds[number::count]
        questions = [question(draw, kind, len(asked) + n, asked) for n, kind in enumerate(share)]
        asked += questions
        sections.append(_section(draw, number, questions, [one["key"] for one in sections]))
    _keep_screening_short(asked)
    source = {"title": draw(lines()), "sections": sections}
    if rubric or (rubric is None and draw(st.booleans())):
        source["criteria"] = _rubric(draw, [section["key"] for section in sections])
    return source


def _kinds(draw: Draw, *, every_kind: bool) -> list[Kind]:
    if every_kind:
        return list(draw(st.permutations(list(Kind))))
    several = st.sampled_from([kind for kind in Kind if kind is not Kind.SIGNATURE])
    found = draw(st.lists(several, min_size=1, max_size=10))
    return [*found, Kind.SIGNATURE] if draw(st.booleans()) else found


def _section(draw: Draw, number: int, questions: list[Source], earlier: list[str]) -> Source:
    section: Source = {
        "key": f"part-{number + 1}",
        "code": draw(st.sampled_from("ABCDEFGH")),
        "title": draw(lines()),
        "questions": questions,
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        "intro": texts(),
        "points": st.integers(0, 100),
        "only_if_paid": st.booleans(),
        "waits_for": st.lists(st.sampled_from(earlier), unique=True) if earlier else st.just([]),
    }
    return section | _some(draw, optional)


def question(draw: Draw, kind: Kind, number: int, earlier: list[Source]) -> Source:
    """A question of that kind whose rules fit the questions before it."""
    found: Source = {"key": f"Q{number + 1}", "kind": str(kind), "text": draw(lines())}
    found |= _shape(draw, kind)
    optional: dict[str, st.SearchStrategy[Any]] = {
        "help": texts(),
        "required": st.sampled_from(["now", "at submit", "no"]),
        "scored": st.booleans(),
        "only_for": st.lists(st.sampled_from(APPLICANT_KINDS), unique=True),
    }
    if rules := [rule for one in earlier for rule in _deciding(one)]:
        optional["show_if"] = st.sampled_from(rules)
    if kind in MAY_SCREEN:
        optional["screen"] = _screening(answers(found))
    money = [one["key"] for one in earlier if one["kind"] == Kind.MONEY]
    if kind is Kind.TABLE and money:
        optional["matches"] = st.sampled_from(money)
    return found | _some(draw, optional)


def answers(of: Source) -> list[str]:
    """The keys with which a yes/no or choice question can be answered."""
    if of["kind"] == Kind.YES_NO:
        return ["yes", "no"]
    return [option["key"] for option in of.get("options", [])]


def _shape(draw: Draw, kind: Kind) -> Source:
    """What only this kind has: options, rows, columns, limits, files."""
    shape: Source = {}
    if kind in WITH_OPTIONS:
        shape["options"] = draw(_labelled("choice"))
    if kind in {Kind.SHARES, Kind.ROSTER, Kind.MATRIX, Kind.TABLE}:
        shape["rows"] = draw(_labelled("row", least=2 if kind is Kind.SHARES else 1))
    if kind is Kind.TABLE:
        shape |= _table(draw, shape["rows"])
    return shape | _limits(draw, kind)


def _table(draw: Draw, rows: list[Source]) -> Source:
    kinds = st.sampled_from(["whole number", "money", "text"])
    return {
        "rows": [row | _some(draw, {"above_zero": st.booleans()}) for row in rows],
        "columns": [one | {"kind": draw(kinds)} for one in draw(_labelled("column"))],
    }


def _limits(draw: Draw, kind: Kind) -> Source:
    least = draw(st.integers(0, 3))
    limit = draw(st.sampled_from(["words", "characters", "least", "most"]))
    text: Source = {} if limit in {"least", "most"} else {limit: draw(st.integers(1, 600))}
    limits: dict[Kind, Mapping[str, st.SearchStrategy[Any]]] = {
        Kind.TEXT: {"pattern": st.sampled_from(PATTERNS)},
        Kind.WHOLE: {"least": st.just(least), "most": st.integers(least, 10_000)},
        Kind.ROSTER: {"least": st.just(least), "hours": st.integers(0, 200)},
        Kind.FILE: {"files": _files()},
    }
    own = text if kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.AIM} else {}
    return own | _some(draw, limits.get(kind, {}))


def _files() -> st.SearchStrategy[Source]:
    return st.fixed_dictionaries(
        {
            "kinds": st.lists(st.sampled_from(FILE_KINDS), min_size=1, unique=True),
            "megabytes": st.integers(1, 25),
            "count": st.integers(1, 5),
        }
    )


def _labelled(stem: str, *, least: int = 1) -> st.SearchStrategy[list[Source]]:
    labels = st.lists(lines(40), min_size=least, max_size=4, unique_by=str.casefold)
    return labels.map(
        lambda found: [
            {"key": f"{stem}-{number}", "label": label} for number, label in enumerate(found)
        ]
    )


def _deciding(one: Source) -> list[Source]:
    if one["kind"] not in CAN_DECIDE:
        return []
    return [{"question": one["key"], "is": [answer]} for answer in answers(one)]


def _screening(keys: list[str]) -> st.SearchStrategy[Source]:
    rule = st.fixed_dictionaries(
        {
            "outcome": st.sampled_from(["eligible", "not eligible", "talk to us"]),
            "reason": lines(80) | st.just(""),
        }
    )
    return st.dictionaries(st.sampled_from(keys), rule, max_size=len(keys))


def _keep_screening_short(asked: list[Source]) -> None:
    screening = [one for one in asked if one.get("screen")]
    for one in screening[MOST_SCREENING:]:
        del one["screen"]


def _rubric(draw: Draw, sections: list[str]) -> list[Source]:
    """Criteria whose points make 100."""
    cuts = sorted(draw(st.lists(st.integers(1, 99), unique=True, max_size=4)))
    edges = [0, *cuts, 100]
    return [
        {
            "key": f"K{number}",
            "title": draw(lines()),
            "section": draw(st.sampled_from(sections)),
            "points": high - low,
            "anchors": draw(st.dictionaries(st.sampled_from("012345"), lines(80))),
        }
        | _some(draw, {"guidance": texts()})
        for number, (low, high) in enumerate(itertools.pairwise(edges), start=1)
    ]


def _some(draw: Draw, optional: Mapping[str, st.SearchStrategy[Any]]) -> Source:
    """Some of the optional members, each with a drawn value."""
    return {name: draw(values) for name, values in optional.items() if draw(st.booleans())}
