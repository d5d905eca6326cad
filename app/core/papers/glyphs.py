"""Which letters the paper's fonts can draw, and what stands for the others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

REGULAR = "public-sans/PublicSans-Regular.ttf"
BOLD = "public-sans/PublicSans-Bold.ttf"
OTHERS = "dejavu/DejaVuSans.ttf"
"""For everything that Public Sans lacks: other scripts, signs, boxes to tick."""
MISSING = "□"
_SHAPELESS = frozenset({"Cc", "Cf"})
_VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def font_file(name: str) -> Path:
    """Where a font lies."""
    return Path(str(resources.files("app.core").joinpath("fonts", name)))


def printable(text: str) -> str:
    """The text with only such characters as can be drawn.

    Composes letters (NFC), drops what cannot be seen and shows □ for what no font has.

    >>> printable("Zoe\\u0308 \\u202eabc\\u202c 漢 \\x00!")
    'Zoë abc □ !'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_drawn(one) for one in unicodedata.normalize("NFC", lines))


def needs_others(texts: Iterable[str]) -> bool:
    """Whether printable texts hold anything that Public Sans lacks."""
    return any(not letters(REGULAR).issuperset(text.replace("\n", "")) for text in texts)


@cache
def letters(name: str) -> frozenset[str]:
    """The characters that a font can draw; those without a shape aside."""
    font = TTFFont(FPDF(), font_file(name), name, "")
    found = map(chr, font.cmap)
    font.close()
    return frozenset(one for one in found if unicodedata.category(one) not in _SHAPELESS)


def _drawn(one: str) -> str:
    if one == "\n" or one in letters(REGULAR):
        return one
    match unicodedata.category(one):
        case shapeless if shapeless in _SHAPELESS:
            return "    " if one == "\t" else ""
        case "Zl" | "Zp":
            return "\n"
        case "Zs":
            return " "
    if one in _VARIANTS:
        return ""
    return one if one in letters(OTHERS) else MISSING
