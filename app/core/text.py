"""Text as it may enter the portal: cleaned once, at the edge."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text that both databases store and every page can show.

    Drops control characters, lone surrogates and direction overrides, writes line
    ends as one character, composes letters (NFC) and strips the outer blanks.

    >>> clean("  a\\x00b\\r\\nc  ")
    'ab\\nc'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _BIDI.sub("", _CONTROLS.sub("", lines))).strip()


def clean_line(text: str) -> str:
    """The same for text of a single line, such as a name or a subject.

    >>> clean_line("two\\nlines")
    'two lines'
    """
    return " ".join(clean(text).split())


def key_from(name: str) -> str:
    """A key for addresses made from a name: lower case, digits and hyphens.

    >>> key_from("Children's Clinic of Jones County")
    'childrens-clinic-of-jones-county'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:60].rstrip("-")
