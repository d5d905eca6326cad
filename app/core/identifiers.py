"""What looks like a patient's identifier in free text. No patient-level data ever enters.

The patterns are narrow on purpose: counts, dates, phone lines and clinic numbers are everyday
words here, and whoever is stopped without need learns to ignore the sentence.
"""

from __future__ import annotations

import re

ADVICE = "Take it out: no patient details belong here."
_KINDS = (
    (
        "a Social Security number",
        re.compile(
            r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"
            r"|\b(?:ssn|social security(?: number| no\.?)?)\W{0,4}\d{3}[ -]?\d{2}[ -]?\d{4}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "a medical record number",
        re.compile(
            r"\b(?:mrn|medical record(?: number| no\.?)|chart (?:number|no\.?|#))\W{0,4}\d{5,}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "a date of birth",
        re.compile(
            r"\b(?:dob|date of birth|born(?: on)?|birthday)\W{0,4}"
            r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "a Medicaid number",
        re.compile(r"\bmedicaid (?:id|number|no\.?|#)\W{0,4}\d{6,}\b", re.IGNORECASE),
    ),
)


def looks_like(text: str) -> str:
    """What a text seems to hold of a patient, such as "a date of birth"; "" for nothing.

    >>> looks_like("DOB: 3/14/2015"), looks_like("12 of 60 by 3/14/2015")
    ('a date of birth', '')
    """
    return next((words for words, pattern in _KINDS if pattern.search(text)), "")


def warning(text: str) -> str:
    """A sentence about what a text seems to hold, with what to do; "" for nothing."""
    found = looks_like(text)
    return f"This looks like {found}. {ADVICE}" if found else ""
