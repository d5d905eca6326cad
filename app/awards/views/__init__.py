"""Pages about decisions and awards."""

from app.awards.views import (
    agreements,
    answering,
    appeals,
    awardees,
    beginnings,
    board,
    deciding,
    fairness,
    letter_words,
    letters,
    plans,
    survey,
    telling,
    told,
)
from app.awards.views.blueprint import bp

__all__ = [
    "agreements",
    "answering",
    "appeals",
    "awardees",
    "beginnings",
    "board",
    "bp",
    "deciding",
    "fairness",
    "letter_words",
    "letters",
    "plans",
    "survey",
    "telling",
    "told",
]
