"""Words and scores that can be told apart, wherever they turn up."""

from __future__ import annotations

from app.rfa.domain.answers import VALUE
from tests.browser import calls

STEMS = ("zinnia", "yarrow", "xylia", "wisteria")
"""What the name, the people, the mail addresses and the files of each practice begin with."""
SCORES: dict[str, tuple[dict[str, int | None], ...]] = {
    "uma": (
        {"K1": 3, "K2": 4, "K3": None, "K4": 3},
        {"K1": 5, "K2": 5, "K3": None, "K4": 3},
        {"K1": 2, "K2": 3, "K3": None, "K4": 2},
        {"K1": 1, "K2": 2, "K3": None, "K4": 4},
    ),
    "tess": (
        {"K1": 5, "K2": None, "K3": 4, "K4": 4},
        {"K1": 1, "K2": None, "K3": 3, "K4": 1},
        {"K1": 5, "K2": None, "K3": 5, "K4": 4},
        {"K1": 2, "K2": None, "K3": 2, "K4": 1},
    ),
}
TOTALS = (
    ("3.43", "4.29", "3.86"),
    ("4.43", "1.86", "3.14"),
    ("2.43", "4.71", "3.57"),
    ("2.29", "1.71"),
)
"""What those come to for each application, and their mean: sevenths, which nothing else makes."""
CONSENSUS = 337
NUMBERS = (*(total for of_one in TOTALS for total in of_one), "3.37")
PARTS = (
    *("strengths", "concerns", "conditions", "private", "comment", "cannot", "post", "consensus"),
    *(
        "disagrees",
        "rationale",
        "departure",
        "terms",
        "letter",
        "praise",
        "advice",
        "tie",
        "frozen",
    ),
)


def canary(part: str, number: int) -> str:
    """The word that only one kind of text about one application holds."""
    return f"quagga{part}{'abcd'[number]}"


def canaries(*parts: str, of: tuple[int, ...] = (0, 1, 2, 3)) -> tuple[str, ...]:
    """The words of these parts, or of all, for some applications."""
    return tuple(canary(part, number) for part in parts or PARTS for number in of)


def answers(number: int) -> dict[str, dict[str, dict[str, str]]]:
    """The answers of a practice: one names its people, one its place, one it alone wrote."""
    stem = STEMS[number]
    person = {
        "name": f"{stem}rose Quill",
        "title": "Manager",
        "email": f"call@{stem}.example",
        "phone": "662-555-0143",
    }
    return calls.COMPLETE | {
        "profile": calls.COMPLETE["profile"] | {"Q14": person},
        "team": {"Q21": {VALUE: f"At {practice_name(number)}, {stem}rose Quill leads us."}},
        "capacity": calls.COMPLETE["capacity"]
        | {
            "Q31": {VALUE: canary("answer", number)},
            "Q32": {VALUE: f"Ask the {stem} office."},
        },
    }


def practice_name(number: int) -> str:
    return f"{STEMS[number].title()} Hollow Clinic"
