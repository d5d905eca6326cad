"""The closed list of question kinds, and when an answer is demanded."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What sort of answer a question asks for. The list is closed on purpose."""

    YES_NO = "yes/no"
    CHOICE = "choice"
    CHOICES = "multiple choice"
    TEXT = "text"
    LONG_TEXT = "long text"
    WHOLE = "whole number"
    MONEY = "money"
    SHARES = "percent split"
    ADDRESS = "address"
    PERSON = "person"
    ROSTER = "team roster"
    MATRIX = "matrix"
    AIM = "aim"
    FILE = "file"
    TABLE = "table"
    ATTESTATION = "attestation"
    SIGNATURE = "signature"


class Required(StrEnum):
    """When a missing answer is a problem.

    NOW: as soon as the section was saved, because later questions depend on it. SUBMIT: on
    the check page and when submitting. Neither ever blocks saving.
    """

    NOW = "now"
    SUBMIT = "at submit"
    NO = "no"


class Outcome(StrEnum):
    """What the eligibility questions come to."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not eligible"
    TALK = "talk to us"


WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.MATRIX})
WITH_ROWS = frozenset({Kind.SHARES, Kind.ROSTER, Kind.MATRIX, Kind.TABLE})
CAN_DECIDE = frozenset({Kind.YES_NO, Kind.CHOICE, Kind.CHOICES})
"""Kinds whose answer may decide whether another question is asked."""
WITHOUT_ANSWER = frozenset({Kind.FILE, Kind.SIGNATURE})
"""Kinds whose answer is not typed: files are attachments, a signature is a deed of its own."""
MAY_SCREEN = frozenset({Kind.YES_NO, Kind.CHOICE})
MOST_SCREENING = 8
