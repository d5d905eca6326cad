"""What looks like a patient's identifier in free text. No patient-level data ever enters.

The patterns are narrow on purpose: counts, dates, phone lines and clinic numbers are everyday
words here, and whoever is stopped without need learns to ignore the sentence.
"""

from __future__ import annotations

import re
from enum import StrEnum

ADVICE = "Take it out: no patient details belong here."


class Identifier(StrEnum):
    """A kind of identifier; the value is what people call it, with its article."""

    SSN = "a Social Security number"
    MRN = "a medical record number"
    BIRTH = "a date of birth"
    MEDICAID = "a Medicaid number"


_PATTERNS = {
    Identifier.SSN: re.compile(
        r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"
        r"|\b(?:ssn|social security(?: number| no\.?)?)\W{0,4}\d{3}[ -]?\d{2}[ -]?\d{4}\b",
        re.IGNORECASE,
    ),
    Identifier.MRN: re.compile(
        r"\b(?:mrn|medical record(?: number| no\.?)|chart (?:number|no\.?|#))\W{0,4}\d{5,}\b",
        re.IGNORECASE,
    ),
    Identifier.BIRTH: re.compile(
        r"\b(?:dob|date of birth|born(?: on)?|birthday)\W{0,4}"
        r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b",
        re.IGNORECASE,
    ),
    Identifier.MEDICAID: re.compile(
        r"\bmedicaid (?:id|number|no\.?|#)\W{0,4}\d{6,}\b", re.IGNORECASE
    ),
}


def found_in(text: str) -> tuple[tuple[Identifier, str], ...]:
    """Every place of a text that looks like an identifier: its kind and the very words.

    >>> [(str(kind), words) for kind, words in found_in("DOB: 3/14/2015, MRN 0045821")]
    [('a medical record number', 'MRN 0045821'), ('a date of birth', 'DOB: 3/14/2015')]
    """
    return tuple(
        (kind, found.group())
        for kind, pattern in _PATTERNS.items()
        for found in pattern.finditer(text)
    )


def looks_like(text: str) -> str:
    """The first kind that a text seems to hold, in words; "" for nothing.

    >>> looks_like("DOB: 3/14/2015"), looks_like("12 of 60 by 3/14/2015")
    ('a date of birth', '')
    """
    return next((str(kind) for kind, _ in found_in(text)), "")


def warning(text: str) -> str:
    """A sentence about what a text seems to hold, with what to do; "" for nothing."""
    found = looks_like(text)
    return f"This looks like {found}. {ADVICE}" if found else ""
