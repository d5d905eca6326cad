"""Identifiers of patients are noticed; ordinary counts, dates and phone lines are not."""

from __future__ import annotations

import pytest

from app.core.identifiers import looks_like, warning


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Her number is 428-11-5937.", "a Social Security number"),
        ("SSN 428115937", "a Social Security number"),
        ("social security number: 428 11 5937", "a Social Security number"),
        ("MRN 0045821", "a medical record number"),
        ("mrn#:99887766", "a medical record number"),
        ("Medical record number 123456", "a medical record number"),
        ("see chart no. 55123", "a medical record number"),
        ("DOB 3/14/2015", "a date of birth"),
        ("born on 03-14-15", "a date of birth"),
        ("date of birth: 2015-03-14", "a date of birth"),
        ("Medicaid ID 123456789", "a Medicaid number"),
    ],
)
def test_what_names_a_patient_is_noticed(text: str, kind: str) -> None:
    assert looks_like(f"The mother said: {text}") == kind
    assert warning(text) == f"This looks like {kind}. Take it out: no patient details belong here."


@pytest.mark.parametrize(
    "text",
    [
        "12 of 60 children had a plan by 3/14/2026.",
        "Call 601-555-0143 or 1-800-844-0898, extension 12345.",
        "Our NPI is 1234567893.",
        "ZIP 39216-1234",
        "Room 12-34-5678b of the old building",
        "Medicaid pays for 72% of 12,000 visits.",
        "We chart 5 measures and record 120000 visits.",
        "Children born before 2010",
        "Session 2026-03-14, 9:00 to 12:00",
        "Budget line 900-12-3456 is ours",
        "The record number of visits was 45210.",
    ],
)
def test_ordinary_words_and_numbers_are_not(text: str) -> None:
    assert looks_like(text) == ""
    assert warning(text) == ""
