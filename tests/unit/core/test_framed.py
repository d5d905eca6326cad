"""A page to hang up: it says everything, on one sheet, however long its texts are."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.core.papers import framed
from app.core.papers.framed import Diploma

if TYPE_CHECKING:
    from pypdf import PageObject

ADDRESS = "https://portal.example/verify/J3F8-SKYA-3XXL-GYPJ"
DIPLOMA = Diploma(
    heading="Certificate of completion",
    name="Zoë Ivey",
    statement="Zoë Ivey completed “Medical home basics”.",
    facts=(
        ("Version", "1"),
        ("Completed", "Nov 2, 2026"),
        ("Continuing education", "0.5 contact hours, State Board of Nursing, activity A-77"),
        ("Certificate number", "J3F8-SKYA-3XXL-GYPJ"),
    ),
    above="CYSHCN Cares 2",
    made_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
    signer="Mona Ford",
    signer_title="Director",
    check=f"Anybody can check this certificate at {ADDRESS}",
    address=ADDRESS,
)


def page(diploma: Diploma) -> PageObject:
    """The only page."""
    (found,) = PdfReader(io.BytesIO(framed.written(diploma))).pages
    return found


def words(diploma: Diploma) -> str:
    return " ".join(page(diploma).extract_text().split())


def test_one_sheet_across_says_everything() -> None:
    sheet = page(DIPLOMA)
    assert (float(sheet.mediabox.width), float(sheet.mediabox.height)) == (792.0, 612.0)
    said = words(DIPLOMA)
    for part in (
        "Certificate of completion",
        "Zoë Ivey completed “Medical home basics”.",
        "Completed Nov 2, 2026",
        "Continuing education: 0.5 contact hours, State Board of Nursing, activity A-77",
        "J3F8-SKYA-3XXL-GYPJ",
        "Mona Ford Director",
        ADDRESS,
    ):
        assert part in said


def test_the_same_diploma_is_the_same_file() -> None:
    assert framed.written(DIPLOMA) == framed.written(DIPLOMA)


def test_a_warning_is_there_and_what_is_empty_leaves_nothing() -> None:
    bare = replace(DIPLOMA, signer="", signer_title="", check="", address="", warning="Revoked.")
    assert "Revoked." in words(bare)
    assert "Mona Ford" not in words(bare)
    assert len(framed.written(bare)) < len(framed.written(DIPLOMA))


def test_letters_that_no_font_has_are_said() -> None:
    assert "□" not in words(DIPLOMA)
    said = words(replace(DIPLOMA, name="漢 Ivey"))
    assert "□ Ivey" in said
    assert "cannot show" in said


@pytest.mark.parametrize("word", ["W", "Wide words "])
def test_the_longest_texts_stay_in_the_frame(word: str) -> None:
    """Nothing reaches below the frame or out at its sides, whether or not it can be broken."""
    long = replace(
        DIPLOMA,
        heading=(word * 120)[:120],
        name=(word * 160)[:160],
        statement=(word * 1200)[:1200],
        facts=(("Module", (word * 200)[:200]), *DIPLOMA.facts, ("More", (word * 300)[:300])),
        signer=(word * 160)[:160],
        signer_title=(word * 160)[:160],
    )
    places: list[tuple[float, float]] = []

    def seen(text: str, _cm: object, tm: list[float], *_: object) -> None:
        if text.strip():
            places.append((tm[4], tm[5]))

    page(long).extract_text(visitor_text=seen)
    assert places
    assert all(40 < x < 752 and 34 < y < 580 for x, y in places), places


@settings(max_examples=15)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_makes_one_page(name: str, statement: str) -> None:
    page(replace(DIPLOMA, name=name, statement=statement))
